//! What does a ledger's owner vouch for? The sums of its measured calls, in a batch that is not signed yet.
//!
//! What was assumed and not measured is in no figure of a batch, as it is in no headline here. The
//! tools' own schemas are no call; `savings roi` tells what they cost.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{ALL, Batch, KIND, MOST, SCHEMA, Totals, usd};
use crate::base::layout::DataDir;
use crate::base::{Result, clock};
use crate::ledger::Key;
use crate::savings::{Entry, Evidence, book, read, verify};

/// Rows of a breakdown, as many as readers of the format are used to.
const ROWS: usize = 8;
/// Who has no key yet.
const NOBODY: &str = "local";
/// Stands for the last entry where there is none.
pub const GENESIS: &str = "genesis";
/// The event that books what the tools' own schemas cost.
const SCHEMAS: &str = "tools/list";

/// Which events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Period {
    All,
    /// The month of this day, UTC.
    Month(Date),
}

impl Period {
    /// Reads `all` or a month; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text == ALL { Some(Self::All) } else { super::month(text).map(Self::Month) }
    }

    fn holds(&self, at: Timestamp) -> bool {
        match self {
            Self::All => true,
            Self::Month(first) => {
                at.to_zoned(TimeZone::UTC).date().first_of_month() == first.first_of_month()
            }
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str(ALL),
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
        }
    }
}

/// Sums as the ledger has them: tokens may be less than nothing, money is in micro-dollars.
#[derive(Debug, Default)]
struct Sums {
    first: Option<String>,
    last: Option<String>,
    events: u64,
    saved: i64,
    micro_usd: i64,
    bounce: u64,
    bounced: u64,
    tokenizers: BTreeSet<String>,
    models: BTreeMap<String, (i64, i64)>,
    tools: BTreeMap<String, (i64, i64)>,
    mechanisms: BTreeMap<String, (i64, i64)>,
}

/// The batch of a data root's ledger, for `key` to sign (without one,
/// for a look at its figures). A ledger that does not hold says so.
///
/// # Errors
/// When a file that exists cannot be read.
pub fn make(data: &DataDir, key: Option<&Key>, period: &Period, now: Timestamp) -> Result<Batch> {
    let path = book(data);
    let keys = key.map(Key::trusted).unwrap_or_default();
    let report = verify(&path, &[], None, &keys, false)?;
    let mut holds = report.book.ok && report.unread == 0;
    let mut sums = Sums::default();
    for (_, entry) in read(&path)? {
        match entry {
            Ok(entry) if period.holds(entry.ts) => sums.add(entry),
            Ok(_) => {}
            Err(_) => holds = false,
        }
    }
    Ok(sums.batch(key, period, now, holds))
}

impl Sums {
    fn add(&mut self, entry: Entry) {
        self.first.get_or_insert_with(|| entry.entry_hash.clone());
        self.last = Some(entry.entry_hash);
        if entry.evidence_class != Evidence::Measured || entry.tool == SCHEMAS {
            return;
        }
        // What has no known price is worth nothing here: the format has no word for it.
        let own = (entry.saved_tokens, entry.saved_usd.unwrap_or(0));
        self.events += 1;
        (self.saved, self.micro_usd) = plus((self.saved, self.micro_usd), own);
        self.bounce = self.bounce.saturating_add(entry.bounce_adjustment);
        self.bounced += u64::from(entry.bounce_adjustment > 0);
        self.tokenizers.insert(entry.tokenizer);
        let rows = [
            (&mut self.models, entry.model_id),
            (&mut self.tools, entry.tool),
            (&mut self.mechanisms, entry.mechanism.name().to_owned()),
        ];
        for (sums, name) in rows {
            let sum = sums.entry(name).or_default();
            *sum = plus(*sum, own);
        }
    }

    fn batch(self, key: Option<&Key>, period: &Period, now: Timestamp, holds: bool) -> Batch {
        let saved = figure(self.saved);
        let priced = |sums| rows(sums).into_iter().map(|(name, n, micro)| (name, n, usd(micro)));
        Batch {
            schema_version: SCHEMA,
            kind: KIND.into(),
            created_at: clock::rfc3339(now),
            lean_ctx_version: env!("CARGO_PKG_VERSION").into(),
            agent_id: key.map_or(NOBODY, |key| key.public().name()).into(),
            period: period.to_string(),
            first_entry_hash: self.first.unwrap_or_else(|| GENESIS.into()),
            last_entry_hash: self.last.unwrap_or_else(|| GENESIS.into()),
            chain_valid: holds,
            totals: Totals {
                total_events: self.events,
                saved_tokens: saved,
                net_saved_tokens: saved.saturating_sub(self.bounce),
                saved_usd: usd(self.micro_usd.max(0)),
                bounce_tokens: self.bounce.min(MOST),
                bounce_events: self.bounced,
                tokenizers: self.tokenizers.into_iter().collect(),
                by_model: priced(self.models).collect(),
                by_tool: rows(self.tools).into_iter().map(|(name, n, _)| (name, n)).collect(),
                by_mechanism: Some(priced(self.mechanisms).collect()),
            },
            signer_public_key: None,
            signature: None,
        }
    }
}

const fn plus(a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
    (a.0.saturating_add(b.0), a.1.saturating_add(b.1))
}

/// The format has no sign.
fn figure(tokens: i64) -> u64 {
    tokens.max(0).unsigned_abs().min(MOST)
}

/// Those that saved most first.
fn rows(sums: BTreeMap<String, (i64, i64)>) -> Vec<(String, u64, i64)> {
    let mut rows: Vec<_> =
        sums.into_iter().map(|(name, (n, micro))| (name, figure(n), micro.max(0))).collect();
    rows.sort_by_key(|(_, tokens, _)| std::cmp::Reverse(*tokens));
    rows.truncate(ROWS);
    rows
}
