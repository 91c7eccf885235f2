//! How many tokens did the answers save, and what is that worth? The metered events, and the book they stand in.
//!
//! One answered call is one [`Entry`]. What an entry may hold, and how each number in it comes
//! about, is said in docs/metering.md; no path, query, name or content is among it.

mod entry;
pub mod price;
mod read;

use std::path::PathBuf;

pub use entry::{Entry, Evidence, Mechanism, VERSION};
pub use read::{Entries, read};

use crate::base::layout::DataDir;
use crate::ledger::Format;

/// The book's last fields: those of CONTRACT §6, and a number, by which a verifier tells a moved
/// line from a missing one.
pub const FORMAT: Format = Format { seq: Some("seq"), prev: "prev_hash", hash: "entry_hash" };

/// What the ledger is called among the books of one key.
pub const WORD: &str = "savings";

/// Where the ledger of a data root lies; its head and lock lie beside it.
pub fn book(data: &DataDir) -> PathBuf {
    data.savings().join("ledger.jsonl")
}
