//! How does a client that speaks stdio alone reach a team's server? Each line is carried there, each
//! answer back; the token comes from the environment, so that no argument shows it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::ui::Ui;
use crate::auth::Secret;
use crate::base::Result;
use crate::client::{Connection, Reply};
use crate::mcp::message;

/// Bytes of a message at most, as over HTTP by default.
const LONGEST: usize = 2 << 20;
/// For one answer; the server's own limit is far below.
const PATIENCE: Duration = Duration::from_secs(120);

/// Carries messages until the input ends.
///
/// # Errors
/// When stdin or stdout fails. A server that cannot be reached is told to the client.
pub fn run(ui: &Ui, server: &Url, token: &Secret) -> Result<()> {
    let mut server = server.clone();
    // What an entry names is the endpoint itself.
    let path = server.path().trim_end_matches('/');
    let below = path.strip_suffix("/mcp").unwrap_or(path).to_owned();
    server.set_path(&below);
    let connection = Connection::new(&server, Some(token), PATIENCE);
    ui.note(&format!("carrying stdio to {server}; the end of stdin ends it"));
    let mut spoken = None;
    while let Some(line) = ui.input_line(LONGEST)? {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(answer) = carry(&connection, &line, &mut spoken) {
            ui.line(&answer)?;
            ui.flush()?;
        }
    }
    Ok(())
}

/// `spoken`: the revision that `initialize` agreed on.
fn carry(connection: &Connection, line: &[u8], spoken: &mut Option<String>) -> Option<String> {
    let asked: Value = serde_json::from_slice(line).unwrap_or(Value::Null);
    let id = asked.get("id").cloned();
    if asked["method"] == "subscriptions/listen" {
        let why = "this bridge carries no streams";
        return id.map(|id| fault(&id, message::METHOD_NOT_FOUND, why, &Value::Null));
    }
    let headers = headers(&asked, spoken.as_deref());
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    match connection.post("/mcp", &headers, line) {
        Ok(reply) => {
            let (answer, value) = answer(&reply, id.as_ref());
            if let Some(version) = value["result"]["protocolVersion"].as_str() {
                *spoken = Some(version.to_owned());
            }
            answer
        }
        Err(e) => id.map(|id| fault(&id, message::INTERNAL_ERROR, &e.chain(), &Value::Null)),
    }
}

fn answer(reply: &Reply, id: Option<&Value>) -> (Option<String>, Value) {
    if reply.text.trim().is_empty() {
        return (None, Value::Null);
    }
    let value = reply.value();
    if value.get("jsonrpc").is_some() {
        let line = if reply.text.contains('\n') { value.to_string() } else { reply.text.clone() };
        return (Some(line), value);
    }
    // A refusal of the transport's: there is no status line to carry it.
    let told = value["error"].as_str().map(str::to_owned);
    let told = told.unwrap_or_else(|| format!("the server gives {}", reply.status));
    (id.map(|id| fault(id, message::INTERNAL_ERROR, &told, &value)), value)
}

fn fault(id: &Value, code: i64, told: &str, data: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": told, "data": data}})
        .to_string()
}

/// What HTTP mirrors of a message (MCP 2026-07-28, "Request Metadata"; 2025-06-18 and later,
/// "Protocol Version Header").
fn headers(asked: &Value, spoken: Option<&str>) -> Vec<(&'static str, String)> {
    const VERSION: &str = "MCP-Protocol-Version";
    let params = &asked["params"];
    let method = asked["method"].as_str().unwrap_or_default();
    let modern = params["_meta"]["io.modelcontextprotocol/protocolVersion"].as_str();
    let Some(version) = modern else {
        let spoken = spoken.filter(|_| method != "initialize");
        return spoken.map(|v| (VERSION, v.to_owned())).into_iter().collect();
    };
    let mut found = vec![(VERSION, word(version)), ("Mcp-Method", word(method))];
    let name = match method {
        "tools/call" | "prompts/get" => params["name"].as_str(),
        "resources/read" => params["uri"].as_str(),
        _ => None,
    };
    found.extend(name.map(|name| ("Mcp-Name", word(name))));
    found
}

/// A header's value; what is not plain ASCII travels as `=?base64?…?=`.
fn word(text: &str) -> String {
    let plain = text.bytes().all(|b| (b' '..=b'~').contains(&b))
        && text.trim() == text
        && !text.starts_with("=?base64?");
    if plain { text.to_owned() } else { format!("=?base64?{}?=", STANDARD.encode(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_http_mirrors() {
        let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28"});
        let call =
            json!({"id": 1, "method": "tools/call", "params": {"name": "ctx_é", "_meta": meta}});
        let found = headers(&call, None);
        assert_eq!(found[1], ("Mcp-Method", "tools/call".into()));
        assert_eq!(found[2], ("Mcp-Name", "=?base64?Y3R4X8Op?=".into()));
        let ping = json!({"id": 1, "method": "ping"});
        assert_eq!(headers(&ping, Some("2025-06-18"))[0].1, "2025-06-18");
        assert!(headers(&json!({"id": 1, "method": "initialize"}), Some("2025-06-18")).is_empty());
    }
}
