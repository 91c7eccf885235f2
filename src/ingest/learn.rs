//! What can be learned of a snapshot's texts together? Pairs of comments and the code under them, and the table they give.

use rayon::prelude::*;

use crate::base::Result;
use crate::base::clock::Deadline;
use crate::graph;
use crate::index::embedding::train::{MOST, Pair, train};
use crate::index::feature::hash;
use crate::index::reading::pairs;
use crate::workspace::language::{Class, Language};
use crate::workspace::manifest::{Entry, Learned, Place};
use crate::workspace::snapshot::Snapshot;

/// Files that are read before pairs are thinned: bounds what is held.
const FILES: usize = 2000;

/// Has so much changed since, or was nothing learned yet?
pub fn is_due(snapshot: &Snapshot) -> bool {
    let bytes = snapshot.manifest.counts().bytes;
    snapshot.manifest.parsed
        && snapshot.manifest.learned.is_none_or(|learned| {
            let (less, more) = (learned.bytes.min(bytes), learned.bytes.max(bytes));
            less * 4 < more * 3
        })
}

/// The table that a snapshot's pairs give; `None` of too few.
///
/// # Errors
/// `request_timeout`, `internal` for damaged facts.
pub fn table(snapshot: &Snapshot, deadline: &Deadline) -> Result<Option<Vec<u8>>> {
    let code = |entry: &&Entry| {
        entry.facts.is_some() && entry.language.map(Language::class) == Some(Class::Code)
    };
    let entries: Vec<&Entry> = snapshot.entries().iter().filter(code).collect();
    // Of too many pairs those are kept whose places hash lowest: a sample that does not depend on order.
    let mut kept: Vec<(u32, Pair)> = Vec::new();
    for some in entries.chunks(FILES) {
        deadline.check()?;
        let found: Vec<Vec<(u32, Pair)>> =
            some.par_iter().map(|entry| of_entry(snapshot, entry)).collect::<Result<_>>()?;
        kept.extend(found.into_iter().flatten());
        kept.sort_by_key(|(key, _)| *key);
        kept.truncate(MOST);
    }
    let pairs: Vec<Pair> = kept.into_iter().map(|(_, pair)| pair).collect();
    train(&pairs, deadline)
}

fn of_entry(snapshot: &Snapshot, entry: &Entry) -> Result<Vec<(u32, Pair)>> {
    let (Some(facts), Some(text)) = (graph::facts(snapshot, entry)?, snapshot.indexed(entry)?)
    else {
        return Ok(Vec::new());
    };
    let found = pairs(&String::from_utf8_lossy(text), entry.language, &facts);
    let key = |line: u32| hash(&format!("{}:{line}", entry.path));
    Ok(found.into_iter().map(|(line, pair)| (key(line), pair)).collect())
}

/// What the manifest says of it.
pub fn learned(snapshot: &Snapshot, table: Option<Place>) -> Learned {
    Learned { table, bytes: snapshot.manifest.counts().bytes }
}
