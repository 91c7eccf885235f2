//! How is Rust read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, Out, nothing};
use crate::code::facts::Form;
use crate::workspace::language::Language;

pub static RUST: Dialect = Dialect {
    language: Language::Rust,
    extensions: &[],
    grammar: || tree_sitter_rust::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "self", "crate", "super", "metavariable"],
    types: &["type_identifier"],
    chains: &[
        Chain { kind: "field_expression", object: "value", member: "field", separator: "." },
        Chain { kind: "scoped_identifier", object: "path", member: "name", separator: "::" },
        Chain { kind: "scoped_type_identifier", object: "path", member: "name", separator: "::" },
    ],
    calls: &[("call_expression", "function"), ("macro_invocation", "macro")],
    explicit: true,
    import,
    route: nothing,
    public: |_, node, _| {
        let mut cursor = node.walk();
        node.named_children(&mut cursor).any(|child| child.kind() == "visibility_modifier")
    },
    compiled: OnceLock::new(),
};

fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "mod_item" => {
            let name = cut.field(node, "name").unwrap_or_default();
            out.import(Form::Submodule, name, node);
        }
        "extern_crate_declaration" => {
            let name = cut.field(node, "name").unwrap_or_default();
            let alias = cut.field(node, "alias").map(|alias| out.name(alias));
            out.import(Form::Module, name, node).alias = alias;
        }
        _ => {}
    }
}
