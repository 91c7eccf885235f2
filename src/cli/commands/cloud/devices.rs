//! `cloud devices`: which machines are in the account, and how is a lost one put out?

use clap::Subcommand;
use serde_json::json;

use crate::account::remote::Remote;
use crate::base::{Error, Kind, Result};
use crate::cli::account_arg::signed_in;
use crate::cli::ui::Ui;
use crate::vault::Device;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud devices list
  lean-ctx cloud devices revoke laptop --yes";
const LIST: &str = "\
Example:
  lean-ctx cloud devices list --json";
const REVOKE: &str = "\
Example:
  lean-ctx cloud devices revoke laptop";

/// The machines of the account.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show them, and what each says it has seen.
    #[command(after_help = LIST)]
    List {
        /// Print an array for programs.
        #[arg(long)]
        json: bool,
    },
    /// Take one machine's API key away, and no other's. What it has it keeps.
    #[command(after_help = REVOKE)]
    Revoke {
        /// Its id, or its name where no other has it.
        device: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (_, known) = signed_in()?;
        let remote = Remote { server: &known.server, api_key: Some(&known.api_key) };
        let devices = remote.devices()?;
        match self.command {
            Command::List { json: true } => {
                let row = |d: &Device| json!({"id": d.id, "name": d.name, "created_at": d.created_at, "last_seen_at": d.last_seen_at, "current": d.current, "counter": d.counter, "statement_holds": d.seen(&known.key).is_some()});
                ui.json(&devices.iter().map(row).collect::<Vec<_>>())
            }
            Command::List { json: false } => {
                let row = |d: &Device| {
                    let vouched = match (d.counter, d.seen(&known.key)) {
                        (0, _) => "nothing yet",
                        (_, Some(_)) => "signed",
                        (_, None) => "NOT THE ACCOUNT'S",
                    };
                    let name =
                        if d.current { format!("{} (this one)", d.name) } else { d.name.clone() };
                    let last = d.last_seen_at.clone().unwrap_or_default();
                    vec![d.id.clone(), name, d.created_at.clone(), last, vouched.to_owned()]
                };
                ui.table(
                    &["ID", "NAME", "SINCE", "LAST SEEN", "STATEMENT"],
                    devices.iter().map(row).collect(),
                )
            }
            Command::Revoke { device, yes } => {
                let found = find(&devices, &device)?;
                ui.confirm(&format!("Sign out `{}` for good?", found.name), yes)?;
                remote.revoke(&found.id)?;
                ui.note(&format!("`{}` is signed out", found.name));
                ui.note("who has that machine may also have the account's key: change the password, and if it was stolen begin a new account");
                Ok(())
            }
        }
    }
}

fn find<'a>(devices: &'a [Device], named: &str) -> Result<&'a Device> {
    if let Some(found) = devices.iter().find(|device| device.id == named) {
        return Ok(found);
    }
    let named_so: Vec<&Device> = devices.iter().filter(|device| device.name == named).collect();
    match named_so[..] {
        [only] => Ok(only),
        [] => Err(Error::new(Kind::Usage, format!("there is no device `{named}`"))
            .hint("`lean-ctx cloud devices list` shows them")),
        _ => Err(Error::new(Kind::Usage, format!("several devices are called `{named}`"))
            .hint("name it by its id; `lean-ctx cloud devices list` shows it")),
    }
}
