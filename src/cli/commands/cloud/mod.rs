//! `cloud`: an account that several machines share, and the server behind it.

#[cfg(feature = "server")]
mod backup;
#[cfg(feature = "server")]
mod config;
#[cfg(feature = "server")]
mod invite;
#[cfg(feature = "server")]
mod restore;
#[cfg(feature = "server")]
mod serve;
#[cfg(feature = "server")]
mod user;

use std::sync::Arc;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud serve --config cloud.json
  lean-ctx cloud invite create --email ann@example.com
  lean-ctx cloud user list
  lean-ctx cloud backup /backups/2026-11-22

`serve`, `invite`, `user`, `backup` and `restore` are for who runs an account server.";

/// Share an account between machines, and run the server behind it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(feature = "server")]
    Serve(serve::Args),
    #[cfg(feature = "server")]
    Invite(invite::Args),
    #[cfg(feature = "server")]
    User(user::Args),
    #[cfg(feature = "server")]
    Backup(backup::Args),
    #[cfg(feature = "server")]
    Restore(restore::Args),
}

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        match self.command {
            #[cfg(feature = "server")]
            Command::Serve(args) => args.run(ui),
            #[cfg(feature = "server")]
            Command::Invite(args) => args.run(ui),
            #[cfg(feature = "server")]
            Command::User(args) => args.run(ui),
            #[cfg(feature = "server")]
            Command::Backup(args) => args.run(ui),
            #[cfg(feature = "server")]
            Command::Restore(args) => args.run(ui),
        }
    }
}
