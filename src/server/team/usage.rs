//! GET /v1/usage: what was saved, asked and kept, at a glance?

use serde_json::{Value, json};

use super::{Context, connector, openapi};
use crate::base::{Result, clock};
use crate::server::http::Reply;

/// `storage` is spelt in snake case: so the readers of this route have always known it.
pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let live = context.team.live();
        let measured = context.service.storage.weigh(&live.config, permit.deadline())?;
        let connectors: Vec<_> = connector::visible(&live.config, permit.principal()).collect();
        let enabled = connectors.iter().filter(|c| c.enabled).count();
        super::json_reply(&json!({
            "schemaVersion": 1,
            "generatedAt": clock::rfc3339(clock::now()),
            "savings": {},
            "toolCalls": context.team.app().meter().calls(),
            "storage": {
                "used_bytes": measured.used(),
                "quota_bytes": live.config.storage_quota.unwrap_or(0),
            },
            "connectors": {"configured": connectors.len(), "enabled": enabled},
        }))
    })
}

pub fn schema() -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    openapi::object(json!({
        "schemaVersion": {"const": 1},
        "generatedAt": {"type": "string", "format": "date-time"},
        "savings": {"type": "object"},
        "toolCalls": count,
        "storage": openapi::object(json!({"used_bytes": count, "quota_bytes": count})),
        "connectors": openapi::object(json!({"configured": count, "enabled": count})),
    }))
}
