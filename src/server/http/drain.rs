//! How does the listener end without losing a request it has begun to read?

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::connection::Phase;
use super::reactor::Reactor;

/// Idle connections stay open for this long: a client that has just got a reply often sends its
/// next request at once, and is then told `Connection: close` with an answer instead of losing it.
const GRACE: Duration = Duration::from_millis(250);

/// The end has been asked for.
pub struct Draining {
    /// Connections still open are cut.
    until: Instant,
    /// Idle connections are closed.
    grace: Option<Instant>,
}

impl Reactor {
    pub fn begin_drain(&mut self, until: Instant) {
        if self.draining.is_some() {
            return;
        }
        // Who is in the kernel's queue believes to be connected.
        while self.acceptable && self.listener.is_some() {
            self.accept_after = None;
            self.accept();
            if self.accept_after.is_some() {
                break;
            }
        }
        self.listener = None;
        let grace = self.now + GRACE.min(until.saturating_duration_since(self.now) / 2);
        self.draining = Some(Draining { until, grace: Some(grace) });
        self.tick = self.tick.min(grace);
        for slot in 0..self.slots.len() {
            let Some(connection) = &self.slots[slot] else { continue };
            // A stream that ends with a handler ends by itself, in time.
            if let Phase::Streaming(source) = &connection.phase
                && !source.is_of_handler()
            {
                source.finish();
                self.drive(slot);
            }
        }
    }

    /// What is due of the end.
    pub fn drain_step(&mut self) {
        let Some(draining) = &mut self.draining else { return };
        if self.now >= draining.until {
            for slot in 0..self.slots.len() {
                self.close(slot);
            }
            return;
        }
        self.tick = self.tick.min(draining.until);
        match draining.grace {
            Some(grace) if self.now >= grace => draining.grace = None,
            Some(grace) => {
                self.tick = self.tick.min(grace);
                return;
            }
            None => {}
        }
        for slot in 0..self.slots.len() {
            self.close_if_idle(slot);
        }
    }

    /// Reads once more: what the kernel already has is a request that was accepted.
    fn close_if_idle(&mut self, slot: usize) {
        let Some(connection) = self.slots[slot].as_mut().filter(|c| c.idle()) else { return };
        connection.readable = true;
        self.drive(slot);
        if self.slots[slot].as_ref().is_some_and(|connection| connection.idle()) {
            self.close(slot);
        }
    }

    pub fn drained(&self) -> bool {
        self.draining.is_some() && self.open + self.refused == 0
    }

    /// The workers, told to end.
    pub fn finish(self) -> Vec<JoinHandle<()>> {
        let mut workers = self.retired;
        if let Some(pool) = self.pool {
            workers.extend(pool.retire().1);
        }
        workers
    }
}
