//! `logout`: how does this machine leave its account?

use crate::account::remote::Remote;
use crate::base::Result;
use crate::cli::account_arg::home;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx logout";

/// Sign this machine out: its API key ceases to count, and the account's key is removed from it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        let _held = home.lock()?;
        match home.credentials() {
            Ok(None) => {
                ui.note("nobody is signed in on this machine");
                return Ok(());
            }
            Ok(Some(known)) => {
                let remote = Remote { server: &known.server, api_key: Some(&known.api_key) };
                if let Err(e) = remote.logout() {
                    ui.warn(&format!("the server could not be told ({}): revoke this machine from another one with `lean-ctx cloud devices revoke {}`", e.message(), known.device));
                }
            }
            // What is damaged is of no use: away with it.
            Err(e) => ui.warn(e.message()),
        }
        home.forget()?;
        ui.note("signed out; what was synced stays on this machine");
        Ok(())
    }
}
