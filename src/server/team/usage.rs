//! GET /v1/usage: what was saved, asked and kept, at a glance?

use serde_json::{Value, json};

use super::{Context, connector, openapi};
use crate::base::{Result, clock};
use crate::connector::status;
use crate::savings::{Sum, Totals};
use crate::server::http::Reply;

/// `storage` is spelt in snake case: so the readers of this route have always known it.
pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let live = context.team.live();
        let measured = context.service.storage.weigh(&live.config, permit.deadline())?;
        let connectors: Vec<_> = connector::visible(&live.config, permit.principal()).collect();
        let enabled = connectors.iter().filter(|c| c.enabled).count();
        let store = context.team.app().store();
        let stati = connectors.iter().map(|c| status(store, c)).collect::<Result<Vec<_>>>()?;
        let failing = stati.iter().filter(|s| s.state != "disabled" && s.error.is_some()).count();
        let documents: u64 = stati.iter().map(|s| s.items).sum();
        super::json_reply(&json!({
            "schemaVersion": 1,
            "generatedAt": clock::rfc3339(clock::now()),
            "savings": savings(&context.team.app().metering().writer.totals()),
            "toolCalls": context.team.app().meter().calls(),
            "storage": {
                "used_bytes": measured.used(),
                "quota_bytes": live.config.storage_quota.unwrap_or(0),
            },
            "connectors": {
                "configured": connectors.len(),
                "enabled": enabled,
                "failing": failing,
                "documents": documents,
            },
        }))
    })
}

/// Dollars for people, micro-dollars for whoever adds up.
fn savings(totals: &Totals) -> Value {
    let usd = |micro: i64| micro as f64 / 1e6;
    let class = |sum: &Sum| {
        json!({
            "total_events": sum.events,
            "saved_tokens": sum.saved_tokens,
            "bounce_tokens": sum.bounce_tokens,
            "net_saved_tokens": sum.net_saved_tokens,
            "net_saved_usd": usd(sum.net_micro_usd),
            "net_saved_micro_usd": sum.net_micro_usd,
            "unpriced_events": sum.unpriced_events,
        })
    };
    let mut savings = class(&totals.measured);
    // What was assumed is beside the figures, never in them.
    savings["modelled"] = class(&totals.modelled);
    savings["complete"] = totals.complete.into();
    savings
}

fn sums() -> serde_json::Map<String, Value> {
    let (count, number) = (json!({"type": "integer", "minimum": 0}), json!({"type": "integer"}));
    [
        ("total_events", &count),
        ("saved_tokens", &number),
        ("bounce_tokens", &count),
        ("net_saved_tokens", &number),
        ("net_saved_usd", &json!({"type": "number"})),
        ("net_saved_micro_usd", &number),
        ("unpriced_events", &count),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema.clone()))
    .collect()
}

pub fn schema() -> Value {
    let mut savings = sums();
    savings.insert("modelled".into(), openapi::object(sums().into()));
    savings.insert("complete".into(), json!({"type": "boolean"}));
    let count = json!({"type": "integer", "minimum": 0});
    openapi::object(json!({
        "schemaVersion": {"const": 1},
        "generatedAt": {"type": "string", "format": "date-time"},
        "savings": openapi::object(savings.into()),
        "toolCalls": count,
        "storage": openapi::object(json!({"used_bytes": count, "quota_bytes": count})),
        "connectors": openapi::object(json!({
            "configured": count,
            "enabled": count,
            "failing": count,
            "documents": count,
        })),
    }))
}
