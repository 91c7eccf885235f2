//! May this request come in? Decided on its head alone, before a byte of its body is taken.
//!
//! The order: route, host and origin, token, rate. What is turned away is in the book before it
//! is answered; the listener waits for neither.

use std::net::IpAddr;
use std::sync::Arc;

use crate::auth::{Principal, Roster};
use crate::base::{Error, Kind};
use crate::config::Config;
use crate::gate::Rates;
use crate::server::http::{Admission, Completion, Head, Reply};
use crate::team::Team;

use super::route::{Access, Found};
use super::{Admitted, boxed, failure, host, route};

pub fn admit(team: &Arc<Team>, head: &Head, done: Completion) -> Admission {
    let live = team.live();
    let config = &live.config;
    let remote = client(config, head);
    let found = match route::find(head.method, &head.path) {
        Found::Route(route) => Some(route),
        Found::NotAllowed(allow) => {
            let error =
                Error::new(Kind::MethodNotAllowed, format!("`{}` takes {allow}", head.path));
            return Admission::Answer(failure::reply(&error).header("Allow", allow));
        }
        Found::Nothing => None,
    };
    if let Some(route) = found.filter(|r| r.access == Access::Open) {
        let admitted = Admitted { route, principal: None, remote };
        return Admission::Accept {
            context: boxed(admitted),
            max_body: 0,
            timeout: config.limits.request_timeout,
        };
    }
    let turn_away = |error: Error, token: Option<&str>, retry_after: Option<u64>| {
        let reply = failure::reply(&error);
        let reply = match retry_after {
            Some(seconds) => reply.header("Retry-After", seconds.to_string()),
            None => reply,
        };
        refuse(team, head, &remote, token, &error, reply, done);
        Admission::Later
    };
    if let Err(e) = host::check(config, head) {
        return turn_away(e, None, None);
    }
    let Some(route) = found else {
        let error = Error::new(Kind::NotFound, "there is nothing at this path")
            .hint("the API is under /v1, MCP at POST /mcp");
        return Admission::Answer(failure::reply(&error));
    };
    let principal = match authenticate(&live.roster, head) {
        Ok(principal) => principal,
        Err(e) => return turn_away(e, None, None),
    };
    if let Err((e, wait)) = team.app().gate().pace(&principal, rates(config)) {
        return turn_away(e, Some(&principal.id), Some(wait));
    }
    Admission::Accept {
        context: boxed(Admitted { route, principal: Some(principal), remote }),
        max_body: usize::try_from(config.limits.max_body_bytes).unwrap_or(usize::MAX),
        timeout: config.limits.request_timeout,
    }
}

fn refuse(
    team: &Arc<Team>,
    head: &Head,
    remote: &str,
    token: Option<&str>,
    error: &Error,
    reply: Reply,
    done: Completion,
) {
    let gate = team.app().gate();
    gate.turn_away(error, remote, &head.request_id, &head.path, token, move |written| {
        done.send(match written {
            Ok(()) => reply,
            Err(e) => failure::reply(&e),
        });
    });
}

/// The principal of the bearer token.
fn authenticate(roster: &Roster, head: &Head) -> Result<Arc<Principal>, Error> {
    let missing = || {
        Error::new(Kind::Unauthorized, "a bearer token is needed")
            .hint("send `Authorization: Bearer <token>`")
    };
    let value = head.headers.get("authorization").ok_or_else(missing)?;
    let (scheme, secret) = value.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    roster.authenticate(secret.trim(), crate::base::clock::now())
}

/// The client's address: the peer's, or what a trusted proxy says of it. Read from the right, as
/// each proxy appends: the first address that is not itself a trusted proxy is the client.
fn client(config: &Config, head: &Head) -> String {
    let trusted = |ip: &IpAddr| config.trusted_proxies.iter().any(|net| net.contains(*ip));
    let mut address = head.peer;
    if !trusted(&address) {
        return address.to_string();
    }
    let forwarded = head.headers.get_all("x-forwarded-for").collect::<Vec<_>>().join(",");
    for hop in forwarded.rsplit(',') {
        let Ok(ip) = hop.trim().parse::<IpAddr>() else { break };
        address = ip;
        if !trusted(&ip) {
            break;
        }
    }
    address.to_string()
}

fn rates(config: &Config) -> Rates {
    Rates {
        all_rps: config.limits.max_rps,
        all_burst: config.limits.rate_burst,
        token_rps: config.limits.per_token_rps,
        token_burst: config.limits.per_token_burst,
    }
}
