//! How does a running server stay current? It follows its team.json, its repositories' refs, and its clock.

mod connector;
mod push;
mod weekly;

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::app::{App, Origin, Refs, Space, State};
use crate::auth::Roster;
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Result};
use crate::config::environment::Outside;
use crate::config::{Config, RefGlobs, Source, listed_hashes};
use crate::event::{Draft, Kind, Log, Payload};
use crate::gate::Gate;
use crate::git::fetch::{FetchOptions, NO_TAGS};
use crate::git::transport::Credentials;
use crate::identity::Identity;
use crate::ledger::Key;
use crate::savings::Metering;
use crate::store::Store;
use crate::sync::{self, SyncOutcome, Target};
use crate::trace::Tracer;
use crate::workspace::source;

pub use push::Standing;

/// How often team.json is looked at, and refs at the least.
const LOOK: Duration = Duration::from_millis(250);
/// How often refs are looked at where that takes little: a change is served within this and the time that indexing it takes.
const GLANCE: Duration = Duration::from_millis(20);
/// Of the time at most so small a part goes into looking at refs.
const SPARING: u32 = 200;
/// Workspaces indexed at once; one alone uses all cores.
const AT_ONCE: usize = 2;
/// A workspace that failed is tried again after this.
const RETRY: Duration = Duration::from_secs(30);

/// The configuration that counts now.
pub struct Live {
    pub config: Config,
    pub roster: Roster,
    /// Of callers without a token of ours.
    pub identity: Arc<Identity>,
}

impl Live {
    fn new(config: Config) -> Self {
        Self { roster: config.roster(), identity: Identity::new(&config), config }
    }

    /// What follows: keys that were fetched, and tokens that were looked into, still count.
    fn next(&self, config: Config) -> Self {
        let same = self.identity.fits(&config);
        let identity = if same { Arc::clone(&self.identity) } else { Identity::new(&config) };
        Self { roster: config.roster(), identity, config }
    }
}

/// A team's server: the app, and the configuration it runs under.
pub struct Team {
    app: App,
    live: ArcSwap<Live>,
    source: Source,
    credentials: Credentials,
    stopping: AtomicBool,
    syncing: AtomicBool,
    learning: AtomicBool,
    running: Mutex<Vec<String>>,
    retry_at: Mutex<BTreeMap<String, Instant>>,
    /// Events dropped until the last look.
    dropped: AtomicU64,
    /// What was said last of each subject: what goes on failing is said once.
    said: Mutex<BTreeMap<String, String>>,
    weekly: weekly::Reporter,
    runs: connector::Runs,
    /// What connectors without a secret of their own are asked with.
    outside: Outside,
    pushes: push::Pushes,
    /// Says what an operator should read; the command line prints it.
    notice: Box<dyn Fn(&str) + Send + Sync>,
}

impl Team {
    pub fn new(
        gate: Gate,
        key: Arc<Key>,
        (store, events, metering, tracer): (Arc<Store>, Log, Metering, Tracer),
        config: Config,
        source: Source,
        (credentials, outside): (Credentials, Outside),
        notice: Box<dyn Fn(&str) + Send + Sync>,
    ) -> Arc<Self> {
        let state = state_of(&config, &State::default(), None);
        Arc::new(Self {
            app: App::new(gate, key, store, Some(events), metering, state).with_tracer(tracer),
            live: ArcSwap::from_pointee(Live::new(config)),
            source,
            credentials,
            stopping: AtomicBool::new(false),
            syncing: AtomicBool::new(false),
            learning: AtomicBool::new(false),
            running: Mutex::default(),
            retry_at: Mutex::default(),
            dropped: AtomicU64::new(0),
            said: Mutex::default(),
            weekly: weekly::Reporter::default(),
            runs: connector::Runs::default(),
            outside,
            pushes: push::Pushes::default(),
            notice,
        })
    }

    pub const fn app(&self) -> &App {
        &self.app
    }

    pub fn live(&self) -> Arc<Live> {
        self.live.load_full()
    }

    /// Opens the indexes that are there, then follows changes until [`Team::stop`].
    ///
    /// # Errors
    /// When the keeping thread cannot be started.
    pub fn keep(self: &Arc<Self>) -> Result<thread::JoinHandle<()>> {
        let team = Arc::clone(self);
        thread::Builder::new()
            .name("keeper".into())
            .spawn(move || team.follow())
            .map_err(|e| Error::failed("cannot start a thread").source(e))
    }

    /// Opens what earlier runs left, so that the first request is answered from it.
    pub fn open_indexes(&self) {
        open_all(&self.app.state());
    }

    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.runs.stop();
        self.app.end_waiting();
    }

    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn follow(self: Arc<Self>) {
        let mut mark = mark_of(&self.source);
        let mut synced = clock::instant();
        self.begin_connectors();
        self.resume_pushes();
        while !self.stopping() {
            let now = mark_of(&self.source);
            if now != mark {
                mark = now;
                self.reload();
            }
            let interval = self.live().config.sync_interval;
            if interval.is_some_and(|every| synced.elapsed() >= every) {
                synced = clock::instant();
                self.start_sync();
            }
            self.start_pushes();
            self.look();
            self.start_learning();
            self.app.bound_asides();
            self.watch_books();
            self.watch_events();
            self.report_weekly();
            self.run_connectors();
            self.look_on();
        }
    }

    /// Looks at refs alone, for the rest of a turn: many workspaces less often than one.
    fn look_on(self: &Arc<Self>) {
        let began = clock::instant();
        let mut took = Duration::ZERO;
        while !self.stopping() {
            let left = LOOK.saturating_sub(began.elapsed());
            if left.is_zero() {
                return;
            }
            thread::sleep(GLANCE.max(took * SPARING).min(left));
            let at = clock::instant();
            self.look();
            took = at.elapsed();
        }
    }

    /// Takes a changed team.json, or keeps the old one and says why. A list without any token is
    /// taken as well: the last one revoked must be refused like the first.
    fn reload(&self) {
        let old = self.app.state();
        match Config::load(&self.source) {
            Ok(loaded) => {
                let before = self.live();
                let (old_config, new) = (&before.config, &loaded.config);
                if (&new.host, new.port) != (&old_config.host, old_config.port) {
                    (self.notice)("`host` and `port` take effect at the next start");
                }
                for warning in loaded.warnings.iter().chain(&new.serve_faults()) {
                    (self.notice)(&format!("warning: {warning}"));
                }
                let told = format!(
                    "team.json changed: taken, {} workspaces, {} tokens",
                    new.workspaces.len(),
                    new.tokens.len()
                );
                // A workspace that is declared otherwise answers from what it has without a gap.
                let state = state_of(&loaded.config, &old, None);
                open_all(&state);
                self.app.replace(state);
                if let Some(events) = self.app.events() {
                    events.keep(loaded.config.retention.events);
                }
                self.live.store(Arc::new(before.next(loaded.config)));
                (self.notice)(&told);
                self.settle_connectors();
            }
            Err(faults) => {
                let text = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                (self.notice)(&format!(
                    "team.json changed but is faulty, the old one counts: {text}"
                ));
                self.revoke_unlisted();
                self.app.replace(state_of(&self.live().config, &old, Some(text)));
            }
        }
    }

    /// A faulty team.json gives nobody anything, but what it no longer lists is refused: a
    /// revocation must not wait until somebody has mended a path.
    fn revoke_unlisted(&self) {
        let Some(listed) = self.source.read().ok().and_then(|text| listed_hashes(&text)) else {
            return;
        };
        let live = self.live();
        let mut config = live.config.clone();
        config.tokens.retain_mut(|token| {
            token.previous.take_if(|previous| !listed.contains(&previous.sha256));
            listed.contains(&token.sha256)
        });
        let revoked = live.config.tokens.len() - config.tokens.len();
        if revoked > 0 {
            (self.notice)(&format!("{revoked} tokens are no longer listed and are refused"));
        }
        self.live.store(Arc::new(live.next(config)));
    }

    /// Starts work where a ref has moved or a root is missing.
    fn look(self: &Arc<Self>) {
        for space in self.app.state().spaces.values() {
            let id = space.id();
            let mut running = lock(&self.running);
            if running.len() >= AT_ONCE || running.iter().any(|r| r == id) {
                continue;
            }
            drop(running);
            self.tell(format!("workspace `{id}`"), space.trouble());
            let waits = lock(&self.retry_at).get(id).is_some_and(|at| clock::instant() < *at);
            if waits || space.busy() || !space.wants_work() {
                continue;
            }
            running = lock(&self.running);
            running.push(id.to_owned());
            drop(running);
            let (team, space) = (Arc::clone(self), Arc::clone(space));
            let name = format!("index {id}");
            if thread::Builder::new().name(name).spawn(move || team.work(&space)).is_err() {
                lock(&self.running).retain(|r| r != id);
            }
        }
    }

    fn work(&self, space: &Space) {
        let id = space.id();
        let task = || self.fetch_missing(space).and_then(|()| space.refresh(&|_| {}));
        // A damaged index may make its library panic: then it is built anew, and this thread's
        // place is free again.
        let result = catch_unwind(AssertUnwindSafe(task)).unwrap_or_else(|_| {
            space.request_rebuild();
            Err(Error::internal("indexing panicked"))
        });
        match result {
            Ok(refresh) => {
                lock(&self.retry_at).remove(id);
                if let Some(refresh) = refresh.filter(|r| r.changed) {
                    let summary = space.summary();
                    self.tell_built(space, summary.commit.as_deref());
                    (self.notice)(&format!(
                        "workspace `{id}`: {} files at {}, {} indexed in {} ms",
                        summary.files,
                        summary.commit.as_deref().map_or("no commit", source::short),
                        refresh.files_indexed,
                        refresh.elapsed.as_millis()
                    ));
                }
            }
            Err(_) => {
                lock(&self.retry_at).insert(id.to_owned(), clock::instant() + RETRY);
            }
        }
        lock(&self.running).retain(|r| r != id);
    }

    /// Learns where something new is served, in one thread for all workspaces: it takes one core for up to a minute,
    /// and nobody waits for it. Ranking does without until then.
    fn start_learning(self: &Arc<Self>) {
        let wanted = |team: &Self| {
            let state = team.app.state();
            let space = state.spaces.values().find(|space| space.may_learn()).cloned();
            space.map(|space| (state, space))
        };
        if wanted(self).is_none() || self.learning.swap(true, Ordering::AcqRel) {
            return;
        }
        let team = Arc::clone(self);
        let started = thread::Builder::new().name("learn".into()).spawn(move || {
            while let Some((state, space)) = wanted(&team).filter(|_| !team.stopping()) {
                // A damaged index is found out, and mended, by who indexes.
                if let Ok(learned) = catch_unwind(AssertUnwindSafe(|| space.learn(&state))) {
                    let wrong = learned.err().map(|e| e.chain());
                    team.tell(format!("the embedding of `{}`", space.id()), wrong);
                }
            }
            team.learning.store(false, Ordering::Release);
        });
        if started.is_err() {
            self.learning.store(false, Ordering::Release);
        }
    }

    /// Tells readers that a new index is served.
    fn tell_built(&self, space: &Space, commit: Option<&str>) {
        let Some(events) = self.app.events() else { return };
        let payload = Payload {
            tool: "ctx_index".into(),
            action: "build".into(),
            key: commit.map(str::to_owned),
            ..Payload::default()
        };
        let (memory, kind) = (space.memory(), Kind::GraphBuilt);
        events.record(Draft::new(memory, "default", kind, "server", payload));
    }

    /// Says what is wrong with a subject when that has changed, and when it is right again.
    fn tell(&self, subject: String, wrong: Option<String>) {
        let mut said = lock(&self.said);
        match wrong {
            Some(text) if said.get(&subject) != Some(&text) => {
                (self.notice)(&format!("{subject}: {text}"));
                said.insert(subject, text);
            }
            Some(_) => {}
            None => {
                if said.remove(&subject).is_some() {
                    (self.notice)(&format!("{subject}: well again"));
                }
            }
        }
    }

    /// While the book of decisions cannot be written nobody is answered: the operator must hear of
    /// it. Of the savings ledger, too, which holds up nobody.
    fn watch_books(&self) {
        let stats = self.app.gate().audit().stats();
        let wrong = stats.failing.then(|| {
            format!(
                "cannot be written, nothing is answered: {}",
                stats.last_error.unwrap_or_default()
            )
        });
        self.tell("the audit log".into(), wrong);
        let stats = self.app.metering().writer.stats();
        let wrong = stats.failing.then(|| {
            format!(
                "cannot be written, answers go on and what they saved waits: {}",
                stats.last_error.unwrap_or_default()
            )
        });
        self.tell("the savings ledger".into(), wrong);
    }

    /// Records of calls that cannot be kept are dropped: the operator hears of it, and when it ends.
    fn watch_events(&self) {
        let Some(events) = self.app.events() else { return };
        let now = events.counts().dropped;
        let before = self.dropped.swap(now, Ordering::Relaxed);
        let wrong = (now > before).then(|| {
            "records of calls are dropped: they come faster than the disk takes them".to_owned()
        });
        self.tell("the event log".into(), wrong);
    }

    /// Clones a workspace whose root is not there yet.
    fn fetch_missing(&self, space: &Space) -> Result<()> {
        if space.root().exists() || space.origin().url.is_none() {
            return Ok(());
        }
        (self.notice)(&format!("workspace `{}`: cloning", space.id()));
        space.during(|| self.sync(space))
    }

    fn sync(&self, space: &Space) -> Result<()> {
        self.sync_outcome(space, Deadline::none()).into_result()
    }

    fn sync_outcome(&self, space: &Space, deadline: Deadline) -> SyncOutcome {
        let options = FetchOptions {
            credentials: self.credentials.clone(),
            deadline,
            progress: &|_| {},
            ssh: None,
            tags: NO_TAGS,
        };
        sync::sync_one(&target(space.origin()), &self.live().config.data, &options)
    }

    /// `syncIntervalSecs`: fetches every workspace in a thread of its own, unless the last round is
    /// still under way.
    fn start_sync(self: &Arc<Self>) {
        if self.syncing.swap(true, Ordering::AcqRel) {
            return;
        }
        let team = Arc::clone(self);
        let started = thread::Builder::new().name("sync".into()).spawn(move || {
            for space in team.app.state().spaces.values() {
                if team.stopping() {
                    break;
                }
                let wrong = team.sync(space).err().map(|e| e.chain());
                team.tell(format!("sync of `{}`", space.id()), wrong);
            }
            team.syncing.store(false, Ordering::Release);
        });
        if started.is_err() {
            self.syncing.store(false, Ordering::Release);
            (self.notice)("cannot start a thread for sync; it is tried at the next interval");
        }
    }
}

/// The workspaces of a configuration; those that did not change keep their open index.
fn state_of(config: &Config, old: &State, config_error: Option<String>) -> State {
    let spaces = config.workspaces.iter().map(|w| {
        let origin = Origin::of(config, w);
        let kept = old.spaces.get(&w.id).filter(|s| *s.origin() == origin);
        (w.id.clone(), kept.cloned().unwrap_or_else(|| Arc::new(Space::new(origin))))
    });
    State {
        default_workspace: config.default_workspace.clone(),
        spaces: spaces.collect(),
        connectors: config.connectors.clone(),
        storage_quota: config.storage_quota,
        config_error,
    }
}

/// Opens what is not open yet. What cannot be opened is said in its state, not here: the others serve.
fn open_all(state: &State) {
    for space in state.spaces.values() {
        let _ = space.open();
    }
}

/// What `team sync` needs of a workspace.
fn target(origin: &Origin) -> Target {
    Target {
        id: origin.id.clone(),
        root: origin.root.clone(),
        url: origin.url.clone(),
        choice: origin.choice.clone(),
        refs: match &origin.refs {
            Refs::Matching(globs) => globs.clone(),
            Refs::All => RefGlobs::none(),
        },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Tells one state of the file from another without reading it; nothing for a source that cannot change.
fn mark_of(source: &Source) -> Option<(u64, u64, Option<std::time::SystemTime>)> {
    let meta = std::fs::metadata(source.path()?).ok()?;
    Some((meta.ino(), meta.len(), meta.modified().ok()))
}
