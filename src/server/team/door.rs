//! May this request come in? Decided on its head alone, before a byte of its body is taken.
//!
//! The order: route, host and origin, token, rate. What is turned away is in the book before it
//! is answered; the listener waits for neither. What the book has of it is never the caller's
//! choice: a path that no row names is written as one word, so that a flood of paths is one line.

use std::net::IpAddr;
use std::sync::Arc;

use crate::auth::{Principal, Roster};
use crate::base::{Error, Kind};
use crate::config::Config;
use crate::gate::Rates;
use crate::server::guard;
use crate::server::http::{self, Admission, Completion, Head};
use crate::team::Team;

use super::route::{Access, Found};
use super::{Admitted, boxed, cors, failure, host, route};

pub fn admit(team: &Arc<Team>, head: &Head, done: Completion) -> Admission {
    let live = team.live();
    let config = &live.config;
    let client = guard::client(&config.trusted_proxies, head);
    let remote = client.to_string();
    let found = match route::find(head.method, &head.path) {
        Found::Route(route) => Some(route),
        Found::NotAllowed(allow) => {
            if let Some(reply) = cors::preflight(config, head) {
                return Admission::Answer(reply);
            }
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
    let word = found.map_or("unrouted", |route| route.path);
    let turn_away = |refusal: Refusal| {
        refuse(team, head, word, refusal, done);
        Admission::Later
    };
    if let Err(error) = host::check(config, head) {
        return turn_away(Refusal::new(error, remote));
    }
    let Some(route) = found else {
        let error = Error::new(Kind::NotFound, "there is nothing at this path")
            .hint("the API is under /v1, MCP at POST /mcp");
        return Admission::Answer(failure::reply(&error));
    };
    let principal = match authenticate(&live.roster, head) {
        Ok(principal) => principal,
        Err(error) => return turn_away(unknown(team, client, error)),
    };
    if let Err((error, wait)) = team.app().gate().pace(&principal, rates(config)) {
        let token = Some(principal.id.clone());
        return turn_away(Refusal { token, wait: Some(wait), ..Refusal::new(error, remote) });
    }
    Admission::Accept {
        context: boxed(Admitted { route, principal: Some(principal), remote }),
        max_body: usize::try_from(config.limits.max_body_bytes).unwrap_or(usize::MAX),
        timeout: config.limits.request_timeout,
    }
}

/// What is answered and written about somebody who may not come in.
struct Refusal {
    error: Error,
    /// Whom the book names.
    remote: String,
    token: Option<String>,
    /// Seconds after which it may be tried again.
    wait: Option<u64>,
}

impl Refusal {
    const fn new(error: Error, remote: String) -> Self {
        Self { error, remote, token: None, wait: None }
    }
}

/// Nobody is known by what was shown. Whoever shows that too often is told to wait instead, and
/// the book names the whole network, whose addresses are one caller's to choose.
fn unknown(team: &Team, client: IpAddr, error: Error) -> Refusal {
    // A token that was good until lately is no guess, and its owner must learn what is wrong.
    if error.kind() == Kind::TokenExpired {
        return Refusal::new(error, client.to_string());
    }
    let network = http::network(client);
    match team.app().gate().count_failure(network) {
        Ok(()) => Refusal::new(error, client.to_string()),
        Err((error, wait)) => {
            let width = if network.is_ipv6() { "/64" } else { "" };
            Refusal { wait: Some(wait), ..Refusal::new(error, format!("{network}{width}")) }
        }
    }
}

fn refuse(team: &Arc<Team>, head: &Head, word: &str, refusal: Refusal, done: Completion) {
    let Refusal { error, remote, token, wait } = refusal;
    let reply = cors::mark(&team.live().config, head, failure::reply(&error));
    let reply = match wait {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    };
    team.app().meter().refusal(error.kind());
    let gate = team.app().gate();
    let answer = move |written: Result<(), Error>| {
        done.send(match written {
            Ok(()) => reply,
            Err(e) => failure::reply(&e),
        });
    };
    gate.turn_away(&error, &remote, &head.request_id, word, token.as_deref(), answer);
}

/// The principal of the bearer token.
fn authenticate(roster: &Roster, head: &Head) -> Result<Arc<Principal>, Error> {
    let missing = || {
        Error::new(Kind::Unauthorized, "a bearer token is needed")
            .hint("send `Authorization: Bearer <token>`")
    };
    let secret = guard::bearer(head).ok_or_else(missing)?;
    roster.authenticate(secret, crate::base::clock::now())
}

fn rates(config: &Config) -> Rates {
    Rates {
        all_rps: config.limits.max_rps,
        all_burst: config.limits.rate_burst,
        token_rps: config.limits.per_token_rps,
        token_burst: config.limits.per_token_burst,
    }
}
