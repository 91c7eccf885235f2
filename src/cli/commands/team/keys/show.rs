//! `team keys show`: what does a verifier need to know of the server's key?

use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::rotation;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team keys show > server.vkey         keep it where the server cannot write
  lean-ctx team keys show --json
  lean-ctx team keys show --rotations >> server.vkey    after a rotation

The private half never leaves <data>/keys. The key is made on first use.";

/// Print the public half of the server's Ed25519 key.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    #[command(flatten)]
    show: rotation::ShowArgs,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        self.show.run(ui, &config.data.keys())
    }
}
