//! What can be learned of snapshots' texts together? Pairs of comments and the code under them, and the table they give.
//!
//! What is held is bounded: `MOST` pairs, those of `FILES` more files, and the table (about 70 MB in all). The same
//! snapshots give the same table, whatever the number of threads: pairs are chosen and put in order by where they stand.

use rayon::prelude::*;

use crate::base::Result;
use crate::base::clock::Deadline;
use crate::base::digest::{Sha256Digest, sha256};
use crate::graph;
use crate::index::embedding::train::{MOST, Pair, train};
use crate::index::feature::hash;
use crate::index::reading::pairs;
use crate::workspace::language::{Class, Language};
use crate::workspace::manifest::Entry;
use crate::workspace::snapshot::Snapshot;

/// Files that are read before pairs are thinned: bounds what is held.
const FILES: usize = 500;

/// A table, and the digest of what it is of.
pub struct Lesson {
    /// `None`: there was too little to learn from.
    pub table: Option<Vec<u8>>,
    pub of: Sha256Digest,
}

/// Has so much changed since, or was nothing learned yet?
pub fn is_due(snapshot: &Snapshot) -> bool {
    let bytes = snapshot.manifest.counts().bytes;
    snapshot.manifest.parsed
        && snapshot.manifest.learned.is_none_or(|learned| {
            let (less, more) = (learned.bytes.min(bytes), learned.bytes.max(bytes));
            less * 4 < more * 3
        })
}

/// The table that the pairs of snapshots give, each with its name among them. The order counts.
///
/// # Errors
/// `request_timeout`, `internal` for damaged facts.
pub fn lesson(snapshots: &[(&str, &Snapshot)], deadline: &Deadline) -> Result<Lesson> {
    // Of too many pairs those are kept whose places hash lowest: a sample that does not depend on order.
    let mut kept: Vec<(u32, Pair)> = Vec::new();
    for (name, snapshot) in snapshots {
        let code = |entry: &&Entry| {
            entry.facts.is_some() && entry.language.map(Language::class) == Some(Class::Code)
        };
        let entries: Vec<&Entry> = snapshot.entries().iter().filter(code).collect();
        for some in entries.chunks(FILES) {
            deadline.check()?;
            let found: Vec<Vec<(u32, Pair)>> = some
                .par_iter()
                .map(|entry| of_entry(name, snapshot, entry))
                .collect::<Result<_>>()?;
            kept.extend(found.into_iter().flatten());
            kept.sort_by_key(|(key, _)| *key);
            kept.truncate(MOST);
        }
    }
    let pairs: Vec<Pair> = kept.into_iter().map(|(_, pair)| pair).collect();
    let table = train(pairs, deadline)?;
    let of = sha256(table.as_deref().unwrap_or_default());
    Ok(Lesson { table, of })
}

fn of_entry(name: &str, snapshot: &Snapshot, entry: &Entry) -> Result<Vec<(u32, Pair)>> {
    let (Some(facts), Some(text)) = (graph::facts(snapshot, entry)?, snapshot.indexed(entry)?)
    else {
        return Ok(Vec::new());
    };
    let found = pairs(&String::from_utf8_lossy(text), entry.language, &facts);
    let key = |line: u32| hash(&format!("{name}{}:{line}", entry.path));
    Ok(found.into_iter().map(|(line, pair)| (key(line), pair)).collect())
}
