//! Which era does a request belong to, and do its headers mirror its body?
//!
//! Source: MCP 2026-07-28, Streamable HTTP, "Request Metadata" and "Server Validation".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::message::{Fault, HEADER_MISMATCH, Request, UNSUPPORTED_VERSION};
use super::{LEGACY, MODERN};

const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";

/// How a transport gives its headers: by name, case-insensitive.
pub trait Headers {
    fn get(&self, name: &str) -> Option<&str>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    Modern,
    Legacy,
}

/// Chooses the era and, for the modern one, checks what it demands of every request. A version
/// that we do not know takes the modern path, where it is answered with those that we do.
///
/// # Errors
/// A fault under 400: version, headers or `_meta`.
pub fn era(headers: Option<&dyn Headers>, request: &Request) -> Result<Era, Fault> {
    let header = headers.and_then(|h| h.get("mcp-protocol-version"));
    let meta = request.meta().and_then(|m| m.get(VERSION_KEY));
    let legacy_header = header.is_none_or(|v| LEGACY.contains(&v));
    if meta.is_none() && legacy_header {
        return Ok(Era::Legacy);
    }
    let Some(version) = meta.and_then(Value::as_str) else {
        if let Some(version) = header.filter(|v| *v != MODERN) {
            return Err(unsupported(version));
        }
        return Err(bad_meta(VERSION_KEY));
    };
    if let Some(headers) = headers {
        mirrored(headers.get("mcp-protocol-version"), version, "MCP-Protocol-Version")?;
        if version != MODERN {
            return Err(unsupported(version));
        }
        mirrored(headers.get("mcp-method"), &request.method, "Mcp-Method")?;
        if let Some(name) = named(request) {
            let given = headers.get("mcp-name").map(decode).transpose()?;
            mirrored(given.as_deref(), name, "Mcp-Name")?;
        }
    } else if version != MODERN {
        return Err(unsupported(version));
    }
    if !request.meta().is_some_and(|m| m.get(CAPABILITIES_KEY).is_some_and(Value::is_object)) {
        return Err(bad_meta(CAPABILITIES_KEY));
    }
    Ok(Era::Modern)
}

/// What `Mcp-Name` mirrors, for the methods that have it.
fn named(request: &Request) -> Option<&str> {
    let key = match request.method.as_str() {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        _ => return None,
    };
    request.params.get(key).and_then(Value::as_str)
}

fn mirrored(header: Option<&str>, body: &str, name: &str) -> Result<(), Fault> {
    match header.map(|h| h.trim_matches([' ', '\t'])) {
        Some(value) if value == body => Ok(()),
        Some(_) => Err(mismatch(format!("header `{name}` differs from the body"))),
        None => Err(mismatch(format!("header `{name}` is missing"))),
    }
}

/// A value that is not plain ASCII travels as `=?base64?…?=`.
fn decode(value: &str) -> Result<String, Fault> {
    let value = value.trim_matches([' ', '\t']);
    let Some(inner) = value.strip_prefix("=?base64?").and_then(|v| v.strip_suffix("?=")) else {
        return Ok(value.to_owned());
    };
    STANDARD
        .decode(inner)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| mismatch("header `Mcp-Name` is not valid base64".into()))
}

fn mismatch(message: String) -> Fault {
    Fault::new(400, HEADER_MISMATCH, message)
}

fn bad_meta(key: &str) -> Fault {
    Fault { status: 400, ..Fault::invalid_params(format!("`params._meta` lacks `{key}`")) }
}

fn unsupported(requested: &str) -> Fault {
    let supported: Vec<_> = std::iter::once(MODERN).chain(LEGACY).collect();
    Fault {
        data: Some(json!({"supported": supported, "requested": requested})),
        ..Fault::new(400, UNSUPPORTED_VERSION, "unsupported protocol version")
    }
}
