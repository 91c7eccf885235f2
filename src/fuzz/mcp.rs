//! Does every message get the one reading that its body and its headers agree on?

use serde_json::{Value, json};

use crate::mcp::header::{self, Era, Headers};
use crate::mcp::message::{self, Fault, Message, Request};
use crate::mcp::{LEGACY, MODERN, Outcome};

struct Given<'a>(Vec<(&'a str, &'a str)>);

impl Headers for Given<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// `name: value` lines and an empty line, then the body; without such lines a transport without
/// headers.
pub fn message(bytes: &[u8]) {
    let (given, body) = split(bytes);
    let request = match message::parse(body) {
        Err(fault) => return refused(&fault, None, &[-32700, -32600]),
        Ok(Message::Notification { .. }) => {
            let value: Value = serde_json::from_slice(body).expect("it was read");
            return assert!(value.get("id").is_none() && value["method"].is_string());
        }
        Ok(Message::Request(request)) => request,
    };
    assert!(request.id.is_string() || request.id.is_i64() || request.id.is_u64());
    read_again(&request);
    let headers = given.as_ref().map(|g| g as &dyn Headers);
    match header::era(headers, &request) {
        Err(fault) => refused(&fault, Some(&request.id), &[-32020, -32022, -32602]),
        Ok(Era::Legacy) => {
            let version = headers.and_then(|h| h.get("mcp-protocol-version"));
            assert!(version.is_none_or(|v| LEGACY.contains(&v)));
            assert!(request.meta().is_none_or(|m| !m.contains_key(VERSION)));
        }
        Ok(Era::Modern) => {
            let meta = request.meta().expect("a modern request has `_meta`");
            assert_eq!(meta[VERSION], MODERN);
            assert!(meta["io.modelcontextprotocol/clientCapabilities"].is_object());
            let trimmed = |name: &str| headers.map(|h| h.get(name).map(|v| v.trim_matches(BLANK)));
            assert!(trimmed("MCP-PROTOCOL-VERSION").is_none_or(|v| v == Some(MODERN)));
            assert!(trimmed("Mcp-Method").is_none_or(|v| v == Some(request.method.as_str())));
            if request.method == "tools/call" && request.params["name"].is_string() {
                assert!(trimmed("Mcp-Name").is_none_or(|v| v.is_some()));
            }
        }
    }
}

const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const BLANK: [char; 2] = [' ', '\t'];

fn split(bytes: &[u8]) -> (Option<Given<'_>>, &[u8]) {
    let Some(at) = bytes.windows(2).position(|pair| pair == b"\n\n") else { return (None, bytes) };
    let lines = std::str::from_utf8(&bytes[..at]).unwrap_or_default().lines();
    let fields: Option<Vec<_>> = lines.map(|line| line.split_once(": ")).collect();
    match fields {
        Some(fields) if !fields.is_empty() => (Some(Given(fields)), &bytes[at + 2..]),
        _ => (None, bytes),
    }
}

fn refused(fault: &Fault, id: Option<&Value>, codes: &[i64]) {
    assert!(fault.status == 400 && codes.contains(&fault.code), "{fault:?}");
    let Outcome::Response { status, body, .. } = fault.respond(id) else {
        panic!("a fault is a response")
    };
    let body: Value = serde_json::from_str(&body).expect("a response is JSON");
    assert_eq!((status, &body["error"]["code"]), (fault.status, &json!(fault.code)));
    assert_eq!(body.get("id"), Some(id.unwrap_or(&Value::Null)));
}

fn read_again(request: &Request) {
    let Request { id, method, params } = request;
    let text = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string();
    let Ok(Message::Request(again)) = message::parse(text.as_bytes()) else {
        panic!("a request does not survive its own spelling")
    };
    assert_eq!((&again.id, &again.method, &again.params), (id, method, params));
}
