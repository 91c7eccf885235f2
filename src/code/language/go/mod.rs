//! How is Go read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, Out, unquoted};
use crate::code::facts::Form;
use crate::workspace::language::Language;

mod route;
#[cfg(test)]
mod tests;

pub static GO: Dialect = Dialect {
    language: Language::Go,
    extensions: &[],
    grammar: || tree_sitter_go::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "package_identifier"],
    types: &["type_identifier"],
    chains: &[
        Chain { kind: "selector_expression", object: "operand", member: "field", separator: "." },
        Chain { kind: "qualified_type", object: "package", member: "name", separator: "." },
    ],
    calls: &[("call_expression", "function")],
    // The other files of the package are seen without an import.
    explicit: false,
    import,
    route: route::route,
    public: |_, _, name| name.starts_with(char::is_uppercase),
    compiled: OnceLock::new(),
};

fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let path = unquoted(cut.field(node, "path").unwrap_or_default());
    let (form, alias) = match cut.field(node, "name") {
        Some(".") => (Form::Wildcard, None),
        Some("_") => (Form::Effect, None),
        alias => (Form::Module, alias),
    };
    let alias = alias.map(|alias| out.name(alias));
    out.import(form, path, node).alias = alias;
}
