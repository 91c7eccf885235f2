//! `team token`: who holds a key to the team's server?

mod create;
mod expiring;
mod inspect;
mod list;
mod revoke;
mod rotate;

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::audit;
use crate::auth::{Entry, Grant, Scope, ScopeSet};
use crate::base::{Error, Kind, Result};
use crate::cli::span;
use crate::cli::ui::Ui;
use crate::config::token::spell_time;
use crate::config::{Config, fault};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token create --id alice --role member --expires 90d
  lean-ctx team token list
  lean-ctx team token rotate alice --overlap 24h
  lean-ctx team token revoke alice

A secret is printed once and never stored; team.json keeps its SHA-256. A running server takes
each change within two seconds.";

/// Mint, list, rotate and revoke bearer tokens.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Create(create::Args),
    List(list::Args),
    Rotate(rotate::Args),
    Revoke(revoke::Args),
    Expiring(expiring::Args),
    Inspect(inspect::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Create(args) => args.run(ui),
            Command::List(args) => args.run(ui),
            Command::Rotate(args) => args.run(ui),
            Command::Revoke(args) => args.run(ui),
            Command::Expiring(args) => args.run(ui),
            Command::Inspect(args) => args.run(ui),
        }
    }
}

/// When each token was last used, by id, as the audit log tells.
type LastUsed = BTreeMap<String, Timestamp>;

/// Empty where the log cannot be read: the tokens themselves are still worth listing.
fn last_used(config: &Config) -> LastUsed {
    audit::last_used(&config.audit_log).unwrap_or_default()
}

fn later(from: Timestamp, span: Duration) -> Result<Timestamp> {
    let too_late = || Error::new(Kind::Usage, "that time is out of range").hint("write less");
    let span = SignedDuration::try_from(span).map_err(|_| too_late())?;
    from.checked_add(span).map_err(|_| too_late())
}

/// Holds a new secret to `maxTokenLifetimeDays`.
fn check_lifetime(config: &Config, lifetime: Option<Duration>) -> Result<()> {
    let Some(most) = config.max_token_lifetime else { return Ok(()) };
    let refuse = |what: &str| {
        let most = span::spell(most);
        Err(Error::new(Kind::Usage, format!("{what}; `maxTokenLifetimeDays` allows {most}"))
            .hint(format!("add `--expires {most}` or less")))
    };
    match lifetime {
        None => refuse("the token would never expire"),
        Some(lifetime) if lifetime > most => {
            refuse(&format!("the token would live for {}", span::spell(lifetime)))
        }
        Some(_) => Ok(()),
    }
}

fn unknown<'a>(id: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    let hint = fault::nearest(id, known).map_or_else(
        || "`lean-ctx team token list` shows all".into(),
        |near| format!("did you mean `{near}`?"),
    );
    Error::new(Kind::NotFound, format!("there is no token `{id}`")).hint(hint)
}

/// What a token grants, on one line.
fn granted(entry: &Entry) -> String {
    let role = entry.role.map_or(String::new(), |role| format!("role {role}, "));
    let expires =
        entry.expires_at.map_or("never expires".into(), |at| format!("expires {}", spell_time(at)));
    format!(
        "{role}scopes {}, workspaces {}, {expires}",
        spell_scopes(entry.effective()),
        spell_grant(&entry.workspaces)
    )
}

fn spell_scopes(scopes: ScopeSet) -> String {
    if scopes == ScopeSet::ALL { "all".into() } else { scopes.to_string() }
}

fn spell_grant(grant: &Grant) -> String {
    match grant {
        Grant::All => "all".into(),
        Grant::Only(ids) => ids.iter().map(String::as_str).collect::<Vec<_>>().join(","),
    }
}

/// How to use a secret, after it was printed.
fn explain(ui: &Ui, done: &str, entry: &Entry) {
    ui.note(&format!("{done}: {}", granted(entry)));
    ui.note("the secret is on stdout, this once; clients send it as `Authorization: Bearer …`");
}

fn describe(entry: &Entry, now: Timestamp, used: &LastUsed) -> Value {
    let workspaces = match &entry.workspaces {
        Grant::All => Value::Null,
        Grant::Only(ids) => ids.iter().map(String::as_str).collect(),
    };
    json!({
        "id": entry.id,
        "role": entry.role.map(|r| r.word()),
        "scopes": entry.scopes.iter().map(Scope::word).collect::<Value>(),
        "effectiveScopes": entry.effective().iter().map(Scope::word).collect::<Value>(),
        "workspaces": workspaces,
        "createdAt": entry.created_at.map(spell_time),
        "expiresAt": entry.expires_at.map(spell_time),
        "expired": entry.expired(now),
        "previousExpiresAt": entry.previous.as_ref().map(|p| spell_time(p.expires_at)),
        "lastUsed": used.get(&entry.id).copied().map(spell_time),
    })
}

fn tabulate(ui: &Ui, entries: &[&Entry], now: Timestamp, used: &LastUsed) -> Result<()> {
    // Spaces are where a terminal's narrow column may break.
    let soft = |text: String, from: &str, to: &str| match ui.is_read() {
        true => text.replace(from, to),
        false => text,
    };
    let time = |at: Option<Timestamp>| at.map_or("-".into(), |at| soft(spell_time(at), "T", " "));
    let row = |e: &&Entry| {
        let expires = match e.expired(now) {
            true => format!("{} (expired)", time(e.expires_at)),
            false => time(e.expires_at),
        };
        vec![
            e.id.clone(),
            e.role.map_or("-".into(), |r| r.word().into()),
            soft(spell_scopes(e.effective()), ",", ", "),
            soft(spell_grant(&e.workspaces), ",", ", "),
            time(e.created_at),
            expires,
            time(used.get(&e.id).copied()),
        ]
    };
    let head = ["ID", "ROLE", "SCOPES", "WORKSPACES", "CREATED", "EXPIRES", "LAST USED"];
    ui.table(&head, entries.iter().map(row).collect())
}
