//! Where do issues, requests, pipelines and schemas stand among the places of code? As artifacts do: see `join`.

use super::{Asked, Place, Sights, passage};
use crate::base::Result;
use crate::config::connector::Connector;
use crate::connector::{self, Item};
use crate::store::connector::{Hit, search};
use crate::tool::Call;

/// A passage of a document, with what is known of it.
pub struct Found {
    pub hit: Hit,
    pub item: Item,
    /// As it stands among paths: `github:acme/app/issues/42`.
    pub path: String,
}

/// The best passages of what a workspace's connectors have brought.
pub fn find(
    call: &Call,
    sights: &Sights,
    which: usize,
    question: &str,
    limit: usize,
) -> Result<Vec<Found>> {
    let id = &sights.each[which].frame.workspace;
    let state = call.app.state();
    let known: Vec<&Connector> = state.connectors(id).collect();
    let Some(space) = call.spaces.iter().find(|s| s.id() == id).filter(|_| !known.is_empty())
    else {
        return Ok(Vec::new());
    };
    let names: Vec<&str> = known.iter().map(|c| c.id.as_str()).collect();
    let deadline = call.permit.deadline();
    let hits = call.store.read(|r| search(r, space.memory(), &names, question, limit, deadline))?;
    let found = |hit: Hit| {
        let item: Item = serde_json::from_str(&hit.item).ok()?;
        let of = known.iter().find(|c| c.id == hit.connector)?;
        let path = connector::path(of, &item.id);
        Some(Found { hit, item, path })
    };
    Ok(hits.into_iter().filter_map(found).collect())
}

pub fn explain(found: &Found) -> String {
    let found = &found.hit.found;
    format!("outside; BM25 {:.2}, {:.2} of the best there could be", found.score, found.share)
}

pub fn place<'a>(found: &'a Found, score: f32, asked: &Asked, most: usize) -> Place<'a> {
    let lines: Vec<&str> = found.hit.text.lines().collect();
    let span = found.hit.found.span.lines;
    Place {
        untrusted: true,
        connector: Some(&found.hit.connector),
        id: Some(&found.item.id),
        url: found.item.url.as_deref(),
        ..passage(&found.path, &found.item.kind, &lines, span, score, asked, most)
    }
}
