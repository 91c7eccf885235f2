//! `team token expiring`: which keys need a new secret soon?

use std::time::Duration;

use serde_json::Value;

use crate::auth::Entry;
use crate::base::{Error, Kind, Result, clock};
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::span;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token expiring --within 14d
  lean-ctx team token expiring --within 2w --json || notify-the-team

Exit codes: 0 none, 4 at least one (expired ones count).";

/// List tokens that expire soon; exit 4 when there are any.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// How soon.
    #[arg(long, value_name = "SPAN", default_value = "14d", value_parser = span::parse)]
    within: Duration,
    /// Print an array for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        let now = clock::now();
        let until = super::later(now, self.within)?;
        let found: Vec<&Entry> = config.tokens.iter().filter(|e| e.expired(until)).collect();
        let used = super::last_used(&config);
        if self.json {
            let all: Value = found.iter().map(|e| super::describe(e, now, &used)).collect();
            ui.json(&all)?;
        } else if !found.is_empty() {
            super::tabulate(ui, &found, now, &used)?;
        }
        let expired = found.iter().filter(|e| e.expired(now)).count();
        match told(expired, found.len() - expired, &span::spell(self.within)) {
            None => Ok(()),
            Some((message, hint)) => Err(Error::new(Kind::CheckFailed, message).hint(hint)),
        }
    }
}

/// The message and the hint; nothing about nothing.
fn told(expired: usize, soon: usize, within: &str) -> Option<(String, String)> {
    let past = match expired {
        1 => "a token has expired".into(),
        n => format!("{n} tokens have expired"),
    };
    let next = match soon {
        1 => format!("a token expires within {within}"),
        n => format!("{n} tokens expire within {within}"),
    };
    let message = match (expired, soon) {
        (0, 0) => return None,
        (0, _) => next,
        (_, 0) => past,
        (_, _) => format!("{past}, and {next}"),
    };
    let (object, secret) =
        if expired + soon == 1 { ("it", "a new secret") } else { ("them", "new secrets") };
    let mut hint = format!("give {object} {secret}: `lean-ctx team token rotate ID`");
    if expired > 0 {
        hint.push_str("; what nobody needs, `lean-ctx team token revoke ID`");
    }
    Some((message, hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_expired_is_told_from_what_will() {
        assert_eq!(told(0, 0, "14d"), None);
        let (message, hint) = told(0, 1, "14d").unwrap();
        assert_eq!(message, "a token expires within 14d");
        assert_eq!(hint, "give it a new secret: `lean-ctx team token rotate ID`");
        let (message, hint) = told(1, 0, "14d").unwrap();
        assert_eq!(message, "a token has expired");
        assert!(hint.starts_with("give it a new secret") && hint.contains("revoke"), "{hint}");
        let (message, hint) = told(2, 1, "14d").unwrap();
        assert_eq!(message, "2 tokens have expired, and a token expires within 14d");
        assert!(hint.starts_with("give them new secrets"), "{hint}");
    }
}
