//! What is true when several machines have written apart from each other?
//!
//! Every section of an account is one [`State`]: under each key the values that count, each with the *dot* of its
//! write (which replica, its how-manieth), and for each replica the newest dot that was ever seen. A value that is
//! here and not there was either written here, or removed there: its dot tells which, so that nothing removed
//! comes back, nothing written is lost, and no removed value leaves a mark. What two replicas wrote to one key
//! without knowing of each other is kept side by side until somebody writes there again. No clock is asked.
//!
//! The observed-remove map of Almeida, Shoker and Baquero, "Delta state replicated data types" (2018), with
//! multi-value registers in it; merging is commutative, associative and idempotent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How far a replica has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// Writes.
    pub number: u64,
    /// Drawn anew with each batch of writes: two machines that take themselves for one replica (a restored or
    /// copied home) do not draw the same.
    pub stamp: u64,
}

/// A value that counts, and the write that it is from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub by: String,
    pub number: u64,
    /// Above that of what it took the place of.
    pub rank: u64,
    pub value: Value,
}

/// What one replica knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    seen: BTreeMap<String, Mark>,
    /// By key; the values of one are in the order of their dots. Never empty.
    kept: BTreeMap<String, Vec<Entry>>,
}

impl State {
    /// The value that counts, by the one order that all replicas have: of several, the one that was written
    /// over the most.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.all(key).iter().max_by(|a, b| (a.rank, &a.by).cmp(&(b.rank, &b.by)))
    }

    /// All values of a key; more than one after a conflict.
    pub fn all(&self, key: &str) -> &[Entry] {
        self.kept.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.kept.keys().map(String::as_str)
    }

    /// Values, those of conflicts too.
    pub fn len(&self) -> usize {
        self.kept.values().map(Vec::len).sum()
    }

    /// Keys with values that differ: written apart.
    pub fn conflicts(&self) -> impl Iterator<Item = &str> {
        let differ = |values: &[Entry]| values.iter().any(|entry| entry.value != values[0].value);
        self.kept.iter().filter(move |(_, values)| differ(values)).map(|(key, _)| key.as_str())
    }

    /// How far a replica has written, as far as is known here.
    pub fn mark(&self, replica: &str) -> Option<Mark> {
        self.seen.get(replica).copied()
    }

    /// Values that a replica wrote after its write `number`.
    pub fn since(&self, replica: &str, number: u64) -> usize {
        let newer = |entry: &&Entry| entry.by == replica && entry.number > number;
        self.kept.values().flatten().filter(newer).count()
    }

    /// Values that `before` knew nothing of and that another than `replica` wrote.
    pub fn news(&self, before: &Self, replica: &str) -> usize {
        let new = |entry: &&Entry| entry.by != replica && !before.knows(entry);
        self.kept.values().flatten().filter(new).count()
    }

    /// Writes, in place of all values of the key that are known here.
    pub fn set(&mut self, replica: &str, stamp: u64, key: &str, value: Value) {
        let mark = self.seen.entry(replica.to_owned()).or_insert(Mark { number: 0, stamp });
        *mark = Mark { number: mark.number + 1, stamp };
        let number = mark.number;
        let values = self.kept.entry(key.to_owned()).or_default();
        let rank = values.iter().map(|entry| entry.rank).max().unwrap_or_default() + 1;
        *values = vec![Entry { by: replica.to_owned(), number, rank, value }];
    }

    /// Takes away all values of the key that are known here.
    pub fn remove(&mut self, key: &str) {
        self.kept.remove(key);
    }

    fn knows(&self, entry: &Entry) -> bool {
        self.mark(&entry.by).is_some_and(|mark| mark.number >= entry.number)
    }

    /// What follows from both.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let mut seen = self.seen.clone();
        for (replica, mark) in &other.seen {
            let own = seen.entry(replica.clone()).or_insert(*mark);
            *own = (*own).max(*mark);
        }
        let mut kept: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for key in self.kept.keys().chain(other.kept.keys()) {
            if kept.contains_key(key) {
                continue;
            }
            let (here, there) = (self.all(key), other.all(key));
            let same = |a: &Entry, b: &Entry| (&a.by, a.number) == (&b.by, b.number);
            let both = here.iter().filter(|a| there.iter().any(|b| same(a, b)));
            let ours = here.iter().filter(|a| !other.knows(a));
            let theirs = there.iter().filter(|b| !self.knows(b));
            let mut values: Vec<Entry> = both.chain(ours).chain(theirs).cloned().collect();
            values.sort_by(|a, b| (&a.by, a.number).cmp(&(&b.by, b.number)));
            if !values.is_empty() {
                kept.insert(key.clone(), values);
            }
        }
        Self { seen, kept }
    }

    /// What the replica `old` wrote after its write `number` becomes the work of the replica `new`, as if it had
    /// been so from the start; `own` says what becomes of keys and values that name their replica.
    pub fn rename(
        &mut self,
        (old, known): (&str, Option<Mark>),
        (new, stamp): (&str, u64),
        own: impl Fn(&str, &Value) -> (String, Value),
    ) {
        let number = known.map_or(0, |mark| mark.number);
        let mut moved: Vec<(String, Entry)> = Vec::new();
        for (key, values) in &mut self.kept {
            let (theirs, ours) =
                values.drain(..).partition(|entry| entry.by != old || entry.number <= number);
            *values = theirs;
            moved.extend(ours.into_iter().map(|entry| (key.clone(), entry)));
        }
        self.kept.retain(|_, values| !values.is_empty());
        match known {
            Some(mark) => self.seen.insert(old.to_owned(), mark),
            None => self.seen.remove(old),
        };
        moved.sort_by_key(|(_, entry)| entry.number);
        for (at, (key, entry)) in (1..).zip(moved) {
            let (key, value) = own(&key, &entry.value);
            let entry = Entry { by: new.to_owned(), number: at, rank: entry.rank, value };
            self.seen.insert(new.to_owned(), Mark { number: at, stamp });
            let values = self.kept.entry(key).or_default();
            values.push(entry);
            values.sort_by(|a, b| (&a.by, a.number).cmp(&(&b.by, b.number)));
        }
    }

    /// Puts back entries whose keys have none.
    pub fn restore(&mut self, entries: BTreeMap<String, Entry>) {
        for (key, entry) in entries {
            self.kept.entry(key).or_insert_with(|| vec![entry]);
        }
    }
}
