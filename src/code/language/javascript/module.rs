//! What does a JavaScript or TypeScript file take from others, and what does it give under another name?
//!
//! ECMAScript 2025 §16.2 (modules), Node's CommonJS, and TypeScript's `import a = require("b")`,
//! `export =` and `/// <reference path="…" />`.

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out, around};
use crate::code::facts::{Form, Import, Taken};

pub fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    match node.kind() {
        "import_statement" => statement(cut, node, out),
        "export_statement" => export(cut, node, out),
        "variable_declarator" => declarator(cut, node, out),
        "call_expression" if !is_bound(node) => call(cut, node, out),
        "assignment_expression" => assigned(cut, node, None, out),
        "comment" => reference(cut, node, out),
        _ => {}
    }
}

/// The literal in a field, without quotes.
fn source<'t>(cut: &Cut<'t>, node: Node<'_>) -> Option<&'t str> {
    cut.field(node, "source").map(unquoted)
}

/// A name that may be written as a string.
fn unquoted(text: &str) -> &str {
    let quoted = ['"', '\'', '`'].into_iter().find_map(|quote| {
        text.strip_prefix(quote).map(|rest| rest.strip_suffix(quote).unwrap_or(rest))
    });
    quoted.unwrap_or(text)
}

fn has(node: Node<'_>, kind: &str) -> bool {
    child(node, kind).is_some()
}

fn child<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|child| child.kind() == kind)
}

/// `import …`.
fn statement(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let type_only = has(node, "type");
    if let Some(clause) = child(node, "import_require_clause") {
        let module = source(cut, clause).unwrap_or_default();
        let alias = child(clause, "identifier").map(|name| out.name(cut.of(name)));
        let import = out.import(Form::Module, module, node);
        (import.alias, import.type_only) = (alias, type_only);
        return;
    }
    let module = source(cut, node).unwrap_or_default();
    let Some(clause) = child(node, "import_clause") else {
        out.import(Form::Effect, module, node);
        return;
    };
    let mut names = Vec::new();
    let mut cursor = clause.walk();
    let mut own_types = 0;
    for part in clause.named_children(&mut cursor) {
        match part.kind() {
            "identifier" => names.push(out.taken("default", Some(cut.of(part)))),
            "named_imports" => own_types += specifiers(cut, part, &mut names, out),
            "namespace_import" => {
                let alias = child(part, "identifier").map(|name| out.name(cut.of(name)));
                let import = out.import(Form::Module, module, node);
                (import.alias, import.type_only) = (alias, type_only);
            }
            _ => {}
        }
    }
    if !names.is_empty() {
        // `import { type A, type B }` leaves the bare import behind only under a rare option.
        let type_only = type_only || own_types == names.len();
        let import = out.import(Form::Names, module, node);
        (import.names, import.type_only) = (names, type_only);
    } else if !has(clause, "namespace_import") {
        out.import(Form::Effect, module, node).type_only = type_only;
    }
}

/// `{ a, b as c, type D }`; gives how many are types.
fn specifiers(cut: &Cut<'_>, list: Node<'_>, names: &mut Vec<Taken>, out: &mut Out<'_>) -> usize {
    let mut types = 0;
    let mut cursor = list.walk();
    for one in list.named_children(&mut cursor) {
        let Some(name) = cut.field(one, "name") else { continue };
        let alias = cut.field(one, "alias").map(unquoted);
        names.push(out.taken(unquoted(name), alias));
        types += usize::from(has(one, "type"));
    }
    types
}

/// `export … from`, `export { a as b }`, `export default a`, `export = a`.
fn export(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let mut names = Vec::new();
    let types = child(node, "export_clause").map(|list| specifiers(cut, list, &mut names, out));
    if let Some(module) = source(cut, node) {
        // The grammar does not know `export type *`.
        let word = cut.of(node).starts_with("export type ");
        let type_only = word || (!names.is_empty() && types == Some(names.len()));
        let space = child(node, "namespace_export");
        let alias = space.and_then(|s| s.named_child(0)).map(|name| unquoted(cut.of(name)));
        let alias = alias.map(|alias| out.name(alias));
        let form = match (types, alias) {
            (Some(_), _) => Form::Names,
            (None, Some(_)) => Form::Module,
            (None, None) => Form::Wildcard,
        };
        let import = out.import(form, module, node);
        (import.names, import.alias) = (names, alias);
        (import.reexport, import.type_only) = (true, type_only);
        return;
    }
    out.exports.append(&mut names);
    if !has(node, "default") && !has(node, "=") {
        return;
    }
    let value = node.child_by_field_name("value").or_else(|| {
        let declared = node.child_by_field_name("declaration")?;
        declared.child_by_field_name("name")
    });
    // `export = a` has its value in no field; a named function is its own name.
    let value = value.or_else(|| node.named_child(0));
    let value = value.map(|value| value.child_by_field_name("name").unwrap_or(value));
    if let Some(name) = value.filter(|v| matches!(v.kind(), "identifier" | "type_identifier")) {
        let taken = out.taken(cut.of(name), Some("default"));
        out.exports.push(taken);
    }
}

/// The module of `require("a")` and `import("a")`.
fn required<'t>(cut: &Cut<'t>, call: Node<'_>) -> Option<&'t str> {
    let function = call.child_by_field_name("function")?;
    if function.kind() != "import" && cut.of(function) != "require" {
        return None;
    }
    let literal = call.child_by_field_name("arguments")?.named_child(0)?;
    match literal.kind() {
        "string" => Some(unquoted(cut.of(literal))),
        "template_string" if !has(literal, "template_substitution") => {
            Some(unquoted(cut.of(literal)))
        }
        _ => None,
    }
}

/// Does a variable take what the call gives?
fn is_bound(call: Node<'_>) -> bool {
    let Some(above) = call.parent() else { return false };
    match above.kind() {
        "variable_declarator" => true,
        "member_expression" | "await_expression" => {
            above.parent().is_some_and(|over| over.kind() == "variable_declarator")
        }
        _ => false,
    }
}

/// Is the statement around it the file's own?
fn is_top(node: Node<'_>) -> bool {
    const INNER: [&str; 4] = ["program", "statement_block", "class_body", "arrow_function"];
    let edge = around(node).find(|above| INNER.contains(&above.kind()));
    edge.is_some_and(|edge| edge.kind() == "program")
}

/// `a = require("b")`, `{ a, b: c } = require("d")`, `a = require("b").c`, `a = await import("b")`.
fn declarator(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some((name, value)) =
        node.child_by_field_name("name").zip(node.child_by_field_name("value"))
    else {
        return;
    };
    if value.kind() == "assignment_expression" {
        let variable = (name.kind() == "identifier").then(|| cut.of(name));
        assigned(cut, value, variable, out);
        return;
    }
    let (call, member) = match value.kind() {
        "member_expression" => (value.child_by_field_name("object"), cut.field(value, "property")),
        "await_expression" => (value.named_child(0), None),
        _ => (Some(value), None),
    };
    let Some(module) = call.and_then(|call| required(cut, call)) else { return };
    let form = |form| {
        if value.kind() != "await_expression" && is_top(node) { form } else { Form::Dynamic }
    };
    match (name.kind(), member) {
        ("identifier", Some(member)) => {
            let taken = out.taken(member, Some(cut.of(name)));
            out.import(form(Form::Names), module, node).names = vec![taken];
        }
        ("identifier", None) => {
            let alias = out.name(cut.of(name));
            out.import(form(Form::Module), module, node).alias = Some(alias);
        }
        ("object_pattern", None) => {
            let names = destructured(cut, name, out);
            out.import(form(Form::Names), module, node).names = names;
        }
        _ => _ = out.import(form(Form::Effect), module, node),
    }
}

fn destructured(cut: &Cut<'_>, pattern: Node<'_>, out: &mut Out<'_>) -> Vec<Taken> {
    let mut cursor = pattern.walk();
    let mut names = Vec::new();
    for part in pattern.named_children(&mut cursor) {
        match part.kind() {
            "shorthand_property_identifier_pattern" => names.push(out.taken(cut.of(part), None)),
            "object_assignment_pattern" => {
                names.push(out.taken(cut.field(part, "left").unwrap_or_default(), None));
            }
            "pair_pattern" => {
                let value = part.child_by_field_name("value").filter(|v| v.kind() == "identifier");
                let key = cut.field(part, "key").unwrap_or_default();
                names.push(out.taken(unquoted(key), value.map(|value| cut.of(value))));
            }
            _ => {}
        }
    }
    names
}

/// A call that no variable takes.
fn call(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(module) = required(cut, node) else { return };
    let above = node.parent();
    let statement = above.is_some_and(|above| above.kind() == "expression_statement");
    let dynamic = node.child_by_field_name("function").is_some_and(|f| f.kind() == "import");
    let form = if statement && !dynamic && is_top(node) { Form::Effect } else { Form::Dynamic };
    if dynamic && is_type(node) {
        out.import(form, module, node).type_only = true;
        return;
    }
    // `module.exports = require("a")`, `exports.b = require("a")`, `exports = { b: require("a") }`.
    let given = above.and_then(|above| match above.kind() {
        "assignment_expression" => Some(cut.field(above, "left").unwrap_or_default()),
        "pair" => Some(cut.field(above, "key").unwrap_or_default()),
        _ => None,
    });
    let outer = above.and_then(|above| outermost(cut, above));
    match given.filter(|_| outer.is_some_and(is_exports)) {
        Some("module.exports") => out.import(Form::Wildcard, module, node).reexport = true,
        Some(name) => {
            let name = out.name(name.rsplit('.').next().unwrap_or(name));
            let import = out.import(Form::Module, module, node);
            (import.alias, import.reexport) = (Some(name), true);
        }
        None => _ = out.import(form, module, node),
    }
}

/// `import("a").B` in the place of a type.
fn is_type(call: Node<'_>) -> bool {
    let above = around(call).find(|above| above.kind() != "member_expression");
    above.is_some_and(|above| {
        matches!(
            above.kind(),
            "type_query"
                | "type_annotation"
                | "type_alias_declaration"
                | "type_arguments"
                | "union_type"
                | "intersection_type"
                | "array_type"
                | "generic_type"
        )
    })
}

/// The left side of the file's own assignment in which a value stands directly or as a property.
fn outermost<'t>(cut: &Cut<'t>, mut node: Node<'_>) -> Option<&'t str> {
    if node.kind() == "pair" {
        node = node.parent()?.parent()?;
    }
    let top = node.parent()?.parent()?.kind() == "program";
    (node.kind() == "assignment_expression" && top).then(|| cut.field(node, "left"))?
}

fn is_exports(left: &str) -> bool {
    left == "module.exports" || left.starts_with("module.exports.") || left.starts_with("exports.")
}

/// CommonJS: `module.exports = a`, `exports.b = a`, `a = module.exports = …`.
fn assigned(cut: &Cut<'_>, node: Node<'_>, variable: Option<&str>, out: &mut Out<'_>) {
    let (mut node, mut whole, mut name) = (node, false, None);
    while node.kind() == "assignment_expression" {
        let left = cut.field(node, "left").unwrap_or_default();
        whole |= left == "module.exports";
        if is_exports(left) && left != "module.exports" {
            name = left.rsplit('.').next();
        }
        let Some(right) = node.child_by_field_name("right") else { return };
        node = right;
    }
    if !whole && name.is_none() {
        return;
    }
    if let (true, Some(variable)) = (whole, variable) {
        let taken = out.taken(variable, Some("default"));
        out.exports.push(taken);
    }
    let value = match node.kind() {
        "identifier" => Some(cut.of(node)),
        "class" if whole => cut.field(node, "name").or(Some("exports")),
        "function_expression" | "arrow_function" if whole => Some("exports"),
        _ => None,
    };
    if let Some(value) = value {
        let taken = out.taken(value, if whole { Some("default") } else { name });
        out.exports.push(taken);
    }
    if whole && node.kind() == "object" {
        listed(cut, node, out);
    }
}

/// `module.exports = { a, b: c }`.
fn listed(cut: &Cut<'_>, object: Node<'_>, out: &mut Out<'_>) {
    let mut cursor = object.walk();
    for part in object.named_children(&mut cursor) {
        let value = part.child_by_field_name("value").filter(|value| value.kind() == "identifier");
        let taken = match part.kind() {
            "shorthand_property_identifier" => out.taken(cut.of(part), None),
            "pair" if value.is_some() => {
                let key = unquoted(cut.field(part, "key").unwrap_or_default());
                let value = value.map_or("", |value| cut.of(value));
                out.taken(value, (key != value).then_some(key))
            }
            _ => continue,
        };
        out.exports.push(taken);
    }
}

/// `/// <reference path="a.d.ts" />`.
fn reference(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let text = cut.of(node);
    let Some(path) = attribute(text, "path") else { return };
    let relative = path.starts_with('.') || path.starts_with('/');
    let path = if relative { path.to_owned() } else { format!("./{path}") };
    let import: &mut Import = out.import(Form::Effect, &path, node);
    import.type_only = true;
}

fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, after) = text.split_once(name)?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split_once(quote).map(|(value, _)| value)
}
