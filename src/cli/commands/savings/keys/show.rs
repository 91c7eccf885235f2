//! `savings keys show`: what does a verifier need to know of a local user's key?

use crate::base::Result;
use crate::cli::rotation;
use crate::cli::ui::Ui;
use crate::config::environment;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings keys show > mine.vkey
  lean-ctx savings keys show --rotations >> mine.vkey    after a rotation
  lean-ctx savings keys show --json

The private half never leaves the data folder. The key is made on first use.";

/// Print the public half of the local Ed25519 key.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    show: rotation::ShowArgs,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        self.show.run(ui, &environment::local_data()?.keys())
    }
}
