//! How does a reply go on after its handler is done? Its sender puts pieces, the event loop writes
//! them; a slow reader costs its own backlog and then its connection, never a thread.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::mailbox::{Mail, Mailbox, Ticket};

/// Bytes that may wait for a slow reader. Once more are to be sent the stream ends; the loop may
/// hold as many again that it has begun to write.
pub const MAX_BACKLOG: usize = 64 * 1024;

#[derive(Default)]
struct State {
    pieces: VecDeque<Vec<u8>>,
    bytes: usize,
    /// No sender is left: what is queued is sent, then the stream ends well.
    finished: bool,
    /// The reader is gone or was too slow: nothing more is sent.
    broken: bool,
    /// Whom to tell; unknown until the loop has the reply.
    reader: Option<(Arc<Mailbox>, Ticket)>,
    /// The loop has been told of something it has not fetched yet.
    told: bool,
    /// The deadline's flag of a handler that is still at work on this reply.
    calls_off: Option<Arc<AtomicBool>>,
}

impl State {
    fn tell(&mut self) {
        if let Some((mailbox, ticket)) = self.reader.as_ref().filter(|_| !self.told) {
            mailbox.send(Mail::Streamed(*ticket));
            self.told = true;
        }
    }
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The writing end, for any thread; dropping it ends the reply well.
pub struct StreamSender(Shared);

/// The reader has left, was too slow, or the server is ending.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed;

impl StreamSender {
    /// Never blocks. A piece is written at once, alone or with others that wait.
    ///
    /// # Errors
    /// `Closed`; every later call will fail, too.
    pub fn send(&self, piece: Vec<u8>) -> Result<(), Closed> {
        let mut state = self.0.lock();
        if state.broken || state.finished {
            return Err(Closed);
        }
        if state.bytes + piece.len() > MAX_BACKLOG {
            state.broken = true;
            state.tell();
            return Err(Closed);
        }
        if !piece.is_empty() {
            state.bytes += piece.len();
            state.pieces.push_back(piece);
            state.tell();
        }
        Ok(())
    }

    /// Sends the last piece, which may be as large as a reply, and ends the stream well.
    pub fn last(self, piece: Vec<u8>) {
        let mut state = self.0.lock();
        if !state.broken {
            state.pieces.push_back(piece);
        }
    }

    /// Bytes that can wait at once.
    pub const MOST: usize = MAX_BACKLOG;

    /// Bytes that can be sent now without ending the stream; so many at least, if nobody else sends.
    pub fn room(&self) -> usize {
        MAX_BACKLOG.saturating_sub(self.0.lock().bytes)
    }

    /// Whether sending would fail, without trying.
    pub fn closed(&self) -> bool {
        let state = self.0.lock();
        state.broken || state.finished
    }
}

impl Drop for StreamSender {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.finished = true;
        state.tell();
    }
}

/// The loop's end; dropping it tells the sender.
pub struct Source(Shared);

/// What the loop finds when it looks.
pub enum Next {
    Piece(Vec<u8>),
    /// Nothing now.
    Wait,
    /// The end, as meant.
    End,
    /// The end, because the reader is too slow.
    Broken,
}

impl Source {
    /// From now on the loop is told of what is put.
    pub fn attach(&self, mailbox: Arc<Mailbox>, ticket: Ticket) {
        self.0.lock().reader = Some((mailbox, ticket));
    }

    /// Everything that waits, as one piece.
    pub fn next(&self) -> Next {
        let mut state = self.0.lock();
        state.told = false;
        if state.broken {
            return Next::Broken;
        }
        state.bytes = 0;
        let piece = state.pieces.drain(..).reduce(|mut all, piece| {
            all.extend_from_slice(&piece);
            all
        });
        match piece {
            Some(piece) => Next::Piece(piece),
            None if state.finished => Next::End,
            None => Next::Wait,
        }
    }

    /// The reader's leaving cancels the handler that sends, by its deadline's flag.
    pub fn calls_off(&self, cancelled: Arc<AtomicBool>) {
        self.0.lock().calls_off = Some(cancelled);
    }

    /// Does a handler send, which ends by itself?
    pub fn is_of_handler(&self) -> bool {
        self.0.lock().calls_off.is_some()
    }

    /// No more may be sent; what waits is still written.
    pub fn finish(&self) {
        self.0.lock().finished = true;
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        if let Some(cancelled) = state.calls_off.take().filter(|_| !state.finished) {
            cancelled.store(true, Ordering::Relaxed);
        }
        state.broken = true;
        state.pieces.clear();
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

pub fn pair() -> (Source, StreamSender) {
    let shared = Shared::default();
    (Source(shared.clone()), StreamSender(shared))
}
