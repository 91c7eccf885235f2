//! How is Swift read?

use std::sync::OnceLock;

use tree_sitter::Node;

use super::annotation;
use crate::code::dialect::{Chain, Cut, Dialect, FIRST, FLAT, Out, nothing};
use crate::code::facts::Form;
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

pub static SWIFT: Dialect = Dialect {
    language: Language::Swift,
    extensions: &[],
    grammar: || tree_sitter_swift::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["simple_identifier", "self_expression", "super_expression"],
    types: &["type_identifier"],
    chains: &[
        Chain { kind: "navigation_expression", object: "target", member: "suffix", separator: "." },
        Chain { kind: "navigation_suffix", object: FLAT, member: FLAT, separator: "." },
        Chain { kind: "user_type", object: FLAT, member: FLAT, separator: "." },
    ],
    calls: &[("call_expression", FIRST)],
    explicit: false,
    import,
    route: nothing,
    public: |cut, node, _| {
        !annotation::modifiers(node).any(|m| matches!(cut.of(m), "private" | "fileprivate"))
    },
    compiled: OnceLock::new(),
};

/// `import A`, `import struct A.B`, `@_exported import A`.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    let Some(path) = node.named_children(&mut cursor).find(|child| child.kind() == "identifier")
    else {
        return;
    };
    let path = cut.of(path);
    let passed_on = annotation::modifiers(node).any(|m| cut.of(m) == "@_exported");
    // One declaration of the module: `import struct A.B`. Without the word, `A.B` is a submodule.
    let words = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"];
    let mut cursor = node.walk();
    let one = node.children(&mut cursor).any(|child| words.contains(&child.kind()));
    let import = match path.rsplit_once('.').filter(|_| one) {
        Some((module, name)) => {
            let taken = out.taken(name, None);
            let import = out.import(Form::Names, module, node);
            import.names = vec![taken];
            import
        }
        None => out.import(Form::Wildcard, path, node),
    };
    import.reexport = passed_on;
}
