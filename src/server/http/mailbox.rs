//! How do other threads tell the event loop something, and how does it notice?

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Admission;
use super::reply::Reply;

/// One request: where its connection is, and which of that place's requests it is. A late answer
/// finds another serial there and is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    pub slot: usize,
    pub serial: u64,
}

/// What the loop is told.
#[derive(Debug)]
pub enum Mail {
    /// A handler has ended; `None` when it panicked. `parked`: its worker's place was given away.
    Worked { ticket: Ticket, reply: Option<Reply>, parked: bool },
    /// A handler waits, and another worker stands in for its own.
    Parked,
    /// A handler goes on and has begun its reply, a stream.
    Begun(Ticket, Reply),
    /// A `Completion` was used, or (`None`) dropped.
    Decided(Ticket, Option<Admission>),
    /// A stream has something to write, or has ended.
    #[allow(dead_code, reason = "tested; the first to stream is the event route")]
    Streamed(Ticket),
    /// Stop accepting, finish what was accepted, and end at this moment at the latest.
    Drain(Instant),
}

/// A queue that wakes the loop, but only when it sleeps: under load the waking costs nothing.
#[derive(Debug)]
pub struct Mailbox {
    queue: Mutex<Vec<Mail>>,
    awake: AtomicBool,
    waker: mio::Waker,
}

impl Mailbox {
    pub const fn new(waker: mio::Waker) -> Self {
        Self { queue: Mutex::new(Vec::new()), awake: AtomicBool::new(true), waker }
    }

    fn queue(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn send(&self, mail: Mail) {
        self.queue().push(mail);
        if !self.awake.swap(true, Ordering::SeqCst) {
            // Fails only when the eventfd's counter is full: then the loop is being woken anyway.
            let _ = self.waker.wake();
        }
    }

    /// Moves everything that has come into `into`, which is empty.
    pub fn take(&self, into: &mut Vec<Mail>) {
        mem::swap(&mut *self.queue(), into);
    }

    /// The loop announces its sleep. `false`: something has come meanwhile, it may not sleep.
    /// The order (announce, then look) against the sender's (put, then ask) loses no waking.
    pub fn may_sleep(&self) -> bool {
        self.awake.store(false, Ordering::SeqCst);
        self.queue().is_empty()
    }

    pub fn woke(&self) {
        self.awake.store(true, Ordering::SeqCst);
    }
}
