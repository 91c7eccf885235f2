//! How does a team's HTTP request become a call? Routes, who may come in, and replies.

mod calls;
mod capability;
mod connector;
mod cors;
mod describe;
mod door;
mod events;
mod health;
mod host;
mod line;
mod mcp;
mod me;
mod metrics;
mod openapi;
mod page;
mod pass;
mod query;
mod records;
mod resource;
mod route;
mod savings;
mod series;
mod storage;
mod subscription;
mod tokens;
mod tools;
mod usage;
mod webhook;
mod workspaces;

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::{Grant, Principal};
use crate::base::digest::sha256_hex;
use crate::base::{Error, Kind, Result};
use crate::gate::{self, Ask, Caller, Effect};
use crate::identity::Person;
use crate::team::Team;
use crate::trace::{self, Span};

use super::failure;
use super::http::{Admission, Completion, Head, Limits, Reply, Request, Service};
use line::Line;
use route::{Access, Route};

/// The team's surface, as the listener sees it.
pub struct TeamService {
    team: Arc<Team>,
    storage: storage::Scale,
    uses: tokens::Uses,
    subscriptions: Arc<subscription::Subscriptions>,
    calls: calls::Calls,
    max_connections: usize,
}

/// Descriptors that are no connection's: the book, the index, repositories that are being read.
/// Without them nothing could be answered, however many clients were let in.
const KEPT: usize = 256;

/// What the door found out, for the worker.
struct Admitted {
    route: &'static Route,
    /// `None` on an open route, and on one that decides itself.
    principal: Option<Arc<Principal>>,
    /// Whom an issuer or a proxy has named, where no token did.
    person: Option<Arc<Person>>,
    remote: String,
}

/// One request on its way through a route.
pub struct Context<'a> {
    pub team: &'a Arc<Team>,
    pub request: &'a Request,
    pub caller: Option<&'a Caller>,
    pub line: &'a line::Line,
    service: &'a TeamService,
}

impl Context<'_> {
    /// The caller of a route that is not open.
    ///
    /// # Errors
    /// `internal` when a route that needs a caller is declared open: a mistake of ours.
    pub fn caller(&self) -> Result<&Caller> {
        self.caller.ok_or_else(|| Error::internal("an open route asked for its caller"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.head.headers.get(name)
    }

    fn admitted(&self) -> Result<&Admitted> {
        let admitted = self.request.context.downcast_ref::<Admitted>();
        admitted.ok_or_else(|| Error::internal("a request without its admission"))
    }

    /// The person whom an issuer or a proxy in front has named; `None` for who showed a token of
    /// team.json, and on an open route. `/v1/me` tells a page the same.
    pub fn person(&self) -> Option<&Arc<Person>> {
        self.admitted().ok()?.person.as_ref()
    }

    /// What stands in the path where its route has this name in braces.
    pub fn part(&self, name: &str) -> &str {
        let path = self.request.head.path.as_str();
        self.admitted().ok().and_then(|a| a.route.part(path, name)).unwrap_or_default()
    }

    /// `x-leanctx-workspace`.
    pub fn workspace(&self) -> Option<String> {
        self.header("x-leanctx-workspace").map(str::to_owned)
    }
}

impl TeamService {
    /// `descriptors`: how many the process may have open.
    pub fn new(team: Arc<Team>, descriptors: usize) -> Self {
        let room = descriptors.saturating_sub(KEPT).max(KEPT / 4);
        let max_connections = Limits::default().max_connections.min(room);
        let (storage, uses) = (storage::Scale::default(), tokens::Uses::default());
        let (subscriptions, calls) = (Arc::default(), calls::Calls::default());
        Self { team, storage, uses, subscriptions, calls, max_connections }
    }
}

impl Service for TeamService {
    fn limits(&self) -> Limits {
        let live = self.team.live();
        Limits {
            max_concurrency: live.config.limits.max_concurrency,
            max_connections: self.max_connections,
            ..Limits::default()
        }
    }

    fn admit(&self, head: &Head, done: Completion) -> Admission {
        door::admit(&self.team, head, done)
    }

    fn uncapped(&self, peer: IpAddr) -> bool {
        self.team.live().config.trusted_proxies.iter().any(|net| net.contains(peer))
    }

    fn handle(&self, request: Request) -> Reply {
        let Some(admitted) = request.context.downcast_ref::<Admitted>() else {
            return self.refuse(Kind::Internal, "internal error");
        };
        let head = &request.head;
        let parent = head.headers.get("traceparent").and_then(trace::Context::parse);
        let tracer = self.team.app().tracer();
        let span = tracer.begin(parent.filter(|_| admitted.principal.is_some()), &Span::default());
        let line = Arc::new(Line::new(&self.team.live().config, &request.head, &request.aside));
        let caller = admitted.principal.as_ref().map(|principal| Caller {
            principal: Arc::clone(principal),
            request_id: request.head.request_id.clone(),
            remote: Some(admitted.remote.clone()),
            deadline: request.deadline.clone(),
            line: gate::Line::over(Arc::clone(&line) as Arc<dyn gate::Transport>),
            trace: span.clone(),
        });
        let context = Context {
            team: &self.team,
            request: &request,
            caller: caller.as_ref(),
            line: &line,
            service: self,
        };
        let reply = (admitted.route.run)(&context).unwrap_or_else(|e| {
            span.failed(e.kind().code());
            failure::reply(&e)
        });
        let reply = resource::step_up(&context, reply);
        // Who was told `request_timeout` meanwhile was counted then; who left has no answer.
        if caller.is_some() && !request.deadline.cancelled() {
            self.team.app().meter().request(request.arrived.elapsed(), reply.status);
        }
        // Then it was answered meanwhile, by the pool.
        let late = request.deadline.passed() || request.deadline.cancelled();
        let status = if late { failure::status(Kind::RequestTimeout) } else { reply.status };
        if late {
            span.failed(Kind::RequestTimeout.code());
        }
        let what = trace::What::Http {
            method: head.method.as_str(),
            route: admitted.route.path,
            status,
            watched: admitted.route.access == Access::Open,
        };
        let asker = trace::Asker {
            request_id: head.request_id.clone(),
            token: admitted.principal.as_ref().map(|principal| principal.id.clone()),
            remote: Some(admitted.remote.clone()),
        };
        tracer.end(&span, asker, what, true);
        cors::mark(&self.team.live().config, head, reply)
    }

    fn refuse(&self, kind: Kind, message: &str) -> Reply {
        let reply = failure::reply(&Error::new(kind, message));
        if reply.status >= 500 {
            let live = self.team.live();
            let timeout = live.config.limits.request_timeout;
            let took = if kind == Kind::RequestTimeout { timeout } else { Duration::ZERO };
            self.team.app().meter().request(took, reply.status);
        }
        reply
    }
}

fn boxed(admitted: Admitted) -> Box<dyn Any + Send> {
    Box::new(admitted)
}

/// Runs a route that is no tool through the gate, under the route's own word and scopes.
fn guarded(
    context: &Context,
    work: impl FnOnce(&crate::gate::Permit) -> Result<Reply>,
) -> Result<Reply> {
    through(context, None, Effect::Read, work)
}

/// As [`guarded`], for a route that changes something: written down before and after.
fn changing(
    context: &Context,
    work: impl FnOnce(&crate::gate::Permit) -> Result<Reply>,
) -> Result<Reply> {
    through(context, None, Effect::Change, work)
}

/// As [`guarded`], about one workspace; `known`: there is one of this name.
fn guarded_in(
    context: &Context,
    workspace: &str,
    known: bool,
    work: impl FnOnce(&crate::gate::Permit) -> Result<Reply>,
) -> Result<Reply> {
    through(context, Some((workspace, known)), Effect::Read, work)
}

fn through(
    context: &Context,
    workspace: Option<(&str, bool)>,
    effect: Effect,
    work: impl FnOnce(&crate::gate::Permit) -> Result<Reply>,
) -> Result<Reply> {
    let route = context.admitted()?.route;
    let needs = route.access.scopes();
    let caller = context.caller()?;
    let ask = Ask {
        caller,
        tool: None,
        method: route.path,
        workspace: workspace.map(|(id, _)| id),
        needs,
        effect,
        arguments_sha256: (effect == Effect::Change).then(|| sha256_hex(&context.request.body)),
    };
    let gate = context.team.app().gate();
    let principal = &caller.principal;
    let whole = matches!(route.access, Access::Whole(_)) && principal.scopes.covers(needs);
    if whole && principal.grant != Grant::All {
        let word = route.path;
        return Err(gate.refuse(
            &ask,
            Error::new(Kind::ScopeDenied, format!("this token may not use `{word}`"))
                .hint("it is bound to workspaces, and the answer is about all of them"),
        ));
    }
    if let Some((id, false)) = workspace.filter(|_| principal.scopes.covers(needs)) {
        return Err(gate.refuse(&ask, gate::unknown_workspace(id)));
    }
    gate.enter(&ask, |permit| {
        query::check(context, route.about.query)?;
        work(permit)
    })
}

/// # Errors
/// `unsupported_media_type` for a body that is not declared as JSON.
fn json_body(context: &Context) -> Result<()> {
    let declared = context.header("content-type").unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Error::new(Kind::UnsupportedMediaType, "the body must be JSON")
        .hint("send `Content-Type: application/json`"))
}

/// # Errors
/// `internal`: a fault of ours.
fn json_reply(body: &impl serde::Serialize) -> Result<Reply> {
    let json = serde_json::to_string(body)
        .map_err(|e| Error::internal("a reply does not serialise").source(e))?;
    Ok(Reply::bytes(200, "application/json", json))
}
