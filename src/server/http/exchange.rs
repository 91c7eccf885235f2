//! How does a connection go from a request's first byte to its reply's last, and on to the next?

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::aside::Aside;
use super::body::Body;
use super::connection::{Connection, Intake, Phase, Taken, Waiting};
use super::head::{Head, Method};
use super::mailbox::Ticket;
use super::parse::{self, Fault, Framing, Parsed, bad};
use super::pool::Job;
use super::reactor::{Reactor, SCRATCH};
use super::reply::{Envelope, encode};
use super::stream::Next;
use super::{Admission, Completion, Reply, Request};
use crate::base::Kind;
use crate::base::clock::Deadline;

/// What one connection may do before it is the others' turn: steps, each at most one read.
const STEPS: usize = 8;
/// Read and thrown away after a reply that ends a connection.
const LINGER: usize = 256 * 1024;
/// Whoever reads a large reply more slowly than this many bytes a second is cut off.
const SLOWEST: u64 = 32 * 1024;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// After a step.
enum Step {
    /// Something else can be done.
    More,
    /// Nothing until an event.
    Wait,
    /// The connection is over.
    Close,
}

impl Reactor {
    /// Does what can be done for a connection now.
    pub fn drive(&mut self, slot: usize) {
        let Some(mut connection) = self.slots.get_mut(slot).and_then(Option::take) else { return };
        let mut step = Step::More;
        for _ in 0..STEPS {
            step = self.step(&mut connection);
            if !matches!(step, Step::More) {
                break;
            }
        }
        if matches!(step, Step::Close) {
            self.release(*connection);
            return;
        }
        if matches!(step, Step::More) && !connection.listed {
            connection.listed = true;
            self.more.push_back(slot);
        }
        let held = connection.held();
        self.buffered = self.buffered - connection.charged + held;
        connection.charged = held;
        self.slots[slot] = Some(connection);
    }

    fn step(&mut self, c: &mut Connection) -> Step {
        if c.flush().is_err() {
            return Step::Close;
        }
        match &mut c.phase {
            Phase::Head => self.take_head(c),
            Phase::Body(_) => self.take_body(c),
            Phase::Inside { .. } | Phase::Later(_) => Step::Wait,
            Phase::Writing if c.outbox.is_empty() => self.written(c),
            Phase::Writing => Step::Wait,
            Phase::Streaming(_) => self.stream(c),
            Phase::Lingering(_) => self.discard(c),
        }
    }

    fn take_head(&mut self, c: &mut Connection) -> Step {
        match c.scan.advance(&c.inbox) {
            Err(fault) => return self.reject(c, fault),
            Ok(Some(length)) => return self.begin(c, length),
            Ok(None) => {}
        }
        match c.read(&mut self.scratch[..parse::MAX_HEAD]) {
            Taken::Bytes(n) => {
                if c.inbox.is_empty() {
                    let head_timeout = self.limits.head_timeout;
                    self.arm(c, head_timeout);
                }
                c.inbox.extend_from_slice(&self.scratch[..n]);
                Step::More
            }
            Taken::Nothing => Step::Wait,
            Taken::End if c.inbox.is_empty() => Step::Close,
            Taken::End => self.reject(c, bad("the request ended within its head")),
        }
    }

    /// A head is whole: the service decides.
    fn begin(&mut self, c: &mut Connection, length: usize) -> Step {
        let parsed = match parse::head(&c.inbox[..length]) {
            Ok(parsed) => parsed,
            Err(fault) => return self.reject(c, fault),
        };
        c.inbox.drain(..length);
        let (framing, expects_continue) = (parsed.framing, parsed.expects_continue);
        let head = self.identify(c, parsed);
        let done = Completion::new(Arc::clone(&self.mailbox), c.ticket());
        let service = Arc::clone(&self.service);
        // A fault in one admission must not end everybody's connections.
        let admission = catch_unwind(AssertUnwindSafe(|| service.admit(&head, done)));
        self.enact(c, Waiting { head, framing, expects_continue }, admission.ok())
    }

    /// Does what was decided about a request; `None`: deciding failed.
    fn enact(
        &mut self,
        c: &mut Connection,
        request: Waiting,
        admission: Option<Admission>,
    ) -> Step {
        let Waiting { head, framing, expects_continue } = request;
        match admission {
            Some(Admission::Accept { context, max_body, timeout }) => {
                let body = match Body::new(framing, max_body) {
                    Ok(body) => body,
                    Err(fault) => return self.reject(c, fault),
                };
                if expects_continue && !body.done() && c.inbox.is_empty() {
                    c.outbox.push(CONTINUE.to_vec());
                }
                let deadline = self.now + timeout;
                c.phase = Phase::Body(Box::new(Intake { head, context, body, deadline }));
                let body_timeout = self.limits.body_timeout.min(timeout);
                self.arm(c, body_timeout);
            }
            Some(Admission::Answer(reply)) => {
                // Where the next request begins is known only once a body has been read.
                c.keep_alive &= !head.has_body();
                self.answer(c, reply);
            }
            Some(Admission::Later) => {
                c.phase = Phase::Later(Box::new(Waiting { head, framing, expects_continue }));
                let later_timeout = self.limits.later_timeout;
                self.arm(c, later_timeout);
            }
            None => {
                c.keep_alive &= !head.has_body();
                let reply = self.refusal(Kind::Internal, "admitting a request failed");
                self.answer(c, reply);
            }
        }
        Step::More
    }

    /// A `Completion` was used, or dropped. Its client may be gone, or have been told 504.
    pub fn decided(&mut self, ticket: Ticket, admission: Option<Admission>) {
        if !self.at(ticket).is_some_and(|c| matches!(c.phase, Phase::Later(_))) {
            return;
        }
        let Some(mut c) = self.slots.get_mut(ticket.slot).and_then(Option::take) else { return };
        if let Phase::Later(request) = std::mem::replace(&mut c.phase, Phase::Writing) {
            let admission = admission.filter(|a| !matches!(a, Admission::Later));
            self.enact(&mut c, *request, admission);
        }
        self.slots[ticket.slot] = Some(c);
        self.drive(ticket.slot);
    }

    fn identify(&mut self, c: &mut Connection, parsed: Parsed) -> Head {
        self.serial += 1;
        c.serial = self.serial;
        c.request_id = parsed
            .headers
            .get("x-request-id")
            .filter(|id| is_id(id))
            .map_or_else(fresh_id, str::to_owned);
        c.keep_alive = parsed.keep_alive;
        c.chunks = parsed.chunks;
        c.head_only = parsed.method == Method::Head;
        Head {
            method: parsed.method,
            path: parsed.path,
            query: parsed.query,
            headers: parsed.headers,
            peer: c.peer,
            request_id: c.request_id.clone(),
            content_length: match parsed.framing {
                Framing::Length(n) => Some(n),
                Framing::None | Framing::Chunked => None,
            },
            chunked: parsed.framing == Framing::Chunked,
        }
    }

    fn take_body(&mut self, c: &mut Connection) -> Step {
        let Phase::Body(intake) = &mut c.phase else { return Step::Wait };
        let body = &mut intake.body;
        match body.feed(&c.inbox) {
            Ok(used) => drop(c.inbox.drain(..used)),
            Err(fault) => return self.reject(c, fault),
        }
        if body.done() {
            return self.submit(c);
        }
        if self.buffered > self.limits.max_buffered {
            return self.reject(
                c,
                Fault { kind: Kind::Overloaded, message: "the server's buffers are full" },
            );
        }
        match c.read(&mut self.scratch[..SCRATCH]) {
            Taken::Bytes(n) => {
                let Phase::Body(intake) = &mut c.phase else { return Step::Wait };
                match intake.body.feed(&self.scratch[..n]) {
                    Ok(used) => {
                        c.inbox.extend_from_slice(&self.scratch[used..n]);
                        Step::More
                    }
                    Err(fault) => self.reject(c, fault),
                }
            }
            Taken::Nothing => Step::Wait,
            Taken::End => self.reject(c, bad("the request ended within its body")),
        }
    }

    /// The request is whole: to the workers.
    fn submit(&mut self, c: &mut Connection) -> Step {
        let Phase::Body(intake) = std::mem::replace(&mut c.phase, Phase::Writing) else {
            return Step::Close;
        };
        let Intake { head, context, body, deadline } = *intake;
        let cancelled = Arc::new(AtomicBool::new(c.left));
        c.phase = Phase::Inside { cancelled: Arc::clone(&cancelled), held: body.held() };
        c.deadline = deadline;
        self.earliest = self.earliest.min(deadline);
        let deadline = Deadline::new(deadline, cancelled);
        let arrived = self.now;
        let aside = Arc::new(Aside::new(Arc::clone(&self.mailbox), c.ticket()));
        let request = Request { head, body: body.into_bytes(), context, arrived, deadline, aside };
        if !self.enqueue(Job { ticket: c.ticket(), request }) {
            let reply = self.refusal(Kind::Overloaded, "too many requests are inside already");
            self.answer(c, reply);
        }
        Step::More
    }

    /// Queues a reply; the answered request is over, whoever else may still work on it.
    pub fn answer(&mut self, c: &mut Connection, mut reply: Reply) {
        if self.buffered.saturating_add(reply.body.len()) > self.limits.max_buffered {
            reply = self.refusal(Kind::Overloaded, "the server's buffers are full");
        }
        if matches!(reply.status, 429 | 503) && !reply.has_header("retry-after") {
            reply = reply.header("retry-after", "1");
        }
        let source = reply.stream.take();
        c.keep_alive &= self.draining.is_none() && source.is_none();
        if c.request_id.is_empty() {
            c.request_id = fresh_id();
        }
        let envelope = Envelope {
            request_id: &c.request_id,
            head_only: c.head_only,
            keep_alive: c.keep_alive,
            chunks: c.chunks,
            streams: source.is_some(),
            date: &self.date(),
        };
        let (head, body) = encode(&mut reply, &envelope);
        c.outbox.push(head);
        c.outbox.push(body);
        match source.filter(|_| !c.head_only) {
            Some(source) => {
                source.attach(Arc::clone(&self.mailbox), c.ticket());
                c.phase = Phase::Streaming(source);
            }
            None => {
                c.serial = 0;
                c.phase = Phase::Writing;
            }
        }
        c.outbox.progress();
        let write_timeout = self.limits.write_timeout;
        self.arm(c, write_timeout);
    }

    /// A reply was not read in time. A large one may go on while it is read at a fair rate: that
    /// ends, too, since its size is finite.
    fn slow_reader(&mut self, c: &mut Connection) -> Step {
        let write_timeout = self.limits.write_timeout;
        let fair = SLOWEST.saturating_mul(write_timeout.as_millis() as u64) / 1000;
        if (c.outbox.progress() as u64) < fair {
            return Step::Close;
        }
        self.arm(c, write_timeout);
        Step::Wait
    }

    /// Refuses a request after which nothing on this connection can be understood.
    fn reject(&mut self, c: &mut Connection, fault: Fault) -> Step {
        let mut reply = self.refusal(fault.kind, fault.message);
        if fault.kind == Kind::MethodNotAllowed && !reply.has_header("allow") {
            reply = reply.header("allow", Method::ALL.map(Method::as_str).join(", "));
        }
        c.keep_alive = false;
        c.inbox = Vec::new();
        self.answer(c, reply);
        Step::More
    }

    /// The listener's own refusals, in the service's words.
    pub fn refusal(&self, kind: Kind, message: &str) -> Reply {
        catch_unwind(AssertUnwindSafe(|| self.service.refuse(kind, message)))
            .unwrap_or_else(|_| Reply::empty(500))
    }

    /// A reply is out.
    fn written(&mut self, c: &mut Connection) -> Step {
        if !c.keep_alive {
            c.linger(LINGER);
            let linger_timeout = self.limits.linger_timeout;
            self.arm(c, linger_timeout);
            return Step::More;
        }
        c.renew();
        c.idle_since = self.now;
        let timeout =
            if c.inbox.is_empty() { self.limits.idle_timeout } else { self.limits.head_timeout };
        self.arm(c, timeout);
        Step::More
    }

    /// Nothing is read meanwhile: who streams has said what it wanted, and its leaving is an event.
    fn stream(&mut self, c: &mut Connection) -> Step {
        if c.left {
            return Step::Close;
        }
        if !c.outbox.is_empty() {
            return Step::Wait;
        }
        let Phase::Streaming(source) = &c.phase else { return Step::Wait };
        match source.next() {
            Next::Piece(piece) => {
                c.outbox.push(if c.chunks { chunk(&piece) } else { piece });
                let write_timeout = self.limits.write_timeout;
                self.arm(c, write_timeout);
                Step::More
            }
            Next::Wait => {
                // Nothing to write: no deadline that matters.
                self.arm(c, Duration::from_secs(3600));
                Step::Wait
            }
            Next::End => {
                if c.chunks {
                    c.outbox.push(b"0\r\n\r\n".to_vec());
                }
                c.serial = 0;
                c.phase = Phase::Writing;
                let write_timeout = self.limits.write_timeout;
                self.arm(c, write_timeout);
                Step::More
            }
            Next::Broken => Step::Close,
        }
    }

    fn discard(&mut self, c: &mut Connection) -> Step {
        let taken = c.read(&mut self.scratch[..SCRATCH]);
        let Phase::Lingering(left) = &mut c.phase else { return Step::Close };
        match taken {
            Taken::Bytes(n) if n < *left => {
                *left -= n;
                Step::More
            }
            Taken::Nothing => Step::Wait,
            Taken::Bytes(_) | Taken::End => Step::Close,
        }
    }

    /// The client has ended its sending side or (`broken`) the connection.
    pub fn on_left(&mut self, slot: usize, broken: bool) {
        let Some(Some(c)) = self.slots.get_mut(slot) else { return };
        c.left = true;
        match &c.phase {
            Phase::Inside { cancelled, .. } => {
                cancelled.store(true, Ordering::Relaxed);
                if broken {
                    self.close(slot);
                }
            }
            Phase::Streaming(_) => self.close(slot),
            _ => {}
        }
    }

    /// A deadline has passed.
    pub fn expire(&mut self, slot: usize) {
        let Some(mut c) = self.slots[slot].take() else { return };
        let step = match &c.phase {
            Phase::Head if c.inbox.is_empty() => Step::Close,
            Phase::Head => self.reject(&mut c, bad("the request head did not arrive in time")),
            Phase::Body(_) => self.reject(&mut c, bad("the request body did not arrive in time")),
            Phase::Inside { cancelled, .. } => {
                cancelled.store(true, Ordering::Relaxed);
                self.forget_waiting(c.serial);
                self.time_out(&mut c)
            }
            Phase::Later(request) => {
                c.keep_alive &= !request.head.has_body();
                self.time_out(&mut c)
            }
            Phase::Streaming(_) if c.outbox.is_empty() => {
                self.arm(&mut c, Duration::from_secs(3600));
                Step::Wait
            }
            Phase::Writing => self.slow_reader(&mut c),
            Phase::Streaming(_) | Phase::Lingering(_) => Step::Close,
        };
        match step {
            Step::Close => self.release(*c),
            Step::More | Step::Wait => {
                self.slots[slot] = Some(c);
                self.drive(slot);
            }
        }
    }

    fn time_out(&mut self, c: &mut Connection) -> Step {
        let reply = self.refusal(Kind::RequestTimeout, "the request did not finish in time");
        self.answer(c, reply);
        Step::More
    }
}

/// Is this an id that a proxy or a client has given its request, and that may stand in books and logs?
fn is_id(given: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    (8..=128).contains(&given.len()) && given.bytes().all(plain)
}

fn fresh_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// One piece in the chunked coding; never empty, which would be the end.
fn chunk(piece: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
    chunk.extend_from_slice(piece);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
