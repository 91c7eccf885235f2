//! Does the audit log hold, and what was decided in it?

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{FORMAT, WORD};
use crate::base::Result;
use crate::ledger::verify::{self, Ask};
use crate::ledger::{PublicKey, head_path, parts};

/// Remarks that are repeated in the report.
const MOST_NOTES: usize = 100;

/// What the ledger's verifier found, and what the records say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    #[serde(flatten)]
    pub book: verify::Report,
    /// Decisions; a record with a `count` stands for so many.
    pub allowed: u64,
    pub denied: u64,
    /// Changes that were announced, and those whose outcome is known.
    pub intents: u64,
    pub outcomes: u64,
    /// What the writer remarked on the log: torn lines, missing files.
    pub notes: Vec<Remark>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    pub record: u64,
    pub text: String,
}

/// What of a record is counted.
#[derive(Deserialize)]
struct Counted {
    allowed: bool,
    count: Option<u64>,
    phase: Option<super::Phase>,
    note: Option<String>,
}

/// Checks the log in `path`.
///
/// `files`: its files, the oldest first; empty: `path` and its rotated siblings. `kept`: a head
/// kept elsewhere. `keys`: who may have signed. `partial`: old files were removed on purpose.
///
/// # Errors
/// When a file that exists cannot be read. A log that does not hold is a report, not an error.
pub fn verify(
    path: &Path,
    files: &[PathBuf],
    kept: Option<&Path>,
    keys: &[PublicKey],
    partial: bool,
) -> Result<Report> {
    let head = head_path(path);
    // The head first: see the ledger's verifier. The list of files may grow after it.
    let found = if files.is_empty() { parts(path, &FORMAT)? } else { files.to_vec() };
    let ask =
        Ask { files: &found, format: FORMAT, word: WORD, head: Some(&head), kept, keys, partial };
    let mut report = Report {
        book: verify::Report::default(),
        allowed: 0,
        denied: 0,
        intents: 0,
        outcomes: 0,
        notes: Vec::new(),
    };
    report.book = verify::verify(&ask, &mut |seen| {
        if let Ok(counted) = serde_json::from_slice(seen.text) {
            count(&mut report, seen.seq, counted);
        }
    })?;
    Ok(report)
}

fn count(report: &mut Report, record: u64, counted: Counted) {
    use super::Phase::{Intent, Outcome};
    if let Some(text) = counted.note {
        if report.notes.len() < MOST_NOTES {
            report.notes.push(Remark { record, text });
        }
        return;
    }
    let times = counted.count.unwrap_or(1);
    match (counted.allowed, counted.phase) {
        (true, Some(Intent)) => report.intents += 1,
        (true, phase) => {
            report.allowed += times;
            report.outcomes += u64::from(phase == Some(Outcome));
        }
        (false, _) => report.denied += times,
    }
}
