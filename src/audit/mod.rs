//! What was decided, for whom, and when? The audit log's records, its one writer and its verifier.
//!
//! The policy on durability. A record is in the file (write(2)) before its answer is given, so that
//! it survives the end of this process, kill -9 included. What announces a change
//! (`Phase::Intent`) is on the disk (fdatasync) before the change begins; all else follows at most
//! a second later, with a signed head, and on `close`. What cannot be written is not answered.

mod clerk;
mod queue;
mod read;
mod record;
mod refusal;
mod sealer;
mod verify;
mod writer;

pub use read::{Filter, last_used, read};
pub use record::{Phase, Record};
pub use verify::{Report, verify};
pub use writer::{Options, Stats, Writer};

use crate::ledger::Format;

/// The names of CONTRACT §5.
pub const FORMAT: Format = Format { seq: Some("seq"), prev: "prevHash", hash: "hash" };

/// What the audit log is called among the books of one key.
pub const WORD: &str = "audit";
