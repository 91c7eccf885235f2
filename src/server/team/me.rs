//! GET /v1/me: as whom does the server know the caller, and what may they ask for?

use serde_json::{Value, json};

use super::{Context, openapi};
use crate::auth::{Grant, Scope, ScopeSet};
use crate::base::{Result, clock};
use crate::identity::Via;
use crate::server::http::Reply;

pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let principal = permit.principal();
        let live = context.team.live();
        let entry = live.config.tokens.iter().find(|t| t.id == principal.id);
        let person = context.person();
        let ends = entry.and_then(|t| t.expires_at).or_else(|| Some(person?.until));
        super::json_reply(&json!({
            "id": principal.id,
            "name": person.map_or(&principal.id, |person| &person.name),
            "via": person.map_or("token", |person| person.via.word()),
            "readOnly": person.is_some_and(|person| person.via == Via::Edge),
            "scopes": words(principal.scopes),
            "workspaces": workspaces(&principal.grant),
            "expiresAt": ends.map(clock::rfc3339),
            "server": {"name": "lean-ctx", "version": env!("CARGO_PKG_VERSION")},
        }))
    })
}

pub fn words(scopes: ScopeSet) -> Vec<&'static str> {
    scopes.iter().map(Scope::word).collect()
}

/// `null`: all of them.
pub fn workspaces(grant: &Grant) -> Value {
    match grant {
        Grant::All => Value::Null,
        Grant::Only(ids) => json!(ids),
    }
}

pub fn schema() -> Value {
    let text = json!({"type": "string"});
    openapi::object(json!({
        "id": text,
        "name": text,
        "via": {"type": "string", "enum": ["token", "edge", "oauth"]},
        "readOnly": {"type": "boolean"},
        "scopes": {"type": "array", "items": text},
        "workspaces": bound_schema(),
        "expiresAt": time_schema(),
        "server": openapi::object(json!({"name": text, "version": text})),
    }))
}

pub fn bound_schema() -> Value {
    json!({
        "type": ["array", "null"],
        "items": {"type": "string"},
        "description": "null: all of them.",
    })
}

pub fn time_schema() -> Value {
    json!({"type": ["string", "null"], "format": "date-time"})
}
