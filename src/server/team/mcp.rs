//! POST /mcp: Model Context Protocol over Streamable HTTP, one JSON answer a request, or a stream of messages.

use serde_json::{Value, json};

use crate::base::{Error, Result};
use crate::mcp::glance::{Asks, glance};
use crate::mcp::{self, Exchange, Outcome};
use crate::server::http::{Headers, Reply};
use crate::tool::Described;

use super::{Context, failure, tools};

impl mcp::Headers for Headers {
    fn get(&self, name: &str) -> Option<&str> {
        Self::get(self, name)
    }
}

pub fn answer(context: &Context) -> Result<Reply> {
    super::json_body(context)?;
    let exchange = Exchange {
        app: context.team.app(),
        caller: context.caller()?,
        headers: Some(&context.request.head.headers),
        workspace: context.workspace(),
        streams: true,
        connected: false,
    };
    let body = &context.request.body;
    let calls = &context.service.calls;
    let legacy = context.header("mcp-protocol-version") != Some(mcp::MODERN);
    let _entered = match legacy.then(|| glance(body)) {
        Some(Asks::Much { id, .. }) => Some(calls.enter(exchange.caller, &id)),
        _ => None,
    };
    Ok(match mcp::answer(&exchange, body) {
        Outcome::Response { body, .. } if context.line.begun() => ended(context, &body),
        Outcome::Refused(error) if context.line.begun() => {
            ended(context, &mcp::refused(body, &error))
        }
        Outcome::Response { status, body, origin, .. } => {
            tools::origin_headers(Reply::bytes(status, "application/json", body), origin.as_ref())
        }
        Outcome::Accepted => Reply::empty(202),
        Outcome::CalledOff(id) => {
            if legacy {
                calls.call_off(exchange.caller, &id);
            }
            Reply::empty(202)
        }
        Outcome::Watch { .. } => return Err(Error::internal("nobody is connected here")),
        Outcome::Listen(subscription) => super::subscription::open(context, subscription)?,
        Outcome::Refused(error) => failure::reply(&error),
    })
}

/// The end of a reply that has begun; what is given back counts for nothing.
fn ended(context: &Context, body: &str) -> Reply {
    context.line.end(body);
    Reply::empty(200)
}

/// A JSON-RPC 2.0 message; the protocol's own schema says what its methods take.
pub fn body_schema(_: &[&'static Described]) -> Value {
    json!({
        "type": "object",
        "required": ["jsonrpc", "method"],
        "properties": {
            "jsonrpc": {"const": "2.0"},
            // Whole numbers beyond 64 bits are read as fractions, which are no ids.
            "id": {"type": ["string", "integer"], "minimum": i64::MIN, "maximum": u64::MAX},
            "method": {"type": "string"},
            "params": {"type": "object"},
        },
    })
}
