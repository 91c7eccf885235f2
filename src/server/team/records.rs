//! GET /v1/audit: what was decided, newest first.

use serde_json::{Value, json};

use crate::audit;
use crate::base::Result;
use crate::server::http::Reply;

use super::query::{self, Form, Param};
use super::{Context, openapi};

pub const SINCE: Param = Param::new("since", "Not older than this.", Form::Time);
pub const TOKEN: Param = Param::new("token", "Only of the token with this id.", Form::Text);
pub const ALLOWED: Param =
    Param::new("allowed", "Only what was allowed, or only what was not.", Form::Flag);
pub const ROUTINE: Param = Param::new(
    "routine",
    "`false` leaves out what was allowed and is no tool's call: what dashboards and monitors read.",
    Form::Flag,
);
pub const LIMIT: Param = Param::whole("limit", 100, 1..=1000, "Most records.");

pub fn list(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let filter = audit::Filter {
            since: query::time(context, &SINCE)?,
            token: query::text(context, &TOKEN),
            allowed: query::flag(context, &ALLOWED)?,
            routine: query::flag(context, &ROUTINE)?.unwrap_or(true),
            grant: permit.principal().grant.clone(),
            limit: query::count(context, &LIMIT)?,
        };
        let path = &context.team.live().config.audit_log;
        let records = audit::read(path, &filter, permit.deadline())?;
        Ok(Reply::json(200, &json!({"records": records, "count": records.len()})))
    })
}

/// CONTRACT §5.
pub fn schema() -> Value {
    let text = json!({"type": ["string", "null"]});
    let record = json!({
        "type": "object",
        "required": ["ts", "tokenId", "workspaceId", "tool", "method", "allowed"],
        "properties": {
            "ts": {"type": "string"},
            "tokenId": text,
            "workspaceId": text,
            "tool": {"type": "string"},
            "method": {"type": "string"},
            "allowed": {"type": "boolean"},
            "deniedReason": text,
        },
    });
    openapi::object(json!({
        "records": {"type": "array", "items": record},
        "count": {"type": "integer"},
    }))
}
