//! How is a plan carried out with every core at work and memory bounded?
//!
//! Reader threads inflate, judge and parse blobs and hand chunks to tantivy's own threads, whose queue
//! is bounded; the calling thread alone writes the pack, behind a queue of a few blobs.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::plan::{Job, Known, Plan, entry};
use super::{Progress, Refresh, Watch};
use crate::base::clock;
use crate::base::{Error, Result};
use crate::code::{Dialect, Extractor, Facts, dialect_of, dialect_of_entry};
use crate::index::reading::Reading;
use crate::index::store::Writer;
use crate::workspace::language::Language;
use crate::workspace::manifest::{
    Content, Entry, Learned, Manifest, OVERSIZED, PackInfo, Place, Reason, count_lines,
};
use crate::workspace::pack::{PackWriter, worn};
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::{BlobReader, Source, Tree};

pub struct Run<'a> {
    pub generation: &'a Path,
    pub source: &'a dyn Source,
    pub base: Option<&'a Snapshot>,
    pub writer: &'a Writer,
    pub threads: usize,
    /// Whether texts are parsed on the way; else `parse` does it behind the publication.
    pub parses: bool,
    /// Whether worn packs of the base are rewritten.
    pub renews: bool,
}

/// What became of one job.
struct Outcome {
    job: usize,
    size: u64,
    lines: u32,
    content: Judged,
    /// For each way in which the job's files are read: nearly always one.
    reads: Vec<Read>,
}

/// What was read off a content, in one language.
struct Read {
    language: Option<Language>,
    dialect: Option<&'static Dialect>,
    facts: Option<Found>,
    /// Encoded; `None` where parsing is left for later.
    features: Option<Vec<u8>>,
}

impl Read {
    fn is_of(&self, language: Option<Language>, dialect: Option<&'static Dialect>) -> bool {
        let key = |dialect: Option<&'static Dialect>| dialect.map(std::ptr::from_ref);
        self.language == language && key(self.dialect) == key(dialect)
    }
}

enum Found {
    Kept(Place),
    /// Encoded, to be packed.
    Made(Vec<u8>),
}

enum Judged {
    /// To be packed.
    Text(Vec<u8>),
    Packed(Place),
    LeftOut(Reason),
}

/// Where the calling thread collects what became of each job.
struct Done<'a> {
    tree: &'a Tree,
    jobs: &'a [Job],
    pack: &'a mut PackWriter,
    entries: &'a mut Vec<Entry>,
}

impl Done<'_> {
    fn gather(
        &mut self,
        outcomes: &Receiver<Result<Outcome>>,
        refresh: &mut Refresh,
        watch: Watch<'_>,
    ) -> Result<()> {
        let files_total = self.jobs.iter().map(|job| job.files.len() as u64).sum();
        let mut progress = Progress { files_done: 0, files_total, bytes_done: 0 };
        for outcome in outcomes {
            let Outcome { job, size, lines, content, reads } = outcome?;
            watch.deadline.check()?;
            let content = match content {
                Judged::Text(bytes) => Content::Packed(self.pack.add(&bytes)?),
                Judged::Packed(place) => Content::Packed(place),
                Judged::LeftOut(reason) => Content::LeftOut(reason),
            };
            let mut places = Vec::with_capacity(reads.len());
            for read in reads {
                let facts = match &read.facts {
                    Some(Found::Kept(place)) => Some(*place),
                    Some(Found::Made(bytes)) => Some(self.pack.attach(bytes)?),
                    None => None,
                };
                let features = match &read.features {
                    Some(bytes) => Some(self.pack.attach(bytes)?),
                    None => None,
                };
                places.push((read, facts, features));
            }
            let files = &self.jobs[job].files;
            let indexed = matches!(content, Content::Packed(_));
            for file in files {
                let tree_file = &self.tree.files[file.at];
                let mut entry = entry(tree_file, file.id, size, lines, content);
                let dialect = dialect_of_entry(&entry);
                let own = places.iter().find(|(read, ..)| read.is_of(entry.language, dialect));
                if let Some((_, facts, features)) = own {
                    (entry.facts, entry.features) = (*facts, *features);
                }
                self.entries.push(entry);
                refresh.files_indexed += u64::from(indexed);
                refresh.bytes += if indexed { size } else { 0 };
            }
            progress.files_done += files.len() as u64;
            progress.bytes_done += size * files.len() as u64;
            (watch.progress)(progress);
        }
        Ok(())
    }
}

impl Run<'_> {
    /// Everything but the publication: packs are written, and the writer holds uncommitted changes.
    pub fn index(&self, tree: Tree, plan: Plan, watch: Watch<'_>) -> Result<(Manifest, Refresh)> {
        let Plan { mut settled, jobs, removed, next_id, .. } = plan;
        let base = self.base.map(|base| &*base.manifest);
        for id in &removed {
            self.writer.remove(*id);
        }
        let number = base.map_or(0, |base| base.next_pack);
        let mut pack = PackWriter::create(self.generation, number)?;
        let mut refresh = Refresh { files_removed: removed.len() as u64, ..Refresh::default() };
        let done = Done { tree: &tree, jobs: &jobs, pack: &mut pack, entries: &mut settled };
        self.work(done, &mut refresh, watch)?;
        settled.sort_unstable_by(|a, b| a.path.cmp(&b.path));

        let mut packs = base.map(|base| base.packs.clone()).unwrap_or_default();
        let mut learned = base.and_then(|base| base.learned);
        if self.renews {
            self.renew(&mut pack, &mut packs, &mut settled, &mut learned)?;
        }
        packs.extend(pack.finish()?);
        let mut manifest = Manifest {
            serial: base.map_or(0, |base| base.serial) + 1,
            head: tree.head,
            indexed_at: clock::now().as_millisecond(),
            entries: settled,
            packs,
            next_id,
            next_pack: number + 1,
            learned,
            parsed: false,
            unreadable_paths: tree.unreadable_paths,
        };
        manifest.parsed = !manifest.entries.iter().any(super::parse::is_missing);
        Ok((manifest, refresh))
    }

    fn work(&self, mut done: Done<'_>, refresh: &mut Refresh, watch: Watch<'_>) -> Result<()> {
        let (tree, jobs) = (done.tree, done.jobs);
        let threads = self.threads.clamp(1, 64).min(jobs.len());
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // Bounded: a blob here is at most 1 MiB.
            let (sender, outcomes) = sync_channel(2 * threads + 8);
            for _ in 0..threads {
                let sender = sender.clone();
                let (next, stop) = (&next, &stop);
                scope.spawn(move || self.read(tree, jobs, next, stop, &sender));
            }
            drop(sender);
            let gathered = done.gather(&outcomes, refresh, watch);
            stop.store(true, Ordering::Relaxed);
            // Readers may wait at a full queue.
            outcomes.iter().for_each(drop);
            gathered
        })
    }

    fn read(
        &self,
        tree: &Tree,
        jobs: &[Job],
        next: &AtomicUsize,
        stop: &AtomicBool,
        outcomes: &SyncSender<Result<Outcome>>,
    ) {
        let mut reader = None;
        let mut extractor = Extractor::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= jobs.len() || stop.load(Ordering::Relaxed) {
                return;
            }
            let outcome = self.judge(tree, at, &jobs[at], &mut reader, &mut extractor);
            let failed = outcome.is_err();
            if outcomes.send(outcome).is_err() || failed {
                return;
            }
        }
    }

    fn judge(
        &self,
        tree: &Tree,
        at: usize,
        job: &Job,
        reader: &mut Option<Box<dyn BlobReader>>,
        extractor: &mut Extractor,
    ) -> Result<Outcome> {
        if let Known::Packed { text: place, lines, .. } = job.text {
            let base = self.base.ok_or_else(|| Error::internal("a pack without a snapshot"))?;
            let bytes = base.packs.get(place)?;
            let size = bytes.len() as u64;
            let reads = self.reads(tree, job, bytes, extractor)?;
            return Ok(Outcome { job: at, size, lines, content: Judged::Packed(place), reads });
        }
        let left_out = |size, reason| {
            let (content, reads) = (Judged::LeftOut(reason), Vec::new());
            Outcome { job: at, size, lines: 0, content, reads }
        };
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(self.source.reader()?),
        };
        let path = &tree.files[job.files[0].at].path;
        if let Some(size) = reader.size(path, job.blob)?.filter(|size| *size > OVERSIZED) {
            return Ok(left_out(size, Reason::Oversized));
        }
        let bytes = reader.read(path, job.blob)?;
        let size = bytes.len() as u64;
        if let Some(reason) = Reason::of_content(&bytes) {
            return Ok(left_out(size, reason));
        }
        let lines = count_lines(&bytes);
        let reads = self.reads(tree, job, &bytes, extractor)?;
        Ok(Outcome { job: at, size, lines, content: Judged::Text(bytes), reads })
    }

    /// Reads a content in each way in which its files are read, and hands it to the ranked index.
    fn reads(
        &self,
        tree: &Tree,
        job: &Job,
        bytes: &[u8],
        extractor: &mut Extractor,
    ) -> Result<Vec<Read>> {
        let text = String::from_utf8_lossy(bytes);
        let plain = (!self.parses).then(|| Reading::plain(&text));
        let mut reads: Vec<(Read, Option<Reading<'_>>)> = Vec::new();
        for file in &job.files {
            let path = &tree.files[file.at].path;
            let language = Language::of_path(path);
            let dialect = language.and_then(|language| dialect_of(path, language));
            let known = reads.iter().position(|(read, _)| read.is_of(language, dialect));
            let known = match known {
                Some(known) => known,
                None => {
                    reads.push(self.read_as(language, dialect, job, &text, bytes, extractor)?);
                    reads.len() - 1
                }
            };
            if let Some(reading) = reads[known].1.as_ref().or(plain.as_ref()) {
                self.writer.add(file.id, path, reading)?;
            }
        }
        Ok(reads.into_iter().map(|(read, _)| read).collect())
    }

    fn read_as<'t>(
        &self,
        language: Option<Language>,
        dialect: Option<&'static Dialect>,
        job: &Job,
        text: &'t str,
        bytes: &[u8],
        extractor: &mut Extractor,
    ) -> Result<(Read, Option<Reading<'t>>)> {
        let mut read = Read { language, dialect, facts: None, features: None };
        let kept = match (job.text, dialect) {
            (Known::Packed { facts: Some((of, place)), .. }, Some(own))
                if std::ptr::eq(of, own) =>
            {
                Some(place)
            }
            _ => None,
        };
        read.facts = kept.map(Found::Kept);
        if !self.parses {
            return Ok((read, None));
        }
        let facts = match (kept, dialect, self.base) {
            (Some(place), _, Some(base)) => Some(Facts::decode(base.packs.get(place)?, bytes)?),
            (_, Some(dialect), _) => {
                let facts = extractor.extract(dialect, bytes);
                read.facts = Some(Found::Made(facts.encode(bytes)));
                Some(facts)
            }
            _ => None,
        };
        let mut reading = Reading::new(text, language, facts.as_ref());
        read.features = Some(std::mem::take(&mut reading.features));
        Ok((read, Some(reading)))
    }

    /// Copies the texts of packs that are mostly garbage, or small and many, into the new one.
    fn renew(
        &self,
        pack: &mut PackWriter,
        packs: &mut Vec<PackInfo>,
        entries: &mut [Entry],
        learned: &mut Option<Learned>,
    ) -> Result<()> {
        let Some(base) = self.base else { return Ok(()) };
        let mut live: HashMap<u32, u64> = HashMap::new();
        let mut seen: HashSet<Place> = HashSet::new();
        let places = entries.iter().flat_map(|entry| [entry.place(), entry.facts, entry.features]);
        let table = learned.and_then(|learned| learned.table);
        for place in places.flatten().chain(table) {
            if seen.insert(place) {
                *live.entry(place.pack).or_default() += u64::from(place.len);
            }
        }
        let measured: Vec<_> = packs
            .iter()
            .map(|info| (*info, live.get(&info.number).copied().unwrap_or(0)))
            .collect();
        let old = worn(&measured);
        if old.is_empty() {
            return Ok(());
        }
        let mut moved: HashMap<Place, Place> = HashMap::new();
        for entry in entries {
            if let Some(place) = entry.place().filter(|place| old.contains(&place.pack)) {
                let to = match moved.get(&place) {
                    Some(to) => *to,
                    None => pack.add(base.packs.get(place)?)?,
                };
                moved.insert(place, to);
                entry.content = Content::Packed(to);
            }
            for own in [&mut entry.facts, &mut entry.features] {
                let Some(place) = own.filter(|place| old.contains(&place.pack)) else { continue };
                let to = match moved.get(&place) {
                    Some(to) => *to,
                    None => pack.attach(base.packs.get(place)?)?,
                };
                moved.insert(place, to);
                *own = Some(to);
            }
        }
        if let Some(table) = learned.as_mut().and_then(|learned| learned.table.as_mut())
            && old.contains(&table.pack)
        {
            *table = pack.attach(base.packs.get(*table)?)?;
        }
        packs.retain(|info| !old.contains(&info.number));
        Ok(())
    }
}
