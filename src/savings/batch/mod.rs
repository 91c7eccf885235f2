//! What does one signer vouch for? The signed batch: totals of a ledger, without its entries.
//!
//! The format is older than this program and is read to the letter (its field order is signed).
//! It has no sign and no word for "unknown": figures below zero are written as 0, and what has no
//! known price is worth 0. Money is a decimal number of US dollars there, whole micro-dollars here.

mod canonical;
mod check;
mod make;
#[cfg(test)]
pub mod tests;

use serde::{Deserialize, Serialize};

use crate::base::{Error, Kind, Result};
use crate::ledger::Key;

pub use check::{check, read, rotations};
pub use make::{GENESIS, Period, make};

pub const KIND: &str = "lean-ctx.savings-batch";
pub const SCHEMA: u32 = 1;
/// The period of a whole ledger; any other is a month, `2026-10`.
pub const ALL: &str = "all";
/// Bytes of a batch; those of other makers have some 2 KB.
pub const LARGEST: usize = 32 << 10;
/// The largest whole number that every reader of JSON keeps exactly.
pub const MOST: u64 = (1 << 53) - 1;
/// US dollars of one batch.
const MOST_USD: f64 = 1e9;

/// A batch, in the order in which its fields are signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    pub schema_version: u32,
    pub kind: String,
    /// RFC 3339.
    pub created_at: String,
    pub lean_ctx_version: String,
    /// What the signer calls itself; nobody checks it.
    pub agent_id: String,
    pub period: String,
    pub first_entry_hash: String,
    pub last_entry_hash: String,
    /// Whether the signer found its own ledger whole.
    pub chain_valid: bool,
    pub totals: Totals,
    pub signer_public_key: Option<String>,
    pub signature: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    pub total_events: u64,
    /// Before debits.
    pub saved_tokens: u64,
    pub net_saved_tokens: u64,
    /// US dollars.
    pub saved_usd: f64,
    /// Debits.
    pub bounce_tokens: u64,
    pub bounce_events: u64,
    pub tokenizers: Vec<String>,
    /// Model, tokens, US dollars.
    pub by_model: Vec<(String, u64, f64)>,
    /// Tool, tokens.
    pub by_tool: Vec<(String, u64)>,
    /// Mechanism, tokens, US dollars. Absent in older batches, and then not signed either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_mechanism: Option<Vec<(String, u64, f64)>>,
}

impl Batch {
    /// Signs the batch; its JSON in one line.
    ///
    /// # Errors
    /// `internal` when it does not serialise.
    pub fn sign(mut self, key: &Key) -> Result<String> {
        (self.signer_public_key, self.signature) = (None, None);
        let signature = key.sign(self.json()?.as_bytes());
        self.signer_public_key = Some(key.public_hex());
        self.signature = Some(hex::encode(signature));
        self.json()
    }

    /// As [`Batch::sign`], with the records of how the key came after earlier ones, so that whoever
    /// knows one of those believes this one. Readers that do not know the field pass over it.
    ///
    /// # Errors
    /// As there.
    pub fn sign_after(self, key: &Key, rotations: &str) -> Result<String> {
        let text = self.sign(key)?;
        let (Some(open), false) = (text.strip_suffix('}'), rotations.is_empty()) else {
            return Ok(text);
        };
        Ok(format!("{open},\"rotations\":{}}}", serde_json::Value::from(rotations)))
    }

    fn json(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|e| Error::internal("a batch does not serialise").source(e))
    }

    /// Its texts can be shown, and its period is one.
    fn readable(&self) -> Result<()> {
        let texts = [
            ("agent_id", &self.agent_id),
            ("lean_ctx_version", &self.lean_ctx_version),
            ("first_entry_hash", &self.first_entry_hash),
            ("last_entry_hash", &self.last_entry_hash),
        ];
        for (name, text) in texts {
            named(name, text)?;
        }
        let totals = &self.totals;
        let models = totals.by_model.iter().chain(totals.by_mechanism.iter().flatten());
        let names = models.map(|(name, ..)| name).chain(totals.by_tool.iter().map(|(n, _)| n));
        names.chain(&totals.tokenizers).try_for_each(|name| named("totals", name))?;
        if self.period != ALL && month(&self.period).is_none() {
            return Err(wrong("`period` must be `all` or a month such as `2026-10`"));
        }
        Ok(())
    }

    /// Its figures can be added to those of others.
    ///
    /// # Errors
    /// `invalid_request` for what nobody saves.
    pub fn countable(&self) -> Result<()> {
        let totals = &self.totals;
        let models = totals.by_model.iter().chain(totals.by_mechanism.iter().flatten());
        let mut figures = models
            .clone()
            .map(|(_, tokens, _)| *tokens)
            .chain(totals.by_tool.iter().map(|(_, tokens)| *tokens))
            .chain([totals.total_events, totals.saved_tokens, totals.net_saved_tokens])
            .chain([totals.bounce_tokens, totals.bounce_events]);
        if figures.any(|n| n > MOST) {
            return Err(wrong(format!("a figure is larger than {MOST}")));
        }
        let mut dollars = models.map(|(.., usd)| *usd).chain([totals.saved_usd]);
        if !dollars.all(|usd| (0.0..=MOST_USD).contains(&usd)) {
            return Err(wrong("an amount of US dollars is negative or beyond all measure"));
        }
        if totals.net_saved_tokens > totals.saved_tokens {
            return Err(wrong("`net_saved_tokens` is more than `saved_tokens`"));
        }
        Ok(())
    }
}

/// The first day of a month that is written `2026-10`.
pub fn month(text: &str) -> Option<jiff::civil::Date> {
    let plain = text.len() == 7 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| format!("{text}-01").parse().ok()).flatten()
}

/// US dollars in whole micro-dollars.
pub fn micro(usd: f64) -> i64 {
    (usd * 1e6).round() as i64
}

/// Whole micro-dollars in US dollars.
pub fn usd(micro: i64) -> f64 {
    micro as f64 / 1e6
}

fn named(field: &str, text: &str) -> Result<()> {
    let fits = (1..=200).contains(&text.len()) && !text.chars().any(char::is_control);
    if fits {
        return Ok(());
    }
    Err(wrong(format!(
        "`{field}` holds a text that is empty, longer than 200 bytes or not printable"
    )))
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(Kind::InvalidRequest, message)
}
