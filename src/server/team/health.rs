//! Is the server alive, and does every workspace answer? Open to probes, so it names nothing.

use serde_json::json;

use crate::base::Result;
use crate::server::http::Reply;

use super::Context;

pub fn health(_: &Context) -> Result<Reply> {
    Ok(Reply::text(200, "ok\n"))
}

pub fn livez(_: &Context) -> Result<Reply> {
    Ok(Reply::text(200, "ok\n"))
}

pub fn status(context: &Context) -> Result<Reply> {
    Ok(Reply::json(200, &report(context)))
}

pub fn readyz(context: &Context) -> Result<Reply> {
    let ready = context.team.app().state().ready();
    let reply = Reply::json(if ready { 200 } else { 503 }, &report(context));
    Ok(if ready { reply } else { reply.header("Retry-After", "5") })
}

fn report(context: &Context) -> serde_json::Value {
    let state = context.team.app().state();
    let serving = state.spaces.values().filter(|s| s.serves()).count();
    json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "ready": state.ready(),
        "workspaces": {"total": state.spaces.len(), "serving": serving},
        "uptimeSeconds": context.uptime.as_secs(),
    })
}
