//! Which HTTP routes does Go code declare? net/http, gin, echo, chi, gorilla/mux, httprouter and fiber,
//! told apart by what the file imports.

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out, unquoted};

/// Import path (in part) and the framework's name; the first that fits counts.
const FRAMEWORKS: [(&str, &str); 7] = [
    ("gin-gonic/gin", "gin"),
    ("labstack/echo", "echo"),
    ("go-chi/chi", "chi"),
    ("gorilla/mux", "gorilla"),
    ("julienschmidt/httprouter", "httprouter"),
    ("gofiber/fiber", "fiber"),
    ("net/http", "net/http"),
];

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(function) = node.child_by_field_name("function") else { return };
    let name = cut.field(function, "field").unwrap_or_else(|| cut.of(function));
    let object = cut.field(function, "operand").unwrap_or_default();
    let Some(arguments) = node.child_by_field_name("arguments") else { return };
    let mut cursor = arguments.walk();
    let arguments: Vec<Node<'_>> =
        arguments.named_children(&mut cursor).filter(|n| n.kind() != "comment").collect();
    let imported =
        |part: &str| out.imports.iter().any(|import| out.names.get(import.module).contains(part));
    let found = FRAMEWORKS.into_iter().find(|(part, _)| imported(part));
    let framework = found.map_or("net/http", |(_, name)| name);
    let handler = |at: usize| arguments.get(at..)?.last().and_then(|n| chain(cut, *n));
    let literal = |at: usize| arguments.get(at).and_then(|n| literal(cut, *n));
    let gorilla = framework == "gorilla";
    match name {
        "HandleFunc" | "Handle" if arguments.len() == 2 => {
            let Some(pattern) = literal(0) else { return };
            // Since Go 1.22 the pattern may begin with the method.
            let (method, path) = match pattern.split_once(' ') {
                Some((method, path)) => (method, path.trim_start()),
                None => ("ANY", pattern),
            };
            if !path.contains('/') {
                return;
            }
            let chained = if gorilla { methods(cut, node) } else { Vec::new() };
            for method in if chained.is_empty() { vec![method] } else { chained } {
                out.route(framework, method, path, handler(1), node);
            }
        }
        // gin's and httprouter's `Handle("GET", "/", …)`, chi's and echo's likewise.
        "Handle" | "Method" | "MethodFunc" | "Add" if arguments.len() > 2 => {
            let method = arguments.first().and_then(|n| method(cut, *n));
            if let (Some(method), Some(path)) = (method, literal(1).filter(is_path)) {
                out.route(framework, method, path, handler(2), node);
            }
        }
        "Handle" | "HandleFunc" | "Method" | "MethodFunc" | "Match" | "Add" => {}
        // `http.Get("/")` asks; it does not answer.
        _ if object == "http" || arguments.len() < 2 || found.is_none() => {}
        _ => {
            if let Some(path) = literal(0).filter(is_path) {
                out.route(framework, name, path, handler(1), node);
            }
        }
    }
}

fn is_path(text: &&str) -> bool {
    text.is_empty() || text.starts_with('/')
}

fn literal<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    let string = matches!(node.kind(), "interpreted_string_literal" | "raw_string_literal");
    string.then(|| unquoted(cut.of(node)))
}

/// `"GET"` or `http.MethodGet`.
fn method<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    literal(cut, node).or_else(|| cut.field(node, "field")?.strip_prefix("Method"))
}

/// The chain of what answers: the last argument, middleware stands before it.
fn chain<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    match node.kind() {
        "identifier" | "selector_expression" => Some(cut.of(node)),
        "call_expression" => {
            let inner = node.child_by_field_name("arguments")?.named_child(0)?;
            matches!(inner.kind(), "identifier" | "selector_expression").then(|| cut.of(inner))
        }
        _ => None,
    }
}

/// gorilla's `r.HandleFunc("/", f).Methods("GET", "POST")`.
fn methods<'t>(cut: &Cut<'t>, call: Node<'_>) -> Vec<&'t str> {
    let after = call.parent().filter(|n| cut.field(*n, "field") == Some("Methods"));
    let arguments = after.and_then(|n| n.parent()).and_then(|n| n.child_by_field_name("arguments"));
    let Some(arguments) = arguments else { return Vec::new() };
    let mut cursor = arguments.walk();
    arguments.named_children(&mut cursor).filter_map(|n| method(cut, n)).collect()
}
