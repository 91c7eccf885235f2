//! `team token revoke`: how does a key stop opening anything?

use crate::base::Result;
use crate::cli::complete::Names;
use crate::cli::config_arg::{ConfigArg, warn_of_faults};
use crate::cli::ui::Ui;
use crate::config::edit::take_away;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token revoke alice
  lean-ctx team token revoke ci-bot --yes";

/// Take a token away for good; a running server refuses it within two seconds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The token's id.
    #[arg(add = Names::Token)]
    id: String,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        ui.confirm(&format!("Revoke the token `{}`? Its holder is shut out.", self.id), self.yes)?;
        let left = take_away(&source, |draft| {
            let known = draft.ids("tokens");
            match draft.remove("tokens", &self.id) {
                true => Ok(()),
                false => Err(super::unknown(&self.id, known.iter().map(String::as_str))),
            }
        })?;
        ui.note(&format!("token `{}` revoked", self.id));
        warn_of_faults(ui, &source, &left);
        Ok(())
    }
}
