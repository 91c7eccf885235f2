//! How is a request of MCP 2026-07-28 answered?

use serde_json::{Value, json};

use super::message::{Fault, METHOD_NOT_FOUND, Request};
use super::{
    Called, Exchange, INSTRUCTIONS, LEGACY, MODERN, Outcome, describe, respond, server_info,
};

/// How long a client may keep a list. It depends on the token, so nobody else may.
const TTL_MS: u64 = 300_000;

pub fn answer(exchange: &Exchange, request: &Request) -> Outcome {
    match request.method.as_str() {
        "server/discover" => dress(request, describe(exchange, "server/discover", |_| discover())),
        "tools/list" => match super::tools_list(exchange, request.params.get("cursor")) {
            Ok(Ok(tools)) => dress(request, Ok(cacheable(json!({"tools": tools})))),
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
        other => Fault::new(404, METHOD_NOT_FOUND, format!("there is no method `{other}`"))
            .respond(Some(&request.id)),
    }
}

fn dress(request: &Request, result: Result<Value, crate::base::Error>) -> Outcome {
    match result {
        Ok(result) => respond(&request.id, &result, None),
        Err(refused) => Outcome::Refused(refused),
    }
}

fn cacheable(mut result: Value) -> Value {
    result["resultType"] = "complete".into();
    result["ttlMs"] = TTL_MS.into();
    result["cacheScope"] = "private".into();
    result["_meta"] = json!({"io.modelcontextprotocol/serverInfo": server_info()});
    result
}

fn discover() -> Value {
    let versions: Vec<_> = std::iter::once(MODERN).chain(LEGACY).collect();
    cacheable(json!({
        "supportedVersions": versions,
        "capabilities": {"tools": {}},
        "instructions": INSTRUCTIONS,
    }))
}
