//! How do events stand in a table that a spreadsheet opens? RFC 4180, and nothing in it is a formula.

use serde::Serialize;

use super::amount::Micro;
use crate::base::clock::rfc3339;
use crate::savings::Entry;

/// The columns of [`Event`], in its order.
pub const HEAD: [&str; 20] = [
    "ts",
    "tool",
    "mechanism",
    "model_id",
    "tokenizer",
    "baseline_tokens",
    "actual_tokens",
    "saved_tokens",
    "bounce_adjustment",
    "net_saved_tokens",
    "unit_price_per_m_usd",
    "saved_usd",
    "repo_hash",
    "agent_id",
    "evidence_class",
    "measurement_method",
    "price_list",
    "price_version",
    "seq",
    "entry_hash",
];

/// An event of the ledger as it is given out: money in dollars, exactly.
#[derive(Debug, Serialize)]
pub struct Event {
    pub ts: String,
    pub tool: String,
    pub mechanism: &'static str,
    pub model_id: String,
    pub tokenizer: String,
    pub baseline_tokens: u64,
    pub actual_tokens: u64,
    pub saved_tokens: i64,
    pub bounce_adjustment: u64,
    pub net_saved_tokens: i64,
    pub unit_price_per_m_usd: Option<Micro>,
    pub saved_usd: Option<Micro>,
    pub repo_hash: String,
    pub agent_id: String,
    pub evidence_class: &'static str,
    pub measurement_method: String,
    pub price_list: String,
    pub price_version: String,
    pub seq: u64,
    pub entry_hash: String,
}

impl From<Entry> for Event {
    fn from(entry: Entry) -> Self {
        Self {
            net_saved_tokens: entry.net_tokens(),
            ts: rfc3339(entry.ts),
            tool: entry.tool,
            mechanism: entry.mechanism.name(),
            model_id: entry.model_id,
            tokenizer: entry.tokenizer,
            baseline_tokens: entry.baseline_tokens,
            actual_tokens: entry.actual_tokens,
            saved_tokens: entry.saved_tokens,
            bounce_adjustment: entry.bounce_adjustment,
            unit_price_per_m_usd: entry
                .unit_price_per_m_usd
                .map(|price| Micro(i64::try_from(price).unwrap_or(i64::MAX))),
            saved_usd: entry.saved_usd.map(Micro),
            repo_hash: entry.repo_hash,
            agent_id: entry.agent_id,
            evidence_class: entry.evidence_class.name(),
            measurement_method: entry.measurement_method,
            price_list: entry.price_list,
            price_version: entry.price_version,
            seq: entry.seq,
            entry_hash: entry.entry_hash,
        }
    }
}

impl Event {
    pub fn row(&self) -> String {
        row(&[
            self.ts.clone(),
            text(&self.tool),
            self.mechanism.to_owned(),
            text(&self.model_id),
            text(&self.tokenizer),
            self.baseline_tokens.to_string(),
            self.actual_tokens.to_string(),
            self.saved_tokens.to_string(),
            self.bounce_adjustment.to_string(),
            self.net_saved_tokens.to_string(),
            null_or(self.unit_price_per_m_usd),
            null_or(self.saved_usd),
            text(&self.repo_hash),
            text(&self.agent_id),
            self.evidence_class.to_owned(),
            text(&self.measurement_method),
            text(&self.price_list),
            text(&self.price_version),
            self.seq.to_string(),
            text(&self.entry_hash),
        ])
    }
}

/// A line of cells that are ready, with its end.
pub fn row(cells: &[String]) -> String {
    format!("{}\r\n", cells.join(","))
}

/// What is not known is an empty cell.
pub fn null_or(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// A cell of text. Spreadsheets run what begins as a formula does: such a text is led by a `'`.
pub fn text(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        assert_eq!(text("ctx_read"), "ctx_read");
        assert_eq!(text("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
        assert_eq!(text("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
        assert_eq!(text("@SUM(1,2)"), "\"'@SUM(1,2)\"");
        assert_eq!(row(&["a".into(), null_or(None::<u64>), "b".into()]), "a,,b\r\n");
    }
}
