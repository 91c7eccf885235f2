//! What does a scheduled connector do when it is due? It goes on with its walk, page by page, each kept whole.
//!
//! A page and how far the walk has come are one transaction: whoever is killed goes on behind the last page that was
//! kept. A turn is leased, so that two processes do not fetch the same; one that dies holds it for [`LEASE`].

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::document::document;
use super::item::Item;
use super::source::{self, Source};
use super::trouble::{Fault, Trouble};
use super::walk::Place;
use crate::artifact::cut;
use crate::base::clock::{self, Deadline};
use crate::base::digest::sha256_hex;
use crate::base::{Kind, Result};
use crate::config::connector::{Connector, Provider};
use crate::config::environment::Outside;
use crate::store::Store;
use crate::store::connector::{self as rows, Ended, Entry, New, Turn};
use crate::store::passage::Passage;

/// Longer than one page can take.
const LEASE: SignedDuration = SignedDuration::from_secs(90);
/// Pages of one run; the next goes on soon.
const PAGES: usize = 50;
const SOON: SignedDuration = SignedDuration::from_secs(5);
/// Until the second attempt; doubled each time, and no longer than the interval.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(60);
/// Documents taken away in one transaction: others write, too.
const AT_ONCE: usize = 200;

/// A connector, and what its run needs.
pub struct Job<'a> {
    pub store: &'a Store,
    pub connector: &'a Connector,
    pub outside: &'a Outside,
    /// Bytes that all may store.
    pub quota: Option<u64>,
    pub deadline: &'a Deadline,
}

/// What a run came to.
#[derive(Debug)]
pub enum Ran {
    /// It is not due, or another process is at it.
    NotDue,
    Well {
        changed: u64,
        items: u64,
    },
    Failed(Trouble),
}

/// What a connector fetches, and for whom: another of any of it begins anew.
pub fn fingerprint(connector: &Connector, workspace: &str) -> String {
    let Connector { provider, resource, project, host, state, .. } = connector;
    let parts = [
        Some(provider.word()),
        Some(resource.word()),
        project.as_deref(),
        host.as_ref().map(url::Url::as_str),
        state.as_deref(),
        Some(workspace),
    ];
    sha256_hex(serde_json::to_string(&parts).unwrap_or_default().as_bytes())
}

/// At the start of the process that runs them: whoever had a turn is gone.
///
/// # Errors
/// When the store cannot be written.
pub fn begin(store: &Store) -> Result<()> {
    if store.read(rows::all)?.is_empty() { Ok(()) } else { store.write(rows::release) }
}

/// Brings what is kept to what is configured: with another source all of the old one goes, and so does what is not
/// configured any more. Those that failed are due.
///
/// # Errors
/// When the store cannot be read or written.
pub fn settle(store: &Store, connectors: &[(&Connector, &str)]) -> Result<()> {
    let wanted = |entry: &Entry| {
        connectors.iter().any(|(c, w)| c.id == entry.name && fingerprint(c, w) == entry.source)
    };
    let known = store.read(rows::all)?;
    for entry in known.iter().filter(|entry| !wanted(entry)) {
        while store.write(|w| rows::sweep(w, entry.id, None, AT_ONCE))? > 0 {}
        // A run that is under way may have kept another page meanwhile.
        store.write(|w| {
            while rows::sweep(w, entry.id, None, AT_ONCE)? > 0 {}
            rows::remove(w, &entry.name)
        })?;
    }
    let new: Vec<_> = connectors
        .iter()
        .filter(|(c, _)| !known.iter().any(|entry| entry.name == c.id && wanted(entry)))
        .collect();
    if known.is_empty() && new.is_empty() {
        return Ok(());
    }
    store.write(|w| {
        for (connector, workspace) in new {
            rows::add(w, &connector.id, workspace, &fingerprint(connector, workspace))?;
        }
        rows::wake(w, clock::now().as_millisecond())
    })
}

/// The connectors whose turn it is, by name.
///
/// # Errors
/// When the store cannot be read.
pub fn due(store: &Store, now: Timestamp) -> Result<Vec<String>> {
    let now = now.as_millisecond();
    let entries = store.read(rows::all)?;
    let due = |entry: &Entry| entry.next_run <= now && entry.leased_until <= now;
    Ok(entries.into_iter().filter(due).map(|entry| entry.name).collect())
}

/// Runs a connector that is due.
///
/// # Errors
/// When the store cannot be read or written; what its provider refuses is in [`Ran`].
pub fn run(job: &Job) -> Result<Ran> {
    let now = clock::now();
    let lease = rand::random::<i64>().saturating_abs().max(1);
    let until = later(now, LEASE).as_millisecond();
    let name = &job.connector.id;
    let taken = job.store.write(|w| rows::take(w, name, lease, now.as_millisecond(), until))?;
    let Some(entry) = taken else { return Ok(Ran::NotDue) };
    let mut run = Run { job, id: entry.id, lease, place: Place::read(&entry.place), changed: 0 };
    let walked = run.walk();
    run.end(walked, entry.failures)
}

struct Run<'a> {
    job: &'a Job<'a>,
    id: i64,
    lease: i64,
    place: Place,
    changed: u64,
}

impl Run<'_> {
    /// Until when the provider wants to be left alone, if it said so.
    fn walk(&mut self) -> std::result::Result<Option<Timestamp>, Trouble> {
        let job = self.job;
        let source = Source::of(job.connector, job.outside)?;
        let whole = job.connector.provider == Provider::Postgres;
        let limit = if whole { u64::MAX } else { job.connector.limit };
        let state = job.connector.state.as_deref();
        for _ in 0..PAGES {
            if job.deadline.passed() {
                return Ok(None);
            }
            let asked = self.place.ask(state, limit, whole, clock::now());
            let page = source.page(&asked, job.deadline)?;
            let full = self.place.is_full();
            let ends = self.place.take(&page, clock::now());
            let (kept, gone): (Vec<&Item>, Vec<&Item>) =
                page.items.iter().partition(|item| item.is(state));
            let gone: Vec<String> = gone.into_iter().map(|item| item.id.clone()).collect();
            let documents: Vec<New> = kept.into_iter().map(|item| new(&source, item)).collect();
            self.keep(&documents, &gone)?;
            if ends && full {
                self.sweep()?;
            }
            if ends || page.until.is_some() {
                return Ok(page.until);
            }
        }
        Ok(None)
    }

    fn keep(&mut self, documents: &[New], gone: &[String]) -> std::result::Result<(), Trouble> {
        let place = self.place.written();
        let turn = Turn {
            id: self.id,
            lease: self.lease,
            until: later(clock::now(), LEASE).as_millisecond(),
            place: &place,
            round: self.place.round,
            quota: self.job.quota,
        };
        let kept = self.job.store.write(|w| rows::keep(w, &turn, documents, gone));
        self.changed += kept.map_err(|e| unkept(&e))?;
        Ok(())
    }

    /// What a full walk has not met is gone at its provider.
    fn sweep(&mut self) -> std::result::Result<(), Trouble> {
        loop {
            let round = Some(self.place.round);
            let swept = self.job.store.write(|w| rows::sweep(w, self.id, round, AT_ONCE));
            match swept.map_err(|e| unkept(&e))? {
                0 => return Ok(()),
                count => self.changed += count as u64,
            }
        }
    }

    fn end(
        mut self,
        walked: std::result::Result<Option<Timestamp>, Trouble>,
        failures: u32,
    ) -> Result<Ran> {
        let now = clock::now();
        let interval = SignedDuration::try_from(self.job.connector.interval)
            .unwrap_or(SignedDuration::from_hours(1));
        let mut ended = Ended { at: now.as_millisecond(), ..Ended::default() };
        let mut place = None;
        match &walked {
            Ok(until) => {
                let usual = if self.place.walking() { SOON } else { spread(interval) };
                let next = later(now, usual);
                ended.next_run = until.map_or(next, |until| next.max(until)).as_millisecond();
                ended.limited_until = until.map(Timestamp::as_millisecond);
            }
            Err(trouble) => {
                let lost =
                    matches!(trouble.fault, Fault::Rejected | Fault::NotFound | Fault::Malformed);
                if lost && self.place.midway() {
                    // The name of a page is good for a while only.
                    self.place.leave();
                    place = Some(self.place.written());
                }
                let wait = match trouble.fault.passes() {
                    true => spread(FIRST_WAIT.saturating_mul(1 << failures.min(10)).min(interval)),
                    false => spread(interval),
                };
                let next = trouble
                    .until
                    .map_or_else(|| later(now, wait), |until| later(until, spread(SOON)));
                ended.next_run = next.as_millisecond();
                ended.limited_until = trouble.until.map(Timestamp::as_millisecond);
                ended.fault = Some((trouble.fault.word(), &trouble.message));
            }
        }
        ended.place = place.as_deref();
        self.job.store.write(|w| rows::end(w, self.id, self.lease, &ended))?;
        match walked {
            Ok(_) => {
                let entry = self.job.store.read(|r| rows::get(r, &self.job.connector.id))?;
                let items = entry.map_or(0, |entry| entry.items);
                Ok(Ran::Well { changed: self.changed, items })
            }
            Err(trouble) => Ok(Ran::Failed(trouble)),
        }
    }
}

/// An item as it is kept and found: by its own words, and by what it is called.
fn new(source: &Source, item: &Item) -> New {
    let (content, body_at) = document(item, &source.label());
    let passages = cut(&source.path(&item.id), &content);
    let bare = Item { body: String::new(), comments: Vec::new(), ..item.clone() };
    New {
        key: item.id.clone(),
        kind: item.kind.clone(),
        state: item.state.clone(),
        is_open: item.open,
        updated: item.updated.map_or(0, Timestamp::as_millisecond),
        item: serde_json::to_string(&bare).unwrap_or_default(),
        passages: passages.into_iter().map(|(span, words)| Passage::new(span, &words)).collect(),
        content,
        body_at: body_at as u64,
    }
}

fn unkept(e: &crate::base::Error) -> Trouble {
    let fault = if e.kind() == Kind::Conflict { Fault::Rejected } else { Fault::Storage };
    Trouble::new(fault, format!("what was fetched cannot be kept: {}", e.message()))
}

fn later(at: Timestamp, wait: SignedDuration) -> Timestamp {
    at.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// Nine to eleven tenths of it: connectors that were started together part.
fn spread(wait: SignedDuration) -> SignedDuration {
    let tenth = wait.as_millis() / 10;
    let most = i64::try_from(tenth.saturating_mul(2)).unwrap_or(0).max(1);
    let off = i64::from(rand::random::<u32>()) % most;
    let least = i64::try_from(wait.as_millis() - tenth).unwrap_or(i64::MAX);
    SignedDuration::from_millis(least.saturating_add(off))
}

/// What is kept of an item, as it was fetched; its comments stand behind its body, in one text.
pub fn kept(document: &rows::Document) -> Option<Item> {
    let mut item: Item = serde_json::from_str(&document.item).ok()?;
    item.body = document.content.get(document.body_at..).unwrap_or_default().trim().to_owned();
    Some(item)
}

/// The name under which a run is in the audit log: no token has one with a colon.
pub fn principal(connector: &Connector, workspace: &str) -> Arc<crate::auth::Principal> {
    use crate::auth::{Grant, Principal, Scope, ScopeSet};
    let id = format!("connector:{}", connector.id);
    Arc::new(Principal {
        agent: id.clone(),
        id,
        scopes: ScopeSet::of(&[Scope::Search]),
        grant: Grant::Only([workspace.to_owned()].into()),
    })
}

/// Where a document stands among the places of code.
pub fn path(connector: &Connector, id: &str) -> String {
    source::path(connector.provider, connector.resource, connector.project.as_deref(), id)
}
