//! How well was context used in a session of reading? A score from 0 to 1, of three terms.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::habit::Line;

/// Sessions of fewer reads have no score: one read is no habit.
const FEWEST: usize = 3;
/// Modes that are told apart; more than so many are not to be expected of a session.
const MODES: f64 = 4.0;

/// A session's context-efficiency score and what it is made of; docs/account.md says why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Milliseconds since 1970.
    pub start: i64,
    pub end: i64,
    pub reads: u64,
    /// Of tokens that had been delivered before in the session, the share that was not delivered again.
    pub cache_hits: f64,
    /// Shannon entropy of the modes, over the most that so many reads could have.
    pub diversity: f64,
    /// Of the tokens that the reads stood for, the share that was not delivered.
    pub compression: f64,
    /// The mean of the three.
    pub score: f64,
}

pub(super) fn score(session: &[Line]) -> Option<Session> {
    if session.len() < FEWEST {
        return None;
    }
    let compression = {
        let source: u64 = session.iter().map(|line| line.source).sum();
        let delivered: u64 = session.iter().map(|line| line.delivered).sum();
        saved(delivered, source)
    };
    let mut known = HashSet::new();
    let (mut again, mut source) = (0, 0);
    for line in session {
        if !known.insert((&line.file, &line.content)) {
            again += line.delivered;
            source += line.source;
        }
    }
    // Nothing read twice is nothing paid for twice.
    let cache_hits = if source == 0 { 1.0 } else { saved(again, source) };
    let diversity = diversity(session);
    let score = rounded((cache_hits + diversity + compression) / 3.0);
    Some(Session {
        start: session.first()?.at,
        end: session.last()?.at,
        reads: session.len() as u64,
        cache_hits: rounded(cache_hits),
        diversity: rounded(diversity),
        compression: rounded(compression),
        score,
    })
}

fn saved(delivered: u64, source: u64) -> f64 {
    (1.0 - delivered as f64 / source.max(1) as f64).clamp(0.0, 1.0)
}

fn diversity(session: &[Line]) -> f64 {
    let mut modes: HashMap<&str, f64> = HashMap::new();
    for line in session {
        *modes.entry(&line.mode).or_default() += 1.0;
    }
    let all = session.len() as f64;
    let entropy: f64 = modes.values().map(|n| -(n / all) * (n / all).ln()).sum();
    (entropy / all.min(MODES).ln()).clamp(0.0, 1.0)
}

/// Three decimals: more would only be noise that has to be synced.
fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::super::habit::tests::line;
    use super::*;

    #[test]
    fn the_terms_are_what_they_say() {
        let all = |mode: &'static str, delivered| {
            let lines: Vec<Line> =
                ["a", "b", "c", "d"].map(|file| line(7, file, mode, 1000, delivered)).into();
            score(&lines).unwrap()
        };
        let whole = all("full", 1000);
        assert_eq!((whole.cache_hits, whole.diversity, whole.compression), (1.0, 0.0, 0.0));
        assert_eq!(all("map", 100).compression, 0.9);
        let mixed =
            ["full", "map", "signatures", "lines"].map(|mode| line(0, mode, mode, 1000, 500));
        assert_eq!(score(&mixed).unwrap().diversity, 1.0);
        let again =
            [("a", 1000), ("a", 250), ("a", 250)].map(|(file, n)| line(0, file, "full", 1000, n));
        assert_eq!(score(&again).unwrap().cache_hits, 0.75);
        assert_eq!(score(&again[..2]), None);
    }

    #[test]
    fn a_score_is_from_zero_to_one() {
        for delivered in [0, 500, 1000, 5000] {
            let lines: Vec<Line> = (0..9).map(|i| line(i, "a", "full", 1000, delivered)).collect();
            let score = score(&lines).unwrap().score;
            assert!((0.0..=1.0).contains(&score), "{score}");
        }
    }
}
