//! How is Scala read?

use std::sync::OnceLock;

use tree_sitter::Node;

use super::annotation;
use crate::code::dialect::{Chain, Cut, Dialect, FIRST, LAST, Out, nothing};
use crate::code::facts::Form;
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

pub static SCALA: Dialect = Dialect {
    language: Language::Scala,
    extensions: &[],
    grammar: || tree_sitter_scala::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier"],
    types: &["type_identifier"],
    chains: &[
        Chain { kind: "field_expression", object: "value", member: "field", separator: "." },
        Chain { kind: "stable_type_identifier", object: FIRST, member: LAST, separator: "." },
        Chain { kind: "stable_identifier", object: FIRST, member: LAST, separator: "." },
    ],
    calls: &[("call_expression", "function"), ("generic_function", "function")],
    explicit: false,
    import,
    route: nothing,
    // `private[a]` can be named in all of package `a`.
    public: |cut, node, _| {
        let hides = |word: &str| word.starts_with("private") && !word.contains('[');
        !annotation::modifiers(node).any(|m| hides(cut.of(m)))
    },
    compiled: OnceLock::new(),
};

/// `import a.b.C, d.{E, F => G, _}`: one import a clause, and one more for what is all of it.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut path: Vec<&str> = Vec::new();
    let mut open = false;
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "identifier" | "operator_identifier" => {
                path.push(cut.of(child));
                open = true;
            }
            "namespace_wildcard" => {
                out.import(Form::Wildcard, &path.join("."), node);
                open = false;
            }
            "namespace_selectors" => {
                selectors(cut, child, &path.join("."), node, out);
                open = false;
            }
            "as_renamed_identifier" => {
                named(&path.join("."), &[renamed(cut, child)], node, out);
                open = false;
            }
            "," => {
                last(&path, open, node, out);
                path.clear();
                open = false;
            }
            _ => {}
        }
    }
    last(&path, open, node, out);
}

/// A clause that ends with the name it takes.
fn last(path: &[&str], open: bool, node: Node<'_>, out: &mut Out<'_>) {
    if let Some((name, module)) = path.split_last().filter(|_| open) {
        named(&module.join("."), &[(name, None)], node, out);
    }
}

type Renamed<'t> = (&'t str, Option<&'t str>);

fn named(module: &str, names: &[Renamed<'_>], node: Node<'_>, out: &mut Out<'_>) {
    let names = names.iter().map(|(name, alias)| out.taken(name, *alias)).collect();
    out.import(Form::Names, module, node).names = names;
}

fn renamed<'t>(cut: &Cut<'t>, node: Node<'_>) -> Renamed<'t> {
    (cut.field(node, "name").unwrap_or_default(), cut.field(node, "alias"))
}

fn selectors(cut: &Cut<'_>, list: Node<'_>, module: &str, node: Node<'_>, out: &mut Out<'_>) {
    let (mut names, mut wildcard) = (Vec::new(), false);
    let mut cursor = list.walk();
    for child in list.named_children(&mut cursor) {
        match child.kind() {
            "identifier" => names.push((cut.of(child), None)),
            // `C => _` takes a name out of what follows.
            "arrow_renamed_identifier" | "as_renamed_identifier" => {
                names.extend(Some(renamed(cut, child)).filter(|(_, alias)| *alias != Some("_")));
            }
            _ => wildcard = true,
        }
    }
    if !names.is_empty() {
        named(module, &names, node, out);
    }
    if wildcard {
        out.import(Form::Wildcard, module, node);
    }
}
