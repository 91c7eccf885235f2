//! How is a message answered where there is no HTTP? One JSON message a line, each way.

use super::{Exchange, Outcome, answer as answer_message};

/// Bytes of a message at most, as over HTTP by default.
pub const LONGEST: usize = 2 << 20;

/// Answers one line; `None` where nothing is to be said.
pub fn answer(exchange: &Exchange, line: &[u8]) -> Option<String> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    match answer_message(exchange, line) {
        Outcome::Response { body, .. } => Some(body),
        // `serve` reads a line at a time and says that it has no streams.
        Outcome::Accepted | Outcome::Listen(_) => None,
        Outcome::Refused(error) => Some(super::refused(line, &error)),
    }
}
