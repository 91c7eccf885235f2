//! How is a request of the revisions that begin with `initialize` answered?

use serde_json::{Value, json};

use super::header::Era;
use super::message::{Fault, METHOD_NOT_FOUND, Request};
use super::shared::{self, Hears, Shared};
use super::subscription;
use super::{Called, Exchange, INSTRUCTIONS, LEGACY, Outcome, describe, respond, server_info};

pub fn answer(exchange: &Exchange, request: &Request) -> Outcome {
    let described = match request.method.as_str() {
        "initialize" => {
            let connected = exchange.connected;
            describe(exchange, "initialize", |_| initialize(&request.params, connected))
        }
        method @ ("resources/subscribe" | "resources/unsubscribe") if exchange.connected => {
            return subscription::of_connection(exchange, request, method == "resources/subscribe");
        }
        // Asked every few seconds by some clients, and decides nothing: not in the book.
        "ping" => Ok(json!({})),
        "tools/list" => match super::tools_list(exchange, request.params.get("cursor")) {
            Ok(Ok(tools)) => return respond(&request.id, &tools, None),
            Ok(Err(fault)) => return fault.respond(Some(&request.id)),
            Err(refused) => Err(refused),
        },
        "tools/call" => {
            return match super::tools_call(exchange, &request.params) {
                Called::Result(result, origin) => respond(&request.id, &result, origin),
                Called::Fault(fault) => fault.respond(Some(&request.id)),
                Called::Refused(error) => Outcome::Refused(error),
            };
        }
        other => {
            if let Some(shared) = shared::answer(exchange, request, Era::Legacy) {
                return match shared {
                    Shared::Kept(result) | Shared::Once(result) => {
                        respond(&request.id, &result, None)
                    }
                    Shared::Fault(fault) => fault.respond(Some(&request.id)),
                    Shared::Refused(error) => Outcome::Refused(error),
                };
            }
            return Fault::new(200, METHOD_NOT_FOUND, format!("there is no method `{other}`"))
                .respond(Some(&request.id));
        }
    };
    match described {
        Ok(result) => respond(&request.id, &result, None),
        Err(refused) => Outcome::Refused(refused),
    }
}

/// The version asked for where we speak it, else our newest of this era.
fn initialize(params: &Value, connected: bool) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let version = asked.filter(|v| LEGACY.contains(v)).unwrap_or(LEGACY[0]);
    json!({
        "protocolVersion": version,
        // Without a connection there is nobody to tell of changes. Of a changed list nobody is told:
        // it would have to be looked for all the time, for clients that never asked.
        "capabilities": shared::capabilities(if connected { Hears::Things } else { Hears::Nothing }),
        "serverInfo": server_info(),
        "instructions": INSTRUCTIONS,
    })
}
