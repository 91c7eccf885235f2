//! What does a report say? The fields of CONTRACT §6 in their order, then ours.
//!
//! Tokens are whole numbers. Money and averages are exact decimals of at most six digits
//! ([`Micro`]); money is `null` where no price is known, never zero. Only what was measured is in
//! the fields before `series`; what rests on an assumption is in `modelled` and nowhere else.
//! `docs/savings.md` says what each number means.

use serde::{Deserialize, Serialize};

use super::amount::Micro;
use crate::proof::Envelope;

/// What was saved in a period, and on what that rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// `2026-10`, `2026-10-31`, `2026` or `all`; days are UTC.
    pub period: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    pub lean_ctx_version: String,
    /// Whose ledger it is: the name of its key.
    pub agent_id: String,
    /// Hash of the ledger's last record, or `genesis`.
    pub last_entry_hash: String,
    pub chain_valid: bool,
    pub signed: bool,
    /// 64 hex digits; `null` where there is no key yet.
    pub signer_public_key: Option<String>,
    /// Measured calls.
    pub total_events: u64,
    /// Gross: baseline less delivered, over the measured calls.
    pub saved_tokens: i64,
    /// Less what an earlier call had counted already.
    pub net_saved_tokens: i64,
    /// What the gross is worth, of the calls whose model has a price.
    pub saved_usd: Option<Micro>,
    pub avg_saved_tokens_per_event: Micro,
    /// Over the calls that have a price.
    pub avg_saved_usd_per_event: Option<Micro>,
    /// Model, gross tokens, USD; the ten with the most.
    pub top_models: Vec<(String, i64, Option<Micro>)>,
    /// Tool, gross tokens; the ten with the most.
    pub top_tools: Vec<(String, i64)>,
    /// Of one `tools/list`, on average, rounded up.
    pub injected_overhead_tokens_per_turn: u64,
    /// How often the tools' schemas were sent.
    pub turns: u64,
    pub injected_overhead_total_tokens: u64,
    pub net_after_overhead_tokens: i64,

    pub net_saved_usd: Option<Micro>,
    pub net_after_overhead_usd: Option<Micro>,
    /// The days on which something was measured.
    pub series: Vec<Day>,
    pub debits: Debits,
    pub coverage: Coverage,
    pub measured: Class,
    pub modelled: Class,
    pub ledger: Head,
    /// DSSE, over the report without this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
}

impl Report {
    /// Nothing was metered at all in the period.
    pub const fn is_empty(&self) -> bool {
        self.coverage.events == 0
    }

    /// For people, where nothing is there to show.
    pub fn nothing(&self) -> Option<&'static str> {
        if self.is_empty() {
            return Some("nothing was metered in this period, so nothing was saved");
        }
        (self.net_after_overhead_tokens <= 0).then_some(
            "nothing was saved in this period: what was spent is not less than what was spared",
        )
    }
}

/// Measured events of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// `2026-10-31`, UTC.
    pub date: String,
    pub total_events: u64,
    pub actual_tokens: u64,
    pub saved_tokens: i64,
    pub net_saved_tokens: i64,
    pub overhead_tokens: u64,
    pub net_after_overhead_tokens: i64,
    pub saved_usd: Option<Micro>,
    pub net_after_overhead_usd: Option<Micro>,
}

/// What is taken off, or is already in the gross with its sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debits {
    /// Source that an earlier call had counted: between gross and net.
    pub bounce: Debit,
    /// The tools' own schemas: between net and `net_after_overhead_tokens`.
    pub schemas: Debit,
    /// Answers that were longer than what they stand for: in the gross, with their sign.
    pub longer_answers: Debit,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debit {
    pub events: u64,
    pub tokens: u64,
    /// Of those with a price.
    pub usd: Option<Micro>,
}

/// Of what the report speaks, and of what it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Of the period: calls of both classes, and `tools/list`.
    pub events: u64,
    pub measured_calls: u64,
    pub modelled_calls: u64,
    /// Measured calls whose model has a price, and those whose has none.
    pub priced_calls: u64,
    pub unpriced_calls: u64,
    /// Models without a price, with the number of their events.
    pub unknown_models: Vec<(String, u64)>,
    /// Id and version of each price list that was applied.
    pub price_lists: Vec<(String, String)>,
    /// By which vocabularies tokens were counted.
    pub tokenizers: Vec<String>,
    /// What a baseline is: method, class, events; `docs/metering.md` describes each.
    pub methods: Vec<(String, String, u64)>,
    pub first_event: Option<String>,
    pub last_event: Option<String>,
    /// Records of the ledger that hold, but are of a format this version does not read.
    pub unread_records: u64,
    /// What no number here includes.
    pub exclusions: Vec<String>,
}

/// Calls of one class of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub total: Row,
    pub by_tool: Vec<Row>,
    pub by_model: Vec<Row>,
    pub by_mechanism: Vec<Row>,
}

/// Sums over some calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    pub events: u64,
    pub baseline_tokens: u64,
    pub actual_tokens: u64,
    pub saved_tokens: i64,
    pub bounce_tokens: u64,
    pub net_saved_tokens: i64,
    pub priced_events: u64,
    pub saved_usd: Option<Micro>,
    pub net_saved_usd: Option<Micro>,
}

/// On which state of the ledger the report rests: every record up to here, of whatever period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The signed note: a C2SP checkpoint. `None` where there is no key yet, or the chain is broken.
    pub note: Option<String>,
    /// Records.
    pub size: u64,
    /// RFC 6962 Merkle root, 64 hex digits.
    pub root: String,
}
