//! Which HTTP routes does Python code declare? Flask, FastAPI, Starlette, Django, its REST framework
//! and aiohttp, told apart by what the file imports.

use tree_sitter::Node;

use super::{first_literal, imports, literal};
use crate::code::dialect::{Cut, Out};

/// Methods of a router that are an HTTP method each.
const VERBS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "decorator" => decorated(cut, node, out),
        "call" => called(cut, node, out),
        _ => {}
    }
}

/// `@app.get("/items")` over a function.
fn decorated(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(call) = node.named_child(0) else { return };
    let Some(function) = call.child_by_field_name("function") else { return };
    let verb = cut.field(function, "attribute").unwrap_or_default();
    let Some(path) = first_literal(cut, call) else { return };
    // A client's `get` and a mock's `patch` take other things than paths.
    if !(path.is_empty() || path.starts_with('/')) {
        return;
    }
    let Some(framework) = decorating(verb, out) else { return };
    let handler = node.parent().and_then(|n| n.child_by_field_name("definition"));
    let handler = handler.and_then(|n| cut.field(n, "name"));
    if VERBS.contains(&verb) {
        out.route(framework, verb, path, handler, node);
        return;
    }
    let any = if verb == "route" && framework == "flask" { "GET" } else { "ANY" };
    for method in methods(cut, call, any) {
        out.route(framework, method, path, handler, node);
    }
}

/// Whose decorator of this name it is; routers of an application are often imported from its own
/// modules, so the custom of the two large frameworks decides where no import does.
fn decorating(verb: &str, out: &Out<'_>) -> Option<&'static str> {
    let known = ["flask", "fastapi", "aiohttp", "sanic", "bottle", "starlette"];
    let known = known.into_iter().find(|package| imports(out, package));
    known.or(match verb {
        "route" => Some("flask"),
        "view" => None,
        _ => Some("fastapi"),
    })
}

/// The literals of `methods=[…]`, or `default` where there is none.
fn methods<'t>(cut: &Cut<'t>, call: Node<'_>, default: &'t str) -> Vec<&'t str> {
    let Some(list) = keyword(cut, call, "methods") else { return vec![default] };
    let mut cursor = list.walk();
    let found: Vec<_> =
        list.named_children(&mut cursor).filter_map(|item| literal(cut, item)).collect();
    if found.is_empty() { vec![default] } else { found }
}

fn keyword<'t>(cut: &Cut<'_>, call: Node<'t>, name: &str) -> Option<Node<'t>> {
    let arguments = call.child_by_field_name("arguments")?;
    let mut cursor = arguments.walk();
    let found = arguments
        .named_children(&mut cursor)
        .find(|n| n.kind() == "keyword_argument" && cut.field(*n, "name") == Some(name));
    found?.child_by_field_name("value")
}

/// Arguments without names.
fn positional(call: Node<'_>, at: usize) -> Option<Node<'_>> {
    let arguments = call.child_by_field_name("arguments")?;
    let mut cursor = arguments.walk();
    arguments
        .named_children(&mut cursor)
        .filter(|n| !matches!(n.kind(), "keyword_argument" | "comment"))
        .nth(at)
}

/// A row in a table of routes, or a call that adds one.
fn called(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(function) = node.child_by_field_name("function") else { return };
    let object = cut.field(function, "object");
    let name = cut.field(function, "attribute").unwrap_or_else(|| cut.of(function));
    let Some(first) = first_literal(cut, node) else { return };
    let named = |name: &str| keyword(cut, node, name);
    let second = positional(node, 1);
    match name {
        "path" | "re_path" | "url" if object.is_none() && imports(out, "django") => {
            let view = second.or_else(|| named("view"));
            // A part that is included has its own routes.
            if let Some(view) = view.filter(|view| !is_include(cut, *view)) {
                out.route("django", "ANY", first, handler(cut, view), node);
            }
        }
        "register" if imports(out, "rest_framework") => {
            out.route("rest_framework", "ANY", first, second.and_then(|n| handler(cut, n)), node);
        }
        "Route" | "WebSocketRoute" if imports(out, "starlette") || imports(out, "fastapi") => {
            let end = second.or_else(|| named("endpoint")).and_then(|n| handler(cut, n));
            for method in methods(cut, node, "ANY") {
                out.route("starlette", method, first, end, node);
            }
        }
        "add_url_rule" if object.is_some() => {
            let view = named("view_func").or_else(|| positional(node, 2));
            for method in methods(cut, node, "GET") {
                out.route("flask", method, first, view.and_then(|n| handler(cut, n)), node);
            }
        }
        "add_api_route" if object.is_some() => {
            let end = second.or_else(|| named("endpoint")).and_then(|n| handler(cut, n));
            for method in methods(cut, node, "GET") {
                out.route("fastapi", method, first, end, node);
            }
        }
        _ if imports(out, "aiohttp") => aiohttp(cut, node, name, object, out),
        _ => {}
    }
}

/// `web.get("/", view)`, `router.add_post("/", view)`, `router.add_route("GET", "/", view)`.
fn aiohttp(cut: &Cut<'_>, node: Node<'_>, name: &str, object: Option<&str>, out: &mut Out<'_>) {
    let text = |at| positional(node, at).and_then(|n| literal(cut, n));
    let end = |at| positional(node, at).and_then(|n| handler(cut, n));
    let verb = if object == Some("web") { name } else { name.trim_start_matches("add_") };
    let (method, path, handler) = match verb {
        "route" => (text(0).unwrap_or("ANY"), text(1), end(2)),
        "view" => ("ANY", text(0), end(1)),
        _ if VERBS.contains(&verb) => (verb, text(0), end(1)),
        _ => return,
    };
    let method = if method == "*" { "ANY" } else { method };
    if let Some(path) = path.filter(|path| path.starts_with('/')) {
        out.route("aiohttp", method, path, handler, node);
    }
}

fn is_include(cut: &Cut<'_>, node: Node<'_>) -> bool {
    node.kind() == "call" && cut.field(node, "function").is_some_and(|f| f.ends_with("include"))
}

/// The chain of what answers: `views.index`, `views.Index.as_view()`, `login_required(view)`.
fn handler<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    match node.kind() {
        "identifier" | "attribute" => Some(cut.of(node)),
        "call" => {
            let function = node.child_by_field_name("function")?;
            if cut.field(function, "attribute") == Some("as_view") {
                return cut.field(function, "object");
            }
            let inner = positional(node, 0)?;
            matches!(inner.kind(), "identifier" | "attribute").then(|| cut.of(inner))
        }
        _ => None,
    }
}
