//! What is each caller at in a channel, and what do they hand to each other? Nobody's state is mixed into another's: sharing is an act.

mod handoff;
mod share;
mod state;
#[cfg(test)]
mod tests;

use crate::base::{Error, Result, clock};
use crate::store::Shared;
use crate::store::session::{self as rows, Owner};

pub use crate::store::session::{Entry, Session};
pub use crate::store::share::Share;
pub use handoff::Handed;
pub use state::{Given, Saved};

/// Bytes of one text: a task, a finding, a reason, a message.
pub const LONGEST_TEXT: usize = 8 << 10;
/// Bytes of a path.
const LONGEST_PATH: usize = 1024;
/// Entries of one state; beyond these it is time to begin anew.
pub const MOST_ENTRIES: u64 = 1000;

/// What can be noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Finding,
    Decision,
    Checkpoint,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Finding, Self::Decision, Self::Checkpoint];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Decision => "decision",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// What is to be noted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Noting<'a> {
    pub text: &'a str,
    pub reasoning: Option<&'a str>,
    pub path: Option<&'a str>,
}

/// One caller's place in one channel of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    pub store: Shared<'a>,
    pub workspace: &'a str,
    pub channel: &'a str,
    /// Whose it is: known from the token, never from what was sent.
    pub agent: &'a str,
    pub quota: Option<u64>,
}

impl<'a> Desk<'a> {
    const fn owner(&self) -> Owner<'a> {
        Owner { workspace: self.workspace, channel: self.channel, agent: self.agent }
    }

    /// Says what the caller is at. When this returns it is on the disk, as with every change here.
    ///
    /// # Errors
    /// `invalid_arguments` for an empty or too long text, `tool_error` when the quota has no room.
    pub fn set_task(&self, task: &str) -> Result<()> {
        check_text("task", task)?;
        let at = clock::now().as_millisecond();
        self.store.write(|w| rows::set_task(w, &self.owner(), task, at, self.quota))
    }

    /// Notes a finding, a decision or a checkpoint.
    ///
    /// # Errors
    /// As [`Desk::set_task`], and `invalid_arguments` when the state is full.
    pub fn note(&self, kind: Kind, noting: &Noting) -> Result<Entry> {
        let entry = checked(kind.word(), noting, self.agent, clock::now().as_millisecond())?;
        let at = entry.at;
        self.store.write(|w| {
            check_room(rows::counts(w, &self.owner())?, 1)?;
            rows::add(w, &self.owner(), entry, at, self.quota)
        })
    }

    /// Forgets the caller's state in this channel; how many entries it had.
    ///
    /// # Errors
    /// When the change cannot be kept.
    pub fn reset(&self) -> Result<u64> {
        let at = clock::now().as_millisecond();
        self.store.write(|w| rows::clear(w, &self.owner(), at))
    }

    /// The caller's state: what it is at, how many entries there are of each kind, and the newest
    /// of them below the number `below`, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn status(&self, below: u64, limit: usize) -> Result<Status> {
        let owner = self.owner();
        self.store.read(|r| {
            Ok(Status {
                session: rows::get(r, &owner)?,
                counts: rows::counts(r, &owner)?,
                entries: rows::entries(r, &owner, below, limit)?,
            })
        })
    }
}

/// A state as it is looked at.
#[derive(Debug)]
pub struct Status {
    /// `None`: nothing was ever said in this channel.
    pub session: Option<Session>,
    pub counts: Vec<(String, u64)>,
    /// Newest first.
    pub entries: Vec<Entry>,
}

fn check_room(counts: Vec<(String, u64)>, more: u64) -> Result<()> {
    let there: u64 = counts.iter().map(|(_, count)| count).sum();
    if there + more > MOST_ENTRIES {
        return Err(Error::invalid(format!(
            "this session has {there} entries, and at most {MOST_ENTRIES} fit"
        ))
        .hint("ctx_knowledge `consolidate` keeps its findings for all; then `reset` begins anew"));
    }
    Ok(())
}

/// An entry of sound parts, not kept yet.
fn checked(kind: &str, noting: &Noting, author: &str, at: i64) -> Result<Entry> {
    check_text("text", noting.text)?;
    if let Some(reasoning) = noting.reasoning {
        check_text("reasoning", reasoning)?;
    }
    if noting.path.is_some_and(|path| {
        path.is_empty() || path.len() > LONGEST_PATH || path.chars().any(char::is_control)
    }) {
        return Err(Error::invalid(format!(
            "`path` must have 1 to {LONGEST_PATH} bytes and no control characters"
        )));
    }
    Ok(Entry {
        number: 0,
        kind: kind.to_owned(),
        text: noting.text.to_owned(),
        reasoning: noting.reasoning.map(str::to_owned),
        path: noting.path.map(str::to_owned),
        author: author.to_owned(),
        at,
    })
}

fn check_text(argument: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(format!("`{argument}` is empty")));
    }
    if text.len() > LONGEST_TEXT {
        return Err(Error::invalid(format!(
            "`{argument}` has {} bytes, and at most {LONGEST_TEXT} fit",
            text.len()
        ))
        .hint("keep the document with ctx_artifacts, and note its name"));
    }
    Ok(())
}
