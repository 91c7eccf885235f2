//! `team token list`: who holds a key?

use serde_json::Value;

use crate::auth::Entry;
use crate::base::{Result, clock};
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token list
  lean-ctx team token list --json | jq -r '.[] | select(.expired) | .id'";

/// List tokens: what they grant, when they were made and last used, when they expire.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print an array for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        let used = super::last_used(&config);
        let now = clock::now();
        if self.json {
            let all: Value = config.tokens.iter().map(|e| super::describe(e, now, &used)).collect();
            return ui.json(&all);
        }
        super::tabulate(ui, &config.tokens.iter().collect::<Vec<&Entry>>(), now, &used)
    }
}
