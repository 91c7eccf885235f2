//! `team token rotate`: how does a key change without locking its holder out?

use std::time::Duration;

use jiff::Timestamp;

use crate::auth::token::Previous;
use crate::auth::{Entry, Secret};
use crate::base::{Error, Kind, Result, clock};
use crate::cli::complete::Names;
use crate::cli::config_arg::ConfigArg;
use crate::cli::span;
use crate::cli::ui::Ui;
use crate::config::edit::{Draft, edit};
use crate::config::token::{previous_to_json, spell_time};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token rotate alice                    both secrets work for 24 hours
  lean-ctx team token rotate ci-bot --overlap 0       the old one is dead at once
  lean-ctx team token rotate alice --expires 90d

A token that expires gets its lifetime again, counted from now, unless `--expires` says otherwise.";

/// Give a token a new secret: same id, same grants; the old one works until the cut-off.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The token's id.
    #[arg(add = Names::Token)]
    id: String,
    /// How long the old secret still works; 0: not at all.
    #[arg(long, value_name = "SPAN", default_value = "24h", value_parser = span::parse)]
    overlap: Duration,
    /// How long the new secret lives.
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    expires: Option<Duration>,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let secret = Secret::mint()?;
        let entry = edit(&self.config.source()?, |draft| self.rotate(draft, &secret))?;
        ui.secret(&secret)?;
        let cut_off = entry.previous.as_ref().map_or_else(
            || "the old secret is dead".into(),
            |p| format!("the old secret works until {}", spell_time(p.expires_at)),
        );
        super::explain(ui, &format!("token `{}` rotated, {cut_off}", entry.id), &entry);
        Ok(())
    }

    fn rotate(&self, draft: &Draft, secret: &Secret) -> Result<Entry> {
        let config = draft.config()?;
        let now = clock::now();
        let known = || config.tokens.iter().map(|t| t.id.as_str());
        let old = config
            .tokens
            .iter()
            .find(|t| t.id == self.id)
            .ok_or_else(|| super::unknown(&self.id, known()))?;
        let lifetime = self.lifetime(old)?;
        super::check_lifetime(config, lifetime)?;
        let new = Entry {
            sha256: secret.sha256(),
            created_at: Some(now),
            expires_at: lifetime.map(|span| super::later(now, span)).transpose()?,
            previous: self.previous(old, now)?,
            ..old.clone()
        };
        let set = |key, value: Option<serde_json::Value>| {
            draft.set("tokens", &self.id, key, value.as_ref())
        };
        set("sha256Hex", Some(hex::encode(new.sha256).into()))?;
        set("createdAt", new.created_at.map(|at| spell_time(at).into()))?;
        set("expiresAt", new.expires_at.map(|at| spell_time(at).into()))?;
        set("previous", new.previous.as_ref().map(previous_to_json))?;
        Ok(new)
    }

    fn lifetime(&self, old: &Entry) -> Result<Option<Duration>> {
        match (self.expires, old.expires_at, old.created_at) {
            (Some(span), _, _) if span.is_zero() => {
                Err(Error::new(Kind::Usage, "the token would be dead at once")
                    .hint("to end it, `lean-ctx team token revoke`"))
            }
            (Some(span), _, _) => Ok(Some(span)),
            (None, None, _) => Ok(None),
            (None, Some(expires), Some(created)) => {
                Ok(Some(expires.duration_since(created).unsigned_abs()))
            }
            (None, Some(_), None) => {
                let message = format!("how long `{}` lives is not written down", old.id);
                Err(Error::new(Kind::Usage, message).hint("add `--expires 90d`"))
            }
        }
    }

    /// The old secret never outlives its own expiry.
    fn previous(&self, old: &Entry, now: Timestamp) -> Result<Option<Previous>> {
        let cut_off = super::later(now, self.overlap)?;
        let cut_off = old.expires_at.map_or(cut_off, |at| at.min(cut_off));
        Ok((cut_off > now).then_some(Previous { sha256: old.sha256, expires_at: cut_off }))
    }
}
