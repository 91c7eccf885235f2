//! What do the events come to? Sums that are added to as they are written.

use serde::Serialize;

use super::{Entry, Evidence};

/// Events of one class of evidence, added up. Money is in micro-USD.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    pub events: u64,
    pub baseline_tokens: u64,
    pub actual_tokens: u64,
    pub saved_tokens: i64,
    pub bounce_tokens: u64,
    pub net_saved_tokens: i64,
    /// Of the events that have a price.
    pub net_micro_usd: i64,
    /// Events of a model without a price: what they saved is in no sum of money.
    pub unpriced_events: u64,
}

impl Sum {
    pub fn add(&mut self, entry: &Entry) {
        self.events += 1;
        self.baseline_tokens = self.baseline_tokens.saturating_add(entry.baseline_tokens);
        self.actual_tokens = self.actual_tokens.saturating_add(entry.actual_tokens);
        self.saved_tokens = self.saved_tokens.saturating_add(entry.saved_tokens);
        self.bounce_tokens = self.bounce_tokens.saturating_add(entry.bounce_adjustment);
        self.net_saved_tokens = self.net_saved_tokens.saturating_add(entry.net_tokens());
        match entry.net_usd() {
            Some(micro) => self.net_micro_usd = self.net_micro_usd.saturating_add(micro),
            None => self.unpriced_events += 1,
        }
    }

    pub const fn join(&mut self, other: &Self) {
        self.events += other.events;
        self.baseline_tokens = self.baseline_tokens.saturating_add(other.baseline_tokens);
        self.actual_tokens = self.actual_tokens.saturating_add(other.actual_tokens);
        self.saved_tokens = self.saved_tokens.saturating_add(other.saved_tokens);
        self.bounce_tokens = self.bounce_tokens.saturating_add(other.bounce_tokens);
        self.net_saved_tokens = self.net_saved_tokens.saturating_add(other.net_saved_tokens);
        self.net_micro_usd = self.net_micro_usd.saturating_add(other.net_micro_usd);
        self.unpriced_events += other.unpriced_events;
    }
}

/// Both classes, never mixed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub measured: Sum,
    pub modelled: Sum,
    /// False until what stood in the ledger at the start has been read.
    pub complete: bool,
}

impl Totals {
    pub fn add(&mut self, entry: &Entry) {
        match entry.evidence_class {
            Evidence::Measured => self.measured.add(entry),
            Evidence::Modelled => self.modelled.add(entry),
        }
    }

    pub const fn events(&self) -> u64 {
        self.measured.events + self.modelled.events
    }
}
