//! What do callers and the writer's thread share? The records that wait, and how it went.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::record::{Phase, Record};
use super::refusal::Refusals;
use super::writer::{Done, Options, Stats};
use crate::base::{Error, Kind, Result, clock};

/// Records in one write.
const BATCH: usize = 1024;
/// A record on its way.
pub struct Job {
    pub body: Vec<u8>,
    pub intent: bool,
    pub done: Done,
}

impl Job {
    /// Serializes on the caller's thread: the writer has enough to do.
    pub fn new(record: &Record, done: Done) -> Self {
        Self { body: record.body(), intent: record.phase == Some(Phase::Intent), done }
    }
}

/// What callers and the writer's thread both see.
pub struct Shared {
    pub options: Options,
    pub queue: Mutex<Queue>,
    /// There is something to do.
    pub work: Condvar,
    /// There is room in the queue.
    pub room: Condvar,
    pub refusals: Mutex<Refusals>,
    pub stats: Mutex<Stats>,
}

#[derive(Default)]
pub struct Queue {
    pub jobs: VecDeque<Job>,
    pub reopen: bool,
    pub closing: bool,
    pub closed: bool,
}

/// A panic elsewhere does not make the log unusable: what the locks guard is whole between calls.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub fn new(options: Options) -> Self {
        Self {
            options,
            queue: Mutex::default(),
            work: Condvar::new(),
            room: Condvar::new(),
            refusals: Mutex::default(),
            stats: Mutex::default(),
        }
    }

    pub fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    pub fn refusals(&self) -> MutexGuard<'_, Refusals> {
        lock(&self.refusals)
    }

    pub fn push(&self, job: Job) {
        let mut queue = self.queue();
        let refusal = if queue.closing || queue.closed {
            "it is closed"
        } else if queue.jobs.len() >= self.options.queue {
            "too many records wait"
        } else {
            // Where some wait already, the writer's thread is awake or has been woken for them.
            let first = queue.jobs.is_empty();
            queue.jobs.push_back(job);
            drop(queue);
            if first {
                self.work.notify_one();
            }
            return;
        };
        drop(queue);
        lock(&self.stats).failed += 1;
        (job.done)(Err(unavailable(refusal)));
    }

    pub fn push_within(&self, job: Job, until: Instant) -> Result<()> {
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
    pub fn take(&self, until: Instant) -> Taken {
        let mut queue = self.queue();
        while queue.jobs.is_empty() && !queue.reopen && !queue.closing {
            let left = until.saturating_duration_since(clock::instant());
            if left.is_zero() {
                break;
            }
            queue = self.work.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        // Only then does somebody wait for room, or where nothing comes in any more.
        let full = queue.jobs.len() >= self.options.queue || queue.closing;
        let count = queue.jobs.len().min(BATCH);
        let jobs = queue.jobs.drain(..count).collect();
        let reopen = std::mem::take(&mut queue.reopen);
        let last = queue.closing && queue.jobs.is_empty();
        drop(queue);
        if full {
            self.room.notify_all();
        }
        Taken { jobs, reopen, last }
    }

    pub fn failed(&self, error: &Error) {
        lock(&self.stats).last_error = Some(error.chain());
    }
}

pub struct Taken {
    pub jobs: Vec<Job>,
    pub reopen: bool,
    /// Nothing comes after these.
    pub last: bool,
}

/// Calls back; a panic there must not end the writer's thread.
pub fn call(done: Done, outcome: Result<()>) {
    let _ = catch_unwind(AssertUnwindSafe(|| done(outcome)));
}

pub fn unavailable(cause: &str) -> Error {
    Error::new(Kind::AuditUnavailable, "the audit log cannot be written")
        .hint("see that its disk has room and its file may be written; it recovers by itself")
        .source(cause.to_owned())
}
