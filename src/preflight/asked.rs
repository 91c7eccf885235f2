//! Does a user get an answer out of a repository, is what nobody may do refused, and are both written down?

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::Url;

use super::origin::own_address;
use super::{Flight, PATIENCE, counted, listed};
use crate::audit::{self, Filter, Record};
use crate::auth::Grant;
use crate::base::clock::Deadline;
use crate::base::{Error, Result};
use crate::client::{Connection, Reply};
use crate::config::Network;
use crate::doctor::{Check, team};

/// An address that is nobody's (RFC 5737), as a caller might claim to have it.
const CLAIMED: &str = "203.0.113.77";
/// Records are looked for among so many of the newest.
const RECORDS: usize = 2000;

pub fn checks(flight: &Flight) -> Vec<Check> {
    let Some(server) = flight.public.as_ref().or(flight.origin.as_ref()) else { return Vec::new() };
    let Some(token) = flight.token else {
        return vec![Check::warning(
            "question",
            "no token was given: nothing was asked as a user would",
            "give one by `--token-file FILE` or in `LEAN_CTX_TEAM_TOKEN`",
        )];
    };
    let known = Connection::trusting(server, Some(token), PATIENCE, flight.authorities);
    let (answer, answered) = question(&known);
    let (refusal, refused) = forbidden(&known);
    let mut checks = vec![answer, refusal];
    if answered.is_some() || refused.is_some() {
        let records = newest(flight);
        checks.push(trail(answered.as_deref(), refused.as_deref(), &records));
    }
    checks.push(forwarded(flight, &known, server));
    checks.push(connectors(flight, &known));
    checks.push(webhooks(flight, &known));
    checks
}

/// What the server says to our token at `path`; `None` where it cannot be asked, or refuses.
pub fn server_says(flight: &Flight, path: &str) -> Option<Value> {
    let server = flight.public.as_ref().or(flight.origin.as_ref())?;
    let known = Connection::trusting(server, flight.token, PATIENCE, flight.authorities);
    let reply = known.get(path).ok().filter(|reply| reply.status == 200)?;
    Some(reply.value())
}

/// One line of the repository, over MCP; and under which id it was asked.
fn question(known: &Connection) -> (Check, Option<String>) {
    const NAME: &str = "question";
    let arguments = json!({"pattern": "[A-Za-z]{3}", "limit": 1});
    let params = json!({"name": "ctx_search", "arguments": arguments});
    let (value, reply) = match team::ask(known, "tools/call", Some("ctx_search"), params) {
        Ok(asked) => asked,
        Err(e) => return (lost(NAME, &e), None),
    };
    let found = &value["result"]["structuredContent"];
    let first = &found["matches"][0];
    let check = match (reply.status, first["path"].as_str()) {
        (200, Some(path)) => Check::ok(
            NAME,
            format!(
                "answered over MCP from `{path}` of `{}`, commit {}",
                text(&found["workspace"]),
                text(&found["commit"])
            ),
        ),
        (401, _) => {
            Check::failure(NAME, "the token is not known", "mint one: `lean-ctx team token create`")
        }
        (403, _) => Check::failure(
            NAME,
            "the token may not search",
            "give one of a user's role: `lean-ctx team token create --role member`",
        ),
        (200, None) if found["total"] == 0 => Check::failure(
            NAME,
            "the default workspace holds no text",
            "is `defaultWorkspaceId` the repository that people ask about?",
        ),
        (status, _) => Check::failure(
            NAME,
            format!("gives {status}: {}", told(&value, found)),
            "`/mcp` must be let through to the server as it is, with the token, without a sign-in",
        ),
    };
    (check, reply.request_id)
}

/// What nobody may call.
fn forbidden(known: &Connection) -> (Check, Option<String>) {
    const NAME: &str = "refusal";
    let params = json!({"name": "ctx_shell", "arguments": {"command": "true"}});
    match team::ask(known, "tools/call", Some("ctx_shell"), params) {
        Err(e) => (lost(NAME, &e), None),
        Ok((value, reply)) => (denied(&value, &reply), reply.request_id),
    }
}

fn denied(value: &Value, reply: &Reply) -> Check {
    const NAME: &str = "refusal";
    let code =
        value["error"]["data"]["error_code"].as_str().or_else(|| value["error_code"].as_str());
    match (reply.status, code) {
        (403, Some("scope_denied")) => {
            Check::ok(NAME, "a shell is refused with 403 `scope_denied`")
        }
        (401, _) => {
            Check::failure(NAME, "the token is not known", "mint one: `lean-ctx team token create`")
        }
        (status, _) => Check::failure(
            NAME,
            format!("a shell must be refused with 403 `scope_denied`, and gives {status}"),
            "let nobody in: this is not, or no longer, a lean-ctx team server",
        ),
    }
}

fn lost(name: &str, e: &Error) -> Check {
    Check::failure(name, e.chain(), "is the server running, and does the proxy lead to it?")
}

fn text(value: &Value) -> &str {
    let text = value.as_str().unwrap_or("of no commit");
    text.get(..text.len().min(64)).unwrap_or(text)
}

fn told(value: &Value, found: &Value) -> String {
    let all = [&value["error"]["message"], &value["error"], &found["error"]];
    all.into_iter().find_map(Value::as_str).unwrap_or("no reason is given").to_owned()
}

/// The newest decisions in the log that team.json names.
fn newest(flight: &Flight) -> Result<Vec<Record>> {
    // The server's clock is this machine's, or nearly.
    let since = flight.now.checked_sub(SignedDuration::from_mins(10)).unwrap_or(Timestamp::MIN);
    let filter = Filter {
        since: Some(since),
        token: None,
        allowed: None,
        grant: Grant::All,
        routine: true,
        limit: RECORDS,
    };
    let found = audit::read(&flight.config.audit_log, &filter, &Deadline::after(PATIENCE))?;
    Ok(found.into_iter().map(|entry| entry.record).collect())
}

fn trail(answered: Option<&str>, refused: Option<&str>, records: &Result<Vec<Record>>) -> Check {
    const NAME: &str = "audit trail";
    let records = match records {
        Ok(records) => records,
        Err(e) => {
            return Check::failure(NAME, e.chain(), "inspect as the server's user, on its machine");
        }
    };
    let stands = |id: Option<&str>, allowed: bool| {
        id.is_some_and(|id| {
            records.iter().any(|r| r.request_id.as_deref() == Some(id) && r.allowed == allowed)
        })
    };
    let missing: Vec<&str> =
        [(stands(answered, true), "the answer"), (stands(refused, false), "the refusal")]
            .into_iter()
            .filter_map(|(there, what)| (!there).then_some(what))
            .collect();
    match missing.is_empty() {
        true => Check::ok(NAME, "the answer and the refusal stand in it, under their request ids"),
        false => Check::failure(
            NAME,
            format!("not found in it: {}", listed(missing)),
            "is `auditLogPath` of this team.json the log of the server that was asked?",
        ),
    }
}

/// Whether the audit log gets the caller's own address through the proxy.
fn forwarded(flight: &Flight, known: &Connection, server: &Url) -> Check {
    const NAME: &str = "caller's address";
    if flight.public.is_none() || server.scheme() != "https" {
        return Check::warning(NAME, "no proxy was asked", "name the public origin by `--url`");
    }
    let asked = known.get_with("/v1/workspaces", &[("X-Forwarded-For", CLAIMED)]);
    let id = match asked {
        Ok(reply) => reply.request_id,
        Err(e) => return lost(NAME, &e),
    };
    let records = match newest(flight) {
        Ok(records) => records,
        Err(e) => {
            return Check::failure(NAME, e.chain(), "inspect as the server's user, on its machine");
        }
    };
    let remote =
        records.into_iter().find(|r| id.is_some() && r.request_id == id).and_then(|r| r.remote);
    believed(remote.as_deref(), own_address(server), &flight.config.trusted_proxies)
}

fn believed(remote: Option<&str>, own: Option<IpAddr>, trusted: &[Network]) -> Check {
    const NAME: &str = "caller's address";
    let proxied = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    let Some(remote) = remote.and_then(|r| r.parse::<IpAddr>().ok()).map(|ip| ip.to_canonical())
    else {
        return Check::warning(
            NAME,
            "the call that asked for it was not found in the audit log",
            "is `auditLogPath` of this team.json the log of the server that was asked?",
        );
    };
    let from_proxy = own.is_some_and(proxied);
    if remote.to_string() == CLAIMED {
        return match from_proxy {
            true => Check::warning(
                NAME,
                "asked from a trusted proxy's own address, whose word counts: callers cannot be told from here",
                "inspect once from a user's machine, with `--url`",
            ),
            false => Check::failure(
                NAME,
                "a caller may claim any address: the proxy passes on the `X-Forwarded-For` of its callers alone",
                "let the proxy append the caller's address, or set it",
            ),
        };
    }
    match (Some(remote) == own, trusted.is_empty(), proxied(remote)) {
        (_, true, _) => Check::warning(
            NAME,
            format!(
                "`trustedProxies` is empty: the audit log has {remote} for every caller behind the proxy"
            ),
            "name the proxy's addresses there",
        ),
        (true, false, _) => {
            Check::ok(NAME, format!("{remote}, this machine's own, stands in the audit log"))
        }
        (false, false, true) => Check::warning(
            NAME,
            format!(
                "the audit log has the proxy's address {remote}: `X-Forwarded-For` does not arrive"
            ),
            "let the proxy append it (nginx: `proxy_add_x_forwarded_for`)",
        ),
        (false, false, false) => {
            Check::ok(NAME, format!("{remote} stands in the audit log, not the proxy"))
        }
    }
}

/// Do the credentials of the outside sources work? As the server that uses them says.
fn connectors(flight: &Flight, known: &Connection) -> Check {
    const NAME: &str = "connectors";
    let enabled = flight.config.connectors.iter().filter(|c| c.enabled).count();
    if enabled == 0 {
        return Check::ok(NAME, "none is configured");
    }
    let configured = counted(enabled, "connector");
    inquire(NAME, known, "/v1/connectors", &configured, |said| working(&said))
}

/// What a route that needs the scope `audit` says of what is configured.
fn inquire(
    name: &str,
    known: &Connection,
    route: &str,
    configured: &str,
    judge: impl FnOnce(Value) -> Check,
) -> Check {
    match known.get(route) {
        Ok(reply) if reply.status == 200 => judge(reply.value()),
        Ok(reply) if reply.status == 403 => Check::warning(
            name,
            format!("{configured} configured; this token may not ask what became of it"),
            "inspect with a token that has the scope `audit`",
        ),
        Ok(reply) => Check::failure(
            name,
            format!("`{route}` gives {}", reply.status),
            "look at the server's messages",
        ),
        Err(e) => lost(name, &e),
    }
}

fn working(said: &Value) -> Check {
    const NAME: &str = "connectors";
    let (mut failing, mut untried, mut good) = (Vec::new(), Vec::new(), 0);
    for connector in said["connectors"].as_array().into_iter().flatten() {
        if connector["enabled"] == false {
            continue;
        }
        let id = connector["id"].as_str().unwrap_or("?");
        let status = &connector["status"];
        match (status["state"].as_str().unwrap_or_default(), status["error"]["message"].as_str()) {
            ("disabled", _) => {}
            // Its last run may have failed while another is under way. Who is asked to wait has
            // shown a credential that counts.
            ("failed" | "running", Some(error)) => failing.push(format!("{id}: {error}")),
            ("ok" | "rate_limited", _) => good += 1,
            ("running", None) if status["lastSuccess"].is_string() => good += 1,
            _ => untried.push(id),
        }
    }
    match (failing.is_empty(), untried.is_empty()) {
        (false, _) => Check::failure(
            NAME,
            format!("do not work: {}", listed(failing.iter().map(String::as_str))),
            "renew the credential, or see that the project and host are right",
        ),
        (true, false) => Check::warning(
            NAME,
            format!("have not been asked yet: {}", listed(untried)),
            "wait for their first turn, and inspect again",
        ),
        (true, true) => Check::ok(NAME, format!("{} work", counted(good, "connector"))),
    }
}

/// Has a push been heard of? As the server's metrics say.
fn webhooks(flight: &Flight, known: &Connection) -> Check {
    const NAME: &str = "webhooks";
    let configured = flight.config.webhooks.len();
    if configured == 0 {
        return match flight.config.sync_interval {
            Some(every) => Check::ok(
                NAME,
                format!("none is configured; the server fetches every {} s", every.as_secs()),
            ),
            None => Check::warning(
                NAME,
                "none is configured, and the server does not fetch by itself",
                "set `webhooks` or `syncIntervalSecs`, or run `lean-ctx team sync` on a timer",
            ),
        };
    }
    let configured = counted(configured, "workspace");
    inquire(NAME, known, "/v1/metrics", &configured, |said| heard(&said["webhooks"]))
}

/// By workspace.
fn heard(hooks: &Value) -> Check {
    const NAME: &str = "webhooks";
    let hooks: Vec<(&String, &Value)> = hooks.as_object().into_iter().flatten().collect();
    let silent = |hook: &Value| hook["deliveries"].as_u64().unwrap_or(0) == 0;
    let refused: Vec<&str> = hooks
        .iter()
        .filter(|(_, hook)| silent(hook) && hook["refused"].as_u64() > Some(0))
        .map(|(id, _)| id.as_str())
        .collect();
    if !refused.is_empty() {
        return Check::failure(
            NAME,
            format!("deliveries arrive, and none was signed rightly: {}", listed(refused)),
            "paste what `lean-ctx team webhook url` prints, with the same secret as in team.json",
        );
    }
    let mute: Vec<&str> =
        hooks.iter().filter(|(_, hook)| silent(hook)).map(|(id, _)| id.as_str()).collect();
    match mute.is_empty() {
        false => Check::warning(
            NAME,
            format!("no delivery was ever accepted for {}", listed(mute)),
            "push once, or redeliver from the forge's settings: it must reach the public origin",
        ),
        true => {
            let last = hooks.iter().filter_map(|(_, hook)| hook["lastDeliveryAt"].as_str()).max();
            Check::ok(NAME, format!("heard of each; last at {}", last.unwrap_or("an unknown time")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn both_stand_in_the_log_or_it_fails() {
        let record = |id: &str, allowed: bool| Record {
            request_id: Some(id.into()),
            allowed,
            ..Record::new("ctx_search", "tools/call")
        };
        let both = Ok(vec![record("a", true), record("b", false)]);
        assert_eq!(trail(Some("a"), Some("b"), &both).state, State::Ok);
        for (answered, refused, named) in [
            (Some("b"), Some("b"), "the answer"),
            (Some("a"), Some("a"), "the refusal"),
            (None, Some("b"), "the answer"),
        ] {
            let check = trail(answered, refused, &both);
            assert_eq!(check.state, State::Failure);
            assert!(check.message.contains(named), "{}", check.message);
        }
        assert_eq!(trail(Some("a"), None, &Err(Error::failed("no"))).state, State::Failure);
    }

    #[test]
    fn refusals_and_addresses() {
        let reply = |status| Reply { status, text: String::new(), request_id: None };
        let data = json!({"error": {"data": {"error_code": "scope_denied"}}});
        assert_eq!(denied(&data, &reply(403)).state, State::Ok);
        assert_eq!(denied(&data, &reply(200)).state, State::Failure);
        assert_eq!(denied(&json!({}), &reply(403)).state, State::Failure);
        let net = |t: &str| vec![t.parse::<Network>().unwrap()];
        let own = Some("198.51.100.9".parse().unwrap());
        for (remote, own, trusted, wanted) in [
            (Some("198.51.100.9"), own, net("10.0.0.0/8"), State::Ok),
            (Some("192.0.2.1"), own, net("10.0.0.0/8"), State::Ok),
            (Some("10.0.0.2"), own, net("10.0.0.0/8"), State::Warning),
            (Some("10.0.0.2"), own, vec![], State::Warning),
            (Some(CLAIMED), own, net("10.0.0.0/8"), State::Failure),
            (Some(CLAIMED), Some("10.0.0.3".parse().unwrap()), net("10.0.0.0/8"), State::Warning),
            (None, own, net("10.0.0.0/8"), State::Warning),
        ] {
            let check = believed(remote, own, &trusted);
            assert_eq!(check.state, wanted, "{remote:?}: {}", check.message);
        }
    }

    #[test]
    fn what_the_server_says_of_outside() {
        let one =
            |status: Value| json!({"connectors": [{"id": "a", "enabled": true, "status": status}]});
        for (said, wanted) in [
            (one(json!({"state": "ok"})), State::Ok),
            (one(json!({"state": "pending"})), State::Warning),
            (one(json!({"state": "running"})), State::Warning),
            (one(json!({"state": "running", "lastSuccess": "now"})), State::Ok),
            (one(json!({"state": "rate_limited"})), State::Ok),
            (one(json!({"state": "failed", "error": {"message": "401"}})), State::Failure),
            (one(json!({"state": "running", "error": {"message": "401"}})), State::Failure),
            (
                json!({"connectors": [{"id": "a", "enabled": false, "status": {"state": "failed"}}]}),
                State::Ok,
            ),
        ] {
            assert_eq!(working(&said).state, wanted, "{said}");
        }
        let hook = |deliveries: u64, refused: u64| {
            heard(&json!({"core": {"deliveries": deliveries, "refused": refused}})).state
        };
        assert_eq!((hook(3, 0), hook(3, 1)), (State::Ok, State::Ok));
        assert_eq!((hook(0, 0), hook(0, 1)), (State::Warning, State::Failure));
    }
}
