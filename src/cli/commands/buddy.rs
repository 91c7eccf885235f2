//! `buddy`: what do the user's tools want to have the same on every machine?

use clap::Subcommand;

use crate::account::source::{buddy, set_buddy};
use crate::base::{Error, Kind, Result};
use crate::cli::account_arg::home;
use crate::cli::given;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx buddy set '{\"theme\": \"dark\", \"level\": 3}'
  lean-ctx buddy set @buddy.json
  lean-ctx buddy show | jq .theme";
const SET: &str = "\
Example:
  lean-ctx buddy set '{\"theme\": \"dark\"}'";
const SHOW: &str = "\
Example:
  lean-ctx buddy show";

/// A small JSON of your tools, the same on all your machines.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Replace it.
    #[command(after_help = SET)]
    Set {
        /// JSON, `@FILE`, or `-` for the standard input; at most 64 KiB.
        json: String,
    },
    /// Print it.
    #[command(after_help = SHOW)]
    Show {
        /// Print JSON for programs; it is JSON anyway.
        #[arg(long, hide = true)]
        json: bool,
    },
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        match self.command {
            Command::Set { json } => {
                let value = serde_json::from_slice(&given::json(&json)?)
                    .map_err(|e| Error::new(Kind::Usage, "this is not JSON").source(e))?;
                set_buddy(&home, value)?;
                ui.note("set; `lean-ctx sync` brings it to your other machines");
                Ok(())
            }
            Command::Show { .. } => match buddy(&home)? {
                Some(buddy) => {
                    for other in &buddy.others {
                        ui.warn(&format!("another machine set it at the same time to {other}; `lean-ctx buddy set` settles it"));
                    }
                    ui.json(&buddy.value)
                }
                None => {
                    ui.note("nothing is set; `lean-ctx buddy set JSON` sets it");
                    ui.json(&serde_json::Value::Null)
                }
            },
        }
    }
}
