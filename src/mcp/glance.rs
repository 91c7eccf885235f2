//! What does a message ask, before it is answered?

use serde_json::Value;

use super::message::{Message, Request, parse};
use crate::tool;

/// What a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    Nothing,
    /// A request is called off.
    CallOff(Value),
    /// What is answered at once, refusals of what is no message among it.
    Little,
    /// What may take long. `changes`: whoever asks afterwards expects it to have happened.
    Much {
        id: Value,
        changes: bool,
    },
}

pub fn glance(message: &[u8]) -> Asks {
    if message.iter().all(u8::is_ascii_whitespace) {
        return Asks::Nothing;
    }
    match parse(message) {
        Ok(Message::Notification { method, params }) => match params.get("requestId") {
            Some(id) if method == "notifications/cancelled" => Asks::CallOff(id.clone()),
            _ => Asks::Nothing,
        },
        Ok(Message::Request(Request { id, method, params })) => {
            let reads = ["resources/", "completion/", "prompts/get", "subscriptions/"];
            if method == "tools/call" {
                let name = params.get("name").and_then(Value::as_str).unwrap_or_default();
                let changes = tool::changes(name, params.get("arguments"));
                Asks::Much { id, changes }
            } else if reads.iter().any(|begin| method.starts_with(begin)) {
                Asks::Much { id, changes: false }
            } else {
                Asks::Little
            }
        }
        Err(_) => Asks::Little,
    }
}

/// Is it a call that only the client's own process can answer, with what is in its environment?
pub fn is_own(message: &[u8]) -> bool {
    match parse(message) {
        Ok(Message::Request(Request { method, params, .. })) if method == "tools/call" => {
            let name = params.get("name").and_then(Value::as_str).unwrap_or_default();
            tool::provider::is_own(name, params.get("arguments"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(message: Value) -> Asks {
        glance(message.to_string().as_bytes())
    }

    #[test]
    fn a_glance_tells_what_may_take_long_and_what_changes() {
        let call = |name: &str, arguments: Value| {
            let params = json!({"name": name, "arguments": arguments});
            of(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}))
        };
        let much = |changes| Asks::Much { id: json!(1), changes };
        assert_eq!(call("ctx_search", json!({"pattern": "x"})), much(false));
        assert_eq!(call("ctx_session", json!({"action": "set_task"})), much(true));
        assert_eq!(call("ctx", json!({"tool": "index", "action": "rebuild"})), much(true));
        assert_eq!(call("nothing", json!(7)), much(false));
        let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
        assert_eq!(of(ping), Asks::Little);
        let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "a"}});
        assert_eq!(of(cancelled), Asks::CallOff(json!("a")));
        let own = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "ctx", "arguments": {"tool": "provider", "action": "list"}}});
        assert!(is_own(own.to_string().as_bytes()) && !is_own(b"{"));
        assert_eq!((glance(b" \t"), glance(b"{")), (Asks::Nothing, Asks::Little));
    }
}
