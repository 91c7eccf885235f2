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
    let mut scratch = Scratch::default();
    let tokens = |piece| if rank(piece) == NONE { scratch.count(piece) } else { 1 };
    Pieces::of(text).map(tokens).sum()
}

/// Makes ready what the first count needs, which takes a moment.
pub fn warm() {
    count("\u{e9}");
}
