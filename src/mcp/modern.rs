//! How is a request of MCP 2026-07-28 answered?

use serde::Serialize;
use serde_json::{Value, json};

use super::header::Era;
use super::message::{Fault, METHOD_NOT_FOUND, Request};
use super::shared::{self, Hears, Shared};
use super::subscription::{self, Denied};
use super::{
    Called, Exchange, INSTRUCTIONS, LEGACY, MODERN, Outcome, describe, respond, server_info,
};

/// How long a client may keep a list. It depends on the token, so nobody else may.
const TTL_MS: u64 = 300_000;
/// The same for what changes with the next commit.
const SHORT_TTL_MS: u64 = 5_000;

pub fn answer(exchange: &Exchange, request: &Request) -> Outcome {
    match request.method.as_str() {
        "server/discover" => {
            match describe(exchange, "server/discover", |_| discover(exchange.streams)) {
                Ok(result) => respond(&request.id, &Cacheable::new(result), None),
                Err(refused) => Outcome::Refused(refused),
            }
        }
        "tools/list" => match super::tools_list(exchange, request.params.get("cursor")) {
            Ok(Ok(tools)) => respond(&request.id, &Cacheable::new(tools), None),
            Ok(Err(fault)) => Fault { status: 400, ..fault }.respond(Some(&request.id)),
            Err(refused) => Outcome::Refused(refused),
        },
        "tools/call" => match super::tools_call(exchange, &request.params) {
            Called::Result(mut result, origin) => {
                result.result_type = Some("complete");
                respond(&request.id, &result, origin)
            }
            Called::Fault(fault) => fault.respond(Some(&request.id)),
            Called::Refused(error) => Outcome::Refused(error),
        },
        "subscriptions/listen" if exchange.streams => match subscription::open(exchange, request) {
            Ok(subscription) => Outcome::Listen(subscription),
            Err(Denied::Fault(fault)) => fault.respond(Some(&request.id)),
            Err(Denied::Refused(error)) => Outcome::Refused(error),
        },
        other => match shared::answer(exchange, request, Era::Modern) {
            Some(Shared::Kept(result)) => {
                let fixed = ["prompts/list", "resources/templates/list"].contains(&other);
                let ttl_ms = if fixed { TTL_MS } else { SHORT_TTL_MS };
                let result = Cacheable { ttl_ms, ..Cacheable::new(result) };
                respond(&request.id, &result, None)
            }
            Some(Shared::Once(result)) => respond(&request.id, &Complete::new(result), None),
            Some(Shared::Fault(fault)) => fault.respond(Some(&request.id)),
            Some(Shared::Refused(error)) => Outcome::Refused(error),
            None => Fault::new(404, METHOD_NOT_FOUND, format!("there is no method `{other}`"))
                .respond(Some(&request.id)),
        },
    }
}

/// What this revision adds to every result that a client may keep.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cacheable<T> {
    #[serde(flatten)]
    result: T,
    result_type: &'static str,
    ttl_ms: u64,
    cache_scope: &'static str,
    #[serde(rename = "_meta")]
    meta: Value,
}

impl<T> Cacheable<T> {
    fn new(result: T) -> Self {
        Self {
            result,
            result_type: "complete",
            ttl_ms: TTL_MS,
            cache_scope: "private",
            meta: json!({"io.modelcontextprotocol/serverInfo": server_info()}),
        }
    }
}

/// What this revision adds to every other result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Complete<T> {
    #[serde(flatten)]
    result: T,
    result_type: &'static str,
    #[serde(rename = "_meta")]
    meta: Value,
}

impl<T> Complete<T> {
    fn new(result: T) -> Self {
        Self {
            result,
            result_type: "complete",
            meta: json!({"io.modelcontextprotocol/serverInfo": server_info()}),
        }
    }
}

fn discover(streams: bool) -> Value {
    let versions: Vec<_> = std::iter::once(MODERN).chain(LEGACY).collect();
    json!({
        "supportedVersions": versions,
        "capabilities": shared::capabilities(if streams { Hears::All } else { Hears::Nothing }),
        "instructions": INSTRUCTIONS,
    })
}
