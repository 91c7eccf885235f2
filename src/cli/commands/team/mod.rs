//! `team`: which commands serve a team?

mod check;
mod init;
mod token;
mod workspace;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team init --workspace core=/srv/repos/core-api
  lean-ctx team token create --id alice --role member
  lean-ctx team check";

/// Describe and run a server for a team's repositories.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Check(check::Args),
    Token(token::Args),
    Workspace(workspace::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Init(args) => args.run(ui),
            Command::Check(args) => args.run(ui),
            Command::Token(args) => args.run(ui),
            Command::Workspace(args) => args.run(ui),
        }
    }
}
