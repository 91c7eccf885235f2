//! What have people and agents learned about a workspace, who said it, and does it still count?

mod check;
mod consolidate;
mod exchange;
mod recall;
mod relation;
#[cfg(test)]
mod tests;

use crate::base::clock;
use crate::base::{Error, Kind, Result};
use crate::store::knowledge::{self as rows, New};
use crate::store::{Shared, Write};

pub use crate::store::knowledge::Fact;
pub use crate::store::relation::Relation;
pub use check::{Name, check_category, check_reasoning};
pub use consolidate::{Consolidated, Note};
pub use exchange::{Imported, Outcome};
pub use recall::{Recalled, belief};
pub use relation::{MOST_DEPTH, Neighbour};

/// A write over another agent's value is a conflict when that is younger than this and was not
/// named in `supersedes`.
pub const RECENT_MS: i64 = 24 * 60 * 60 * 1000;
/// Values of one key that are read back at most.
pub const MOST_HISTORY: usize = 100;

/// The facts of one workspace, for one caller.
#[derive(Debug, Clone, Copy)]
pub struct Memory<'a> {
    pub store: Shared<'a>,
    pub workspace: &'a str,
    /// Who writes: known from the token, never from what was sent.
    pub agent: &'a str,
    pub quota: Option<u64>,
}

/// What remembering came to.
#[derive(Debug)]
pub struct Remembered {
    pub fact: Fact,
    /// The key had this value already; another agent's saying it again counts as its vote.
    pub unchanged: bool,
    /// Another agent's recent value, which this one took the place of.
    pub conflict: Option<Fact>,
}

/// What is to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct Saying<'a> {
    pub value: &'a str,
    /// From 0 to 1.
    pub confidence: f64,
    /// Number of the value that the caller knows of and means to replace.
    pub supersedes: Option<u64>,
}

impl Memory<'_> {
    /// Keeps a value under a key; what the key held becomes history. When this returns it is on
    /// the disk.
    ///
    /// # Errors
    /// `invalid_arguments` for a value that is none or too long, or a `supersedes` that the key
    /// never held; `tool_error` when the quota has no room.
    pub fn remember(&self, name: &Name, saying: &Saying) -> Result<Remembered> {
        check::value(saying.value)?;
        check::confidence(saying.confidence)?;
        self.store.write(|w| self.remember_in(w, name, saying))
    }

    fn remember_in(&self, w: &Write, name: &Name, saying: &Saying) -> Result<Remembered> {
        let before = rows::current(w, self.workspace, &name.category, &name.key)?;
        if let Some(number) = saying.supersedes {
            self.check_superseded(w, name, number)?;
        }
        let at = clock::now().as_millisecond();
        if let Some(same) = before.as_ref().filter(|b| b.value == saying.value) {
            if same.author == self.agent && (same.confidence - saying.confidence).abs() < 1e-9 {
                return Ok(Remembered { fact: same.clone(), unchanged: true, conflict: None });
            }
            if same.author != self.agent {
                let voted = rows::vote(w, self.workspace, name.parts(), self.agent, true, at)?;
                let fact = voted.unwrap_or_else(|| same.clone());
                return Ok(Remembered { fact, unchanged: true, conflict: None });
            }
        }
        let new = New {
            category: &name.category,
            key: &name.key,
            value: saying.value,
            author: self.agent,
            at,
            confidence: saying.confidence,
        };
        let fact = rows::add(w, self.workspace, &new, self.quota)?;
        let conflict = before.filter(|b| self.conflicts(b, saying.supersedes, at));
        Ok(Remembered { fact, unchanged: false, conflict })
    }

    /// Who names the value that counts has read it; who names an older one, or none, may not have.
    fn conflicts(&self, before: &Fact, supersedes: Option<u64>, at: i64) -> bool {
        before.author != self.agent
            && match supersedes {
                Some(number) => number != before.number,
                None => at - before.at < RECENT_MS,
            }
    }

    fn check_superseded(&self, w: &Write, name: &Name, number: u64) -> Result<()> {
        let named = rows::numbered(w, self.workspace, number)?;
        if named.is_some_and(|f| (f.category.as_str(), f.key.as_str()) == name.parts()) {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "`{name}` never had the value {number} that `supersedes` names"
        ))
        .hint("`action: recall` with `key` and `history: true` shows those it had"))
    }

    /// The value of a key that counts.
    ///
    /// # Errors
    /// `not_found` where there is none.
    pub fn get(&self, name: &Name) -> Result<Fact> {
        let found =
            self.store.read(|r| rows::current(r, self.workspace, &name.category, &name.key))?;
        found.ok_or_else(|| none(name))
    }

    /// Values of a key that were and are, newest first.
    ///
    /// # Errors
    /// `not_found` where there never was one.
    pub fn history(&self, name: &Name) -> Result<Vec<Fact>> {
        let (category, key) = name.parts();
        let found =
            self.store.read(|r| rows::history(r, self.workspace, category, key, MOST_HISTORY))?;
        if found.is_empty() { Err(none(name)) } else { Ok(found) }
    }

    /// What counts, by category and key, from the place `from` on, at most `limit`; and how many
    /// there are in all. An empty category or prefix stands for every one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list(
        &self,
        category: &str,
        prefix: &str,
        from: (&str, &str),
        limit: usize,
    ) -> Result<(Vec<Fact>, u64)> {
        self.store.read(|r| {
            let facts = rows::list(r, self.workspace, category, prefix, from, limit)?;
            Ok((facts, rows::count(r, self.workspace, category, prefix)?))
        })
    }

    /// This agent found the value right or wrong; its last word counts.
    ///
    /// # Errors
    /// `not_found` where the key has no value.
    pub fn feedback(&self, name: &Name, right: bool) -> Result<Fact> {
        let at = clock::now().as_millisecond();
        self.store
            .write(|w| rows::vote(w, self.workspace, name.parts(), self.agent, right, at))?
            .ok_or_else(|| none(name))
    }

    /// The value ceases to count and stays readable as history.
    ///
    /// # Errors
    /// `not_found` where the key has no value.
    pub fn remove(&self, name: &Name) -> Result<Fact> {
        let at = clock::now().as_millisecond();
        self.store
            .write(|w| rows::retire(w, self.workspace, name.parts(), self.agent, at))?
            .ok_or_else(|| none(name))
    }

    /// Takes away all values of a key, those of the past as well, and its relations: for what
    /// should never have been written down. How many values there were.
    ///
    /// # Errors
    /// `not_found` where there never was one.
    pub fn purge(&self, name: &Name) -> Result<u64> {
        let (category, key) = name.parts();
        match self.store.write(|w| rows::purge(w, self.workspace, category, key))? {
            0 => Err(none(name)),
            gone => Ok(gone),
        }
    }
}

fn none(name: &Name) -> Error {
    Error::new(Kind::NotFound, format!("nothing is remembered as `{name}`"))
        .hint("`action: list` names what is; a removed value is shown with `history: true`")
}
