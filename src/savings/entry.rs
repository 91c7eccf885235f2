//! What stands in one line of the savings ledger? The fields of CONTRACT §6, in their order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::base::clock;

/// The format of an entry's fields.
pub const VERSION: u32 = 1;

/// By what an answer is smaller than what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mechanism {
    /// The same source, said in less.
    Compression,
    /// The right place was named instead of all places; the tools' own schemas too.
    Routing,
    /// Nothing was sent again that the caller had.
    Caching,
}

impl Mechanism {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compression => "compression",
            Self::Routing => "routing",
            Self::Caching => "caching",
        }
    }
}

/// On what the baseline rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Counted over the exact files and lines that the answer stands for.
    Measured,
    /// Counted too, but over what a caller without us is assumed to have read.
    Modelled,
}

impl Evidence {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Modelled => "modelled",
        }
    }
}

/// One event. Money is in micro-USD (millionths of a dollar), always whole numbers.
///
/// Written again, an entry that was read gives the bytes of its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// UTC; written in milliseconds.
    #[serde(serialize_with = "milliseconds")]
    pub ts: Timestamp,
    /// A tool's name, or `tools/list`.
    pub tool: String,
    pub mechanism: Mechanism,
    /// The model that read the answer; `unknown` where nobody said.
    pub model_id: String,
    pub tokenizer: String,
    /// Tokens of what the answer stands for.
    pub baseline_tokens: u64,
    /// Tokens that were delivered.
    pub actual_tokens: u64,
    /// Baseline less actual: negative where the answer was longer.
    pub saved_tokens: i64,
    /// Tokens of this baseline that an earlier entry had counted already; net = saved − this.
    pub bounce_adjustment: u64,
    /// Micro-USD for a million input tokens; `None` where the price list has no such model.
    pub unit_price_per_m_usd: Option<u64>,
    /// Micro-USD that `saved_tokens` are worth, rounded down; `None` without a price.
    pub saved_usd: Option<i64>,
    /// Pseudonym of the workspace.
    pub repo_hash: String,
    /// Pseudonym of the token.
    pub agent_id: String,
    pub evidence_class: Evidence,
    /// What the baseline is: see docs/metering.md.
    pub measurement_method: String,
    /// Id and version of the price list.
    pub price_list: String,
    pub price_version: String,
    pub version: u32,
    /// The record's number in the book; 0 before it is written, as the next two are empty.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seq: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prev_hash: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entry_hash: String,
}

impl Entry {
    /// Saved, less what had been counted already.
    pub const fn net_tokens(&self) -> i64 {
        self.saved_tokens.saturating_sub_unsigned(self.bounce_adjustment)
    }

    /// What the adjustment is worth, rounded up; `None` without a price.
    pub fn bounce_usd(&self) -> Option<i64> {
        let bounce = i64::try_from(self.bounce_adjustment).unwrap_or(i64::MAX);
        self.unit_price_per_m_usd.map(|price| worth(-bounce, price).saturating_neg())
    }

    /// What `net_tokens` are worth; `None` without a price.
    pub fn net_usd(&self) -> Option<i64> {
        Some(self.saved_usd?.saturating_sub(self.bounce_usd()?))
    }
}

/// Micro-USD that so many tokens cost, rounded down: a saving is never rounded up.
pub fn worth(tokens: i64, per_million: u64) -> i64 {
    let micro = (i128::from(tokens) * i128::from(per_million)).div_euclid(1_000_000);
    i64::try_from(micro).unwrap_or(if micro < 0 { i64::MIN } else { i64::MAX })
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

fn milliseconds<S: Serializer>(ts: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&clock::rfc3339(*ts))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An entry in which every field is different.
    pub fn entry() -> Entry {
        Entry {
            ts: "2026-11-22T08:31:00.123Z".parse().unwrap(),
            tool: "ctx_read".into(),
            mechanism: Mechanism::Compression,
            model_id: "unknown".into(),
            tokenizer: "o200k_base".into(),
            baseline_tokens: 1000,
            actual_tokens: 250,
            saved_tokens: 750,
            bounce_adjustment: 0,
            unit_price_per_m_usd: None,
            saved_usd: None,
            repo_hash: "0123456789abcdef0123456789abcdef".into(),
            agent_id: "fedcba9876543210fedcba9876543210".into(),
            evidence_class: Evidence::Measured,
            measurement_method: "same_lines".into(),
            price_list: "list".into(),
            price_version: "2026-11-22".into(),
            version: VERSION,
            seq: 0,
            prev_hash: String::new(),
            entry_hash: String::new(),
        }
    }

    #[test]
    fn the_fields_of_the_contract_in_their_order() {
        assert_eq!(
            serde_json::to_string(&entry()).unwrap(),
            r#"{"ts":"2026-11-22T08:31:00.123Z","tool":"ctx_read","mechanism":"compression","model_id":"unknown","tokenizer":"o200k_base","baseline_tokens":1000,"actual_tokens":250,"saved_tokens":750,"bounce_adjustment":0,"unit_price_per_m_usd":null,"saved_usd":null,"repo_hash":"0123456789abcdef0123456789abcdef","agent_id":"fedcba9876543210fedcba9876543210","evidence_class":"measured","measurement_method":"same_lines","price_list":"list","price_version":"2026-11-22","version":1}"#
        );
    }

    #[test]
    fn money_is_whole_and_never_rounded_in_our_favour() {
        assert_eq!((worth(1, 50_000), worth(-1, 50_000)), (0, -1));
        assert_eq!(worth(750, 3_000_000), 2250);
        assert_eq!(worth(i64::MAX, u64::MAX), i64::MAX);
        assert_eq!(worth(i64::MIN, u64::MAX), i64::MIN);
        let priced = Entry {
            unit_price_per_m_usd: Some(50_000),
            saved_usd: Some(worth(750, 50_000)),
            bounce_adjustment: 1001,
            ..entry()
        };
        assert_eq!((priced.saved_usd, priced.bounce_usd()), (Some(37), Some(51)));
        assert_eq!((priced.net_tokens(), priced.net_usd()), (-251, Some(-14)));
        assert_eq!(entry().net_usd(), None);
    }
}
