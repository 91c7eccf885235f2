//! `team`: which commands serve a team?

mod audit;
mod backup;
mod check;
mod health;
mod init;
mod keys;
mod preflight;
#[cfg(feature = "server")]
mod quickstart;
mod restore;
#[cfg(feature = "server")]
mod serve;
mod slo_report;
mod sync;
mod token;
mod webhook;
mod workspace;

use std::sync::Arc;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team quickstart
  lean-ctx team init --workspace core=/srv/repos/core-api
  lean-ctx team token create --id alice --role member
  lean-ctx team check
  lean-ctx team serve";

/// Describe and run a server for a team's repositories.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(feature = "server")]
    Quickstart(quickstart::Args),
    Init(init::Args),
    Check(check::Args),
    Health(health::Args),
    #[cfg(feature = "server")]
    Serve(serve::Args),
    Sync(sync::Args),
    Token(token::Args),
    Workspace(workspace::Args),
    Audit(audit::Args),
    Keys(keys::Args),
    Preflight(preflight::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Webhook(webhook::Args),
    SloReport(slo_report::Args),
}

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        match self.command {
            #[cfg(feature = "server")]
            Command::Quickstart(args) => args.run(ui),
            Command::Init(args) => args.run(ui),
            Command::Check(args) => args.run(ui),
            Command::Health(args) => args.run(ui),
            #[cfg(feature = "server")]
            Command::Serve(args) => args.run(ui),
            Command::Sync(args) => args.run(ui),
            Command::Token(args) => args.run(ui),
            Command::Workspace(args) => args.run(ui),
            Command::Audit(args) => args.run(ui),
            Command::Keys(args) => args.run(ui),
            Command::Preflight(args) => args.run(ui),
            Command::Backup(args) => args.run(ui),
            Command::Restore(args) => args.run(ui),
            Command::Webhook(args) => args.run(ui),
            Command::SloReport(args) => args.run(ui),
        }
    }
}
