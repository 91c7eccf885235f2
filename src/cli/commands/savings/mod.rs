//! `savings`: what did answers spare their readers, by which measure, and who vouches for it?

mod place;
mod verify;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings verify --head kept.head --key team.vkey
  lean-ctx savings verify --config team.json";

/// The savings ledger: what was metered, and whether it holds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Verify(args) => args.run(ui),
        }
    }
}
