//! How many tokens did the answers save, and what is that worth? The metered events, and the book they stand in.
//!
//! One answered call is one [`Entry`]. What an entry may hold, and how each number in it comes
//! about, is said in docs/metering.md; no path, query, name or content is among it.

pub mod batch;
mod count;
mod entry;
pub mod price;
mod pseudonym;
mod read;
mod shown;
mod sum;
pub mod team;
#[cfg(test)]
mod tests;
mod verify;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

pub use entry::{Entry, Evidence, Mechanism, VERSION, worth};
pub use read::read;
pub use sum::{Sum, Totals};
pub use verify::{Report, verify, walk};
pub use writer::{Event, Options, Stats, Writer};

use crate::base::Result;
use crate::base::layout::DataDir;
use crate::ledger::{Format, Key};
use count::Counts;
use shown::Shown;

/// The book's last fields: those of CONTRACT §6, and a number, by which a verifier tells a moved
/// line from a missing one.
pub const FORMAT: Format = Format { seq: Some("seq"), prev: "prev_hash", hash: "entry_hash" };

/// What the ledger is called among the books of one key.
pub const WORD: &str = "savings";

/// Where the ledger of a data root lies; its head and lock lie beside it.
pub fn book(data: &DataDir) -> PathBuf {
    data.savings().join("ledger.jsonl")
}

/// Everything that booking needs while the program runs.
pub struct Metering {
    pub writer: Writer,
    /// What callers were just shown compressed.
    pub shown: Shown,
    /// Tokens of texts that were delivered.
    pub counts: Counts,
    /// Where `shown` is left for the next process.
    left: PathBuf,
}

impl Metering {
    /// # Errors
    /// As [`Writer::start`].
    pub fn open(data: &DataDir, key: Arc<Key>, options: Options) -> Result<Self> {
        let writer = Writer::start(&book(data), &data.keys(), key, options)?;
        let left = data.savings().join("shown.json");
        Ok(Self { writer, shown: Shown::open(&left), counts: Counts::default(), left })
    }

    /// Signs the ledger's last head, and leaves what was shown for the next process.
    ///
    /// # Errors
    /// As [`Writer::close`], and any I/O error.
    pub fn close(&self) -> Result<()> {
        self.writer.close()?;
        self.shown.leave(&self.left)
    }
}
