//! On which ledger does a report rest? Reads it whole, checks it on the way, and says up to where.

use std::fs;
use std::path::Path;

use super::report::Head;
use super::tally::Tally;
use crate::base::Result;
use crate::ledger::verify;
use crate::ledger::{Checkpoint, Frontier, Key, PublicKey, State, head_path, line};
use crate::savings::{FORMAT, WORD, walk};

/// What was read.
pub struct Ledger {
    pub verdict: verify::Report,
    pub head: Head,
    /// Hash of the last record, or `genesis`.
    pub last: String,
}

/// Checks the ledger in `path` and adds its events to `tally`. Its head is the one that lies beside
/// it, where that one is of `key` and up to date; else one is signed, of what was just read.
///
/// # Errors
/// When a file that exists cannot be read. A ledger that does not hold is a verdict.
pub fn read(path: &Path, key: Option<&Key>, tally: &mut Tally) -> Result<Ledger> {
    let keys: Vec<PublicKey> = key.map(Key::trusted).unwrap_or_default();
    let (mut tree, mut tail) = (Frontier::default(), None);
    let verdict = walk(path, &[], None, &keys, false, &mut |seen| {
        tree.push(seen.text);
        tail = line::parse(&FORMAT, seen.text).map(|link| link.hash).or(tail);
        tally.read(seen.text);
    })?;
    let (size, root) = (tree.size(), hex::encode(tree.root()));
    let last = line::tail_text(tail);
    let note = key.filter(|_| verdict.ok).map(|key| {
        let origin = format!("{}/{WORD}", key.public().name());
        let mine = Checkpoint { origin, state: State { tail, tree }, end: 0 };
        current(path, &mine, key.public()).unwrap_or_else(|| mine.sign(key))
    });
    Ok(Ledger { verdict, head: Head { note, size, root }, last })
}

/// The note beside the ledger, if this key signed it over the very same records.
fn current(path: &Path, mine: &Checkpoint, key: &PublicKey) -> Option<String> {
    let note = fs::read_to_string(head_path(path)).ok()?;
    let head = Checkpoint::parse(&note, key)?;
    (head.origin == mine.origin && head.state == mine.state).then_some(note)
}
