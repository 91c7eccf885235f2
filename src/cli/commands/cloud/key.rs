//! `cloud key`: where is the account's key, and how does it come back?

use std::path::PathBuf;

use clap::Subcommand;

use crate::account::enrol;
use crate::base::Result;
use crate::cli::account_arg::{secret, signed_in};
use crate::cli::ui::Ui;
use crate::config::environment;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud key show
  lean-ctx cloud key restore --phrase-file phrase.txt";
const SHOW: &str = "\
Example:
  lean-ctx cloud key show > phrase.txt";
const RESTORE: &str = "\
Example:
  lean-ctx cloud key restore";

/// The account's key: it is made on your machine and never leaves your machines unsealed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the recovery phrase: whoever has it can read everything.
    #[command(after_help = SHOW)]
    Show {},
    /// Put the key back from the recovery phrase; one of another account is refused before anything is written.
    #[command(after_help = RESTORE)]
    Restore {
        /// The recovery phrase: the first line of this file; by default it is asked for, or is in
        /// LEAN_CTX_RECOVERY_PHRASE.
        #[arg(long, value_name = "FILE")]
        phrase_file: Option<PathBuf>,
    },
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (machine, mut known) = signed_in()?;
        match self.command {
            Command::Show {} => ui.line(&known.key.phrase()),
            Command::Restore { phrase_file } => {
                let environment = environment::recovery_phrase;
                let phrase = secret(ui, "Recovery phrase", phrase_file.as_deref(), environment)?;
                let _held = machine.home.lock()?;
                let key = enrol::restore(&known, &phrase)?;
                let same = key.id() == known.key.id();
                known.key = key;
                machine.home.keep(&known)?;
                ui.note(match same {
                    true => "the phrase is right: this machine has that very key",
                    false => "the account's key is back",
                });
                Ok(())
            }
        }
    }
}
