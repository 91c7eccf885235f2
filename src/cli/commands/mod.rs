//! Which commands are there? One file each; a group is a folder.

mod completions;
mod man;
mod team;

use clap::Subcommand;

use super::ui::Ui;
use crate::base::Result;

#[derive(Debug, Subcommand)]
pub enum Command {
    Team(team::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self {
            Self::Team(args) => args.run(ui),
            Self::Completions(args) => args.run(ui),
            Self::Man(args) => args.run(ui),
        }
    }
}
