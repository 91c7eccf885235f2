//! How is Java read?

use std::sync::OnceLock;

use tree_sitter::Node;

use super::annotation::{self, Annotation};
use crate::code::dialect::{Chain, Cut, Dialect, FIRST, LAST, Out, unquoted};
use crate::code::facts::Form;
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

pub static JAVA: Dialect = Dialect {
    language: Language::Java,
    extensions: &[],
    grammar: || tree_sitter_java::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "this", "super"],
    types: &["type_identifier"],
    chains: &[
        Chain { kind: "method_invocation", object: "object", member: "name", separator: "." },
        Chain { kind: "field_access", object: "object", member: "field", separator: "." },
        Chain { kind: "scoped_identifier", object: "scope", member: "name", separator: "." },
        Chain { kind: "scoped_type_identifier", object: FIRST, member: LAST, separator: "." },
        Chain { kind: "method_reference", object: FIRST, member: LAST, separator: "::" },
    ],
    calls: &[
        ("method_invocation", "name"),
        ("object_creation_expression", "type"),
        ("annotation", "name"),
        ("marker_annotation", "name"),
    ],
    explicit: false,
    import,
    route,
    public: |cut, node, _| !annotation::modifiers(node).any(|m| cut.of(m) == "private"),
    compiled: OnceLock::new(),
};

/// `import a.b.C`, `import static a.b.C.d`, `import a.b.*`.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    let mut children = node.named_children(&mut cursor);
    let Some(path) = children.find(|child| child.kind().ends_with("identifier")) else { return };
    if children.any(|child| child.kind() == "asterisk") {
        out.import(Form::Wildcard, cut.of(path), node);
        return;
    }
    let Some((module, name)) = cut.of(path).rsplit_once('.') else { return };
    let taken = out.taken(name, None);
    out.import(Form::Names, module, node).names = vec![taken];
}

fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
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
    let annotations =
        annotation::modifiers(declaration).filter(|m| m.kind().ends_with("annotation"));
    let read = |node: Node<'_>| {
        let name = cut.field(node, "name").unwrap_or_default();
        let mut arguments = Vec::new();
        if let Some(list) = node.child_by_field_name("arguments") {
            let mut cursor = list.walk();
            for argument in list.named_children(&mut cursor) {
                let key = cut.field(argument, "key").unwrap_or("value");
                let value = argument.child_by_field_name("value").unwrap_or(argument);
                let mut cursor = value.walk();
                let values: Vec<_> = if value.kind() == "element_value_array_initializer" {
                    value.named_children(&mut cursor).map(|v| unquoted(cut.of(v))).collect()
                } else {
                    vec![unquoted(cut.of(value))]
                };
                arguments.push((key, values));
            }
        }
        Annotation { name, arguments }
    };
    annotations.map(read).collect()
}
