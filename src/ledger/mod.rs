//! Has this book been tampered with? A hash-chained, append-only file with signed heads; it does not know what is written in it.
//!
//! `format` says what lies on disk. `Book` writes it, `verify` checks it: the two share that page
//! and the key, and no code, so that a mistake in one is not repeated in the other.

mod book;
#[cfg(test)]
mod fixture;
mod format;
mod head;
mod key;
pub mod line;
mod merkle;
mod note;
mod parts;
pub mod prove;
mod recover;
pub mod rotation;
pub mod verify;

pub use book::{Book, Seal};
pub use format::{Format, MAX_LINE};
pub use head::{Checkpoint, State};
pub use key::{Key, PublicKey};
pub use merkle::Frontier;
pub use note::Note;
pub use parts::{head_path, parts};
