//! Which request runs next, and what if the workers fail? Twice `max_concurrency` may be inside: so
//! many as there are workers run, the others wait in the order they came; one more is told to come
//! back later.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Reply;
use super::connection::Phase;
use super::mailbox::Ticket;
use super::pool::{Job, Pool};
use super::reactor::Reactor;

impl Reactor {
    fn room(&self) -> usize {
        let workers = self.pool.as_ref().map_or(0, Pool::size);
        workers.min(self.limits.max_concurrency.max(1)).saturating_sub(self.running)
    }

    /// Takes a whole request in. `false`: there is no place, it is dropped.
    pub fn enqueue(&mut self, job: Job) -> bool {
        if self.running + self.waiting.len() >= 2 * self.limits.max_concurrency.max(1) {
            return false;
        }
        self.waiting.push_back(job);
        self.start_waiting();
        true
    }

    fn start_waiting(&mut self) {
        while self.room() > 0 {
            let Some(pool) = &mut self.pool else { return };
            let Some(job) = self.waiting.pop_front() else { return };
            pool.submit(job, self.now);
            self.running += 1;
        }
    }

    /// The end of a turn: everything that was handed over in it reaches the workers at once.
    pub fn dispatch(&mut self) {
        self.start_waiting();
        if self.pool.as_mut().is_some_and(|pool| pool.flush().is_err()) {
            self.replace_pool();
        }
    }

    /// A worker has ended a handler. Its request may have been answered long ago (504), its client
    /// may be gone, or the reply has begun and ends by itself.
    pub fn worked(&mut self, ticket: Ticket, reply: Option<Reply>, parked: bool) {
        if !parked {
            self.running -= 1;
        }
        self.start_waiting();
        if self.at(ticket).is_some_and(|c| matches!(c.phase, Phase::Inside { .. })) {
            self.settle(ticket, reply);
        }
    }

    /// A handler waits, and its worker's place is free for another request.
    pub fn parked(&mut self) {
        self.running -= 1;
        self.start_waiting();
    }

    /// A handler has begun a reply that streams.
    pub fn begun(&mut self, ticket: Ticket, reply: Reply) {
        let Some(connection) = self.at(ticket) else { return };
        let Phase::Inside { cancelled, .. } = &connection.phase else { return };
        if let Some(source) = &reply.stream {
            source.calls_off(Arc::clone(cancelled));
            self.settle(ticket, Some(reply));
        }
    }

    /// A request whose connection is gone, or which has been answered, need not run.
    pub fn forget_waiting(&mut self, serial: u64) {
        self.waiting.retain(|job| job.ticket.serial != serial);
    }

    pub fn repair(&mut self) {
        if self.pool.as_ref().is_none_or(|pool| pool.failed(self.now)) {
            self.replace_pool();
        }
    }

    /// Builds a new pool; jobs that no worker had taken run on it. When that fails, too, it is
    /// tried again at the next tick, and requests wait until their deadline.
    fn replace_pool(&mut self) {
        self.gauge.repairs.fetch_add(1, Ordering::Relaxed);
        if let Some(pool) = self.pool.take() {
            let (jobs, workers) = pool.retire();
            self.running -= jobs.len();
            self.retired.retain(|worker| !worker.is_finished());
            self.retired.extend(workers);
            let mut jobs: VecDeque<_> = jobs.into();
            jobs.append(&mut self.waiting);
            self.waiting = jobs;
        }
        self.pool = Pool::start(self.wanted_workers, &self.work).ok();
        self.start_waiting();
        if let Some(pool) = &mut self.pool {
            // A failure shows again at the next tick.
            let _ = pool.flush();
        }
    }
}
