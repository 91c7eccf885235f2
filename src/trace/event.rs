//! What is told of a request that is over? Names that we have given ourselves, numbers, and ids; nothing that was asked.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Number, Value};

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

    /// Adds its line of the log to `out`, without an end.
    pub fn line(&self, format: Format, out: &mut String) {
        let (at, level) = (clock::rfc3339(self.began), self.what.level().word());
        // Writing into a string cannot fail.
        let _ = match format {
            Format::Json => write!(out, r#"{{"ts":"{at}","level":"{level}","message":"request""#),
            Format::Text => write!(out, "{at} {level} request"),
        };
        self.fields(|key, value| {
            let _ = match (format, value) {
                (Format::Json, Told::Text(text)) => write!(out, ",\"{key}\":{}", Value::from(text)),
                (Format::Json, Told::Number(number)) => write!(out, ",\"{key}\":{number}"),
                (Format::Text, Told::Text(text)) => write!(out, " {key}={text}"),
                (Format::Text, Told::Number(number)) => write!(out, " {key}={number}"),
            };
        });
        if format == Format::Json {
            out.push('}');
        }
    }

    fn fields(&self, mut put: impl FnMut(&'static str, Told<'_>)) {
        let (trace, span) = (self.context.trace_id(), self.context.span_id());
        let mut tell = |key, value: Option<Told<'_>>| {
            if let Some(value) = value {
                put(key, value);
            }
        };
        let text = |text| Some(Told::Text(text));
        tell("requestId", text(&self.request_id));
        match &self.what {
            What::Http { method, route, status, .. } => {
                tell("method", text(method));
                tell("route", text(route));
                tell("status", Some(Told::Number((*status).into())));
                tell("rpc", self.details.rpc.map(Told::Text));
            }
            What::Rpc { method, code, .. } => {
                tell("rpc", text(method));
                tell("code", code.map(|code| Told::Number(code.into())));
            }
        }
        tell("tool", self.details.tool.map(Told::Text));
        tell("workspace", self.details.workspace.as_deref().map(Told::Text));
        tell("error", self.details.error.map(Told::Text));
        #[allow(clippy::cast_precision_loss)]
        let took = self.took.as_micros() as f64 / 1000.0;
        tell("durationMs", Number::from_f64(took).map(Told::Number));
        tell("tokenId", self.token.as_deref().map(Told::Text));
        tell("remote", self.remote.as_deref().map(Told::Text));
        tell("traceId", text(&trace));
        tell("spanId", text(&span));
    }
}

/// A value of a line.
enum Told<'e> {
    Text(&'e str),
    Number(Number),
}

impl What {
    pub const fn level(&self) -> Level {
        match self {
            Self::Http { watched: true, .. } => Level::Debug,
            Self::Http { status: 500.., .. } => Level::Error,
            Self::Http { status: 401 | 403, .. } => Level::Warn,
            // Floods are: what is too much is not told line by line.
            Self::Http { status: 429, .. } => Level::Debug,
            Self::Http { .. } | Self::Rpc { .. } => Level::Info,
        }
    }
}
