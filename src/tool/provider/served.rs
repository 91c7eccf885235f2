//! What may be fetched on a server? What its operator's `connectors[]` name for this workspace, as their last runs
//! brought it: no call of anybody's is made with the server's credentials, nor counts against its limits.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, Call, Given, Input, MOST, Output, counted, cursor};
use crate::base::{Error, Kind, Result};
use crate::config::connector::{Connector, Provider, Resource};
use crate::connector::{Item, Status, kept, label, status};
use crate::store::connector as rows;

/// How long a call waits for a first run, and how often it looks.
const FIRST: Duration = Duration::from_secs(15);
const LOOK: Duration = Duration::from_millis(100);
/// Behind so many, nobody pages.
const DEEPEST: usize = 100_000;

/// A connector of the workspace.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Offer<'a> {
    connector: &'a str,
    provider: Provider,
    resource: Resource,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    #[serde(flatten)]
    status: Status,
}

pub fn list(call: &Call) -> Result<Answer> {
    let (frame, state) = (call.place(), call.app.state());
    let mut offers = Vec::new();
    for connector in state.connectors(call.space().id()) {
        // Why it failed is its operator's to know: see GET /v1/connectors.
        let status = Status { error: None, ..status(call.store, connector)? };
        offers.push(Offer {
            connector: &connector.id,
            provider: connector.provider,
            resource: connector.resource,
            project: connector.project.as_deref(),
            display_name: connector.display_name.as_deref(),
            status,
        });
    }
    let mut text = format!("{} ({})\n", counted(offers.len(), "connector"), frame.label());
    for offer in &offers {
        let of = label(offer.provider, offer.project);
        text.push_str(&format!(
            "{}: {} of {of}, {}, {}\n",
            offer.connector,
            offer.resource.word(),
            counted(usize::try_from(offer.status.items).unwrap_or(usize::MAX), "item"),
            offer.status.state
        ));
    }
    let output = Output { frame: Some(&frame), connectors: Some(&offers), ..Output::default() };
    Answer::new(text, &output, &frame)?.within(call.max_tokens)
}

/// The one connector of the workspace that is meant.
fn meant<'a>(known: &[&'a Connector], input: &Input) -> Result<&'a Connector> {
    let fits = |c: &&&Connector| {
        input.connector.as_ref().is_none_or(|id| *id == c.id)
            && input.provider.is_none_or(|provider| provider == c.provider)
            && input.resource.is_none_or(|resource| resource == c.resource)
            && input.project.as_ref().is_none_or(|project| Some(project) == c.project.as_ref())
    };
    if input.connector.is_none() && input.provider.is_none() {
        return Err(Error::invalid("`connector` is missing")
            .hint("`action: list` names those of the workspace"));
    }
    let mut found = known.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Error::invalid("several connectors of the workspace fit")
            .hint("name one in `connector`; `action: list` names them")),
        (None, _) => {
            Err(Error::new(Kind::ScopeDenied, "no connector of this workspace fetches that")
                .hint("`action: list` names those there are; who runs the server adds others"))
        }
    }
}

pub fn fetch(call: &Call, input: &Input, question: &str) -> Result<Answer> {
    let (frame, state) = (call.place(), call.app.state());
    let known: Vec<&Connector> = state.connectors(call.space().id()).collect();
    let connector = meant(&known, input)?;
    let now = ran(call, connector)?;
    let skip = match &input.cursor {
        Some(c) => cursor::decode::<usize>(question, c)?.min(DEEPEST),
        None => 0,
    };
    let limit = input.limit.clamp(1, MOST);
    let (items, more) = match &input.id {
        Some(id) => {
            let found = call.store.read(|r| rows::one(r, &connector.id, id))?;
            let item = found.as_ref().and_then(kept).ok_or_else(|| {
                let id = crate::gate::clip(id);
                Error::new(Kind::NotFound, format!("`{id}` is nothing that was fetched"))
            })?;
            (vec![item], false)
        }
        None => {
            let state = match input.state.as_deref() {
                None | Some("all") => None,
                Some("open" | "opened") => Some(Ok(true)),
                Some("closed" | "done") => Some(Ok(false)),
                Some(word) => Some(Err(word)),
            };
            let found =
                call.store.read(|r| rows::list(r, &connector.id, state, skip, limit + 1))?;
            let items: Vec<Item> = found.iter().take(limit).filter_map(kept).collect();
            (items, found.len() > limit)
        }
    };
    let given = Given {
        frame: &frame,
        label: &label(connector.provider, connector.project.as_deref()),
        connector: Some(&connector.id),
        fetched_at: now.last_success,
        next: more.then(|| cursor::encode(question, &(skip + limit))),
    };
    given.answer(&items, input.id.is_some(), call.max_tokens)
}

/// How it stands, once it has run at all.
fn ran(call: &Call, connector: &Connector) -> Result<Status> {
    let deadline = call.permit.deadline();
    let most = deadline.left().map_or(FIRST, |left| left.saturating_sub(LOOK * 5).min(FIRST));
    let patience = crate::base::clock::Deadline::after(most);
    loop {
        let now = status(call.store, connector)?;
        let waits = matches!(now.state, "pending" | "running") && now.last_success.is_none();
        if !waits || patience.passed() {
            return match now.last_success.is_some() || now.items > 0 {
                true => Ok(now),
                false => Err(Error::new(
                    Kind::ToolError,
                    format!("connector `{}` has fetched nothing yet: {}", connector.id, now.state),
                )
                .hint("GET /v1/connectors tells who runs the server why")),
            };
        }
        deadline.check()?;
        std::thread::sleep(LOOK);
    }
}
