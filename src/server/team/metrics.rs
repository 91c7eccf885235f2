//! GET /v1/metrics: how is the server doing? As JSON, or as Prometheus reads it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::query::{self, Form, Param};
use super::{Context, openapi};
use crate::base::{Result, clock};
use crate::event::{self, Log};
use crate::meter::{BOUNDS_MS, Reading};
use crate::server::http::Reply;
use crate::store::delivery::{self, Last};
use crate::store::session as sessions;
use crate::team::Standing;

pub const FORMAT: Param = Param::new(
    "format",
    "`json`, or `prometheus` for the text exposition format 0.0.4.",
    Form::Choice(&["json", "prometheus"]),
);

/// Everything that is told, taken once.
struct Sample {
    requests: Reading,
    tools: Vec<(&'static str, Reading)>,
    refusals: Vec<(&'static str, u64)>,
    audit: crate::audit::Stats,
    savings: crate::savings::Stats,
    events: event::Counts,
    /// Calls that a session's state was read for: each reads it from the store.
    sessions_loaded: u64,
    /// States in the store.
    sessions_kept: u64,
    workspaces: Vec<Workspace>,
    hooks: Vec<Hook>,
    lag: f64,
    uptime: u64,
    /// Lines of the log that found no room; spans that were exported, and that were not.
    traces: [u64; 3],
}

struct Workspace {
    id: String,
    serves: bool,
    behind: u64,
    lag: f64,
}

/// Of a workspace that has a webhook.
struct Hook {
    workspace: String,
    last: Option<Last>,
    refused: u64,
    standing: Standing,
}

pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |_| {
        let format = query::choice(context, &FORMAT)?;
        let sample = sample(context)?;
        Ok(match format.as_deref() {
            Some("prometheus") => {
                let kind = "text/plain; version=0.0.4; charset=utf-8";
                Reply::bytes(200, kind, exposition(&sample))
            }
            _ => Reply::json(200, &document(&sample)),
        })
    })
}

fn sample(context: &Context) -> Result<Sample> {
    let app = context.team.app();
    let meter = app.meter();
    let state = app.state();
    let workspaces: Vec<Workspace> = state
        .spaces
        .values()
        .map(|space| Workspace {
            id: space.id().to_owned(),
            serves: space.serves(),
            behind: space.behind_by(),
            lag: space.lag().as_secs_f64(),
        })
        .collect();
    let tools = meter.tools();
    let session = tools.iter().find(|(name, _)| *name == "ctx_session");
    let sessions_loaded = session.map_or(0, |(_, reading)| reading.total - reading.failed);
    let live = context.team.live();
    let hooks = live.config.webhooks.keys().map(|id| {
        Ok(Hook {
            workspace: id.clone(),
            last: app.store().read(|r| delivery::last(r, id))?,
            refused: context.team.refused(id),
            standing: context.team.standing(id),
        })
    });
    Ok(Sample {
        hooks: hooks.collect::<Result<_>>()?,
        sessions_loaded,
        sessions_kept: app.store().read(sessions::count)?,
        requests: meter.requests(),
        traces: app.tracer().counts().read(),
        tools,
        refusals: meter.refusals().into_iter().collect(),
        audit: app.gate().audit().stats(),
        savings: app.metering().writer.stats(),
        events: app.events().map(Log::counts).unwrap_or_default(),
        lag: workspaces.iter().map(|w| w.lag).fold(0.0, f64::max),
        workspaces,
        uptime: meter.uptime().as_secs(),
    })
}

fn document(sample: &Sample) -> Value {
    let requests = &sample.requests;
    let tools: Value = sample.tools.iter().map(|(name, r)| ((*name).to_owned(), tool(r))).collect();
    let refusals: Value =
        sample.refusals.iter().map(|(code, n)| ((*code).to_owned(), json!(n))).collect();
    let index: Value = sample
        .workspaces
        .iter()
        .map(|w| {
            let entry = json!({"serving": w.serves, "behind_by": w.behind, "lag_seconds": w.lag});
            (w.id.clone(), entry)
        })
        .collect();
    let events = &sample.events;
    json!({
        "eventsAppended": events.appended,
        "eventsBroadcast": events.broadcast,
        "eventsReplayed": events.replayed,
        "eventsDropped": events.dropped,
        "eventsQueued": events.queued,
        "sseConnectionsActive": events.streams,
        "sseConnectionsTotal": events.streams_total,
        "sharedSessionsLoaded": sample.sessions_loaded,
        "sharedSessionsPersisted": sample.sessions_kept,
        "activeWorkspaceCount": sample.workspaces.iter().filter(|w| w.serves).count(),
        "slo": {
            "requests_total": requests.total,
            "errors_total": requests.failed,
            "window_len": requests.window,
            "p50_ms": requests.p50,
            "p95_ms": requests.p95,
            "p99_ms": requests.p99,
            "availability_pct": requests.availability,
            "index_lag_seconds": sample.lag,
            "uptime_seconds": sample.uptime,
        },
        "tools": tools,
        "refusals": refusals,
        "audit": {
            "written": sample.audit.written,
            "queued": sample.audit.queued,
            "failed": sample.audit.failed,
            "failing": sample.audit.failing,
        },
        "savings": {
            "written": sample.savings.written,
            "queued": sample.savings.queued,
            "lost": sample.savings.lost,
            "faults": sample.savings.faults,
            "failing": sample.savings.failing,
        },
        "index": index,
        "webhooks": sample.hooks.iter().map(hook).collect::<Value>(),
    })
}

/// What a preflight reads to learn whether deliveries arrive.
fn hook(hook: &Hook) -> (String, Value) {
    let last = hook.last.as_ref();
    let told = json!({
        "deliveries": last.map_or(0, |last| last.deliveries),
        "lastDeliveryAt": last.and_then(|last| clock::rfc3339_of(last.at)),
        "lastProvider": last.map(|last| &last.forge),
        "lastEvent": last.map(|last| &last.event),
        "refused": hook.refused,
        "syncRunning": hook.standing.running,
        "syncQueued": hook.standing.queued,
    });
    (hook.workspace.clone(), told)
}

fn tool(reading: &Reading) -> Value {
    json!({
        "calls_total": reading.total,
        "errors_total": reading.failed,
        "window_len": reading.window,
        "p50_ms": reading.p50,
        "p95_ms": reading.p95,
        "p99_ms": reading.p99,
    })
}

/// The text exposition format 0.0.4. The first eight names are those that dashboards know.
fn exposition(sample: &Sample) -> String {
    let mut text = Exposition::default();
    let requests = &sample.requests;
    for (name, help, value) in [
        ("request_duration_p50_ms", "Median latency of the newest requests.", requests.p50),
        (
            "request_duration_p95_ms",
            "95th percentile latency of the newest requests.",
            requests.p95,
        ),
        (
            "request_duration_p99_ms",
            "99th percentile latency of the newest requests.",
            requests.p99,
        ),
        (
            "availability_pct",
            "Percent of the newest requests without a 5xx.",
            requests.availability,
        ),
        ("index_lag_seconds", "Longest time by which a served commit trails its ref.", sample.lag),
        ("uptime_seconds", "Seconds since the start.", sample.uptime as f64),
        (
            "window_len",
            "Requests that percentiles and availability are of.",
            requests.window as f64,
        ),
        (
            "active_workspaces",
            "Workspaces that answer.",
            sample.workspaces.iter().filter(|w| w.serves).count() as f64,
        ),
        ("sse_connections_active", "Event streams that are open.", sample.events.streams as f64),
        ("events_queued", "Events that wait to be kept.", sample.events.queued as f64),
        ("shared_sessions_persisted", "Session states kept.", sample.sessions_kept as f64),
        ("audit_queued", "Audit records that wait.", sample.audit.queued as f64),
        (
            "audit_failing",
            "1 while the audit log cannot be written and nothing is answered.",
            f64::from(u8::from(sample.audit.failing)),
        ),
        ("savings_queued", "Savings events that wait.", sample.savings.queued as f64),
        (
            "savings_failing",
            "1 while the savings ledger cannot be written; answers go on.",
            f64::from(u8::from(sample.savings.failing)),
        ),
    ] {
        text.family(name, "gauge", help);
        text.value(name, "", value);
    }
    for (name, help, value) in [
        ("requests_total", "Requests of callers that were let in.", requests.total),
        ("errors_total", "Requests answered with a 5xx.", requests.failed),
        ("events_appended_total", "Events kept.", sample.events.appended),
        ("events_broadcast_total", "Events sent as they came.", sample.events.broadcast),
        ("events_replayed_total", "Events sent to readers that caught up.", sample.events.replayed),
        ("events_dropped_total", "Local events that were not kept.", sample.events.dropped),
        ("sse_connections_total", "Event streams ever opened.", sample.events.streams_total),
        ("shared_sessions_loaded_total", "Session states read.", sample.sessions_loaded),
        ("audit_written_total", "Audit records in the log.", sample.audit.written),
        ("audit_failed_total", "Audit records that could not be written.", sample.audit.failed),
        ("savings_written_total", "Savings events in the ledger.", sample.savings.written),
        ("savings_lost_total", "Savings events that were given up.", sample.savings.lost),
        ("log_dropped_total", "Lines of the log that found no room.", sample.traces[0]),
        ("spans_exported_total", "Spans that a collector took.", sample.traces[1]),
        ("spans_dropped_total", "Spans that no collector took.", sample.traces[2]),
        ("savings_faults_total", "Failed writes of the savings ledger.", sample.savings.faults),
    ] {
        text.family(name, "counter", help);
        text.value(name, "", value as f64);
    }
    text.family("refusals_total", "counter", "Requests turned away at the door.");
    for (code, count) in &sample.refusals {
        text.value("refusals_total", &format!("code=\"{code}\""), *count as f64);
    }
    text.family("webhook_deliveries_total", "counter", "Deliveries whose signature held, ever.");
    for hook in &sample.hooks {
        let count = hook.last.as_ref().map_or(0, |last| last.deliveries);
        let label = format!("workspace=\"{}\"", hook.workspace);
        text.value("webhook_deliveries_total", &label, count as f64);
    }
    text.family("webhook_refused_total", "counter", "Deliveries whose signature did not hold.");
    for hook in &sample.hooks {
        let label = format!("workspace=\"{}\"", hook.workspace);
        text.value("webhook_refused_total", &label, hook.refused as f64);
    }
    text.family("request_duration_seconds", "histogram", "Latency of requests.");
    text.histogram("request_duration_seconds", "", requests);
    text.family("tool_errors_total", "counter", "Tool calls that gave an error.");
    for (name, reading) in &sample.tools {
        text.value("tool_errors_total", &format!("tool=\"{name}\""), reading.failed as f64);
    }
    text.family("tool_duration_seconds", "histogram", "Latency of tool calls.");
    for (name, reading) in &sample.tools {
        text.histogram("tool_duration_seconds", &format!("tool=\"{name}\""), reading);
    }
    text.family("workspace_serving", "gauge", "1 while a workspace answers.");
    for workspace in &sample.workspaces {
        let label = format!("workspace=\"{}\"", workspace.id);
        text.value("workspace_serving", &label, f64::from(u8::from(workspace.serves)));
    }
    text.family(
        "workspace_behind_commits",
        "gauge",
        "Commits by which a workspace trails its ref.",
    );
    for workspace in &sample.workspaces {
        // Ids have no character that a label would have to escape.
        let label = format!("workspace=\"{}\"", workspace.id);
        text.value("workspace_behind_commits", &label, workspace.behind as f64);
    }
    text.0
}

#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(
            self.0,
            "# HELP leanctx_team_{name} {help}\n# TYPE leanctx_team_{name} {kind}"
        );
    }

    fn value(&mut self, name: &str, labels: &str, value: f64) {
        let _ = match labels {
            "" => writeln!(self.0, "leanctx_team_{name} {value}"),
            _ => writeln!(self.0, "leanctx_team_{name}{{{labels}}} {value}"),
        };
    }

    fn histogram(&mut self, name: &str, labels: &str, reading: &Reading) {
        let comma = if labels.is_empty() { "" } else { "," };
        let ends = BOUNDS_MS.iter().map(|ms| (*ms as f64 / 1000.0).to_string());
        let mut count = 0;
        for (end, below) in ends.chain(["+Inf".into()]).zip(reading.cumulative) {
            let bucket = format!("{labels}{comma}le=\"{end}\"");
            self.value(&format!("{name}_bucket"), &bucket, below as f64);
            count = below;
        }
        self.value(&format!("{name}_sum"), labels, reading.sum);
        self.value(&format!("{name}_count"), labels, count as f64);
    }
}

pub fn schema() -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    let amount = json!({"type": "number", "minimum": 0});
    let maybe = json!({"type": ["string", "null"]});
    let percent = json!({"type": "number", "minimum": 0, "maximum": 100});
    let latency = |mut more: Value| {
        for field in ["p50_ms", "p95_ms", "p99_ms"] {
            more[field] = amount.clone();
        }
        openapi::object(more)
    };
    let each = |of: Value| json!({"type": "object", "additionalProperties": of});
    openapi::object(json!({
        "eventsAppended": count,
        "eventsBroadcast": count,
        "eventsReplayed": count,
        "eventsDropped": count,
        "eventsQueued": count,
        "sseConnectionsActive": count,
        "sseConnectionsTotal": count,
        "sharedSessionsLoaded": count,
        "sharedSessionsPersisted": count,
        "activeWorkspaceCount": count,
        "slo": latency(json!({
            "requests_total": count,
            "errors_total": count,
            "window_len": count,
            "availability_pct": percent,
            "index_lag_seconds": amount,
            "uptime_seconds": count,
        })),
        "tools": each(latency(json!({
            "calls_total": count,
            "errors_total": count,
            "window_len": count,
        }))),
        "refusals": each(count.clone()),
        "audit": openapi::object(json!({
            "written": count,
            "queued": count,
            "failed": count,
            "failing": {"type": "boolean"},
        })),
        "savings": openapi::object(json!({
            "written": count,
            "queued": count,
            "lost": count,
            "faults": count,
            "failing": {"type": "boolean"},
        })),
        "index": each(openapi::object(json!({
            "serving": {"type": "boolean"},
            "behind_by": count,
            "lag_seconds": amount,
        }))),
        "webhooks": each(openapi::object(json!({
            "deliveries": count,
            "lastDeliveryAt": maybe,
            "lastProvider": maybe,
            "lastEvent": maybe,
            "refused": count,
            "syncRunning": {"type": "boolean"},
            "syncQueued": {"type": "boolean"},
        }))),
    }))
}
