//! May this request come in? Decided on its head alone, before a byte of its body is taken.
//!
//! The order: route, host and origin, token, rate. What is turned away is in the book before it
//! is answered; the listener waits for neither. What the book has of it is never the caller's
//! choice: a path that no row names is written as one word, so that a flood of paths is one line.

use std::net::IpAddr;
use std::sync::Arc;

use crate::auth::Principal;
use crate::base::{Error, Kind};
use crate::config::Config;
use crate::gate::{Rates, Stranger};
use crate::identity::{Claimed, Denied, Look, Outcome, Person, Repeated};
use crate::server::guard;
use crate::server::http::{self, Admission, Completion, Head, Method, Reply};
use crate::team::{Live, Team};
use crate::trace::{Asker, Span, What};

use super::route::{Access, Found, Route};
use super::{Admitted, Context, boxed, cors, failure, host, resource, route, webhook};

/// In books and logs, what no row of the table names.
const UNROUTED: &str = "unrouted";

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
            let reply = failure::reply(&error).header("Allow", allow);
            told(team, head, UNROUTED, &error, reply.status, (&remote, None));
            return Admission::Answer(reply);
        }
        Found::Nothing => None,
    };
    let anyone = |route, remote| Admission::Accept {
        context: boxed(Admitted { route, principal: None, person: None, remote }),
        max_body: 0,
        timeout: config.limits.request_timeout,
    };
    if let Some(route) = found.filter(|r| r.access == Access::Open) {
        return anyone(route, remote);
    }
    let word = found.map_or(UNROUTED, |route| route.path);
    let entry = match (host::check(config, head), found) {
        (Err(error), _) => Err(Refusal::new(error, remote)),
        (Ok(()), None) => {
            let error = Error::new(Kind::NotFound, "there is nothing at this path")
                .hint("the API is under /v1, MCP at POST /mcp, the page for people at /ui");
            let reply = failure::reply(&error);
            told(team, head, UNROUTED, &error, reply.status, (&remote, None));
            return Admission::Answer(reply);
        }
        (Ok(()), Some(route)) if route.access == Access::Page => return anyone(route, remote),
        (Ok(()), Some(route)) => enter(team, head, route, client).map(|entry| (entry, route)),
    };
    match entry {
        Ok((Entry::Now(admission), _)) => admission,
        Ok((Entry::Claim(claimed), route)) => {
            look_into(team, head, (route, client), claimed, done);
            Admission::Later
        }
        Err(refusal) => {
            refuse(team, head, word, refusal, done);
            Admission::Later
        }
    }
}

/// How somebody comes in who is not turned away.
enum Entry {
    Now(Admission),
    /// After what they show was looked into.
    Claim(Claimed),
}

fn enter(
    team: &Team,
    head: &Head,
    route: &'static Route,
    client: IpAddr,
) -> Result<Entry, Refusal> {
    let remote = client.to_string();
    if route.access == Access::Hook {
        return deliver(team, head, route, client).map(Entry::Now);
    }
    match authenticate(&team.live(), head, route) {
        Ok(Shown::Token(principal)) => {
            let_in(team, route, (principal, None), remote).map(Entry::Now)
        }
        Ok(Shown::Person(person)) => {
            let principal = Arc::clone(&person.principal);
            let_in(team, route, (principal, Some(person)), remote).map(Entry::Now)
        }
        Ok(Shown::Claim(claimed)) => {
            paced(team, "claim", client, CLAIMS).map(|()| Entry::Claim(claimed))
        }
        Err(denied) => Err(denied_as(team, client, denied)),
    }
}

/// A forge's delivery: its handler looks at the signature.
fn deliver(
    team: &Team,
    head: &Head,
    route: &'static Route,
    client: IpAddr,
) -> Result<Admission, Refusal> {
    let provider = route.part(&head.path, "provider").unwrap_or_default();
    if let Err(error) = webhook::look(head, provider) {
        return match error.kind() {
            Kind::NotFound => Ok(Admission::Answer(failure::reply(&error))),
            _ => Err(unknown(team, client, error)),
        };
    }
    paced(team, "hook", client, HOOKS)?;
    let remote = client.to_string();
    Ok(accept(&team.live().config, Admitted { route, principal: None, person: None, remote }))
}

fn paced(team: &Team, what: &str, client: IpAddr, rates: Rates) -> Result<(), Refusal> {
    let paced = team.app().gate().pace_stranger(what, http::network(client), rates);
    paced.map_err(|(error, wait)| {
        let refusal = Refusal::new(error, client.to_string());
        Refusal { wait: Some(wait), ..refusal }
    })
}

/// Whom the door knows: by a token, or as a person.
type Known = (Arc<Principal>, Option<Arc<Person>>);

/// Lets somebody in who does not ask too fast.
fn let_in(
    team: &Team,
    route: &'static Route,
    (principal, person): Known,
    remote: String,
) -> Result<Admission, Refusal> {
    let live = team.live();
    match team.app().gate().pace(&principal, rates(&live.config)) {
        Ok(()) => {
            let admitted = Admitted { route, principal: Some(principal), person, remote };
            Ok(accept(&live.config, admitted))
        }
        Err((error, wait)) => {
            let token = Some(principal.id.clone());
            Err(Refusal { token, wait: Some(wait), ..Refusal::new(error, remote) })
        }
    }
}

/// Has a token looked into on another thread; the request waits outside meanwhile.
fn look_into(
    team: &Arc<Team>,
    head: &Head,
    (route, client): (&'static Route, IpAddr),
    claimed: Claimed,
    done: Completion,
) {
    let (team, head) = (Arc::clone(team), head.clone());
    let identity = Arc::clone(&team.live().identity);
    let then = move |outcome: Outcome| {
        let decided = match outcome {
            Ok(person) => {
                let known = (Arc::clone(&person.principal), Some(person));
                let_in(&team, route, known, client.to_string())
            }
            Err(denied) => Err(denied_as(&team, client, denied)),
        };
        match decided {
            Ok(admission) => done.decide(admission),
            Err(refusal) => refuse(&team, &head, route.path, refusal, done),
        }
    };
    identity.check(claimed, Box::new(then));
}

/// Of deliveries, by the network they come from: more than any forge sends, for a fetch that many
/// wait for together is one.
const HOOKS: Rates = Rates { all_rps: 200, all_burst: 400, token_rps: 10, token_burst: 100 };

/// Of tokens that must be looked into, by network: one and the same token is, once a minute.
const CLAIMS: Rates = Rates { all_rps: 500, all_burst: 1000, token_rps: 50, token_burst: 200 };

fn accept(config: &Config, admitted: Admitted) -> Admission {
    Admission::Accept {
        context: boxed(admitted),
        max_body: usize::try_from(config.limits.max_body_bytes).unwrap_or(usize::MAX),
        timeout: config.limits.request_timeout,
    }
}

/// What is answered and written about somebody who may not come in.
struct Refusal {
    error: Box<Error>,
    /// Whom the book names.
    remote: String,
    token: Option<String>,
    workspace: Option<String>,
    /// Seconds after which it may be tried again.
    wait: Option<u64>,
}

impl Refusal {
    fn new(error: Error, remote: String) -> Self {
        Self { error: Box::new(error), remote, token: None, workspace: None, wait: None }
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

fn refuse(team: &Arc<Team>, head: &Head, word: &'static str, refusal: Refusal, done: Completion) {
    let Refusal { error, remote, token, .. } = &refusal;
    let status = failure::status(error.kind());
    told(team, head, word, error, status, (remote, token.as_deref()));
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
    let live = team.live();
    let reply = resource::challenge(&live, head, failure::reply(&error));
    let reply = cors::mark(&live.config, head, reply);
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

/// Tells of somebody who was turned away.
fn told(
    team: &Team,
    head: &Head,
    route: &'static str,
    error: &Error,
    status: u16,
    (remote, token): (&str, Option<&str>),
) {
    let tracer = team.app().tracer();
    let span = tracer.begin(None, &Span::default());
    span.failed(error.kind().code());
    let what = What::Http { method: head.method.as_str(), route, status, watched: false };
    let asker = Asker {
        request_id: head.request_id.clone(),
        token: token.map(str::to_owned),
        remote: Some(remote.to_owned()),
    };
    tracer.end(&span, asker, what, true);
}

/// What a request shows.
enum Shown {
    Token(Arc<Principal>),
    Person(Arc<Person>),
    /// To be looked into.
    Claim(Claimed),
}

/// A token of team.json, else one of the issuer's; without either, whom the proxy in front names.
fn authenticate(live: &Live, head: &Head, route: &Route) -> Result<Shown, Denied> {
    let missing = || {
        let error = Error::new(Kind::Unauthorized, "a bearer token is needed")
            .hint("send `Authorization: Bearer <token>`");
        Denied::Unknown(error)
    };
    let shown = |look, otherwise: Denied| match look {
        Look::Nobody => Err(otherwise),
        Look::Decided(outcome) => outcome.map(Shown::Person),
        Look::Claimed(claimed) => Ok(Shown::Claim(claimed)),
    };
    if head.headers.get("authorization").is_none() && serves_people(head, route) {
        let header = |name: &str| head.headers.single(name).map_err(|()| Repeated);
        return shown(live.identity.of_edge(head.peer, &header), missing());
    }
    let secret = guard::bearer(head).ok_or_else(missing)?;
    match live.roster.authenticate(secret, crate::base::clock::now()) {
        Ok(principal) => Ok(Shown::Token(principal)),
        Err(error) if error.kind() == Kind::Unauthorized => {
            shown(live.identity.of_bearer(secret), Denied::Unknown(error))
        }
        Err(error) => Err(Denied::Unknown(error)),
    }
}

/// Whether a route may be used by somebody whom only the proxy in front names. A browser makes it
/// say so for any page that asks, so: what changes nothing, and not for another site's page. That
/// somebody follows a link from there is no harm.
fn serves_people(head: &Head, route: &Route) -> bool {
    let header = |name: &str| head.headers.get(name).unwrap_or_default();
    let foreign = matches!(header("sec-fetch-site"), "cross-site" | "same-site");
    route.method == Method::Get && (!foreign || header("sec-fetch-mode") == "navigate")
}

/// What is answered and written about somebody whom nobody vouches for.
fn denied_as(team: &Team, client: IpAddr, denied: Denied) -> Refusal {
    match denied {
        Denied::Unknown(error) => unknown(team, client, error),
        Denied::NothingGranted { id, error } => {
            Refusal { token: Some(id), ..Refusal::new(error, client.to_string()) }
        }
        Denied::Unsure(error) => {
            Refusal { wait: Some(2), ..Refusal::new(error, client.to_string()) }
        }
    }
}

fn rates(config: &Config) -> Rates {
    Rates {
        all_rps: config.limits.max_rps,
        all_burst: config.limits.rate_burst,
        token_rps: config.limits.per_token_rps,
        token_burst: config.limits.per_token_burst,
    }
}
