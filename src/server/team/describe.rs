//! What does this server offer to the caller's token? The manifest and the list of tools.

use std::sync::LazyLock;

use md5::{Digest as _, Md5};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::auth::{Principal, ScopeSet};
use crate::base::Result;
use crate::server::http::Reply;
use crate::tool::{self, Described};

use super::query::{self, Param};
use super::{Context, openapi};

pub const OFFSET: Param = Param::whole("offset", 0, 0..=u32::MAX as u64, "Tools to pass over.");
pub const LIMIT: Param = Param::whole("limit", 200, 1..=500, "Tools on a page.");

/// Ways in which ctx_read shows a file.
pub const READ_MODES: [&str; 7] = crate::tool::read::mode::MODES;

pub fn manifest(context: &Context) -> Result<Reply> {
    #[derive(Serialize)]
    struct Manifest<'a> {
        schema_version: u32,
        counts: Value,
        read_modes: Value,
        tools: Tools<'a>,
    }
    #[derive(Serialize)]
    struct Tools<'a> {
        granular: &'a [&'static RawValue],
        unified: [&'a RawValue; 1],
    }
    super::guarded(context, |permit| {
        let (granular, meta) = (tools(permit.principal()), meta_tool());
        super::json_reply(&Manifest {
            schema_version: 1,
            counts: json!({"granular": granular.len(), "unified": 1}),
            read_modes: json!({"count": READ_MODES.len(), "modes": READ_MODES}),
            tools: Tools { granular: &granular, unified: [&meta] },
        })
    })
}

pub fn list(context: &Context) -> Result<Reply> {
    #[derive(Serialize)]
    struct Page<'a> {
        tools: &'a [&'static RawValue],
        total: usize,
        offset: usize,
        limit: usize,
    }
    super::guarded(context, |permit| {
        let (offset, limit) = (query::count(context, &OFFSET)?, query::count(context, &LIMIT)?);
        let tools = tools(permit.principal());
        let from = offset.min(tools.len());
        let page = &tools[from..tools.len().min(from + limit)];
        super::json_reply(&Page { tools: page, total: tools.len(), offset, limit })
    })
}

/// Those the principal may call, in the catalogue's order.
fn tools(principal: &Principal) -> Vec<&'static RawValue> {
    let scopes = principal.scopes;
    entries().iter().filter(|(needs, _)| scopes.covers(*needs)).map(|(_, entry)| &**entry).collect()
}

/// The catalogue in REST's words with what each tool needs. Made once: printing the schemas for
/// their fingerprints costs more than all else about the call.
fn entries() -> &'static [(ScopeSet, Box<RawValue>)] {
    static ENTRIES: LazyLock<Vec<(ScopeSet, Box<RawValue>)>> = LazyLock::new(|| {
        let of = |described: &Described| {
            let spec = described.tool.spec();
            (spec.scopes, entry(spec.name, spec.description, &described.input_schema))
        };
        tool::catalogue().iter().map(of).collect()
    });
    &ENTRIES
}

fn entry(name: &str, description: &str, schema: &Value) -> Box<RawValue> {
    // A fingerprint by which clients notice a changed schema; MD5 because the field says so.
    let schema_md5 = hex::encode(Md5::digest(schema.to_string().as_bytes()));
    let entry = json!({
        "name": name,
        "description": description,
        "input_schema": schema,
        "schema_md5": schema_md5,
    });
    RawValue::from_string(entry.to_string()).expect("a Value prints as JSON")
}

/// The one tool that stands for all.
fn meta_tool() -> Box<RawValue> {
    entry(
        tool::META,
        "Calls the tool named by `tool`, with or without its `ctx_` prefix; the other arguments are that tool's.",
        &json!({
            "type": "object",
            "properties": {"tool": {"type": "string", "description": "Tool to call."}},
            "required": ["tool"],
        }),
    )
}

pub fn manifest_schema() -> Value {
    let tools = json!({"type": "array", "items": entry_schema()});
    let counts = json!({"granular": {"type": "integer"}, "unified": {"type": "integer"}});
    let modes = json!({"type": "array", "items": {"type": "string"}});
    openapi::object(json!({
        "schema_version": {"type": "integer", "const": 1},
        "counts": openapi::object(counts),
        "read_modes": openapi::object(json!({"count": {"type": "integer"}, "modes": modes})),
        "tools": openapi::object(json!({"granular": tools, "unified": tools})),
    }))
}

pub fn list_schema() -> Value {
    openapi::object(json!({
        "tools": {"type": "array", "items": entry_schema()},
        "total": {"type": "integer"},
        "offset": {"type": "integer"},
        "limit": {"type": "integer"},
    }))
}

fn entry_schema() -> Value {
    openapi::object(json!({
        "name": {"type": "string"},
        "description": {"type": "string"},
        "input_schema": {"type": "object"},
        "schema_md5": {"type": "string"},
    }))
}
