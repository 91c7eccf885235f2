//! `team token expiring`: which keys need a new secret soon?

use std::time::Duration;

use serde_json::Value;

use crate::auth::Entry;
use crate::base::{Error, Kind, Result, clock};
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::span;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token expiring --within 14d
  lean-ctx team token expiring --within 2w --json || notify-the-team

Exit codes: 0 none, 4 at least one (expired ones count).";

/// List tokens that expire soon; exit 4 when there are any.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// How soon.
    #[arg(long, value_name = "SPAN", default_value = "14d", value_parser = span::parse)]
    within: Duration,
    /// Print an array for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        let now = clock::now();
        let until = super::later(now, self.within)?;
        let found: Vec<&Entry> = config.tokens.iter().filter(|e| e.expired(until)).collect();
        let used = super::last_used(&config);
        if self.json {
            let all: Value = found.iter().map(|e| super::describe(e, now, &used)).collect();
            ui.json(&all)?;
        } else if !found.is_empty() {
            super::tabulate(ui, &found, now, &used)?;
        }
        let within = span::spell(self.within);
        let message = match found.len() {
            0 => return Ok(()),
            1 => format!("a token expires within {within}"),
            n => format!("{n} tokens expire within {within}"),
        };
        Err(Error::new(Kind::CheckFailed, message)
            .hint("give them new secrets: `lean-ctx team token rotate ID`"))
    }
}
