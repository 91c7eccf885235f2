//! How is TypeScript read? As JavaScript, with types; TSX is a grammar of its own.

mod mend;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use super::javascript::{CALLS, LEAVES, MEMBER, import, public, route};
use crate::code::dialect::{Chain, Dialect};
use crate::workspace::language::Language;

pub use mend::mend;

const QUERY: &str = concat!(include_str!("../javascript/common.scm"), include_str!("query.scm"));

const CHAINS: &[Chain] = &[
    MEMBER,
    Chain { kind: "nested_identifier", object: "object", member: "property", separator: "." },
    Chain { kind: "nested_type_identifier", object: "module", member: "name", separator: "." },
];

pub static TSX: Dialect = Dialect {
    language: Language::TypeScript,
    extensions: &["tsx"],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    query: QUERY,
    leaves: LEAVES,
    types: &["type_identifier"],
    chains: CHAINS,
    calls: CALLS,
    explicit: true,
    import,
    route,
    public,
    compiled: OnceLock::new(),
};

pub static TYPESCRIPT: Dialect = Dialect {
    language: Language::TypeScript,
    extensions: &[],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    query: QUERY,
    leaves: LEAVES,
    types: &["type_identifier"],
    chains: CHAINS,
    // The plain grammar has no JSX.
    calls: &[("call_expression", "function"), ("new_expression", "constructor")],
    explicit: true,
    import,
    route,
    public,
    compiled: OnceLock::new(),
};
