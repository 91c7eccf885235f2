//! Which languages are parsed? One folder and one line each.

use tree_sitter::{Node, Tree};

use super::dialect::Dialect;
use crate::workspace::language::Language;
use crate::workspace::manifest::Entry;

mod annotation;
mod c;
mod cpp;
mod csharp;
mod go;
mod java;
mod javascript;
mod json;
mod kotlin;
mod markdown;
mod php;
mod python;
mod ruby;
mod rust;
mod scala;
mod shell;
mod swift;
mod toml;
mod typescript;
mod yaml;

/// Every dialect. One that names its extensions comes before the one that takes the rest.
static DIALECTS: &[&Dialect] = &[
    &rust::RUST,
    &python::PYTHON,
    &go::GO,
    &c::C,
    &cpp::HEADER,
    &cpp::CPP_HEADER,
    &cpp::CPP,
    &typescript::TSX,
    &typescript::TYPESCRIPT,
    &javascript::JAVASCRIPT,
    &java::JAVA,
    &kotlin::KOTLIN,
    &scala::SCALA,
    &csharp::CSHARP,
    &php::PHP,
    &ruby::RUBY,
    &swift::SWIFT,
    &shell::BASH,
    &markdown::MARKDOWN,
    &toml::TOML,
    &yaml::YAML,
    &json::JSON,
];

/// How an indexed file is read.
pub fn dialect_of_entry(entry: &Entry) -> Option<&'static Dialect> {
    dialect_of(&entry.path, entry.language?)
}

/// How the file is read; `None` for languages without a grammar here.
pub fn dialect_of(path: &str, language: Language) -> Option<&'static Dialect> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    DIALECTS.iter().copied().find(|dialect| {
        dialect.language == language
            && (dialect.extensions.is_empty() || dialect.extensions.contains(&extension))
    })
}

/// How a language's grammar is helped where it sees tokens alone: which nodes wrap what (each with the
/// node of its brackets), and whether a tree of the inside is one that counts.
pub struct Wrapping {
    pub wrapped: for<'t> fn(&'t Tree) -> Vec<(Node<'t>, Node<'t>)>,
    pub counts: fn(&Tree) -> bool,
}

pub fn wrapping_of(language: Language) -> Option<Wrapping> {
    (language == Language::Rust)
        .then_some(Wrapping { wrapped: rust::wrapped::wrapped, counts: rust::wrapped::items })
}

/// The same text but for blanks, where it has what a grammar does not read as it stands.
type Mending = fn(&[u8]) -> Option<Vec<u8>>;

pub fn mending_of(dialect: &Dialect) -> Option<Mending> {
    // In TSX a line that begins with `<` is an element.
    std::ptr::eq(dialect, &typescript::TYPESCRIPT).then_some(typescript::mend)
}

/// The kind of node that stands beside a declaration, before it, and belongs to it; with those that may
/// lie between them.
pub fn attribute_of(language: Language) -> Option<(&'static str, &'static [&'static str])> {
    (language == Language::Rust).then_some(("attribute_item", &["line_comment", "block_comment"]))
}

/// How deep a declaration of this language stands, where its place in the tree does not tell: it reaches
/// to the next that is not deeper. Without a level it is none.
pub fn level_of(language: Language) -> Option<fn(Node<'_>) -> Option<u8>> {
    (language == Language::Markdown).then_some(markdown::level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_fits_its_grammar() {
        for dialect in DIALECTS {
            if let Err(e) = dialect.compile() {
                panic!("{e}");
            }
        }
    }

    /// Nothing here may call itself as deep as a text is nested, or search upwards for each of many.
    #[test]
    fn nesting_and_width_are_bounded() {
        let nested = |open: &str, close: &str| open.repeat(3_000) + &close.repeat(3_000);
        for (path, text) in [
            ("a.java", nested("class A { void f() { ", "} }")),
            ("a.kt", format!("fun Route.f() {{ {} }}", nested("get(\"/a\") { ", "}"))),
            ("a.scala", nested("object A { def f = { ", "} }")),
            ("a.cs", nested("namespace A { class B { ", "} }")),
            ("a.php", format!("<?php require {};", nested("dirname(", ")"))),
            ("b.php", format!("<?php require {} 'a';", "'a' . ".repeat(3_000))),
            (
                "c.php",
                format!(
                    "<?php {}",
                    nested("Route::group(function () { Route::get('/a', 1); ", "});")
                ),
            ),
            ("a.rb", nested("namespace :a do get '/b' ; ", " end;")),
            ("b.rb", format!("require {}", nested("File.expand_path(", ", __dir__)"))),
            ("a.swift", nested("class A { func f() { ", "} }")),
            ("a.sh", format!(". {}", nested("$(cd ", " && pwd)"))),
        ] {
            let facts = crate::code::tests::read(path, &text);
            assert!(facts.symbols.len() <= 6_000, "{path}");
        }
    }
}
