//! `cloud invite`: who may register?

use std::time::Duration;

use clap::Subcommand;
use serde_json::{Value, json};

use super::config::{CloudConfigArg, email};
use crate::base::{Error, Kind, Result};
use crate::cli::span;
use crate::cli::ui::Ui;
use crate::cloud::time;
use crate::store::cloud::invite::Invite;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud invite create --email ann@example.com
  lean-ctx cloud invite create --uses 10 --expires 30d
  lean-ctx cloud invite list
  lean-ctx cloud invite revoke 3";

/// Make, list and revoke invites.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// Make an invite: its code is printed once, the server keeps its hash.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud invite create --email ann@example.com --expires 7d

With --email the invite confirms that address, whatever `emailVerification` says.")]
struct Create {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The one address that may use it; by default any.
    #[arg(long)]
    email: Option<String>,
    /// How often it can be used.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    uses: u64,
    /// How long it lives: a number and s, m, h, d or w.
    #[arg(long, value_name = "SPAN", default_value = "7d", value_parser = span::parse)]
    expires: Duration,
}

/// List invites: whom they are for, how often they were used, when they expire.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud invite list --json")]
struct List {
    #[command(flatten)]
    config: CloudConfigArg,
    /// Print an array for programs.
    #[arg(long)]
    json: bool,
}

/// Take an invite back; accounts that were made with it stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  lean-ctx cloud invite revoke 3")]
struct Revoke {
    #[command(flatten)]
    config: CloudConfigArg,
    /// The invite's number.
    id: i64,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Create(args) => args.run(ui),
            Command::List(args) => args.run(ui),
            Command::Revoke(args) => {
                args.config.open(ui)?.revoke_invite(args.id)?;
                ui.note(&format!("invite {} revoked", args.id));
                Ok(())
            }
        }
    }
}

impl Create {
    fn run(self, ui: &Ui) -> Result<()> {
        let to = self.email.as_deref().map(email).transpose()?;
        if self.expires.is_zero() {
            return Err(Error::new(Kind::Usage, "the invite would be dead at once")
                .hint("write `--expires 7d`"));
        }
        let life = i64::try_from(self.expires.as_millis()).unwrap_or(i64::MAX);
        let (id, code) = self.config.open(ui)?.invite(to.as_ref(), self.uses, life)?;
        ui.secret(&code)?;
        let whom = to.map_or("anybody".into(), |to| to.to_string());
        ui.note(&format!(
            "invite {id} made for {whom}: {} use(s), {}",
            self.uses,
            span::spell(self.expires)
        ));
        ui.note("the code is on stdout, this once; it is typed at `lean-ctx register`");
        Ok(())
    }
}

impl List {
    fn run(self, ui: &Ui) -> Result<()> {
        let all = self.config.open(ui)?.invites()?;
        if self.json {
            return ui.json(&all.iter().map(described).collect::<Value>());
        }
        let row = |invite: &Invite| {
            vec![
                invite.id.to_string(),
                invite.email.clone().unwrap_or_else(|| "-".into()),
                format!("{}/{}", invite.used, invite.uses),
                time(invite.created_at),
                time(invite.expires_at),
                state(invite).into(),
            ]
        };
        let head = ["ID", "EMAIL", "USED", "CREATED", "EXPIRES", "STATE"];
        ui.table(&head, all.iter().map(row).collect())
    }
}

fn state(invite: &Invite) -> &'static str {
    let now = crate::base::clock::now().as_millisecond();
    match invite {
        _ if invite.revoked => "revoked",
        _ if invite.used >= invite.uses => "used",
        _ if invite.expires_at <= now => "expired",
        _ => "open",
    }
}

fn described(invite: &Invite) -> Value {
    json!({
        "id": invite.id,
        "email": invite.email,
        "uses": invite.uses,
        "used": invite.used,
        "createdAt": time(invite.created_at),
        "expiresAt": time(invite.expires_at),
        "state": state(invite),
    })
}
