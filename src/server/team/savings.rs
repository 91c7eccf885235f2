//! POST /api/v1/savings/ingest, GET /v1/savings/…: what do the team's members report, and what does it come to?

use serde_json::{Value, json};

use super::{Context, openapi};
use crate::base::{Result, clock};
use crate::savings::batch::{self, KIND};
use crate::savings::team;
use crate::server::http::Reply;

pub fn ingest(context: &Context) -> Result<Reply> {
    super::changing(context, |permit| {
        super::json_body(context)?;
        let store = context.team.app().store();
        let token = &permit.principal().id;
        let (batch, signer) = team::take_in(store, token, &context.request.body, clock::now())?;
        super::json_reply(&json!({
            "accepted": true,
            "signer_public_key": signer,
            "net_saved_tokens": batch.totals.net_saved_tokens,
        }))
    })
}

pub fn summary(context: &Context) -> Result<Reply> {
    super::guarded(context, |_| {
        super::json_reply(&team::summary(context.team.app().store(), clock::now())?)
    })
}

pub fn member(context: &Context) -> Result<Reply> {
    super::guarded(context, |_| {
        let signer = context.part("signer");
        super::json_reply(&team::member(context.team.app().store(), signer, clock::now())?)
    })
}

/// CONTRACT §6.
pub fn body_schema(_: &[&'static crate::tool::Described]) -> Value {
    let (text, figure) = (json!({"type": "string"}), figure());
    let money = json!({"type": "number", "minimum": 0});
    let row =
        json!({"type": "array", "description": "Name, tokens and, but for tools, US dollars."});
    let rows = json!({"type": "array", "items": row});
    let totals = json!({
        "total_events": figure,
        "saved_tokens": figure,
        "net_saved_tokens": figure,
        "saved_usd": money,
        "bounce_tokens": figure,
        "bounce_events": figure,
        "tokenizers": {"type": "array", "items": text},
        "by_model": rows,
        "by_tool": rows,
    });
    let mut totals = openapi::object(totals);
    totals["properties"]["by_mechanism"] = rows;
    openapi::object(json!({
        "schema_version": {"const": batch::SCHEMA},
        "kind": {"const": KIND},
        "created_at": {"type": "string", "format": "date-time"},
        "lean_ctx_version": text,
        "agent_id": text,
        "period": {"type": "string", "description": "`all`, or a month such as `2026-10`."},
        "first_entry_hash": text,
        "last_entry_hash": text,
        "chain_valid": {"const": true},
        "totals": totals,
        "signer_public_key": {"type": "string", "description": "64 hex digits."},
        "signature": {
            "type": "string",
            "description": "128 hex digits: Ed25519 over the compact JSON of this object, in this order, with this field and `signer_public_key` null.",
        },
    }))
}

pub fn ingest_schema() -> Value {
    openapi::object(json!({
        "accepted": {"const": true},
        "signer_public_key": {"type": "string"},
        "net_saved_tokens": figure(),
    }))
}

pub fn summary_schema() -> Value {
    let line = json!({
        "signer": {"type": "string"},
        "agent_id": {"type": "string"},
        "saved_tokens": figure(),
        "net_saved_tokens": figure(),
        "saved_usd": {"type": "number"},
        "total_events": figure(),
        "last_reported": {"type": "string", "format": "date-time"},
    });
    let mut schema = json!({
        "schema_version": {"const": 2},
        "generated_at": {"type": "string", "format": "date-time"},
        "member_count": figure(),
    });
    schema["by_member"] = json!({"type": "array", "items": openapi::object(line)});
    openapi::object(with_breakdown(schema))
}

pub fn member_schema() -> Value {
    openapi::object(with_breakdown(json!({
        "schema_version": {"const": 1},
        "generated_at": {"type": "string", "format": "date-time"},
        "signer": {"type": "string"},
        "agent_id": {"type": "string"},
        "last_reported": {"type": "string", "format": "date-time"},
    })))
}

fn with_breakdown(mut schema: Value) -> Value {
    let (text, money) = (json!({"type": "string"}), json!({"type": "number"}));
    let totals = json!({
        "saved_tokens": figure(),
        "net_saved_tokens": figure(),
        "saved_usd": money,
        "total_events": figure(),
    });
    let model = json!({"model": text, "saved_tokens": figure(), "saved_usd": money});
    let tool = json!({"tool": text, "saved_tokens": figure()});
    let day = json!({
        "date": {"type": "string", "format": "date"},
        "net_saved_tokens": figure(),
        "saved_usd": money,
        "total_events": figure(),
    });
    let most = |items: Value, n: u64| json!({"type": "array", "maxItems": n, "items": items});
    schema["totals"] = openapi::object(totals);
    schema["by_model"] = most(openapi::object(model), 10);
    schema["by_tool"] = most(openapi::object(tool), 10);
    schema["series"] = most(openapi::object(day), team::WINDOW.unsigned_abs());
    schema["window_days"] = json!({"const": team::WINDOW});
    schema
}

fn figure() -> Value {
    json!({"type": "integer", "minimum": 0})
}
