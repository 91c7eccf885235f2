//! Which resources are there, for this caller? Each workspace's most central files, then artifacts, then knowledge.
//!
//! Not every file is listed: a client shows a list to a person, or reads all of it. The rest is
//! reached by the templates, by completion and by the tools.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mime;
use super::uri::{Thing, Uri};
use crate::app::{App, Space};
use crate::artifact::Shelf;
use crate::auth::{Principal, Scope, ScopeSet};
use crate::base::digest::sha256_hex;
use crate::base::{Error, Result, clock};
use crate::gate::{self, Ask, Caller, Effect};
use crate::knowledge::Memory;
use crate::view::cursor;

const METHOD: &str = "resources/list";
/// Files of a workspace that are listed.
const MOST_FILES: usize = 1000;
/// Resources of a page.
const PAGE: usize = 100;
/// Bytes of a fact's value that its description shows.
const CLIPPED: usize = 120;

/// One entry of `resources/list`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    pub uri: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub mime_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Annotations {
    /// RFC 3339.
    last_modified: String,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    pub resources: Vec<Listed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Where a page begins: in which workspace, and there in which of its lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    workspace: String,
    at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum At {
    /// The order is one commit's, and another until its graph is there.
    Files {
        from: u64,
        of: Option<(Option<String>, bool)>,
    },
    Artifacts {
        from: String,
    },
    Facts {
        from: (String, String),
    },
}

impl At {
    const BEGIN: Self = Self::Files { from: 0, of: None };
}

/// One page of what a caller may see: of one workspace where one is named, else of all of them.
///
/// # Errors
/// `invalid_arguments` for a cursor that is not of this list, and every refusal of the gate.
pub fn list(
    app: &App,
    caller: &Caller,
    workspace: Option<&str>,
    cursor: Option<&str>,
) -> Result<Page> {
    let ask = Ask {
        caller,
        tool: None,
        method: METHOD,
        workspace: Some(workspace.unwrap_or("*")),
        needs: ScopeSet::NONE,
        effect: Effect::Read,
        arguments_sha256: Some(sha256_hex(cursor.unwrap_or_default().as_bytes())),
    };
    let state = app.state();
    let spaces: Vec<Arc<Space>> = state
        .visible(&caller.principal)
        .filter(|space| workspace.is_none_or(|id| id == "*" || id == space.id()))
        .cloned()
        .collect();
    if let (Some(id), true) = (workspace, spaces.is_empty()) {
        return Err(app.gate().refuse(&ask, gate::unknown_workspace(id)));
    }
    app.gate().enter(&ask, |permit| {
        let question = format!("{METHOD} {}", workspace.unwrap_or("*"));
        let from = cursor
            .filter(|c| !c.is_empty())
            .map(|c| cursor::decode::<Place>(&question, c))
            .transpose()?;
        let lister = Lister { app, principal: permit.principal() };
        let (resources, next) = lister.page(&spaces, from)?;
        let next_cursor = next.map(|place| cursor::encode(&question, &place));
        Ok(Page { resources, next_cursor })
    })
}

struct Lister<'a> {
    app: &'a App,
    principal: &'a Principal,
}

/// Some of a workspace's resources, and where in it there is more.
type Part = (Vec<Listed>, Option<At>);

impl Lister<'_> {
    fn page(
        &self,
        spaces: &[Arc<Space>],
        from: Option<Place>,
    ) -> Result<(Vec<Listed>, Option<Place>)> {
        let (first, mut at) = match from {
            Some(place) => (place.workspace, place.at),
            None => (String::new(), At::BEGIN),
        };
        let mut page = Vec::new();
        // By id; a workspace that is gone meanwhile is passed over.
        for space in spaces.iter().filter(|space| *space.id() >= *first) {
            if *space.id() != *first {
                at = At::BEGIN;
            }
            let place = |at: At| Place { workspace: space.id().to_owned(), at };
            let mut next = Some(at.clone());
            while let Some(begin) = next {
                let room = PAGE - page.len();
                if room == 0 {
                    return Ok((page, Some(place(begin))));
                }
                let (part, more) = self.part(space, begin, room)?;
                page.extend(part);
                next = more;
            }
        }
        Ok((page, None))
    }

    fn part(&self, space: &Space, at: At, room: usize) -> Result<Part> {
        let has = |scope| self.principal.scopes.has(scope);
        let artifacts = At::Artifacts { from: String::new() };
        let facts = At::Facts { from: (String::new(), String::new()) };
        match at {
            At::Files { from, of } if has(Scope::Search) => {
                let (part, more) = files(space, from, of, room)?;
                Ok((part, Some(more.unwrap_or(artifacts))))
            }
            At::Files { .. } => Ok((Vec::new(), Some(artifacts))),
            At::Artifacts { from } if has(Scope::Artifacts) => {
                let (part, more) = self.artifacts(space, &from, room)?;
                Ok((part, Some(more.unwrap_or(facts))))
            }
            At::Artifacts { .. } => Ok((Vec::new(), Some(facts))),
            At::Facts { from } if has(Scope::Knowledge) => self.facts(space, &from, room),
            At::Facts { .. } => Ok((Vec::new(), None)),
        }
    }

    fn artifacts(&self, space: &Space, from: &str, room: usize) -> Result<Part> {
        let shelf = Shelf { store: self.app.store().into(), workspace: space.memory() };
        let (mut entries, _) = shelf.list("", from, room + 1)?;
        let more = entries.get(room).map(|e| At::Artifacts { from: e.name.clone() });
        entries.truncate(room);
        let listed = |entry: crate::artifact::Entry| Listed {
            uri: named(space, Thing::Artifact { name: entry.name.clone() }),
            description: Some(format!("artifact by {}, version {}", entry.author, entry.version)),
            mime_type: mime::of_artifact(&entry.name, entry.is_text),
            size: Some(entry.bytes),
            annotations: modified(entry.at),
            name: entry.name,
        };
        Ok((entries.into_iter().map(listed).collect(), more))
    }

    fn facts(&self, space: &Space, from: &(String, String), room: usize) -> Result<Part> {
        let memory = Memory {
            store: self.app.store().into(),
            workspace: space.memory(),
            agent: &self.principal.agent,
            quota: None,
        };
        let (mut facts, _) = memory.list("", "", (&from.0, &from.1), room + 1)?;
        let more = facts.get(room).map(|f| At::Facts { from: (f.category.clone(), f.key.clone()) });
        facts.truncate(room);
        let listed = |fact: crate::knowledge::Fact| Listed {
            name: format!("{}/{}", fact.category, fact.key),
            description: Some(fact.value[..fact.value.floor_char_boundary(CLIPPED)].to_owned()),
            mime_type: mime::PLAIN,
            size: None,
            annotations: modified(fact.at),
            uri: named(space, Thing::Fact { category: fact.category, key: fact.key }),
        };
        Ok((facts.into_iter().map(listed).collect(), more))
    }
}

/// The indexed files of a workspace, those that most leans on first; by path while the code is
/// still being read. One that is not indexed yet has none.
fn files(
    space: &Space,
    from: u64,
    of: Option<(Option<String>, bool)>,
    room: usize,
) -> Result<Part> {
    let Ok(view) = space.view() else { return Ok((Vec::new(), None)) };
    let graph = view.graph().ok();
    let now = Some((view.snapshot().head().commit.clone(), graph.is_some()));
    if from > 0 && of != now {
        return Err(Error::invalid("`cursor` is of an older commit than is served now")
            .hint("list anew without it"));
    }
    let weight = |path: &str| {
        graph.as_ref().and_then(|graph| Some(graph.rank(graph.file(path)?))).unwrap_or_default()
    };
    let mut order: Vec<_> = view
        .snapshot()
        .entries()
        .iter()
        .filter(|entry| entry.left_out().is_none())
        .map(|entry| (weight(&entry.path), entry))
        .collect();
    order.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.path.cmp(&y.path)));
    order.truncate(MOST_FILES);
    let from = usize::try_from(from).unwrap_or(usize::MAX).min(order.len());
    let end = (from + room).min(order.len());
    let more = (end < order.len()).then_some(At::Files { from: end as u64, of: now });
    let listed = order[from..end].iter().map(|(_, entry)| Listed {
        uri: Uri::file(space.id(), &entry.path).to_string(),
        name: entry.path.to_string(),
        description: None,
        mime_type: mime::of_file(&entry.path),
        size: Some(entry.size),
        annotations: None,
    });
    Ok((listed.collect(), more))
}

fn named(space: &Space, thing: Thing) -> String {
    Uri { workspace: space.id().to_owned(), thing, reference: None }.to_string()
}

fn modified(at: i64) -> Option<Annotations> {
    clock::rfc3339_of(at).map(|last_modified| Annotations { last_modified })
}
