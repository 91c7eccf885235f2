//! GET /v1/connectors: which outside sources are configured? Never with their secrets.

use serde_json::{Value, json};

use super::{Context, openapi};
use crate::auth::Principal;
use crate::base::{Result, clock};
use crate::config::{Config, Connector};
use crate::connector::{Status, status};
use crate::server::http::Reply;

pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let live = context.team.live();
        let connectors: Vec<Value> = visible(&live.config, permit.principal())
            .map(|c| {
                let status = status(context.team.app().store(), c)?;
                Ok(describe(c, live.config.workspace_of(c), &status))
            })
            .collect::<Result<_>>()?;
        super::json_reply(&json!({
            "schema_version": 1,
            "generated_at": clock::rfc3339(clock::now()),
            "connector_count": connectors.len(),
            "connectors": connectors,
        }))
    })
}

/// Those of the workspaces that a principal may see.
pub fn visible<'a>(
    config: &'a Config,
    principal: &'a Principal,
) -> impl Iterator<Item = &'a Connector> {
    config.connectors.iter().filter(|c| principal.grant.covers(config.workspace_of(c)))
}

fn describe(connector: &Connector, workspace: &str, status: &Status) -> Value {
    json!({
        "id": connector.id,
        "provider": connector.provider.word(),
        "displayName": connector.display_name,
        "workspaceId": workspace,
        "resource": connector.resource.word(),
        "project": connector.project,
        "intervalSecs": connector.interval.as_secs(),
        "enabled": connector.enabled,
        "hasSecret": connector.secret.is_some(),
        "status": status,
    })
}

pub fn schema() -> Value {
    let (text, maybe) = (json!({"type": "string"}), json!({"type": ["string", "null"]}));
    let connector = openapi::object(json!({
        "id": text,
        "provider": text,
        "displayName": maybe,
        "workspaceId": text,
        "resource": text,
        "project": maybe,
        "intervalSecs": {"type": "integer"},
        "enabled": {"type": "boolean"},
        "hasSecret": {"type": "boolean"},
        "status": openapi::object(json!({
            "state": {"enum": ["disabled", "pending", "running", "ok", "rate_limited", "failed"]},
            "lastRun": maybe,
            "lastSuccess": maybe,
            "nextRun": maybe,
            "items": {"type": "integer", "minimum": 0},
            "complete": {"type": "boolean"},
            "error": {"anyOf": [{"type": "null"}, openapi::object(json!({
                "kind": text,
                "message": text,
                "failures": {"type": "integer", "minimum": 0},
            }))]},
            "rateLimitedUntil": maybe,
        })),
    }));
    openapi::object(json!({
        "schema_version": {"const": 1},
        "generated_at": {"type": "string", "format": "date-time"},
        "connector_count": {"type": "integer"},
        "connectors": {"type": "array", "items": connector},
    }))
}
