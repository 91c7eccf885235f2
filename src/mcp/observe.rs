//! What is told of a message: its method, its tool, how it went, under OpenTelemetry's names for MCP?
//!
//! <https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md>. Only names of ours are
//! told: a method, a tool or a prompt that is not there is the caller's text. Nor is a resource's URI, which names files.

use serde_json::Value;

use super::header::Era;
use super::message::Request;
use super::prompt;
use super::{Exchange, LEGACY, MODERN, Outcome};
use crate::trace::{Asker, Context, Span, What};

/// Methods that we know; another one is `_OTHER`, as the conventions name what has no name.
const METHODS: [&str; 15] = [
    "initialize",
    "ping",
    "server/discover",
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "resources/subscribe",
    "resources/unsubscribe",
    "prompts/list",
    "prompts/get",
    "completion/complete",
    "subscriptions/listen",
    "logging/setLevel",
];

/// Longest id of a request that is told.
const LONGEST: usize = 64;

/// A message begins: of the trace that its `_meta` names (SEP-414), else of what carries it.
pub fn begin(exchange: &Exchange, request: &Request) -> Span {
    let named = request.meta().and_then(|meta| meta.get("traceparent")).and_then(Value::as_str);
    exchange.app.tracer().begin(named.and_then(Context::parse), &exchange.caller.trace)
}

/// It is over. `carrier`: the HTTP request that it came in.
pub fn end(
    exchange: &Exchange,
    carrier: &Span,
    request: &Request,
    era: Option<Era>,
    outcome: &Outcome,
) {
    let known = |list: &[&'static str], name: &str| list.iter().copied().find(|m| *m == name);
    let method = known(&METHODS, &request.method).unwrap_or("_OTHER");
    let span = &exchange.caller.trace;
    let code = match outcome {
        Outcome::Response { error, .. } => *error,
        Outcome::Refused(error) => {
            span.failed(error.kind().code());
            None
        }
        _ => None,
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let asked =
        request.params.get("name").and_then(Value::as_str).filter(|_| method == "prompts/get");
    let what = What::Rpc {
        method,
        prompt: asked.and_then(prompt::find).map(|prompt| prompt.name),
        id: text(&request.id).or_else(|| Some(request.id.to_string())).filter(|id| plain(id)),
        version: version(exchange, request, era),
        http: exchange.headers.is_some(),
        code,
    };
    carrier.carried(method, span);
    let caller = exchange.caller;
    let asker = Asker {
        request_id: caller.request_id.clone(),
        token: Some(caller.principal.id.clone()),
        remote: caller.remote.clone(),
    };
    exchange.app.tracer().end(span, asker, what, exchange.headers.is_none());
}

fn plain(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    !id.is_empty() && id.len() <= LONGEST && id.chars().all(plain)
}

fn version(exchange: &Exchange, request: &Request, era: Option<Era>) -> Option<&'static str> {
    let header = exchange.headers.and_then(|headers| headers.get("mcp-protocol-version"));
    let asked = request.params.get("protocolVersion").and_then(Value::as_str);
    match era? {
        Era::Modern => Some(MODERN),
        Era::Legacy => {
            let said = header.or(asked)?;
            LEGACY.into_iter().find(|version| *version == said)
        }
    }
}
