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
use crate::gate::{Rates, Stranger};
use crate::server::guard;
use crate::server::http::{self, Admission, Completion, Head, Reply};
use crate::team::Team;

use super::route::{Access, Found};
use super::{Admitted, Context, boxed, cors, failure, host, route, webhook};

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
    let anyone = |route, remote| Admission::Accept {
        context: boxed(Admitted { route, principal: None, remote }),
        max_body: 0,
        timeout: config.limits.request_timeout,
    };
    if let Some(route) = found.filter(|r| r.access == Access::Open) {
        return anyone(route, remote);
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
            .hint("the API is under /v1, MCP at POST /mcp, the page for people at /ui");
        return Admission::Answer(failure::reply(&error));
    };
    if route.access == Access::Hook {
        let provider = route.part(&head.path, "provider").unwrap_or_default();
        if let Err(error) = webhook::look(head, provider) {
            return match error.kind() {
                Kind::NotFound => Admission::Answer(failure::reply(&error)),
                _ => turn_away(unknown(team, client, error)),
            };
        }
        if let Err((error, wait)) = team.app().gate().pace_stranger(http::network(client), HOOKS) {
            return turn_away(Refusal { wait: Some(wait), ..Refusal::new(error, remote) });
        }
        return accept(config, Admitted { route, principal: None, remote });
    }
    if route.access == Access::Page {
        return anyone(route, remote);
    }
    let principal = match authenticate(&live.roster, head) {
        Ok(principal) => principal,
        Err(error) => return turn_away(unknown(team, client, error)),
    };
    if let Err((error, wait)) = team.app().gate().pace(&principal, rates(config)) {
        let token = Some(principal.id.clone());
        return turn_away(Refusal { token, wait: Some(wait), ..Refusal::new(error, remote) });
    }
    accept(config, Admitted { route, principal: Some(principal), remote })
}

/// Of deliveries, by the network they come from: more than any forge sends, for a fetch that many
/// wait for together is one.
const HOOKS: Rates = Rates { all_rps: 200, all_burst: 400, token_rps: 10, token_burst: 100 };

fn accept(config: &Config, admitted: Admitted) -> Admission {
    Admission::Accept {
        context: boxed(admitted),
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
    workspace: Option<String>,
    /// Seconds after which it may be tried again.
    wait: Option<u64>,
}

impl Refusal {
    const fn new(error: Error, remote: String) -> Self {
        Self { error, remote, token: None, workspace: None, wait: None }
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
    settle(team, head, word, refusal, |reply| done.send(reply));
}

/// Turns somebody away whom a handler does not know, as the door would have.
pub fn refuse_stranger(
    context: &Context,
    error: Error,
    workspace: Option<&str>,
    done: impl FnOnce(Reply) + Send + 'static,
) -> Result<(), Error> {
    let (team, head) = (context.team, &context.request.head);
    let client = guard::client(&team.live().config.trusted_proxies, head);
    let refusal = unknown(team, client, error);
    let refusal = Refusal { workspace: workspace.map(str::to_owned), ..refusal };
    settle(team, head, context.admitted()?.route.path, refusal, done);
    Ok(())
}

/// Writes a refusal down, then gives its reply.
fn settle(
    team: &Team,
    head: &Head,
    word: &str,
    refusal: Refusal,
    done: impl FnOnce(Reply) + Send + 'static,
) {
    let Refusal { error, remote, token, workspace, wait } = refusal;
    let reply = cors::mark(&team.live().config, head, failure::reply(&error));
    let reply = match wait {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    };
    team.app().meter().refusal(error.kind());
    let gate = team.app().gate();
    let answer = move |written: Result<(), Error>| {
        done(match written {
            Ok(()) => reply,
            Err(e) => failure::reply(&e),
        });
    };
    let who = Stranger {
        remote: &remote,
        request_id: &head.request_id,
        route: word,
        token: token.as_deref(),
        workspace: workspace.as_deref(),
    };
    gate.turn_away(&error, &who, answer);
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
