//! How many tokens does a text cost its reader? Counted with o200k_base, the vocabulary of current models.

mod class;
mod hash;
mod merge;
mod split;
#[cfg(test)]
mod tests;
mod vocabulary;

use merge::Scratch;
use split::Pieces;
use vocabulary::{NONE, rank};

/// Tokens of `text`; linear in its length for any input.
///
/// Text that spells a special token (`<|endoftext|>`) is counted as text.
pub fn count(text: &str) -> usize {
    let mut merged = Merged::of(text.len());
    let tokens = |piece| if rank(piece) == NONE { merged.count(piece) } else { 1 };
    Pieces::of(text).map(tokens).sum()
}

/// Pieces of several tokens, and how many: a text mostly repeats its own names.
struct Merged<'a> {
    /// Each piece has one place, by its hash; the last one keeps it.
    known: Vec<(&'a [u8], usize)>,
    scratch: Scratch,
}

impl<'a> Merged<'a> {
    fn of(length: usize) -> Self {
        let places = (length / 16).next_power_of_two().clamp(16, 2048);
        Self { known: vec![(&[], 0); places], scratch: Scratch::default() }
    }

    fn count(&mut self, piece: &'a [u8]) -> usize {
        let place = hash::hash(piece) as usize & (self.known.len() - 1);
        let (known, tokens) = &mut self.known[place];
        if *known != piece {
            (*known, *tokens) = (piece, self.scratch.count(piece));
        }
        *tokens
    }
}

/// Makes ready what the first count needs, which takes a moment.
pub fn warm() {
    count("\u{e9}");
}
