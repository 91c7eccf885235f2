//! `cloud pull-models`: which read modes do many users' reads recommend?

use serde_json::json;

use crate::account::habit::Habits;
use crate::account::model;
use crate::base::Result;
use crate::cli::account_arg::{home, server};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud pull-models
  lean-ctx cloud pull-models --json | jq .gain";

/// Fetch the signed model of read modes; `ctx_read mode:auto` then follows it where it fits.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print an object for programs.
    #[arg(long)]
    json: bool,
    /// Take a model that is signed by another key than the one before.
    #[arg(long)]
    new_key: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        let models = model::pull(&home, &server(ui, &home)?, self.new_key)?;
        let gain = model::gain(&models, &Habits::new(home.data()).digest()?.cells);
        if self.json {
            return ui.json(&json!({
                "schema_version": 1,
                "generated_at": models.generated_at,
                "signer_public_key": models.signer_public_key,
                "models": models.models,
                "gain": gain,
            }));
        }
        ui.line(&format!(
            "{} recommendations of {}, signed by {}",
            models.models.len(),
            models.generated_at,
            models.signer_public_key
        ))?;
        if gain.reads == 0 {
            return ui.line("none of them speaks of what you have read here so far");
        }
        let saved = gain.delivered as i64 - gain.estimated as i64;
        ui.line(&format!(
            "estimated on your own {} reads: {} tokens in place of {} ({saved:+} saved)",
            gain.reads, gain.estimated, gain.delivered
        ))
    }
}
