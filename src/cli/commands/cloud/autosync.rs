//! `cloud autosync`: may this machine sync by itself?

use clap::ValueEnum;

use crate::account::auto::{auto, turn};
use crate::base::Result;
use crate::cli::account_arg::home;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud autosync on
  lean-ctx cloud autosync status

When on, tools that you run start a `lean-ctx sync` behind them, at most every 15 minutes. It is off until you turn it on.";

/// Let tools sync behind them, or not.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to do.
    act: Act,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Act {
    On,
    Off,
    Status,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        match self.act {
            Act::On => turn(&home, true)?,
            Act::Off => turn(&home, false)?,
            Act::Status => {}
        }
        ui.line(if auto(&home)?.on { "on" } else { "off" })?;
        if matches!(self.act, Act::On) && home.credentials()?.is_none() {
            ui.note("nobody is signed in: it begins with `lean-ctx login EMAIL`");
        }
        Ok(())
    }
}
