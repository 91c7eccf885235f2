//! `cloud backup`: how is an account server's data copied while it serves?

use std::path::PathBuf;

use super::config::CloudConfigArg;
use crate::base::Result;
use crate::cli::ui::Ui;
use crate::cloud::backup;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud backup /backups/2026-11-22
  lean-ctx cloud backup /backups/2026-11-22 --verify

The folder gets the database as it was at one moment, the server's key and their digests, 0700.
The copy is examined page by page before the command ends with 0. With --verify nothing is copied:
the folder is checked, exit 4 if it is not whole.";

/// Copy all accounts into a new folder, beside a running server, and verify the copy.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The folder; it must be new or empty.
    dir: PathBuf,
    /// Check the backup in this folder instead.
    #[arg(long)]
    verify: bool,
    /// Print what is in the backup, for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let listed = match self.verify {
            true => backup::verify(&self.dir)?,
            false => self.config.open(ui)?.back_up(&self.dir)?,
        };
        if self.json {
            return ui.json(&listed);
        }
        let bytes: u64 = listed.files.iter().map(|f| f.bytes).sum();
        ui.note(&format!(
            "`{}`: {} accounts, {bytes} bytes, of {}; verified",
            self.dir.display(),
            listed.accounts,
            listed.created_at
        ));
        Ok(())
    }
}
