//! How is an index built that takes long? In steps, each of which is whole by itself and kept: what a
//! killed run has done is not done again.

use std::path::PathBuf;
use std::sync::Arc;

use super::plan::{Job, plan};
use super::{CURRENT, Engine, Progress, RANKED, Refresh, Watch, generation_name, generations};
use crate::base::Result;
use crate::base::files::{self, Mode};
use crate::index::store::Store;
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::{Head, Tree};

/// Contents of one step at least.
const STEP: usize = if cfg!(test) { 64 } else { 8192 };
/// Steps at most: each leaves a pack of its own.
const STEPS: usize = 8;

/// A generation that is not served yet.
pub struct Begun {
    generation: PathBuf,
    store: Arc<Store>,
    /// What its last step came to.
    snapshot: Option<Arc<Snapshot>>,
}

impl Engine {
    /// Builds a generation beside the one that is served, or goes on with one, and swaps.
    pub(super) fn build(
        &self,
        head: Head,
        begun: Option<Begun>,
        watch: Watch<'_>,
    ) -> Result<Refresh> {
        let begun = match begun {
            Some(begun) => begun,
            None => self.begin()?,
        };
        let Begun { generation, store, mut snapshot } = begun;
        let mut tree = self.source.tree(&head)?;
        let (mut done, mut seen, mut whole) = (Refresh::default(), 0, None);
        let (live, writer) = loop {
            let mut plan = plan(snapshot.as_deref().map(|base| &*base.manifest), &tree);
            let (step, files_total) = *whole.get_or_insert_with(|| {
                (STEP.max(plan.jobs.len().div_ceil(STEPS)), files(&plan.jobs))
            });
            let last = plan.jobs.len() <= step;
            plan.jobs.truncate(step);
            let (before, of_step) = (seen, files(&plan.jobs));
            let progress = |p: Progress| {
                let files_done = before + p.files_done;
                (watch.progress)(Progress {
                    files_done,
                    files_total,
                    bytes_done: done.bytes + p.bytes_done,
                });
            };
            let watch = Watch { progress: &progress, deadline: watch.deadline };
            let tree = match last {
                true => Tree { files: std::mem::take(&mut tree.files), ..tree.clone() },
                // Part of a commit is none.
                false => Tree { head: Head::default(), ..tree.clone() },
            };
            let store = Arc::clone(&store);
            let (live, writer, refresh) =
                self.execute(&generation, store, snapshot.as_deref(), tree, plan, watch)?;
            done.files_indexed += refresh.files_indexed;
            done.files_removed += refresh.files_removed;
            done.bytes += refresh.bytes;
            seen += of_step;
            if last {
                break (live, writer);
            }
            writer.settle()?;
            snapshot = Some(Arc::clone(&live.published.snapshot));
        };
        let name = generation.file_name().unwrap_or_default().as_encoded_bytes();
        files::write_atomic(&self.dir.join(CURRENT), name, Mode::Private)?;
        self.publish(live, writer)?;
        Ok(Refresh { changed: true, ..done })
    }

    fn begin(&self) -> Result<Begun> {
        let number = generations(&self.dir)?.into_iter().map(|(n, _)| n).max().unwrap_or(0) + 1;
        let generation = self.dir.join(generation_name(number));
        files::private_dir(&generation.join(RANKED))?;
        let store = Arc::new(Store::create(&generation.join(RANKED))?);
        Ok(Begun { generation, store, snapshot: None })
    }

    /// What a run that was killed had done before; nothing where that cannot be opened.
    pub(super) fn unfinished(&self) -> Option<Begun> {
        let (_, generation) = generations(&self.dir).ok()?.into_iter().max()?;
        if self.generation().is_ok_and(|served| served == generation) {
            return None;
        }
        let store = Arc::new(Store::open(&generation.join(RANKED)).ok()?);
        let payload = store.payload().ok()??;
        let published = self.load_named(&generation, &store, &payload).ok()?;
        Some(Begun { generation, store, snapshot: Some(published.snapshot) })
    }
}

fn files(jobs: &[Job]) -> u64 {
    jobs.iter().map(|job| job.files.len() as u64).sum()
}
