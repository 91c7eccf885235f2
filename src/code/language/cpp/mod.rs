//! How is C++ read, and how are headers, of which only a build knows whether they are C or C++?

use std::sync::OnceLock;

use crate::code::dialect::{Chain, Dialect, nothing};
use crate::code::language::c::{import, public};
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

const SOURCE: &str = concat!(include_str!("../c/query.scm"), include_str!("query.scm"));
const DECLARED: &str = concat!(
    include_str!("../c/query.scm"),
    include_str!("query.scm"),
    include_str!("../c/prototype.scm")
);

const fn dialect(
    language: Language,
    extensions: &'static [&'static str],
    query: &'static str,
) -> Dialect {
    Dialect {
        language,
        extensions,
        grammar: || tree_sitter_cpp::LANGUAGE.into(),
        query,
        leaves: &["identifier", "namespace_identifier", "this"],
        types: &["type_identifier"],
        chains: &[
            Chain { kind: "field_expression", object: "argument", member: "field", separator: "." },
            Chain {
                kind: "qualified_identifier",
                object: "scope",
                member: "name",
                separator: "::",
            },
        ],
        calls: &[("call_expression", "function")],
        explicit: false,
        import,
        route: nothing,
        public,
        compiled: OnceLock::new(),
    }
}

pub static HEADER: Dialect = dialect(Language::C, &["h"], DECLARED);
pub static CPP_HEADER: Dialect =
    dialect(Language::Cpp, &["hpp", "hh", "hxx", "ipp", "inl"], DECLARED);
pub static CPP: Dialect = dialect(Language::Cpp, &[], SOURCE);
