//! GET /v1/metrics/series: how did the last hours go?

use jiff::Timestamp;
use serde_json::{Value, json};

use super::query::{self, Param};
use super::{Context, openapi};
use crate::base::{Result, clock};
use crate::meter::{MINUTES_KEPT, Span};
use crate::server::http::Reply;

pub const MINUTES: Param = Param::whole(
    "minutes",
    60,
    1..=MINUTES_KEPT as u64,
    "The newest so many minutes; since the start at most.",
);
pub const STEP: Param = Param::whole(
    "step",
    1,
    1..=60,
    "Minutes that are told as one; they begin at multiples of it since 1970.",
);

pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |_| {
        let minutes = query::count(context, &MINUTES)?;
        let step = query::count(context, &STEP)?;
        let meter = context.team.app().meter();
        let series: Vec<Value> = meter.minutes(minutes, step).iter().map(describe).collect();
        super::json_reply(&json!({
            "schemaVersion": 1,
            "generatedAt": clock::rfc3339(clock::now()),
            "since": clock::rfc3339(meter.since()),
            "stepSeconds": step * 60,
            "series": series,
        }))
    })
}

fn describe(span: &Span) -> Value {
    let from = Timestamp::from_second(span.minute.saturating_mul(60)).map(clock::rfc3339);
    let of = |at: usize| span.percentiles.map(|p| (p[at] * 1000.0).round() / 1000.0);
    json!({
        "from": from.unwrap_or_default(),
        "requests": span.requests,
        "errors": span.errors,
        "denied": span.denied,
        "limited": span.limited,
        "p50Ms": of(0),
        "p95Ms": of(1),
        "p99Ms": of(2),
    })
}

pub fn schema() -> Value {
    let count = |about: &str| json!({"type": "integer", "minimum": 0, "description": about});
    let latency = json!({
        "type": ["number", "null"],
        "description": "To within an eighth; null where nothing was asked.",
    });
    let time = json!({"type": "string", "format": "date-time"});
    let span = openapi::object(json!({
        "from": time,
        "requests": count("Of callers that were let in."),
        "errors": count("Answered with a 5xx."),
        "denied": count("Refused with 401 or 403."),
        "limited": count("Refused with 429."),
        "p50Ms": latency,
        "p95Ms": latency,
        "p99Ms": latency,
    }));
    openapi::object(json!({
        "schemaVersion": {"const": 1},
        "generatedAt": time,
        "since": time,
        "stepSeconds": {"type": "integer", "minimum": 60},
        "series": {"type": "array", "maxItems": MINUTES_KEPT, "items": span},
    }))
}
