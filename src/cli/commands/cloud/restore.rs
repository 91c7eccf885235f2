//! `cloud restore`: how is a backup put back?

use std::path::PathBuf;

use super::config::CloudConfigArg;
use crate::base::Result;
use crate::cli::ui::Ui;
use crate::cloud::backup;

const EXAMPLES: &str = "\
Example:
  lean-ctx cloud restore /backups/2026-11-22 --config cloud.json

`dataDir` must hold no account server's data. Clients notice that they have seen newer versions
than the restored ones, say so, and write over them.";

/// Restore a backup into an empty place.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The backup's folder.
    dir: PathBuf,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = self.config.load(ui)?;
        let listed = backup::restore(&self.dir, &config.data)?;
        ui.note(&format!(
            "{} accounts of {} restored into `{}`",
            listed.accounts,
            listed.created_at,
            config.data.root().display()
        ));
        Ok(())
    }
}
