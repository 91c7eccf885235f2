//! Does the savings ledger hold, and what did its writer remark?

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Entry, FORMAT, Totals, WORD};
use crate::base::Result;
use crate::ledger::verify::{self, Ask, Seen};
use crate::ledger::{PublicKey, head_path, parts};

/// Remarks that are repeated in the report.
const MOST_NOTES: usize = 100;

/// What the ledger's verifier found, and what the events come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    #[serde(flatten)]
    pub book: verify::Report,
    pub totals: Totals,
    /// Records that are neither events nor remarks.
    pub unread: u64,
    /// What the writer remarked on the ledger: torn lines, missing heads.
    pub notes: Vec<Remark>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    pub record: u64,
    pub text: String,
}

#[derive(Deserialize)]
struct Noted {
    note: String,
}

/// Checks the ledger in `path`.
///
/// `files`: its files, the oldest first; empty: `path` and its rotated siblings. `kept`: a head
/// kept elsewhere. `keys`: who may have signed. `partial`: old files were removed on purpose.
/// Where nothing was ever booked there is neither a ledger nor a head, and none is missing.
///
/// # Errors
/// When a file that exists cannot be read. A ledger that does not hold is a report, not an error.
pub fn verify(
    path: &Path,
    files: &[PathBuf],
    kept: Option<&Path>,
    keys: &[PublicKey],
    partial: bool,
) -> Result<Report> {
    let mut totals = Totals { complete: true, ..Totals::default() };
    let (mut unread, mut notes) = (0, Vec::new());
    let book = walk(path, files, kept, keys, partial, &mut |seen| {
        if let Ok(entry) = serde_json::from_slice::<Entry>(seen.text) {
            totals.add(&entry);
        } else if let Ok(noted) = serde_json::from_slice::<Noted>(seen.text) {
            if notes.len() < MOST_NOTES {
                notes.push(Remark { record: seen.seq, text: noted.note });
            }
        } else {
            unread += 1;
        }
    })?;
    Ok(Report { book, totals, unread, notes })
}

/// As [`verify`]: the ledger's own verdict, with every record shown to `see`.
///
/// # Errors
/// As `verify`.
pub fn walk(
    path: &Path,
    files: &[PathBuf],
    kept: Option<&Path>,
    keys: &[PublicKey],
    partial: bool,
    see: &mut dyn FnMut(&Seen<'_>),
) -> Result<verify::Report> {
    let head = head_path(path);
    let there = path.parent().is_some_and(Path::is_dir);
    let mut found = match files {
        [] if there => parts(path, &FORMAT)?,
        [] => Vec::new(),
        files => files.to_vec(),
    };
    let own = (!found.is_empty() || head.exists()).then_some(&*head);
    if found.is_empty() && own.is_some() {
        // Named, so that its absence is told with its name.
        found.push(path.to_owned());
    }
    let ask = Ask { files: &found, format: FORMAT, word: WORD, head: own, kept, keys, partial };
    verify::verify(&ask, see)
}
