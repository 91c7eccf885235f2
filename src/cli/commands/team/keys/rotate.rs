//! `team keys rotate`: how does the server get a new signing key?

use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::rotation;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team keys rotate
  lean-ctx team keys show --rotations >> server.vkey    so that the key kept there leads to the new one

The old key signs the new one; the record is kept in <data>/keys/rotations. The heads of audit log
and savings ledger are signed anew. A server that runs takes the new key by itself. After a sudden
end, run it again: what was begun is finished.";

/// Put a new key in the old one's place, signed by the old one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print `{old, new, resumed, rotations}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        rotation::rotate(ui, &config.data, &config.audit_log, self.json)?;
        let connectors = config.connectors.iter().filter_map(|c| c.secret.as_ref());
        let secrets = connectors.chain(config.webhooks.values()).count();
        if secrets > 0 {
            ui.say(&format!(
                "{secrets} secrets of connectors and webhooks are not encrypted with this key: each is rotated where team.json says it lies"
            ));
        }
        Ok(())
    }
}
