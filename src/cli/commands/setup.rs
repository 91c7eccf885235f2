//! `setup`: how do the AI clients of this machine come to know lean-ctx?

use crate::base::{Error, Kind, Result};
use crate::cli::connecting::{Manner, Options};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx setup
  lean-ctx setup --dry-run --yes
  lean-ctx setup --yes --only cursor,codex
  LEAN_CTX_TEAM_TOKEN=lctx_… lean-ctx setup --team https://ctx.example.com
  lean-ctx setup --undo

Steps: clients, completions, man, index, doctor. A changed file has a backup beside it, a broken one
is left as it is. The report is kept in ~/.lean-ctx/setup/latest.json.
Exit codes: 0 every step went well, 1 one did not, 2 wrong usage.";

/// Connect the AI clients of this machine, index the repository here, and check that all works.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    options: Options,
    /// Answer every question with yes.
    #[arg(long, short)]
    yes: bool,
    /// Never ask; without --yes nothing is then changed.
    #[arg(long)]
    non_interactive: bool,
    /// Mend what the doctor finds and can mend.
    #[arg(long)]
    fix: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let ask = !self.yes && self.options.asks();
        if ask && (self.non_interactive || !ui.can_ask()) {
            return Err(Error::new(Kind::Usage, "there is nobody to ask")
                .hint("nothing was changed; add `--yes` to go ahead, or `--dry-run` to look"));
        }
        self.options.run(ui, Manner { ask, fix: self.fix })
    }
}
