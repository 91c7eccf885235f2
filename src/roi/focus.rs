//! How does a FinOps tool read it? As a FOCUS 1.2 dataset: one row a day, tool, model and class of evidence.
//!
//! Followed: the FinOps Open Cost and Usage Specification (FOCUS), version 1.2, May 2025,
//! <https://focus.finops.org/focus-specification/v1-2/>. All 21 columns that it calls mandatory are
//! there, the two that are conditional on metering (`ConsumedQuantity`, `ConsumedUnit`) and two
//! recommended ones, then ours with the prefix that it demands (`x_`). An empty cell is NULL.
//!
//! The rows are `Usage`: tokens that were delivered. Their four costs are 0, on purpose. FOCUS asks
//! for that where a third party is paid, and the model's vendor is: its own bill is already lower by
//! what was saved. As negative `Credit` rows the savings would be subtracted a second time by
//! whoever lays both files together. They stand in `x_SavedCost`, which no total includes.
//! The workspaces' and tokens' pseudonyms are left out: this file is handed on.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::amount::Micro;
use super::csv::{null_or, row, text};
use super::tally::{Cell, SCHEMAS, Sum, Tally};

/// The columns; FOCUS's in the order of the alphabet.
pub const HEAD: [&str; 40] = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "x_EvidenceClass",
    "x_Tool",
    "x_Mechanism",
    "x_ModelId",
    "x_EventCount",
    "x_BaselineTokens",
    "x_SavedTokens",
    "x_BounceTokens",
    "x_NetSavedTokens",
    "x_OverheadTokens",
    "x_PricedEventCount",
    "x_SavedCost",
    "x_NetSavedCost",
    "x_PriceListId",
    "x_PriceListVersion",
];

/// The whole file. `account`: the name of the ledger's key.
pub fn csv(tally: &Tally, account: &str) -> String {
    let mut out = row(&HEAD.map(str::to_owned));
    for (cell, sum) in tally.cells() {
        out.push_str(&row(&cells(cell, sum, account)));
    }
    out
}

fn cells(cell: &Cell, sum: &Sum, account: &str) -> [String; 40] {
    let schemas = cell.tool == SCHEMAS;
    // What schemas cost is no saving, of either sign: it stands in the net alone.
    let saved_cost = if schemas { sum.usd().map(|_| Micro(0)) } else { sum.usd() };
    let nothing = || "0".to_owned();
    let month = cell.day.first_of_month();
    let delivered = sum.actual.to_string();
    [
        nothing(),
        text(account),
        String::new(),
        "USD".into(),
        midnight(month.last_of_month().saturating_add(1.day())),
        midnight(month),
        "Usage".into(),
        String::new(),
        text(&description(cell, sum, schemas)),
        "Usage-Based".into(),
        midnight(cell.day.saturating_add(1.day())),
        midnight(cell.day),
        delivered.clone(),
        "Tokens".into(),
        nothing(),
        nothing(),
        "lean-ctx".into(),
        nothing(),
        delivered,
        "Tokens".into(),
        "lean-ctx".into(),
        "lean-ctx".into(),
        "AI and Machine Learning".into(),
        "lean-ctx".into(),
        "Other (AI and Machine Learning)".into(),
        cell.evidence.name().into(),
        text(&cell.tool),
        cell.mechanism.name().into(),
        text(&cell.model),
        sum.events.to_string(),
        sum.baseline.to_string(),
        if schemas { nothing() } else { sum.saved.to_string() },
        sum.bounce.to_string(),
        sum.net().to_string(),
        if schemas { sum.actual.to_string() } else { nothing() },
        sum.priced.to_string(),
        null_or(saved_cost),
        null_or(sum.net_usd()),
        text(&cell.prices.0),
        text(&cell.prices.1),
    ]
}

fn description(cell: &Cell, sum: &Sum, schemas: bool) -> String {
    if schemas {
        return format!("Schemas of the tools sent {} times", sum.events);
    }
    format!("{} calls of {}: tokens delivered ({})", sum.events, cell.tool, cell.evidence.name())
}

fn midnight(day: Date) -> String {
    format!("{day}T00:00:00Z")
}
