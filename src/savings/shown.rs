//! Which source has a caller just been shown compressed, so that its baseline is counted already?

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::files::{self, Mode};
use crate::base::{Error, Result, clock};
use crate::workspace::source::BlobId;

/// How long a compressed answer counts as just shown.
pub const WINDOW: Duration = Duration::from_secs(600);
/// Files that are remembered, of all callers together.
const MOST: usize = 16_384;

/// First and last line, from 1.
pub type Lines = (u32, u32);

/// What compressed answers stood for, by caller and content.
#[derive(Debug, Default)]
pub struct Shown(Mutex<HashMap<(Box<str>, BlobId), Seen>>);

#[derive(Debug)]
struct Seen {
    at: Timestamp,
    /// Not overlapping.
    lines: Vec<Lines>,
}

impl Seen {
    fn is_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.at).unsigned_abs() < WINDOW
    }
}

/// A `Seen` in its file.
#[derive(Serialize, Deserialize)]
struct Row {
    caller: Box<str>,
    /// Hex.
    blob: String,
    at: Timestamp,
    lines: Vec<Lines>,
}

impl Shown {
    /// What an earlier process left in `path`: commands at the terminal follow one another. A file
    /// that cannot be read is as none: it bears on bounces alone.
    pub fn open(path: &Path) -> Self {
        let rows: Vec<Row> =
            fs::read(path).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default();
        let seen = |row: Row| {
            let mut blob = [0; 20];
            hex::decode_to_slice(&row.blob, &mut blob).ok()?;
            Some(((row.caller, BlobId(blob)), Seen { at: row.at, lines: row.lines }))
        };
        Self(Mutex::new(rows.into_iter().take(MOST).filter_map(seen).collect()))
    }

    /// Leaves what is recent in `path` (0600), for the next process. Of two that end at once, one's counts.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn leave(&self, path: &Path) -> Result<()> {
        let now = clock::now();
        let seen = self.lock();
        let recent = seen.iter().filter(|(_, seen)| seen.is_recent(now));
        let row = |((caller, blob), seen): (&(Box<str>, BlobId), &Seen)| Row {
            caller: caller.clone(),
            blob: hex::encode(blob.0),
            at: seen.at,
            lines: seen.lines.clone(),
        };
        let rows: Vec<Row> = recent.map(row).collect();
        if rows.is_empty() && !path.exists() {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&rows)
            .map_err(|e| Error::internal("what was shown does not serialise").source(e))?;
        files::write_atomic(path, &bytes, Mode::Private)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(Box<str>, BlobId), Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of `lines` whose tokens an earlier baseline holds.
    pub fn counted(&self, caller: &str, blob: BlobId, lines: Lines) -> Vec<Lines> {
        let seen = self.lock();
        let now = clock::now();
        let found = seen.get(&(caller.into(), blob)).filter(|s| s.is_recent(now));
        let cut = |l: &Lines| (l.0.max(lines.0), l.1.min(lines.1));
        found.map_or_else(Vec::new, |s| s.lines.iter().map(cut).filter(|(a, b)| a <= b).collect())
    }

    /// An answer stood for `lines`. A compressed one is remembered; any other one has shown them
    /// whole, which ends what was remembered of them.
    pub fn note(&self, caller: &str, blob: BlobId, lines: Lines, compressed: bool) {
        let mut all = self.lock();
        let key = (caller.into(), blob);
        if !compressed && !all.contains_key(&key) {
            return;
        }
        let now = clock::now();
        if all.len() >= MOST && !all.contains_key(&key) {
            all.retain(|_, s| s.is_recent(now));
            if all.len() >= MOST {
                all.clear();
            }
        }
        let seen = all.entry(key).or_insert_with(|| Seen { at: now, lines: Vec::new() });
        if !seen.is_recent(now) {
            seen.lines.clear();
        }
        seen.at = now;
        let parts = |(a, b): Lines| {
            [(a, b.min(lines.0.saturating_sub(1))), (a.max(lines.1.saturating_add(1)), b)]
        };
        let rest = seen.lines.drain(..).flat_map(parts).filter(|(a, b)| a <= b);
        let mut rest: Vec<Lines> = rest.collect();
        rest.extend(compressed.then_some(lines));
        seen.lines = rest;
        if seen.lines.is_empty() {
            let key = (caller.into(), blob);
            all.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_compressed_counts_until_it_was_shown_whole() {
        let shown = Shown::default();
        let blob = BlobId([1; 20]);
        shown.note("a", blob, (1, 100), false);
        assert!(shown.counted("a", blob, (1, 100)).is_empty(), "whole is not compressed");
        shown.note("a", blob, (1, 100), true);
        assert_eq!(shown.counted("a", blob, (90, 200)), [(90, 100)]);
        assert!(shown.counted("b", blob, (1, 100)).is_empty(), "another caller");
        assert!(shown.counted("a", BlobId([2; 20]), (1, 100)).is_empty(), "other content");
        shown.note("a", blob, (40, 50), false);
        assert_eq!(shown.counted("a", blob, (1, 100)), [(1, 39), (51, 100)]);
        shown.note("a", blob, (1, 100), true);
        assert_eq!(shown.counted("a", blob, (1, 100)), [(1, 100)]);
        shown.note("a", blob, (1, 100), false);
        assert!(shown.counted("a", blob, (1, 100)).is_empty());
        assert!(shown.lock().is_empty());
    }

    #[test]
    fn the_next_process_knows_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shown.json");
        let shown = Shown::open(&path);
        shown.leave(&path).unwrap();
        assert!(!path.exists(), "nothing is left of nothing");
        shown.note("a", BlobId([7; 20]), (1, 9), true);
        shown.leave(&path).unwrap();
        let next = Shown::open(&path);
        assert_eq!(next.counted("a", BlobId([7; 20]), (5, 20)), [(5, 9)]);
        next.note("a", BlobId([7; 20]), (1, 9), false);
        next.leave(&path).unwrap();
        assert!(Shown::open(&path).lock().is_empty());
        fs::write(&path, "[{").unwrap();
        assert!(Shown::open(&path).lock().is_empty());
    }

    #[test]
    fn memory_is_bounded() {
        let shown = Shown::default();
        for n in 0..MOST + 10 {
            shown.note(&n.to_string(), BlobId([0; 20]), (1, 9), true);
        }
        assert!(shown.lock().len() <= MOST);
    }
}
