//! `completions`: how does a shell learn to complete our commands?

use std::path::PathBuf;

use clap_complete::Shell;

use crate::base::Result;
use crate::cli::generate;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx completions bash > ~/.local/share/bash-completion/completions/lean-ctx
  lean-ctx completions zsh > ~/.zfunc/_lean-ctx
  lean-ctx completions fish > ~/.config/fish/completions/lean-ctx.fish

The script asks `lean-ctx` at each Tab, which knows commands, options, and the workspaces, tokens and
symbols of this machine. Nothing is indexed, written or sent for it.";

/// Print a shell's completion script.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell to print the script for.
    #[arg(value_name = "SHELL", required_unless_present = "out", conflicts_with = "out")]
    shell: Option<Shell>,
    /// Write the scripts of all shells into this directory instead (for packagers).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const SHELLS: [Shell; 5] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell];

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        if let Some(shell) = self.shell {
            ui.bytes(&generate::completion(shell, generate::NAME)?.1)?;
        }
        let Some(dir) = self.out else { return Ok(()) };
        let all = SHELLS.map(|shell| generate::completion(shell, generate::NAME));
        generate::write(&dir, &all.into_iter().collect::<Result<Vec<_>>>()?)
    }
}
