//! How is PHP read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, FIRST, LAST, Out, unquoted};
use crate::code::facts::Form;
use crate::workspace::language::Language;

mod route;
#[cfg(test)]
mod tests;

const fn chain(
    kind: &'static str,
    object: &'static str,
    member: &'static str,
    separator: &'static str,
) -> Chain {
    Chain { kind, object, member, separator }
}

pub static PHP: Dialect = Dialect {
    language: Language::Php,
    extensions: &[],
    grammar: || tree_sitter_php::LANGUAGE_PHP.into(),
    query: include_str!("query.scm"),
    leaves: &["name", "variable_name", "qualified_name", "relative_scope"],
    types: &[],
    chains: &[
        chain("member_access_expression", "object", "name", "->"),
        chain("nullsafe_member_access_expression", "object", "name", "->"),
        chain("member_call_expression", "object", "name", "->"),
        chain("nullsafe_member_call_expression", "object", "name", "->"),
        chain("scoped_call_expression", "scope", "name", "::"),
        chain("scoped_property_access_expression", "scope", "name", "::"),
        chain("class_constant_access_expression", FIRST, LAST, "::"),
    ],
    calls: &[
        ("function_call_expression", "function"),
        ("member_call_expression", "name"),
        ("nullsafe_member_call_expression", "name"),
        ("scoped_call_expression", "name"),
        ("object_creation_expression", FIRST),
        ("attribute", FIRST),
    ],
    explicit: false,
    import,
    route: route::route,
    public: |cut, node, _| {
        let mut cursor = node.walk();
        !node
            .children(&mut cursor)
            .any(|c| c.kind() == "visibility_modifier" && cut.of(c) == "private")
    },
    compiled: OnceLock::new(),
};

fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    if node.kind() == "namespace_use_declaration" {
        uses(cut, node, out);
        return;
    }
    let Some(expression) = node.named_child(0) else { return };
    match literal(cut, expression, 0) {
        Some(path) => _ = out.import(Form::Include, &path, node),
        // Put together when it runs: kept as it is written.
        None => _ = out.import(Form::Include, cut.of(expression), node),
    }
}

/// `use A\B;`, `use A\B as C, D\E;`, `use A\{B, function c};`.
fn uses(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    let prefix = node
        .named_children(&mut cursor)
        .find(|child| child.kind() == "namespace_name")
        .map_or("", |name| cut.of(name));
    let group = node.child_by_field_name("body").unwrap_or(node);
    let mut cursor = group.walk();
    for clause in group.named_children(&mut cursor).filter(|c| c.kind() == "namespace_use_clause") {
        let mut cursor = clause.walk();
        let alias = clause.child_by_field_name("alias");
        let path = clause
            .named_children(&mut cursor)
            .find(|child| matches!(child.kind(), "name" | "qualified_name"));
        let Some(path) = path.map(|path| cut.of(path).trim_start_matches('\\')) else { continue };
        let whole = match prefix {
            "" => path.to_owned(),
            prefix => format!("{}\\{path}", prefix.trim_start_matches('\\')),
        };
        let (module, name) = whole.rsplit_once('\\').unwrap_or(("", &whole));
        let taken = out.taken(name, alias.map(|alias| cut.of(alias)));
        out.import(Form::Names, module, node).names = vec![taken];
    }
}

/// Expressions within one another in a path.
const DEEPEST: usize = 16;

/// The path of `'a.php'`, `__DIR__ . '/a.php'` and `dirname(__FILE__, 2) . '/a.php'`; what begins at
/// the file itself begins with `./` or `../`.
fn literal(cut: &Cut<'_>, node: Node<'_>, depth: usize) -> Option<String> {
    let depth = Some(depth + 1).filter(|depth| *depth < DEEPEST)?;
    match node.kind() {
        "parenthesized_expression" => literal(cut, node.named_child(0)?, depth),
        "string" => Some(unquoted(cut.of(node)).to_owned()),
        "encapsed_string" => {
            let text = unquoted(cut.of(node));
            let rest = text.strip_prefix("{$_SERVER").map_or(Some(text), |_| None)?;
            (!rest.contains('$')).then(|| rest.to_owned())
        }
        "binary_expression" => {
            let base = base(cut, node.child_by_field_name("left")?, depth)?;
            let rest = literal(cut, node.child_by_field_name("right")?, depth)?;
            Some(format!("{base}/{}", rest.trim_start_matches('/')))
        }
        _ => None,
    }
}

/// The directory of the file, and those above it.
fn base(cut: &Cut<'_>, node: Node<'_>, depth: usize) -> Option<String> {
    let depth = Some(depth + 1).filter(|depth| *depth < DEEPEST)?;
    if cut.of(node) == "__DIR__" {
        return Some(".".into());
    }
    if node.kind() == "binary_expression" {
        return literal(cut, node, depth);
    }
    if cut.field(node, "function") != Some("dirname") {
        return None;
    }
    let arguments = node.child_by_field_name("arguments")?;
    let inner = arguments.named_child(0)?.named_child(0)?;
    let levels = arguments.named_child(1).map_or(1, |n| cut.of(n).parse::<usize>().unwrap_or(1));
    if cut.of(inner) == "__FILE__" {
        return Some(if levels > 1 { "../".repeat(levels - 1) + "." } else { ".".into() });
    }
    Some("../".repeat(levels.min(32)) + &base(cut, inner, depth)?)
}
