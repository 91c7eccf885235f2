//! How is another commit served beside the published one? Only what differs is read; it lies over the
//! published snapshot in memory, and its pack in a file that has no name once it is mapped.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::plan::{Job, Known, plan};
use super::run::Run;
use super::{Engine, FILES_A_THREAD, Progress, Published, Watch};
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Kind, Result, files};
use crate::index::overlay::Overlay;
use crate::index::store::{Limits, Store};
use crate::index::view::View;
use crate::workspace::manifest::OVERSIZED;
use crate::workspace::pack::Packs;
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::{Allowed, Head, Tree};

/// Contents in which another commit may differ: beyond that it is an index of its own.
const MOST_FILES: usize = 10_000;
/// Bytes of text that may have to be indexed for it.
const MOST_BYTES: u64 = 64 << 20;
/// Below an index's directory: where packs are written that get no name.
const FOLDER: &str = "aside";
/// No run takes as long: what is older was left by one that was killed.
const LEFT: Duration = Duration::from_secs(60 * 60);
/// tantivy's least for each thread.
const MEMORY_MB: usize = 15;

impl Engine {
    /// What another ref leads to; see [`crate::workspace::source::Source::asked`].
    ///
    /// # Errors
    /// As there.
    pub fn asked(
        &self,
        name: &str,
        served: &Head,
        allowed: Allowed<'_>,
        deadline: &Deadline,
    ) -> Result<Option<Head>> {
        self.source.asked(name, served, allowed, deadline)
    }

    /// Another commit as a whole, over what is published. Nothing that is served changes.
    ///
    /// # Errors
    /// `tool_error` when too much differs; when the commit or the disk cannot be read or written,
    /// and `request_timeout`.
    pub fn aside(
        &self,
        published: Arc<Published>,
        head: &Head,
        progress: &dyn Fn(Progress),
        deadline: &Deadline,
    ) -> Result<View> {
        let base = &published.snapshot;
        let tree = self.source.tree(head)?;
        let mut plan = plan(Some(&base.manifest), &tree);
        self.bound(&plan.jobs, &tree, deadline)?;
        let hidden: HashSet<u64> = plan.removed.drain(..).collect();
        let scratch = Scratch::new(&self.dir.join(FOLDER))?;
        let threads = self.options.threads.min(plan.jobs.len().div_ceil(FILES_A_THREAD).max(1));
        let store = Store::in_memory()?;
        let mut writer = store.writer(Limits { memory_mb: MEMORY_MB * threads, threads })?;
        let run = Run {
            generation: &scratch.0,
            source: &*self.source,
            base: Some(base),
            writer: &writer,
            threads,
            parses: true,
            renews: false,
        };
        let (manifest, _) = run.index(tree, plan, Watch { progress, deadline })?;
        writer.commit("aside")?;
        writer.settle()?;
        let packs = Packs::open(&scratch.0, &manifest.packs, &base.packs)?;
        let own = manifest.packs.iter().filter(|pack| pack.number == base.manifest.next_pack);
        let own = own.map(|pack| pack.len).sum();
        let snapshot = Snapshot::new(Arc::new(manifest), packs, Arc::clone(&self.source));
        let overlay = Overlay::of_commit(&published, snapshot, store.searcher()?, hidden, own)?;
        Ok(View::of_commit(published, overlay))
    }

    /// Refuses what is too much before any of it is read.
    fn bound(&self, jobs: &[Job], tree: &Tree, deadline: &Deadline) -> Result<()> {
        if jobs.len() > MOST_FILES {
            return Err(too_much(format!("{} files", jobs.len())));
        }
        let (mut reader, mut bytes) = (self.source.reader()?, 0);
        for job in jobs.iter().filter(|job| matches!(job.text, Known::Unread)) {
            deadline.check()?;
            let path = &tree.files[job.files[0].at].path;
            let size = reader.size(path, job.blob)?.unwrap_or(0);
            bytes += if size > OVERSIZED { 0 } else { size };
            if bytes > MOST_BYTES {
                return Err(too_much(format!("more than {} MiB", MOST_BYTES >> 20)));
            }
        }
        Ok(())
    }
}

fn too_much(what: String) -> Error {
    let message = format!("the ref differs from what is served in {what}: too much to lay over it");
    Error::new(Kind::ToolError, message)
        .hint("ask the operator for a workspace of its own: the same repository with this `ref`")
}

/// A folder that goes when its owner does; what is mapped of it stays readable.
struct Scratch(PathBuf);

impl Scratch {
    fn new(below: &Path) -> Result<Self> {
        files::private_dir(below)?;
        sweep(below);
        let path = below.join(format!("{:016x}", rand::random::<u64>()));
        files::private_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes what runs left that were killed.
fn sweep(below: &Path) {
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let made = entry.metadata().and_then(|meta| meta.modified()).ok();
        let age = made.and_then(|made| SystemTime::from(clock::now()).duration_since(made).ok());
        if age.is_some_and(|age| age > LEFT) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
