//! Does a team's server let us in, answer, and refuse what it must?

use std::time::Duration;

use serde_json::{Value, json};
use url::{Host, Url};

use super::Check;
use crate::auth::Secret;
use crate::auth::secret::Shape;
use crate::client::{Connection, Reply};

/// For one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What every supported server speaks first, then what older ones do.
const MODERN: &str = "2026-07-28";
const LEGACY: &str = "2025-11-25";

/// Whether there is a token to show, and whether it can be one.
pub fn token(token: Option<&Secret>) -> Check {
    const NAME: &str = "token";
    match token.map(Secret::shape) {
        None => Check::ok(NAME, "`LEAN_CTX_TEAM_TOKEN` is not set: no team's server is asked"),
        Some(Shape::Damaged) => Check::failure(
            NAME,
            "`LEAN_CTX_TEAM_TOKEN` is mistyped: its checksum does not hold",
            "set it again, whole",
        ),
        Some(_) => Check::ok(NAME, "`LEAN_CTX_TEAM_TOKEN` is set"),
    }
}

/// Each asks more than the one before: the first that fails ends it, since the rest would say the
/// same again.
pub fn checks(server: &Url, token: Option<&Secret>) -> Vec<Check> {
    let mut made = Vec::new();
    let open = Connection::new(server, None, PATIENCE);
    made.push(reachable(server, &open));
    made.extend(encrypted(server));
    let Some(token) = token else {
        let remedy = "set `LEAN_CTX_TEAM_TOKEN`; the server's operator mints one with `lean-ctx team token create`";
        made.push(Check::failure("team token", "there is none to show", remedy));
        return made;
    };
    if made[0].remedy.is_some() {
        return made;
    }
    let known = Connection::new(server, Some(token), PATIENCE);
    for ask in [accepted, greeted, listed, searched, refused] {
        let check = ask(&known).unwrap_or_else(|failed| failed);
        let ends = check.state == super::State::Failure;
        made.push(check);
        if ends {
            break;
        }
    }
    made
}

/// `Err` is a failure that was found on the way.
type Found = Result<Check, Check>;

fn reachable(server: &Url, open: &Connection) -> Check {
    const NAME: &str = "team server";
    match open.get("/health") {
        Ok(reply) if reply.status == 200 && reply.text.trim() == "ok" => {
            Check::ok(NAME, format!("`{server}` answers"))
        }
        Ok(reply) => Check::failure(
            NAME,
            format!("`{server}` gives {} and not a server's `ok`", reply.status),
            "is this the address of a lean-ctx team server, with the path below which it lies?",
        ),
        Err(e) if e.message().contains("over TLS") => Check::failure(
            NAME,
            e.chain(),
            "let the proxy before the server show a certificate that this machine trusts",
        ),
        Err(e) => {
            let remedy = "is the server running, and does a firewall or a VPN stand between?";
            Check::failure(NAME, e.chain(), remedy)
        }
    }
}

fn encrypted(server: &Url) -> Option<Check> {
    const NAME: &str = "team TLS";
    let loopback = match server.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match server.scheme() {
        // That it was reached says that its certificate holds.
        "https" => None,
        _ if loopback => Some(Check::ok(NAME, "not needed: the server is on this machine")),
        _ => Some(Check::warning(
            NAME,
            "the token travels unencrypted",
            "put a TLS proxy before the server, and use its https:// address",
        )),
    }
}

fn failed(name: &str, reply: &Reply, remedy: &str) -> Check {
    let value = reply.value();
    let told = value["error"]["message"].as_str().or_else(|| value["error"].as_str());
    let told = told.unwrap_or("no reason is given");
    Check::failure(name, format!("the server gives {}: {told}", reply.status), remedy)
}

fn lost(name: &str) -> impl Fn(crate::base::Error) -> Check {
    move |e| Check::failure(name, e.chain(), "try again; then look at the server's log")
}

fn accepted(known: &Connection) -> Found {
    const NAME: &str = "team token";
    let reply = known.get("/v1/workspaces").map_err(lost(NAME))?;
    match reply.status {
        200 => {
            let value = reply.value();
            let list = value["workspaces"].as_array().or_else(|| value.as_array());
            let ids: Vec<&str> =
                list.into_iter().flatten().filter_map(|w| w["id"].as_str()).collect();
            Ok(Check::ok(NAME, format!("is accepted, for `{}`", ids.join("`, `"))))
        }
        401 => {
            let remedy = "ask the server's operator for a new token: `lean-ctx team token rotate`";
            Err(failed(NAME, &reply, remedy))
        }
        _ => Err(failed(NAME, &reply, "look at the server's audit log for the reason")),
    }
}

/// One request over MCP, in the newest revision.
///
/// # Errors
/// When there is no answer.
pub fn ask(
    known: &Connection,
    method: &str,
    name: Option<&str>,
    mut params: Value,
) -> Result<(Value, Reply), crate::base::Error> {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "lean-ctx doctor", "version": env!("CARGO_PKG_VERSION")},
    });
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let mut headers = vec![("MCP-Protocol-Version", MODERN), ("Mcp-Method", method)];
    headers.extend(name.map(|name| ("Mcp-Name", name)));
    let reply = known.post("/mcp", &headers, body.to_string().as_bytes())?;
    Ok((reply.value(), reply))
}

fn greeted(known: &Connection) -> Found {
    const NAME: &str = "team MCP";
    const REMEDY: &str = "does something between change requests to `/mcp`?";
    let (value, _) = ask(known, "server/discover", None, json!({})).map_err(lost(NAME))?;
    if let Some(versions) = value["result"]["supportedVersions"].as_array() {
        let versions: Vec<&str> = versions.iter().filter_map(Value::as_str).collect();
        return Ok(Check::ok(NAME, format!("speaks {}", versions.join(", "))));
    }
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": LEGACY, "capabilities": {},
        "clientInfo": {"name": "lean-ctx doctor", "version": env!("CARGO_PKG_VERSION")},
    }});
    let reply = known.post("/mcp", &[], body.to_string().as_bytes()).map_err(lost(NAME))?;
    match reply.value()["result"]["protocolVersion"].as_str() {
        Some(version) => Ok(Check::ok(NAME, format!("speaks {version}"))),
        None => Err(failed(NAME, &reply, REMEDY)),
    }
}

fn listed(known: &Connection) -> Found {
    const NAME: &str = "team tools";
    let (value, reply) = ask(known, "tools/list", None, json!({})).map_err(lost(NAME))?;
    match value["result"]["tools"].as_array() {
        Some(tools) if !tools.is_empty() => {
            Ok(Check::ok(NAME, format!("{} are this token's", tools.len())))
        }
        Some(_) => {
            let remedy = "ask for a role: `lean-ctx team token create --role member`";
            Ok(Check::warning(NAME, "the token may call none", remedy))
        }
        None => Err(failed(NAME, &reply, "look at the server's log")),
    }
}

fn searched(known: &Connection) -> Found {
    const NAME: &str = "team search";
    let params = json!({"name": "ctx_search", "arguments": {"pattern": "a", "limit": 1}});
    let (value, reply) =
        ask(known, "tools/call", Some("ctx_search"), params).map_err(lost(NAME))?;
    let result = &value["result"];
    if reply.status == 403 {
        let remedy = "ask for the scope `search`";
        return Ok(Check::warning(NAME, "the token may not search", remedy));
    }
    if result["isError"] == true {
        let told = result["structuredContent"]["error"].as_str().unwrap_or("it does not say why");
        let remedy = "wait until the workspace is indexed: `/v1/workspaces` shows how far it is";
        return Err(Check::failure(NAME, told, remedy));
    }
    match result["structuredContent"]["total"].as_u64() {
        Some(total) => {
            let place = result["structuredContent"]["workspace"].as_str().unwrap_or_default();
            Ok(Check::ok(NAME, format!("finds {total} lines in `{place}`")))
        }
        None => Err(failed(NAME, &reply, "look at the server's log")),
    }
}

/// A server that lets this through is none that may be trusted.
fn refused(known: &Connection) -> Found {
    const NAME: &str = "team refusal";
    let body = json!({"name": "ctx_shell", "arguments": {"command": "true"}});
    let reply =
        known.post("/v1/tools/call", &[], body.to_string().as_bytes()).map_err(lost(NAME))?;
    let code = reply.value()["error_code"].as_str().map(str::to_owned);
    match (reply.status, code.as_deref()) {
        (403, Some("scope_denied")) => {
            Ok(Check::ok(NAME, "a call that nobody may make is refused"))
        }
        (status, _) => Err(Check::failure(
            NAME,
            format!("`ctx_shell` must be refused with 403 `scope_denied`, and gives {status}"),
            "do not use this server: it is not, or no longer, a lean-ctx team server",
        )),
    }
}
