//! How busy is the listener? Figures that the loop keeps and anybody may read.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A glance at the listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Open connections, idle ones included.
    pub connections: usize,
    /// Requests handed to workers or waiting for one.
    pub inside: usize,
    /// Of these, waiting.
    pub waiting: usize,
    /// Workers in a handler; one that was answered 504 stays busy until it returns.
    pub busy: usize,
    pub workers: usize,
    /// Bytes in all buffers.
    pub buffered: usize,
    /// Connections accepted since the start.
    pub accepted: u64,
    /// Times the worker pool had to be built anew.
    pub repairs: u64,
}

#[derive(Debug, Default)]
pub struct Gauge {
    pub connections: AtomicUsize,
    pub inside: AtomicUsize,
    pub waiting: AtomicUsize,
    pub busy: AtomicUsize,
    pub workers: AtomicUsize,
    pub buffered: AtomicUsize,
    pub accepted: AtomicU64,
    pub repairs: AtomicU64,
}

impl Gauge {
    pub fn read(&self) -> Stats {
        let at = |cell: &AtomicUsize| cell.load(Ordering::Relaxed);
        Stats {
            connections: at(&self.connections),
            inside: at(&self.inside),
            waiting: at(&self.waiting),
            busy: at(&self.busy),
            workers: at(&self.workers),
            buffered: at(&self.buffered),
            accepted: self.accepted.load(Ordering::Relaxed),
            repairs: self.repairs.load(Ordering::Relaxed),
        }
    }
}
