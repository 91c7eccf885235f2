//! How do events get into the store, and out of it again when they are old?

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::guard::{BOUND, Guard};
use super::stream::{Sink, Start, Streams};
use super::{Draft, append};
use crate::base::error::Context as _;
use crate::base::{Result, clock};
use crate::config::limit::Keep;
use crate::store::event::{self as kept, Appender};
use crate::store::{Store, Write};

/// Local events that may wait; more are dropped and counted.
const MOST_QUEUED: usize = 16_384;
/// The first of a batch waits this long for others.
const LINGER: Duration = Duration::from_millis(5);
/// How often what is old is looked for.
const PRUNE: Duration = Duration::from_secs(60);
/// Events taken out in one change.
const PRUNED_AT_ONCE: usize = 256;
/// What a workspace keeps at most where retention is in days.
const MOST_BYTES: u64 = 512 << 20;
const DAY_MS: i64 = 86_400_000;

#[derive(Default)]
struct Queue {
    drafts: Vec<Draft>,
    keep: Option<Keep>,
    closing: bool,
}

struct Shared {
    store: Arc<Store>,
    queue: Mutex<Queue>,
    work: Condvar,
    streams: Streams,
    guard: Guard,
    appended: AtomicU64,
    dropped: AtomicU64,
}

/// The events of a server.
pub struct Log {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What is counted of events, since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub appended: u64,
    /// Sent to readers as they came, and to readers that caught up.
    pub broadcast: u64,
    pub replayed: u64,
    /// Local events for which there was no room, or that could not be kept.
    pub dropped: u64,
    /// Local events that wait to be kept.
    pub queued: u64,
    pub streams: u64,
    pub streams_total: u64,
}

impl Log {
    /// # Errors
    /// When no thread can be started.
    pub fn start(store: Arc<Store>, keep: Keep) -> Result<Self> {
        let shared = Arc::new(Shared {
            store,
            queue: Mutex::new(Queue { keep: Some(keep), ..Queue::default() }),
            work: Condvar::new(),
            streams: Streams::new(),
            guard: Guard::default(),
            appended: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
        });
        let spawn = |name: &str, run: fn(&Shared)| {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(name.into())
                .spawn(move || run(&shared))
                .context(|| "cannot start a thread".into())
        };
        let threads = vec![
            spawn("event-writer", Shared::write)?,
            spawn("event-streams", |shared| shared.streams.run(&shared.store, &shared.guard))?,
        ];
        Ok(Self { shared, threads: Mutex::new(threads) })
    }

    /// Keeps a local event soon; never blocks.
    pub fn record(&self, draft: Draft) {
        let mut queue = self.shared.queue();
        if queue.drafts.len() >= MOST_QUEUED {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        queue.drafts.push(draft);
        if queue.drafts.len() == 1 {
            self.shared.work.notify_one();
        }
    }

    /// Keeps an event in a change that is under way. When that is through, [`Log::told`].
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn append(&self, w: &Write, draft: &Draft) -> Result<u64> {
        append(w, draft)
    }

    /// So many events of a caller's were kept with changes: whoever reads the channel is told.
    /// `shared`: how many of the changes are to what others share.
    pub fn told(&self, workspace: &str, channel: &str, agent: &str, changes: u64, shared: u64) {
        self.shared.appended.fetch_add(changes, Ordering::Relaxed);
        self.shared.guard.change(workspace, channel, agent, shared);
        self.shared.streams.touch([(workspace.to_owned(), channel.to_owned())]);
    }

    /// A caller's tool call begins in a channel: by how many changes of others it is behind, if
    /// those are too many to pass over. See `guard`.
    pub fn stale(&self, workspace: &str, channel: &str, agent: &str) -> Option<u64> {
        Some(self.shared.guard.arrive(workspace, channel, agent)).filter(|n| *n > BOUND)
    }

    /// Takes a reader in.
    ///
    /// # Errors
    /// `overloaded` when there are too many; when the store cannot be read.
    pub fn join(&self, start: Start, sink: Box<dyn Sink>) -> Result<()> {
        self.shared.streams.join(&self.shared.store, start, sink)
    }

    /// How long events are kept from now on.
    pub fn keep(&self, keep: Keep) {
        self.shared.queue().keep = Some(keep);
        self.shared.work.notify_one();
    }

    pub fn counts(&self) -> Counts {
        let at = |cell: &AtomicU64| cell.load(Ordering::Relaxed);
        let streams = &self.shared.streams.counts;
        Counts {
            appended: at(&self.shared.appended),
            broadcast: at(&streams.broadcast),
            replayed: at(&streams.replayed),
            dropped: at(&self.shared.dropped),
            queued: self.shared.queue().drafts.len() as u64,
            streams: streams.active.load(Ordering::Relaxed) as u64,
            streams_total: at(&streams.total),
        }
    }

    /// Keeps what waits and ends the streams.
    pub fn close(&self) {
        self.shared.queue().closing = true;
        self.shared.work.notify_one();
        self.shared.streams.close();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) {
        let mut pruned: Option<(Instant, Keep)> = None;
        let mut more = true;
        loop {
            // Between two steps of pruning others may write.
            let (drafts, keep, closing) = self.take(if more { LINGER } else { PRUNE });
            if !drafts.is_empty() {
                self.append(&drafts);
            }
            if closing {
                return;
            }
            if more || pruned.is_none_or(|(at, with)| at.elapsed() >= PRUNE || with != keep) {
                more = self.prune(keep);
                pruned = Some((clock::instant(), keep));
            }
        }
    }

    /// What has come since the last time; waits for it up to `pause`.
    fn take(&self, pause: Duration) -> (Vec<Draft>, Keep, bool) {
        let mut queue = self.queue();
        let known = queue.keep;
        let nothing = |q: &mut Queue| q.drafts.is_empty() && !q.closing && q.keep == known;
        queue = self
            .work
            .wait_timeout_while(queue, pause, nothing)
            .unwrap_or_else(PoisonError::into_inner)
            .0;
        if !queue.drafts.is_empty() && !queue.closing {
            drop(queue);
            thread::sleep(LINGER);
            queue = self.queue();
        }
        let keep = queue.keep.unwrap_or(Keep::Forever);
        (std::mem::take(&mut queue.drafts), keep, queue.closing)
    }

    fn append(&self, drafts: &[Draft]) {
        let done = self.store.write_soon(|w| {
            let mut appender = Appender::new(w);
            for draft in drafts {
                draft.add(&mut appender)?;
            }
            appender.finish()
        });
        if done.is_err() {
            self.dropped.fetch_add(drafts.len() as u64, Ordering::Relaxed);
            return;
        }
        self.appended.fetch_add(drafts.len() as u64, Ordering::Relaxed);
        let touched: HashSet<(String, String)> =
            drafts.iter().map(|d| (d.workspace.clone(), d.channel.clone())).collect();
        self.streams.touch(touched);
    }

    /// Takes some of what is too old out; whether there may be more. What fails is tried again
    /// at the next time.
    fn prune(&self, keep: Keep) -> bool {
        let now = clock::now().as_millisecond();
        let (not_before, most) = match keep {
            Keep::Forever => return false,
            Keep::Days(days) => {
                let age = i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(DAY_MS);
                (Some(now.saturating_sub(age)), Some(MOST_BYTES))
            }
            Keep::Bytes(bytes) => (None, Some(bytes)),
        };
        let workspaces = self.store.read(kept::workspaces).unwrap_or_default();
        let mut more = false;
        for workspace in workspaces {
            let pruned = self
                .store
                .write_soon(|w| kept::prune(w, workspace, not_before, most, PRUNED_AT_ONCE));
            more |= pruned.unwrap_or(false);
        }
        more
    }
}

#[cfg(test)]
mod tests;
