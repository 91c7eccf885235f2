//! How is JavaScript read, and what TypeScript shares with it?

mod module;
mod route;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect};
use crate::workspace::language::Language;

pub use module::import;
pub use route::route;

pub static JAVASCRIPT: Dialect = Dialect {
    language: Language::JavaScript,
    extensions: &[],
    grammar: || tree_sitter_javascript::LANGUAGE.into(),
    query: concat!(include_str!("common.scm"), include_str!("query.scm")),
    leaves: LEAVES,
    types: &[],
    chains: &[MEMBER],
    calls: CALLS,
    explicit: true,
    import,
    route,
    public,
    compiled: OnceLock::new(),
};

pub const LEAVES: &[&str] = &["identifier", "shorthand_property_identifier", "this", "super"];

pub const MEMBER: Chain =
    Chain { kind: "member_expression", object: "object", member: "property", separator: "." };

/// A component that is put into JSX is called.
pub const CALLS: &[(&str, &str)] = &[
    ("call_expression", "function"),
    ("new_expression", "constructor"),
    ("jsx_opening_element", "name"),
    ("jsx_self_closing_element", "name"),
];

/// Exported, or a member that is not private. What is exported by name at another place of the file
/// is marked by the engine.
pub fn public(cut: &Cut<'_>, node: Node<'_>, name: &str) -> bool {
    match node.kind() {
        // `declare module "a"` is there to be seen.
        "export_statement" | "expression_statement" | "ambient_declaration" => true,
        "pair"
        | "method_definition"
        | "field_definition"
        | "public_field_definition"
        | "method_signature"
        | "abstract_method_signature"
        | "property_signature"
        | "property_identifier"
        | "string"
        | "required_parameter"
        | "enum_assignment" => {
            let mut cursor = node.walk();
            let private = node
                .children(&mut cursor)
                .take_while(|child| child.kind() != "property_identifier")
                .any(|child| {
                    child.kind() == "accessibility_modifier" && cut.of(child) == "private"
                });
            !private && !name.starts_with('#')
        }
        "variable_declarator" => {
            let statement = node.parent().and_then(|list| list.parent());
            statement.is_some_and(|above| above.kind() == "export_statement")
        }
        _ => false,
    }
}
