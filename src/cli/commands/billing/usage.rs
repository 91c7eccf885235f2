//! `billing usage`: what would be counted?

use crate::base::{Result, clock};
use crate::billing::usage;
use crate::cli::commands::savings::period::PeriodArg;
use crate::cli::commands::savings::place::PlaceArg;
use crate::cli::ui::Ui;
use crate::ledger::Key;

const EXAMPLES: &str = "\
Examples:
  lean-ctx billing usage
  lean-ctx billing usage --period 2026-10 --json
  lean-ctx billing usage --config team.json

It is read off the savings ledger, which stays as it is; nothing is sent anywhere.";

/// Show what the savings ledger would be billed by.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    period: PeriodArg,
    #[command(flatten)]
    place: PlaceArg,
    /// Print the usage for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let data = self.place.data()?;
        let key = Key::load(&data.keys())?;
        let usage = usage(&data, key.as_ref(), &self.period.period, clock::now())?;
        if self.json {
            return ui.json(&usage);
        }
        ui.line(&format!("period: {}", usage.period))?;
        ui.line(&format!("metered calls: {}", usage.metered_events))?;
        ui.line(&format!("net saved tokens: {}", usage.net_saved_tokens))?;
        ui.line(&format!("saved USD: {:.2}", usage.saved_usd))?;
        ui.line(&format!("ledger up to: {}", usage.last_entry_hash))?;
        let holds = if usage.chain_valid { "holds" } else { "DOES NOT HOLD" };
        let signed = if usage.signed { "signed" } else { "not signed" };
        ui.line(&format!("ledger: {holds}, {signed}"))
    }
}
