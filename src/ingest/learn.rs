//! What can be learned of snapshots' texts together? Pairs of comments and the code under them, and the table they give.
//!
//! What is held is bounded: `MOST` pairs, those of `FILES` more files, and the table (about 70 MB in all). The same
//! snapshots give the same table, whatever the number of threads: pairs are chosen and put in order by where they stand.

use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;

use crate::base::Result;
use crate::base::clock::Deadline;
use crate::base::digest::{Sha256Digest, sha256};
use crate::graph;
use crate::index::embedding::encode;
use crate::index::embedding::model::Model;
use crate::index::embedding::train::{MOST, Pair, train};
use crate::index::feature::hash;
use crate::index::reading::{pairs, told};
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

/// Words of a table that is taken from a model; how many spellings of one are told apart.
const WORDS: usize = 20_000;
const SPELLINGS: usize = 4;
/// Words that are counted; of more those go that only one file has.
const MOST_WORDS: usize = 400_000;

/// How a word is spelt, and in how many files.
type Spelt = Vec<(String, u32)>;

/// The table of a model's vectors for the words that a snapshot's texts say most. `of`: the model's digest.
///
/// # Errors
/// `config` for what is wrong with the model; `request_timeout`, `internal` for damaged facts.
pub fn taken(
    snapshot: &Snapshot,
    folder: &Path,
    of: Sha256Digest,
    deadline: &Deadline,
) -> Result<Lesson> {
    let model = Model::open(folder)?;
    let mut words = spellings(snapshot, deadline)?;
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(WORDS);
    let (mut known, mut vectors) = (Vec::new(), Vec::new());
    for (word, _, spelling) in words {
        deadline.check()?;
        let (sum, tokens) = model.sum(&spelling)?;
        if tokens > 0 {
            known.push(word);
            vectors.extend(sum);
        }
    }
    let table = (!known.is_empty()).then(|| encode(&known, &vectors, model.dimensions));
    Ok(Lesson { table, of })
}

/// Each word, in how many files it stands, and how it is spelt there most.
fn spellings(snapshot: &Snapshot, deadline: &Deadline) -> Result<Vec<(String, u32, String)>> {
    let entries: Vec<&Entry> =
        snapshot.entries().iter().filter(|entry| entry.features.is_some()).collect();
    let mut found: HashMap<String, Spelt> = HashMap::new();
    for some in entries.chunks(FILES) {
        deadline.check()?;
        let told: Vec<Vec<(String, String)>> =
            some.par_iter().map(|entry| said(snapshot, entry)).collect::<Result<_>>()?;
        for (word, spelling) in told.into_iter().flatten() {
            let spelt = found.entry(word).or_default();
            match spelt.iter().position(|(known, _)| *known == spelling) {
                Some(at) => spelt[at].1 += 1,
                None if spelt.len() < SPELLINGS => spelt.push((spelling, 1)),
                None => {}
            }
        }
        if found.len() > MOST_WORDS {
            found.retain(|_, spelt| spelt.iter().any(|(_, count)| *count > 1));
        }
    }
    let most = |(word, spelt): (String, Spelt)| {
        let files = spelt.iter().map(|(_, count)| count).sum();
        let best = spelt.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        best.map(|(spelling, _)| (word, files, spelling))
    };
    Ok(found.into_iter().filter_map(most).collect())
}

fn said(snapshot: &Snapshot, entry: &Entry) -> Result<Vec<(String, String)>> {
    let Some(text) = snapshot.indexed(entry)? else { return Ok(Vec::new()) };
    let facts = graph::facts(snapshot, entry)?;
    Ok(told(&String::from_utf8_lossy(text), entry.language, facts.as_ref()))
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
