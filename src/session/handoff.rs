//! How does one agent go on where another stopped?

use super::state::{Saved, State};
use super::{Desk, Entry, MOST_ENTRIES, check_text};
use crate::base::{Error, Kind, Result, clock};
use crate::store::handoff::{self as rows, Handoff, New};
use crate::store::session;

/// Longest name of a recipient, in bytes.
const LONGEST_NAME: usize = 128;

/// A handoff, and the state that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub number: u64,
    pub author: String,
    /// `None`: whoever takes it.
    pub recipient: Option<String>,
    pub note: String,
    pub at: i64,
    pub pulled: Option<(i64, String)>,
    pub state: State,
}

impl TryFrom<Handoff> for Handed {
    type Error = Error;

    fn try_from(row: Handoff) -> Result<Self> {
        let state = serde_json::from_str(&row.state)
            .map_err(|e| Error::internal("a handed over state is not readable").source(e))?;
        let Handoff { number, author, recipient, note, at, pulled, state: _ } = row;
        Ok(Self { number, author, recipient, note, at, pulled, state })
    }
}

/// What taking one came to.
#[derive(Debug)]
pub struct Taken {
    pub handed: Handed,
    /// Entries that are in the caller's own state now and were not before.
    pub adopted: u64,
}

impl Desk<'_> {
    /// Leaves a copy of the caller's state, with a note, to one agent or to whoever takes it.
    ///
    /// # Errors
    /// `invalid_arguments` when there is nothing to hand over, `tool_error` when the quota has no
    /// room.
    pub fn hand_over(&self, note: &str, recipient: Option<&str>) -> Result<u64> {
        check_text("note", note)?;
        let recipient = recipient.map(agent_name).transpose()?;
        let state = serde_json::to_string(&self.state()?)
            .map_err(|e| Error::internal("a state does not serialise").source(e))?;
        let new = New {
            recipient: recipient.as_deref(),
            note,
            state: &state,
            at: clock::now().as_millisecond(),
        };
        self.store.write(|w| rows::add(w, &self.owner(), &new, self.quota))
    }

    /// Handoffs of the channel that the caller may take or has left, newest first, below the
    /// number `below`; at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn handoffs(&self, below: u64, limit: usize) -> Result<Vec<Handed>> {
        let found = self.store.read(|r| rows::list(r, &self.owner(), below, limit))?;
        found.into_iter().map(Handed::try_from).collect()
    }

    /// Takes one. With `adopt` its task becomes the caller's where that has none, and its entries
    /// are added under their authors' names, each once however often it is taken.
    ///
    /// # Errors
    /// `not_found` where there is none that the caller may take, `invalid_arguments` when its
    /// entries do not fit beside those that are there.
    pub fn take_over(&self, number: u64, adopt: bool) -> Result<Taken> {
        let at = clock::now().as_millisecond();
        self.store.write(|w| {
            let row = rows::pull(w, &self.owner(), number, at)?.ok_or_else(|| {
                Error::new(Kind::NotFound, format!("there is no handoff {number} for you here"))
                    .hint("`action: list` shows those of this channel")
            })?;
            let handed = Handed::try_from(row)?;
            if !adopt {
                return Ok(Taken { handed, adopted: 0 });
            }
            let mine = session::get(w, &self.owner())?;
            if mine.is_none_or(|s| s.task.is_empty()) && !handed.state.task.is_empty() {
                session::set_task(w, &self.owner(), &handed.state.task, at, self.quota)?;
            }
            let there: Vec<Saved> =
                session::entries(w, &self.owner(), u64::MAX, MOST_ENTRIES as usize)?
                    .into_iter()
                    .map(Saved::from)
                    .collect();
            let new: Vec<Entry> = handed
                .state
                .entries
                .iter()
                .filter(|entry| !there.contains(entry))
                .map(|entry| Entry {
                    number: 0,
                    kind: entry.kind.clone(),
                    text: entry.text.clone(),
                    reasoning: entry.reasoning.clone(),
                    path: entry.path.clone(),
                    author: entry.author.clone(),
                    at: entry.at,
                })
                .collect();
            Ok(Taken { adopted: self.append(w, new, at)?, handed })
        })
    }
}

/// `bob` or `team:bob`, as `team:bob`; the person at the terminal is `local`.
fn agent_name(text: &str) -> Result<String> {
    let plain = text.strip_prefix("team:").unwrap_or(text);
    if plain.is_empty() || plain.len() > LONGEST_NAME || plain.chars().any(char::is_control) {
        return Err(Error::invalid("`to` must be the id of a token").hint("for example `alice`"));
    }
    Ok(if text == "local" { text.to_owned() } else { format!("team:{plain}") })
}
