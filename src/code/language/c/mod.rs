//! How is C read? Headers are read as C++, which nearly all C is; see the `cpp` folder.

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, Out, nothing};
use crate::code::facts::Form;
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

pub static C: Dialect = Dialect {
    language: Language::C,
    extensions: &["c"],
    grammar: || tree_sitter_c::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier"],
    types: &["type_identifier"],
    chains: &[Chain {
        kind: "field_expression",
        object: "argument",
        member: "field",
        separator: ".",
    }],
    calls: &[("call_expression", "function")],
    explicit: false,
    import,
    route: nothing,
    public,
    compiled: OnceLock::new(),
};

pub fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(path) = node.child_by_field_name("path") else { return };
    let text = cut.of(path);
    let form = if path.kind() == "system_lib_string" { Form::SystemInclude } else { Form::Include };
    out.import(form, text.trim_matches(['"', '<', '>']).trim(), node);
}

/// What is `static` outside of a type is the file's own.
pub fn public(cut: &Cut<'_>, node: Node<'_>, _: &str) -> bool {
    let mut cursor = node.walk();
    node.parent().is_some_and(|parent| parent.kind() == "field_declaration_list")
        || !node
            .named_children(&mut cursor)
            .any(|child| child.kind() == "storage_class_specifier" && cut.of(child) == "static")
}
