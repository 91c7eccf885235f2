//! How does an untrusted HTTP/1.x request become a call on a worker thread, and its answer bytes again?
//!
//! One event-loop thread (`reactor`) owns the public socket and every client's connection. It parses
//! strictly (`parse`, `body`), asks the `Service` whether to take a request as soon as its head is
//! known, buffers the whole body, hands the request to a worker (`pool`, an unmodified tiny_http that
//! no client's byte reaches) and writes the reply at the client's pace. So a worker never waits
//! for a client, and no number of slow clients costs more than their buffers.

mod aside;
pub mod body;
mod connection;
mod dispatch;
mod door;
mod drain;
mod exchange;
mod gauge;
mod head;
mod mailbox;
pub mod parse;
mod pool;
mod reactor;
mod reply;
mod server;
mod stream;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mailbox::{Mail, Mailbox, Ticket};

use crate::base::Kind;
use crate::base::clock::Deadline;

pub use aside::Aside;
pub use door::network;
pub use head::{Head, Headers, Method};
pub use reply::Reply;
pub use server::Server;
pub use stream::StreamSender;

/// A whole request, on a worker.
pub struct Request {
    pub head: Head,
    pub body: Vec<u8>,
    /// What `admit` attached.
    pub context: Box<dyn Any + Send>,
    /// When the last of its bytes had come: from here on a client waits for us.
    pub arrived: Instant,
    /// Cancelled when the client leaves or has been told `request_timeout`. A client that ends its
    /// sending side is taken to have left; what the handler still answers is sent nevertheless.
    pub deadline: Deadline,
    /// For a handler that takes long.
    pub aside: Arc<Aside>,
}

/// What becomes of a request whose head is known.
pub enum Admission {
    /// Take the body (above `max_body` bytes: 413), then run `handle` on a worker; 504 when there
    /// is no reply `timeout` after the head was complete.
    Accept { context: Box<dyn Any + Send>, max_body: usize, timeout: Duration },
    /// Answer now, without a worker. The body is not read; if there is one the connection closes.
    Answer(Reply),
    /// The service kept the `Completion` and will use it from another thread. The body is not read
    /// before that.
    Later,
}

/// Contexts are the service's own affair.
impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accept { .. } => "Accept",
            Self::Answer(_) => "Answer",
            Self::Later => "Later",
        })
    }
}

/// The right to decide on one request, once, from any thread. Dropped unused after `Later`, it
/// answers with an internal error.
#[derive(Debug)]
pub struct Completion {
    mailbox: Arc<Mailbox>,
    ticket: Ticket,
    decision: Option<Admission>,
}

impl Completion {
    const fn new(mailbox: Arc<Mailbox>, ticket: Ticket) -> Self {
        Self { mailbox, ticket, decision: None }
    }

    pub fn send(self, reply: Reply) {
        self.decide(Admission::Answer(reply));
    }

    /// Decides as the service could have at once; `Later` counts as dropped unused.
    pub fn decide(mut self, admission: Admission) {
        self.decision = Some(admission);
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        self.mailbox.send(Mail::Decided(self.ticket, self.decision.take()));
    }
}

/// What stands behind the listener.
pub trait Service: Send + Sync + 'static {
    /// Read several times a second, so that a reload takes effect; cheap.
    fn limits(&self) -> Limits;

    /// Decides on a request right after its head. Runs ON THE EVENT LOOP: everybody waits for it,
    /// so it must not block, neither for a disk nor for a lock that is held for long.
    fn admit(&self, head: &Head, done: Completion) -> Admission;

    /// Answers a request, on a worker thread. A panic is an internal error to the client.
    fn handle(&self, request: Request) -> Reply;

    /// Words a refusal of the listener itself: `invalid_request`, `method_not_allowed`,
    /// `payload_too_large`, `overloaded`, `request_timeout`, or `internal` (whose message is for
    /// the log). Runs on the event loop. `Retry-After` and `Allow` are added when absent.
    fn refuse(&self, kind: Kind, message: &str) -> Reply;

    /// Whether this address may open any number of connections: a trusted proxy, which stands for
    /// many clients.
    fn uncapped(&self, _peer: IpAddr) -> bool {
        false
    }
}

/// How much is taken in, and how long it may take. Every time is absolute: bytes that trickle in do
/// not extend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests inside at once, and as many again; beyond that 503. So many of them as there are
    /// workers run, the others wait. The number of workers is decided at start: this, but not more
    /// than four a processor (or eight, if that is more).
    pub max_concurrency: usize,
    /// Open connections; beyond that the longest idle one is closed, or the new one told 503.
    pub max_connections: usize,
    /// Open connections of one IPv4 address or IPv6 /64 network.
    pub max_connections_per_address: usize,
    /// From a request's first byte to the end of its head; also from accept to the first byte.
    pub head_timeout: Duration,
    /// From the end of the head to the end of the body.
    pub body_timeout: Duration,
    /// Between two requests of one connection.
    pub idle_timeout: Duration,
    /// For a reply to be read; a large one is given the same time again for every 32 KiB/s read.
    /// For a stream: how long its reader may leave a piece unread.
    pub write_timeout: Duration,
    /// After a reply that ends a connection: so long (and 256 KiB) is read and thrown away, so
    /// that the reply is not destroyed by a reset.
    pub linger_timeout: Duration,
    /// For a `Completion` to be used.
    pub later_timeout: Duration,
    /// Bytes in all buffers: unfinished requests, requests inside, replies. Beyond that 503.
    pub max_buffered: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_concurrency: 32,
            max_connections: 2048,
            max_connections_per_address: 256,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(30),
            linger_timeout: Duration::from_secs(2),
            later_timeout: Duration::from_secs(30),
            max_buffered: 256 * 1024 * 1024,
        }
    }
}
