//! What does a head claim, and who signed it? The verifier's reading of a C2SP checkpoint.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Ask;
use super::report::{HeadReport, Report, Signature};
use crate::base::Result;
use crate::base::error::Context as _;
use crate::ledger::key::PublicKey;

/// A head that could be read.
pub struct Head {
    pub report: HeadReport,
    pub root: [u8; 32],
    /// 64 hex digits, or `genesis`.
    pub chain: String,
}

pub enum Reading {
    Missing,
    Unreadable(&'static str),
    Head(Head),
}

/// # Errors
/// Any I/O error but "not found".
pub fn read(path: &Path, ask: &Ask<'_>) -> Result<Reading> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Reading::Missing),
        Err(e) => return Err(e).context(|| format!("cannot read the head `{}`", path.display())),
    };
    Ok(parse(&bytes, path, ask).map_or_else(Reading::Unreadable, Reading::Head))
}

/// # Errors
/// Says what it lacks.
pub fn parse(bytes: &[u8], path: &Path, ask: &Ask<'_>) -> Result<Head, &'static str> {
    let note = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let split = note.rfind("\n\n").ok_or("it has no signature")?;
    let (text, signatures) = (&note[..=split], &note[split + 2..]);
    let mut lines = text.lines();
    let origin = lines.next().filter(|l| !l.is_empty()).ok_or("it has no origin")?;
    let size: u64 = lines
        .next()
        .and_then(|l| l.parse().ok().filter(|n: &u64| n.to_string() == l))
        .ok_or("it has no number of records")?;
    let encoded = lines.next().ok_or("it has no root")?;
    let root = STANDARD.decode(encoded).ok().and_then(|b| b.try_into().ok());
    let root = root.ok_or("its root is not 32 bytes of base64")?;
    let chain = lines.find_map(|l| l.strip_prefix("chain ")).ok_or("it has no `chain` line")?;
    let signature = signature(text, signatures, origin, ask);
    let report = HeadReport {
        file: path.display().to_string(),
        origin: origin.to_owned(),
        size,
        root: encoded.to_owned(),
        signature,
    };
    Ok(Head { report, root, chain: chain.to_owned() })
}

/// Signatures by unknown keys are passed over, as the specification demands.
fn signature(text: &str, signatures: &str, origin: &str, ask: &Ask<'_>) -> Signature {
    if ask.keys.is_empty() {
        return Signature::Unchecked;
    }
    let by = |key: &PublicKey| {
        origin == format!("{}/{}", key.name(), ask.word)
            && signatures.split_terminator('\n').any(|line| signed_by(key, text, line))
    };
    if ask.keys.iter().any(by) { Signature::Good } else { Signature::Wrong }
}

fn signed_by(key: &PublicKey, text: &str, line: &str) -> bool {
    let mut words = line.split(' ');
    let (Some("\u{2014}"), Some(name), Some(encoded), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return false;
    };
    let bytes = STANDARD.decode(encoded).unwrap_or_default();
    let Some((id, signature)) = bytes.split_first_chunk::<4>() else { return false };
    name == key.name()
        && *id == key.id()
        && signature.try_into().is_ok_and(|s: &[u8; 64]| key.verify(text.as_bytes(), s))
}

/// Faults of the heads themselves, and of one beside the other.
pub fn judge(ask: &Ask<'_>, own: Option<Reading>, kept: Option<Reading>, report: &mut Report) {
    report.head = take(ask.head, own, report);
    report.kept_head = take(ask.kept, kept, report);
    let (Some(own), Some(kept)) = (&report.head, &report.kept_head) else { return };
    let (a, b) = (own.size, kept.size);
    let same = own.root == kept.root;
    if own.signature == Signature::Wrong || kept.signature == Signature::Wrong {
        return;
    }
    if a < b {
        let text = format!(
            "rolled back: the head beside the book counts {a} records, the one kept elsewhere {b}"
        );
        report.fault("rolled_back", ask.head, None, text);
    } else if a == b && !same {
        let text = format!("two different heads for the same {a} records were signed");
        report.fault("forked", ask.head, None, text);
    }
}

fn take(path: Option<&Path>, reading: Option<Reading>, report: &mut Report) -> Option<HeadReport> {
    match reading? {
        Reading::Missing => {
            let text = "the signed head is missing".to_owned();
            report.fault("head_missing", path, None, text);
            None
        }
        Reading::Unreadable(why) => {
            let text = format!("the signed head cannot be read: {why}");
            report.fault("head_unreadable", path, None, text);
            None
        }
        Reading::Head(head) => {
            if head.report.signature == Signature::Wrong {
                let text = "the head was not signed for this book by the given key".to_owned();
                report.fault("head_signature", path, None, text);
            }
            Some(head.report)
        }
    }
}
