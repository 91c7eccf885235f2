//! What lies on disk? The one page that writer and verifier share.
//!
//! A book is JSON lines. Each line is an object whose last fields are, in this order, the record's
//! number (books that have one; the first is 1), the hash of the line before, and the line's own
//! hash, without spaces:
//!
//! ```text
//! {…,"seq":2,"prevHash":"<64 hex>","hash":"<64 hex>"}
//! ```
//!
//! The own hash is SHA-256 over the line's bytes up to, not including, `,"hash":"`, and a `}`: what
//! was hashed is what is read, so nobody needs a canonical form of JSON. The first line's previous
//! hash is the word `genesis`. The chain goes on through rotated files.
//!
//! `<book>.head` is a [C2SP checkpoint](https://c2sp.org/tlog-checkpoint): a
//! [signed note](https://c2sp.org/signed-note) of
//!
//! ```text
//! <origin: key name, `/`, the book's word>
//! <number of records>
//! <base64 of the RFC 6962 Merkle root; a leaf is a line's bytes without its newline>
//! chain <hash of the last record, or `genesis`>
//! end <offset in the book's file where the last record ends>
//! peaks <base64 of the roots of the perfect subtrees, largest first, none for an empty book>
//!
//! — <key name> <base64 of key id and Ed25519 signature>
//! ```
//!
//! The extension lines let a writer go on without reading the whole book; they follow from the
//! records, except `end`, which is a hint and is checked before it is believed.
//! Beside the keys, `rotations` holds a signed note for each time that a key took another's place,
//! the oldest first, each followed by an empty line; both keys have signed it:
//!
//! ```text
//! lean-ctx key rotation
//! old <verifier key: name, id, base64>
//! new <verifier key>
//! time <RFC 3339>
//!
//! — <old key's name> <base64 of key id and Ed25519 signature>
//! — <new key's name> <the same>
//! ```
//!
//! `<book>.lock` keeps writers of several processes apart and holds nothing.

/// The previous hash of the first record.
pub const GENESIS: &str = "genesis";

/// First line of a rotation's record.
pub const ROTATION: &str = "lean-ctx key rotation";

/// First line of an inclusion proof, <https://c2sp.org/tlog-proof>.
pub const INCLUSION: &str = "c2sp.org/tlog-proof@v1";

/// Longest line, in bytes, that is written or believed to be a record.
pub const MAX_LINE: usize = 1 << 20;

/// The names of a book's three fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// `None`: records are numbered by their place alone.
    pub seq: Option<&'static str>,
    pub prev: &'static str,
    pub hash: &'static str,
}
