//! `cloud status`: is this machine signed in, and what does the account hold?

use serde_json::{Value, json};

use crate::account::auto;
use crate::account::home::masked;
use crate::account::remote::Remote;
use crate::account::section::{Replica, Section};
use crate::account::source::totals;
use crate::base::{Result, clock};
use crate::cli::account_arg::{home, signed_in};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud status
  lean-ctx cloud status --json | jq .signed_in";

/// Show whether this machine is signed in, where, and what the account holds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print an object for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        if home.credentials()?.is_none() {
            return self.signed_out(ui);
        }
        let (_, known) = signed_in()?;
        let remote = Remote { server: &known.server, api_key: Some(&known.api_key) };
        let account = remote.account().and_then(|account| Ok((account, remote.me()?)));
        let (calls, saved) = totals(&Replica::load(&home, &known.key, Section::Stats)?);
        let last = auto::auto(&home)?.last.and_then(clock::rfc3339_of);
        if self.json {
            let (account, error) = match account {
                Ok((account, me)) => (
                    json!({"account": shown(account), "created_at": me.created_at, "device_name": me.device_name, "key": known.key.verify(&me.key_check).is_ok()}),
                    Value::Null,
                ),
                Err(e) => (Value::Null, e.chain().into()),
            };
            return ui.json(&json!({
                "schema_version": 1,
                "signed_in": true,
                "email": masked(&known.email),
                "server": known.server.as_str(),
                "device_id": known.device,
                "last_sync_at": last,
                "autosync": auto::auto(&home)?.on,
                "all_machines": {"calls": calls, "net_saved_tokens": saved},
                "remote": account,
                "error": error,
            }));
        }
        ui.line(&format!("signed in as {} at {}", masked(&known.email), known.server))?;
        ui.line(&format!("last sync: {}", last.as_deref().unwrap_or("never")))?;
        ui.line(&format!("autosync: {}", if auto::auto(&home)?.on { "on" } else { "off" }))?;
        ui.line(&format!("all machines, as of then: {calls} calls, {saved} tokens saved"))?;
        match account {
            Ok((account, me)) => {
                if known.key.verify(&me.key_check).is_err() {
                    ui.warn("the account has another key than this machine: it was reset; `lean-ctx login EMAIL` says more");
                }
                table(ui, &account)
            }
            Err(e) => {
                ui.warn(&e.chain());
                if let Some(hint) = e.hint_text() {
                    ui.hint(hint);
                }
                Ok(())
            }
        }
    }

    fn signed_out(&self, ui: &Ui) -> Result<()> {
        if self.json {
            return ui.json(&json!({"schema_version": 1, "signed_in": false}));
        }
        ui.line("nobody is signed in on this machine")?;
        ui.line("to begin: name a server (LEAN_CTX_API_URL, or cloud.url in ~/.lean-ctx/config.json), then `lean-ctx register EMAIL` or `lean-ctx login EMAIL`")
    }
}

/// Without the address.
fn shown(mut account: Value) -> Value {
    if let Some(fields) = account.as_object_mut() {
        fields.remove("email");
    }
    account
}

fn table(ui: &Ui, account: &Value) -> Result<()> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let sections = account["sections"].as_array().cloned().unwrap_or_default();
    let row = |section: &Value| {
        ["section", "version", "entry_count", "bytes", "updated_at"]
            .map(|key| text(&section[key]))
            .into()
    };
    if !sections.is_empty() {
        let head = ["SECTION", "VERSION", "ENTRIES", "SEALED BYTES", "UPDATED"];
        ui.table(&head, sections.iter().map(row).collect())?;
    }
    ui.line(&format!(
        "devices: {}; bytes used: {} of {}",
        text(&account["devices"]),
        text(&account["used_bytes"]),
        text(&account["quota_bytes"])
    ))
}
