//! How do others learn of a call, and its caller of what others did? By events, and by the first line of an answer.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::{Answer, Call, Space};
use crate::base::Result;
use crate::event::{Draft, Kind, Log, Payload};
use crate::store::Write;
use crate::view::budget::LEAST_TOKENS;

/// Tokens that the line of a stale context takes at most.
const STALE_TOKENS: usize = 64;

/// The events of a call.
pub struct Telling<'a> {
    /// `None` at the terminal: there is nobody to tell.
    log: Option<&'a Log>,
    tool: &'static str,
    changes: Cell<u64>,
}

/// What a call's record says of it.
pub struct Deed {
    action: String,
    path: Option<String>,
}

impl Deed {
    pub fn of(arguments: &Map<String, Value>) -> Self {
        let text = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
        Self { action: text("action").unwrap_or_else(|| "call".into()), path: text("path") }
    }
}

impl<'a> Telling<'a> {
    pub const fn new(log: Option<&'a Log>, tool: &'static str) -> Self {
        Self { log, tool, changes: Cell::new(0) }
    }

    /// The line by which an answer begins when its channel has changed much since its caller's
    /// last, and the tokens that are left for the answer.
    pub fn stale(
        &self,
        space: &Space,
        channel: &str,
        agent: &str,
        tokens: usize,
    ) -> (String, usize) {
        let left = tokens.saturating_sub(STALE_TOKENS);
        let behind = self
            .log
            .filter(|_| left >= LEAST_TOKENS)
            .and_then(|log| log.stale(space.memory(), channel, agent));
        match behind {
            None => (String::new(), tokens),
            Some(changes) => {
                let line = format!(
                    "[CONTEXT STALE] {changes} changes by others in this channel since your last call: \
see ctx_session (`action: status`) or GET /v1/context/summary\n\n"
                );
                (line, left)
            }
        }
    }

    /// The call is over: readers learn of what it has changed and, where it was answered, of itself.
    pub fn finish<'s>(
        &self,
        spaces: impl Iterator<Item = &'s Space>,
        channel: &str,
        agent: &str,
        deed: Option<Deed>,
    ) {
        let Some(log) = self.log else { return };
        for space in spaces {
            let memory = space.memory();
            if self.changes.get() > 0 {
                log.told(memory, channel, agent, self.changes.get());
            }
            if let Some(Deed { action, path }) = &deed {
                let payload = Payload {
                    tool: self.tool.to_owned(),
                    action: action.clone(),
                    path: path.clone(),
                    ..Payload::default()
                };
                let kind = Kind::ToolCallRecorded;
                log.record(Draft::new(memory, channel, kind, agent, payload));
            }
        }
    }
}

impl Call<'_> {
    /// Is there anybody to tell?
    pub const fn is_told(&self) -> bool {
        self.telling.log.is_some()
    }

    /// Keeps an event of this call in the same change as what it tells of. The tool's name is
    /// filled in.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn tell(&self, w: &Write, kind: Kind, payload: Payload) -> Result<()> {
        let Some(log) = self.telling.log else { return Ok(()) };
        let payload = Payload { tool: self.telling.tool.to_owned(), ..payload };
        let draft = Draft::new(self.memory(), self.channel, kind, self.agent(), payload);
        log.append(w, &draft)?;
        self.telling.changes.set(self.telling.changes.get() + 1);
        Ok(())
    }
}

impl Answer {
    /// Puts a line before the text.
    #[must_use]
    pub fn led_by(mut self, line: &str) -> Self {
        self.text.insert_str(0, line);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::token;

    #[test]
    fn the_stale_line_fits_what_is_kept_for_it() {
        let line = "[CONTEXT STALE] 18446744073709551615 changes by others in this channel since your last call: \
see ctx_session (`action: status`) or GET /v1/context/summary\n\n";
        assert!(token::count(line) <= STALE_TOKENS, "{}", token::count(line));
    }

    #[test]
    fn a_deed_is_its_action_and_path() {
        let arguments = serde_json::json!({"path": "src", "action": 7, "pattern": "secret"});
        let deed = Deed::of(arguments.as_object().unwrap());
        assert_eq!((deed.action.as_str(), deed.path.as_deref()), ("call", Some("src")));
    }
}
