//! How is Python read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, Out, nothing};
use crate::code::facts::Form;
use crate::workspace::language::Language;

pub static PYTHON: Dialect = Dialect {
    language: Language::Python,
    extensions: &[],
    grammar: || tree_sitter_python::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier"],
    types: &[],
    chains: &[Chain { kind: "attribute", object: "object", member: "attribute", separator: "." }],
    calls: &[("call", "function")],
    explicit: true,
    import,
    route: nothing,
    // What begins with one underscore is private by custom alone: it can be imported.
    public: |_, _, name| !name.starts_with('_') || name.ends_with("__"),
    compiled: OnceLock::new(),
};

fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    match node.kind() {
        "import_statement" => {
            for name in node.children_by_field_name("name", &mut cursor) {
                let (module, alias) = aliased(cut, name);
                let alias = alias.map(|alias| out.name(alias));
                out.import(Form::Module, module, node).alias = alias;
            }
        }
        "import_from_statement" => {
            let module = cut.field(node, "module_name").unwrap_or_default();
            let wildcard = node.named_children(&mut cursor).any(|n| n.kind() == "wildcard_import");
            if wildcard {
                out.import(Form::Wildcard, module, node);
                return;
            }
            let names = node.children_by_field_name("name", &mut cursor);
            let names: Vec<_> = names.map(|name| aliased(cut, name)).collect();
            let names = names.into_iter().map(|(name, alias)| out.taken(name, alias)).collect();
            out.import(Form::Names, module, node).names = names;
        }
        _ => {}
    }
}

/// `a.b as c` and `a.b`.
fn aliased<'t>(cut: &Cut<'t>, node: Node<'_>) -> (&'t str, Option<&'t str>) {
    if node.kind() == "aliased_import" {
        return (cut.field(node, "name").unwrap_or_default(), cut.field(node, "alias"));
    }
    (cut.of(node), None)
}
