//! What do agents tell all others of a channel, and what has each not read yet?

use super::{Desk, Share, check_text};
use crate::base::{Result, clock};
use crate::store::share as rows;

impl Desk<'_> {
    /// Tells all others of the channel; the message's number.
    ///
    /// # Errors
    /// `invalid_arguments` for an empty or too long text, `tool_error` when the quota has no room.
    pub fn push(&self, text: &str) -> Result<u64> {
        check_text("text", text)?;
        let at = clock::now().as_millisecond();
        self.store.write(|w| rows::add(w, &self.owner(), text, at, self.quota))
    }

    /// What others said after the number `since`, or after the last that the caller has read;
    /// oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unread(&self, since: Option<u64>, limit: usize) -> Result<Vec<Share>> {
        self.store.read(|r| {
            let after = since.map_or_else(|| rows::read_to(r, &self.owner()), Ok)?;
            rows::after(r, &self.owner(), after, limit)
        })
    }

    /// The caller has read so far. A power cut may forget it: then it reads a message twice.
    ///
    /// # Errors
    /// When the change cannot be kept.
    pub fn mark_read(&self, number: u64) -> Result<()> {
        self.store.write_soon(|w| rows::mark_read(w, &self.owner(), number))
    }
}
