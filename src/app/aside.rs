//! How is another ref of a workspace served than the one that is indexed? As an overlay that is made when
//! it is asked for, kept while it is, and dropped when nobody asks for it any more.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Space;
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Result};
use crate::config::RefGlobs;
use crate::index::view::View;
use crate::ingest::{Progress, Published};
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::{Allowed, Head};

/// Commits that are kept ready, of each workspace.
const MOST: usize = 8;
/// Bytes of them all, of all workspaces together. One that is larger is kept alone.
const BYTES: u64 = 256 << 20;
/// What nobody has asked for in so long is dropped.
const UNUSED: Duration = Duration::from_secs(10 * 60);
/// Who waits for another's work looks at least this often whether it still may.
const LOOK: Duration = Duration::from_millis(100);

/// Which refs a call may ask for, beside the one that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refs {
    /// All, and every commit that can be reached from one: a local user's own repository.
    All,
    /// What the configuration lists.
    Matching(RefGlobs),
}

/// The commits of one workspace that are kept ready.
#[derive(Default)]
pub struct Asides {
    kept: Mutex<Kept>,
    done: Condvar,
}

#[derive(Default)]
struct Kept {
    /// The least recently used first.
    ready: Vec<Aside>,
    /// One is made at a time.
    busy: bool,
}

struct Aside {
    commit: String,
    view: View,
    used: Instant,
}

impl Aside {
    fn is(&self, commit: &str, base: &Arc<Snapshot>) -> bool {
        // A newer base would keep the older one's files on disk as long as this is asked for.
        self.commit == commit && Arc::ptr_eq(&self.view.published().snapshot, base)
    }

    fn bytes(&self) -> u64 {
        self.view.overlay().map_or(0, |overlay| overlay.bytes())
    }
}

impl Asides {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn clear(&self) {
        self.kept().ready.clear();
    }

    fn ready(&self, commit: &str, base: &Arc<Snapshot>) -> Option<View> {
        let mut kept = self.kept();
        let at = kept.ready.iter().position(|aside| aside.is(commit, base))?;
        let mut aside = kept.ready.remove(at);
        aside.used = clock::instant();
        let view = aside.view.clone();
        kept.ready.push(aside);
        Some(view)
    }

    /// What is ready, or what `make` makes; two never make at once.
    fn get(
        &self,
        commit: &str,
        base: &Arc<Snapshot>,
        deadline: &Deadline,
        make: impl FnOnce() -> Result<View>,
    ) -> Result<View> {
        loop {
            if let Some(view) = self.ready(commit, base) {
                return Ok(view);
            }
            deadline.check()?;
            let mut kept = self.kept();
            if !kept.busy {
                kept.busy = true;
                break;
            }
            drop(self.done.wait_timeout(kept, LOOK).unwrap_or_else(PoisonError::into_inner));
        }
        let _making = Making(self);
        // It may have become ready just before.
        if let Some(view) = self.ready(commit, base) {
            return Ok(view);
        }
        let view = make()?;
        let mut kept = self.kept();
        kept.ready.retain(|aside| aside.commit != commit);
        let used = clock::instant();
        kept.ready.push(Aside { commit: commit.to_owned(), view: view.clone(), used });
        let over = kept.ready.len().saturating_sub(MOST);
        kept.ready.drain(..over);
        Ok(view)
    }

    pub fn drop_unused(&self) {
        self.kept().ready.retain(|aside| aside.used.elapsed() < UNUSED);
    }

    fn weight(&self) -> (usize, u64) {
        let kept = self.kept();
        (kept.ready.len(), kept.ready.iter().map(Aside::bytes).sum())
    }

    /// When the one was used that would be the first to go.
    fn oldest(&self) -> Option<Instant> {
        self.kept().ready.first().map(|aside| aside.used)
    }

    fn drop_oldest(&self) {
        let mut kept = self.kept();
        if !kept.ready.is_empty() {
            kept.ready.remove(0);
        }
    }
}

/// Marks that one is being made until it goes, be it by a panic.
struct Making<'a>(&'a Asides);

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.kept().busy = false;
        self.0.done.notify_all();
    }
}

/// Drops what nobody has asked for lately, and the least recently used of the rest until all fit.
pub fn bound<'a>(spaces: impl Iterator<Item = &'a Arc<Space>>) {
    let mut filled = Vec::new();
    for space in spaces {
        space.asides().drop_unused();
        if let (n @ 1.., bytes) = space.asides().weight() {
            filled.push((space, n, bytes));
        }
    }
    while filled.iter().map(|(_, _, bytes)| bytes).sum::<u64>() > BYTES
        && filled.iter().map(|(_, n, _)| n).sum::<usize>() > 1
    {
        let oldest = filled.iter_mut().filter(|(_, n, _)| *n > 0);
        let Some(space) = oldest.min_by_key(|(space, _, _)| space.asides().oldest()) else {
            return;
        };
        space.0.asides().drop_oldest();
        (space.1, space.2) = space.0.asides().weight();
    }
}

/// What a call asked for.
pub struct Asked {
    head: Head,
    base: Arc<Published>,
}

impl Space {
    /// Finds what a ref leads to. One that is not there and one that may not be asked for are one
    /// answer.
    ///
    /// # Errors
    /// `invalid_arguments` for those; `tool_error` while nothing is served.
    pub fn ask(
        &self,
        reference: &str,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Asked> {
        let base = self.base(deadline, progress)?;
        let served = base.snapshot.head();
        let test;
        let allowed = match &self.origin().refs {
            Refs::All => Allowed::All,
            Refs::Matching(globs) => {
                test = |name: &str| globs.matches(name);
                Allowed::Those(&test)
            }
        };
        let found = self.engine()?.asked(reference, served, allowed, deadline)?;
        let head = found.ok_or_else(|| self.unknown_ref(reference))?;
        Ok(Asked { head, base })
    }

    /// Can it be shown without work?
    pub fn is_ready(&self, asked: &Asked) -> bool {
        asked.is_base()
            || asked
                .commit()
                .is_some_and(|c| self.asides().ready(c, &asked.base.snapshot).is_some())
    }

    /// The workspace as of another ref.
    ///
    /// # Errors
    /// See `Engine::aside`.
    pub fn view_of(
        &self,
        asked: Asked,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<View> {
        let commit = match asked.commit() {
            Some(commit) if !asked.is_base() => commit.to_owned(),
            _ => return Ok(View::new(asked.base)),
        };
        let Asked { head, base } = asked;
        let snapshot = Arc::clone(&base.snapshot);
        self.asides().get(&commit, &snapshot, deadline, || {
            self.engine()?.aside(base, &head, &|p| progress(p), deadline)
        })
    }

    /// Commits of other refs that are ready, and the bytes that they take.
    pub fn kept_refs(&self) -> (usize, u64) {
        self.asides().weight()
    }

    fn unknown_ref(&self, reference: &str) -> Error {
        let error = Error::invalid(format!(
            "workspace `{}` has no ref `{}` that may be asked for",
            self.id(),
            crate::gate::clip(reference)
        ));
        match self.origin().refs {
            Refs::All => error.hint("name a branch, a tag or a commit that one of them leads to"),
            Refs::Matching(_) => error
                .hint("leave `ref` out for what is served; `refs` in team.json lists the others"),
        }
    }
}

impl Asked {
    fn commit(&self) -> Option<&str> {
        self.head.commit.as_deref()
    }

    fn is_base(&self) -> bool {
        self.head.commit == self.base.snapshot.head().commit
    }
}
