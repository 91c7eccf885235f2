//! How is Ruby read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, Out, always, unquoted};
use crate::code::facts::Form;
use crate::workspace::language::Language;

mod route;
#[cfg(test)]
mod tests;

pub static RUBY: Dialect = Dialect {
    language: Language::Ruby,
    extensions: &[],
    grammar: || tree_sitter_ruby::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier", "constant", "self", "super"],
    types: &[],
    chains: &[
        Chain { kind: "call", object: "receiver", member: "method", separator: "." },
        Chain { kind: "scope_resolution", object: "scope", member: "name", separator: "::" },
    ],
    calls: &[("call", "method")],
    explicit: false,
    import,
    route: route::route,
    // `private` hides a method from other receivers, not from other files: classes are open.
    public: always,
    compiled: OnceLock::new(),
};

/// `require 'a'` is searched on the load path, `require_relative` beside the file; `autoload :A, 'a'`
/// binds a constant.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(arguments) = node.child_by_field_name("arguments") else { return };
    let Some(first) = arguments.named_child(0) else { return };
    match cut.field(node, "method").unwrap_or_default() {
        "autoload" => {
            let Some(path) = arguments.named_child(1).and_then(|path| literal(cut, path, 0)) else {
                return;
            };
            let taken = out.taken(cut.of(first).trim_start_matches(':'), None);
            out.import(Form::Dynamic, &path, node).names = vec![taken];
        }
        "require_relative" => {
            // Put together when it runs: kept as it is written.
            let path = literal(cut, first, 0).unwrap_or_else(|| cut.of(first).to_owned());
            let path = if path.starts_with('.') { path } else { format!("./{path}") };
            out.import(Form::Include, &path, node);
        }
        _ => {
            let path = literal(cut, first, 0).unwrap_or_else(|| cut.of(first).to_owned());
            let form = if path.starts_with('.') { Form::Include } else { Form::SystemInclude };
            out.import(form, &path, node);
        }
    }
}

/// Expressions within one another in a path.
const DEEPEST: usize = 16;

/// The path of `'a'`, `"#{__dir__}/a"`, `File.expand_path('../a', __FILE__)` and
/// `File.join(__dir__, 'a')`; what begins at the file itself begins with `./` or `../`.
fn literal(cut: &Cut<'_>, node: Node<'_>, depth: usize) -> Option<String> {
    let depth = Some(depth + 1).filter(|depth| *depth < DEEPEST)?;
    if node.kind() == "string" {
        let text = unquoted(cut.of(node));
        return match text.strip_prefix("#{__dir__}/") {
            Some(rest) => Some(format!("./{rest}")),
            None => (!text.contains("#{")).then(|| text.to_owned()),
        };
    }
    if cut.field(node, "receiver") != Some("File") {
        return None;
    }
    let arguments = node.child_by_field_name("arguments")?;
    let argument = |at: u32| arguments.named_child(at);
    match cut.field(node, "method")? {
        "expand_path" => {
            let path = literal(cut, argument(0)?, depth)?;
            match cut.of(argument(1)?) {
                "__dir__" => Some(format!("./{path}")),
                // The file's name counts as a directory.
                "__FILE__" => Some(format!("./{}", path.strip_prefix("../")?)),
                _ => None,
            }
        }
        "join" if matches!(cut.of(argument(0)?), "__dir__" | "File.dirname(__FILE__)") => {
            let mut path = String::from(".");
            let mut cursor = arguments.walk();
            for part in arguments.named_children(&mut cursor).skip(1) {
                path.push('/');
                path.push_str(&literal(cut, part, depth)?);
            }
            Some(path)
        }
        _ => None,
    }
}
