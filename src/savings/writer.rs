//! How does an event get into the ledger without holding up its answer? What the other rooms call.
//!
//! The event joins a queue, and whoever finds the book free writes all that waits with one write(2):
//! no thread must be woken for it, and many at once share the writes. The others wait for that write
//! a moment, so that an event is in the file before its answer is given, but no longer: a slow disk
//! holds up nobody. A thread beside them signs the heads, and writes what was left.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::price::List;
use super::pseudonym::Pseudonyms;
use super::sum::Totals;
use super::{Entry, Evidence, FORMAT, Mechanism, VERSION, WORD, entry, read};
use crate::base::error::Context as _;
use crate::base::{Result, clock};
use crate::ledger::{Book, Key, Note};

/// The vocabulary that tokens are counted with.
pub const TOKENIZER: &str = "o200k_base";

/// Events in one write.
const BATCH: usize = 1024;
/// Writes that one caller makes before it leaves the rest to the thread.
const ROUNDS: usize = 4;
/// How long a caller waits for another's write.
const PATIENCE: Duration = Duration::from_millis(1);
/// Events that wait while the book cannot be written; more are lost, and counted.
const MOST: usize = 65_536;
/// When what failed is tried again.
const RETRY: Duration = Duration::from_secs(1);

/// How the ledger is kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// The model that reads the answers.
    pub model: String,
    pub prices: List,
    /// A head is signed, and the file synced, so long after an event at the latest.
    pub seal_within: Duration,
    /// Add up what stands in the ledger already.
    pub totals: bool,
}

impl Options {
    pub fn new(model: Option<String>) -> Self {
        Self {
            model: model.unwrap_or_else(|| super::price::UNKNOWN.to_owned()),
            prices: List::built_in(),
            seal_within: Duration::from_secs(2),
            totals: false,
        }
    }
}

/// One answered call, in numbers.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    pub tool: &'static str,
    pub mechanism: Mechanism,
    pub evidence: Evidence,
    /// What the baseline is.
    pub method: &'static str,
    pub baseline: usize,
    pub actual: usize,
    /// Of the baseline, what an earlier one holds.
    pub bounce: usize,
    /// Their ids; only pseudonyms are written.
    pub workspace: &'a str,
    pub token: &'a str,
}

/// What the writer has done since it was started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Events in the ledger by this process.
    pub written: u64,
    /// Events that wait.
    pub queued: u64,
    /// Events that were given up: too many waited.
    pub lost: u64,
    /// Writes, syncs and heads that failed.
    pub faults: u64,
    /// Whether the last write failed.
    pub failing: bool,
    pub last_error: Option<String>,
}

/// The one writer of the savings ledger in a process; `close` it to have the last head signed.
pub struct Writer {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    path: PathBuf,
    key: Arc<Key>,
    pseudonyms: Pseudonyms,
    options: Options,
    queue: Mutex<Queue>,
    /// Events that are in the book: they are written in the order in which they came.
    done: AtomicU64,
    desk: Mutex<Desk>,
    stats: Mutex<Stats>,
    totals: Mutex<Totals>,
    /// Something was written that no head covers.
    unsealed: AtomicBool,
    closing: AtomicBool,
    /// The thread has something to do.
    bell: (Mutex<bool>, Condvar),
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// Events that ever were in it.
    pushed: u64,
}

struct Waiting {
    entry: Entry,
    body: Vec<u8>,
}

/// What whoever writes has in hand.
#[derive(Default)]
struct Desk {
    /// `None` until it could be opened.
    book: Option<Book>,
    /// When to try again what failed.
    retry: Option<Instant>,
    /// Events that stood in it when it was opened.
    found: u64,
}

/// A panic elsewhere does not end the booking: what the locks guard is whole between calls.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writer {
    /// Opens or begins the ledger in `path`. One that cannot be opened is no error: it is tried
    /// again, and `stats` tells.
    ///
    /// # Errors
    /// When the key of the pseudonyms cannot be had, or no thread can be started.
    pub fn start(path: &Path, keys: &Path, key: Arc<Key>, options: Options) -> Result<Self> {
        let pseudonyms = Pseudonyms::open(keys, &key)?;
        let sums = options.totals;
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            key,
            pseudonyms,
            options,
            queue: Mutex::default(),
            done: AtomicU64::new(0),
            desk: Mutex::default(),
            stats: Mutex::default(),
            totals: Mutex::default(),
            unsealed: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            bell: Default::default(),
        });
        let found = {
            let mut desk = lock(&shared.desk);
            shared.ready(&mut desk);
            desk.found
        };
        let mut threads = Vec::new();
        let mut spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            let thread = thread::Builder::new().name(name.into()).spawn(work);
            thread
                .context(|| "cannot start the ledger's thread".to_owned())
                .map(|t| threads.push(t))
        };
        let clerk = Arc::clone(&shared);
        spawn("savings", Box::new(move || clerk.keep()))?;
        if sums {
            let reader = Arc::clone(&shared);
            spawn("savings-sum", Box::new(move || reader.add_up(found)))?;
        }
        Ok(Self { shared, threads: Mutex::new(threads) })
    }

    /// Books an event. It never fails and does not wait: what cannot be written is tried again, and
    /// counted when it is given up.
    pub fn book(&self, event: &Event<'_>) {
        let shared = &*self.shared;
        let entry = shared.entry(event);
        let Ok(body) = serde_json::to_vec(&entry) else { return };
        let number = {
            let mut queue = lock(&shared.queue);
            if queue.waiting.len() >= MOST || shared.closing.load(Ordering::Relaxed) {
                drop(queue);
                lock(&shared.stats).lost += 1;
                return;
            }
            queue.waiting.push_back(Waiting { entry, body });
            queue.pushed += 1;
            queue.pushed
        };
        shared.flush(number);
    }

    pub fn stats(&self) -> Stats {
        let queued = lock(&self.shared.queue).waiting.len() as u64;
        Stats { queued, ..lock(&self.shared.stats).clone() }
    }

    pub fn totals(&self) -> Totals {
        *lock(&self.shared.totals)
    }

    /// Writes what waits, signs the last head, and ends the threads. Calling it again does nothing.
    ///
    /// # Errors
    /// When the last events or the head could not be written.
    pub fn close(&self) -> Result<()> {
        let threads: Vec<_> = lock(&self.threads).drain(..).collect();
        if threads.is_empty() {
            return Ok(());
        }
        self.shared.closing.store(true, Ordering::Relaxed);
        self.shared.ring();
        for thread in threads {
            let _ = thread.join();
        }
        self.shared.finish()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.close();
    }
}

impl Shared {
    fn entry(&self, event: &Event<'_>) -> Entry {
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let saved = whole(event.baseline) - whole(event.actual);
        let price = self.options.prices.price(&self.options.model).map(|p| p.input);
        Entry {
            ts: clock::now(),
            tool: event.tool.to_owned(),
            mechanism: event.mechanism,
            model_id: self.options.model.clone(),
            tokenizer: TOKENIZER.to_owned(),
            baseline_tokens: event.baseline as u64,
            actual_tokens: event.actual as u64,
            saved_tokens: saved,
            bounce_adjustment: event.bounce as u64,
            unit_price_per_m_usd: price,
            saved_usd: price.map(|price| entry::worth(saved, price)),
            repo_hash: self.pseudonyms.workspace(event.workspace),
            agent_id: self.pseudonyms.token(event.token),
            evidence_class: event.evidence,
            measurement_method: event.method.to_owned(),
            price_list: self.options.prices.id.clone(),
            price_version: self.options.prices.version.clone(),
            version: VERSION,
            seq: 0,
            prev_hash: String::new(),
            entry_hash: String::new(),
        }
    }

    /// Sees to it that the event of this number is in the book: writes all that waits, or waits
    /// itself for whoever is at it, for a moment. What is left then is the thread's.
    fn flush(&self, number: u64) {
        let until = clock::instant() + PATIENCE;
        let mut rounds = 0;
        while self.done.load(Ordering::Acquire) < number {
            match self.desk.try_lock() {
                Ok(mut desk) => {
                    rounds += 1;
                    if !self.write(&mut desk) || rounds == ROUNDS {
                        return self.ring();
                    }
                }
                Err(TryLockError::Poisoned(_)) => self.desk.clear_poison(),
                Err(TryLockError::WouldBlock) if clock::instant() < until => thread::yield_now(),
                Err(TryLockError::WouldBlock) => return self.ring(),
            }
        }
    }

    /// Opens the book where that is due; whether there is one.
    fn ready(&self, desk: &mut Desk) -> bool {
        if desk.book.is_none() {
            let opened = crate::base::files::private_dir(self.path.parent().unwrap_or(&self.path))
                .and_then(|()| Book::open(&self.path, FORMAT, WORD, Arc::clone(&self.key)));
            match opened {
                Ok(book) => {
                    desk.found = book.size();
                    desk.book = Some(book);
                }
                Err(error) => {
                    self.failed(&error.chain());
                    desk.retry = Some(clock::instant() + RETRY);
                }
            }
        }
        desk.book.is_some()
    }

    /// One batch. False when the book cannot be written now.
    fn write(&self, desk: &mut Desk) -> bool {
        if desk.retry.is_some_and(|at| at > clock::instant()) || !self.ready(desk) {
            return false;
        }
        let Some(book) = desk.book.as_mut() else { return false };
        let batch: Vec<Waiting> = {
            let mut queue = lock(&self.queue);
            let count = queue.waiting.len().min(BATCH);
            queue.waiting.drain(..count).collect()
        };
        let remarks: Vec<Vec<u8>> = book.take_notes().iter().map(remark).collect();
        let bodies: Vec<&[u8]> = remarks
            .iter()
            .map(Vec::as_slice)
            .chain(batch.iter().map(|waiting| &waiting.body[..]))
            .collect();
        match book.append(&bodies) {
            Ok(()) => {
                desk.retry = None;
                self.written(&batch);
                true
            }
            Err(error) => {
                desk.retry = Some(clock::instant() + RETRY);
                self.failed(&error.chain());
                let mut queue = lock(&self.queue);
                batch.into_iter().rev().for_each(|waiting| queue.waiting.push_front(waiting));
                false
            }
        }
    }

    fn written(&self, batch: &[Waiting]) {
        self.done.fetch_add(batch.len() as u64, Ordering::Release);
        {
            let mut stats = lock(&self.stats);
            stats.written += batch.len() as u64;
            stats.failing = false;
        }
        let mut totals = lock(&self.totals);
        batch.iter().for_each(|waiting| totals.add(&waiting.entry));
        drop(totals);
        if !self.unsealed.swap(true, Ordering::Relaxed) {
            self.ring();
        }
    }

    fn failed(&self, why: &str) {
        let mut stats = lock(&self.stats);
        stats.faults += 1;
        stats.failing = true;
        stats.last_error = Some(why.to_owned());
    }

    fn ring(&self) {
        *lock(&self.bell.0) = true;
        self.bell.1.notify_one();
    }

    /// Waits until it rings, or so long.
    fn wait(&self, limit: Duration) {
        let mut rung = lock(&self.bell.0);
        let until = clock::instant() + limit;
        while !*rung {
            let left = until.saturating_duration_since(clock::instant());
            if left.is_zero() {
                break;
            }
            rung = self.bell.1.wait_timeout(rung, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *rung = false;
    }

    /// The thread beside the callers: heads, and what failed.
    fn keep(&self) {
        let mut seal_at: Option<Instant> = None;
        while !self.closing.load(Ordering::Relaxed) {
            let now = clock::instant();
            if self.unsealed.load(Ordering::Relaxed) {
                seal_at.get_or_insert(now + self.options.seal_within);
            }
            if seal_at.is_some_and(|at| at <= now) {
                seal_at = None;
                let _ = self.seal();
            }
            if !lock(&self.queue).waiting.is_empty() {
                let mut desk = lock(&self.desk);
                while self.write(&mut desk) && !lock(&self.queue).waiting.is_empty() {}
            }
            let seal = seal_at.map(|at| at.saturating_duration_since(now));
            let retry = (!lock(&self.queue).waiting.is_empty()).then_some(RETRY);
            let limit = [seal, retry].into_iter().flatten().min();
            self.wait(limit.unwrap_or(Duration::from_secs(3600)));
        }
    }

    fn seal(&self) -> Result<()> {
        let seal = {
            let mut desk = lock(&self.desk);
            let Some(book) = desk.book.as_mut() else { return Ok(()) };
            self.unsealed.store(false, Ordering::Relaxed);
            if book.unsealed() == 0 || book.size() == 0 {
                return Ok(());
            }
            book.seal()
        };
        seal.finish().inspect_err(|error| {
            self.failed(&error.chain());
            if let Some(book) = lock(&self.desk).book.as_mut() {
                book.unseal();
            }
            self.unsealed.store(true, Ordering::Relaxed);
        })
    }

    /// What stood in the ledger before this process wrote to it.
    fn add_up(&self, found: u64) {
        let mut before = Totals::default();
        let Ok(entries) = read::read(&self.path) else { return };
        for (_, entry) in entries {
            let Ok(entry) = entry else { continue };
            if entry.seq > found || self.closing.load(Ordering::Relaxed) {
                break;
            }
            before.add(&entry);
        }
        let mut totals = lock(&self.totals);
        totals.measured.join(&before.measured);
        totals.modelled.join(&before.modelled);
        totals.complete = true;
    }

    fn finish(&self) -> Result<()> {
        let mut desk = lock(&self.desk);
        desk.retry = None;
        if let Some(book) = &mut desk.book {
            book.renew();
        }
        // Once more, for remarks.
        while self.write(&mut desk) && !lock(&self.queue).waiting.is_empty() {}
        drop(desk);
        let left = std::mem::take(&mut lock(&self.queue).waiting).len() as u64;
        if left > 0 {
            let mut stats = lock(&self.stats);
            stats.lost += left;
            let why = stats.last_error.clone().unwrap_or_default();
            drop(stats);
            return Err(crate::base::Error::failed(format!(
                "{left} events could not be written to `{}`",
                self.path.display()
            ))
            .source(why));
        }
        self.seal()
    }
}

/// What the writer has to say about the book itself: a line of it, and no event.
fn remark(note: &Note) -> Vec<u8> {
    let ts = clock::rfc3339(clock::now());
    serde_json::json!({"ts": ts, "note": note.to_string(), "version": VERSION})
        .to_string()
        .into_bytes()
}

#[cfg(test)]
mod tests;
