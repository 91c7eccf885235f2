//! `cloud pull`: what have the account's other machines written?

use crate::base::Result;
use crate::cli::commands::sync::{report, synced};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud pull
  lean-ctx cloud pull --json";

/// Bring what other machines wrote to this one; what this one wrote is not sent.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print the result for programs.
    #[arg(long)]
    json: bool,
    /// Believe a server that has gone back to an older state than this machine has seen.
    #[arg(long)]
    accept_older: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        report(ui, &synced(ui, true, self.accept_older)?, self.json, false)
    }
}
