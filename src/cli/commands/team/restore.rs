//! `team restore`: how is a backup put back, and how is one tested without doing so?

use std::path::{Path, PathBuf};

use crate::backup::{self, Into, Keys, Restored};
use crate::base::{Error, Kind, Result, form};
use crate::cli::commands::doctor::print;
use crate::cli::config_arg::{ConfigArg, unchecked};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team restore --verify /backups/lean-ctx-20261122T181500123Z.tar --config team.json
  lean-ctx team restore /backups/lean-ctx-20261122T181500123Z.tar.age --identity key.txt --into /srv/ctx
  lean-ctx team restore ARCHIVE --config /etc/lean-ctx/team.json

With --into everything goes into one new folder, team.json too. With --config it goes where that
team.json says, which must be empty; the archive's own team.json is left. --verify restores aside,
opens everything, checks both books, asks the indexes what they were asked at the backup, removes
it all again, and notes the test for `team preflight` where a team.json is named or here.
Exit codes: 0 done, 1 the place is not empty or has no room, 2 no key was given, or a newer lean-ctx
made the archive, 4 the archive does not hold.";

/// Put a backup back into an empty place, or test it aside.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The archive.
    #[arg(value_name = "ARCHIVE")]
    archive: PathBuf,
    /// Test it: restore aside, examine, ask, and remove it again.
    #[arg(long, conflicts_with = "into")]
    verify: bool,
    /// Restore everything into this new or empty folder.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArg,
    /// A file of age identities that open the archive; may be given several times.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// A file whose first line is the passphrase that opens it.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Where --verify restores aside; by default beside the archive.
    #[arg(long, value_name = "DIR", requires = "verify")]
    work: Option<PathBuf>,
    /// Print what was done or found for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let files: Vec<&Path> = self.identity.iter().map(PathBuf::as_path).collect();
        let keys = Keys::read(&files, self.passphrase_file.as_deref())?;
        if self.verify {
            return self.test(ui, &keys);
        }
        let restored = match (&self.into, self.config.is_named()) {
            (Some(_), true) | (None, false) => {
                return Err(Error::new(Kind::Usage, "where to is not clear").hint(
                    "name either `--into DIR` or `--config FILE`; or `--verify` to test it",
                ));
            }
            (Some(dir), false) => self.restore(ui, &keys, Into::Folder(dir))?,
            (None, true) => {
                let config = unchecked(&self.config.source()?)?;
                self.restore(ui, &keys, Into::Config(&config))?
            }
        };
        if self.json {
            return ui.json(&restored);
        }
        for note in &restored.notes {
            ui.say(note);
        }
        ui.note(&format!(
            "{} files, {} bytes, of {}",
            restored.files, restored.bytes, restored.created_at
        ));
        ui.line(&restored.data.display().to_string())
    }

    fn restore(&self, ui: &Ui, keys: &Keys, into: Into) -> Result<Restored> {
        let bar = ui.progress("restoring", Some(1));
        backup::restore(&self.archive, keys, into, &|done, all| {
            bar.set_total(all);
            bar.set(done);
        })
    }

    fn test(&self, ui: &Ui, keys: &Keys) -> Result<()> {
        // Named or here; elsewhere an archive is tested, too, and nobody is told.
        let config = match self.config.source() {
            Ok(source) => Some(unchecked(&source)?),
            Err(e) if self.config.is_named() => return Err(e),
            Err(_) => None,
        };
        let beside = self.archive.parent().filter(|p| !p.as_os_str().is_empty());
        let work = self.work.as_deref().or(beside).unwrap_or(Path::new("."));
        let bar = ui.progress("restoring aside", Some(1));
        let tested = backup::verify(&self.archive, keys, work, &|done, all| {
            bar.set_total(all);
            bar.set(done);
        })?;
        drop(bar);
        if let Some(config) = &config {
            form::check(&config.data)?;
            if !backup::note(&config.data, &tested)? {
                ui.warn("no backup of that data folder is recorded: the test is not noted there");
            }
        }
        if self.json {
            ui.json(&tested)?;
        } else {
            tested.checks.iter().try_for_each(|check| print(ui, check))?;
        }
        ui.flush()?;
        match tested.ok {
            true => Ok(()),
            false => Err(Error::new(Kind::CheckFailed, "the archive does not hold")
                .hint("use another backup, or another copy of this one")),
        }
    }
}
