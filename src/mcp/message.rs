//! Is this a JSON-RPC 2.0 message, and how does an error look in one?

use serde_json::{Map, Value, json};

use super::Outcome;
use crate::base::Error;
use crate::tool;

pub const PARSE_ERROR: i64 = -32700;
pub const INVALID_REQUEST: i64 = -32600;
pub const METHOD_NOT_FOUND: i64 = -32601;
pub const INVALID_PARAMS: i64 = -32602;
pub const INTERNAL_ERROR: i64 = -32603;
pub const HEADER_MISMATCH: i64 = -32020;
pub const UNSUPPORTED_VERSION: i64 = -32022;
/// Of the revisions before 2026-07-28, which says -32602.
pub const RESOURCE_NOT_FOUND: i64 = -32002;
/// Ours: outside what JSON-RPC and MCP reserve, and equal to the HTTP status beside it.
pub const SCOPE_DENIED: i64 = 403;

#[derive(Debug)]
pub struct Request {
    /// A string or an integer.
    pub id: Value,
    pub method: String,
    /// An object; empty where none was sent.
    pub params: Value,
}

impl Request {
    pub fn meta(&self) -> Option<&Map<String, Value>> {
        self.params.get("_meta").and_then(Value::as_object)
    }
}

#[derive(Debug)]
pub enum Message {
    Request(Request),
    /// Of these only `notifications/cancelled` changes what we do: there are no sessions.
    Notification {
        method: String,
        params: Value,
    },
}

/// A JSON-RPC error under an HTTP status.
#[derive(Debug)]
pub struct Fault {
    pub status: u16,
    pub code: i64,
    pub message: String,
    pub data: Option<Value>,
    pub batch: bool,
}

impl Fault {
    pub fn new(status: u16, code: i64, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), data: None, batch: false }
    }

    /// -32602 under 200; 2026-07-28 raises the status where it says so.
    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(200, INVALID_PARAMS, message)
    }

    pub fn denied(error: &Error) -> Self {
        Self { data: Some(tool::envelope(error)), ..Self::new(403, SCOPE_DENIED, error.message()) }
    }

    pub fn respond(&self, id: Option<&Value>) -> Outcome {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        let body = json!({"jsonrpc": "2.0", "id": id, "error": error}).to_string();
        Outcome::Response { status: self.status, body, origin: None, error: Some(self.code) }
    }
}

impl From<&str> for Fault {
    /// Parameters that do not fit.
    fn from(message: &str) -> Self {
        Self::invalid_params(message)
    }
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self::invalid_params(message)
    }
}

/// Reads one message.
///
/// # Errors
/// A fault under 400: not JSON, a batch, or not JSON-RPC 2.0.
pub fn parse(body: &[u8]) -> Result<Message, Fault> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|e| Fault::new(400, PARSE_ERROR, format!("the body is not JSON: {e}")))?;
    let invalid = |message: &str| Fault::new(400, INVALID_REQUEST, message);
    let mut fields = match value {
        Value::Object(fields) => fields,
        Value::Array(_) => {
            let message = "batches are not supported: send one message a request";
            return Err(Fault { batch: true, ..invalid(message) });
        }
        _ => return Err(invalid("a message is an object")),
    };
    if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Err(invalid("`jsonrpc` must be \"2.0\""));
    }
    let Some(Value::String(method)) = fields.shift_remove("method") else {
        return Err(invalid("`method` must be a string"));
    };
    let params = match fields.shift_remove("params") {
        None => Value::Object(Map::new()),
        Some(params @ Value::Object(_)) => params,
        Some(_) => return Err(invalid("`params` must be an object")),
    };
    match fields.shift_remove("id") {
        None => Ok(Message::Notification { method, params }),
        Some(id) if id.is_string() || id.is_i64() || id.is_u64() => {
            Ok(Message::Request(Request { id, method, params }))
        }
        Some(_) => Err(invalid("`id` must be a string or an integer")),
    }
}
