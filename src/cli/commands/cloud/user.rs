//! `cloud user`: who has an account, and what may the operator do about it?

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};

use super::config::{CloudConfigArg, email};
use crate::base::{Result, files};
use crate::cli::ui::Ui;
use crate::cloud::time;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud user list
  lean-ctx cloud user confirm ann@example.com
  lean-ctx cloud user disable ann@example.com
  lean-ctx cloud user export ann@example.com --out ann.json

What an account holds is encrypted; the operator sees names, sizes and times.";

/// List, confirm, disable, reset, export and delete accounts, beside a running server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Confirm(Confirm),
    Disable(Disable),
    Enable(Enable),
    Reset(Reset),
    Export(Export),
    Delete(Delete),
}

/// List accounts, and registrations that wait to be confirmed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user list --json | jq -r '.[] | select(.state == \"waiting\") | .email'")]
struct List {
    #[command(flatten)]
    config: CloudConfigArg,
    /// Print an array for programs.
    #[arg(long)]
    json: bool,
}

/// Confirm a registration: its address is the person's own.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user confirm ann@example.com

Who registers chooses the password before anybody knows who they are. If an address has several
registrations, ask the person when they made theirs.")]
struct Confirm {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The address.
    email: String,
    /// Which registration, where the address has several; `cloud user list` shows the numbers.
    #[arg(long)]
    id: Option<i64>,
}

/// Shut an account out; its data stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user disable ann@example.com")]
struct Disable {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The address.
    email: String,
}

/// Let a disabled account in again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user enable ann@example.com")]
struct Enable {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The address.
    email: String,
}

/// Print a token with which a lost password is reset, once and within an hour.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user reset ann@example.com

For servers without mail. Hand the token to the person alone. Their data stays readable only with
their recovery phrase, which nobody else has.")]
struct Reset {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The address.
    email: String,
}

/// Write out everything that the server holds of an account.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user export ann@example.com --out ann.json")]
struct Export {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The address.
    email: String,
    /// The file; by default the standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Delete an account and everything in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud user delete ann@example.com --yes")]
struct Delete {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The address.
    email: String,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::List(args) => args.run(ui),
            Command::Confirm(args) => {
                let email = email(&args.email)?;
                args.config.open(ui)?.confirm(&email, args.id)?;
                ui.note(&format!("`{email}` can log in"));
                Ok(())
            }
            Command::Disable(args) => disable(ui, &args.config, &args.email, true),
            Command::Enable(args) => disable(ui, &args.config, &args.email, false),
            Command::Reset(args) => {
                let email = email(&args.email)?;
                ui.secret(&args.config.open(ui)?.hand_reset(&email)?)?;
                ui.note("the token is on stdout; it works once, for an hour");
                Ok(())
            }
            Command::Export(args) => args.run(ui),
            Command::Delete(args) => args.run(ui),
        }
    }
}

fn disable(ui: &Ui, config: &CloudConfigArg, typed: &str, disabled: bool) -> Result<()> {
    let email = email(typed)?;
    config.open(ui)?.set_disabled(&email, disabled)?;
    ui.note(&format!("`{email}` is {}", if disabled { "disabled" } else { "enabled" }));
    Ok(())
}

impl List {
    fn run(self, ui: &Ui) -> Result<()> {
        let cloud = self.config.open(ui)?;
        let (users, waiting) = (cloud.users()?, cloud.waiting(None)?);
        if self.json {
            let users = users.iter().map(|user| {
                json!({
                    "email": user.account.email,
                    "state": state(user.account.disabled),
                    "createdAt": time(user.account.created_at),
                    "devices": user.devices,
                    "bytes": user.bytes,
                })
            });
            let waiting = waiting.iter().map(|r| {
                json!({
                    "email": r.email,
                    "state": "waiting",
                    "id": r.id,
                    "createdAt": time(r.created_at),
                    "expiresAt": time(r.expires_at),
                })
            });
            return ui.json(&users.chain(waiting).collect::<Value>());
        }
        let users = users.iter().map(|user| {
            vec![
                user.account.email.clone(),
                state(user.account.disabled).into(),
                "-".into(),
                time(user.account.created_at),
                user.devices.to_string(),
                user.bytes.to_string(),
            ]
        });
        let waiting = waiting.iter().map(|r| {
            let dash = || "-".to_owned();
            vec![
                r.email.clone(),
                "waiting".into(),
                r.id.to_string(),
                time(r.created_at),
                dash(),
                dash(),
            ]
        });
        let head = ["EMAIL", "STATE", "ID", "CREATED", "DEVICES", "BYTES"];
        ui.table(&head, users.chain(waiting).collect())
    }
}

const fn state(disabled: bool) -> &'static str {
    if disabled { "disabled" } else { "open" }
}

impl Export {
    fn run(self, ui: &Ui) -> Result<()> {
        let value = self.config.open(ui)?.export(&email(&self.email)?)?;
        match &self.out {
            None => ui.json(&value),
            Some(path) => {
                files::write_atomic(path, value.to_string().as_bytes(), files::Mode::Private)
            }
        }
    }
}

impl Delete {
    fn run(self, ui: &Ui) -> Result<()> {
        let email = email(&self.email)?;
        let cloud = self.config.open(ui)?;
        let question =
            format!("Delete `{email}` and everything in the account? It cannot be undone.");
        ui.confirm(&question, self.yes)?;
        cloud.remove(&email)?;
        ui.note(&format!("`{email}` is deleted"));
        Ok(())
    }
}
