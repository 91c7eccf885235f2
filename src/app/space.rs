//! What is one workspace's state, and what does it serve? A workspace while it is open.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::State;
use super::aside::{Asides, Refs};
use crate::base::clock::{self, Deadline};
use crate::base::digest::Sha256Digest;
use crate::base::{Error, Kind, Result};
use crate::config::{self, Config, Embedding, Groups};
use crate::git::reference::RefChoice;
use crate::git::repository::GitSource;
use crate::git::status::{ChangeKind, dirty, read_worktree};
use crate::index::embedding::Teacher;
use crate::index::overlay::{Edit, Edits};
use crate::index::view::View;
use crate::ingest::{Behind, Engine, Options, Progress, Published, Refresh, Stats, learn_together};
use crate::sync;
use crate::workspace::beneath::Content;
use crate::workspace::folder::Folder;
use crate::workspace::source::{Attributes, FileKind, Source};

/// Where a workspace's content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub id: String,
    /// Its name in the shared memory: of a local user's many repositories two may have one id.
    pub memory: String,
    pub label: Option<String>,
    pub root: PathBuf,
    /// Cloned into `root` when nothing is there.
    pub url: Option<String>,
    pub choice: RefChoice,
    /// Other refs that a call may ask for.
    pub refs: Refs,
    pub index: PathBuf,
    /// Uncommitted files of the working tree lie over the commit: for the local operator only.
    pub overlay: bool,
    pub memory_mb: usize,
    /// From what is learned which words mean alike.
    pub teacher: Teacher,
}

impl Origin {
    /// Of a team's workspace.
    pub fn of(config: &Config, workspace: &config::Workspace) -> Self {
        let w = workspace;
        Self {
            id: w.id.clone(),
            memory: w.id.clone(),
            label: w.label.clone(),
            root: w.root.clone(),
            url: w.url.as_ref().map(|u| u.as_str().to_owned()),
            choice: sync::choice(w),
            refs: Refs::Matching(w.refs.clone()),
            index: config.data.index(&w.id),
            overlay: false,
            memory_mb: usize::try_from(config.index.memory_mb).unwrap_or(usize::MAX),
            teacher: teacher(config, workspace),
        }
    }
}

fn teacher(config: &Config, workspace: &config::Workspace) -> Teacher {
    match (&config.index.embedding, &workspace.group) {
        (Embedding::Off, _) => Teacher::Off,
        (Embedding::Model(folder), _) => Teacher::Model(folder.clone()),
        (Embedding::Trained, None) => Teacher::Own,
        (Embedding::Trained, Some(group)) => {
            let members = Groups::of(&config.workspaces).members(group);
            if members.len() > 1 { Teacher::Group(members) } else { Teacher::Own }
        }
    }
}

/// What learning may take.
const LEARNING: Duration = Duration::from_secs(300);

/// What an operator sees of a workspace (CONTRACT §3, /v1/workspaces).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing is served, nothing is under way.
    Queued,
    /// Nothing is served yet; cloning or indexing.
    Running,
    /// What is served is what was last fetched.
    Ready,
    /// An older commit is served, while the newer one is being indexed or could not be.
    Stale,
    /// Nothing is served, and the last attempt failed.
    Failed,
}

impl Status {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Stale => "stale",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub id: String,
    pub label: Option<String>,
    pub state: Status,
    pub commit: Option<String>,
    pub branch: Option<String>,
    pub behind_by: u64,
    pub files: u64,
    pub indexed_at: Option<String>,
    /// Files whose code was read, and how far; `None` while it is being read.
    pub code: Option<Code>,
    /// What says which words mean alike: `learned` from this workspace, or with its `group`; taken from a `model`;
    /// `too_little` to learn from; `pending`. `None` where nobody learns.
    pub embedding: Option<&'static str>,
    pub error: Option<String>,
    /// Files of a running index, done and in all.
    pub progress: Option<(u64, u64)>,
}

/// How far the grammars understood the files that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Code {
    pub parsed_clean: u32,
    pub parsed_in_part: u32,
    pub parse_failed: u32,
}

#[derive(Debug, Default)]
struct Work {
    error: Option<String>,
    /// The error of reading the source's head, apart: it comes and goes with every look.
    head_error: Option<String>,
    progress: Option<(u64, u64)>,
    looked: Option<Instant>,
    last_index_ms: Option<u64>,
    /// Since when something newer than what is served was seen.
    trails_since: Option<Instant>,
    rebuilds: Rebuilds,
}

/// Rebuilds are counted: one that is asked for while another runs is another one, and the next
/// run is for all that were asked for until it began.
#[derive(Debug, Default)]
struct Rebuilds {
    asked: u64,
    /// All up to this number are over.
    over: u64,
    /// Why the last one came to nothing.
    error: Option<String>,
    /// The run that is under way, if one is, is a rebuild.
    running: bool,
}

/// A folder is walked again after this: nothing tells of a change in it.
const WALK_AGAIN: Duration = Duration::from_secs(2);
/// Who waits for another's work looks at least this often whether it still may.
pub const REST: Duration = Duration::from_millis(100);

pub struct Space {
    origin: Origin,
    engine: ArcSwapOption<Engine>,
    /// The uncommitted files as they were last laid over a commit.
    laid: Mutex<Option<Laid>>,
    work: Mutex<Work>,
    /// Something of `work` or what is served has changed.
    moved: Condvar,
    /// When the last look for a summary began.
    asked: Mutex<Option<Instant>>,
    busy: AtomicBool,
    behind: AtomicU64,
    stale: AtomicBool,
    counted: Mutex<HashMap<Part, usize>>,
    asides: Asides,
    /// Serial of the publication that was last tried to learn from; serials begin at 1.
    learned_at: AtomicU64,
}

/// Commits may follow one another while a look is taken: so often it is taken again.
const LOOKS: u32 = 8;

/// A view with uncommitted files, and of which files it was made.
#[derive(Clone)]
struct Laid {
    digest: Sha256Digest,
    view: View,
}

/// Commit, path, first and last line.
type Part = (String, String, (usize, usize));
/// Counts that are kept.
const COUNTED: usize = 4096;

impl Rebuilds {
    /// The number of the last that is not over.
    fn wanted(&self) -> Option<u64> {
        (self.asked > self.over).then_some(self.asked)
    }
}

impl Space {
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            engine: ArcSwapOption::empty(),
            laid: Mutex::default(),
            work: Mutex::default(),
            moved: Condvar::new(),
            asked: Mutex::default(),
            busy: AtomicBool::new(false),
            behind: AtomicU64::new(0),
            stale: AtomicBool::new(false),
            counted: Mutex::default(),
            asides: Asides::default(),
            learned_at: AtomicU64::new(0),
        }
    }

    pub fn id(&self) -> &str {
        &self.origin.id
    }

    /// Its name in the shared memory.
    pub fn memory(&self) -> &str {
        &self.origin.memory
    }

    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    pub fn root(&self) -> &Path {
        &self.origin.root
    }

    /// Opens the index that an earlier run left, so that it answers at once. Does nothing while
    /// the root is not there.
    ///
    /// # Errors
    /// When the index directory cannot be made.
    pub fn open(&self) -> Result<()> {
        self.engine().map(|_| ())
    }

    pub(super) const fn asides(&self) -> &Asides {
        &self.asides
    }

    pub(super) fn engine(&self) -> Result<Arc<Engine>> {
        if let Some(engine) = self.engine.load_full() {
            return Ok(engine);
        }
        let root = &self.origin.root;
        if !root.is_dir() {
            let error = Error::failed(format!("`{}` is not a directory", root.display()));
            return Err(match self.origin.url {
                Some(_) => error.hint("it is cloned by `team serve` and `team sync`"),
                None => error.hint("mend `root` in team.json, or give the workspace a `url`"),
            });
        }
        let source = self.source();
        let options = Options {
            memory_mb: self.origin.memory_mb,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            // A local command may never ask for it.
            graph: !self.origin.overlay,
        };
        let engine = Arc::new(Engine::open_taught(
            &self.origin.index,
            source,
            options,
            self.origin.teacher.clone(),
        )?);
        // Two may come here at once; the second's engine is dropped unused.
        let before = self.engine.compare_and_swap(&None::<Arc<Engine>>, Some(Arc::clone(&engine)));
        Ok(before.as_ref().map_or(engine, Arc::clone))
    }

    /// Lets go of what is open, as if nobody had asked yet: the next call opens it again. Calls
    /// that are under way keep theirs until they end.
    pub fn unload(&self) {
        self.engine.store(None);
        *self.laid() = None;
        self.asides.clear();
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Is its index open?
    pub fn is_loaded(&self) -> bool {
        self.engine.load().is_some()
    }

    fn source(&self) -> Arc<dyn Source> {
        let root = &self.origin.root;
        if !GitSource::is_repository(root) {
            return Arc::new(Folder::new(root));
        }
        let source = GitSource::new(root, self.origin.choice.clone());
        // At the terminal a repository that has no commit yet is a folder with files in it.
        if self.origin.overlay && source.head().is_err_and(|e| e.kind() == Kind::NotFound) {
            return Arc::new(Folder::new(root));
        }
        Arc::new(source)
    }

    fn published(&self) -> Option<Arc<Published>> {
        self.engine.load().as_ref().and_then(|engine| engine.current())
    }

    /// The commit that is served now, if any.
    pub fn commit(&self) -> Option<String> {
        self.published().and_then(|p| p.snapshot.head().commit.clone())
    }

    pub fn serves(&self) -> bool {
        self.published().is_some()
    }

    /// The snapshot to answer from.
    ///
    /// # Errors
    /// `tool_error` while there is none.
    pub fn view(&self) -> Result<View> {
        self.view_for(&Deadline::none(), &|_| {})
    }

    /// What the last look saw, without another one.
    pub fn last_view(&self) -> Option<View> {
        let published = self.published()?;
        let laid = self.laid().clone();
        let laid = laid.filter(|laid| std::ptr::eq(laid.view.published(), &*published));
        Some(laid.map_or_else(|| View::new(published), |laid| laid.view))
    }

    /// As [`Space::view`], for a call: where a look must index first, that is told and may be
    /// called off.
    ///
    /// # Errors
    /// As there, and `request_timeout`.
    pub fn view_for(
        &self,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<View> {
        self.asides.drop_unused();
        if self.origin.overlay {
            return self.view_here(deadline, progress);
        }
        self.published().map(View::new).ok_or_else(|| self.not_ready())
    }

    /// What is published now, brought to the commit that is checked out where nobody else does so.
    pub(super) fn base(
        &self,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Arc<Published>> {
        if self.origin.overlay && !(self.busy() && self.serves()) {
            let refreshed = self.refresh_in_turn(deadline, progress, false);
            deadline.check()?;
            if !self.serves() {
                refreshed?;
            }
        }
        self.published().ok_or_else(|| self.not_ready())
    }

    /// As [`Space::view_for`], for the local operator, whose uncommitted files lie over the commit.
    fn view_here(&self, deadline: &Deadline, progress: &(dyn Fn(Progress) + Sync)) -> Result<View> {
        // What is served goes on being so while it is made anew.
        let rebuilds = || self.busy() && self.serves() && self.work().rebuilds.running;
        let mut tries = 0..LOOKS;
        loop {
            // Nobody keeps a local workspace: each look brings the commit up to date itself.
            let refreshed = match rebuilds() {
                true => Ok(()),
                // A rebuild is left to whoever asked for it.
                false => self.refresh_in_turn(deadline, progress, false).map(drop),
            };
            deadline.check()?;
            let Some(published) = self.published() else {
                refreshed?;
                // It may have been unloaded since.
                match tries.next() {
                    Some(_) => continue,
                    None => return Err(self.not_ready()),
                }
            };
            if published.snapshot.head().commit.is_none() {
                return Ok(View::new(published));
            }
            let edits = uncommitted(&self.origin.root)?;
            // What is uncommitted was told beside the commit that is checked out: if that is
            // another one by now, the two do not fit.
            let fits = refreshed.is_err()
                || matches!(self.engine().and_then(|e| e.behind()), Ok(Behind::Current));
            if fits || tries.next().is_none() {
                return self.lay(published, edits);
            }
        }
    }

    /// Lays edits over a snapshot, or takes what was made of the same before.
    fn lay(&self, published: Arc<Published>, edits: Edits) -> Result<View> {
        if edits.is_empty() {
            *self.laid() = None;
            return Ok(View::new(published));
        }
        let digest = digest(&edits);
        let kept = self.laid().clone();
        if let Some(laid) = kept
            && laid.digest == digest
            && std::ptr::eq(laid.view.published(), &*published)
        {
            return Ok(laid.view);
        }
        let view = View::with_edits(published, edits)?;
        *self.laid() = Some(Laid { digest, view: view.clone() });
        Ok(view)
    }

    fn laid(&self) -> MutexGuard<'_, Option<Laid>> {
        self.laid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn not_ready(&self) -> Error {
        let work = self.work();
        let id = self.id();
        let why = work.error.as_ref().or(work.head_error.as_ref());
        if let Some(why) = why.filter(|_| !self.busy()) {
            return Error::new(Kind::ToolError, format!("workspace `{id}` is not indexed: {why}"));
        }
        let message = match work.progress {
            Some((done, total)) => {
                format!("workspace `{id}` is being indexed: {done} of {total} files")
            }
            None => format!("workspace `{id}` is not indexed yet"),
        };
        Error::new(Kind::ToolError, message).hint("ask again in a few seconds")
    }

    /// Commits between what is served and what was last fetched.
    pub fn behind_by(&self) -> u64 {
        self.behind.load(Ordering::Relaxed)
    }

    pub fn busy(&self) -> bool {
        self.busy.load(Ordering::Relaxed)
    }

    /// Asks whoever keeps this workspace to index it anew. The number is for [`Space::rebuilt`].
    pub fn request_rebuild(&self) -> u64 {
        let mut work = self.work();
        work.rebuilds.asked += 1;
        work.rebuilds.asked
    }

    /// What a rebuild came to that was asked for; `None`: it is not over.
    ///
    /// # Errors
    /// Why it failed.
    pub fn rebuilt(&self, number: u64) -> Option<Result<()>> {
        let work = self.work();
        (work.rebuilds.over >= number).then(|| match &work.rebuilds.error {
            None => Ok(()),
            Some(why) => {
                let message = format!("workspace `{}` could not be indexed anew: {why}", self.id());
                Err(Error::new(Kind::ToolError, message))
            }
        })
    }

    /// Files of what is served.
    pub fn files(&self) -> u64 {
        self.published().map_or(0, |p| p.snapshot.manifest.counts().files)
    }

    /// Files of a run that is under way, done and in all.
    pub fn progress(&self) -> Option<(u64, u64)> {
        self.work().progress
    }

    /// Why nothing is served, when nobody is at work on it.
    pub fn failed(&self) -> bool {
        !self.serves() && !self.busy() && self.work().error.is_some()
    }

    /// Waits until work on this workspace has moved on, at most so long.
    pub fn rest(&self, limit: Duration) {
        let work = self.work();
        drop(self.moved.wait_timeout(work, limit).unwrap_or_else(PoisonError::into_inner));
    }

    /// Is there anything to do? A cheap look at the ref.
    pub fn wants_work(&self) -> bool {
        if self.work().rebuilds.wanted().is_some() {
            return true;
        }
        match self.look() {
            None => !self.is_loaded() && self.origin.url.is_some(),
            Some(Behind::Current) => false,
            Some(Behind::Unserved | Behind::By(_)) => true,
            Some(Behind::Unknown) => self.work().looked.is_none_or(|at| at.elapsed() > WALK_AGAIN),
        }
    }

    /// Compares what is served with the source; `None` where that cannot be read, which is kept.
    fn look(&self) -> Option<Behind> {
        let looked = self.engine().and_then(|engine| engine.behind());
        self.work().head_error = looked.as_ref().err().map(text);
        let behind = looked.ok()?;
        self.note(behind);
        Some(behind)
    }

    /// Brings the index to what the source holds now. One at a time: a second caller gets `None`.
    ///
    /// # Errors
    /// Also kept, for [`Space::summary`].
    pub fn refresh(&self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Option<Refresh>> {
        self.refresh_by(&Deadline::none(), progress, true)
    }

    /// Has something been published since it was last tried to learn from it? Asked often.
    pub fn may_learn(&self) -> bool {
        self.origin.teacher != Teacher::Off
            && self.published().is_some_and(|published| {
                let manifest = &published.snapshot.manifest;
                manifest.parsed && self.learned_at.load(Ordering::Relaxed) != manifest.serial
            })
    }

    /// Learns what words mean in this workspace, where that is due and wished for; see `Engine::learn`. Of a group all
    /// learn together; one that has failed is passed over. What fails is tried again with the next publication.
    ///
    /// # Errors
    /// As there.
    pub fn learn(&self, state: &State) -> Result<bool> {
        let Some(published) = self.published() else { return Ok(false) };
        self.learned_at.store(published.snapshot.manifest.serial, Ordering::Relaxed);
        let deadline = Deadline::after(LEARNING);
        let Teacher::Group(members) = &self.origin.teacher else {
            return self.engine()?.learn(&deadline);
        };
        let members = members.iter().filter_map(|id| state.space(id));
        let engines: Option<Vec<_>> = members
            .filter(|space| !space.failed())
            .map(|space| Some((space.id(), space.engine().ok()?)))
            .collect();
        // One is not cloned yet.
        let Some(engines) = engines else { return Ok(false) };
        let engines: Vec<(&str, &Engine)> =
            engines.iter().map(|(id, engine)| (*id, &**engine)).collect();
        learn_together(&engines, &deadline)
    }

    /// As [`Space::refresh`], but a second caller waits for the first and then looks itself.
    ///
    /// # Errors
    /// As there, and `request_timeout`.
    pub fn refresh_now(
        &self,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Refresh> {
        self.refresh_in_turn(deadline, progress, true)
    }

    fn refresh_in_turn(
        &self,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
        rebuilds: bool,
    ) -> Result<Refresh> {
        loop {
            deadline.check()?;
            if let Some(refresh) = self.refresh_by(deadline, progress, rebuilds)? {
                return Ok(refresh);
            }
            if let Some((files_done, files_total)) = self.progress() {
                progress(Progress { files_done, files_total, bytes_done: 0 });
            }
            self.rest(REST);
        }
    }

    /// `rebuilds`: with a rebuild, if one is asked for.
    fn refresh_by(
        &self,
        deadline: &Deadline,
        progress: &(dyn Fn(Progress) + Sync),
        rebuilds: bool,
    ) -> Result<Option<Refresh>> {
        if self.busy.swap(true, Ordering::AcqRel) {
            return Ok(None);
        }
        let _busy = Busy(self);
        let watch = |p: Progress| {
            self.work().progress = Some((p.files_done, p.files_total));
            progress(p);
        };
        let rebuild = {
            let mut work = self.work();
            let wanted = work.rebuilds.wanted().filter(|_| rebuilds);
            work.rebuilds.running = wanted.is_some();
            wanted
        };
        let result = self.engine().and_then(|engine| match rebuild {
            Some(_) => engine.rebuild(&watch, deadline),
            None => engine.refresh(&watch, deadline),
        });
        let _ = self.look();
        {
            let mut work = self.work();
            work.looked = Some(clock::instant());
            if let Some(number) = rebuild {
                work.rebuilds.over = number;
                work.rebuilds.error = result.as_ref().err().map(text);
            }
            if let Ok(refresh) = &result
                && refresh.changed
            {
                work.last_index_ms = u64::try_from(refresh.elapsed.as_millis()).ok();
            }
        }
        // That somebody called it off is no fault of the workspace.
        self.finish(result.as_ref().err().filter(|_| !deadline.passed()));
        if !self.origin.overlay
            && let Some(published) = self.published()
        {
            // So that nobody waits for it at the first question; what fails is told to who asks.
            let _ = published.graph();
        }
        result.map(Some)
    }

    fn note(&self, behind: Behind) {
        let commits = match behind {
            Behind::By(commits) => commits,
            Behind::Unserved | Behind::Current | Behind::Unknown => 0,
        };
        self.behind.store(commits, Ordering::Relaxed);
        self.stale.store(commits > 0, Ordering::Relaxed);
        let trails = matches!(behind, Behind::Unserved | Behind::By(_));
        let mut work = self.work();
        work.trails_since = trails.then(|| work.trails_since.unwrap_or_else(clock::instant));
    }

    /// How long what is served has trailed what was last fetched; zero while it does not. The
    /// source is asked.
    pub fn lag(&self) -> Duration {
        self.look_together();
        self.work().trails_since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Marks work on this workspace that is not indexing (a clone), and what it came to.
    pub fn during<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.busy.store(true, Ordering::Release);
        let _busy = Busy(self);
        let result = work();
        self.finish(result.as_ref().err());
        result
    }

    fn finish(&self, error: Option<&Error>) {
        let mut work = self.work();
        work.progress = None;
        work.error = error.map(text);
        drop(work);
        self.moved.notify_all();
    }

    /// A look for many at once: whoever comes while somebody looks waits, and shares the next
    /// look with all that wait. So none is told of a look that began before it came.
    fn look_together(&self) {
        let came = clock::instant();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.is_none_or(|began| began < came) {
            *asked = Some(clock::instant());
            let _ = self.look();
        }
    }

    /// How the workspace is at this moment: the source is asked, so that the state cannot lie.
    pub fn summary(&self) -> Summary {
        self.look_together();
        let published = self.published();
        let work = self.work();
        let cloning = self.origin.url.is_some() && !self.is_loaded();
        let head_error = work.head_error.clone().filter(|_| !cloning);
        let error = work.error.clone().or(head_error);
        let state = match (&published, self.busy()) {
            (Some(_), _) if self.stale.load(Ordering::Relaxed) || error.is_some() => Status::Stale,
            (Some(_), _) => Status::Ready,
            (None, true) => Status::Running,
            (None, false) if error.is_some() => Status::Failed,
            (None, false) => Status::Queued,
        };
        let head = published.as_ref().map(|p| p.snapshot.head());
        Summary {
            id: self.origin.id.clone(),
            label: self.origin.label.clone(),
            state,
            commit: head.and_then(|h| h.commit.clone()),
            branch: head.and_then(|h| h.reference.as_deref()).map(branch),
            behind_by: self.behind_by(),
            files: self.files(),
            indexed_at: published.as_ref().and_then(|p| clock::rfc3339_of(p.indexed_at())),
            code: published.as_ref().and_then(|p| p.parsed()).map(
                |[parsed_clean, parsed_in_part, parse_failed]| Code {
                    parsed_clean,
                    parsed_in_part,
                    parse_failed,
                },
            ),
            embedding: self.embedding(published.as_deref()),
            error,
            progress: work.progress,
        }
    }

    fn embedding(&self, published: Option<&Published>) -> Option<&'static str> {
        let made = match self.origin.teacher {
            Teacher::Off => return None,
            Teacher::Own => "learned",
            Teacher::Group(_) => "group",
            Teacher::Model(_) => "model",
        };
        let learned = published.and_then(|published| published.snapshot.manifest.learned);
        Some(match learned {
            None => "pending",
            Some(learned) if learned.table.is_none() => "too_little",
            Some(_) => made,
        })
    }

    pub fn stats(&self) -> Option<Stats> {
        self.engine.load_full().and_then(|e| e.stats().ok().flatten())
    }

    /// What is wrong at this moment, for the operator's log.
    pub fn trouble(&self) -> Option<String> {
        let work = self.work();
        work.error.clone().or_else(|| work.head_error.clone().filter(|_| self.is_loaded()))
    }

    /// Milliseconds that the last indexing took.
    pub fn last_index_ms(&self) -> Option<u64> {
        self.work().last_index_ms
    }

    /// Tokens of a part of a file, counted once a commit: a page of a large file must not cost the
    /// counting of the whole.
    pub fn tokens(
        &self,
        view: &View,
        path: &str,
        lines: (usize, usize),
        count: impl FnOnce() -> usize,
    ) -> usize {
        let Some(commit) = view.snapshot().head().commit.clone().filter(|_| !view.dirty()) else {
            return count();
        };
        let key = (commit, path.to_owned(), lines);
        let counted = |memo: &Mutex<HashMap<_, _>>| {
            memo.lock().unwrap_or_else(PoisonError::into_inner).get(&key).copied()
        };
        if let Some(tokens) = counted(&self.counted) {
            return tokens;
        }
        let tokens = count();
        let mut memo = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if memo.len() >= COUNTED {
            memo.clear();
        }
        memo.insert(key, tokens);
        tokens
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Marks a workspace as busy until it goes, be it by a panic.
struct Busy<'a>(&'a Space);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.busy.store(false, Ordering::Release);
        self.0.moved.notify_all();
    }
}

/// The files of a working tree that differ from its commit.
fn uncommitted(root: &Path) -> Result<Edits> {
    let mut edits = Edits::new();
    for change in dirty(root)? {
        let edit = match change.kind {
            ChangeKind::Deleted => None,
            ChangeKind::Modified | ChangeKind::Added => match read_worktree(root, &change.path) {
                Ok(content) => Some(edit(content)),
                // Gone since it was listed.
                Err(e) if e.kind() == Kind::NotFound => None,
                Err(e) => return Err(e),
            },
        };
        edits.insert(change.path, edit);
    }
    Ok(edits)
}

/// Of everything that tells one set of edits from another.
fn digest(edits: &Edits) -> Sha256Digest {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for (path, edit) in edits {
        add(path.as_bytes());
        match edit {
            None => add(b"gone"),
            Some(edit) => {
                add(if edit.kind == FileKind::Symlink { b"link" } else { b"file" });
                add(&edit.bytes);
            }
        }
    }
    hash.finalize().into()
}

fn edit(content: Content) -> Edit {
    let kind = match content {
        Content::File(_) => FileKind::File,
        Content::Symlink(_) => FileKind::Symlink,
    };
    Edit { kind, bytes: content.into_bytes(), attributes: Attributes::default() }
}

/// `refs/remotes/origin/main` → `main`, `refs/heads/main` → `main`.
fn branch(reference: &str) -> String {
    let short = reference
        .strip_prefix("refs/heads/")
        .or_else(|| reference.strip_prefix("refs/tags/"))
        .or_else(|| {
            reference.strip_prefix("refs/remotes/").and_then(|r| r.split_once('/')).map(|r| r.1)
        });
    short.unwrap_or(reference).to_owned()
}

/// An error where only text is kept.
fn text(error: &Error) -> String {
    match error.hint_text() {
        Some(hint) => format!("{}; {hint}", error.chain()),
        None => error.chain(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with eleven hundred comments and the code under them.
    fn space(dir: &Path, id: &str, group: &[&str]) -> Arc<Space> {
        let root = dir.join(id);
        std::fs::create_dir(&root).unwrap();
        for file in 0..11 {
            let said = |n| format!("/// {id} opens word{} of word{}, always\n", n % 7, n % 13);
            let done = |n| format!("fn acquire_{file}_{n}() {{ acquire(word{}) }}\n\n", n % 7);
            let text: String = (0..100).map(|n| said(n) + &done(n)).collect();
            std::fs::write(root.join(format!("part{file}.rs")), text).unwrap();
        }
        Arc::new(Space::new(Origin {
            id: id.into(),
            memory: id.into(),
            label: None,
            root,
            url: None,
            choice: RefChoice::LocalHead,
            refs: Refs::All,
            index: dir.join(format!("index-{id}")),
            overlay: false,
            memory_mb: 64,
            teacher: Teacher::Group(group.iter().map(|id| (*id).to_owned()).collect()),
        }))
    }

    #[test]
    fn a_group_learns_once_all_of_it_is_indexed_and_one_that_failed_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let ids = ["a", "b", "broken"];
        let spaces: Vec<Arc<Space>> = ids.iter().map(|id| space(dir.path(), id, &ids)).collect();
        std::fs::remove_dir_all(spaces[2].root()).unwrap();
        let named = spaces.iter().map(|space| (space.id().to_owned(), Arc::clone(space)));
        let state = State { spaces: named.collect(), ..State::default() };
        let learned = |space: &Space| {
            space.published().unwrap().snapshot.manifest.learned.and_then(|l| l.table.map(|_| l.of))
        };
        spaces[0].refresh(&|_| {}).unwrap();
        assert!(spaces[0].may_learn());
        assert!(!spaces[0].learn(&state).unwrap(), "`b` is not there yet");
        assert!(!spaces[0].may_learn(), "nothing new since");
        spaces[1].refresh(&|_| {}).unwrap();
        assert!(spaces[2].refresh(&|_| {}).is_err() && spaces[2].failed());
        assert!(spaces[1].may_learn() && spaces[1].learn(&state).unwrap());
        assert!(learned(&spaces[0]).is_some() && learned(&spaces[0]) == learned(&spaces[1]));
        assert!(
            spaces[0].may_learn() && !spaces[0].learn(&state).unwrap(),
            "what it has is the news"
        );
    }
}
