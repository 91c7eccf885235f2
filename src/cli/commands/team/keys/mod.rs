//! `team keys`: with which key does the server sign?

mod rotate;
mod show;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team keys show
  lean-ctx team keys show --json | jq -r .hex
  lean-ctx team keys rotate";

/// The server's signing key.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Show(show::Args),
    Rotate(rotate::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Show(args) => args.run(ui),
            Command::Rotate(args) => args.run(ui),
        }
    }
}
