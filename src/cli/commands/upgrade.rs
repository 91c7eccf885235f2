//! `upgrade`: what would this program change about the data of an older one?

use crate::backup::upgrade::{self, Due, Survey};
use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, unchecked};
use crate::cli::ui::Ui;
use crate::config::environment;

const EXAMPLES: &str = "\
Examples:
  ./lean-ctx-new upgrade --check --config /etc/lean-ctx/team.json
  lean-ctx upgrade --check --json
  lean-ctx upgrade --config /etc/lean-ctx/team.json

With --check nothing is changed and the older server may run. Without it, and without a server, the
data is brought to this program's form: each step is tried on a copy first, and the copy as it was
is kept until the step is done. A server's start does the same. There is no way down but a backup:
make one first. Without --config and without a team.json here, the data of the local user is meant.
Exit codes: 0 this program opens the data, 4 a newer one wrote it.";

/// Say what this version would migrate, or migrate it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Look, and change nothing.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    config: ConfigArg,
    /// Print what was found for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (data, workspaces) = match self.config.source() {
            Ok(source) => {
                let config = unchecked(&source)?;
                (config.data, config.workspaces.into_iter().map(|w| w.id).collect())
            }
            Err(e) if self.config.is_named() => return Err(e),
            Err(_) => (environment::local_data_unchecked()?, Vec::new()),
        };
        if !self.check {
            upgrade::upgrade(&data)?;
        }
        let survey = upgrade::survey(&data, &workspaces)?;
        if self.json {
            ui.json(&survey)?;
        } else {
            print(ui, &survey)?;
        }
        ui.flush()?;
        upgrade::verdict(&survey)
    }
}

fn print(ui: &Ui, survey: &Survey) -> Result<()> {
    for part in &survey.parts {
        let word = match part.due {
            Due::Current => "current",
            Due::Absent => "absent",
            Due::Migrates => "migrates",
            Due::Rebuilds => "rebuilds",
            Due::Refused => "REFUSED",
        };
        ui.line(&format!("{word:<9} {}: {}", part.name, part.message))?;
        if let Some(remedy) = &part.remedy {
            ui.line(&format!("          {remedy}"))?;
        }
    }
    Ok(())
}
