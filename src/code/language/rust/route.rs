//! Which HTTP routes does Rust code declare? By the rules of axum, actix-web and rocket.

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out, unquoted};

const METHODS: &[&str] =
    &["get", "post", "put", "delete", "patch", "head", "options", "trace", "connect"];
/// Calls that one chain may hold before it is no table of routes.
const LONGEST: usize = 64;

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "attribute_item" => attribute(cut, node, out),
        _ => call(cut, node, out),
    }
}

/// `#[get("/a")]` and `#[route("/a", method = "GET")]` of actix-web and rocket. Both are written
/// alike: it is rocket's where the file names rocket.
fn attribute(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(attribute) = node.named_child(0) else { return };
    let (Some(head), Some(arguments)) =
        (attribute.named_child(0), attribute.child_by_field_name("arguments"))
    else {
        return;
    };
    let head = cut.of(head);
    let (scope, name) = head.rsplit_once("::").unwrap_or(("", head));
    let mut cursor = arguments.walk();
    let literals: Vec<_> = arguments
        .named_children(&mut cursor)
        .filter(|child| child.kind() == "string_literal")
        .map(|child| unquoted(cut.of(child)))
        .collect();
    let Some((path, rest)) = literals.split_first().filter(|(path, _)| path.starts_with('/'))
    else {
        return;
    };
    let methods: Vec<&str> = match name {
        "route" => rest.iter().copied().filter(|word| is_method(word)).collect(),
        _ if METHODS.contains(&name) => vec![name],
        _ => return,
    };
    let item = std::iter::successors(node.next_named_sibling(), |node| node.next_named_sibling())
        .find(|node| !matches!(node.kind(), "attribute_item" | "line_comment" | "block_comment"));
    let Some(item) = item.filter(|item| item.kind() == "function_item") else { return };
    let rocket = match scope {
        "rocket" => true,
        "actix_web" => false,
        _ => cut.text.windows(6).any(|six| six == b"rocket"),
    };
    let framework = if rocket { "rocket" } else { "actix-web" };
    let handler = cut.field(item, "name");
    for method in methods {
        out.route(framework, method, path, handler, item);
    }
}

fn is_method(word: &str) -> bool {
    METHODS.iter().any(|method| method.eq_ignore_ascii_case(word))
}

/// A call in a chain of calls: what is called, with its arguments.
struct Link<'t> {
    name: &'t str,
    arguments: Vec<Node<'t>>,
    node: Node<'t>,
}

/// The calls of a chain, last first: `web::get().to(f)` is `to(f)`, `get()`.
fn links<'t>(cut: &Cut<'t>, node: Node<'t>) -> Vec<Link<'t>> {
    let mut links = Vec::new();
    let mut next = Some(node);
    while let Some(node) = next.filter(|n| n.kind() == "call_expression" && links.len() < LONGEST) {
        let Some(function) = node.child_by_field_name("function") else { break };
        let name = match function.kind() {
            "field_expression" => cut.field(function, "field"),
            "scoped_identifier" => cut.field(function, "name"),
            _ => Some(cut.of(function)),
        };
        let arguments = node.child_by_field_name("arguments").map_or_else(Vec::new, |list| {
            let mut cursor = list.walk();
            let all = list.named_children(&mut cursor);
            all.filter(|n| !n.kind().ends_with("_comment")).collect()
        });
        links.push(Link { name: name.unwrap_or_default(), arguments, node });
        next = function.child_by_field_name("value");
    }
    links
}

fn literal<'t>(cut: &Cut<'t>, node: Option<&Node<'_>>) -> Option<&'t str> {
    let node = node.filter(|n| matches!(n.kind(), "string_literal" | "raw_string_literal"))?;
    Some(cut.of(*node).trim_start_matches(['r', '#']).trim_end_matches('#').trim_matches('"'))
}

/// What answers, where it has a name.
fn handler<'t>(cut: &Cut<'t>, link: &Link<'_>) -> Option<&'t str> {
    let node = link.arguments.first()?;
    let named = matches!(node.kind(), "identifier" | "scoped_identifier" | "field_expression");
    named.then(|| cut.of(*node))
}

fn call<'t>(cut: &Cut<'t>, node: Node<'t>, out: &mut Out<'_>) {
    let chain = links(cut, node);
    let Some((last, before)) = chain.split_first() else { return };
    match (last.name, last.arguments.as_slice()) {
        ("route" | "route_service", [path, answer]) => {
            let Some(path) = literal(cut, Some(path)) else { return };
            let path = prefixed(cut, before, node, path);
            answers(cut, &links(cut, *answer), last, &path, out);
        }
        // `web::resource("/a").route(web::get().to(f))`
        ("route", [answer]) => {
            let Some(path) = resource(cut, before) else { return };
            let path = prefixed(cut, before, node, path);
            answers(cut, &links(cut, *answer), last, &path, out);
        }
        // `web::resource("/a").to(f)`
        ("to", [_]) => {
            let Some(path) = resource(cut, before) else { return };
            let path = prefixed(cut, before, node, path);
            out.route("actix-web", "ANY", &path, handler(cut, last), node);
        }
        _ => {}
    }
}

fn resource<'t>(cut: &Cut<'t>, before: &[Link<'t>]) -> Option<&'t str> {
    let first = before.last().filter(|first| first.name == "resource")?;
    literal(cut, first.arguments.first())
}

/// Enters what answers a path: `get(f).post(g)` of axum, `web::get().to(f)` of actix-web.
fn answers(cut: &Cut<'_>, chain: &[Link<'_>], at: &Link<'_>, path: &str, out: &mut Out<'_>) {
    if let Some(to) = chain.first().filter(|link| link.name == "to") {
        let method = chain.last().map(|first| first.name).filter(|name| is_method(name));
        out.route("actix-web", method.unwrap_or("any"), path, handler(cut, to), at.node);
        return;
    }
    if at.name == "route_service" {
        out.route("axum", "ANY", path, None, at.node);
    }
    for link in chain.iter().rev() {
        let method = link.name.strip_suffix("_service").unwrap_or(link.name);
        if is_method(method) || method == "any" {
            out.route("axum", method, path, handler(cut, link), link.node);
        }
    }
}

/// A path below the literal prefixes that stand around it in the same expression: actix-web's
/// `web::scope("/a")` before it, axum's `nest("/a", …)` around it.
fn prefixed(cut: &Cut<'_>, before: &[Link<'_>], node: Node<'_>, path: &str) -> String {
    let mut path = path.to_owned();
    let mut below = |prefix: &str| path = format!("{}{path}", prefix.trim_end_matches('/'));
    let scope = |links: &[Link<'_>]| {
        let first = links.last().filter(|first| first.name == "scope")?;
        literal(cut, first.arguments.first())
    };
    scope(before).into_iter().for_each(&mut below);
    let mut next = node.parent();
    for _ in 0..LONGEST {
        let Some(list) = next else { break };
        let Some(around) = list.parent() else { break };
        if list.kind() == "arguments" && around.kind() == "call_expression" {
            let chain = links(cut, around);
            let Some((last, before)) = chain.split_first() else { break };
            match last.name {
                "nest" => literal(cut, last.arguments.first()).into_iter().for_each(&mut below),
                "service" => scope(before).into_iter().for_each(&mut below),
                _ => {}
            }
        } else if !matches!(list.kind(), "arguments" | "call_expression" | "field_expression") {
            break;
        }
        next = Some(around).filter(|_| list.kind() == "arguments").or(list.parent());
    }
    path
}
