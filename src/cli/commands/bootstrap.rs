//! `bootstrap`: how does a pipeline connect a machine, and learn whether it worked?

use crate::base::Result;
use crate::cli::connecting::{Manner, Options};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx bootstrap
  lean-ctx bootstrap --json | jq .success
  LEAN_CTX_TEAM_TOKEN=lctx_… lean-ctx bootstrap --team https://ctx.example.com --json

The report's JSON Schema is schemas/bootstrap.schema.json; its newest is ~/.lean-ctx/setup/latest.json.
Exit codes: 0 every step went well, 1 one did not, 2 wrong usage.";

/// Set this machine up without a question: `setup --non-interactive --yes --fix`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    options: Options,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        self.options.run(ui, Manner { ask: false, fix: true })
    }
}
