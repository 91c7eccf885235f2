//! `savings keys`: with which key are a local user's books signed?

mod rotate;
mod show;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings keys show > mine.vkey
  lean-ctx savings keys rotate
  lean-ctx savings keys show --rotations >> mine.vkey

Of a team's server: `lean-ctx team keys`.";

/// The key that signs a local user's books.
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
