//! Does a book hold? Streams its files in bounded memory and tells every fault, and what no check can tell.

pub mod entry;
mod head;
pub mod inclusion;
mod report;
pub mod rotation;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

use std::path::{Path, PathBuf};

pub use report::{Report, Signature};

use self::head::Reading;
use self::walk::Walk;
use super::format::Format;
use super::key::PublicKey;
use crate::base::Result;

/// What is to be checked.
pub struct Ask<'a> {
    /// The book's files, the oldest first.
    pub files: &'a [PathBuf],
    pub format: Format,
    /// The book's name among those of one key, such as `audit`.
    pub word: &'a str,
    /// The head beside the book. `None`: it is not looked at.
    pub head: Option<&'a Path>,
    /// An earlier head that was kept elsewhere.
    pub kept: Option<&'a Path>,
    /// Who may have signed; empty: signatures are not checked, and the report says so.
    pub keys: &'a [PublicKey],
    /// The first files were removed on purpose (retention): that they are missing is no fault.
    pub partial: bool,
}

/// A record on its way past the verifier.
pub struct Seen<'a> {
    /// The record's number in the book.
    pub seq: u64,
    pub text: &'a [u8],
}

/// Checks a book; every line that is a record is also shown to `see`.
///
/// # Errors
/// When a file or head that exists cannot be read. Everything else is in the report.
pub fn verify(ask: &Ask<'_>, see: &mut dyn FnMut(&Seen<'_>)) -> Result<Report> {
    let mut report = Report::default();
    // The heads first: a book that is being written meanwhile is then longer than they say, never
    // shorter.
    let own = ask.head.map(|p| head::read(p, ask)).transpose()?;
    let kept = ask.kept.map(|p| head::read(p, ask)).transpose()?;
    let mut walk = Walk::new(ask, &mut report, see);
    for (reading, is_kept) in [(&own, false), (&kept, true)] {
        if let Some(Reading::Head(head)) = reading
            && head.report.signature != Signature::Wrong
        {
            walk.expect(head, is_kept);
        }
    }
    for file in ask.files {
        walk.file(file)?;
    }
    walk.finish();
    head::judge(ask, own, kept, &mut report);
    report.conclude(ask);
    Ok(report)
}
