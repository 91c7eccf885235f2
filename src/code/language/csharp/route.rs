//! Which routes does C# code declare? ASP.NET's attributes, and the calls of its minimal APIs.

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out, unquoted};
use crate::code::language::annotation::joined;

pub fn route(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    if node.kind() == "method_declaration" {
        attributes_of_action(cut, node, out);
    } else {
        mapped(cut, node, out);
    }
}

/// Name, and the first string among the arguments.
type Attribute<'t> = (&'t str, Option<&'t str>);

fn attributes<'t>(cut: &Cut<'t>, declaration: Node<'_>) -> Vec<Attribute<'t>> {
    let mut found = Vec::new();
    let mut cursor = declaration.walk();
    for list in declaration.children(&mut cursor).filter(|c| c.kind() == "attribute_list") {
        let mut cursor = list.walk();
        for attribute in list.named_children(&mut cursor).filter(|c| c.kind() == "attribute") {
            let mut cursor = attribute.walk();
            let list = attribute
                .named_children(&mut cursor)
                .find(|child| child.kind() == "attribute_argument_list");
            let first = list.and_then(|list| list.named_child(0)?.named_child(0));
            let text = first.filter(|value| value.kind().ends_with("string_literal"));
            let name = cut.field(attribute, "name").unwrap_or_default();
            found.push((name, text.map(|text| unquoted(cut.of(text).trim_start_matches('@')))));
        }
    }
    found
}

/// `[HttpGet("x")]` in a class with `[Route("api/[controller]")]`.
fn attributes_of_action(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(class) = node.parent().and_then(|body| body.parent()) else { return };
    let (class_name, action) =
        (cut.field(class, "name").unwrap_or_default(), cut.field(node, "name"));
    let action = action.unwrap_or_default();
    let route = |all: &[Attribute<'_>]| {
        all.iter().find(|a| a.0 == "Route").and_then(|a| a.1.map(str::to_owned))
    };
    let above = route(&attributes(cut, class)).unwrap_or_default();
    let own = attributes(cut, node);
    let own_route = route(&own).unwrap_or_default();
    for (name, path) in &own {
        let verb = match name.strip_prefix("Http") {
            Some("Get") => "GET",
            Some("Post") => "POST",
            Some("Put") => "PUT",
            Some("Delete") => "DELETE",
            Some("Patch") => "PATCH",
            Some("Head") => "HEAD",
            Some("Options") => "OPTIONS",
            _ => continue,
        };
        let below = path.unwrap_or(&own_route);
        // A path from the root stands for itself.
        let path = match below.trim_start_matches('~').starts_with('/') {
            true => joined("", below.trim_start_matches('~')),
            false => joined(&above, below),
        };
        let controller = class_name.strip_suffix("Controller").unwrap_or(class_name);
        let path = path.replace("[controller]", controller).replace("[action]", action);
        out.route("asp.net", verb, &path, Some(&format!("{class_name}.{action}")), node);
    }
}

/// `app.MapGet("/x", handler)`.
fn mapped(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let verb = node.child_by_field_name("function").and_then(|f| cut.field(f, "name"));
    let Some(verb) = verb.and_then(|verb| verb.strip_prefix("Map")) else { return };
    let Some(list) = node.child_by_field_name("arguments") else { return };
    let argument = |at: u32| list.named_child(at).and_then(|argument| argument.named_child(0));
    let Some(path) = argument(0).filter(|path| path.kind() == "string_literal") else { return };
    let handler = argument(1)
        .filter(|h| matches!(h.kind(), "identifier" | "member_access_expression"))
        .map(|handler| cut.of(handler));
    out.route("asp.net", verb, &joined("", unquoted(cut.of(path))), handler, node);
}
