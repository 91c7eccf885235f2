//! What did a check of a proof come to?

use schemars::JsonSchema;
use serde::Serialize;

use crate::proof::format::Predicate;

/// Faults that are told; the others are counted.
const TOLD: usize = 20;

/// The outcome, with what was checked and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Everything that was checked holds.
    pub valid: bool,
    /// Why it is not valid, at most 20.
    pub faults: Vec<String>,
    pub fault_count: u64,
    /// What holds.
    pub checked: Vec<Check>,
    /// What nobody asked to be checked, and what cannot be checked.
    pub not_checked: Vec<String>,
    /// What the proof says; only where its signature holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proved: Option<Proved>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// `signature`, `answer`, `arguments` or `citations`.
    pub what: &'static str,
    pub how: String,
}

/// A statement in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proved {
    pub workspace: String,
    pub commit: String,
    pub tool: String,
    pub arguments_sha256: String,
    pub max_tokens: u64,
    pub time: String,
    pub key: String,
    pub version: String,
    /// Cited ranges and files.
    pub citations: usize,
}

impl Proved {
    pub fn of(predicate: &Predicate) -> Self {
        Self {
            workspace: predicate.workspace.clone(),
            commit: predicate.commit.clone(),
            tool: predicate.tool.clone(),
            arguments_sha256: predicate.arguments_sha256.clone(),
            max_tokens: predicate.max_tokens,
            time: predicate.time.clone(),
            key: predicate.key.clone(),
            version: predicate.version.clone(),
            citations: predicate.citations.len(),
        }
    }
}

impl Report {
    pub fn held(&mut self, what: &'static str, how: impl Into<String>) {
        self.checked.push(Check { what, how: how.into() });
    }

    pub fn fault(&mut self, why: impl Into<String>) {
        self.fault_count += 1;
        if self.faults.len() < TOLD {
            self.faults.push(why.into());
        }
    }

    pub fn open(&mut self, what: impl Into<String>) {
        self.not_checked.push(what.into());
    }

    /// The value, or a fault in its place.
    pub fn take<T>(&mut self, found: Result<T, String>) -> Option<T> {
        found.map_err(|why| self.fault(why)).ok()
    }

    /// Valid is what was looked at to the end without a fault.
    #[must_use]
    pub fn done(mut self) -> Self {
        self.valid = self.fault_count == 0;
        self
    }
}
