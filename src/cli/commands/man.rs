//! `man`: where do the manual pages come from?

use std::path::PathBuf;

use crate::base::Result;
use crate::cli::generate;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx man | man -l -
  lean-ctx man --out ~/.local/share/man/man1";

/// Print the manual page, or write one page a command.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Write all pages into this directory instead.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let pages = generate::pages()?;
        match self.out {
            Some(dir) => generate::write(&dir, &pages),
            None => pages.first().map_or(Ok(()), |(_, bytes)| ui.bytes(bytes)),
        }
    }
}
