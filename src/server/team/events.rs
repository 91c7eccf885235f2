//! GET /v1/events, /v1/events/search, /v1/events/lineage, /v1/context/summary: what has happened?

use std::sync::Arc;

use serde_json::{Value, json};

use super::pass::Pass;
use super::query::{self, Form, Param};
use super::{Context, openapi};
use crate::app::Space;
use crate::auth::{Principal, Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::event::{self, Event, Log, Sees, Sink, Start};
use crate::gate::Permit;
use crate::server::http::{Reply, StreamSender};
use crate::store::event as kept;
use crate::team::Team;
use crate::tool::{self, DEFAULT_CHANNEL};

const MOST_ID: u64 = i64::MAX as u64;

pub const WORKSPACE: Param = Param::new(
    "workspaceId",
    "Workspace to ask; default: `x-leanctx-workspace`, then the server's.",
    Form::Workspace,
);
pub const CHANNEL: Param =
    Param::new("channelId", "Conversation within the workspace; default: `default`.", Form::Name);
pub const ANY_CHANNEL: Param =
    Param::new("channelId", "Conversation within the workspace; default: all.", Form::Name);
pub const SINCE: Param = Param::whole(
    "since",
    0,
    0..=MOST_ID,
    "The last id that was read; `Last-Event-ID` comes before it.",
);
pub const BATCH: Param =
    Param::whole("limit", 200, 1..=1000, "Events read at a time; none is passed over.");
pub const NEWEST: Param = Param::whole("limit", 100, 1..=500, "Newest events that are digested.");
pub const WORDS: Param =
    Param::new("q", "Words that all stand in the event.", Form::Text).required();
pub const FOUND: Param = Param::whole("limit", 20, 1..=100, "Most results.");
pub const ID: Param = Param::whole("id", 0, 0..=MOST_ID, "The event to begin at.").required();
pub const DEPTH: Param = Param::whole("depth", 20, 1..=50, "Most events of the chain.");

/// Events looked at between two questions whether there is still time.
const PAGE: usize = 1000;

/// One workspace's events, as a caller may see them.
struct Sight<'a> {
    space: &'a Arc<Space>,
    log: &'a Log,
    /// Payloads whole.
    full: bool,
    permit: &'a Permit,
}

/// Runs a route about one workspace's events through the gate.
fn seen(context: &Context, work: impl FnOnce(&Sight) -> Result<Reply>) -> Result<Reply> {
    let state = context.team.app().state();
    let id = query::text(context, &WORKSPACE)
        .or_else(|| context.workspace())
        .unwrap_or_else(|| state.default_workspace().to_owned());
    let space = state.space(&id);
    super::guarded_in(context, &id, space.is_some(), |permit| {
        let space = space.ok_or_else(|| Error::internal("a workspace was let through unseen"))?;
        let log = context.team.app().events();
        let log = log.ok_or_else(|| Error::internal("a server without an event log"))?;
        let full = permit.principal().scopes.has(Scope::Audit);
        let reply = work(&Sight { space, log, full, permit })?;
        let reply = reply.header("x-leanctx-workspace", space.id());
        Ok(match space.commit() {
            Some(commit) => reply.header("x-leanctx-commit", commit),
            None => reply,
        })
    })
}

fn channel(context: &Context, param: &Param) -> Result<Option<String>> {
    query::text(context, param).map(|name| tool::channel_name(Some(name))).transpose()
}

pub fn stream(context: &Context) -> Result<Reply> {
    seen(context, |sight| {
        let since =
            match context.header("last-event-id") {
                Some(text) => {
                    Some(text.trim().parse().ok().filter(|id| *id <= MOST_ID).ok_or_else(|| {
                        Error::invalid("`Last-Event-ID` must be the id of an event")
                    })?)
                }
                None => Some(query::whole(context, &SINCE)?).filter(|since| *since > 0),
            };
        let principal = sight.permit.principal();
        let start = Start {
            workspace: sight.space.memory().to_owned(),
            channel: channel(context, &CHANNEL)?.unwrap_or_else(|| DEFAULT_CHANNEL.into()),
            since,
            full: sight.full,
            batch: query::count(context, &BATCH)?,
            token: principal.id.clone(),
            agent: principal.agent.clone(),
        };
        let headers = [
            ("content-type", "text/event-stream"),
            ("cache-control", "no-store"),
            // A proxy that buffers would hold events back.
            ("x-accel-buffering", "no"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (reply, sender) = Reply::stream(headers.into());
        let listener = Listener {
            sender,
            team: Arc::clone(&context.service.team),
            pass: Pass::of(context),
            workspace: sight.space.id().to_owned(),
            full: sight.full,
        };
        sight.log.join(start, Box::new(listener))?;
        Ok(reply)
    })
}

/// A client at the other end of a stream.
struct Listener {
    sender: StreamSender,
    team: Arc<Team>,
    /// Whoever is revoked is sent nothing more.
    pass: Pass,
    workspace: String,
    full: bool,
}

impl Listener {
    fn may_go_on(&self, principal: &Principal) -> bool {
        principal.scopes.has(Scope::Events)
            && principal.scopes.has(Scope::Audit) >= self.full
            && principal.grant.covers(&self.workspace)
    }
}

impl Sink for Listener {
    fn room(&self) -> usize {
        self.sender.room()
    }

    fn ready(&self) -> bool {
        self.sender.room() >= StreamSender::MOST / 2
    }

    fn send(&self, frames: Vec<u8>) -> bool {
        self.sender.send(frames).is_ok()
    }

    fn closed(&self) -> bool {
        self.sender.closed()
    }

    fn ended(&self) -> Option<&'static str> {
        match self.pass.asked_again(&self.team.live()) {
            Err(_) => Some("the token is no longer valid"),
            Ok(principal) if !self.may_go_on(&principal) => {
                Some("the token may no longer read this")
            }
            Ok(_) if self.team.app().state().space(&self.workspace).is_none() => {
                Some("the workspace is gone")
            }
            Ok(_) => None,
        }
    }
}

pub fn summary(context: &Context) -> Result<Reply> {
    seen(context, |sight| {
        let channel = channel(context, &CHANNEL)?.unwrap_or_else(|| DEFAULT_CHANNEL.into());
        let limit = query::count(context, &NEWEST)?;
        let memory = sight.space.memory();
        let (extent, newest) = context.team.app().store().read(|r| {
            let extent = kept::extent(r, memory, &channel)?;
            Ok((extent, kept::before(r, memory, Some(&channel), u64::MAX, limit)?))
        })?;
        let scopes = sight.permit.principal().scopes;
        let sees =
            Sees { payloads: sight.full, knowledge: sight.full || scopes.has(Scope::Knowledge) };
        // Who has read this is up to date.
        sight.log.stale(memory, &channel, &sight.permit.principal().agent);
        super::json_reply(&event::summarize(sight.space.id(), &channel, &extent, &newest, sees))
    })
}

pub fn search(context: &Context) -> Result<Reply> {
    seen(context, |sight| {
        let text = query::text(context, &WORDS).unwrap_or_default();
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let channel = channel(context, &ANY_CHANNEL)?;
        let limit = query::count(context, &FOUND)?;
        let memory = sight.space.memory();
        let (mut found, mut below) = (Vec::new(), u64::MAX);
        // Page by page, so that no look at the store is long.
        while found.len() < limit {
            sight.permit.deadline().check()?;
            let store = context.team.app().store();
            let page = store.read(|r| kept::before(r, memory, channel.as_deref(), below, PAGE))?;
            let holding = page.iter().filter(|e| event::holds(e, &words, sight.full));
            let holding = holding.take(limit - found.len());
            found.extend(holding.map(|e| Event::of(sight.space.id(), e, sight.full)));
            match page.last() {
                Some(last) if page.len() == PAGE => below = last.id,
                _ => break,
            }
        }
        super::json_reply(&json!({
            "query": text,
            "workspaceId": sight.space.id(),
            "channelId": channel,
            "count": found.len(),
            "results": found,
        }))
    })
}

pub fn lineage(context: &Context) -> Result<Reply> {
    seen(context, |sight| {
        let (id, depth) = (query::whole(context, &ID)?, query::count(context, &DEPTH)?);
        let chain = context.team.app().store().read(|r| {
            let (mut chain, mut next) = (Vec::new(), Some(id));
            while let Some(id) = next.filter(|_| chain.len() < depth) {
                // Beyond what is kept a chain has no more links.
                let Some(event) = kept::one(r, sight.space.memory(), id)? else { break };
                // A parent is older than its child: a chain ends.
                next = event.parent.filter(|parent| *parent < id);
                chain.push(Event::of(sight.space.id(), &event, sight.full));
            }
            Ok(chain)
        })?;
        super::json_reply(&json!({"eventId": id, "depth": chain.len(), "chain": chain}))
    })
}

/// The scope of these routes.
pub const EVENTS: ScopeSet = ScopeSet::of(&[Scope::Events]);

/// CONTRACT §3.
fn event_schema() -> Value {
    let (count, text) = (json!({"type": "integer", "minimum": 0}), json!({"type": "string"}));
    let kinds = event::Kind::ALL.map(event::Kind::word);
    let mut schema = openapi::object(json!({
        "id": count,
        "workspaceId": text,
        "channelId": text,
        "kind": {"type": "string", "enum": kinds},
        "actor": text,
        "timestamp": {"type": "string", "format": "date-time"},
        "version": count,
        "consistencyLevel": {"type": "string", "enum": ["local", "eventual", "strong"]},
        "payload": openapi::object(json!({"tool": text})),
    }));
    schema["properties"]["parentId"] = count;
    schema["properties"]["targetAgents"] = json!({"type": "array", "items": text});
    schema
}

pub fn search_schema() -> Value {
    openapi::object(json!({
        "query": {"type": "string"},
        "workspaceId": {"type": "string"},
        "channelId": {"type": ["string", "null"]},
        "results": {"type": "array", "items": event_schema()},
        "count": {"type": "integer"},
    }))
}

pub fn lineage_schema() -> Value {
    openapi::object(json!({
        "eventId": {"type": "integer"},
        "chain": {"type": "array", "items": event_schema()},
        "depth": {"type": "integer"},
    }))
}

pub fn summary_schema() -> Value {
    let (count, text) = (json!({"type": "integer", "minimum": 0}), json!({"type": "string"}));
    let maybe = json!({"type": ["string", "null"]});
    let list = |of: Value| json!({"type": "array", "items": of});
    openapi::object(json!({
        "workspaceId": text,
        "channelId": text,
        "totalEvents": count,
        "latestVersion": count,
        "activeAgents": list(text.clone()),
        "recentDecisions": list(openapi::object(json!({
            "agent": text, "tool": text, "action": maybe, "reasoning": maybe, "timestamp": text,
        }))),
        "knowledgeDelta": list(openapi::object(json!({
            "category": text, "key": text, "agent": text, "timestamp": text,
        }))),
        "conflictAlerts": list(openapi::object(json!({
            "category": text, "key": text, "agents": list(text.clone()),
        }))),
        "eventCountsByKind": {"type": "object", "additionalProperties": count},
    }))
}
