//! Which workspaces may the caller see, and how is each?

use serde_json::{Value, json};

use crate::app::Space;
use crate::auth::{Grant, Principal, Scope};
use crate::base::Result;
use crate::base::layout::DataDir;
use crate::server::http::Reply;
use crate::sync::{SyncRecord, SyncState};

use super::{Context, openapi};

pub fn list(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let state = context.team.app().state();
        let live = context.team.live();
        let principal = permit.principal();
        let workspaces: Vec<Value> = state
            .visible(principal)
            .map(|space| describe(space, &live.config.data, &state.default_workspace, principal))
            .collect();
        let mut body = json!({"workspaces": workspaces});
        if let Some(error) = &state.config_error {
            // Faults name paths and ids of the whole team: only a token that sees all of it is told.
            let all = principal.grant == Grant::All && tells(principal);
            body["configError"] = if all { error.as_str() } else { "team.json is faulty" }.into();
        }
        Ok(Reply::json(200, &body))
    })
}

fn describe(space: &Space, data: &DataDir, default: &str, principal: &Principal) -> Value {
    let summary = space.summary();
    let mut entry = json!(summary);
    // A fetch that fails leaves an index that looks current: the remote may have moved on.
    let synced = SyncRecord::read(data, space.id()).filter(|r| r.state == SyncState::Failed);
    if let (None, Some(record)) = (&summary.error, synced) {
        entry["error"] = format!("not synced: {}", record.error.unwrap_or_default()).into();
        if space.serves() {
            entry["state"] = "stale".into();
        }
    }
    if !entry["error"].is_null() && !tells(principal) {
        entry["error"] = "ask who runs the server".into();
    }
    entry["default"] = (space.id() == default).into();
    entry
}

/// Reasons name paths of the server: they are for those who may ask it to index.
fn tells(principal: &Principal) -> bool {
    principal.scopes.has(Scope::Index)
}

pub fn schema() -> Value {
    let text = json!({"type": ["string", "null"]});
    let workspace = json!({
        "type": "object",
        "required": ["id", "label", "state", "commit", "branch", "behindBy", "files", "indexedAt", "error"],
        "properties": {
            "id": {"type": "string"},
            "label": text,
            "state": {"type": "string", "enum": ["queued", "running", "ready", "stale", "failed"]},
            "commit": text,
            "branch": text,
            "behindBy": {"type": "integer"},
            "files": {"type": "integer"},
            "indexedAt": text,
            "code": {
                "type": ["object", "null"],
                "required": ["parsedClean", "parsedInPart", "parseFailed"],
                "properties": {
                    "parsedClean": {"type": "integer"},
                    "parsedInPart": {"type": "integer"},
                    "parseFailed": {"type": "integer"},
                },
            },
            "embedding": {
                "type": ["string", "null"],
                "enum": ["learned", "group", "model", "too_little", "pending", null],
            },
            "error": text,
            "progress": {"type": ["array", "null"], "items": {"type": "integer"}},
            "default": {"type": "boolean"},
        },
    });
    let mut schema = openapi::object(json!({"workspaces": {"type": "array", "items": workspace}}));
    schema["properties"]["configError"] = json!({"type": "string"});
    schema
}
