//! POST /v1/tools/call: one tool call over REST.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::base::{Error, Kind, Result};
use crate::server::http::Reply;
use crate::tool::{self, CallToolResult, Described, Frame, Invocation};

use super::{Context, openapi};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    name: String,
    arguments: Option<Value>,
    workspace_id: Option<String>,
    channel_id: Option<String>,
}

pub fn call(context: &Context) -> Result<Reply> {
    #[derive(serde::Serialize)]
    struct Answered {
        result: CallToolResult,
    }
    super::json_body(context)?;
    // By way of an object: serde would take an array as well.
    let body: Body = serde_json::from_slice::<Map<String, Value>>(&context.request.body)
        .and_then(|fields| serde_json::from_value(Value::Object(fields)))
        .map_err(|e| {
            Error::new(Kind::InvalidRequest, format!("the body does not fit: {e}")).hint(
                "send {\"name\": …, \"arguments\": {…}, \"workspaceId\"?: …, \"channelId\"?: …}",
            )
        })?;
    let answer = tool::call(
        context.team.app(),
        Invocation {
            caller: context.caller()?,
            method: "/v1/tools/call",
            name: &body.name,
            arguments: body.arguments,
            workspace: body.workspace_id.or_else(|| context.workspace()),
            channel: body.channel_id,
        },
    )?;
    let frame = answer.frame.clone();
    let json = serde_json::to_string(&Answered { result: answer.into_result() })
        .map_err(|e| Error::internal("a reply does not serialise").source(e))?;
    Ok(origin_headers(Reply::bytes(200, "application/json", json), Some(&frame)))
}

/// Which workspace and commit an answer is from, for those who do not read its body.
pub fn origin_headers(reply: Reply, frame: Option<&Frame>) -> Reply {
    let Some(frame) = frame else { return reply };
    let reply = reply.header("x-leanctx-workspace", frame.workspace.as_str());
    match &frame.commit {
        Some(commit) => reply.header("x-leanctx-commit", commit.as_str()),
        None => reply,
    }
}

/// One of the tools, each with its own arguments.
pub fn body_schema(tools: &[&'static Described]) -> Value {
    let each: Vec<Value> = tools.iter().map(|described| call_schema(described)).collect();
    let text = |about: &str| json!({"type": ["string", "null"], "description": about});
    let mut schema = json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "arguments": {"type": ["object", "null"]},
            "workspaceId": text("Default: the header's, then the server's."),
            "channelId": text("Where shared state lies; default: `default`."),
        },
    });
    if !each.is_empty() {
        schema["anyOf"] = each.into();
    }
    schema
}

fn call_schema(described: &Described) -> Value {
    let name = described.tool.spec().name;
    let arguments = json!({"$ref": format!("#/components/schemas/{name}.arguments")});
    let needs = described.input_schema.get("required").and_then(Value::as_array);
    let (required, arguments) = match needs {
        Some(fields) if !fields.is_empty() => (json!(["name", "arguments"]), arguments),
        _ => (json!(["name"]), json!({"anyOf": [arguments, {"type": "null"}]})),
    };
    json!({
        "title": name,
        "required": required,
        "properties": {"name": {"const": name}, "arguments": arguments},
    })
}

pub fn schema() -> Value {
    let part = json!({
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}, "text": {"type": "string"}},
    });
    let result = json!({
        "content": {"type": "array", "items": part},
        "structuredContent": {"type": "object", "description": "As `<tool>.result` says."},
        "isError": {"type": "boolean"},
    });
    openapi::object(json!({"result": openapi::object(result)}))
}
