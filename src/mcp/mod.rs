//! What does a Model Context Protocol message ask, and how is it answered? JSON-RPC in, a tool call, JSON-RPC out; no transport.
//!
//! Two eras side by side: 2026-07-28, where each request carries its version, and the revisions
//! that begin with `initialize`. No session is minted in either. The demands of each are those of
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning>.

pub mod glance;
pub mod header;
mod legacy;
pub mod message;
mod modern;
mod observe;
mod progress;
mod prompt;
mod resource;
mod shared;
mod subscription;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::app::App;
use crate::auth::{Principal, ScopeSet};
use crate::base::{Error, Kind};
use crate::gate::{Ask, Caller, Effect};
use crate::tool::{self, CallToolResult, Described, Invocation};

pub use header::Headers;
use message::{Fault, Message};
pub use subscription::Subscription;

/// The newest revision, which we speak.
pub const MODERN: &str = "2026-07-28";
/// Revisions that begin with `initialize`, newest first.
pub const LEGACY: [&str; 3] = ["2025-11-25", "2025-06-18", "2025-03-26"];

/// One message and where it came from.
#[derive(Clone)]
pub struct Exchange<'a> {
    pub app: &'a App,
    pub caller: &'a Caller,
    /// The mirrored headers; `None` where a transport has none (stdio).
    pub headers: Option<&'a dyn Headers>,
    /// Workspace named by the transport.
    pub workspace: Option<String>,
    /// Can messages follow that no request waits for?
    pub streams: bool,
    /// Is all of this one client's, for as long as it lasts? Then its subscriptions need no stream.
    pub connected: bool,
}

/// What goes back.
pub enum Outcome {
    /// A JSON-RPC response, and the HTTP status it travels under.
    /// `error`: the code of an error in it.
    Response { status: u16, body: String, origin: Option<tool::Frame>, error: Option<i64> },
    /// A notification was taken in: nothing to say.
    Accepted,
    /// The request of this id is called off, if it is still under way.
    CalledOff(Value),
    /// A resource is to be watched for this client, or no longer; only where that is connected.
    Watch { id: Value, uri: String, on: bool },
    /// Messages from now on; only where the transport streams.
    Listen(Subscription),
    /// The call cannot be answered at all: the transport's own envelope, not JSON-RPC.
    Refused(Error),
}

/// Answers one message.
pub fn answer(exchange: &Exchange, body: &[u8]) -> Outcome {
    let message = match message::parse(body) {
        Ok(message) => message,
        Err(fault) => return refuse_message(exchange, &fault),
    };
    match message {
        Message::Notification { method, params } => match params.get("requestId") {
            Some(id) if method == "notifications/cancelled" => Outcome::CalledOff(id.clone()),
            _ => Outcome::Accepted,
        },
        Message::Request(request) => {
            let outer = exchange.caller;
            let mut caller = progress::heard(outer, &request);
            caller.trace = observe::begin(exchange, &request);
            let exchange = &Exchange { caller: &caller, ..exchange.clone() };
            let era = header::era(exchange.headers, &request);
            let outcome = match &era {
                Ok(header::Era::Modern) => modern::answer(exchange, &request),
                Ok(header::Era::Legacy) => legacy::answer(exchange, &request),
                Err(fault) => fault.respond(Some(&request.id)),
            };
            observe::end(exchange, &outer.trace, &request, era.ok(), &outcome);
            outcome
        }
    }
}

/// A refusal as an error of the request that `message` is, where no status line carries it.
pub fn refused(message: &[u8], error: &Error) -> String {
    let id = serde_json::from_slice::<Value>(message).ok().and_then(|m| m.get("id").cloned());
    let error = serde_json::json!({
        "code": message::INTERNAL_ERROR,
        "message": error.message(),
        "data": tool::envelope(error),
    });
    serde_json::json!({"jsonrpc": "2.0", "id": id, "error": error}).to_string()
}

/// A batch is a decision about a caller (the book names it); other garbage is not.
fn refuse_message(exchange: &Exchange, fault: &Fault) -> Outcome {
    if fault.batch {
        let ask = list_ask(exchange, "batch");
        let refusal = Error::new(Kind::InvalidRequest, "batches are not supported");
        let refusal = exchange.app.gate().refuse_batch(&ask, refusal);
        if refusal.kind() == Kind::AuditUnavailable {
            return Outcome::Refused(refusal);
        }
    }
    fault.respond(None)
}

/// An ask that needs nothing but a valid token.
fn list_ask<'a>(exchange: &Exchange<'a>, method: &'a str) -> Ask<'a> {
    Ask {
        caller: exchange.caller,
        tool: None,
        method,
        workspace: None,
        needs: ScopeSet::NONE,
        effect: Effect::Read,
        arguments_sha256: None,
    }
}

/// A request that only describes the server, through the gate like any other.
fn describe<T>(
    exchange: &Exchange,
    method: &'static str,
    make: impl FnOnce(&Principal) -> T,
) -> Result<T, Error> {
    exchange.app.gate().enter(&list_ask(exchange, method), |permit| Ok(make(permit.principal())))
}

/// The one page of `tools/list`: the list is short, and its order fixed.
#[derive(Serialize)]
struct Tools {
    tools: Vec<&'static RawValue>,
}

fn tools_list(exchange: &Exchange, cursor: Option<&Value>) -> Result<Result<Tools, Fault>, Error> {
    // We never hand out a cursor, so any that comes back is not ours; an empty one begins anew.
    if cursor.is_some_and(|c| c.as_str() != Some("")) {
        return Ok(Err(Fault::invalid_params("this cursor is not one of ours")));
    }
    let tools: Vec<&'static Described> =
        describe(exchange, "tools/list", |principal| tool::visible(principal).collect())?;
    tool::schemas(exchange.app, exchange.caller, &tools);
    Ok(Ok(Tools { tools: tools.into_iter().map(|t| &*t.listing).collect() }))
}

/// What a tool call came to, before an era has dressed it.
enum Called {
    Result(CallToolResult, Option<tool::Frame>),
    Fault(Fault),
    Refused(Error),
}

fn tools_call(exchange: &Exchange, params: &Value) -> Called {
    let Some(name) = params.get("name").and_then(Value::as_str) else {
        return Called::Fault(Fault::invalid_params("`params.name` must name a tool"));
    };
    let result = tool::call(
        exchange.app,
        Invocation {
            caller: exchange.caller,
            method: tool::OVER_MCP,
            name,
            arguments: params.get("arguments").cloned(),
            workspace: exchange.workspace.clone(),
            channel: None,
        },
    );
    match result {
        Ok(answer) => {
            let frame = answer.frame.clone();
            Called::Result(answer.into_result(), Some(frame))
        }
        Err(error) => failed(name, error),
    }
}

/// Which failures a model can mend, which the protocol has a code for, and which the transport says.
fn failed(name: &str, error: Error) -> Called {
    match error.kind() {
        Kind::InvalidArguments if !tool::exists(name) => {
            Called::Fault(Fault::invalid_params(error.message()))
        }
        Kind::UnknownWorkspace
        | Kind::InvalidArguments
        | Kind::RequestTimeout
        | Kind::ToolError
        | Kind::NotFound
        | Kind::Failed
        | Kind::Usage
        | Kind::Config
        | Kind::CheckFailed
        | Kind::Internal => Called::Result(CallToolResult::failure(&error), None),
        Kind::ScopeDenied => Called::Fault(Fault::denied(&error)),
        Kind::Unauthorized
        | Kind::TokenExpired
        | Kind::HostDenied
        | Kind::OriginDenied
        | Kind::InvalidRequest
        | Kind::MethodNotAllowed
        | Kind::PayloadTooLarge
        | Kind::UnsupportedMediaType
        | Kind::RateLimited
        | Kind::Overloaded
        | Kind::AuditUnavailable
        | Kind::VersionConflict
        | Kind::Conflict
        | Kind::QuotaExceeded
        | Kind::RegistrationDenied => Called::Refused(error),
    }
}

/// A response under HTTP 200.
fn respond(id: &Value, result: &impl Serialize, origin: Option<tool::Frame>) -> Outcome {
    #[derive(Serialize)]
    struct Response<'a, R> {
        jsonrpc: &'static str,
        id: &'a Value,
        result: &'a R,
    }
    match serde_json::to_string(&Response { jsonrpc: "2.0", id, result }) {
        Ok(body) => Outcome::Response { status: 200, body, origin, error: None },
        Err(e) => Outcome::Refused(Error::internal("a response does not serialise").source(e)),
    }
}

fn server_info() -> Value {
    serde_json::json!({
        "name": "lean-ctx",
        "title": "lean-ctx",
        "version": env!("CARGO_PKG_VERSION"),
    })
}

const INSTRUCTIONS: &str = "Context from the team's git repositories, one snapshot per workspace. \
Ask in words with ctx_semantic_search when you do not know the name; use ctx_search for exact text \
or a regular expression; then ctx_read only the lines you need. Every answer names its workspace \
and commit; pass `workspaceId` for another workspace, `maxTokens` for a smaller answer, and hand \
`cursor` back for the next page.";
