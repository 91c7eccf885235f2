//! `team workspace`: which repositories does the team's server answer from?

mod add;
mod list;
mod remove;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team workspace add https://git.example.com/team/api.git
  lean-ctx team workspace add ../web --id web --label 'Web App'
  lean-ctx team workspace list
  lean-ctx team workspace remove web";

/// Add, list and remove the repositories that are served.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Args),
    List(list::Args),
    Remove(remove::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Add(args) => args.run(ui),
            Command::List(args) => args.run(ui),
            Command::Remove(args) => args.run(ui),
        }
    }
}
