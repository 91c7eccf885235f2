//! Which source has a caller just been shown compressed, so that its baseline is counted already?

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::base::clock;
use crate::workspace::source::BlobId;

/// How long a compressed answer counts as just shown.
pub const WINDOW: Duration = Duration::from_secs(600);
/// Files that are remembered, of all callers together.
const MOST: usize = 16_384;

/// First and last line, from 1.
pub type Lines = (u32, u32);

/// What compressed answers stood for, by caller and content. In memory alone: after a restart
/// nothing was just shown.
#[derive(Debug, Default)]
pub struct Shown(Mutex<HashMap<(Box<str>, BlobId), Seen>>);

#[derive(Debug)]
struct Seen {
    at: Instant,
    /// Not overlapping.
    lines: Vec<Lines>,
}

impl Shown {
    fn lock(&self) -> MutexGuard<'_, HashMap<(Box<str>, BlobId), Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of `lines` whose tokens an earlier baseline holds.
    pub fn counted(&self, caller: &str, blob: BlobId, lines: Lines) -> Vec<Lines> {
        let seen = self.lock();
        let found = seen.get(&(caller.into(), blob)).filter(|s| s.at.elapsed() < WINDOW);
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
        let now = clock::instant();
        if all.len() >= MOST && !all.contains_key(&key) {
            all.retain(|_, s| now.duration_since(s.at) < WINDOW);
            if all.len() >= MOST {
                all.clear();
            }
        }
        let seen = all.entry(key).or_insert_with(|| Seen { at: now, lines: Vec::new() });
        if now.duration_since(seen.at) >= WINDOW {
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
    fn memory_is_bounded() {
        let shown = Shown::default();
        for n in 0..MOST + 10 {
            shown.note(&n.to_string(), BlobId([0; 20]), (1, 9), true);
        }
        assert!(shown.lock().len() <= MOST);
    }
}
