//! Which parts does an account have, and what does this machine keep of each?

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::home::{self, Home};
use super::merge::{Entry, Mark, State};
use crate::base::Result;
use crate::vault::AccountKey;

/// What is synced, each part by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Stats,
    Commands,
    Cep,
    Knowledge,
    Gotchas,
    Buddy,
    Feedback,
}

impl Section {
    pub const ALL: [Self; 7] = [
        Self::Stats,
        Self::Commands,
        Self::Cep,
        Self::Knowledge,
        Self::Gotchas,
        Self::Buddy,
        Self::Feedback,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Stats => "stats",
            Self::Commands => "commands",
            Self::Cep => "cep",
            Self::Knowledge => "knowledge",
            Self::Gotchas => "gotchas",
            Self::Buddy => "buddy",
            Self::Feedback => "feedback",
        }
    }

    pub fn path(self) -> String {
        match self {
            Self::Stats => "/api/stats".into(),
            other => format!("/api/sync/{}", other.name()),
        }
    }

    /// In a sentence: "No … to sync yet".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stats => "stats",
            Self::Commands => "command history",
            Self::Cep => "CEP scores",
            Self::Knowledge => "knowledge",
            Self::Gotchas => "gotchas",
            Self::Buddy => "buddy state",
            Self::Feedback => "feedback thresholds",
        }
    }
}

/// What this machine keeps of one section, in a file of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Replica {
    /// By which other machines know this one's writes; drawn anew where it turns out that another has it, too.
    pub name: String,
    /// The newest version of the section that was seen here, and its blob's digest.
    pub version: u64,
    pub sha256: String,
    pub state: State,
    /// How far the server had this replica's writes when it was last known.
    acked: Option<Mark>,
    /// The values under keys of this replica at that time.
    base: BTreeMap<String, Entry>,
    /// Stamps of this replica's batches, by their last write.
    own: BTreeMap<u64, u64>,
    /// What of this machine's own data is in the state already; each section has its own.
    pub cursor: Value,
    /// Of the batch that is being written.
    #[serde(skip)]
    stamp: u64,
}

/// Batches whose stamps are remembered.
const MOST_STAMPS: usize = 256;

impl Default for Replica {
    fn default() -> Self {
        Self {
            name: drawn(),
            version: 0,
            sha256: String::new(),
            state: State::default(),
            acked: None,
            base: BTreeMap::new(),
            own: BTreeMap::new(),
            cursor: Value::Null,
            stamp: rand::random(),
        }
    }
}

fn drawn() -> String {
    format!("{:016x}", rand::random::<u64>())
}

impl Replica {
    fn file(home: &Home, key: &AccountKey, section: Section) -> PathBuf {
        home.of(key).join(format!("{}.json", section.name()))
    }

    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn load(home: &Home, key: &AccountKey, section: Section) -> Result<Self> {
        let kept: Option<Self> = home::read(&Self::file(home, key, section))?;
        let mut replica = kept.unwrap_or_default();
        replica.begin();
        Ok(replica)
    }

    /// # Errors
    /// Any I/O error; the old file is then untouched.
    pub fn save(&self, home: &Home, key: &AccountKey, section: Section) -> Result<()> {
        home::write(&Self::file(home, key, section), self)
    }

    /// Begins a batch of writes.
    pub fn begin(&mut self) {
        self.stamp = rand::random();
    }

    /// Writes a value of this machine's; nothing is written where it is there already.
    pub fn put(&mut self, key: &str, value: Value) {
        if let [only] = self.state.all(key)
            && only.value == value
        {
            return;
        }
        self.state.set(&self.name, self.stamp, key, value);
        let stamp = self.stamp;
        self.own.retain(|_, own| *own != stamp);
        if let Some(mark) = self.state.mark(&self.name) {
            self.own.insert(mark.number, stamp);
        }
        while self.own.len() > MOST_STAMPS {
            self.own.pop_first();
        }
    }

    /// The key of what only this replica writes.
    pub fn own_key(&self, rest: &str) -> String {
        match rest {
            "" => self.name.clone(),
            rest => format!("{}/{rest}", self.name),
        }
    }

    /// Values that this machine wrote and the server does not have yet, as far as is known.
    pub fn unsent(&self) -> usize {
        self.state.since(&self.name, self.acked.map_or(0, |mark| mark.number))
    }

    /// Takes in what the server has.
    pub fn join(&mut self, theirs: &State, section: Section) {
        if self.is_taken(theirs) {
            self.part(section);
        }
        self.state = self.state.merged(theirs);
    }

    /// Has another machine written in this replica's name? It has where this home was copied, and where it was put
    /// back to an older state than it had sent.
    fn is_taken(&self, theirs: &State) -> bool {
        let Some(mark) = theirs.mark(&self.name) else { return false };
        match self.own.get(&mark.number) {
            Some(stamp) => *stamp != mark.stamp,
            // Older than what is remembered.
            None => self.own.first_key_value().is_none_or(|(first, _)| mark.number >= *first),
        }
    }

    /// What the server did not have becomes the work of a replica of its own.
    fn part(&mut self, section: Section) {
        let (old, new) = (std::mem::replace(&mut self.name, drawn()), self.name.clone());
        let base = std::mem::take(&mut self.base);
        let own = |key: &str, value: &Value| match key.strip_prefix(&old) {
            Some(rest) => {
                let value = match (section, base.get(key)) {
                    (Section::Stats | Section::Feedback, Some(known)) => less(value, &known.value),
                    _ => value.clone(),
                };
                (format!("{new}{rest}"), value)
            }
            None => (key.to_owned(), value.clone()),
        };
        self.state.rename((&old, self.acked), (&new, self.stamp), own);
        // What had been sent in the old name is the old name's.
        self.state.restore(base);
        self.acked = None;
        self.own.clear();
        if let Some(mark) = self.state.mark(&new) {
            self.own.insert(mark.number, mark.stamp);
        }
    }

    /// The server has all that this machine wrote, in the version that it now has.
    pub fn acknowledge(&mut self, version: u64, sha256: String) {
        (self.version, self.sha256) = (version, sha256);
        self.acked = self.state.mark(&self.name);
        let own = |key: &&str| key.starts_with(&self.name);
        let keys = self.state.keys().filter(own);
        self.base =
            keys.filter_map(|key| Some((key.to_owned(), self.state.get(key)?.clone()))).collect();
    }
}

/// Counters less what was counted before.
fn less(counters: &Value, known: &Value) -> Value {
    match (counters, known) {
        (Value::Number(all), Value::Number(before)) => match (all.as_i64(), before.as_i64()) {
            (Some(all), Some(before)) => Value::from(all.saturating_sub(before)),
            _ => counters.clone(),
        },
        (Value::Object(all), Value::Object(before)) => all
            .iter()
            .map(|(key, value)| {
                let value =
                    before.get(key).map_or_else(|| value.clone(), |known| less(value, known));
                (key.clone(), value)
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        _ => counters.clone(),
    }
}
