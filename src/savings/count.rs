//! How many tokens has a text that was counted before? Answers repeat; counting one costs more than all else of booking.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

/// Texts whose count is kept.
const MOST: usize = 8192;

/// Counts by the texts' hashes, under a key of this process: 64 bits are enough that nobody meets,
/// or makes, two texts with one hash.
#[derive(Debug, Default)]
pub struct Counts {
    hasher: RandomState,
    known: Mutex<HashMap<u64, usize>>,
}

impl Counts {
    pub fn of(&self, text: &str, count: impl FnOnce(&str) -> usize) -> usize {
        let hash = self.hasher.hash_one(text);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tokens) = known().get(&hash) {
            return *tokens;
        }
        let tokens = count(text);
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(hash, tokens);
        tokens
    }
}
