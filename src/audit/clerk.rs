//! When is what written, synced and signed? The thread that owns the book.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::queue::{Job, Shared, call, lock, unavailable};
use super::record::Record;
use super::sealer::Sealer;
use crate::base::{Result, clock};
use crate::ledger::Book;

/// How long a thread without work sleeps.
const IDLE: Duration = Duration::from_secs(3600);
/// When what failed is tried again by itself.
const RETRY: Duration = Duration::from_secs(1);

/// The thread that owns the book.
pub struct Clerk {
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
    pub fn start(book: Book, shared: Arc<Shared>) -> Result<Self> {
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

    pub fn run(mut self) -> Result<()> {
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
            if taken.last {
                // The last head's key: what is remarked of it is still under that head.
                self.book.renew();
            }
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
