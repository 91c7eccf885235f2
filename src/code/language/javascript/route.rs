//! Which HTTP routes does a JavaScript or TypeScript file declare? express, fastify, koa-router, hono,
//! nest, and files whose place is the route (Next, SvelteKit).

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out};
use crate::code::facts::BY_PLACE;
use crate::code::language::annotation::joined;

/// What a file imports, in part, and the framework's name; the first that fits counts.
const FRAMEWORKS: [(&str, &str); 9] = [
    ("fastify", "fastify"),
    ("hono", "hono"),
    ("koa-router", "koa"),
    ("@koa/router", "koa"),
    ("restify", "restify"),
    ("polka", "polka"),
    ("express", "express"),
    ("@nestjs/common", "nest"),
    ("koa", "koa"),
];
/// What a router is called where nothing tells its type.
const ROUTERS: [&str; 7] = ["app", "router", "server", "fastify", "routes", "route", "api"];
/// What asks instead of answering.
const CLIENTS: [&str; 14] = [
    "axios",
    "got",
    "request",
    "client",
    "http",
    "https",
    "agent",
    "nock",
    "superagent",
    "req",
    "res",
    "cy",
    "supertest",
    "chai",
];
/// Names of one framework's methods; the last names all methods.
const METHODS: [&str; 9] =
    ["get", "post", "put", "delete", "del", "patch", "head", "options", "all"];

/// Calls that are followed to the left: `app.get(…).post(…)`.
const LEFTWARDS: usize = 64;

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "call_expression" => call(cut, node, out),
        "decorator" => decorated(cut, node, out),
        "export_statement" => placed(cut, node, out),
        _ => {}
    }
}

fn method(name: &str) -> Option<&str> {
    METHODS.contains(&name).then_some(match name {
        "all" => "ANY",
        "del" => "DELETE",
        other => other,
    })
}

/// The inside of a literal without substitutions.
fn literal<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    let text = cut.of(node);
    let inside = text.get(1..text.len().checked_sub(1)?)?;
    matches!(node.kind(), "string" | "template_string").then_some(inside)
}

fn arguments(call: Node<'_>) -> Vec<Node<'_>> {
    let Some(list) = call.child_by_field_name("arguments") else { return Vec::new() };
    let mut cursor = list.walk();
    list.named_children(&mut cursor).filter(|node| node.kind() != "comment").collect()
}

/// Where a row of calls begins, and the path that `.route(path)` in it gives.
struct Row<'t> {
    root: &'t str,
    path: Option<Vec<&'t str>>,
}

fn row<'t>(cut: &Cut<'t>, mut object: Node<'_>) -> Option<Row<'t>> {
    let mut path = None;
    for _ in 0..LEFTWARDS {
        match object.kind() {
            "call_expression" => {
                let function = object.child_by_field_name("function")?;
                if function.kind() != "member_expression" {
                    return None;
                }
                if cut.field(function, "property") == Some("route") && path.is_none() {
                    path = arguments(object).first().map(|first| paths(cut, *first));
                }
                object = function.child_by_field_name("object")?;
            }
            // `this.app.get`: the last name says what it is.
            "member_expression" => return Some(Row { root: cut.field(object, "property")?, path }),
            "identifier" => return Some(Row { root: cut.of(object), path }),
            _ => return None,
        }
    }
    None
}

/// A literal's, or those of a list.
fn paths<'t>(cut: &Cut<'t>, node: Node<'_>) -> Vec<&'t str> {
    if node.kind() == "array" {
        let mut cursor = node.walk();
        return node.named_children(&mut cursor).filter_map(|one| literal(cut, one)).collect();
    }
    literal(cut, node).into_iter().collect()
}

fn is_path(text: &&str) -> bool {
    text.starts_with('/') || *text == "*"
}

fn call(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(function) = node.child_by_field_name("function") else { return };
    let Some(object) = function.child_by_field_name("object") else { return };
    let name = cut.field(function, "property").unwrap_or_default();
    if method(name).is_none() && !matches!(name, "route" | "on") {
        return;
    }
    let Some(row) = row(cut, object) else { return };
    let imported = |part: &str| {
        out.imports.iter().any(|import| out.names.get(import.module).starts_with(part))
    };
    let found = FRAMEWORKS.into_iter().find(|(part, _)| imported(part)).map(|(_, name)| name);
    let root = row.root.to_ascii_lowercase();
    let routes = ROUTERS.iter().any(|name| root.ends_with(name));
    if CLIENTS.contains(&root.as_str()) || !(routes || found.is_some()) {
        return;
    }
    let framework = found.unwrap_or(if root == "fastify" { "fastify" } else { "express" });
    let arguments = arguments(node);
    match name {
        // fastify's `route({ method, url, handler })`.
        "route" => {
            if let Some(object) = arguments.first().filter(|n| n.kind() == "object") {
                described(cut, *object, framework, node, out);
            }
        }
        // hono's `on("PURGE", "/a", …)`.
        "on" if framework == "hono" => {
            let Some((methods, rest)) = arguments.split_first() else { return };
            let Some((path, rest)) = rest.split_first() else { return };
            let Some(handler) = answers(cut, rest, false) else { return };
            for path in paths(cut, *path).iter().filter(|path| is_path(path)) {
                for method in paths(cut, *methods) {
                    out.route(framework, method, path, handler, node);
                }
            }
        }
        "on" => {}
        _ => {
            let method = method(name).unwrap_or_default();
            let (paths, rest) = match (row.path, arguments.as_slice()) {
                (Some(paths), all) => (paths, all),
                // koa-router's routes may have a name first.
                (None, [first, second, rest @ ..])
                    if framework == "koa"
                        && paths(cut, *first).iter().all(|path| !is_path(path))
                        && !rest.is_empty() =>
                {
                    (paths(cut, *second), rest)
                }
                (None, [first, rest @ ..]) => (paths(cut, *first), rest),
                (None, []) => return,
            };
            let Some(handler) = answers(cut, rest, framework == "fastify") else { return };
            for path in paths.iter().filter(|path| is_path(path)) {
                out.route(framework, method, path, handler, node);
            }
        }
    }
}

/// What answers: the last argument's name, if it has one. `None` where it can be no handler.
fn answers<'t>(cut: &Cut<'t>, rest: &[Node<'_>], object: bool) -> Option<Option<&'t str>> {
    let last = rest.last()?;
    match last.kind() {
        "identifier" | "member_expression" => Some(name(cut, *last)),
        "arrow_function" | "function_expression" | "call_expression" | "array" => Some(None),
        // fastify's options may hold the handler.
        "object" if object => {
            let value = value(cut, *last, "handler")?;
            Some(name(cut, value))
        }
        _ => None,
    }
}

fn name<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    let text = cut.of(node);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '$' | '#');
    text.chars().all(plain).then_some(text)
}

/// The value of an object's property.
fn value<'n>(cut: &Cut<'_>, object: Node<'n>, key: &str) -> Option<Node<'n>> {
    let mut cursor = object.walk();
    object.named_children(&mut cursor).find_map(|part| match part.kind() {
        "pair" if cut.field(part, "key") == Some(key) => part.child_by_field_name("value"),
        "method_definition" if cut.field(part, "name") == Some(key) => Some(part),
        "shorthand_property_identifier" if cut.of(part) == key => Some(part),
        _ => None,
    })
}

fn described(cut: &Cut<'_>, object: Node<'_>, framework: &str, at: Node<'_>, out: &mut Out<'_>) {
    let url = value(cut, object, "url").or_else(|| value(cut, object, "path"));
    let Some((methods, url)) = value(cut, object, "method").zip(url) else { return };
    let Some(path) = literal(cut, url) else { return };
    let handler = value(cut, object, "handler");
    let handler = handler.filter(|n| n.kind() != "method_definition").and_then(|n| name(cut, n));
    for method in paths(cut, methods) {
        out.route(framework, method, path, handler, at);
    }
}

/// nest: `@Get(":id")` before a method of a class with `@Controller("cats")`.
fn decorated(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(call) = node.named_child(0).filter(|n| n.kind() == "call_expression") else { return };
    let method = match cut.field(call, "function").unwrap_or_default() {
        "All" => "ANY",
        "Sse" => "GET",
        name => name,
    };
    let mut next = node.next_named_sibling();
    while let Some(other) = next.filter(|n| matches!(n.kind(), "decorator" | "comment")) {
        next = other.next_named_sibling();
    }
    let Some(body) = node.parent().filter(|n| n.kind() == "class_body") else { return };
    let Some(prefixes) = body.parent().and_then(|class| controller(cut, class)) else { return };
    let handler = next.and_then(|member| cut.field(member, "name"));
    let own = arguments(call).first().map_or(Vec::new(), |first| paths(cut, *first));
    for prefix in if prefixes.is_empty() { &[""][..] } else { &prefixes } {
        for path in if own.is_empty() { &[""][..] } else { &own } {
            let path = joined(prefix, path);
            out.route("nest", method, &path, handler, node);
        }
    }
}

/// The paths of `@Controller(…)` before a class; a decorator stands in the class or in its export.
fn controller<'t>(cut: &Cut<'t>, class: Node<'_>) -> Option<Vec<&'t str>> {
    [Some(class), class.parent()].into_iter().flatten().find_map(|around| {
        let mut cursor = around.walk();
        around.children(&mut cursor).filter(|n| n.kind() == "decorator").find_map(|decorator| {
            let call = decorator.named_child(0).filter(|n| n.kind() == "call_expression")?;
            let first = (cut.field(call, "function")? == "Controller").then(|| arguments(call))?;
            let Some(first) = first.first() else { return Some(Vec::new()) };
            let path = if first.kind() == "object" { value(cut, *first, "path")? } else { *first };
            Some(paths(cut, path))
        })
    })
}

/// A function that is named after a method, in a file whose place is the path: that is known only
/// where the files are.
fn placed(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(declaration) = node.child_by_field_name("declaration") else { return };
    let name = declaration
        .child_by_field_name("name")
        .or_else(|| declaration.named_child(0).and_then(|first| first.child_by_field_name("name")));
    if let Some(name) = name.map(|name| cut.of(name)) {
        out.route(BY_PLACE, name, "", Some(name), node);
    }
}
