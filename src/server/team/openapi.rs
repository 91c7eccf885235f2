//! GET /v1/openapi.json, /v1/openapi.operator.json: how is the API called, in OpenAPI 3.1?
//!
//! Made from the route table and from the schemas of the tools that the caller may use. OpenAPI 3.1
//! takes JSON Schema 2020-12 as it is, which is what the tools have.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Context;
use super::query::Param;
use super::resource;
use super::route::{Access, Answer, ROUTES, Route};
use crate::auth::ScopeSet;
use crate::base::{Kind, Result};
use crate::server::http::{Method, Reply};
use crate::tool::{self, Described};

pub fn frozen(context: &Context) -> Result<Reply> {
    document(context, true, "lean-ctx team server, API v1")
}

pub fn operator(context: &Context) -> Result<Reply> {
    document(context, false, "lean-ctx team server, routes beyond API v1")
}

fn document(context: &Context, frozen: bool, title: &str) -> Result<Reply> {
    super::guarded(context, |permit| {
        let tools: Vec<&'static Described> = tool::visible(permit.principal()).collect();
        let state = context.team.app().state();
        let spaces = state.visible(permit.principal());
        let workspaces: Vec<String> = spaces.map(|space| space.id().to_owned()).collect();
        let mut paths = Map::new();
        let mut calls_tools = false;
        for route in ROUTES.iter().filter(|r| r.about.frozen == frozen) {
            calls_tools |= route.path == "/v1/tools/call";
            let path = paths.entry(route.path).or_insert_with(|| json!({}));
            path[route.method.as_str().to_ascii_lowercase()] =
                operation(route, &tools, &workspaces);
        }
        let mut schemas = Map::from_iter([("Error".to_owned(), error_schema())]);
        for described in tools.iter().filter(|_| calls_tools) {
            let name = described.tool.spec().name;
            schemas.insert(format!("{name}.arguments"), described.input_schema.clone());
            schemas.insert(format!("{name}.result"), described.tool.output_schema());
        }
        let bearer = json!({"type": "http", "scheme": "bearer"});
        Ok(Reply::json(
            200,
            &json!({
                "openapi": "3.1.0",
                "info": {"title": title, "version": env!("CARGO_PKG_VERSION")},
                "paths": paths,
                "components": {"schemas": schemas, "securitySchemes": {"bearer": bearer}},
            }),
        ))
    })
}

const fn is_guarded(route: &Route) -> bool {
    !matches!(route.access, Access::Open | Access::Page)
}

fn operation(route: &Route, tools: &[&'static Described], workspaces: &[String]) -> Value {
    let about = &route.about;
    let name = format!("{} {}", route.method.as_str(), route.path);
    let mut operation = json!({
        "operationId": name,
        "summary": about.summary,
        "responses": responses(route),
        "security": if is_guarded(route) && route.access != Access::Hook { json!([{"bearer": []}]) } else { json!([]) },
    });
    let mut parameters: Vec<Value> = about.query.iter().map(|p| parameter(p, workspaces)).collect();
    for name in route.names() {
        let schema = part_schema(name);
        parameters.push(json!({"name": name, "in": "path", "required": true, "schema": schema}));
    }
    let mut header = |name: &str, about: &str, schema: Value| {
        let parameter =
            json!({"name": name, "in": "header", "description": about, "schema": schema});
        parameters.push(parameter);
    };
    // Elsewhere `workspaceId` stands in the query, and comes before this header.
    if route.method == Method::Post && route.access != Access::Hook {
        // A head is printable ASCII.
        let schema = json!({"type": "string", "pattern": "^[ -~]*$"});
        header("x-leanctx-workspace", "Workspace to ask where the body names none.", schema);
    }
    if matches!(about.answer, Answer::Stream) {
        let schema = json!({"type": "integer", "minimum": 0});
        header("last-event-id", "The id of the last event that was read.", schema);
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = about.body {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": body(tools)}}});
    }
    let scopes = match route.access {
        Access::Open | Access::Page | Access::Token => String::new(),
        Access::Hook => "Needs no token, but a signature: see the forge's documentation.".into(),
        Access::Scopes(scopes) => format!("Needs the scope `{scopes}`."),
        Access::Whole(ScopeSet::NONE) => "Needs a token that is bound to no workspaces.".into(),
        Access::Whole(scopes) => {
            format!("Needs the scope `{scopes}` and a token that is bound to no workspaces.")
        }
    };
    if !scopes.is_empty() {
        operation["description"] = scopes.into();
    }
    operation
}

/// What may stand in a path for a name.
fn part_schema(name: &str) -> Value {
    match name {
        "provider" => json!({"type": "string", "enum": ["github", "gitlab", "gitea", "forgejo"]}),
        "workspaceId" => json!({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}),
        // A key, or enough of one.
        _ => json!({"type": "string", "pattern": "^[0-9A-Fa-f]{16,64}$"}),
    }
}

fn parameter(param: &Param, workspaces: &[String]) -> Value {
    json!({
        "name": param.name,
        "in": "query",
        "required": param.required,
        "description": param.about,
        "schema": param.schema(workspaces),
    })
}

fn responses(route: &Route) -> Value {
    let json_of = |schema: &Value| json!({"application/json": {"schema": schema}});
    let text = json!({"text/plain": {"schema": {"type": "string"}}});
    let good = |content: Value| json!({"description": "The answer.", "content": content});
    let mut responses: BTreeMap<u16, Value> = refusals(route);
    let (status, answer) = match route.about.answer {
        Answer::Json(schema) => (200, good(json_of(&schema()))),
        Answer::Ready(schema) => {
            let content = json_of(&schema());
            let wait =
                json!({"description": "Not every workspace answers yet.", "content": content});
            responses.insert(503, wait);
            (200, good(content))
        }
        Answer::Metrics(schema) => {
            let mut content = json_of(&schema());
            content["text/plain"] = text["text/plain"].clone();
            (200, good(content))
        }
        Answer::Text => (200, good(text)),
        Answer::File(kind) => {
            responses.insert(304, json!({"description": "As `If-None-Match` knows it."}));
            let mut content = json!({});
            content[kind] = json!({"schema": {"type": "string"}});
            (200, good(content))
        }
        Answer::Stream => (200, good(json!({"text/event-stream": {"schema": {"type": "string"}}}))),
        Answer::Taken(schema) => (202, good(json_of(&schema()))),
        Answer::Rpc => {
            responses.insert(202, json!({"description": "A notification was taken."}));
            (200, good(json_of(&json!({"type": "object"}))))
        }
    };
    responses.insert(status, answer);
    responses.into_iter().map(|(status, response)| (status.to_string(), response)).collect()
}

/// What a caller may be told instead of an answer, by status.
fn refusals(route: &Route) -> BTreeMap<u16, Value> {
    let mut kinds = vec![Kind::InvalidRequest, Kind::Internal, Kind::Overloaded];
    if route.access == Access::Page {
        kinds.push(Kind::HostDenied);
    }
    if is_guarded(route) {
        kinds.extend([
            Kind::Unauthorized,
            Kind::ScopeDenied,
            Kind::RateLimited,
            Kind::RequestTimeout,
        ]);
    }
    if route.about.body.is_some() {
        // `not_found`: a method that there is not, or what a tool was asked for by name.
        kinds.extend([Kind::PayloadTooLarge, Kind::UnsupportedMediaType, Kind::NotFound]);
    }
    if route.names().next().is_some() || route.path.starts_with(resource::METADATA) {
        kinds.push(Kind::NotFound);
    }
    // A JSON-RPC refusal has a form of its own.
    let schema = match route.about.answer {
        Answer::Rpc => json!({"type": "object"}),
        _ => json!({"$ref": "#/components/schemas/Error"}),
    };
    let refusal = |kind: Kind| {
        let status = super::failure::status(kind);
        let content = json!({"application/json": {"schema": schema}});
        (status, json!({"description": "A refusal.", "content": content}))
    };
    kinds.into_iter().map(refusal).collect()
}

/// The envelope of every error (CONTRACT §3).
fn error_schema() -> Value {
    let mut codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    object(json!({
        "error": {"type": "string", "description": "For people."},
        "error_code": {"type": "string", "enum": codes},
    }))
}

/// An object that has all of these properties, and may have more.
pub fn object(properties: Value) -> Value {
    let names: Vec<&String> =
        properties.as_object().map(|p| p.keys().collect()).unwrap_or_default();
    let required = json!(names);
    json!({"type": "object", "required": required, "properties": properties})
}

/// A document of this kind.
pub fn schema() -> Value {
    object(json!({
        "openapi": {"type": "string"},
        "info": {"type": "object"},
        "paths": {"type": "object"},
        "components": {"type": "object"},
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frozen_routes_are_those_of_the_contract() {
        let frozen: Vec<&str> = ROUTES.iter().filter(|r| r.about.frozen).map(|r| r.path).collect();
        let wanted = vec![
            "/health",
            "/v1/manifest",
            "/v1/capabilities",
            "/v1/openapi.json",
            "/v1/tools",
            "/v1/tools/call",
            "/v1/events",
            "/v1/context/summary",
            "/v1/events/search",
            "/v1/events/lineage",
            "/v1/metrics",
        ];
        let sorted = |mut paths: Vec<&'static str>| {
            paths.sort_unstable();
            paths
        };
        assert_eq!(sorted(frozen), sorted(wanted));
    }
}
