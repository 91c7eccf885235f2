//! Which lines of a text speak to people, and what does it declare where no grammar reads it?
//!
//! Line by line and without a parser: comments and documentation strings of every language whose marks are
//! known, and for languages without a grammar here the declarations that begin a line.

use crate::code::facts::SymbolKind;
use crate::workspace::language::{Class, Language};

/// What a line is to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Code,
    /// A comment, a part of one, or an attribute: it belongs to what follows.
    Lead,
    Blank,
}

/// A text's lines and its comments.
#[derive(Debug, Default)]
pub struct Scan {
    pub lines: Vec<Line>,
    /// Comments without their marks, each with its line (1-based).
    pub comments: Vec<(u32, String)>,
}

/// The marks of a language's comments.
struct Marks {
    line: &'static [&'static str],
    block: Option<(&'static str, &'static str)>,
    /// Triple quotes begin and end documentation.
    quotes: bool,
}

const SLASHES: Marks = Marks { line: &["//"], block: Some(("/*", "*/")), quotes: false };
const HASH: Marks = Marks { line: &["#"], block: None, quotes: false };
const NONE: Marks = Marks { line: &[], block: None, quotes: false };

const fn marks(language: Language) -> Marks {
    use Language as L;
    match language {
        L::Python => Marks { line: &["#"], block: None, quotes: true },
        L::Elixir => Marks { line: &["#"], block: None, quotes: true },
        L::Julia => Marks { line: &["#"], block: Some(("#=", "=#")), quotes: true },
        L::Ruby => Marks { line: &["#"], block: Some(("=begin", "=end")), quotes: false },
        L::Shell | L::PowerShell | L::Perl | L::R | L::Nim | L::Nix | L::GraphQl | L::Terraform => {
            HASH
        }
        L::Make | L::CMake | L::Docker | L::Yaml | L::Toml => HASH,
        L::Php => Marks { line: &["//", "#"], block: Some(("/*", "*/")), quotes: false },
        L::Lua => Marks { line: &["--"], block: Some(("--[[", "]]")), quotes: false },
        L::Haskell => Marks { line: &["--"], block: Some(("{-", "-}")), quotes: false },
        L::Sql => Marks { line: &["--"], block: Some(("/*", "*/")), quotes: false },
        L::Erlang | L::Latex => Marks { line: &["%"], block: None, quotes: false },
        L::Clojure => Marks { line: &[";"], block: None, quotes: false },
        L::OCaml | L::FSharp => Marks { line: &["//"], block: Some(("(*", "*)")), quotes: false },
        L::Html | L::Xml => Marks { line: &[], block: Some(("<!--", "-->")), quotes: false },
        L::Ini => Marks { line: &["#", ";"], block: None, quotes: false },
        L::Assembly => Marks { line: &["#", ";", "//"], block: Some(("/*", "*/")), quotes: false },
        L::Json | L::Csv => NONE,
        L::Markdown | L::ReStructuredText | L::AsciiDoc | L::Text => NONE,
        _ => SLASHES,
    }
}

/// Words by which a comment is about rights and not about the code.
const LEGAL: [&str; 5] = ["copyright", "license", "licence", "spdx-", "all rights reserved"];
/// Bytes of a comment's line that are kept.
const LONGEST: usize = 400;

pub fn scan(text: &str, language: Option<Language>) -> Scan {
    let marks = language.map_or(NONE, marks);
    let mut scan = Scan::default();
    // What ends the block that is open.
    let mut open: Option<&str> = None;
    for (at, line) in (1u32..).zip(text.lines()) {
        let trimmed = line.trim();
        let (kind, comment) = match open {
            Some(end) => {
                let inside = trimmed.find(end);
                if inside.is_some() {
                    open = None;
                }
                (Line::Lead, Some(&trimmed[..inside.unwrap_or(trimmed.len())]))
            }
            None => closed(trimmed, &marks, &mut open),
        };
        scan.lines.push(kind);
        if let Some(comment) = comment {
            let bare = bare(comment);
            if bare.bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80) {
                scan.comments.push((at, bare[..bare.floor_char_boundary(LONGEST)].to_owned()));
            }
        }
    }
    scan.forget_legal();
    scan
}

/// A line outside of a block.
fn closed<'t>(
    trimmed: &'t str,
    marks: &Marks,
    open: &mut Option<&'static str>,
) -> (Line, Option<&'t str>) {
    if trimmed.is_empty() {
        return (Line::Blank, None);
    }
    if let Some((begin, end)) = marks.block
        && let Some(rest) = trimmed.strip_prefix(begin)
    {
        return match rest.find(end) {
            Some(at) if rest[at + end.len()..].trim().is_empty() => (Line::Lead, Some(&rest[..at])),
            Some(at) => (Line::Code, Some(&rest[..at])),
            None => {
                *open = Some(end);
                (Line::Lead, Some(rest))
            }
        };
    }
    if marks.quotes
        && let Some((quote, rest)) = quoted(trimmed)
    {
        return match rest.find(quote) {
            Some(at) => (Line::Code, Some(&rest[..at])),
            None => {
                *open = Some(quote);
                (Line::Code, Some(rest))
            }
        };
    }
    for mark in marks.line {
        if let Some(rest) = trimmed.strip_prefix(mark) {
            // `#include`, `#!`, `#[derive]` are no comments where `#` alone is no mark.
            return (Line::Lead, Some(rest));
        }
    }
    if trimmed.starts_with('@') || trimmed.starts_with("#[") {
        return (Line::Lead, None);
    }
    let trailing = marks.line.iter().find_map(|mark| {
        let at = trimmed.find(mark)?;
        // Not within `https://` or a string that has just begun.
        let before = trimmed.as_bytes()[at.checked_sub(1)?];
        before.is_ascii_whitespace().then(|| &trimmed[at + mark.len()..])
    });
    (Line::Code, trailing)
}

/// The quotes that begin documentation, and what follows them on the line.
fn quoted(trimmed: &str) -> Option<(&'static str, &str)> {
    let text = trimmed.strip_prefix("@moduledoc ").or_else(|| trimmed.strip_prefix("@doc "));
    let text = text.or_else(|| trimmed.strip_prefix("@typedoc ")).unwrap_or(trimmed);
    let text = text.strip_prefix("~S").or_else(|| text.strip_prefix("~s")).unwrap_or(text);
    let text = text.strip_prefix(['r', 'R', 'u', 'b', 'f']).unwrap_or(text);
    ["\"\"\"", "'''"].into_iter().find_map(|quote| Some((quote, text.strip_prefix(quote)?)))
}

/// A comment without what is left of its marks.
fn bare(comment: &str) -> &str {
    comment.trim_start_matches(['/', '!', '*', '#', '-', ';', '%', '|', ' ', '\t']).trim_end()
}

impl Scan {
    /// The comments of one line (1-based).
    pub fn comments_at(&self, line: u32) -> &[(u32, String)] {
        let start = self.comments.partition_point(|(at, _)| *at < line);
        let end = self.comments.partition_point(|(at, _)| *at <= line);
        &self.comments[start..end]
    }

    /// Drops the head of a file that says who may copy it.
    fn forget_legal(&mut self) {
        let run = self.comments.iter().scan(0, |before, (line, _)| {
            let follows = *before == 0 || *line <= *before + 2;
            *before = *line;
            follows.then_some(())
        });
        let run = run.count();
        let head: String =
            self.comments[..run].iter().map(|(_, text)| text.to_lowercase()).collect();
        if run > 0 && LEGAL.iter().any(|word| head.contains(word)) {
            let ends = self.comments[..run]
                .iter()
                .rposition(|(_, text)| {
                    let text = text.to_lowercase();
                    LEGAL.iter().any(|word| text.contains(word))
                        || text.contains("warrant")
                        || text.contains("liab")
                        || text.contains("permission")
                })
                .unwrap_or(0);
            self.comments.drain(..=ends);
        }
    }
}

/// A declaration that was told by its line alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub name: String,
    pub kind: SymbolKind,
    /// 1-based, included.
    pub lines: (u32, u32),
}

/// Declarations of a file that no grammar has read. Each lasts until the next line that is not
/// deeper than its own.
pub fn declarations(text: &str, language: Option<Language>) -> Vec<Told> {
    match language.map(Language::class) {
        Some(Class::Document) => headings(text),
        Some(Class::Data) => Vec::new(),
        _ => named(text, language),
    }
}

fn named(text: &str, language: Option<Language>) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    // Of those that have not ended: which, and how deep.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut last = 0;
    for (at, line) in (1u32..).zip(text.lines()) {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            continue;
        }
        let depth = line.len() - trimmed.len();
        let closes = trimmed.starts_with(['}', ')', ']']) || trimmed.starts_with("end");
        while let Some((which, _)) =
            open.pop_if(|(_, own)| if closes { *own > depth } else { *own >= depth })
        {
            all[which].lines.1 = last;
        }
        if let Some((name, kind)) = declaration(trimmed, language)
            // Haskell says a function's name again in each of its equations.
            && !all.last().is_some_and(|told| told.name == name && told.lines.0 + 8 > at)
        {
            open.push((all.len(), depth));
            all.push(Told { name: name.to_owned(), kind, lines: (at, at) });
        }
        last = at;
    }
    for (which, _) in open {
        all[which].lines.1 = last;
    }
    all
}

/// Words that may stand before the one that says what is declared.
const MODIFIERS: &[&str] = &[
    "pub",
    "public",
    "private",
    "protected",
    "internal",
    "static",
    "final",
    "abstract",
    "export",
    "default",
    "async",
    "inline",
    "local",
    "extern",
    "const",
    "override",
    "virtual",
    "open",
    "unsafe",
    "partial",
    "sealed",
    "data",
    "noinline",
    "threadlocal",
    "comptime",
];

fn declaration(trimmed: &str, language: Option<Language>) -> Option<(&str, SymbolKind)> {
    let mut rest = trimmed;
    loop {
        let word = identifier(rest)?;
        let after = rest[word.len()..].trim_start();
        if let Some(kind) = keyword(word)
            && let Some(name) = dotted(after)
            && !name.is_empty()
        {
            return Some((name, kind));
        }
        let modifies = MODIFIERS.contains(&word) && after.len() < rest.len() - word.len();
        if modifies {
            rest = after;
            continue;
        }
        return assigned(rest, language);
    }
}

fn keyword(word: &str) -> Option<SymbolKind> {
    Some(match word {
        "def" | "defp" | "defn" | "function" | "fn" | "func" | "fun" | "sub" | "proc"
        | "method" => SymbolKind::Function,
        "defmacro" | "defmacrop" | "macro" => SymbolKind::Macro,
        "defmodule" | "module" | "namespace" | "package" => SymbolKind::Module,
        "class" | "instance" | "object" | "contract" => SymbolKind::Class,
        "struct" | "record" | "message" => SymbolKind::Struct,
        "enum" => SymbolKind::Enum,
        "interface" | "defprotocol" | "protocol" | "service" => SymbolKind::Interface,
        "trait" | "mixin" => SymbolKind::Trait,
        "type" | "newtype" | "data" | "typedef" => SymbolKind::Type,
        "const" | "val" => SymbolKind::Constant,
        "var" | "let" => SymbolKind::Variable,
        _ => return None,
    })
}

/// `M.name = function(…)`, `name :: Type`.
fn assigned(rest: &str, language: Option<Language>) -> Option<(&str, SymbolKind)> {
    let name = dotted(rest)?;
    let after = rest[name.len()..].trim_start();
    if language == Some(Language::Haskell) {
        return after.starts_with("::").then_some((name, SymbolKind::Function));
    }
    let value = after.strip_prefix('=')?.trim_start();
    let function = value.starts_with("function") || value.starts_with("fn ");
    function.then_some((name, SymbolKind::Function))
}

fn identifier(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// An identifier, or several with `.`, `:` between them; without what only ends the line.
fn dotted(text: &str) -> Option<&str> {
    let text = text.strip_prefix("(").unwrap_or(text);
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '\'')));
    let name = text[..end.unwrap_or(text.len())].trim_end_matches([':', '.']);
    name.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(name)
}

/// Of documents without a grammar: lines that are underlined, or begin with `=` (AsciiDoc).
fn headings(text: &str) -> Vec<Told> {
    let lines: Vec<&str> = text.lines().collect();
    let mut starts: Vec<(u32, &str)> = Vec::new();
    for (at, line) in (1u32..).zip(&lines) {
        let next = lines.get(at as usize).copied().unwrap_or_default().trim_end();
        let first = next.bytes().next().unwrap_or(b' ');
        let rule = next.len() >= 3
            && b"=-~^*#\"+".contains(&first)
            && next.bytes().all(|byte| byte == first);
        if let Some(title) = line.strip_prefix('=').filter(|title| title.contains(' ')) {
            starts.push((at, title.trim_start_matches('=').trim()));
        } else if rule && !line.trim().is_empty() && next.len() + 3 >= line.trim().len() {
            starts.push((at, line.trim()));
        }
    }
    let total = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let ends = starts.iter().skip(1).map(|(next, _)| next - 1).chain([total]);
    let told = starts.iter().zip(ends).map(|((at, name), end)| Told {
        name: (*name).to_owned(),
        kind: SymbolKind::Heading,
        lines: (*at, end.max(*at)),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(text: &str, language: Language) -> Vec<String> {
        scan(text, Some(language)).comments.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn comments_are_told_by_each_languages_marks() {
        let rust = "/// Adds.\nfn a() {} // trailing\nlet u = \"https://x\";\n/* one\n two */\n";
        assert_eq!(comments(rust, Language::Rust), ["Adds.", "trailing", "one", "two"]);
        let python = "def f():\n    \"\"\"Says\n    much.\"\"\"\n    return 1  # so\n";
        assert_eq!(comments(python, Language::Python), ["Says", "much.", "so"]);
        assert_eq!(comments("-- | Runs it.\nrun :: X\n", Language::Haskell), ["Runs it."]);
        let elixir = "@doc \"\"\"\nSends.\n\"\"\"\ndef send(x)\n";
        assert_eq!(comments(elixir, Language::Elixir), ["Sends."]);
    }

    #[test]
    fn who_may_copy_a_file_says_nothing_of_it() {
        let text = "// Copyright 2020 A\n// Licensed under X\n\n// Counts words.\nint f;\n";
        assert_eq!(comments(text, Language::C), ["Counts words."]);
    }

    #[test]
    fn declarations_are_told_where_no_grammar_reads() {
        let told = |text: &str, language| -> Vec<(String, (u32, u32))> {
            let all = declarations(text, Some(language));
            all.into_iter().map(|told| (told.name, told.lines)).collect()
        };
        let elixir = "defmodule A.B do\n  def f(x) do\n    x\n  end\nend\n";
        assert_eq!(
            told(elixir, Language::Elixir),
            [("A.B".to_owned(), (1, 5)), ("f".to_owned(), (2, 4))]
        );
        let lua = "local function a()\nend\nM.b = function(x)\nend\n";
        assert_eq!(
            told(lua, Language::Lua),
            [("a".to_owned(), (1, 2)), ("M.b".to_owned(), (3, 4))]
        );
        let zig = "pub const Help = struct {\n    a: u8,\n};\npub fn help() void {}\n";
        assert_eq!(
            told(zig, Language::Zig),
            [("Help".to_owned(), (1, 3)), ("help".to_owned(), (4, 4))]
        );
        assert_eq!(told("run :: X -> Y\nrun x = y\n", Language::Haskell).len(), 1);
        let rst = "Title\n=====\ntext\n\nPart\n----\nmore\n";
        assert_eq!(
            told(rst, Language::ReStructuredText),
            [("Title".to_owned(), (1, 4)), ("Part".to_owned(), (5, 7))]
        );
    }
}
