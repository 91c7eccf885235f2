//! `team webhook`: how does a forge tell the server of a push?

mod secret;
mod url;

use clap::Subcommand;

use crate::base::{Error, Kind, Result};
use crate::cli::ui::Ui;
use crate::config::Config;
use crate::config::fault::suggest;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team webhook secret --workspace core
  lean-ctx team webhook url --workspace core --provider github";

/// What GitHub, GitLab, Gitea or Forgejo need in order to tell of a push.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Url(url::Args),
    Secret(secret::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Url(args) => args.run(ui),
            Command::Secret(args) => args.run(ui),
        }
    }
}

fn check_workspace(config: &Config, id: &str) -> Result<()> {
    if config.workspace(id).is_some() {
        return Ok(());
    }
    let known = config.workspaces.iter().map(|w| w.id.as_str());
    Err(Error::new(Kind::Usage, format!("there is no workspace `{id}`")).hint(suggest(id, known)))
}
