//! Who says so? The report in an in-toto statement about the ledger's head, signed (DSSE) with the ledger's key.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ledger::{self, Ledger};
use super::report::Report;
use super::tally::Tally;
use crate::base::digest::sha256_hex;
use crate::base::layout::DataDir;
use crate::base::{Error, Result};
use crate::ledger::{Key, verify};
use crate::proof::sign::seal;
use crate::proof::{Digest, STATEMENT_TYPE, Subject};
use crate::savings::{WORD, book};

/// A name, not an address: nothing is fetched. Another meaning gets another number.
pub const PREDICATE_TYPE: &str = "urn:lean-ctx:savings-roi:v1";

/// in-toto's Statement v1 with a report in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    #[serde(rename = "_type")]
    pub kind: String,
    /// The head of the ledger: its origin, and the SHA-256 of the note in `ledger.note`.
    pub subject: Vec<Subject>,
    pub predicate_type: String,
    pub predicate: Report,
}

/// What the ledger of `data` says of the tally's period, signed, unless the ledger does not hold:
/// the verdict says then what is wrong.
///
/// # Errors
/// When the ledger cannot be read.
pub fn make(
    data: &DataDir,
    key: &Key,
    tally: &mut Tally,
    now: Timestamp,
) -> Result<(Report, verify::Report)> {
    let ledger = ledger::read(&book(data), Some(key), tally)?;
    let mut report = unsigned(tally, &ledger, Some(key), now);
    if ledger.verdict.ok {
        sign(&mut report, key)?;
    }
    Ok((report, ledger.verdict))
}

/// The report as it is before it is signed.
pub fn unsigned(tally: &Tally, ledger: &Ledger, key: Option<&Key>, now: Timestamp) -> Report {
    let Ledger { verdict, head, last } = ledger;
    let mut report = tally.report(now, head.clone(), last.clone(), verdict.ok);
    report.agent_id = key.map_or("local", |key| key.public().name()).to_owned();
    report.signer_public_key = key.map(Key::public_hex);
    report
}

/// Puts the envelope into the report.
pub fn sign(report: &mut Report, key: &Key) -> Result<()> {
    let note = report.ledger.note.as_deref().unwrap_or_default();
    report.signed = true;
    let statement = Statement {
        kind: STATEMENT_TYPE.to_owned(),
        subject: vec![Subject {
            name: format!("{}/{WORD}", key.public().name()),
            digest: Digest { sha256: sha256_hex(note.as_bytes()) },
        }],
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate: report.clone(),
    };
    let payload = serde_json::to_vec(&statement)
        .map_err(|e| Error::internal("a report does not serialise").source(e))?;
    report.envelope = Some(seal(&payload, key));
    Ok(())
}
