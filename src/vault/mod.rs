//! What may a server keep that must not read it? Keys out of a password, an account key, sealed records.
//!
//! A password is stretched once, on the client, and split: one half proves who is there and is all that a
//! server sees, the other wraps the account key. The account key is random, is made once and never changes
//! with the password or a login; every record is sealed under a key that is derived from it, with the place
//! and the version of the record as associated data. docs/account-sync.md is the
//! format, for other programs.

mod key;
mod password;
mod phrase;
mod seal;
mod statement;
#[cfg(test)]
mod tests;

pub use key::AccountKey;
pub use password::{Kdf, Stretched, address};
pub use seal::Place;
pub use statement::{Device, Seen, Statement};
