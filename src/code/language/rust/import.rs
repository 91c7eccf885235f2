//! What do `use`, `mod` and `extern crate` bring in?

use tree_sitter::Node;

use super::attributes;
use crate::code::dialect::{Cut, Out, unquoted};
use crate::code::facts::{Form, Name};

/// How deep a tree of `use` may be nested; what lies deeper is left out.
const DEEPEST: usize = 32;

/// - `mod a;` is a `Submodule` `a`; with `#[path = "b.rs"]` the module is `b.rs`, under the alias `a`.
/// - `extern crate a as b` is a `Module`.
/// - `use a::{self, b as c, d::*}` is one import for each path before a name: `a` with `self` and `b`,
///   and a `Wildcard` of `a::d`. `use a;` takes `a` out of the empty path.
pub fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let from = out.imports.len();
    read(cut, node, out);
    let conditions = conditions(cut, node);
    if !conditions.is_empty() {
        let condition = out.name(&conditions.join(" & "));
        out.imports[from..].iter_mut().for_each(|import| import.condition = Some(condition));
    }
}

/// What must hold for an item to be compiled: `cfg` of it, of what is around it and of the file, and
/// the macros in whose braces it stands.
fn conditions(cut: &Cut<'_>, node: Node<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = Some(node);
    for _ in 0..DEEPEST {
        let Some(item) = at else { break };
        found.extend(attributes(item).filter_map(|one| predicate(cut.of(one))));
        at = item.parent();
        if at.is_none() {
            let mut cursor = item.walk();
            let inner = item.named_children(&mut cursor);
            let inner =
                inner.take_while(|n| n.kind() != "use_declaration" && n.kind() != "mod_item");
            let inner = inner.filter(|n| n.kind() == "inner_attribute_item");
            found.extend(inner.filter_map(|one| predicate(cut.of(one))));
        }
    }
    let around = cut.wrappers.iter().filter(|wrapper| wrapper.span.contains(&node.start_byte()));
    let name = |range: &std::ops::Range<usize>| {
        let text = std::str::from_utf8(cut.text.get(range.clone())?).ok()?;
        Some(format!("{}!", text.trim().trim_end_matches('!').trim_end()))
    };
    found.extend(around.filter_map(|wrapper| name(&wrapper.name)));
    found
}

/// The inside of `#[cfg(…)]`, on one line.
fn predicate(attribute: &str) -> Option<String> {
    let text = attribute.trim_start_matches(['#', '!', '[', ' ']).strip_prefix("cfg")?.trim_start();
    let inside = text.strip_prefix('(')?.trim_end().strip_suffix(']')?.trim_end();
    Some(inside.strip_suffix(')')?.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn read(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "mod_item" => submodule(cut, node, out),
        "extern_crate_declaration" => {
            let name = cut.field(node, "name").unwrap_or_default();
            let alias = cut.field(node, "alias").map(|alias| out.name(alias));
            let import = out.import(Form::Module, name, node);
            (import.alias, import.reexport) = (alias, visible(node));
        }
        "use_declaration" => {
            let Some(argument) = node.child_by_field_name("argument") else { return };
            tree(cut, node, argument, out);
        }
        _ => {}
    }
}

fn visible(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).any(|child| child.kind() == "visibility_modifier")
}

/// One for each file that it may be: `#[cfg_attr(unix, path = "a.rs")]` may stand several times.
fn submodule(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let name = cut.field(node, "name").unwrap_or_default();
    let paths: Vec<&str> = attributes(node).filter_map(|one| path(cut, one)).collect();
    for path in &paths {
        let alias = out.name(name);
        let import = out.import(Form::Submodule, path, node);
        (import.alias, import.reexport) = (Some(alias), visible(node));
    }
    if paths.is_empty() {
        out.import(Form::Submodule, name, node).reexport = visible(node);
    }
}

/// The literal of `path = "…"`, alone or within a `cfg_attr`.
fn path<'t>(cut: &Cut<'t>, attribute: Node<'_>) -> Option<&'t str> {
    let text = cut.of(attribute);
    let inner = text.trim_start_matches(['#', '[', ' ']);
    let rest = if let Some(rest) = inner.strip_prefix("path") {
        rest
    } else {
        inner.strip_prefix("cfg_attr")?;
        let at = inner.match_indices("path").map(|(at, _)| at).find(|at| {
            let rest = inner[at + 4..].trim_start();
            rest.starts_with('=') && inner[..*at].ends_with([' ', ',', '\n', '\t'])
        })?;
        &inner[at + 4..]
    };
    let literal = rest.trim_start().strip_prefix('=')?.trim_start();
    let end = literal.get(1..)?.find('"')? + 2;
    literal.starts_with('"').then(|| unquoted(&literal[..end]))
}

/// Walks a tree of `use`, with the path that stands before each part.
fn tree(cut: &Cut<'_>, declaration: Node<'_>, argument: Node<'_>, out: &mut Out<'_>) {
    let reexport = visible(declaration);
    let mut left = vec![(String::new(), argument, 0)];
    // One import for the names of one path and line: `use a::{b, c}`.
    let mut last: Option<(Name, usize)> = None;
    while let Some((before, node, depth)) = left.pop() {
        match node.kind() {
            "use_list" if depth < DEEPEST => {
                let mut cursor = node.walk();
                let parts: Vec<_> = node.named_children(&mut cursor).collect();
                left.extend(parts.into_iter().rev().map(|n| (before.clone(), n, depth + 1)));
            }
            "scoped_use_list" if depth < DEEPEST => {
                let path = cut.field(node, "path").unwrap_or_default();
                let before = joined(&before, path);
                let list = node.child_by_field_name("list");
                left.extend(list.map(|list| (before, list, depth + 1)));
            }
            "use_wildcard" => {
                let path = node.named_child(0).map(|path| cut.of(path)).unwrap_or_default();
                let module = joined(&before, path);
                out.import(Form::Wildcard, &module, node).reexport = reexport;
            }
            "use_as_clause" | "identifier" | "scoped_identifier" | "self" | "crate" | "super"
            | "metavariable" => {
                let path = cut.field(node, "path").filter(|_| node.kind() == "use_as_clause");
                let whole = joined(&before, path.unwrap_or_else(|| cut.of(node)));
                let alias = cut.field(node, "alias").filter(|_| node.kind() == "use_as_clause");
                let (module, name) = match node.kind() {
                    // `use a::{self}` binds `a`.
                    _ if path.unwrap_or_else(|| cut.of(node)) == "self" && !before.is_empty() => {
                        (before.as_str(), "self")
                    }
                    _ => whole.rsplit_once("::").unwrap_or(("", &whole)),
                };
                let taken = out.taken(name, alias);
                let key = out.name(module);
                match last {
                    Some((known, at)) if known == key => out.imports[at].names.push(taken),
                    _ => {
                        last = Some((key, out.imports.len()));
                        let import = out.import(Form::Names, module, node);
                        import.names.push(taken);
                        import.reexport = reexport;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Two parts of a path, as if written without spaces and with `::` between them.
fn joined(before: &str, path: &str) -> String {
    let path: String = path.split_whitespace().collect();
    match (before, path.as_str()) {
        ("", path) => path.to_owned(),
        (before, "") => before.to_owned(),
        (before, path) => format!("{before}::{path}"),
    }
}
