//! Whose ledger is meant, and which part of it: the local user's or a team server's, of which days?

use std::path::PathBuf;

use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::cli::config_arg::load;
use crate::config::{Source, environment};
use crate::ledger::verify;
use crate::roi::period::Period;
use crate::roi::tally::Tally;
use crate::savings::price::List;

#[derive(Debug, clap::Args)]
pub struct PlaceArg {
    /// The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local
    /// user's own.
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

impl PlaceArg {
    /// # Errors
    /// When the configuration does not load, or there is no home directory.
    pub fn data(&self) -> Result<DataDir> {
        match &self.config {
            Some(typed) => Ok(load(&Source::parse(typed))?.data),
            None => environment::local_data(),
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct PeriodArg {
    /// The days that count, UTC: a month (2026-10), a day (2026-10-31), a year (2026), or all.
    #[arg(long, value_name = "PERIOD", default_value = "all")]
    period: String,
}

impl PeriodArg {
    /// # Errors
    /// `Usage` when it is none.
    pub fn parse(&self) -> Result<Period> {
        self.period.parse()
    }
}

#[derive(Debug, clap::Args)]
pub struct PricesArg {
    /// Value the tokens with this price list, in place of the prices they were booked with.
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
}

impl PricesArg {
    pub const fn given(&self) -> bool {
        self.prices.is_some()
    }

    /// # Errors
    /// When the file is no price list.
    pub fn load(&self) -> Result<Option<List>> {
        self.prices.as_deref().map(List::load).transpose()
    }
}

/// # Errors
/// When period or prices are none.
pub fn tally(period: &PeriodArg, prices: &PricesArg) -> Result<Tally> {
    Ok(Tally::new(period.parse()?, prices.load()?))
}

/// # Errors
/// `CheckFailed` when the ledger does not hold.
pub fn insist(verdict: &verify::Report) -> Result<()> {
    let Some(first) = verdict.faults.first() else { return Ok(()) };
    let more = match verdict.fault_count {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    Err(Error::new(Kind::CheckFailed, format!("the ledger does not hold: {}{more}", first.text()))
        .hint("`lean-ctx savings verify` tells every fault; nothing was signed"))
}
