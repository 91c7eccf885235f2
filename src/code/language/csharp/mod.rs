//! How is C# read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, FIRST, FLAT, LAST, Out};
use crate::code::facts::Form;
use crate::workspace::language::Language;

mod route;
#[cfg(test)]
mod tests;

pub static CSHARP: Dialect = Dialect {
    language: Language::CSharp,
    extensions: &[],
    grammar: || tree_sitter_c_sharp::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "this", "base"],
    types: &[],
    chains: &[
        Chain {
            kind: "member_access_expression",
            object: "expression",
            member: "name",
            separator: ".",
        },
        Chain {
            kind: "conditional_access_expression",
            object: FIRST,
            member: LAST,
            separator: ".",
        },
        Chain { kind: "qualified_name", object: "qualifier", member: "name", separator: "." },
        Chain { kind: "generic_name", object: FLAT, member: FLAT, separator: "." },
        Chain { kind: "member_binding_expression", object: FLAT, member: FLAT, separator: "." },
    ],
    calls: &[
        ("invocation_expression", "function"),
        ("object_creation_expression", "type"),
        ("attribute", "name"),
    ],
    explicit: false,
    import,
    route: route::route,
    public,
    compiled: OnceLock::new(),
};

/// `using A.B;`, `using static A.B.C;`, `using D = A.B.C;`; `global` ones count for the whole project,
/// so they are passed on.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    let children: Vec<_> = node.children(&mut cursor).collect();
    let global = children.iter().any(|child| child.kind() == "global");
    let alias = node.child_by_field_name("name");
    let is_path =
        |child: &&Node<'_>| child.is_named() && alias.is_none_or(|alias| alias.id() != child.id());
    let Some(path) = children.iter().rev().find(is_path).map(|path| cut.of(*path)) else { return };
    let path = path.strip_prefix("global::").unwrap_or(path);
    let import = match alias {
        Some(alias) => {
            let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
            let taken = out.taken(name, Some(cut.of(alias)));
            let import = out.import(Form::Names, module, node);
            import.names = vec![taken];
            import
        }
        None => out.import(Form::Wildcard, path, node),
    };
    import.reexport = global;
}

/// What has no word for it is private in a type, and the assembly's outside of one.
fn public(cut: &Cut<'_>, node: Node<'_>, _: &str) -> bool {
    let mut cursor = node.walk();
    let words: Vec<_> =
        node.children(&mut cursor).filter(|c| c.kind() == "modifier").map(|c| cut.of(c)).collect();
    if words.iter().any(|word| ["public", "internal", "protected"].contains(word)) {
        return true;
    }
    let around = node.parent().and_then(|body| body.parent()).map_or("", |around| around.kind());
    let open = matches!(node.kind(), "enum_member_declaration" | "parameter")
        || !matches!(around, "class_declaration" | "struct_declaration" | "record_declaration");
    open && !words.contains(&"private")
}
