//! `team keys show`: what does a verifier need to know of the server's key?

use serde_json::json;

use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::ui::Ui;
use crate::ledger::{Key, rotation};

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
    /// Print the records of its rotations instead: behind a key that was kept, in the same file,
    /// they lead to the present one.
    #[arg(long, conflicts_with = "json")]
    rotations: bool,
    /// Print `{algorithm, hex, verifierKey}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        let key = Key::open(&config.data.keys())?;
        if self.rotations {
            let records = rotation::text(&config.data.keys())?;
            return records.lines().try_for_each(|line| ui.line(line));
        }
        let verifier = key.public().vkey();
        if self.json {
            return ui.json(&json!({
                "algorithm": "Ed25519",
                "hex": key.public_hex(),
                "verifierKey": verifier,
            }));
        }
        ui.line(&verifier)
    }
}
