//! `team check`: would the server start with this team.json?

use serde_json::json;

use crate::base::{Error, Kind, Result};
use crate::cli::config_arg::ConfigArg;
use crate::cli::ui::Ui;
use crate::config::{Config, Fault, Loaded, Source};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team check --config /etc/lean-ctx/team.json
  lean-ctx team check --json < team.json --config -

Exit codes: 0 it would start, 2 it has faults; all of them are listed.";

/// Check team.json: every fault at once, with its place and what to write instead.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print `{ok, faults, warnings}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        let (faults, warnings) = match Config::survey(&source) {
            Ok(Loaded { config, warnings }) => (config.serve_faults(), warnings),
            Err(found) => found,
        };
        if self.json {
            let report = json!({"ok": faults.is_empty(), "faults": faults, "warnings": warnings});
            ui.json(&report)?;
        } else {
            print(ui, &source, &faults, &warnings)?;
        }
        match faults.len() {
            0 => Ok(()),
            1 => Err(Error::new(Kind::Config, "team.json has a fault")),
            n => Err(Error::new(Kind::Config, format!("team.json has {n} faults"))),
        }
    }
}

fn print(ui: &Ui, source: &Source, faults: &[Fault], warnings: &[Fault]) -> Result<()> {
    for fault in faults {
        ui.line(&format!("fault: {fault}\n       {}", fault.remedy))?;
    }
    for warning in warnings {
        ui.line(&format!("warning: {warning}\n         {}", warning.remedy))?;
    }
    if faults.is_empty() { ui.line(&format!("{source} is sound")) } else { Ok(()) }
}
