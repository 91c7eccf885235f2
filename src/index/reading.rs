//! What is indexed of one file? Its pieces, what it declares, what it says to people.

use super::chunk::{Chunk, Part, chunks};
use super::feature::{self, Declared};
use super::scan::{declarations, scan};
use crate::code::Facts;
use crate::code::facts::{Form, SymbolKind};
use crate::workspace::language::{Class, Language};

/// A file, ready to be indexed. A pure function of its text, its language and its facts.
pub struct Reading<'t> {
    pub chunks: Vec<Chunk<'t>>,
    /// Names that it declares; of a document its headings.
    pub names: String,
    /// Its comments and documentation strings.
    pub docs: String,
    /// See `feature`.
    pub features: Vec<u8>,
}

/// Bytes of comments of one file that are searched as such.
const DOCS: usize = 64 << 10;

impl<'t> Reading<'t> {
    /// A file that has not been parsed yet: windows of text, and no more.
    pub fn plain(text: &'t str) -> Self {
        let chunks = chunks(text, &[], &[]);
        Self { chunks, names: String::new(), docs: String::new(), features: Vec::new() }
    }

    /// `facts`: `None` where no grammar reads the file.
    pub fn new(text: &'t str, language: Option<Language>, facts: Option<&Facts>) -> Self {
        let scan = scan(text, language);
        let (declared, parts) = match facts {
            Some(facts) if !facts.symbols.is_empty() => of_facts(facts),
            _ => of_lines(text, language),
        };
        let mut names = String::new();
        for declared in declared.iter().filter(|declared| declared.kind != SymbolKind::Key) {
            names.push_str(&declared.name);
            names.push('\n');
        }
        let mut docs = String::new();
        for (_, comment) in &scan.comments {
            if docs.len() > DOCS {
                break;
            }
            docs.push_str(comment);
            docs.push('\n');
        }
        let features = feature::encode(&declared, hands_on(facts, &declared, language));
        Self { chunks: chunks(text, &scan.lines, &parts), names, docs, features }
    }
}

/// Does a file only give on what others declare?
fn hands_on(facts: Option<&Facts>, declared: &[Declared], language: Option<Language>) -> bool {
    if language.is_none_or(|language| language.class() != Class::Code) {
        return false;
    }
    let Some(facts) = facts else { return false };
    let own = declared.iter().filter(|d| d.kind.is_callable() || d.kind.is_type()).count();
    let taken = |import: &crate::code::facts::Import| {
        import.names.len().max(1) * usize::from(import.form != Form::Submodule || import.reexport)
    };
    let given: usize = facts.imports.iter().map(taken).sum::<usize>() + facts.exports.len();
    own <= 1 && given >= 3
}

fn of_facts(facts: &Facts) -> (Vec<Declared<'_>>, Vec<Part>) {
    let mut declared = Vec::with_capacity(facts.symbols.len());
    let mut parts = Vec::new();
    // Of each symbol the part that it is, or that is around it.
    let mut part_of: Vec<Option<usize>> = Vec::with_capacity(facts.symbols.len());
    for symbol in &facts.symbols {
        let around =
            symbol.parent.and_then(|parent| part_of.get(parent as usize).copied().flatten());
        let long = symbol.lines.1 > symbol.lines.0;
        if long && !matches!(symbol.kind, SymbolKind::Key | SymbolKind::Variant | SymbolKind::Field)
        {
            part_of.push(Some(parts.len()));
            parts.push(Part { lines: symbol.lines, parent: around });
        } else {
            part_of.push(around);
        }
        declared.push(Declared {
            name: facts[symbol.name].into(),
            kind: symbol.kind,
            lines: symbol.lines,
        });
    }
    (declared, parts)
}

fn of_lines(text: &str, language: Option<Language>) -> (Vec<Declared<'static>>, Vec<Part>) {
    let told = declarations(text, language);
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for told in &told {
        while open.pop_if(|at| parts[*at].lines.1 < told.lines.0).is_some() {}
        let parent = open.last().copied();
        open.push(parts.len());
        parts.push(Part { lines: told.lines, parent });
    }
    (told.into_iter().map(Declared::from).collect(), parts)
}
