//! How is it said to a collector? OTLP in its JSON encoding, <https://opentelemetry.io/docs/specs/otlp/>.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::measure::{Kind, Measure, Measures, Value, kind};
use super::{Event, What};

/// SPAN_KIND_SERVER.
const SERVER: u8 = 2;
/// STATUS_CODE_ERROR.
const ERROR: u8 = 2;
/// AGGREGATION_TEMPORALITY_CUMULATIVE.
const CUMULATIVE: u8 = 2;

/// An ExportTraceServiceRequest.
pub fn traces(resource: &[(String, String)], events: &[impl AsRef<Event>]) -> Json {
    let spans: Vec<Json> = events.iter().map(|event| span(event.as_ref())).collect();
    json!({"resourceSpans": [{
        "resource": of(resource),
        "scopeSpans": [{"scope": scope(), "spans": spans}],
    }]})
}

/// An ExportMetricsServiceRequest.
pub fn metrics(
    resource: &[(String, String)],
    measures: &Measures,
    since: Timestamp,
    now: Timestamp,
) -> Json {
    let all: Vec<Json> = [&measures.mcp, &measures.http]
        .map(|m| histogram(m, since, now))
        .into_iter()
        .flatten()
        .collect();
    json!({"resourceMetrics": [{
        "resource": of(resource),
        "scopeMetrics": [{"scope": scope(), "metrics": all}],
    }]})
}

fn scope() -> Json {
    json!({"name": "lean-ctx", "version": env!("CARGO_PKG_VERSION")})
}

fn of(resource: &[(String, String)]) -> Json {
    let attributes: Vec<Json> =
        resource.iter().map(|(key, text)| pair(key, &Value::Text(text.clone()))).collect();
    json!({"attributes": attributes})
}

fn pair(key: &str, value: &Value) -> Json {
    let value = match value {
        Value::Text(text) => json!({"stringValue": text}),
        // 64 bits are written as text.
        Value::Whole(n) => json!({"intValue": n.to_string()}),
    };
    json!({"key": key, "value": value})
}

fn pairs(kind: &Kind) -> Vec<Json> {
    kind.iter().map(|(key, value)| pair(key, value)).collect()
}

fn nanoseconds(at: Timestamp) -> String {
    at.as_nanosecond().max(0).to_string()
}

fn span(event: &Event) -> Json {
    let mut attributes = pairs(&kind(event));
    let mut put = |key: &str, text: Option<&str>| {
        attributes.extend(text.map(|text| pair(key, &Value::Text(text.to_owned()))));
    };
    let name = match &event.what {
        What::Http { method, route, .. } => format!("{method} {route}"),
        What::Rpc { method, prompt, id, .. } => {
            put("jsonrpc.request.id", id.as_deref());
            let target = event.details.tool.filter(|_| *method == "tools/call").or(*prompt);
            target.map_or_else(|| (*method).to_owned(), |target| format!("{method} {target}"))
        }
    };
    put("leanctx.request.id", Some(&event.request_id));
    put("leanctx.token.id", event.token.as_deref());
    put("leanctx.workspace.id", event.details.workspace.as_deref());
    put("leanctx.error.code", event.details.error);
    let end =
        event.began.saturating_add(jiff::SignedDuration::try_from(event.took).unwrap_or_default());
    let mut span = json!({
        "traceId": event.context.trace_id(),
        "spanId": event.context.span_id(),
        "name": name,
        "kind": SERVER,
        "startTimeUnixNano": nanoseconds(event.began),
        "endTimeUnixNano": nanoseconds(end.unwrap_or(event.began)),
        "attributes": attributes,
    });
    if let Some(parent) = event.parent {
        span["parentSpanId"] = parent.span_id().into();
    }
    if let Some(link) = event.link {
        span["links"] = json!([{"traceId": link.trace_id(), "spanId": link.span_id()}]);
    }
    if event.error_type().is_some() {
        span["status"] = json!({"code": ERROR});
    }
    span
}

fn histogram(measure: &Measure, since: Timestamp, now: Timestamp) -> Option<Json> {
    let points: Vec<Json> = measure
        .read()
        .iter()
        .map(|(kind, series)| {
            json!({
                "attributes": pairs(kind),
                "startTimeUnixNano": nanoseconds(since),
                "timeUnixNano": nanoseconds(now),
                "count": series.count.to_string(),
                "sum": series.sum,
                "min": series.min,
                "max": series.max,
                "bucketCounts": series.buckets.iter().map(u64::to_string).collect::<Vec<_>>(),
                "explicitBounds": measure.bounds,
            })
        })
        .collect();
    (!points.is_empty()).then(|| {
        json!({
            "name": measure.name,
            "description": measure.about,
            "unit": "s",
            "histogram": {"aggregationTemporality": CUMULATIVE, "dataPoints": points},
        })
    })
}
