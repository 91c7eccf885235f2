//! Which routes does Ruby code declare? Rails' `routes.draw`, and Sinatra's verbs with a block.

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out, around, unquoted};
use crate::code::language::annotation::joined;

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let verb = cut.field(node, "method").unwrap_or_default();
    let Some(arguments) = node.child_by_field_name("arguments") else { return };
    let above = Above::of(cut, node);
    if above.drawn {
        match verb {
            "resources" | "resource" => resources(cut, node, arguments, &above, verb, out),
            _ => drawn(cut, node, arguments, &above, verb, out),
        }
        return;
    }
    let has_block = node.child_by_field_name("block").is_some();
    let path = arguments.named_child(0).filter(|first| first.kind() == "string");
    let path = path.map(|path| unquoted(cut.of(path))).filter(|path| path.starts_with('/'));
    if let Some(path) = path.filter(|_| has_block && !matches!(verb, "match" | "root")) {
        out.route("sinatra", verb, path, None, node);
    }
}

/// What stands around a call in `routes.draw`.
struct Above {
    drawn: bool,
    path: String,
    module: String,
}

impl Above {
    fn of(cut: &Cut<'_>, node: Node<'_>) -> Self {
        let mut above = Self { drawn: false, path: String::new(), module: String::new() };
        let own = node.child_by_field_name("arguments").and_then(|list| option(cut, list, "on"));
        // Of a resource's own routes: those of one (`member`) or of all (`collection`).
        let mut on = own.unwrap_or_default();
        for call in around(node) {
            if call.kind() != "call" || call.child_by_field_name("block").is_none() {
                continue;
            }
            let arguments = call.child_by_field_name("arguments");
            let first = arguments.and_then(|list| list.named_child(0));
            let word = first.filter(|f| matches!(f.kind(), "string" | "simple_symbol"));
            let word = word.map_or("", |word| word_of(cut, word));
            let option = |key: &str| arguments.and_then(|list| option(cut, list, key));
            match cut.field(call, "method").unwrap_or_default() {
                "draw" => above.drawn = true,
                "namespace" => {
                    above.path = joined(word, &above.path);
                    above.module = format!("{word}/{}", above.module);
                }
                "scope" => {
                    above.path = joined(option("path").unwrap_or(word), &above.path);
                    if let Some(module) = option("module") {
                        above.module = format!("{module}/{}", above.module);
                    }
                }
                "resources" => {
                    let key = match on {
                        "member" => ":id".to_owned(),
                        "collection" => String::new(),
                        _ => format!(":{}_id", word.strip_suffix('s').unwrap_or(word)),
                    };
                    let own = option("path").unwrap_or(word);
                    above.path = joined(&joined(own, &key), &above.path);
                    on = "";
                }
                "resource" => above.path = joined(option("path").unwrap_or(word), &above.path),
                word @ ("member" | "collection") => on = word,
                _ => {}
            }
        }
        above
    }
}

fn word_of<'t>(cut: &Cut<'t>, node: Node<'_>) -> &'t str {
    let text = cut.of(node);
    text.strip_prefix(':').unwrap_or_else(|| unquoted(text))
}

/// The value of `key:` among the arguments.
fn pair<'n>(cut: &Cut<'_>, arguments: Node<'n>, key: &str) -> Option<Node<'n>> {
    let mut cursor = arguments.walk();
    let pair = arguments.named_children(&mut cursor).find(|child| {
        child.kind() == "pair" && cut.field(*child, "key").map(|k| k.trim_matches(':')) == Some(key)
    })?;
    pair.child_by_field_name("value")
}

fn option<'t>(cut: &Cut<'t>, arguments: Node<'_>, key: &str) -> Option<&'t str> {
    pair(cut, arguments, key).map(|value| word_of(cut, value))
}

/// `get '/x', to: 'users#show'`, `post 'y' => 'z#w'`, `root 'home#index'`.
fn drawn(
    cut: &Cut<'_>,
    node: Node<'_>,
    arguments: Node<'_>,
    above: &Above,
    verb: &str,
    out: &mut Out<'_>,
) {
    let Some(first) = arguments.named_child(0) else { return };
    let (path, arrow) = match first.kind() {
        "pair" => (first.child_by_field_name("key"), cut.field(first, "value")),
        _ => (Some(first), None),
    };
    let path = path.map_or("", |path| word_of(cut, path));
    let (path, target) = match verb {
        "root" => ("", Some(arrow.map_or(path, unquoted)).filter(|to| to.contains('#'))),
        _ => (path, arrow.map(unquoted).or_else(|| option(cut, arguments, "to"))),
    };
    let target = target.or_else(|| option(cut, arguments, "to"));
    let handler = target.filter(|to| to.contains('#')).map(|to| format!("{}{to}", above.module));
    let verb = match verb {
        "root" => "get",
        "match" => "any",
        verb => verb,
    };
    out.route("rails", verb, &joined(&above.path, path), handler.as_deref(), node);
}

/// Verb, what follows the resource's path, action.
const ACTIONS: [(&str, &str, &str); 8] = [
    ("get", "", "index"),
    ("post", "", "create"),
    ("get", "new", "new"),
    ("get", ":id/edit", "edit"),
    ("get", ":id", "show"),
    ("patch", ":id", "update"),
    ("put", ":id", "update"),
    ("delete", ":id", "destroy"),
];

fn resources(
    cut: &Cut<'_>,
    node: Node<'_>,
    arguments: Node<'_>,
    above: &Above,
    word: &str,
    out: &mut Out<'_>,
) {
    let words = |key: &str| {
        let value = pair(cut, arguments, key)?;
        let mut cursor = value.walk();
        let list: Vec<_> = value.named_children(&mut cursor).map(|v| word_of(cut, v)).collect();
        Some(if list.is_empty() { vec![word_of(cut, value)] } else { list })
    };
    let (only, except) = (words("only"), words("except").unwrap_or_default());
    let mut cursor = arguments.walk();
    for name in arguments.named_children(&mut cursor).filter(|n| n.kind() == "simple_symbol") {
        let name = word_of(cut, name);
        let path = joined(&above.path, option(cut, arguments, "path").unwrap_or(name));
        let plural = if word == "resource" { format!("{name}s") } else { name.to_owned() };
        let controller = option(cut, arguments, "controller").unwrap_or(&plural);
        for (verb, rest, action) in ACTIONS {
            let chosen = only.as_ref().is_none_or(|only| only.contains(&action));
            if !chosen || except.contains(&action) || (word == "resource" && action == "index") {
                continue;
            }
            let rest = if word == "resource" { rest.trim_start_matches(":id") } else { rest };
            let handler = format!("{}{controller}#{action}", above.module);
            out.route("rails", verb, &joined(&path, rest), Some(&handler), node);
        }
    }
}
