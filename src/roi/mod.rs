//! What was the use of it, in tokens and in money, for people who check? The report, its signature and its forms.
//!
//! `tally` adds up, `report` is what comes out, `statement` signs it, `check` is the other side:
//! it shares the report's fields and the key with the former, and no sums.

pub mod amount;
pub mod check;
pub mod csv;
pub mod focus;
pub mod ledger;
pub mod page;
pub mod period;
pub mod report;
pub mod statement;
pub mod tally;
#[cfg(test)]
mod tests;
