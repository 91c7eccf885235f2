//! When is a workspace made ready, and when is it let go? One thread that sleeps until something has changed or is due.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::Settings;
use super::house::{House, Tenant, Watched};
use super::log::Log;
use super::watch::{Touch, Watch};
use crate::base::clock;

/// A change is followed when so long nothing else has changed there …
const QUIET: Duration = Duration::from_millis(200);
/// … but within this.
const AT_MOST: Duration = Duration::from_secs(2);
/// A workspace that changes all the time is followed for no more than a part like this of it.
const SHARE: u32 = 5;
/// How often a workspace is looked at that cannot be watched.
const POLL: Duration = Duration::from_secs(10);
/// Memory is looked at so long after a call.
const WEIGH: Duration = Duration::from_millis(500);

/// What the keeper is told.
#[derive(Debug)]
pub enum News {
    /// Paths, and whether no name has come or gone.
    Changed(Vec<PathBuf>, bool),
    /// More than could be told.
    Missed,
    /// A client has asked this workspace.
    Used(PathBuf),
    Stop,
}

pub struct Keeper {
    house: Arc<House>,
    log: Arc<Log>,
    settings: Settings,
    watch: Watch,
    news: Receiver<News>,
    /// The socket: without it nobody reaches us.
    door: PathBuf,
    due: HashMap<PathBuf, Due>,
    /// Until when a workspace rests from being followed, so that others have their share.
    resting: HashMap<PathBuf, Instant>,
    weigh: Option<Instant>,
}

/// What is to be done for a workspace.
struct Due {
    since: Instant,
    at: Instant,
    /// Where folders may have come.
    entries: Vec<PathBuf>,
    /// What is ignored has changed, or it is not known what has.
    anew: bool,
}

impl Keeper {
    pub fn new(
        house: Arc<House>,
        log: Arc<Log>,
        settings: Settings,
        door: PathBuf,
        channel: (Sender<News>, Receiver<News>),
    ) -> Self {
        let (tell, news) = channel;
        let mut watch = Watch::start(tell, settings.max_watches);
        match watch.trouble() {
            Some(why) => log.say(&format!("nothing is watched: {why}")),
            None => watch.guard(&door),
        }
        let (due, resting) = (HashMap::new(), HashMap::new());
        Self { house, log, settings, watch, news, door, due, resting, weigh: None }
    }

    /// Why nothing is watched, if so.
    pub fn trouble(&self) -> Option<String> {
        self.watch.trouble().map(str::to_owned)
    }

    /// Runs until it is told to stop; says why it does.
    pub fn run(mut self) -> &'static str {
        loop {
            let news = match self.wake() {
                None => self.news.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => self.news.recv_timeout(at.saturating_duration_since(clock::instant())),
            };
            let first = match news {
                Ok(news) => Some(news),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return "nobody is left to tell of anything",
            };
            let waiting: Vec<News> = first.into_iter().chain(self.news.try_iter()).collect();
            for news in waiting {
                if let Some(why) = self.hear(news) {
                    return why;
                }
            }
            self.act();
        }
    }

    fn hear(&mut self, news: News) -> Option<&'static str> {
        match news {
            News::Stop => return Some("asked to"),
            News::Used(root) => self.used(&root),
            News::Missed => {
                let roots: Vec<PathBuf> =
                    self.house.by_use().iter().map(|t| t.root.clone()).collect();
                for root in roots {
                    self.put(&root, |due| due.anew = true);
                }
            }
            News::Changed(paths, only_data) => {
                for path in paths {
                    if self.door.starts_with(&path) && !self.door.exists() {
                        return Some("its socket was taken away");
                    }
                    for (root, touch) in self.watch.touched(&path) {
                        self.put(&root, |due| match touch {
                            Touch::Rules => due.anew = true,
                            Touch::Entry if !only_data => due.entries.push(path.clone()),
                            Touch::Entry => {}
                        });
                    }
                }
            }
        }
        None
    }

    fn put(&mut self, root: &Path, change: impl FnOnce(&mut Due)) {
        let now = clock::instant();
        let fresh = Due { since: now, at: now, entries: Vec::new(), anew: false };
        let due = self.due.entry(root.to_owned()).or_insert(fresh);
        let rested = self.resting.get(root).copied().unwrap_or(now);
        due.at = (now + QUIET).min(due.since + AT_MOST).max(rested);
        change(due);
    }

    fn used(&mut self, root: &Path) {
        self.weigh.get_or_insert_with(|| clock::instant() + WEIGH);
        if self.house.get(root).is_some_and(|t| *t.watched() == Watched::Not) {
            self.put(root, |_| {});
        }
    }

    fn watch(&mut self, tenant: &Tenant) {
        self.watch.remove(&tenant.root);
        let watched = match self.watch.add(&tenant.root) {
            Ok(folders) => Watched::Folders(folders),
            Err(why) => self.poll(tenant, why),
        };
        *tenant.watched() = watched;
    }

    fn poll(&mut self, tenant: &Tenant, why: String) -> Watched {
        let (root, every) = (tenant.root.display(), POLL.as_secs());
        self.log.say(&format!("`{root}` is looked at every {every} s: {why}"));
        self.put(&tenant.root, |due| due.at += POLL);
        Watched::Polled(why)
    }

    /// When there is something to do that nobody tells of.
    fn wake(&self) -> Option<Instant> {
        let now = clock::instant();
        let loaded = self.house.by_use().into_iter().filter(|t| t.space.is_loaded());
        let unload = loaded.map(|t| now + self.settings.unload_after.saturating_sub(t.idle()));
        let due = self.due.values().map(|due| due.at);
        unload.chain(due).chain(self.weigh).min()
    }

    fn act(&mut self) {
        let now = clock::instant();
        for tenant in self.house.by_use() {
            if tenant.idle() >= self.settings.unload_after && tenant.space.is_loaded() {
                self.let_go(&tenant, "nobody has asked it for a while");
                self.house.forget(tenant);
            }
        }
        let ripe: Vec<PathBuf> = self
            .due
            .iter()
            .filter(|(_, due)| due.at <= now)
            .map(|(root, _)| root.clone())
            .collect();
        for root in ripe {
            if let Some(due) = self.due.remove(&root) {
                self.follow(&root, due);
            }
        }
        if self.weigh.is_some_and(|at| at <= now) {
            self.weigh = None;
            self.lighten();
        }
    }

    /// Brings a workspace to what lies there now.
    fn follow(&mut self, root: &Path, due: Due) {
        let Some(tenant) = self.house.get(root).filter(|t| t.space.is_loaded()) else { return };
        let watched = tenant.watched().clone();
        match watched {
            Watched::Not => {
                self.log.say(&format!("`{}` is open", root.display()));
                self.watch(&tenant);
            }
            Watched::Polled(_) => self.put(root, |due| due.at += POLL),
            Watched::Folders(_) if due.anew => self.watch(&tenant),
            Watched::Folders(_) => {
                for entry in due.entries {
                    if let Err(why) = self.watch.extend(root, &entry) {
                        let polled = self.poll(&tenant, why);
                        *tenant.watched() = polled;
                        break;
                    }
                }
            }
        }
        let began = clock::instant();
        // What fails is told to who asks.
        let _ = tenant.space.view_for(self.house.ending(), &|_| {});
        let now = clock::instant();
        self.resting.insert(root.to_owned(), now + began.elapsed() * SHARE);
        self.weigh.get_or_insert(now + WEIGH);
    }

    /// Unloads the least recently used until the rest fits. The one that was asked last stays.
    fn lighten(&mut self) {
        let limit = u64::from(self.settings.memory_mb) << 20;
        let mut loaded: Vec<Arc<Tenant>> =
            self.house.by_use().into_iter().filter(|t| t.space.is_loaded()).collect();
        loaded.pop();
        for tenant in loaded {
            if resident().is_none_or(|bytes| bytes <= limit) {
                return;
            }
            // A call may be under way.
            if tenant.idle() < WEIGH {
                self.weigh = Some(clock::instant() + WEIGH);
                return;
            }
            self.let_go(&tenant, "memory");
        }
    }

    fn let_go(&mut self, tenant: &Tenant, why: &str) {
        tenant.space.unload();
        self.watch.remove(&tenant.root);
        *tenant.watched() = Watched::Not;
        self.due.remove(&tenant.root);
        self.resting.remove(&tenant.root);
        self.log.say(&format!("`{}` is unloaded: {why}", tenant.root.display()));
    }
}

/// Bytes of this process in memory; none where the system does not say.
pub fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
