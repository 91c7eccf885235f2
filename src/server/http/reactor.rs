//! What happens next? The event loop: one thread that owns every socket and never waits for one.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token};

use super::connection::Connection;
use super::drain::Draining;
use super::gauge::Gauge;
use super::mailbox::{Mail, Mailbox, Ticket};
use super::pool::{Job, Pool, Work};
use super::{Limits, Reply, Service};
use crate::base::error::Context as _;
use crate::base::{Kind, Result, clock};

pub const LISTENER: Token = Token(0);
pub const WAKER: Token = Token(1);
/// Connections' tokens begin here.
pub const FIRST: usize = 2;

/// How often limits are read again and the pool is looked at.
const TICK: Duration = Duration::from_millis(250);
/// Deadlines are kept at least this exactly; looking at all of them costs time.
const GRAIN: Duration = Duration::from_millis(10);
/// One read.
pub const SCRATCH: usize = 64 * 1024;

pub struct Reactor {
    pub poll: Poll,
    pub listener: Option<TcpListener>,
    /// Edge-triggered: true until accept would block.
    pub acceptable: bool,
    /// After a failed accept (no descriptors, no memory): not before this moment.
    pub accept_after: Option<Instant>,
    pub service: Arc<dyn Service>,
    pub limits: Limits,
    pub mailbox: Arc<Mailbox>,
    pub gauge: Arc<Gauge>,

    pub slots: Vec<Option<Box<Connection>>>,
    pub free: Vec<usize>,
    /// Freed in this turn: not used again before the next, because events may still name them.
    pub freed: Vec<usize>,
    pub per_network: HashMap<IpAddr, usize>,
    pub open: usize,
    pub refused: usize,
    /// Connections with more to do although no event will come.
    pub more: VecDeque<usize>,
    pub buffered: usize,
    pub serial: u64,
    pub scratch: Box<[u8]>,

    pub work: Work,
    /// `None` after a failure, until a new one stands.
    pub pool: Option<Pool>,
    pub wanted_workers: usize,
    pub running: usize,
    pub waiting: VecDeque<Job>,
    pub retired: Vec<JoinHandle<()>>,

    pub now: Instant,
    /// No deadline of any connection is earlier.
    pub earliest: Instant,
    pub scanned: Instant,
    pub tick: Instant,
    pub draining: Option<Draining>,
    date: (i64, String),
}

impl Reactor {
    pub fn new(
        poll: Poll,
        listener: TcpListener,
        service: Arc<dyn Service>,
        mailbox: Arc<Mailbox>,
        gauge: Arc<Gauge>,
        (work, pool): (Work, Pool),
    ) -> Self {
        let now = clock::instant();
        Self {
            poll,
            listener: Some(listener),
            acceptable: true,
            accept_after: None,
            limits: service.limits(),
            service,
            mailbox,
            gauge,
            slots: Vec::new(),
            free: Vec::new(),
            freed: Vec::new(),
            per_network: HashMap::new(),
            open: 0,
            refused: 0,
            more: VecDeque::new(),
            buffered: 0,
            serial: 0,
            scratch: vec![0; SCRATCH].into_boxed_slice(),
            work,
            wanted_workers: pool.size(),
            pool: Some(pool),
            running: 0,
            waiting: VecDeque::new(),
            retired: Vec::new(),
            now,
            earliest: now + TICK,
            scanned: now,
            tick: now,
            draining: None,
            date: (i64::MIN, String::new()),
        }
    }

    /// Runs until it has been drained; returns the workers, which may still be in a handler.
    ///
    /// # Errors
    /// When the system's event queue fails.
    pub fn run(mut self) -> Result<Vec<JoinHandle<()>>> {
        let mut events = Events::with_capacity(1024);
        let mut mails = Vec::new();
        loop {
            self.sleep(&mut events).context(|| "cannot wait for network events".into())?;
            for event in &events {
                self.on_event(event);
            }
            self.accept();
            self.mailbox.take(&mut mails);
            for mail in mails.drain(..) {
                self.on_mail(mail);
            }
            for _ in 0..self.more.len() {
                if let Some(slot) = self.more.pop_front() {
                    self.resume(slot);
                }
            }
            self.on_time();
            self.dispatch();
            self.free.append(&mut self.freed);
            self.publish();
            if self.drained() {
                return Ok(self.finish());
            }
        }
    }

    fn sleep(&mut self, events: &mut Events) -> io::Result<()> {
        let accepting = self.acceptable && self.listener.is_some();
        let busy = !self.more.is_empty() || (accepting && self.accept_after.is_none());
        let mut until = self.tick.min(self.earliest.max(self.scanned + GRAIN));
        if let Some(after) = self.accept_after {
            until = until.min(after);
        }
        let idle = self.mailbox.may_sleep() && !busy;
        let timeout =
            if idle { until.saturating_duration_since(clock::instant()) } else { Duration::ZERO };
        let polled = self.poll.poll(events, Some(timeout));
        self.mailbox.woke();
        self.now = clock::instant();
        match polled {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            other => other,
        }
    }

    fn on_event(&mut self, event: &Event) {
        match event.token() {
            LISTENER => self.acceptable = true,
            WAKER => {}
            Token(token) => {
                let slot = token - FIRST;
                let Some(Some(connection)) = self.slots.get_mut(slot) else { return };
                let broken =
                    event.is_error() || (event.is_read_closed() && event.is_write_closed());
                connection.readable |= event.is_readable() || event.is_read_closed() || broken;
                connection.writable |= event.is_writable() || broken;
                if event.is_read_closed() || broken {
                    self.on_left(slot, broken);
                }
                self.drive(slot);
            }
        }
    }

    fn on_mail(&mut self, mail: Mail) {
        match mail {
            Mail::Worked { ticket, reply, parked } => self.worked(ticket, reply, parked),
            Mail::Parked => self.parked(),
            Mail::Begun(ticket, reply) => self.begun(ticket, reply),
            Mail::Decided(ticket, admission) => self.decided(ticket, admission),
            Mail::Streamed(ticket) => {
                if self.at(ticket).is_some() {
                    self.drive(ticket.slot);
                }
            }
            Mail::Drain(until) => self.begin_drain(until),
        }
    }

    /// The connection that still waits for this request's answer.
    pub fn at(&mut self, ticket: Ticket) -> Option<&mut Connection> {
        let connection = self.slots.get_mut(ticket.slot)?.as_deref_mut()?;
        (connection.serial == ticket.serial).then_some(connection)
    }

    /// Answers a request that is waited for; `None` is a fault of ours.
    pub fn settle(&mut self, ticket: Ticket, reply: Option<Reply>) {
        let Some(mut connection) = self.slots.get_mut(ticket.slot).and_then(Option::take) else {
            return;
        };
        let reply = reply
            .unwrap_or_else(|| self.refusal(Kind::Internal, "the handler ended without a reply"));
        self.answer(&mut connection, reply);
        self.slots[ticket.slot] = Some(connection);
        self.drive(ticket.slot);
    }

    /// Everything that is due.
    fn on_time(&mut self) {
        if self.now >= self.tick {
            self.tick = self.now + TICK;
            let service = Arc::clone(&self.service);
            if let Ok(limits) = catch_unwind(AssertUnwindSafe(|| service.limits())) {
                self.limits = limits;
            }
            self.repair();
        }
        self.drain_step();
        if self.now < self.earliest || self.now < self.scanned + GRAIN {
            return;
        }
        self.scanned = self.now;
        self.earliest = self.now + Duration::from_secs(3600);
        for slot in 0..self.slots.len() {
            let Some(connection) = &self.slots[slot] else { continue };
            if connection.deadline <= self.now {
                self.expire(slot);
            }
            if let Some(connection) = &self.slots[slot] {
                self.earliest = self.earliest.min(connection.deadline);
            }
        }
    }

    /// Sets a connection's deadline.
    pub fn arm(&mut self, connection: &mut Connection, after: Duration) {
        connection.deadline = self.now + after;
        self.earliest = self.earliest.min(connection.deadline);
    }

    /// Lets a connection that took its full turn go on.
    fn resume(&mut self, slot: usize) {
        if let Some(Some(connection)) = self.slots.get_mut(slot) {
            connection.listed = false;
            self.drive(slot);
        }
    }

    /// The current second, as `Date` wants it.
    pub fn date(&mut self) -> String {
        let now = clock::now();
        if now.as_second() != self.date.0 {
            let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
            self.date = (now.as_second(), text.unwrap_or_default());
        }
        self.date.1.clone()
    }

    fn publish(&self) {
        let gauge = &self.gauge;
        gauge.connections.store(self.open, Ordering::Relaxed);
        gauge.inside.store(self.running + self.waiting.len(), Ordering::Relaxed);
        gauge.waiting.store(self.waiting.len(), Ordering::Relaxed);
        gauge.buffered.store(self.buffered, Ordering::Relaxed);
        gauge.workers.store(self.pool.as_ref().map_or(0, Pool::size), Ordering::Relaxed);
    }

    /// Asks for events of a new connection.
    pub fn register(&self, connection: &mut Connection) -> io::Result<()> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        let token = Token(connection.slot + FIRST);
        self.poll.registry().register(&mut connection.socket, token, interest)
    }
}
