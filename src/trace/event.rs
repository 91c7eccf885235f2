//! What is told of a request that is over? Names that we have given ourselves, numbers, and ids; nothing that was asked.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Context;
use crate::base::clock;

/// How much an operator wants to read. An event is told where its level is at most the chosen one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    Warn,
    Info,
    Debug,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Error, Self::Warn, Self::Info, Self::Debug];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    /// One object a line.
    Json,
}

/// What was found out while a request was at work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// A tool of ours.
    pub tool: Option<&'static str>,
    /// A workspace that is there and that the caller may see.
    pub workspace: Option<String>,
    /// An `error_code` of the wire.
    pub error: Option<&'static str>,
    /// The method of MCP that an HTTP request carried.
    pub rpc: Option<&'static str>,
}

/// A request over HTTP, or a message of MCP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Http {
        method: &'static str,
        /// As the route table has it, without what stands in its place.
        route: &'static str,
        status: u16,
        /// Asked every few seconds by those who watch a server.
        watched: bool,
    },
    Rpc {
        method: &'static str,
        prompt: Option<&'static str>,
        /// JSON-RPC's own, where it is short and plain.
        id: Option<String>,
        version: Option<&'static str>,
        /// Over HTTP; else over a pipe.
        http: bool,
        /// JSON-RPC's error.
        code: Option<i64>,
    },
}

/// One request or message that is over.
#[cfg_attr(not(feature = "otlp"), allow(dead_code, reason = "a line of the log has none of it"))]
#[derive(Debug, Clone)]
pub struct Event {
    pub what: What,
    pub details: Details,
    pub request_id: String,
    /// The caller's token: its id.
    pub token: Option<String>,
    pub remote: Option<String>,
    pub began: Timestamp,
    pub took: Duration,
    pub context: Context,
    pub parent: Option<Context>,
    /// What it happened within, where its parent is another's.
    pub link: Option<Context>,
    /// Is it exported as a span?
    pub sampled: bool,
}

impl Event {
    /// How the failure is named, where it failed: `error.type` of OpenTelemetry.
    #[cfg(feature = "otlp")]
    pub fn error_type(&self) -> Option<String> {
        match &self.what {
            // A refusal is the caller's affair, and no error of a server's span.
            // That a server is not ready is an answer to who asks whether it is.
            What::Http { watched: true, .. } => None,
            What::Http { status, .. } => (*status >= 500).then(|| status.to_string()),
            What::Rpc { code: Some(code), .. } => Some(code.to_string()),
            What::Rpc { .. } => self.details.error.map(|_| "tool_error".to_owned()),
        }
    }

    pub fn level(&self) -> Level {
        match &self.what {
            What::Http { watched: true, .. } => Level::Debug,
            What::Http { status: 500.., .. } => Level::Error,
            What::Http { status: 401 | 403, .. } => Level::Warn,
            // Floods are: what is too much is not told line by line.
            What::Http { status: 429, .. } => Level::Debug,
            What::Http { .. } | What::Rpc { .. } => Level::Info,
        }
    }

    /// Its line in the log.
    pub fn line(&self, format: Format) -> String {
        let fields = self.fields();
        let at = clock::rfc3339(self.began);
        if format == Format::Json {
            let mut line = Map::new();
            line.insert("ts".into(), at.into());
            line.insert("level".into(), self.level().word().into());
            line.insert("message".into(), "request".into());
            line.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value)));
            return Value::Object(line).to_string();
        }
        let mut line = format!("{at} {} request", self.level().word());
        for (key, value) in fields {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            line.push_str(&format!(" {key}={value}"));
        }
        line
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        let mut fields: Vec<(&'static str, Value)> = Vec::new();
        let mut put = |key, value: Value| {
            if !value.is_null() {
                fields.push((key, value));
            }
        };
        put("requestId", json!(self.request_id));
        match &self.what {
            What::Http { method, route, status, .. } => {
                put("method", json!(method));
                put("route", json!(route));
                put("status", json!(status));
                put("rpc", json!(self.details.rpc));
            }
            What::Rpc { method, code, .. } => {
                put("rpc", json!(method));
                put("code", json!(code));
            }
        }
        put("tool", json!(self.details.tool));
        put("workspace", json!(self.details.workspace));
        put("error", json!(self.details.error));
        #[allow(clippy::cast_precision_loss)]
        put("durationMs", json!(self.took.as_micros() as f64 / 1000.0));
        put("tokenId", json!(self.token));
        put("remote", json!(self.remote));
        put("traceId", json!(self.context.trace_id()));
        put("spanId", json!(self.context.span_id()));
        fields
    }
}
