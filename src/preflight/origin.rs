//! Does the public origin lead to this server, encrypted, and does nothing else?

use std::net::{TcpStream, ToSocketAddrs as _};

use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use super::{Flight, PATIENCE};
use crate::base::Result;
use crate::client::certificate::{self, Certificate};
use crate::client::{Connection, Reply};
use crate::doctor::Check;

/// A certificate that ends within this should have been renewed: that is done a month before.
const NEAR: SignedDuration = SignedDuration::from_hours(21 * 24);
/// Within this there is no time left to find out why it was not.
const OVER: SignedDuration = SignedDuration::from_hours(3 * 24);
/// A host that cannot be anybody's (RFC 6761).
const NOBODY: &str = "lean-ctx-preflight.invalid";
/// A route that asks for the host before the token, and for the token before anything else.
pub const GUARDED: &str = "/v1/workspaces";

pub fn checks(flight: &Flight) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(public) = &flight.public {
        let open = Connection::trusting(public, None, PATIENCE, flight.authorities);
        if public.scheme() == "https" {
            checks.push(tls(public, flight.now));
        }
        checks.push(status("public status", &open.get("/.status"), public));
        checks.push(stranger("unknown host", &open.get_with(GUARDED, &[("Host", NOBODY)]), true));
        checks.extend(plain(public));
    }
    match &flight.origin {
        Some(origin) => {
            let own = Connection::new(origin, None, PATIENCE);
            checks.push(status("server status", &own.get("/.status"), origin));
            let asked = own.get_with(GUARDED, &[("Host", NOBODY)]);
            checks.push(stranger("unknown host at the server", &asked, false));
        }
        None => checks.push(Check::warning(
            "server status",
            "team.json lets the system choose the port: the server itself was not asked",
            "set `port`, or name the server by `--origin http://127.0.0.1:PORT`",
        )),
    }
    checks.push(elsewhere(flight));
    checks
}

fn tls(public: &Url, now: Timestamp) -> Check {
    let host = public.host_str().unwrap_or_default();
    let port = public.port_or_known_default().unwrap_or(443);
    lasting(certificate::read(host, port, PATIENCE), now)
}

/// Whether it is to be believed is seen where the origin answers.
fn lasting(shown: Result<Certificate>, now: Timestamp) -> Check {
    const NAME: &str = "TLS certificate";
    let shown = match shown {
        Ok(shown) => shown,
        Err(e) => {
            let remedy = "let the proxy before the server show one; is its port open from here?";
            return Check::failure(NAME, e.chain(), remedy);
        }
    };
    let left = shown.not_after.duration_since(now);
    let end = format!("{:.0}, from `{}`", shown.not_after, shown.issuer);
    let remedy = "renew it, and see why it was not renewed by itself";
    match left {
        _ if shown.not_before > now => Check::failure(
            NAME,
            format!("is good only from {:.0} on", shown.not_before),
            "is this machine's clock right?",
        ),
        left if left.is_negative() || left.is_zero() => {
            Check::failure(NAME, format!("ended {end}"), remedy)
        }
        left if left < OVER => {
            Check::failure(NAME, format!("ends in {} h: {end}", left.as_hours()), remedy)
        }
        left if left < NEAR => {
            Check::warning(NAME, format!("ends in {} days: {end}", left.as_hours() / 24), remedy)
        }
        left => Check::ok(NAME, format!("good for {} days, until {end}", left.as_hours() / 24)),
    }
}

fn status(name: &str, asked: &Result<Reply>, url: &Url) -> Check {
    let reply = match asked {
        Ok(reply) => reply,
        Err(e) if e.message().contains("over TLS") => {
            let remedy = "show a certificate for this name, with its chain, that this machine trusts; an authority of your own: `--ca-file`";
            return Check::failure(name, e.chain(), remedy);
        }
        Err(e) => {
            return Check::failure(name, e.chain(), "is it running, and does the name lead here?");
        }
    };
    let said = reply.value();
    match (reply.status, said["status"].as_str(), said["version"].as_str()) {
        (200, Some("ok"), Some(version)) if said["ready"] == true => Check::ok(
            name,
            format!("`{url}` says `ok`, every workspace serves (version {version})"),
        ),
        (200, Some("ok"), Some(_)) if said["auditWritable"] == false => Check::failure(
            name,
            format!("`{url}` runs, and cannot write its audit log: nothing is answered"),
            "look at the server's own messages; is the disk full?",
        ),
        (200, Some("ok"), Some(_)) => Check::warning(
            name,
            format!(
                "`{url}` runs; {} of {} workspaces serve",
                said["workspaces"]["serving"], said["workspaces"]["total"]
            ),
            "wait for the first index; `/v1/workspaces` says what holds up the others",
        ),
        (status, ..) => Check::failure(
            name,
            format!("`{url}/.status` gives {status} and not a lean-ctx server's `ok`"),
            "does the proxy let `/.status` through to the server, without a sign-in?",
        ),
    }
}

/// What came of a request for a host that is nobody's.
fn stranger(name: &str, asked: &Result<Reply>, proxied: bool) -> Check {
    let reply = match asked {
        Ok(reply) => reply,
        // A proxy may hang up on it.
        Err(_) if proxied => return Check::ok(name, "a request for another host gets no answer"),
        Err(e) => return Check::failure(name, e.chain(), "is the server running?"),
    };
    let code = code(reply);
    match (reply.status, code.as_deref()) {
        (403, Some("host_denied")) => {
            Check::ok(name, "a request for another host is refused by the server")
        }
        (401, Some(_)) | (200, _) if code.is_some() || is_ours(reply) => {
            let (message, remedy) = match proxied {
                true => (
                    "a request for another host is let through: the proxy does not pass on its `Host`",
                    "pass it on (nginx: `proxy_set_header Host $host`; Caddy does), and answer for the public name alone",
                ),
                false => (
                    "a request for another host is let through: the server does not check it",
                    "take `disableHostCheck` out of team.json, and the name out of `allowedHosts`",
                ),
            };
            Check::failure(name, message, remedy)
        }
        (status, _) if proxied => {
            Check::ok(name, format!("a request for another host gets {status}, not this server"))
        }
        (status, _) => Check::failure(
            name,
            format!("a request for another host gets {status}, not 403 `host_denied`"),
            "is this a lean-ctx server?",
        ),
    }
}

fn code(reply: &Reply) -> Option<String> {
    reply.value()["error_code"].as_str().map(str::to_owned)
}

fn is_ours(reply: &Reply) -> bool {
    reply.value()["workspaces"].is_array()
}

/// Port 80 of the public name: closed, or a way to https.
fn plain(public: &Url) -> Option<Check> {
    if public.scheme() != "https" || public.port().is_some() {
        return None;
    }
    let mut url = public.clone();
    url.set_scheme("http").ok()?;
    Some(unencrypted(&Connection::new(&url, None, PATIENCE).get("/.status")))
}

fn unencrypted(asked: &Result<Reply>) -> Check {
    const NAME: &str = "plain http";
    match asked {
        Err(_) => Check::ok(NAME, "port 80 of the public name does not answer"),
        Ok(reply) if reply.value()["status"] == "ok" => Check::failure(
            NAME,
            "the server answers unencrypted on port 80 of the public name",
            "answer there with a redirect to https, or close it",
        ),
        Ok(reply) => Check::ok(
            NAME,
            format!("port 80 of the public name gives {}, not the server", reply.status),
        ),
    }
}

/// Can the server be reached in plain from elsewhere? A prober there says so.
fn elsewhere(flight: &Flight) -> Check {
    const NAME: &str = "plain from elsewhere";
    let targets = targets(flight);
    let Some(probe) = flight.probe else {
        return Check::warning(
            NAME,
            format!("not known from here; a prober elsewhere would ask {}", shown(&targets)),
            "name one by `--probe-from URL` (docs/preflight.md), or try `curl` from outside",
        );
    };
    let mut asked = Vec::new();
    for target in &targets {
        let mut url = probe.clone();
        url.query_pairs_mut().append_pair("url", target);
        let (path, server) = split(&url);
        let reply = Connection::trusting(&server, None, PATIENCE, flight.authorities).get(&path);
        asked.push((target.as_str(), reply));
    }
    evidence(&asked)
}

fn shown(targets: &[String]) -> String {
    super::listed(targets.iter().map(String::as_str))
}

/// Addresses under which the server might be reached without its proxy.
fn targets(flight: &Flight) -> Vec<String> {
    let Some(port) = flight.origin.as_ref().and_then(Url::port_or_known_default) else {
        return Vec::new();
    };
    let mut hosts: Vec<String> =
        flight.public.iter().filter_map(|u| u.host_str().map(str::to_owned)).collect();
    for address in &flight.config.listen {
        if !address.ip().is_unspecified() && !address.ip().is_loopback() {
            let host: Host = match address.ip() {
                std::net::IpAddr::V4(ip) => Host::Ipv4(ip),
                std::net::IpAddr::V6(ip) => Host::Ipv6(ip),
            };
            hosts.push(host.to_string());
        }
    }
    hosts.dedup();
    hosts.into_iter().map(|host| format!("http://{host}:{port}/.status")).collect()
}

/// A URL, as a server and what is asked of it.
fn split(url: &Url) -> (String, Url) {
    let path = url[url::Position::BeforePath..].to_owned();
    let mut server = url.clone();
    server.set_path("");
    server.set_query(None);
    server.set_fragment(None);
    (path, server)
}

fn evidence(asked: &[(&str, Result<Reply>)]) -> Check {
    const NAME: &str = "plain from elsewhere";
    let said = |reply: &Reply| -> Option<bool> { reply.value()["reachable"].as_bool() };
    let reached: Vec<&str> = asked
        .iter()
        .filter(|(_, reply)| reply.as_ref().ok().and_then(said) == Some(true))
        .map(|(target, _)| *target)
        .collect();
    if !reached.is_empty() {
        return Check::failure(
            NAME,
            format!("the prober reaches {}", super::listed(reached)),
            "listen on a private address, and let only the proxy through",
        );
    }
    let mute = asked.iter().find(|(_, reply)| reply.as_ref().ok().and_then(said).is_none());
    match mute {
        None if asked.is_empty() => Check::warning(
            NAME,
            "there is no address to be probed",
            "name the server by `--origin`",
        ),
        None => Check::ok(
            NAME,
            format!("the prober does not reach {}", super::listed(asked.iter().map(|(t, _)| *t))),
        ),
        Some((target, Ok(reply))) => Check::warning(
            NAME,
            format!(
                "of `{target}` the prober does not say `reachable` (it gives {})",
                reply.status
            ),
            "it must answer `{\"reachable\": true|false}`: docs/preflight.md has one",
        ),
        Some((_, Err(e))) => Check::warning(NAME, e.chain(), "is the prober running?"),
    }
}

/// From which address this machine reaches the public origin.
pub fn own_address(public: &Url) -> Option<std::net::IpAddr> {
    let host = public.host_str()?.trim_start_matches('[').trim_end_matches(']');
    let port = public.port_or_known_default()?;
    let addresses = (host, port).to_socket_addrs().ok()?;
    addresses
        .into_iter()
        .find_map(|address| TcpStream::connect_timeout(&address, PATIENCE).ok())
        .and_then(|socket| socket.local_addr().ok())
        .map(|address| address.ip().to_canonical())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::base::Error;
    use crate::doctor::State;

    fn reply(status: u16, value: &Value) -> Result<Reply> {
        Ok(Reply { status, text: value.to_string(), request_id: None })
    }

    fn down() -> Result<Reply> {
        Err(Error::failed("it cannot be reached"))
    }

    #[test]
    fn certificates_end() {
        let now: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
        let shown = |from: &str, to: &str| {
            Ok(Certificate {
                issuer: "CN=us".into(),
                not_before: from.parse().unwrap(),
                not_after: to.parse().unwrap(),
            })
        };
        let from = "2026-09-01T00:00:00Z";
        for (certificate, wanted, part) in [
            (shown(from, "2027-01-22T00:00:00Z"), State::Ok, "61 days"),
            (shown(from, "2026-12-01T00:00:00Z"), State::Warning, "9 days"),
            (shown(from, "2026-11-23T00:00:00Z"), State::Failure, "24 h"),
            (shown(from, "2026-11-21T00:00:00Z"), State::Failure, "ended"),
            (shown("2026-12-01T00:00:00Z", "2027-12-01T00:00:00Z"), State::Failure, "only from"),
            (Err(Error::failed("no TLS")), State::Failure, "no TLS"),
        ] {
            let check = lasting(certificate, now);
            assert_eq!(check.state, wanted, "{}", check.message);
            assert!(check.message.contains(part), "{part}: {}", check.message);
        }
    }

    #[test]
    fn answers_are_judged() {
        let url = Url::parse("https://ctx.example").unwrap();
        let ok = |ready, book| {
            json!({"status": "ok", "version": "1", "ready": ready, "auditWritable": book,
                "workspaces": {"serving": 1, "total": 2}})
        };
        for (asked, wanted) in [
            (reply(200, &ok(true, true)), State::Ok),
            (reply(200, &ok(false, true)), State::Warning),
            (reply(200, &ok(false, false)), State::Failure),
            (reply(302, &json!("sign in")), State::Failure),
            (reply(200, &json!({"status": "ok"})), State::Failure),
            (Err(Error::failed("cannot be reached over TLS")), State::Failure),
            (down(), State::Failure),
        ] {
            let check = status("s", &asked, &url);
            assert_eq!(check.state, wanted, "{}", check.message);
        }
        let denied = |code: &str| json!({"error": "no", "error_code": code});
        for (asked, proxied, wanted) in [
            (reply(403, &denied("host_denied")), true, State::Ok),
            (reply(403, &denied("host_denied")), false, State::Ok),
            (reply(401, &denied("unauthorized")), true, State::Failure),
            (reply(401, &denied("unauthorized")), false, State::Failure),
            (reply(200, &json!({"workspaces": []})), false, State::Failure),
            (reply(421, &json!("misdirected")), true, State::Ok),
            (reply(200, &json!("another site")), true, State::Ok),
            (reply(404, &json!("")), false, State::Failure),
            (down(), true, State::Ok),
            (down(), false, State::Failure),
        ] {
            let check = stranger("h", &asked, proxied);
            assert_eq!(check.state, wanted, "{}", check.message);
        }
        assert_eq!(unencrypted(&reply(301, &json!(""))).state, State::Ok);
        assert_eq!(unencrypted(&reply(200, &ok(true, true))).state, State::Failure);
        assert_eq!(unencrypted(&down()).state, State::Ok);
    }

    #[test]
    fn only_evidence_fails() {
        let reachable = |yes: bool| reply(200, &json!({"reachable": yes}));
        for (asked, wanted) in [
            (vec![("a", reachable(false)), ("b", reachable(false))], State::Ok),
            (vec![("a", reachable(false)), ("b", reachable(true))], State::Failure),
            (vec![("a", reply(500, &json!("")))], State::Warning),
            (vec![("a", down())], State::Warning),
            (vec![], State::Warning),
        ] {
            let check = evidence(&asked);
            assert_eq!(check.state, wanted, "{}", check.message);
        }
        let (path, server) = split(&Url::parse("http://p:1/a?b=c&url=x").unwrap());
        assert_eq!((path.as_str(), server.as_str()), ("/a?b=c&url=x", "http://p:1/"));
    }
}
