//! How does a decision get written down before its answer is given? What the other rooms call.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use signal_hook::SigId;

use super::clerk::Clerk;
use super::queue::{Job, Shared, call, lock, unavailable};
use super::record::Record;
use super::refusal::Arrival;
use super::{FORMAT, WORD};
use crate::base::error::Context as _;
use crate::base::{Error, Result, clock};
use crate::ledger::{Book, Key};

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

#[cfg(test)]
mod tests;
