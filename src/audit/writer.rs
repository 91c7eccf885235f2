//! How does a decision get written down before its answer is given? One thread owns the book.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use signal_hook::SigId;

use super::record::{Phase, Record};
use super::refusal::{Arrival, Refusals};
use super::{FORMAT, WORD};
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result, clock};
use crate::ledger::{Book, Key, Seal};

/// Told whether a record was written. It runs on the writer's thread: it must not block.
pub type Done = Box<dyn FnOnce(Result<()>) + Send>;

/// How the log is kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// Records that may wait for the writer; one more is refused. Default 8192.
    pub queue: usize,
    /// How long `record` waits. Default 5 s.
    pub patience: Duration,
    /// A head is signed, and the file synced, after so many records. Default 256.
    pub seal_every: u64,
    /// … but not more often than this. Default 250 ms.
    pub seal_gap: Duration,
    /// … and at the latest so long after a record. Default 1 s.
    pub seal_within: Duration,
    /// Sync before every answer, not only before changes. Default no.
    pub sync_always: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue: 8192,
            patience: Duration::from_secs(5),
            seal_every: 256,
            seal_gap: Duration::from_millis(250),
            seal_within: Duration::from_secs(1),
            sync_always: false,
        }
    }
}

/// What the writer has done since it was started.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Records in the book by this process.
    pub written: u64,
    /// Records that wait.
    pub queued: u64,
    /// Records that could not be written, and were not answered.
    pub failed: u64,
    /// The last failure of a write, sync or head.
    pub last_error: Option<String>,
    /// Whether the last write failed: nothing is answered until one works again.
    pub failing: bool,
}

/// The one writer of the audit log in a process. Shared by reference or `Arc`; `close` it to have
/// the last head signed (dropping does the same, without telling how it went).
pub struct Writer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<Result<()>>>>,
    signal: SigId,
}

impl Writer {
    /// Opens the log in `path` and starts its thread.
    ///
    /// A write beyond the limit on file sizes (`prlimit --fsize`) sends `SIGXFSZ`, which ends the
    /// process: a handler that does nothing is put in its place here, so that the write fails
    /// instead. Whoever uses a `ledger::Book` without a `Writer` must do the same.
    ///
    /// # Errors
    /// As `Book::open`; when no thread can be started.
    pub fn start(path: &Path, key: Arc<Key>, options: Options) -> Result<Self> {
        let signal = signal_hook::flag::register(
            signal_hook::consts::SIGXFSZ,
            Arc::new(AtomicBool::new(false)),
        )
        .context(|| "cannot handle the signal `SIGXFSZ`".to_owned())?;
        let book = Book::open(path, FORMAT, WORD, key)?;
        let shared = Arc::new(Shared::new(options));
        let clerk = Clerk::start(book, Arc::clone(&shared))?;
        let thread = thread::Builder::new()
            .name("audit".into())
            .spawn(move || clerk.run())
            .context(|| "cannot start the audit log's thread".to_owned())?;
        Ok(Self { shared, thread: Mutex::new(Some(thread)), signal })
    }

    /// Writes `record`, and returns once it is written.
    ///
    /// # Errors
    /// `audit_unavailable` when it cannot be written, or not in time.
    pub fn record(&self, record: Record) -> Result<()> {
        let until = clock::instant() + self.shared.options.patience;
        let (tell, told) = mpsc::sync_channel(1);
        let job = Job::new(&record, Box::new(move |written| drop(tell.send(written))));
        self.shared.push_within(job, until)?;
        told.recv_timeout(until.saturating_duration_since(clock::instant()))
            .unwrap_or_else(|_| Err(unavailable("it was not written in time")))
    }

    /// Hands `record` over and never blocks; `done` is called exactly once, at once when the
    /// queue is full.
    pub fn submit(&self, record: Record, done: Done) {
        self.shared.push(Job::new(&record, done));
    }

    /// As `submit`, for a refusal. Of those with the same address, token, workspace, reason, tool
    /// and method within a second only the first is written before its answer; the repeats are
    /// answered at once and written as one record with their `count` when the second ends.
    pub fn refuse(&self, mut record: Record, done: Done) {
        let arrival = self.shared.refusals().arrive(&mut record, done, clock::instant());
        match arrival {
            Arrival::Waiting => {}
            Arrival::Repeat(done) => done(Ok(())),
            Arrival::Refused(done) => done(Err(unavailable("too many refusals wait"))),
            Arrival::First(same, done) => {
                let shared = Arc::clone(&self.shared);
                let settle = move |written: Result<()>| {
                    let waiting = shared.refusals().settle(&same, written.is_ok());
                    let ok = written.is_ok();
                    done(written);
                    for other in waiting {
                        call(other, if ok { Ok(()) } else { Err(unavailable("see the first")) });
                    }
                };
                self.submit(record, Box::new(settle));
            }
        }
    }

    /// Follows a rotated file now (SIGHUP). Without it, the next batch does.
    pub fn reopen(&self) {
        self.shared.queue().reopen = true;
        self.shared.work.notify_one();
    }

    /// Writes what waits, syncs, signs the last head, and ends the thread. What comes later is
    /// refused. Calling it again does nothing.
    ///
    /// # Errors
    /// When the last records or the head could not be written.
    pub fn close(&self) -> Result<()> {
        self.shared.queue().closing = true;
        self.shared.work.notify_one();
        let thread = lock(&self.thread).take();
        thread.map_or(Ok(()), |t| {
            t.join().unwrap_or_else(|_| Err(Error::internal("the audit log's thread panicked")))
        })
    }

    pub fn stats(&self) -> Stats {
        let queued = self.shared.queue().jobs.len() as u64;
        Stats { queued, ..lock(&self.shared.stats).clone() }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.close();
        signal_hook::low_level::unregister(self.signal);
    }
}

/// A record on its way.
struct Job {
    body: Vec<u8>,
    intent: bool,
    done: Done,
}

impl Job {
    /// Serializes on the caller's thread: the writer has enough to do.
    fn new(record: &Record, done: Done) -> Self {
        Self { body: record.body(), intent: record.phase == Some(Phase::Intent), done }
    }
}

/// What callers and the writer's thread both see.
struct Shared {
    options: Options,
    queue: Mutex<Queue>,
    /// There is something to do.
    work: Condvar,
    /// There is room in the queue.
    room: Condvar,
    refusals: Mutex<Refusals>,
    stats: Mutex<Stats>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    reopen: bool,
    closing: bool,
    closed: bool,
}

/// A panic elsewhere does not make the log unusable: what the locks guard is whole between calls.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn new(options: Options) -> Self {
        Self {
            options,
            queue: Mutex::default(),
            work: Condvar::new(),
            room: Condvar::new(),
            refusals: Mutex::default(),
            stats: Mutex::default(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    fn refusals(&self) -> MutexGuard<'_, Refusals> {
        lock(&self.refusals)
    }

    fn push(&self, job: Job) {
        let mut queue = self.queue();
        let refusal = if queue.closing || queue.closed {
            "it is closed"
        } else if queue.jobs.len() >= self.options.queue {
            "too many records wait"
        } else {
            queue.jobs.push_back(job);
            drop(queue);
            self.work.notify_one();
            return;
        };
        drop(queue);
        lock(&self.stats).failed += 1;
        (job.done)(Err(unavailable(refusal)));
    }

    fn push_within(&self, job: Job, until: Instant) -> Result<()> {
        let mut queue = self.queue();
        while queue.jobs.len() >= self.options.queue && !queue.closing {
            let left = until.saturating_duration_since(clock::instant());
            if left.is_zero() {
                drop(queue);
                lock(&self.stats).failed += 1;
                return Err(unavailable("too many records wait"));
            }
            queue = self.room.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(queue);
        self.push(job);
        Ok(())
    }

    /// Waits until `until` for something to do.
    fn take(&self, until: Instant) -> Taken {
        let mut queue = self.queue();
        while queue.jobs.is_empty() && !queue.reopen && !queue.closing {
            let left = until.saturating_duration_since(clock::instant());
            if left.is_zero() {
                break;
            }
            queue = self.work.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let count = queue.jobs.len().min(BATCH);
        let jobs = queue.jobs.drain(..count).collect();
        let reopen = std::mem::take(&mut queue.reopen);
        let last = queue.closing && queue.jobs.is_empty();
        drop(queue);
        self.room.notify_all();
        Taken { jobs, reopen, last }
    }

    fn failed(&self, error: &Error) {
        lock(&self.stats).last_error = Some(error.chain());
    }
}

/// Records in one write.
const BATCH: usize = 1024;
/// How long a thread without work sleeps.
const IDLE: Duration = Duration::from_secs(3600);
/// When what failed is tried again by itself.
const RETRY: Duration = Duration::from_secs(1);

struct Taken {
    jobs: Vec<Job>,
    reopen: bool,
    /// Nothing comes after these.
    last: bool,
}

/// The thread that owns the book.
struct Clerk {
    book: Book,
    shared: Arc<Shared>,
    sealer: Sealer,
    /// Records of our own that wait: remarks, counted refusals.
    own: Vec<Vec<u8>>,
    /// When the first record came that is not sealed yet.
    unsealed_since: Option<Instant>,
    last_seal: Option<Instant>,
    retry: Option<Instant>,
}

impl Clerk {
    fn start(book: Book, shared: Arc<Shared>) -> Result<Self> {
        let sealer = Sealer::start(Arc::clone(&shared))?;
        Ok(Self {
            book,
            shared,
            sealer,
            own: Vec::new(),
            unsealed_since: None,
            last_seal: None,
            retry: None,
        })
    }

    fn run(mut self) -> Result<()> {
        let _closed = CloseOnExit(Arc::clone(&self.shared));
        // What was found when the book was opened.
        self.gather(false);
        loop {
            let taken = self.shared.take(self.wake_at());
            if taken.reopen
                && let Err(error) = self.book.reopen()
            {
                self.shared.failed(&error);
            }
            self.gather(taken.last);
            let written = self.write(taken.jobs);
            // Looking at the book may have brought remarks, the refusals just written repeats.
            self.gather(taken.last);
            if taken.last {
                let rest = self.write(Vec::new());
                return self.finish(written.and(rest));
            }
            self.seal_if_due();
        }
    }

    /// The records that are ours to write.
    fn gather(&mut self, everything: bool) {
        let counted = self.shared.refusals().take_ended(clock::instant(), everything);
        let remarks = self.book.take_notes().into_iter().map(|n| Record::remark(n.to_string()));
        self.own.extend(remarks.chain(counted).map(|r| r.body()));
    }

    fn write(&mut self, jobs: Vec<Job>) -> Result<()> {
        if jobs.is_empty()
            && (self.own.is_empty() || self.retry.is_some_and(|at| at > clock::instant()))
        {
            return Ok(());
        }
        let bodies: Vec<&[u8]> =
            self.own.iter().map(Vec::as_slice).chain(jobs.iter().map(|j| &j.body[..])).collect();
        let count = bodies.len() as u64;
        let written = self.book.append(&bodies);
        self.note_outcome(&written, count);
        let synced = if written.is_ok() { self.sync_for(&jobs) } else { Ok(()) };
        for job in jobs {
            let outcome = match (&written, &synced) {
                (Err(e), _) => Err(unavailable(&e.chain())),
                (_, Err(e)) if job.intent || self.shared.options.sync_always => {
                    Err(unavailable(&e.chain()))
                }
                _ => Ok(()),
            };
            call(job.done, outcome);
        }
        written
    }

    fn note_outcome(&mut self, written: &Result<()>, count: u64) {
        let now = clock::instant();
        let mut stats = lock(&self.shared.stats);
        stats.failing = written.is_err();
        match written {
            Ok(()) => {
                self.own.clear();
                self.retry = None;
                self.unsealed_since.get_or_insert(now);
                stats.written += count;
            }
            Err(error) => {
                self.retry = Some(now + RETRY);
                stats.failed += count - self.own.len() as u64;
                stats.last_error = Some(error.chain());
            }
        }
    }

    fn sync_for(&self, jobs: &[Job]) -> Result<()> {
        if !self.shared.options.sync_always && !jobs.iter().any(|j| j.intent) {
            return Ok(());
        }
        self.book.sync().inspect_err(|e| self.shared.failed(e))
    }

    fn seal_at(&self, now: Instant) -> Option<Instant> {
        let options = &self.shared.options;
        let unsealed = self.book.unsealed();
        if unsealed == 0 {
            return None;
        }
        let earliest = self.last_seal.map_or(now, |at| at + options.seal_gap);
        if unsealed >= options.seal_every || self.unsealed_since.is_none() {
            return Some(earliest);
        }
        self.unsealed_since.map(|since| earliest.max(since + options.seal_within))
    }

    fn seal_if_due(&mut self) {
        let now = clock::instant();
        if self.sealer.failed() {
            self.book.unseal();
            self.last_seal = Some(now + RETRY);
        }
        if self.seal_at(now).is_some_and(|at| at <= now) && !self.sealer.busy() {
            self.last_seal = Some(now);
            self.unsealed_since = None;
            self.sealer.send(self.book.seal());
        }
    }

    fn wake_at(&self) -> Instant {
        let now = clock::instant();
        let own = (!self.own.is_empty()).then(|| self.retry.unwrap_or(now));
        // A sealer that is busy is asked again soon.
        let seal = self.seal_at(now).map(|at| at.max(now + Duration::from_millis(10)));
        let refusals = self.shared.refusals().next_end();
        [own, seal, refusals].into_iter().flatten().min().unwrap_or(now + IDLE)
    }

    fn finish(mut self, written: Result<()>) -> Result<()> {
        self.sealer.join();
        let sealed = self.book.seal().finish().inspect_err(|e| self.shared.failed(e));
        written.and(sealed)
    }
}

/// Whatever ends the thread, nobody waits for it in vain.
struct CloseOnExit(Arc<Shared>);

impl Drop for CloseOnExit {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.closed = true;
        let left = std::mem::take(&mut queue.jobs);
        drop(queue);
        self.0.room.notify_all();
        for job in left {
            call(job.done, Err(unavailable("it is closed")));
        }
    }
}

/// Syncs and signs beside the writer: a slow disk does not hold up answers.
struct Sealer {
    seals: Option<mpsc::Sender<Seal>>,
    thread: Option<JoinHandle<()>>,
    state: Arc<SealerState>,
}

#[derive(Default)]
struct SealerState {
    busy: AtomicBool,
    failed: AtomicBool,
}

impl Sealer {
    fn start(shared: Arc<Shared>) -> Result<Self> {
        let (seals, inbox) = mpsc::channel::<Seal>();
        let state = Arc::new(SealerState::default());
        let ours = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("audit-seal".into())
            .spawn(move || {
                for seal in inbox {
                    if let Err(error) = seal.finish() {
                        shared.failed(&error);
                        ours.failed.store(true, Ordering::Release);
                    }
                    ours.busy.store(false, Ordering::Release);
                }
            })
            .context(|| "cannot start the audit log's thread".to_owned())?;
        Ok(Self { seals: Some(seals), thread: Some(thread), state })
    }

    fn busy(&self) -> bool {
        self.state.busy.load(Ordering::Acquire)
    }

    /// Whether a seal has failed since this was last asked.
    fn failed(&self) -> bool {
        self.state.failed.swap(false, Ordering::AcqRel)
    }

    fn send(&self, seal: Seal) {
        self.state.busy.store(true, Ordering::Release);
        if let Some(seals) = &self.seals {
            let _ = seals.send(seal);
        }
    }

    fn join(&mut self) {
        self.seals = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Calls back; a panic there must not end the writer's thread.
fn call(done: Done, outcome: Result<()>) {
    let _ = catch_unwind(AssertUnwindSafe(|| done(outcome)));
}

fn unavailable(cause: &str) -> Error {
    Error::new(Kind::AuditUnavailable, "the audit log cannot be written")
        .hint("see that its disk has room and its file may be written; it recovers by itself")
        .source(cause.to_owned())
}

#[cfg(test)]
mod tests;
