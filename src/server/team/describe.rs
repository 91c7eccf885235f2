//! What does this server offer to the caller's token? The manifest and the list of tools.

use md5::{Digest as _, Md5};
use serde_json::{Value, json};

use crate::auth::Principal;
use crate::base::Result;
use crate::server::http::Reply;
use crate::tool::{self, Described};

use super::Context;

/// Ways in which ctx_read shows a file.
const READ_MODES: [&str; 2] = ["full", "lines:a-b"];

pub fn manifest(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let granular = tools(permit.principal());
        let unified = vec![meta_tool()];
        Ok(Reply::json(
            200,
            &json!({
                "schema_version": 1,
                "counts": {"granular": granular.len(), "unified": unified.len()},
                "read_modes": {"count": READ_MODES.len(), "modes": READ_MODES},
                "tools": {"granular": granular, "unified": unified},
            }),
        ))
    })
}

pub fn list(context: &Context) -> Result<Reply> {
    let (offset, limit) = (
        super::number(context, "offset", 0, 0..=usize::MAX)?,
        super::number(context, "limit", 200, 1..=500)?,
    );
    super::guarded(context, |permit| {
        let tools = tools(permit.principal());
        let page: Vec<_> = tools.iter().skip(offset).take(limit).collect();
        Ok(Reply::json(
            200,
            &json!({"tools": page, "total": tools.len(), "offset": offset, "limit": limit}),
        ))
    })
}

fn tools(principal: &Principal) -> Vec<Value> {
    tool::visible(principal).map(describe).collect()
}

fn describe(described: &Described) -> Value {
    let spec = described.tool.spec();
    entry(spec.name, spec.description, described.input_schema.clone())
}

fn entry(name: &str, description: &str, schema: Value) -> Value {
    // A fingerprint by which clients notice a changed schema; MD5 because the field says so.
    let schema_md5 = hex::encode(Md5::digest(schema.to_string().as_bytes()));
    json!({
        "name": name,
        "description": description,
        "input_schema": schema,
        "schema_md5": schema_md5,
    })
}

/// The one tool that stands for all.
fn meta_tool() -> Value {
    entry(
        tool::META,
        "Calls the tool named by `tool`, with or without its `ctx_` prefix; the other arguments are that tool's.",
        json!({
            "type": "object",
            "properties": {"tool": {"type": "string", "description": "Tool to call."}},
            "required": ["tool"],
        }),
    )
}
