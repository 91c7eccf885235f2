//! How is Python read?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Chain, Cut, Dialect, Out, unquoted};
use crate::code::facts::Form;
use crate::workspace::language::Language;

mod route;
#[cfg(test)]
mod tests;

pub static PYTHON: Dialect = Dialect {
    language: Language::Python,
    extensions: &[],
    grammar: || tree_sitter_python::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["identifier"],
    types: &[],
    chains: &[Chain { kind: "attribute", object: "object", member: "attribute", separator: "." }],
    calls: &[("call", "function")],
    explicit: true,
    import,
    route: route::route,
    // What begins with one underscore is private by custom alone: it can be imported.
    public: |_, _, name| !name.starts_with('_') || name.ends_with("__"),
    compiled: OnceLock::new(),
};

fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = node.walk();
    match node.kind() {
        "import_statement" => {
            let type_only = for_types(cut, node);
            for name in node.children_by_field_name("name", &mut cursor) {
                let (module, alias) = aliased(cut, name);
                let reexport = alias == Some(module);
                let alias = alias.map(|alias| out.name(alias));
                let import = out.import(Form::Module, module, node);
                (import.alias, import.reexport, import.type_only) = (alias, reexport, type_only);
            }
        }
        "import_from_statement" => {
            let module = cut.field(node, "module_name").unwrap_or_default();
            let wildcard = node.named_children(&mut cursor).any(|n| n.kind() == "wildcard_import");
            let names = node.children_by_field_name("name", &mut cursor);
            let names: Vec<_> = names.map(|name| aliased(cut, name)).collect();
            // `from a import b as b` is how a stub says that it passes a name on.
            let reexport = wildcard || names.iter().any(|(name, alias)| *alias == Some(*name));
            let names = names.into_iter().map(|(name, alias)| out.taken(name, alias)).collect();
            let form = if wildcard { Form::Wildcard } else { Form::Names };
            let import = out.import(form, module, node);
            (import.names, import.reexport) = (names, reexport);
            import.type_only = for_types(cut, node);
        }
        "future_import_statement" => _ = out.import(Form::Names, "__future__", node),
        "call" => dynamic(cut, node, out),
        "expression_statement" => exported(cut, node, out),
        _ => {}
    }
}

/// `a.b as c` and `a.b`.
fn aliased<'t>(cut: &Cut<'t>, node: Node<'_>) -> (&'t str, Option<&'t str>) {
    if node.kind() == "aliased_import" {
        return (cut.field(node, "name").unwrap_or_default(), cut.field(node, "alias"));
    }
    (cut.of(node), None)
}

/// How far up an `if TYPE_CHECKING:` is looked for.
const BLOCKS: usize = 8;

/// Does it stand under `if TYPE_CHECKING:`? The `else` beside that is for run time.
fn for_types(cut: &Cut<'_>, node: Node<'_>) -> bool {
    let mut below = node;
    for _ in 0..BLOCKS {
        let Some(node) = below.parent() else { return false };
        if node.kind() == "if_statement"
            && node.child_by_field_name("consequence") == Some(below)
            && cut.field(node, "condition").is_some_and(|c| c.ends_with("TYPE_CHECKING"))
        {
            return !cut.field(node, "condition").unwrap_or_default().starts_with("not ");
        }
        below = node;
    }
    false
}

/// `import_module("a.b")`; Django's `import_string("a.b.Name")` and `include("a.urls")`.
fn dynamic(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let called = cut.field(node, "function").unwrap_or_default();
    let Some(module) = first_literal(cut, node) else { return };
    if called.ends_with("include") && !imports(out, "django") {
        return;
    }
    if is_dotted(module) {
        out.import(Form::Dynamic, module, node);
    }
}

fn is_dotted(module: &str) -> bool {
    let path = module.trim_start_matches('.');
    let part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    path.split('.').all(part)
}

/// The first argument of a call, where it is a string without interpolation.
fn first_literal<'t>(cut: &Cut<'t>, call: Node<'_>) -> Option<&'t str> {
    literal(cut, call.child_by_field_name("arguments")?.named_child(0)?)
}

fn literal<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    let mut cursor = node.walk();
    let plain = node.kind() == "string"
        && !node.named_children(&mut cursor).any(|part| part.kind() == "interpolation");
    plain.then(|| unquoted(cut.of(node)))
}

/// Does the file import this package or a part of it?
fn imports(out: &Out<'_>, package: &str) -> bool {
    out.imports.iter().any(|import| {
        let module = out.names.get(import.module);
        module.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// `__all__`: what it names and an import binds is passed on.
fn exported(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let value = node.named_child(0).and_then(|n| n.child_by_field_name("right"));
    let Some(list) = value.filter(|n| matches!(n.kind(), "list" | "tuple")) else { return };
    let mut cursor = list.walk();
    let names: Vec<_> = list
        .named_children(&mut cursor)
        .filter_map(|item| out.names.find(literal(cut, item)?))
        .collect();
    for import in &mut *out.imports {
        let mut bound = import.names.iter().map(|taken| taken.alias.unwrap_or(taken.name));
        import.reexport |= bound.any(|name| names.contains(&name));
    }
}
