//! How are the texts parsed that were published unparsed? Every core parses; the calling thread alone
//! writes a pack with what they say.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use super::{Progress, Watch};
use crate::base::Result;
use crate::code::{Dialect, Extractor, dialect_of_entry};
use crate::workspace::manifest::{Entry, Manifest, Place};
use crate::workspace::pack::PackWriter;
use crate::workspace::snapshot::Snapshot;

/// Should there be facts of this entry, where there are none?
pub fn is_missing(entry: &Entry) -> bool {
    entry.facts.is_none() && entry.place().is_some() && dialect_of_entry(entry).is_some()
}

/// One text in one dialect, and the entries that hold it.
struct Job {
    dialect: &'static Dialect,
    text: Place,
    entries: Vec<usize>,
}

/// Writes a pack with the facts of all entries that lack them; the manifest that is given back
/// names them.
pub fn parse(
    generation: &Path,
    snapshot: &Snapshot,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Manifest> {
    let mut manifest = (*snapshot.manifest).clone();
    let jobs = jobs(&manifest);
    let mut pack = PackWriter::create(generation, manifest.next_pack)?;
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (sender, parsed) = sync_channel(64);
        for _ in 0..threads.clamp(1, 64).min(jobs.len()) {
            let sender = sender.clone();
            let (jobs, next, stop) = (&jobs, &next, &stop);
            scope.spawn(move || {
                let mut extractor = Extractor::default();
                while !stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(at) else { return };
                    let facts = snapshot
                        .packs
                        .get(job.text)
                        .map(|text| extractor.extract(job.dialect, text).encode());
                    if sender.send((at, facts)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut progress =
            Progress { files_done: 0, files_total: jobs.len() as u64, bytes_done: 0 };
        let mut gather = || {
            for (at, facts) in &parsed {
                watch.deadline.check()?;
                let place = pack.attach(&facts?)?;
                for entry in &jobs[at].entries {
                    manifest.entries[*entry].facts = Some(place);
                }
                progress.files_done += 1;
                progress.bytes_done += u64::from(jobs[at].text.len);
                (watch.progress)(progress);
            }
            Ok(())
        };
        let gathered: Result<()> = gather();
        stop.store(true, Ordering::Relaxed);
        // Who parses may wait at a full queue.
        parsed.iter().for_each(drop);
        gathered
    })?;
    manifest.packs.extend(pack.finish()?);
    manifest.serial += 1;
    manifest.next_pack += 1;
    manifest.parsed = true;
    Ok(manifest)
}

/// Largest first, so that no thread is left alone with a long one at the end.
fn jobs(manifest: &Manifest) -> Vec<Job> {
    let mut known: HashMap<(Place, *const Dialect), usize> = HashMap::new();
    let mut jobs: Vec<Job> = Vec::new();
    for (at, entry) in manifest.entries.iter().enumerate().filter(|(_, entry)| is_missing(entry)) {
        let (Some(dialect), Some(text)) = (dialect_of_entry(entry), entry.place()) else {
            continue;
        };
        let job = *known.entry((text, std::ptr::from_ref(dialect))).or_insert_with(|| {
            jobs.push(Job { dialect, text, entries: Vec::new() });
            jobs.len() - 1
        });
        jobs[job].entries.push(at);
    }
    jobs.sort_by_key(|job| std::cmp::Reverse(job.text.len));
    jobs
}
