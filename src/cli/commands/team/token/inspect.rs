//! `team token inspect`: whose is this secret, and was it copied whole?

use serde_json::json;

use crate::auth::secret::{Secret, Shape};
use crate::base::{Error, Kind, Result, clock};
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token inspect                asks for the secret, without echo
  lean-ctx team token inspect < leaked.txt   after a scanner found one: whom to revoke

The secret is never taken from the command line. Exit codes: 0 it is known and valid, 4 it is not.";

/// Tell whose a secret is, whether it is still good, and whether it was mistyped.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print `{shape, id, expired, previous}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        let secret = Secret::new(ui.secret_input("Secret")?.trim());
        let digest = secret.sha256();
        let now = clock::now();
        let found = config.tokens.iter().find_map(|entry| {
            let previous = entry.previous.as_ref().filter(|p| p.sha256 == digest);
            match previous {
                Some(previous) => Some((entry, true, previous.expires_at <= now)),
                None => (entry.sha256 == digest).then(|| (entry, false, entry.expired(now))),
            }
        });
        if self.json {
            ui.json(&json!({
                "shape": word(secret.shape()),
                "id": found.map(|(entry, ..)| &entry.id),
                "previous": found.map(|(_, previous, _)| previous),
                "expired": found.map(|(.., expired)| expired),
            }))?;
        }
        let fail = |message: String| Err(Error::new(Kind::CheckFailed, message));
        match (found, secret.shape()) {
            (Some((entry, previous, expired)), _) => {
                let which = if previous {
                    "the secret before the last rotation of"
                } else {
                    "the secret of"
                };
                let told = format!("{which} token `{}`: {}", entry.id, super::granted(entry));
                if expired {
                    return fail(format!("{told}; it is no longer good"));
                }
                if self.json { Ok(()) } else { ui.line(&told) }
            }
            (None, Shape::Ours) => {
                fail("it was minted by lean-ctx, and no token here has it".into())
            }
            (None, Shape::Damaged) => fail(
                "its checksum does not hold: it was cut or mistyped, and no server knows it".into(),
            ),
            (None, Shape::Foreign) => {
                fail("no token here has it, and lean-ctx did not mint it".into())
            }
        }
    }
}

const fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Ours => "ours",
        Shape::Damaged => "damaged",
        Shape::Foreign => "foreign",
    }
}
