//! `cloud`: an account that several machines share, and the server behind it.

mod autosync;
#[cfg(feature = "server")]
mod backup;
#[cfg(feature = "server")]
mod config;
mod devices;
#[cfg(feature = "server")]
mod invite;
mod key;
mod password;
mod pull;
mod pull_models;
#[cfg(feature = "server")]
mod restore;
#[cfg(feature = "server")]
mod serve;
mod status;
#[cfg(feature = "server")]
mod user;

use std::sync::Arc;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud status
  lean-ctx cloud devices list
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
    Status(status::Args),
    Pull(pull::Args),
    Devices(devices::Args),
    Key(key::Args),
    Password(password::Args),
    Autosync(autosync::Args),
    PullModels(pull_models::Args),
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
            Command::Status(args) => args.run(ui),
            Command::Pull(args) => args.run(ui),
            Command::Devices(args) => args.run(ui),
            Command::Key(args) => args.run(ui),
            Command::Password(args) => args.run(ui),
            Command::Autosync(args) => args.run(ui),
            Command::PullModels(args) => args.run(ui),
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
