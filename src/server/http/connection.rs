//! What is one client's connection doing, and what do its socket and buffers hold?

use std::any::Any;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, Shutdown};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use mio::net::TcpStream;

use super::body::Body;
use super::head::Head;
use super::mailbox::Ticket;
use super::parse::{Framing, Scan};
use super::stream::Source;

/// Where a connection stands. Every phase has a deadline; the comment says what happens then.
pub enum Phase {
    /// Waiting for a request or in the middle of its head. Closed; 400 when it had begun.
    Head,
    /// Taking in a body. 400.
    Body(Box<Intake>),
    /// With a worker or waiting for one; nothing is read, so pipelined requests wait in the
    /// kernel. 504; the flag tells the handler.
    Inside { cancelled: Arc<AtomicBool>, held: usize },
    /// Somebody has the `Completion`. Nothing is read. 504.
    Later(Box<Waiting>),
    /// A reply is on its way. Closed, unless much of it was read meanwhile.
    Writing,
    /// A reply without a known end. Its deadline counts from when the reader last took everything.
    Streaming(Source),
    /// Reading and throwing away what comes after the last reply; so many bytes more. Closed.
    Lingering(usize),
}

/// A request while somebody decides whether it may come in.
pub struct Waiting {
    pub head: Head,
    pub framing: Framing,
    pub expects_continue: bool,
}

/// An admitted request while its body arrives.
pub struct Intake {
    pub head: Head,
    pub context: Box<dyn Any + Send>,
    pub body: Body,
    /// When the reply must be there.
    pub deadline: Instant,
}

/// What came of a read.
pub enum Taken {
    Bytes(usize),
    Nothing,
    /// The client sends no more, or the connection broke.
    End,
}

/// Bytes on their way out.
#[derive(Default)]
pub struct Outbox {
    parts: VecDeque<Vec<u8>>,
    /// How much of the first part is sent.
    sent: usize,
    bytes: usize,
    /// Bytes taken by the socket since somebody last asked.
    progress: usize,
}

impl Outbox {
    pub fn push(&mut self, part: Vec<u8>) {
        if !part.is_empty() {
            self.bytes += part.len();
            self.parts.push_back(part);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How much has been written since the last call.
    pub fn progress(&mut self) -> usize {
        std::mem::take(&mut self.progress)
    }
}

pub struct Connection {
    pub slot: usize,
    pub socket: TcpStream,
    pub peer: IpAddr,
    pub phase: Phase,
    pub deadline: Instant,
    /// The request being answered; 0 when none is.
    pub serial: u64,
    pub request_id: String,
    pub idle_since: Instant,
    /// After the reply another request may come.
    pub keep_alive: bool,
    pub head_only: bool,
    pub chunks: bool,
    /// Received and not yet used: part of a head, or the requests after the current one.
    pub inbox: Vec<u8>,
    pub scan: Scan,
    pub outbox: Outbox,
    /// Edge-triggered: true until the socket says it would block.
    pub readable: bool,
    pub writable: bool,
    /// The client has ended its sending side.
    pub left: bool,
    /// Refused at accept: not counted among the open connections.
    pub refused: bool,
    /// Already on the list of those with more to do.
    pub listed: bool,
    /// What the loop's sum of buffers has for this connection.
    pub charged: usize,
}

impl Connection {
    pub fn new(slot: usize, socket: TcpStream, peer: IpAddr, now: Instant) -> Self {
        Self {
            slot,
            socket,
            peer,
            phase: Phase::Head,
            deadline: now,
            serial: 0,
            request_id: String::new(),
            idle_since: now,
            keep_alive: false,
            head_only: false,
            chunks: false,
            inbox: Vec::new(),
            scan: Scan::default(),
            outbox: Outbox::default(),
            readable: true,
            writable: true,
            left: false,
            refused: false,
            listed: false,
            charged: 0,
        }
    }

    /// The request being answered.
    pub const fn ticket(&self) -> Ticket {
        Ticket { slot: self.slot, serial: self.serial }
    }

    /// Between two requests, or before the first.
    pub fn idle(&self) -> bool {
        matches!(self.phase, Phase::Head) && self.inbox.is_empty()
    }

    /// Memory in this connection's buffers.
    pub fn held(&self) -> usize {
        let phase = match &self.phase {
            Phase::Body(intake) => intake.body.held(),
            Phase::Inside { held, .. } => *held,
            _ => 0,
        };
        self.inbox.capacity() + self.outbox.bytes + phase
    }

    /// Reads once.
    pub fn read(&mut self, into: &mut [u8]) -> Taken {
        while self.readable {
            match self.socket.read(into) {
                Ok(0) => return Taken::End,
                Ok(n) => {
                    // A socket that gave less than it could is empty; its next byte is an event.
                    self.readable = n == into.len() || self.left;
                    return Taken::Bytes(n);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.readable = false,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Taken::End,
            }
        }
        Taken::Nothing
    }

    /// Writes what the socket takes.
    ///
    /// # Errors
    /// The client is gone.
    pub fn flush(&mut self) -> io::Result<()> {
        while let Some(part) = self.outbox.parts.front().filter(|_| self.writable) {
            // Not vectored: the standard library's plain write asks for no SIGPIPE, writev cannot.
            match self.socket.write(&part[self.outbox.sent..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => {
                    self.outbox.sent += n;
                    self.outbox.progress += n;
                    if self.outbox.sent == part.len() {
                        self.outbox.bytes -= part.len();
                        self.outbox.sent = 0;
                        self.outbox.parts.pop_front();
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.writable = false,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Ready for the next request.
    pub fn renew(&mut self) {
        self.phase = Phase::Head;
        self.scan = Scan::default();
        self.serial = 0;
        self.request_id.clear();
        self.head_only = false;
        self.keep_alive = false;
        if self.inbox.is_empty() {
            // Idle connections are many and may stay long: they hold no buffer.
            self.inbox = Vec::new();
        }
    }

    /// Tells the client that no more comes; what it still sends is to be thrown away.
    pub fn linger(&mut self, bytes: usize) {
        let _ = self.socket.shutdown(Shutdown::Write);
        self.inbox = Vec::new();
        self.phase = Phase::Lingering(bytes);
    }
}
