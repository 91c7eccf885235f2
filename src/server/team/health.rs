//! Is the server alive, and does every workspace answer? Open to probes, so it names nothing.

use serde_json::{Value, json};

use crate::base::Result;
use crate::server::http::Reply;

use super::{Context, openapi};

pub fn health(_: &Context) -> Result<Reply> {
    Ok(Reply::text(200, "ok\n"))
}

pub fn livez(context: &Context) -> Result<Reply> {
    status(context)
}

pub fn status(context: &Context) -> Result<Reply> {
    Ok(Reply::json(200, &report(context, "ok")))
}

/// Ready is who can answer: every workspace serves, and the book can be written.
pub fn readyz(context: &Context) -> Result<Reply> {
    let app = context.team.app();
    if app.state().ready() && !app.gate().audit().stats().failing {
        return status(context);
    }
    Ok(Reply::json(503, &report(context, "not_ready")).header("Retry-After", "5"))
}

fn report(context: &Context, status: &str) -> serde_json::Value {
    let app = context.team.app();
    let state = app.state();
    let serving = state.spaces.values().filter(|s| s.serves()).count();
    let book = !app.gate().audit().stats().failing;
    json!({
        "status": status,
        "version": env!("CARGO_PKG_VERSION"),
        "ready": state.ready() && book,
        "auditWritable": book,
        "workspaces": {"total": state.spaces.len(), "serving": serving},
        "uptimeSeconds": app.meter().uptime().as_secs(),
    })
}

pub fn schema() -> Value {
    let count = json!({"type": "integer"});
    openapi::object(json!({
        "status": {"type": "string", "enum": ["ok", "not_ready"]},
        "version": {"type": "string"},
        "ready": {"type": "boolean"},
        "auditWritable": {"type": "boolean"},
        "workspaces": openapi::object(json!({"total": count, "serving": count})),
        "uptimeSeconds": count,
    }))
}
