//! How does a call over HTTP wait, and how is its client told how far it is? Once there is something to tell, the answer
//! becomes a stream whose last message is the result.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cors;
use crate::config::Config;
use crate::gate::Transport;
use crate::server::http::{Aside, Head, Reply, StreamSender};

/// Of one request.
pub struct Line {
    aside: Arc<Aside>,
    /// What the reply begins with, for a page of another origin.
    marks: Vec<(String, String)>,
    /// The client reads streams.
    streams: bool,
    sender: Mutex<Option<StreamSender>>,
}

impl Line {
    pub fn new(config: &Config, head: &Head, aside: &Arc<Aside>) -> Self {
        let accepts = head.headers.get("accept").unwrap_or_default();
        Self {
            aside: Arc::clone(aside),
            marks: cors::mark(config, head, Reply::empty(200)).headers,
            streams: accepts.contains("text/event-stream"),
            sender: Mutex::default(),
        }
    }

    fn sender(&self) -> MutexGuard<'_, Option<StreamSender>> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the reply begun? Then its end is all that may follow.
    pub fn begun(&self) -> bool {
        self.sender().is_some()
    }

    /// The result, of a reply that has begun.
    pub fn end(&self, result: &str) {
        if let Some(sender) = self.sender().take() {
            sender.last(frame(result));
        }
    }
}

impl Transport for Line {
    fn park(&self) -> bool {
        self.aside.park()
    }

    /// Whoever is too slow for it, or reads no streams, is told nothing.
    fn notify(&self, message: String) {
        if !self.streams {
            return;
        }
        let mut sender = self.sender();
        let sender = sender.get_or_insert_with(|| {
            let (mut reply, sender) = Reply::stream(headers());
            reply.headers.extend(self.marks.iter().cloned());
            self.aside.begin(reply);
            sender
        });
        let message = frame(&message);
        if sender.room() >= message.len() {
            // That the reader has left is seen by the deadline.
            let _ = sender.send(message);
        }
    }
}

/// Of every stream of messages.
pub fn headers() -> Vec<(String, String)> {
    let headers = [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        // A proxy that buffers would hold messages back.
        ("x-accel-buffering", "no"),
    ];
    headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// One message of a stream.
pub fn frame(message: &str) -> Vec<u8> {
    format!("event: message\ndata: {message}\n\n").into_bytes()
}
