//! Of which part of the ledger are figures wanted that others will add up: all of it, or a month?

use crate::savings::batch::Period;

#[derive(Debug, clap::Args)]
pub struct PeriodArg {
    /// A month, such as 2026-10 (UTC), or `all`.
    #[arg(long, value_name = "PERIOD", default_value = "all", value_parser = parse)]
    pub period: Period,
}

fn parse(text: &str) -> Result<Period, String> {
    Period::parse(text).ok_or_else(|| "write a month such as `2026-10`, or `all`".into())
}
