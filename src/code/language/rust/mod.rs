//! How is Rust read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, TOKENS};
use crate::workspace::language::Language;

mod import;
mod route;
#[cfg(test)]
mod tests;
pub mod wrapped;

pub static RUST: Dialect = Dialect {
    language: Language::Rust,
    extensions: &[],
    grammar: || tree_sitter_rust::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "self", "crate", "super"],
    types: &["type_identifier"],
    chains: &[
        Chain { kind: "field_expression", object: "value", member: "field", separator: "." },
        Chain { kind: "scoped_identifier", object: "path", member: "name", separator: "::" },
        Chain { kind: "scoped_type_identifier", object: "path", member: "name", separator: "::" },
        Chain { kind: "token_tree", object: TOKENS, member: "", separator: "::" },
    ],
    calls: &[
        ("call_expression", "function"),
        // Of `f::<T>(x)`.
        ("generic_function", "function"),
        ("macro_invocation", "macro"),
    ],
    explicit: true,
    import: import::import,
    route: route::route,
    public,
    compiled: OnceLock::new(),
};

/// By `pub` in any of its forms but `pub(self)`; what has no visibility of its own has that of
/// what it belongs to.
fn public(cut: &Cut<'_>, node: Node<'_>, _: &str) -> bool {
    match node.kind() {
        "enum_variant" | "impl_item" | "associated_type" => return true,
        "macro_definition" => {
            return attributes(node).any(|attribute| cut.of(attribute).contains("macro_export"));
        }
        _ => {}
    }
    let mut cursor = node.walk();
    let visible = node.named_children(&mut cursor).find(|n| n.kind() == "visibility_modifier");
    if let Some(visible) = visible {
        return cut.of(visible).replace(' ', "") != "pub(self)";
    }
    let item = node.parent().and_then(|list| list.parent());
    item.is_some_and(|item| match item.kind() {
        "trait_item" => true,
        "impl_item" => item.child_by_field_name("trait").is_some(),
        _ => false,
    })
}

/// The attributes above an item, last first.
fn attributes(item: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(item.prev_named_sibling(), |node| node.prev_named_sibling())
        .take_while(|node| {
            matches!(node.kind(), "attribute_item" | "line_comment" | "block_comment")
        })
        .filter(|node| node.kind() == "attribute_item")
}
