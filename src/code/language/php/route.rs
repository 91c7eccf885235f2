//! Which routes does PHP code declare? Symfony's attributes; the calls of Laravel and Slim.

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out, around, unquoted};
use crate::code::language::annotation::joined;

const VERBS: [&str; 7] = ["get", "post", "put", "patch", "delete", "options", "any"];

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "method_declaration" => symfony(cut, node, out),
        "scoped_call_expression" => laravel(cut, node, out),
        _ => {
            let Some(arguments) = node.child_by_field_name("arguments") else { return };
            let verb = cut.field(node, "name").unwrap_or_default();
            let path =
                text(cut, arguments, 0).filter(|path| path.starts_with('/') || path.is_empty());
            if let Some(path) = path {
                let handler = handler(cut, arguments, 1);
                out.route("slim", verb, &joined("", path), handler.as_deref(), node);
            }
        }
    }
}

fn argument<'n>(arguments: Node<'n>, at: u32) -> Option<Node<'n>> {
    let argument = arguments.named_child(at)?;
    let last = u32::try_from(argument.named_child_count()).ok()?.checked_sub(1)?;
    argument.named_child(last)
}

fn text<'t>(cut: &Cut<'t>, arguments: Node<'_>, at: u32) -> Option<&'t str> {
    let value = argument(arguments, at)?;
    value.kind().ends_with("string").then(|| unquoted(cut.of(value)))
}

/// The strings of `['a', 'b']`, or the one of `'a'`.
fn texts<'t>(cut: &Cut<'t>, value: Node<'_>) -> Vec<&'t str> {
    if value.kind().ends_with("string") {
        return vec![unquoted(cut.of(value))];
    }
    let mut cursor = value.walk();
    let items = value.named_children(&mut cursor).filter_map(|item| item.named_child(0));
    items
        .filter(|item| item.kind().ends_with("string"))
        .map(|item| unquoted(cut.of(item)))
        .collect()
}

/// `[C::class, 'm']`, `'C@m'` and `C::class` as `C.m` and `C`.
fn handler(cut: &Cut<'_>, arguments: Node<'_>, at: u32) -> Option<String> {
    let value = argument(arguments, at)?;
    let class = |node: Node<'_>| cut.of(node).strip_suffix("::class").map(str::to_owned);
    match value.kind() {
        "string" | "encapsed_string" => Some(unquoted(cut.of(value)).replace('@', ".")),
        "array_creation_expression" => {
            let class = class(value.named_child(0)?.named_child(0)?)?;
            let method = value.named_child(1)?.named_child(0)?;
            Some(format!("{class}.{}", unquoted(cut.of(method))))
        }
        "class_constant_access_expression" => class(value),
        _ => None,
    }
}

/// `Route::get('/x', …)` below `Route::prefix('a')->group(…)` and `Route::group(['prefix' => 'a'], …)`.
fn laravel(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let verb = cut.field(node, "name").unwrap_or_default();
    let Some(arguments) = node.child_by_field_name("arguments") else { return };
    let (methods, at): (Vec<&str>, u32) = match verb {
        "match" => (argument(arguments, 0).map_or(Vec::new(), |list| texts(cut, list)), 1),
        verb if VERBS.contains(&verb) => (vec![verb], 0),
        _ => return,
    };
    let Some(path) = text(cut, arguments, at) else { return };
    let mut path = joined("", path);
    for outer in around(node) {
        if let Some(prefix) = group_prefix(cut, outer) {
            path = joined(prefix, &path);
        }
    }
    let handler = handler(cut, arguments, at + 1);
    for method in methods {
        out.route("laravel", method, &path, handler.as_deref(), node);
    }
}

fn group_prefix<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    if cut.field(node, "name") != Some("group") {
        return None;
    }
    let mut object = node.child_by_field_name("object");
    while let Some(call) = object {
        let arguments = call.child_by_field_name("arguments")?;
        if cut.field(call, "name") == Some("prefix") {
            return text(cut, arguments, 0);
        }
        object = call.child_by_field_name("object");
    }
    let options = argument(node.child_by_field_name("arguments")?, 0)?;
    let mut cursor = options.walk();
    let prefix = options
        .named_children(&mut cursor)
        .find(|item| item.named_child(0).is_some_and(|key| unquoted(cut.of(key)) == "prefix"))?;
    Some(unquoted(cut.of(prefix.named_child(1)?)))
}

/// `#[Route('/x', methods: ['GET'])]` on a method, and on its class.
fn symfony(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(class) = node.parent().and_then(|body| body.parent()) else { return };
    let above =
        attribute(cut, class).and_then(|arguments| path(cut, arguments)).unwrap_or_default();
    let Some(arguments) = attribute(cut, node) else { return };
    let Some(below) = path(cut, arguments) else { return };
    let mut methods = named(cut, arguments, "methods").map_or(Vec::new(), |list| texts(cut, list));
    if methods.is_empty() {
        methods.push("ANY");
    }
    let (class, own) = (cut.field(class, "name"), cut.field(node, "name").unwrap_or_default());
    let handler = class.map_or_else(|| own.to_owned(), |class| format!("{class}.{own}"));
    for method in methods {
        out.route("symfony", method, &joined(above, below), Some(&handler), node);
    }
}

/// The arguments of a declaration's `#[Route(…)]`.
fn attribute<'n>(cut: &Cut<'_>, declaration: Node<'n>) -> Option<Node<'n>> {
    let list = declaration.child_by_field_name("attributes")?;
    let mut cursor = list.walk();
    let groups: Vec<_> = list.named_children(&mut cursor).collect();
    groups.into_iter().find_map(|group| {
        let mut cursor = group.walk();
        let routes = |attribute: &Node<'_>| {
            attribute.named_child(0).is_some_and(|name| cut.of(name).ends_with("Route"))
        };
        group.named_children(&mut cursor).find(routes)?.child_by_field_name("parameters")
    })
}

fn path<'t>(cut: &Cut<'t>, arguments: Node<'_>) -> Option<&'t str> {
    let own = named(cut, arguments, "path");
    match own {
        Some(value) => Some(unquoted(cut.of(value))),
        None => text(cut, arguments, 0).filter(|_| {
            arguments
                .named_child(0)
                .is_some_and(|first| first.child_by_field_name("name").is_none())
        }),
    }
}

fn named<'n>(cut: &Cut<'_>, arguments: Node<'n>, name: &str) -> Option<Node<'n>> {
    let count = u32::try_from(arguments.named_child_count()).ok()?;
    let at = (0..count).find(|at| {
        arguments.named_child(*at).is_some_and(|one| cut.field(one, "name") == Some(name))
    })?;
    argument(arguments, at)
}
