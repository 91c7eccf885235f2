//! What did the writer meet in the book that should not have been there? It goes on, and says so.

use std::fmt;

/// Something for the book itself: whoever owns it writes these down as records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The last line had no end (a crash while it was written) and was cut off.
    TornTail { bytes: u64 },
    /// Whole lines that do not continue the chain; they are left where they are.
    Foreign { lines: u64 },
    /// The signed head speaks of records that are not there. The chain goes on from the head, so
    /// that the gap stays visible.
    HeadAhead { signed: u64, found: u64 },
    /// The records are others than the ones signed. The chain goes on from the head.
    HeadContradicted { signed: u64 },
    /// The key was rotated: heads are signed by the new one from here on.
    KeyChanged { from: String, to: String },
    /// A head stood there that this key did not sign; a new one takes its place.
    HeadUnknown,
    /// Records were there, but no head.
    HeadMissing { found: u64 },
    /// The file became shorter while it was open.
    Shortened { from: u64, to: u64 },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TornTail { bytes } => {
                write!(f, "an unfinished last line of {bytes} bytes was cut off")
            }
            Self::Foreign { lines } => {
                write!(f, "{lines} lines that do not continue the chain were found and left")
            }
            Self::HeadAhead { signed, found } => write!(
                f,
                "the signed head counts {signed} records, the files end with record {found}: the rest was removed"
            ),
            Self::HeadContradicted { signed } => write!(
                f,
                "the first {signed} records in the files are not the ones that were signed"
            ),
            Self::KeyChanged { from, to } => {
                write!(f, "the key was rotated: heads are signed by `{to}` after `{from}`")
            }
            Self::HeadUnknown => write!(
                f,
                "the head beside the book was not signed by this server's key for this book; it was replaced"
            ),
            Self::HeadMissing { found } => {
                write!(f, "{found} records were found without a signed head; a new one was written")
            }
            Self::Shortened { from, to } => {
                write!(f, "the file was cut from {from} to {to} bytes while it was open")
            }
        }
    }
}
