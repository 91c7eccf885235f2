//! How are the texts parsed that were published unparsed? Every core parses and hands what it read to the ranked
//! index, in place of the windows that served meanwhile; the calling thread alone writes a pack with what they say.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use super::{Progress, Watch};
use crate::base::Result;
use crate::code::{Dialect, Extractor, dialect_of_entry};
use crate::index::reading::Reading;
use crate::index::store::Writer;
use crate::workspace::language::Language;
use crate::workspace::manifest::{Entry, Manifest, Place};
use crate::workspace::pack::PackWriter;
use crate::workspace::snapshot::Snapshot;

/// Has this entry's text been published, and not read yet?
pub fn is_missing(entry: &Entry) -> bool {
    entry.place().is_some()
        && (entry.features.is_none()
            || (entry.facts.is_none() && dialect_of_entry(entry).is_some()))
}

/// Bytes of what is called large, and by which sizes are told apart.
const LARGE: u32 = 128 << 10;

/// One text in one language, and the entries that hold it.
struct Job {
    language: Option<Language>,
    dialect: Option<&'static Dialect>,
    text: Place,
    entries: Vec<usize>,
}

impl Job {
    /// Reads the text, and indexes it under each of its entries.
    fn run(&self, snapshot: &Snapshot, extractor: &mut Extractor, writer: &Writer) -> Result<Read> {
        let bytes = snapshot.packs.get(self.text)?;
        let facts = self.dialect.map(|dialect| extractor.extract(dialect, bytes));
        let text = String::from_utf8_lossy(bytes);
        let reading = Reading::new(&text, self.language, facts.as_ref());
        for entry in &self.entries {
            let entry = &snapshot.manifest.entries[*entry];
            writer.add(entry.id, &entry.path, &reading)?;
        }
        let read = (facts.as_ref().map(|facts| facts.encode(bytes)), reading.features);
        snapshot.packs.forget(self.text);
        Ok(read)
    }
}

/// Facts and features, encoded.
type Read = (Option<Vec<u8>>, Vec<u8>);

/// Writes a pack with what is read off all entries that lack it; the manifest that is given back
/// names that.
pub fn parse(
    generation: &Path,
    snapshot: &Snapshot,
    writer: &Writer,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Manifest> {
    let mut manifest = (*snapshot.manifest).clone();
    let jobs = jobs(&manifest);
    forget(&manifest, &jobs, writer)?;
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
                    let read = job.run(snapshot, &mut extractor, writer);
                    if sender.send((at, read)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut progress =
            Progress { files_done: 0, files_total: jobs.len() as u64, bytes_done: 0 };
        let mut gather = || {
            for (at, read) in &parsed {
                watch.deadline.check()?;
                let (facts, features) = read?;
                let facts = facts.map(|bytes| pack.attach(&bytes)).transpose()?;
                let features = pack.attach(&features)?;
                for entry in &jobs[at].entries {
                    let entry = &mut manifest.entries[*entry];
                    (entry.facts, entry.features) = (facts, Some(features));
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

/// Takes the windows of what is to be read out of the ranked index.
fn forget(manifest: &Manifest, jobs: &[Job], writer: &Writer) -> Result<()> {
    let again: usize = jobs.iter().map(|job| job.entries.len()).sum();
    if again == manifest.entries.iter().filter(|entry| entry.place().is_some()).count() {
        return writer.clear();
    }
    for entry in jobs.iter().flat_map(|job| &job.entries) {
        writer.remove(manifest.entries[*entry].id);
    }
    Ok(())
}

/// Large ones first, so that no thread is left alone with a long one at the end; the others by path: neighbours have words
/// in common, and lists of pieces that lie close together are short.
fn jobs(manifest: &Manifest) -> Vec<Job> {
    let mut known: HashMap<(Place, Option<Language>, Option<*const Dialect>), usize> =
        HashMap::new();
    let mut jobs: Vec<Job> = Vec::new();
    for (at, entry) in manifest.entries.iter().enumerate().filter(|(_, entry)| is_missing(entry)) {
        let Some(text) = entry.place() else { continue };
        let (language, dialect) = (entry.language, dialect_of_entry(entry));
        let key = (text, language, dialect.map(std::ptr::from_ref));
        let job = *known.entry(key).or_insert_with(|| {
            jobs.push(Job { language, dialect, text, entries: Vec::new() });
            jobs.len() - 1
        });
        jobs[job].entries.push(at);
    }
    jobs.sort_by_key(|job| std::cmp::Reverse(job.text.len / LARGE));
    jobs
}
