//! POST /v1/webhooks/{provider}/{workspaceId}: a forge tells of a push.
//!
//! Whoever sends one has no token: the delivery is signed with its workspace's own secret. A
//! workspace that there is not, one without a secret and a wrong signature have the same answer,
//! and cost the same work.

use std::sync::{Arc, mpsc};

use serde_json::{Value, json};

use super::{Context, door, openapi};
use crate::auth::{Grant, Principal, ScopeSet, Secret};
use crate::base::digest::sha256_hex;
use crate::base::{Error, Kind, Result, clock};
use crate::config::SecretSource;
use crate::gate::{Ask, Caller, Effect, Line};
use crate::hook::{Event, Forge, Refusal};
use crate::server::http::{Head, Reply};
use crate::store::delivery::Delivery;

/// Whom the route's path names, as far as the head can tell.
///
/// # Errors
/// `not_found` for a forge that there is not, `unauthorized` without anything like a signature.
pub fn look(head: &Head, provider: &str) -> Result<()> {
    let forge = forge(provider)?;
    let signed = forge.may_be_signed(&|name| head.headers.get(name));
    if signed { Ok(()) } else { Err(unsigned()) }
}

pub fn take(context: &Context) -> Result<Reply> {
    let (provider, workspace) = (context.part("provider"), context.part("workspaceId"));
    let forge = forge(provider)?;
    let live = context.team.live();
    let hooks = &live.config.webhooks;
    let known = context.team.app().state().space(workspace).is_some();
    let source = hooks.get(workspace).filter(|_| known);
    // Without one, another's is compared, whose answer does not count.
    let compared = source.or_else(|| hooks.values().next());
    let compared = compared.map_or_else(|| Ok(Secret::new("")), SecretSource::resolve);
    let request = context.request;
    // One that repeats what a signature could stand in is nobody's.
    let header = |name: &str| request.head.headers.single(name).ok().flatten();
    let now = clock::now();
    let checked = match &compared {
        Ok(compared) => forge.check(compared.expose(), &header, &request.body, now.as_second()),
        Err(_) => Err(Refusal::Unsigned),
    };
    if source.is_some() {
        context.team.hook_secret(workspace, compared.err());
    }
    let delivery = match checked.and_then(|it| source.map(|_| it).ok_or(Refusal::Unsigned)) {
        Err(Refusal::Unnamed(header)) if source.is_some() => Err(header),
        Err(_) => {
            let workspace = source.map(|_| workspace);
            workspace.into_iter().for_each(|id| context.team.count_refused(id));
            return turn_away(context, workspace);
        }
        Ok(delivery) => Ok(delivery),
    };
    let caller = caller(context, forge, workspace)?;
    let ask = Ask {
        caller: &caller,
        tool: None,
        method: context.admitted()?.route.path,
        workspace: Some(workspace),
        needs: ScopeSet::NONE,
        effect: Effect::Change,
        arguments_sha256: Some(sha256_hex(&request.body)),
    };
    context.team.app().gate().enter(&ask, |_| {
        let delivery = delivery.map_err(|header| {
            Error::new(Kind::InvalidRequest, format!("the header `{header}` is missing"))
        })?;
        // What the forge has no name for cannot come twice.
        let id = delivery.id.unwrap_or_else(|| format!("unnamed-{}", request.head.request_id));
        let event = delivery.event;
        let taken = context.team.delivered(&Delivery {
            workspace,
            forge: forge.word(),
            name: &id,
            event: event.word(),
            at: now.as_millisecond(),
            pushes: event == Event::Push,
        })?;
        let told = json!({
            "accepted": true,
            "event": event.word(),
            "queued": taken.queued,
            "repeated": taken.repeated,
        });
        Ok(Reply::json(202, &told))
    })
}

fn forge(provider: &str) -> Result<Forge> {
    Forge::parse(provider).ok_or_else(|| {
        Error::new(Kind::NotFound, "there is nothing at this path")
            .hint("webhooks are at /v1/webhooks/{github,gitlab,gitea,forgejo}/{workspaceId}")
    })
}

/// The same for a workspace that there is not.
fn unsigned() -> Error {
    Error::new(Kind::Unauthorized, "the delivery is not signed with this workspace's secret")
        .hint("an operator reads what to paste from `lean-ctx team webhook url`")
}

/// Whose doing it is in the book.
fn caller(context: &Context, forge: Forge, workspace: &str) -> Result<Caller> {
    let id = format!("webhook:{}:{workspace}", forge.word());
    let principal = Principal {
        agent: id.clone(),
        id,
        scopes: ScopeSet::NONE,
        grant: Grant::Only([workspace.to_owned()].into()),
    };
    Ok(Caller {
        principal: Arc::new(principal),
        request_id: context.request.head.request_id.clone(),
        remote: Some(context.admitted()?.remote.clone()),
        deadline: context.request.deadline.clone(),
        line: Line::default(),
        trace: crate::trace::Span::default(),
    })
}

/// Answers once the refusal is in the book.
fn turn_away(context: &Context, workspace: Option<&str>) -> Result<Reply> {
    let (sender, receiver) = mpsc::channel();
    door::refuse_stranger(context, unsigned(), workspace, move |reply| {
        let _ = sender.send(reply);
    })?;
    receiver.recv().map_err(|_| Error::internal("a refusal was not written down"))
}

pub fn body_schema(_: &[&'static crate::tool::Described]) -> Value {
    json!({"description": "As the forge sends it; its bytes are what is signed, and are not read."})
}

pub fn schema() -> Value {
    openapi::object(json!({
        "accepted": {"const": true},
        "event": {"type": "string", "enum": ["push", "ping", "other"]},
        "queued": {"type": "boolean"},
        "repeated": {"type": "boolean"},
    }))
}
