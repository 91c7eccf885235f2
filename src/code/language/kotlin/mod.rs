//! How is Kotlin read?

use std::sync::OnceLock;

use tree_sitter::Node;

use super::annotation::{self, Annotation};
use crate::code::dialect::{Chain, Cut, Dialect, FIRST, FLAT, LAST, Out, around, unquoted};
use crate::code::facts::Form;
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

pub static KOTLIN: Dialect = Dialect {
    language: Language::Kotlin,
    extensions: &[],
    grammar: || tree_sitter_kotlin_ng::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "this_expression", "super_expression"],
    types: &[],
    chains: &[
        Chain { kind: "navigation_expression", object: FIRST, member: LAST, separator: "." },
        Chain { kind: "user_type", object: FLAT, member: FLAT, separator: "." },
    ],
    calls: &[("call_expression", FIRST), ("constructor_invocation", FIRST)],
    explicit: false,
    import,
    route,
    public: |cut, node, _| !annotation::modifiers(node).any(|m| cut.of(m) == "private"),
    compiled: OnceLock::new(),
};

/// `import a.b.C`, `import a.b.C as D`, `import a.b.*`.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    let children: Vec<_> = node.children(&mut cursor).collect();
    let of = |kind: &str| children.iter().find(|child| child.kind() == kind).map(|n| cut.of(*n));
    let Some(path) = of("qualified_identifier") else { return };
    if of("*").is_some() {
        out.import(Form::Wildcard, path, node);
        return;
    }
    let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
    let taken = out.taken(name, of("identifier"));
    out.import(Form::Names, module, node).names = vec![taken];
}

fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    if node.kind() == "call_expression" {
        ktor(cut, node, out);
        return;
    }
    let Some(class) = node.parent().and_then(|body| body.parent()) else { return };
    let method = cut.field(node, "name").unwrap_or_default();
    let handler = match cut.field(class, "name") {
        Some(class) => format!("{class}.{method}"),
        None => method.to_owned(),
    };
    let (own, outer) = (annotations(cut, node), annotations(cut, class));
    annotation::routes(&own, &outer, &handler, node, out);
}

fn annotations<'t>(cut: &Cut<'t>, declaration: Node<'_>) -> Vec<Annotation<'t>> {
    let read = |node: Node<'_>| {
        let node = node.named_child(0)?;
        if node.kind() == "user_type" {
            return Some(Annotation { name: cut.of(node), arguments: Vec::new() });
        }
        let name = cut.of(node.named_child(0)?);
        let list = node.named_child(1)?;
        let mut cursor = list.walk();
        let arguments = list.named_children(&mut cursor).filter_map(|argument| {
            let value = argument.named_child(argument.named_child_count().checked_sub(1)? as u32)?;
            let key = argument.named_child(0).filter(|key| key.id() != value.id());
            let mut cursor = value.walk();
            let values = if value.kind() == "collection_literal" {
                value.named_children(&mut cursor).map(|v| unquoted(cut.of(v))).collect()
            } else {
                vec![unquoted(cut.of(value))]
            };
            Some((key.map_or("value", |key| cut.of(key)), values))
        });
        Some(Annotation { name, arguments: arguments.collect() })
    };
    annotation::modifiers(declaration)
        .filter(|m| m.kind() == "annotation")
        .filter_map(read)
        .collect()
}

/// `get("/x") { … }` inside of `route("/above") { … }`, `routing { … }` or a function that extends
/// one of Ktor's types.
fn ktor(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some((verb, Some(below))) = named_call(cut, node) else { return };
    let (mut path, mut inside) = (annotation::joined("", below), false);
    for outer in around(node) {
        match outer.kind() {
            "call_expression" => match named_call(cut, outer) {
                Some(("route", Some(prefix))) => {
                    path = annotation::joined(prefix, &path);
                    inside = true;
                }
                Some(("routing", None)) => inside = true,
                _ => {}
            },
            "function_declaration" => {
                let receiver = outer.named_child(0).or(outer.named_child(1));
                let receiver = receiver.map_or("", |node| cut.of(node));
                inside |= ["Route", "Routing", "Application"].contains(&receiver);
            }
            _ => {}
        }
    }
    if inside {
        out.route("ktor", verb, &path, None, node);
    }
}

/// The name and the literal of `name("literal") { … }` and `name { … }`.
fn named_call<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<(&'t str, Option<&'t str>)> {
    let first = node.named_child(0)?;
    if first.kind() == "identifier" {
        return Some((cut.of(first), None));
    }
    let name = first.named_child(0).filter(|name| name.kind() == "identifier")?;
    let literal = first.named_child(1)?.named_child(0)?.named_child(0)?;
    Some((cut.of(name), Some(unquoted(cut.of(literal)))))
}
