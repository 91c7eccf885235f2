//! What did the verifier find? Data for a program, sentences for a person.

use std::path::Path;

use serde::Serialize;

use super::Ask;

/// Faults that are told one by one; the rest is counted.
const MOST: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Stable: `edited`, `missing`, `reordered`, `repeated`, `chain`, `not_a_record`, `torn`,
    /// `missing_start`, `truncated`, `deleted`, `rewritten`, `head_missing`, `head_unreadable`,
    /// `head_signature`, `rolled_back`, `forked`.
    pub code: &'static str,
    pub file: Option<String>,
    /// From 1.
    pub line: Option<u64>,
    pub message: String,
}

impl Fault {
    /// `file:line: message`
    pub fn text(&self) -> String {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: {}", self.message),
            (Some(file), None) => format!("{file}: {}", self.message),
            (None, _) => self.message.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Signature {
    Good,
    Wrong,
    /// No key was given.
    Unchecked,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeadReport {
    pub file: String,
    pub origin: String,
    /// Records it stands for.
    pub size: u64,
    /// Base64, as in the head.
    pub root: String,
    pub signature: Signature,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// No fault was found.
    pub ok: bool,
    pub files: Vec<String>,
    /// Lines that are records.
    pub records: u64,
    /// Number of the first and the last record.
    pub first: Option<u64>,
    pub last: Option<u64>,
    /// Merkle root over all records, base64; `None` when one is missing or unreadable.
    pub root: Option<String>,
    pub head: Option<HeadReport>,
    pub kept_head: Option<HeadReport>,
    /// Records after the last good head: chained, not signed.
    pub unsigned: u64,
    pub fault_count: u64,
    /// The first hundred, in the order of the files.
    pub faults: Vec<Fault>,
    /// What could have happened without leaving a trace that this check sees.
    pub not_excluded: Vec<String>,
}

impl Report {
    pub(super) fn fault(
        &mut self,
        code: &'static str,
        file: Option<&Path>,
        line: Option<u64>,
        message: String,
    ) {
        self.fault_count += 1;
        if self.faults.len() < MOST {
            let file = file.map(|f| f.display().to_string());
            self.faults.push(Fault { code, file, line, message });
        }
    }

    pub(super) fn conclude(&mut self, ask: &Ask<'_>) {
        let place = |f: &Fault| {
            let at = f.file.as_ref().and_then(|n| self.files.iter().position(|m| m == n));
            (at.unwrap_or(usize::MAX), f.line.unwrap_or(u64::MAX))
        };
        let mut faults = self.faults.clone();
        faults.sort_by_key(place);
        self.faults = faults;
        self.ok = self.fault_count == 0;
        self.unsigned = self.last.unwrap_or(0).saturating_sub(self.signed());
        self.not_excluded = self.open_questions(ask);
    }

    fn signed(&self) -> u64 {
        [&self.head, &self.kept_head]
            .into_iter()
            .flatten()
            .filter(|h| h.signature == Signature::Good)
            .map(|h| h.size)
            .max()
            .unwrap_or(0)
    }

    fn open_questions(&self, ask: &Ask<'_>) -> Vec<String> {
        let mut open = Vec::new();
        if ask.kept.is_none() {
            open.push(
                "that an older copy of the book was put back together with the head of that time: only a head kept elsewhere (`--head`) can tell"
                    .to_owned(),
            );
        }
        if ask.head.is_none() && ask.kept.is_none() {
            open.push("that records were cut off the end, or the book written anew: no head was looked at".into());
        }
        if ask.keys.is_empty() {
            open.push(
                "that the head was made by somebody else: no public key was given (`--key`)".into(),
            );
        }
        if self.unsigned > 0 {
            open.push(format!(
                "that the last {} records were replaced or more of them cut off: they are chained, but no checked head covers them yet",
                self.unsigned
            ));
        }
        if ask.partial && self.first.is_some_and(|first| first > 1) {
            open.push(format!(
                "what records 1 to {} said: their files were not given",
                self.first.unwrap_or(1) - 1
            ));
        }
        open.push("that somebody who holds the private key wrote the book anew since the last head kept elsewhere".into());
        open
    }
}
