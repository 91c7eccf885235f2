//! How does a commit become searchable? Only what changed is read; text, list and ranked index are
//! published together or not at all.
//!
//! On disk, below one workspace's directory: `lock` (held by whoever writes), `current` (names the
//! generation that is served) and one folder a generation, with its packs, its manifest and
//! tantivy's files. A run writes the pack, then the manifest, then tantivy's commit, whose payload
//! names the manifest: that last rename is the moment of publication. A damaged or foreign
//! generation is never mended: the next one is built beside it, and `current` is swapped.
//!
//! Parsing takes longer than all else. Where nothing is served yet, text is published first and
//! what was read off it after; a change publishes both at once, as the old index serves meanwhile.
//! A large first index is built in steps (`build`).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use schemars::JsonSchema;
use serde::Serialize;

use crate::base::clock::{self, Deadline};
use crate::base::digest::Sha256Digest;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock};
use crate::base::{Error, Kind, Result, heap, threads};
use crate::code;
use crate::index::embedding::Teacher;
use crate::index::embedding::model::{Model, Stamp};
use crate::index::store::{Limits, Searcher, Store, VERSION, Writer};
use crate::workspace::manifest::{Counts, Learned, Manifest};
use crate::workspace::pack::{PackWriter, Packs, pack_path};
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::{Head, Source, Tree};

mod aside;
mod build;
mod learn;
mod parse;
mod plan;
mod run;
#[cfg(test)]
mod tests;

pub use crate::index::Published;

/// What indexing may use.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// For all that a run holds: blobs on their way through, their trigrams and the list of files, and
    /// tantivy's buffers with the rest. Of large trees less than about 180 cannot be kept to. Beside it are what is mapped of
    /// the index's files, which is the system's to take back, and the graph, which is served from memory.
    pub memory_mb: usize,
    pub threads: usize,
    /// Whether the graph is made with each publication, before anybody asks for it.
    pub graph: bool,
}

/// What a run holds beside tantivy's buffers, in MiB: measured with 77,000 files.
const BESIDE: usize = 144;

impl Options {
    /// For tantivy's buffers.
    fn writer_mb(&self) -> usize {
        self.memory_mb.saturating_sub(BESIDE).max(self.memory_mb / 4)
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub files_done: u64,
    pub files_total: u64,
    pub bytes_done: u64,
}

/// What a refresh did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refresh {
    /// Whether something else is served than before.
    pub changed: bool,
    pub files_indexed: u64,
    pub files_removed: u64,
    /// Of text that was indexed.
    pub bytes: u64,
    pub elapsed: Duration,
}

/// How what is served lags behind its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Nothing is served yet.
    Unserved,
    Current,
    /// Commits.
    By(u64),
    /// A folder has no commit: only a refresh can tell.
    Unknown,
}

/// What an index holds and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    pub counts: Counts,
    pub parts: Parts,
}

/// Bytes of an index on disk, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Parts {
    /// The texts themselves, each once.
    pub text: u64,
    /// Which texts hold which three bytes, for exact search.
    pub trigrams: u64,
    /// Chunks and their words, for ranked search.
    pub ranked: u64,
    /// What was read off the texts: declarations, imports, references, routes. The graph is made from
    /// it in memory.
    pub symbols: u64,
    /// The list of files.
    pub manifest: u64,
}

impl Parts {
    pub const fn all(&self) -> u64 {
        self.text + self.trigrams + self.ranked + self.symbols + self.manifest
    }
}

/// One workspace's index: what is served, and how it is brought up to date.
pub struct Engine {
    dir: PathBuf,
    source: Arc<dyn Source>,
    options: Options,
    teacher: Teacher,
    /// The model as it was last read, and its digest.
    model: Mutex<Option<(Stamp, Sha256Digest)>>,
    current: ArcSwapOption<Live>,
    /// One run at a time in this process; between processes the lock file decides.
    run: Mutex<()>,
}

/// The version of the index in `dir`, beside this program's: another one is built anew. `None` where
/// there is no index, or one that cannot be opened.
pub fn version_of(dir: &Path) -> Option<(String, String)> {
    let name = fs::read_to_string(dir.join(CURRENT)).ok()?;
    generation_number(name.trim())?;
    let payload = Store::open(&dir.join(name.trim()).join(RANKED)).ok()?.payload().ok()??;
    let version = payload.split_once(' ')?.0.to_owned();
    Some((version, format!("{VERSION}.{}", code::VERSION)))
}

/// What is served, and where it lies.
struct Live {
    published: Arc<Published>,
    store: Arc<Store>,
    generation: PathBuf,
    payload: String,
}

impl Engine {
    /// Opens the index that is in `dir`, if there is one that can be read, and serves it at once.
    /// One that cannot is not an error here: `refresh` builds it anew.
    ///
    /// # Errors
    /// When `dir` cannot be created.
    pub fn open(dir: &Path, source: Arc<dyn Source>, options: Options) -> Result<Self> {
        Self::open_taught(dir, source, options, Teacher::Own)
    }

    /// As `open`: what another teacher has taught is not used.
    ///
    /// # Errors
    /// As there.
    pub fn open_taught(
        dir: &Path,
        source: Arc<dyn Source>,
        options: Options,
        teacher: Teacher,
    ) -> Result<Self> {
        files::private_dir(dir)?;
        let engine = Self {
            dir: dir.to_owned(),
            source,
            options,
            teacher,
            model: Mutex::default(),
            current: ArcSwapOption::empty(),
            run: Mutex::new(()),
        };
        if let Ok(live) = engine.load() {
            engine.current.store(Some(Arc::new(live)));
        }
        Ok(engine)
    }

    /// What is served now; `None` until the first index is complete.
    pub fn current(&self) -> Option<Arc<Published>> {
        self.current.load().as_ref().map(|live| Arc::clone(&live.published))
    }

    /// Brings the index to what the source says should be served. Cheap when nothing has changed.
    /// Another process's newer publication is taken over instead of made again.
    ///
    /// # Errors
    /// When the source cannot be read, the disk not be written, or the deadline passes; what is
    /// served stays as it was.
    pub fn refresh(&self, progress: &dyn Fn(Progress), deadline: &Deadline) -> Result<Refresh> {
        self.bring(false, progress, deadline)
    }

    /// Builds the index anew, from the source alone, and serves the old one until it is done.
    ///
    /// # Errors
    /// As `refresh`.
    pub fn rebuild(&self, progress: &dyn Fn(Progress), deadline: &Deadline) -> Result<Refresh> {
        self.bring(true, progress, deadline)
    }

    /// What should be served, beside what is.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn behind(&self) -> Result<Behind> {
        let head = self.source.head()?;
        let Some(published) = self.current() else { return Ok(Behind::Unserved) };
        let served = published.snapshot.head();
        Ok(match head.commit {
            None => Behind::Unknown,
            Some(_) if head == *served => Behind::Current,
            // Rewritten history may have no way between the two: then one commit stands for it.
            Some(_) => Behind::By(self.source.distance(served, &head).unwrap_or(1).max(1)),
        })
    }

    /// # Errors
    /// When the index's directory cannot be read.
    pub fn stats(&self) -> Result<Option<Stats>> {
        let Some(live) = self.current.load_full() else { return Ok(None) };
        let manifest = &live.published.snapshot.manifest;
        let size = |path: &Path| fs::metadata(path).map_or(0, |m| m.len());
        let parts = Parts {
            text: manifest.packs.iter().map(|pack| pack.text).sum(),
            trigrams: manifest.packs.iter().map(|p| p.len - p.text - p.facts).sum(),
            ranked: live.store.bytes()?,
            symbols: manifest.packs.iter().map(|pack| pack.facts).sum(),
            manifest: size(&live.generation.join(manifest_name(&live.payload)?)),
        };
        Ok(Some(Stats { counts: manifest.counts(), parts }))
    }

    fn bring(
        &self,
        anew: bool,
        progress: &dyn Fn(Progress),
        deadline: &Deadline,
    ) -> Result<Refresh> {
        let start = clock::instant();
        let head = self.source.head()?;
        if !anew && self.serves(&head) && self.is_parsed() {
            return Ok(Refresh::default());
        }
        let _run = self.alone();
        let _lock = self.lock(deadline)?;
        let watch = Watch { progress, deadline };
        let state = self.catch_up();
        let newer = matches!(state, State::Newer(_));
        let mut refresh = match state {
            State::Ours(_) | State::Newer(_) if !anew && self.serves(&head) => Refresh::default(),
            State::Ours(live) | State::Newer(live) if !anew => {
                match self.update(&live, head.clone(), watch) {
                    Err(_) if !live.store.is_sound() => self.build(head, None, watch)?,
                    done => done?,
                }
            }
            State::Lost if !anew => self.build(head, self.unfinished(), watch)?,
            State::Ours(_) | State::Newer(_) | State::Lost => self.build(head, None, watch)?,
        };
        refresh.changed |= newer | self.parse(watch)?;
        if refresh.files_indexed > LARGE {
            heap::trim();
        }
        refresh.elapsed = start.elapsed();
        Ok(refresh)
    }

    /// A folder has no commit that would tell; its files must be looked at.
    fn serves(&self, head: &Head) -> bool {
        head.commit.is_some()
            && self.current.load().as_ref().is_some_and(|l| l.published.snapshot.head() == head)
    }

    fn is_parsed(&self) -> bool {
        self.current().is_none_or(|published| published.snapshot.manifest.parsed)
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self, deadline: &Deadline) -> Result<Lock> {
        const PAUSE: Duration = Duration::from_millis(20);
        loop {
            if let Some(lock) = Lock::attempt(&self.dir.join("lock"))? {
                return Ok(lock);
            }
            if deadline.passed() {
                let message = "another process is indexing this workspace";
                return Err(Error::new(Kind::RequestTimeout, message)
                    .hint("its result is served here as soon as it is done"));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Takes over what another process has published since.
    fn catch_up(&self) -> State {
        let ours = self.current.load_full();
        if let Some(live) = ours
            && self.generation().is_ok_and(|generation| generation == live.generation)
            && live.store.payload().is_ok_and(|payload| payload.as_deref() == Some(&live.payload))
        {
            return State::Ours(live);
        }
        match self.load() {
            Ok(live) => {
                let live = Arc::new(live);
                self.current.store(Some(Arc::clone(&live)));
                State::Newer(live)
            }
            // None yet, or damaged: what is mapped still serves while a new one is built.
            Err(_) => State::Lost,
        }
    }

    fn generation(&self) -> Result<PathBuf> {
        let path = self.dir.join(CURRENT);
        let name =
            fs::read_to_string(&path).context(|| format!("cannot read `{}`", path.display()))?;
        let name = name.trim();
        if generation_number(name).is_none() {
            return Err(Error::failed(format!("`{}` names no index", path.display())));
        }
        Ok(self.dir.join(name))
    }

    /// Opens what is on disk. Another process may publish or merge meanwhile, and remove what was
    /// just named: then it is tried again, and real damage costs these few moments.
    fn load(&self) -> Result<Live> {
        const PAUSES: [u64; 4] = [1, 5, 10, 20];
        for pause in PAUSES {
            if let Ok(live) = self.load_at(self.generation()?) {
                return Ok(live);
            }
            std::thread::sleep(Duration::from_millis(pause));
        }
        self.load_at(self.generation()?)
    }

    fn load_at(&self, generation: PathBuf) -> Result<Live> {
        let store = Arc::new(Store::open(&generation.join(RANKED))?);
        let payload = store.payload()?.ok_or_else(|| Error::failed("the index is empty"))?;
        let published = Arc::new(self.load_named(&generation, &store, &payload)?);
        // The searcher is of the commit that the payload was read from only if it still stands.
        if store.payload()?.as_deref() != Some(&payload) {
            return Err(Error::failed("the index was replaced while it was opened"));
        }
        Ok(Live { published, store, generation, payload })
    }

    fn load_named(&self, generation: &Path, store: &Store, payload: &str) -> Result<Published> {
        let searcher = store.searcher()?;
        let mut manifest = Manifest::read(&generation.join(manifest_name(payload)?))?;
        let mark = self.teacher.mark();
        manifest.learned.take_if(|learned| learned.by != mark);
        let open = self.current.load();
        let open = open.as_ref().filter(|live| live.generation == generation);
        let packs = match open {
            Some(live) => Packs::open(generation, &manifest.packs, &live.published.snapshot.packs)?,
            None => Packs::open(generation, &manifest.packs, &Packs::default())?,
        };
        Ok(self.published(manifest, packs, searcher))
    }

    fn published(&self, manifest: Manifest, packs: Packs, searcher: Searcher) -> Published {
        let snapshot = Snapshot::new(Arc::new(manifest), packs, Arc::clone(&self.source));
        Published::new(Arc::new(snapshot), searcher)
    }

    fn update(&self, live: &Live, head: Head, watch: Watch<'_>) -> Result<Refresh> {
        let store = Arc::clone(&live.store);
        let base = &live.published.snapshot;
        let tree = self.source.tree(&head)?;
        let plan = plan::plan(Some(&base.manifest), &tree);
        if plan.changes_nothing() && tree.head == base.manifest.head {
            return Ok(Refresh::default());
        }
        let (live, writer, refresh) =
            self.execute(&live.generation, store, Some(base), tree, plan, watch)?;
        self.publish(live, writer)?;
        Ok(refresh)
    }

    /// Writes pack, manifest and commit, in this order.
    fn execute(
        &self,
        generation: &Path,
        store: Arc<Store>,
        base: Option<&Snapshot>,
        tree: Tree,
        plan: plan::Plan,
        watch: Watch<'_>,
    ) -> Result<(Live, Writer, Refresh)> {
        // Few files are one thread's: a segment for each of several would hold next to nothing.
        let threads = self.options.threads.min(plan.jobs.len().div_ceil(FILES_A_THREAD).max(1));
        let mut writer = store.writer(Limits { memory_mb: self.options.writer_mb(), threads })?;
        let run = run::Run {
            generation,
            source: &*self.source,
            base,
            writer: &writer,
            threads,
            parses: self.current.load().is_some(),
            renews: true,
        };
        let (manifest, mut refresh) = run.index(tree, plan, watch)?;
        let payload = payload(manifest.serial);
        manifest.write(&generation.join(manifest_name(&payload)?))?;
        writer.commit(&payload)?;
        let open = base.map(|base| base.packs.clone()).unwrap_or_default();
        let packs = Packs::open(generation, &manifest.packs, &open)?;
        let published = self.published(manifest, packs, store.searcher()?);
        // Places in packs mean the same within one generation.
        let published = match &*self.current.load() {
            Some(live) if live.generation == generation => published.keeping(&live.published),
            _ => published,
        };
        let published = Arc::new(published);
        refresh.changed = true;
        Ok((Live { published, store, generation: generation.to_owned(), payload }, writer, refresh))
    }

    /// Reads off the served texts what has not been; says whether there was any.
    fn parse(&self, watch: Watch<'_>) -> Result<bool> {
        let Some(live) = self.current.load_full().filter(|_| !self.is_parsed()) else {
            return Ok(false);
        };
        let snapshot = &live.published.snapshot;
        let limits = Limits { memory_mb: self.options.writer_mb(), threads: 1 };
        let writer = live.store.writer(limits)?;
        let threads = self.options.threads;
        let manifest = parse::parse(&live.generation, snapshot, &writer, threads, watch)?;
        let published = |manifest, packs, searcher| self.published(manifest, packs, searcher);
        self.republish(&live, manifest, writer, published)?;
        Ok(true)
    }

    /// Learns what words mean here, where that is due, and serves it. Takes seconds to a minute, and
    /// holds nothing up: what is published meanwhile is published. Of a group see `learn_together`.
    ///
    /// # Errors
    /// When the disk cannot be read or written, or the deadline passes.
    pub fn learn(&self, deadline: &Deadline) -> Result<bool> {
        match &self.teacher {
            Teacher::Own => learn_together(&[("", self)], deadline),
            Teacher::Model(folder) => self.take(folder, deadline),
            Teacher::Off | Teacher::Group(_) => Ok(false),
        }
    }

    /// Takes from a model what the words mean that stand here, where that is due or the model is another one.
    fn take(&self, folder: &Path, deadline: &Deadline) -> Result<bool> {
        let Some(published) = self.current() else { return Ok(false) };
        let stamp = Stamp::of(folder)?;
        let mut seen = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        let of = match &*seen {
            Some((known, of)) if *known == stamp => *of,
            _ => Model::digest(folder, deadline)?,
        };
        *seen = Some((stamp, of));
        let snapshot = &published.snapshot;
        let same = snapshot.manifest.learned.is_some_and(|learned| learned.of == of);
        if !snapshot.manifest.parsed || (same && !learn::is_due(snapshot)) {
            return Ok(false);
        }
        let lesson = threads::apart(|| learn::taken(snapshot, folder, of, deadline))?;
        self.keep(&lesson, snapshot.manifest.counts().bytes, deadline)?;
        Ok(true)
    }

    /// Serves a table with what is served now.
    fn keep(&self, lesson: &learn::Lesson, bytes: u64, deadline: &Deadline) -> Result<()> {
        let _run = self.alone();
        let _lock = self.lock(deadline)?;
        let (State::Ours(live) | State::Newer(live)) = self.catch_up() else { return Ok(()) };
        let mut manifest = (*live.published.snapshot.manifest).clone();
        let mut pack = PackWriter::create(&live.generation, manifest.next_pack)?;
        let table = lesson.table.as_ref().map(|table| pack.attach(table)).transpose()?;
        manifest.learned = Some(Learned { table, bytes, by: self.teacher.mark(), of: lesson.of });
        manifest.packs.extend(pack.finish()?);
        manifest.serial += 1;
        manifest.next_pack += 1;
        let writer = live.store.writer(Limits { memory_mb: 15, threads: 1 })?;
        self.republish(&live, manifest, writer, |manifest, packs, searcher| {
            let snapshot = Snapshot::new(Arc::new(manifest), packs, Arc::clone(&self.source));
            live.published.with_snapshot(Arc::new(snapshot), searcher)
        })
    }

    /// Publishes what more is known of what is served.
    fn republish(
        &self,
        live: &Live,
        manifest: Manifest,
        mut writer: Writer,
        published: impl FnOnce(Manifest, Packs, Searcher) -> Published,
    ) -> Result<()> {
        let payload = payload(manifest.serial);
        manifest.write(&live.generation.join(manifest_name(&payload)?))?;
        writer.commit(&payload)?;
        let open = &live.published.snapshot.packs;
        let packs = Packs::open(&live.generation, &manifest.packs, open)?;
        let published = Arc::new(published(manifest, packs, live.store.searcher()?));
        let (store, generation) = (Arc::clone(&live.store), live.generation.clone());
        self.publish(Live { published, store, generation, payload }, writer)
    }

    /// Serves what is on disk by now, and clears up behind it while the graph is made.
    fn publish(&self, live: Live, writer: Writer) -> Result<()> {
        let (published, generation) = (Arc::clone(&live.published), live.generation.clone());
        self.current.store(Some(Arc::new(live)));
        std::thread::scope(|scope| {
            if self.options.graph && published.snapshot.manifest.parsed {
                // What fails is told to who asks for it.
                scope.spawn(|| drop(published.graph()));
            }
            self.tidy(&generation);
            self.settle(writer)
        })
    }

    /// Removes what nothing names any more. Readers keep what they have mapped. What cannot be
    /// removed now is removed next time.
    fn tidy(&self, generation: &Path) {
        let Some(live) = self.current.load_full() else { return };
        for (_, path) in generations(&self.dir).unwrap_or_default() {
            if path != generation {
                let _ = fs::remove_dir_all(path);
            }
        }
        let mut named: Vec<PathBuf> = vec![generation.join(RANKED)];
        named.extend(manifest_name(&live.payload).map(|name| generation.join(name)));
        let packs = &live.published.snapshot.manifest.packs;
        named.extend(packs.iter().map(|pack| pack_path(generation, pack.number)));
        for file in fs::read_dir(generation).into_iter().flatten().flatten() {
            if !named.contains(&file.path()) {
                let _ = fs::remove_file(file.path());
            }
        }
    }

    /// Lets merges end and serves their result, which frees the files they replaced.
    fn settle(&self, writer: Writer) -> Result<()> {
        writer.settle()?;
        let Some(live) = self.current.load_full() else { return Ok(()) };
        let searcher = live.store.searcher()?;
        if searcher.same_segments(&live.published.searcher) {
            return Ok(());
        }
        let published = live.published.with_searcher(searcher);
        self.current.store(Some(Arc::new(Live {
            published: Arc::new(published),
            store: Arc::clone(&live.store),
            generation: live.generation.clone(),
            payload: live.payload.clone(),
        })));
        Ok(())
    }
}

/// Learns what words mean in several workspaces that share it, where that is due for one of them or they do not
/// share it yet, and serves it in each. Nothing is done until all of them are served and parsed.
///
/// # Errors
/// As `Engine::learn`; some may have the new table then, and the next attempt gives it to all.
pub fn learn_together(members: &[(&str, &Engine)], deadline: &Deadline) -> Result<bool> {
    let served: Option<Vec<_>> = members
        .iter()
        .map(|(name, engine)| Some((*name, *engine, engine.current()?)))
        .map(|member| member.filter(|(.., published)| published.snapshot.manifest.parsed))
        .collect();
    let Some(served) = served.filter(|served| !served.is_empty()) else { return Ok(false) };
    let of = |published: &Published| published.snapshot.manifest.learned.map(|l| l.of);
    let shared = served.iter().all(|(.., one)| of(one) == of(&served[0].2));
    if shared && !served.iter().any(|(.., one)| learn::is_due(&one.snapshot)) {
        return Ok(false);
    }
    let snapshots: Vec<(&str, &Snapshot)> =
        served.iter().map(|(name, _, published)| (*name, &*published.snapshot)).collect();
    let lesson = threads::apart(|| learn::lesson(&snapshots, deadline))?;
    for (_, engine, published) in &served {
        engine.keep(&lesson, published.snapshot.manifest.counts().bytes, deadline)?;
    }
    Ok(true)
}

enum State {
    Ours(Arc<Live>),
    Newer(Arc<Live>),
    Lost,
}

/// What a run tells and asks while it works.
#[derive(Clone, Copy)]
struct Watch<'a> {
    progress: &'a dyn Fn(Progress),
    deadline: &'a Deadline,
}

/// Names the generation that is served.
const CURRENT: &str = "current";
/// Tantivy's folder in a generation.
const RANKED: &str = "ranked";

/// Behind a run of more files than this, memory is given back to the system.
const LARGE: u64 = 1000;

/// So many files keep another thread busy.
const FILES_A_THREAD: usize = 32;

fn generation_name(number: u64) -> String {
    format!("generation-{number:08}")
}

fn generation_number(name: &str) -> Option<u64> {
    name.strip_prefix("generation-")?.parse().ok()
}

fn generations(dir: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let act = || format!("cannot list `{}`", dir.display());
    let mut found = Vec::new();
    for file in fs::read_dir(dir).context(act)? {
        let file = file.context(act)?;
        if let Some(number) = file.file_name().to_str().and_then(generation_number) {
            found.push((number, file.path()));
        }
    }
    Ok(found)
}

/// What a commit of the ranked index names: its own version and that of the facts, and the manifest
/// it belongs to.
fn payload(serial: u64) -> String {
    format!("{VERSION}.{} {serial}", code::VERSION)
}

fn manifest_name(payload: &str) -> Result<String> {
    let wrong = || Error::failed("the index is of another version");
    let (version, serial) = payload.split_once(' ').ok_or_else(wrong)?;
    if version != format!("{VERSION}.{}", code::VERSION) {
        return Err(wrong());
    }
    let serial: u64 = serial.parse().ok().ok_or_else(wrong)?;
    Ok(format!("manifest-{serial:08}"))
}
