//! `team backup`: how is everything copied that cannot be made again, while the server runs?

use std::path::PathBuf;

use crate::backup::{self, Lock, Made, Wish};
use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, parse};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team backup --out /backups
  lean-ctx team backup --out /backups --recipient age1… --json | jq -r .archive
  lean-ctx team backup --out /backups --passphrase-file /run/secrets/backup --without-index

The server may run: the database is copied as of one moment, the books under their signed heads.
The archive, 0600, gets its name when it is whole. It holds the signing key and team.json: encrypt
it, or keep it where only the server's owner reads. Repositories are not in it; what else is not is
told. Test it: `lean-ctx team restore --verify ARCHIVE`.";

/// Copy database, books, keys, team.json and indexes into one archive, beside a running server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The folder that gets the archive, best on another disk; or the archive's own name, ending in
    /// .tar or .tar.age, which must be new.
    #[arg(long, value_name = "DIR|FILE")]
    out: PathBuf,
    /// Encrypt to this age recipient (`age1…`); may be given several times.
    #[arg(long, value_name = "AGE1…", conflicts_with = "passphrase_file")]
    recipient: Vec<String>,
    /// Encrypt to the age recipients in this file, a line each.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    recipients_file: Vec<PathBuf>,
    /// Encrypt with the passphrase in the first line of this file.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Leave the indexes out: a restored server makes them anew from the repositories.
    #[arg(long)]
    without_index: bool,
    /// Print what was made for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let lock = self.lock()?;
        let source = self.config.source()?;
        // Read once: the standard input has no second time.
        let text = source.read()?;
        let config = parse(&source, &text)?;
        let bar = ui.progress("backing up", Some(1));
        let made = backup::back_up(
            &Wish {
                config: &config,
                text: &text,
                source: source.path(),
                out: &self.out,
                lock: lock.as_ref(),
                with_index: !self.without_index,
            },
            &|done, all| {
                bar.set_total(all);
                bar.set(done);
            },
        )?;
        drop(bar);
        self.tell(ui, &made)
    }

    fn lock(&self) -> Result<Option<Lock>> {
        if let Some(file) = &self.passphrase_file {
            return Lock::passphrase(file).map(Some);
        }
        if self.recipient.is_empty() && self.recipients_file.is_empty() {
            return Ok(None);
        }
        let files: Vec<_> = self.recipients_file.iter().map(PathBuf::as_path).collect();
        Lock::to(&self.recipient, &files).map(Some)
    }

    fn tell(&self, ui: &Ui, made: &Made) -> Result<()> {
        for warning in &made.warnings {
            ui.warn(warning);
        }
        if !made.encrypted {
            ui.warn("the archive is not encrypted: it holds the signing key and team.json");
        }
        if self.json {
            return ui.json(made);
        }
        for secret in &made.elsewhere {
            ui.say(&format!("not in it: {secret}"));
        }
        if !made.left_out.is_empty() {
            ui.say(&format!("not in it, of the data folder: `{}`", made.left_out.join("`, `")));
        }
        ui.note(&format!(
            "{} files, {} bytes; test it: `lean-ctx team restore --verify`",
            made.files, made.bytes
        ));
        ui.line(&made.archive.display().to_string())
    }
}
