//! How does a pattern become a matcher of lines? As in ripgrep: no match holds a line's end, and
//! smart case asks the letters that are written.
//!
//! The engine is regex-automata's, taken directly: grep-regex has it determinize each expression in
//! advance, which takes milliseconds for a Unicode class and pays off over gigabytes alone.

use std::convert::Infallible;

use regex_automata::meta::{BuildError, Config, Regex};
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{
    Capture, Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind,
    Look, LookSet, Repetition,
};

use super::grep::{Case, Query};
use super::need;
use crate::base::{Error, Result};
use crate::workspace::trigram::Need;

/// A compiled pattern's most bytes, and those of the states it is run with.
const BYTES: usize = 16 << 20;

pub struct Matcher {
    /// It matches within a line, unless the query lets it reach over several.
    pub regex: Regex,
    /// Finds all lines that `regex` does, and perhaps more, faster. A Unicode word boundary is what the
    /// engine's automaton cannot decide beside a byte above 127: there it would leave a whole text
    /// to a slow one. Without the boundaries it finds the lines, and each is then asked by itself.
    pub loose: Option<Regex>,
    /// Of the text that has a matching line.
    pub need: Need,
}

/// # Errors
/// `invalid_arguments` for a pattern that is empty, faulty, too large, or wants a line's end.
pub fn compile(query: &Query) -> Result<Matcher> {
    if query.pattern.is_empty() {
        return Err(Error::invalid("the pattern is empty"));
    }
    let hir = parse(&query.pattern, query.regex, query.case)?;
    let need = need::need(&hir);
    let mut hir = if query.multiline { hir } else { within_line(hir)? };
    if query.word {
        let (start, end) = (Look::WordStartHalfUnicode, Look::WordEndHalfUnicode);
        hir = Hir::concat(vec![Hir::look(start), hir, Hir::look(end)]);
    }
    let regex = build(&hir)?;
    let bound = hir.properties().look_set().contains_word_unicode() && !query.multiline;
    let loose =
        bound.then(|| without_words(hir)).filter(|hir| hir.properties().minimum_len() > Some(0));
    Ok(Matcher { regex, loose: loose.map(|hir| build(&hir)).transpose()?, need })
}

fn build(hir: &Hir) -> Result<Regex> {
    let config = Config::new()
        .utf8_empty(false)
        .nfa_size_limit(Some(BYTES))
        .hybrid_cache_capacity(BYTES)
        .onepass(false)
        .dfa(false);
    Regex::builder().configure(config).build_from_hir(hir).map_err(|e| too_large(&e))
}

/// # Errors
/// `invalid_arguments` for what is no regular expression.
pub fn parse(pattern: &str, regex: bool, case: Case) -> Result<Hir> {
    let escaped = if regex { pattern.to_owned() } else { regex_syntax::escape(pattern) };
    let ast = ast::parse::Parser::new().parse(&escaped).map_err(|e| faulty(&e))?;
    let insensitive = match case {
        Case::Smart => ignores_case(&ast),
        Case::Sensitive => false,
        Case::Insensitive => true,
    };
    let mut translator = TranslatorBuilder::new();
    translator.utf8(false).multi_line(true).case_insensitive(insensitive);
    translator.build().translate(&escaped, &ast).map_err(|e| faulty(&e))
}

fn faulty(error: &dyn std::error::Error) -> Error {
    Error::invalid(format!("the pattern is not a regular expression: {error}"))
        .hint("to search for the text as it stands, set `regex` to false")
}

fn too_large(error: &BuildError) -> Error {
    let limit = error.size_limit().is_some();
    let error = if limit { "it is too large".to_owned() } else { error.to_string() };
    Error::invalid(format!("the pattern cannot be compiled: {error}"))
}

/// What matches the same, but never over a line's end: `\s` is without `\n`, and `\A` and `\z` are
/// a line's ends, because a line is all that is looked at.
fn within_line(hir: Hir) -> Result<Hir> {
    rewritten(hir, &|kind| {
        Ok(match kind {
            HirKind::Literal(literal) if literal.0.contains(&b'\n') => {
                return Err(Error::invalid("the pattern wants a line's end: `\\n` is in no line")
                    .hint("set `multiline` to let a match reach over lines"));
            }
            HirKind::Class(class) => Hir::class(without_line_end(class)),
            HirKind::Look(Look::Start) => Hir::look(Look::StartLF),
            HirKind::Look(Look::End) => Hir::look(Look::EndLF),
            kind => plain(kind),
        })
    })
}

/// What matches wherever `hir` does, and asks for no Unicode word boundary.
fn without_words(hir: Hir) -> Hir {
    let dropped = rewritten(hir, &|kind| {
        Ok(match kind {
            HirKind::Look(look) if LookSet::singleton(look).contains_word_unicode() => Hir::empty(),
            kind => plain(kind),
        })
    });
    dropped.unwrap_or_else(|_| Hir::empty())
}

/// `hir` with each of its smallest parts put through `leaf`.
fn rewritten(hir: Hir, leaf: &impl Fn(HirKind) -> Result<Hir>) -> Result<Hir> {
    let each = |parts: Vec<Hir>| {
        parts.into_iter().map(|part| rewritten(part, leaf)).collect::<Result<Vec<_>>>()
    };
    Ok(match hir.into_kind() {
        HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
            let sub = Box::new(rewritten(*sub, leaf)?);
            Hir::repetition(Repetition { min, max, greedy, sub })
        }
        HirKind::Capture(Capture { index, name, sub }) => {
            Hir::capture(Capture { index, name, sub: Box::new(rewritten(*sub, leaf)?) })
        }
        HirKind::Concat(parts) => Hir::concat(each(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(each(parts)?),
        kind => leaf(kind)?,
    })
}

/// A smallest part as it is.
fn plain(kind: HirKind) -> Hir {
    match kind {
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        _ => Hir::empty(),
    }
}

fn without_line_end(class: Class) -> Class {
    match class {
        Class::Unicode(mut class) => {
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Class::Unicode(class)
        }
        Class::Bytes(mut class) => {
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'\n', b'\n')]));
            Class::Bytes(class)
        }
    }
}

/// Whether smart case ignores case: letters are written, and no capital among them. `\S` is no
/// letter, `\x41` is one.
fn ignores_case(ast: &Ast) -> bool {
    match ast::visit(ast, Letters::default()) {
        Ok(letters) => letters.any && !letters.capital,
        Err(never) => match never {},
    }
}

#[derive(Default)]
struct Letters {
    any: bool,
    capital: bool,
}

impl Letters {
    fn note(&mut self, literal: &ast::Literal) {
        self.any = true;
        self.capital |= literal.c.is_uppercase();
    }
}

impl ast::Visitor for Letters {
    type Output = Self;
    type Err = Infallible;

    fn finish(self) -> std::result::Result<Self, Infallible> {
        Ok(self)
    }

    fn visit_pre(&mut self, ast: &Ast) -> std::result::Result<(), Infallible> {
        if let Ast::Literal(literal) = ast {
            self.note(literal);
        }
        Ok(())
    }

    fn visit_class_set_item_pre(
        &mut self,
        item: &ast::ClassSetItem,
    ) -> std::result::Result<(), Infallible> {
        match item {
            ast::ClassSetItem::Literal(literal) => self.note(literal),
            ast::ClassSetItem::Range(range) => {
                self.note(&range.start);
                self.note(&range.end);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smart_case_is_ripgreps() {
        for (pattern, ignored) in [
            ("foo", true),
            ("Foo", false),
            (r"\Sfoo", true),
            (r"\S", false),
            (r"\pLfoo", true),
            ("[a-z]", true),
            ("[a-Z]", false),
            ("[A-z]", false),
            (r"\x41", false),
            ("É", false),
            ("é", true),
            ("(?i)A", false),
        ] {
            let Ok(ast) = ast::parse::Parser::new().parse(pattern) else { continue };
            assert_eq!(ignores_case(&ast), ignored, "{pattern}");
        }
    }

    #[test]
    fn matches_stay_within_a_line() {
        let finds = |pattern: &str, word, text: &[u8]| {
            let pattern = pattern.to_owned();
            let query = Query { pattern, regex: true, word, ..Query::default() };
            compile(&query)
                .unwrap()
                .regex
                .find_iter(text)
                .map(|m| (m.start(), m.end()))
                .collect::<Vec<_>>()
        };
        assert_eq!(finds(r"a\s*b", false, b"a\nb a b"), [(4, 7)]);
        assert_eq!(finds(r"a[^x]b", false, b"a\nb a\xc3\xa4b"), [(4, 8)]);
        assert_eq!(finds(r"(?-u:a[^x]b)", false, b"a\nb a\xffb"), [(4, 7)]);
        assert_eq!(finds(r"(?s)a.b", false, b"a\nb a-b"), [(4, 7)]);
        assert_eq!(finds(r"\Aa|b\z", false, b"a b\na b"), [(0, 1), (2, 3), (4, 5), (6, 7)]);
        assert_eq!(finds("a", true, "a ab äa a".as_bytes()), [(0, 1), (9, 10)]);
        assert_eq!(finds("-a", true, b"x-a -ab -a"), [(8, 10)]);
    }
}
