//! `savings`: what did answers spare their readers, by which measure, and who vouches for it?

mod export;
mod keys;
pub mod period;
pub mod place;
mod prove;
mod push;
mod roi;
mod show;
mod sign;
mod summary;
mod team;
mod verify;
mod verify_batch;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings                                   what was saved so far
  lean-ctx savings --period 2026-10 --json
  lean-ctx savings roi --period 2026-10 --out report/  a signed report to hand on
  lean-ctx savings verify --head kept.head --key server.vkey
  lean-ctx savings --config team.json                of a team's server

Only what was measured is in the totals; what rests on an assumption is shown apart.";

/// What the answers saved: tokens and money, measured, in a ledger that can be checked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    summary: summary::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Args),
    Export(export::Args),
    Prove(prove::Args),
    Keys(keys::Args),
    Roi(roi::Args),
    Sign(sign::Args),
    VerifyBatch(verify_batch::Args),
    Push(push::Args),
    Team(team::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            None => self.summary.run(ui),
            Some(Command::Verify(args)) => args.run(ui),
            Some(Command::Export(args)) => args.run(ui),
            Some(Command::Prove(args)) => args.run(ui),
            Some(Command::Keys(args)) => args.run(ui),
            Some(Command::Roi(args)) => args.run(ui),
            Some(Command::Sign(args)) => args.run(ui),
            Some(Command::VerifyBatch(args)) => args.run(ui),
            Some(Command::Push(args)) => args.run(ui),
            Some(Command::Team(args)) => args.run(ui),
        }
    }
}
