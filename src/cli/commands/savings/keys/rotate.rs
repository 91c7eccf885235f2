//! `savings keys rotate`: how does a local user get a new signing key?

use crate::base::Result;
use crate::cli::rotation;
use crate::cli::ui::Ui;
use crate::config::environment;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings keys rotate
  lean-ctx savings keys show --rotations >> mine.vkey    so that the key kept there leads to the new one

The old key signs the new one; the record is kept beside the keys. After a sudden end, run it again:
what was begun is finished.";

/// Put a new key in the old one's place, signed by the old one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print `{old, new, resumed, rotations}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let data = environment::local_data()?;
        rotation::rotate(ui, &data, &data.local_audit(), self.json)
    }
}
