//! How is the listener started, watched and ended?

use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mio::{Interest, Poll, Waker};

use super::gauge::{Gauge, Stats};
use super::mailbox::{Mail, Mailbox};
use super::pool::{Job, Pool, Work};
use super::reactor::{LISTENER, Reactor, WAKER};
use super::{Limits, Service};
use crate::base::error::Context as _;
use crate::base::{Error, Result, clock};

/// Connections the kernel keeps until they are accepted.
const BACKLOG: i32 = 1024;

type Ended = Result<Vec<JoinHandle<()>>>;

/// A listener at work. Dropping it ends it at once, without answering what is inside; `drain`
/// ends it well.
pub struct Server {
    address: SocketAddr,
    mailbox: Arc<Mailbox>,
    gauge: Arc<Gauge>,
    reactor: Option<JoinHandle<Ended>>,
}

impl Server {
    /// Serves `listener` until drained or dropped.
    ///
    /// # Errors
    /// When threads, the event queue or the worker pool cannot be had.
    pub fn start(listener: TcpListener, service: Arc<dyn Service>) -> Result<Self> {
        let address =
            listener.local_addr().context(|| "cannot tell the listener's address".into())?;
        let act = || format!("cannot listen on `{address}`");
        listener.set_nonblocking(true).context(act)?;
        // The standard library's backlog is small for a burst; a second `listen` only changes it.
        rustix::net::listen(&listener, BACKLOG).context(act)?;
        let mut listener = mio::net::TcpListener::from_std(listener);
        let poll = Poll::new().context(act)?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE).context(act)?;
        let waker = Waker::new(poll.registry(), WAKER).context(act)?;
        let mailbox = Arc::new(Mailbox::new(waker));
        let gauge = Arc::<Gauge>::default();
        let work = work(Arc::clone(&service), Arc::clone(&mailbox), Arc::clone(&gauge));
        let pool = Pool::start(workers(&service.limits()), &work)?;
        let reactor = Reactor::new(
            poll,
            listener,
            service,
            Arc::clone(&mailbox),
            Arc::clone(&gauge),
            (work, pool),
        );
        let reactor = thread::Builder::new()
            .name("http-loop".into())
            .spawn(move || reactor.run())
            .context(|| "cannot start the event loop's thread".into())?;
        Ok(Self { address, mailbox, gauge, reactor: Some(reactor) })
    }

    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    pub fn stats(&self) -> Stats {
        self.gauge.read()
    }

    /// The event loop has ended by itself: nothing is served any more and nothing can be mended;
    /// the process should end. (A failed worker pool is not that: it is replaced.)
    pub fn failed(&self) -> bool {
        self.reactor.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops accepting, answers every request whose head has begun, closes idle connections and
    /// waits for all threads.
    ///
    /// # Errors
    /// When something was still running after `limit`.
    pub fn drain(mut self, limit: Duration) -> Result<()> {
        let until = clock::instant() + limit;
        self.mailbox.send(Mail::Drain(until));
        let Some(reactor) = self.reactor.take() else { return Ok(()) };
        // The loop itself keeps the limit; a little more is for its last turn.
        let patience = until + Duration::from_millis(500);
        if !ended(&reactor, patience) {
            return Err(Error::failed("the event loop did not end in time"));
        }
        let workers = join(reactor)?;
        let busy = workers.into_iter().filter(|worker| !ended(worker, patience)).count();
        if busy > 0 {
            return Err(Error::failed(format!("{busy} handlers were still running at the end")));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(reactor) = self.reactor.take() {
            self.mailbox.send(Mail::Drain(clock::instant()));
            // The workers are not waited for: a handler may take long.
            let _ = reactor.join();
        }
    }
}

fn workers(limits: &Limits) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    limits.max_concurrency.clamp(1, (4 * cores).max(8))
}

/// What a worker does with a job: the handler behind a panic barrier, its reply to the loop.
fn work(service: Arc<dyn Service>, mailbox: Arc<Mailbox>, gauge: Arc<Gauge>) -> Work {
    Arc::new(move |Job { ticket, request }| {
        let aside = Arc::clone(&request.aside);
        gauge.busy.fetch_add(1, Ordering::Relaxed);
        let reply = catch_unwind(AssertUnwindSafe(|| service.handle(request))).ok();
        gauge.busy.fetch_sub(1, Ordering::Relaxed);
        mailbox.send(Mail::Worked { ticket, reply, parked: aside.parked() });
        aside.parked()
    })
}

fn join(reactor: JoinHandle<Ended>) -> Ended {
    reactor.join().unwrap_or_else(|_| Err(Error::internal("the event loop failed")))
}

/// Waits for a thread until `patience` ends.
fn ended<T>(thread: &JoinHandle<T>, patience: Instant) -> bool {
    while !thread.is_finished() {
        if clock::instant() >= patience {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
    true
}
