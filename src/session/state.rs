//! How does a whole state travel: out, in, and over to somebody else?

use serde::{Deserialize, Serialize};

use super::{Desk, Entry, Kind, MOST_ENTRIES, Noting, check_room, check_text, checked, rows};
use crate::base::{Error, Result, clock};
use crate::store::Write;

/// A task and its entries, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    pub task: String,
    pub entries: Vec<Saved>,
}

/// An entry as it travels within one server: its author is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub kind: String,
    pub text: String,
    pub reasoning: Option<String>,
    pub path: Option<String>,
    pub author: String,
    pub at: i64,
}

/// An entry as a caller hands it in: that the caller is its author is all that is believed.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    pub kind: &'a str,
    pub noting: Noting<'a>,
}

impl From<Entry> for Saved {
    fn from(entry: Entry) -> Self {
        let Entry { kind, text, reasoning, path, author, at, number: _ } = entry;
        Self { kind, text, reasoning, path, author, at }
    }
}

impl Desk<'_> {
    /// The whole state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn state(&self) -> Result<State> {
        let status = self.status(u64::MAX, MOST_ENTRIES as usize)?;
        let mut entries: Vec<Saved> = status.entries.into_iter().map(Saved::from).collect();
        entries.reverse();
        Ok(State { task: status.session.map(|s| s.task).unwrap_or_default(), entries })
    }

    /// Takes in what an export gave, after what is there or in its place. How many entries.
    ///
    /// # Errors
    /// `invalid_arguments` that names the faulty entry; then nothing is taken in.
    pub fn import(&self, task: Option<&str>, given: &[Given], replace: bool) -> Result<u64> {
        if let Some(task) = task {
            check_text("task", task)?;
        }
        let at = clock::now().as_millisecond();
        let entries: Vec<Entry> = given
            .iter()
            .enumerate()
            .map(|(place, entry)| {
                let kind = Kind::ALL.into_iter().find(|kind| kind.word() == entry.kind);
                kind.ok_or_else(|| {
                    Error::invalid("`kind` must be `finding`, `decision` or `checkpoint`")
                })
                .and_then(|kind| checked(kind.word(), &entry.noting, self.agent, at))
                .map_err(|e| Error::invalid(format!("`entries[{place}]`: {}", e.message())))
            })
            .collect::<Result<_>>()?;
        self.store.write(|w| {
            if replace {
                rows::clear(w, &self.owner(), at)?;
            }
            if let Some(task) = task {
                rows::set_task(w, &self.owner(), task, at, self.quota)?;
            }
            self.append(w, entries, at)
        })
    }

    /// Adds entries; how many.
    pub(super) fn append(&self, w: &Write, entries: Vec<Entry>, at: i64) -> Result<u64> {
        let count = entries.len() as u64;
        check_room(rows::counts(w, &self.owner())?, count)?;
        for entry in entries {
            rows::add(w, &self.owner(), entry, at, self.quota)?;
        }
        Ok(count)
    }
}
