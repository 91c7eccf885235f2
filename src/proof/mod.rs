//! From what was this answer made, and who says so? Statements about answers, signed and checked.
//!
//! `format` says what a proof is. `sign` makes one, `verify` checks it: the two share that page,
//! the canonical form of JSON and the key, and no other code, so that a mistake in one is not
//! repeated in the other.

mod format;
pub mod json;
pub mod sign;
pub mod verify;

pub use format::{Digest, Envelope, STATEMENT_TYPE, Subject};
pub use sign::{Answered, Claim, Range};
