//! How long do requests take, by kind? Histograms under OpenTelemetry's names, from the start on.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Event, What};

/// `mcp.server.operation.duration`: bounds that the convention advises, in seconds.
const MCP: &[f64] =
    &[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];
/// `http.server.request.duration`.
const HTTP: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
/// Kinds that are told apart at most; the names are all ours, so it never comes to that.
const MOST: usize = 2000;

/// Attributes by which durations are told apart.
pub type Kind = Vec<(&'static str, Value)>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Text(String),
    Whole(i64),
}

/// One histogram.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub count: u64,
    pub sum: f64,
    pub min: f64,
    pub max: f64,
    /// One more than there are bounds.
    pub buckets: Vec<u64>,
}

/// All of one name.
#[derive(Debug)]
pub struct Measure {
    pub name: &'static str,
    pub about: &'static str,
    pub bounds: &'static [f64],
    series: Mutex<BTreeMap<Kind, Series>>,
}

#[derive(Debug)]
pub struct Measures {
    pub mcp: Measure,
    pub http: Measure,
}

impl Default for Measures {
    fn default() -> Self {
        let measure =
            |name, about, bounds| Measure { name, about, bounds, series: Mutex::default() };
        Self {
            mcp: measure(
                "mcp.server.operation.duration",
                "Duration of MCP requests, as the server sees it",
                MCP,
            ),
            http: measure(
                "http.server.request.duration",
                "Duration of HTTP requests, as the server sees it",
                HTTP,
            ),
        }
    }
}

impl Measures {
    pub fn add(&self, event: &Event) {
        let measure = if matches!(event.what, What::Http { .. }) { &self.http } else { &self.mcp };
        measure.add(kind(event), event.took.as_secs_f64());
    }
}

impl Measure {
    fn add(&self, kind: Kind, seconds: f64) {
        let mut all = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(&kind) {
            return;
        }
        let series = all.entry(kind).or_insert_with(|| Series {
            count: 0,
            sum: 0.0,
            min: f64::INFINITY,
            max: 0.0,
            buckets: vec![0; self.bounds.len() + 1],
        });
        let at = self.bounds.iter().position(|bound| seconds <= *bound);
        series.buckets[at.unwrap_or(self.bounds.len())] += 1;
        series.count += 1;
        series.sum += seconds;
        series.min = series.min.min(seconds);
        series.max = series.max.max(seconds);
    }

    pub fn read(&self) -> Vec<(Kind, Series)> {
        let all = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(kind, series)| (kind.clone(), series.clone())).collect()
    }
}

/// The attributes that a span and its measure share: few values each.
pub fn kind(event: &Event) -> Kind {
    let mut kind: Kind = Vec::new();
    let mut put = |key, value: Option<Value>| kind.extend(value.map(|value| (key, value)));
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    match &event.what {
        What::Http { method, route, status, .. } => {
            put("http.request.method", text(method));
            put("http.route", text(route));
            put("url.scheme", text("http"));
            put("http.response.status_code", Some(Value::Whole(i64::from(*status))));
            put("network.protocol.name", text("http"));
            put("network.protocol.version", text("1.1"));
        }
        What::Rpc { method, prompt, version, http, code, .. } => {
            put("mcp.method.name", text(method));
            let tool = event.details.tool.filter(|_| *method == "tools/call");
            put("gen_ai.tool.name", tool.and_then(text));
            put("gen_ai.operation.name", tool.and_then(|_| text("execute_tool")));
            put("gen_ai.prompt.name", prompt.and_then(text));
            put("mcp.protocol.version", version.and_then(text));
            put("network.transport", text(if *http { "tcp" } else { "pipe" }));
            put("network.protocol.name", http.then(|| Value::Text("http".into())));
            put("network.protocol.version", http.then(|| Value::Text("1.1".into())));
            put("rpc.response.status_code", code.map(|code| Value::Text(code.to_string())));
        }
    }
    put("error.type", event.error_type().map(Value::Text));
    kind
}
