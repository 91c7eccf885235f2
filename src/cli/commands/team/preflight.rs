//! `team preflight`: may people be let in?

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::auth::Secret;
use crate::base::{Error, Kind, Result, clock};
use crate::cli::commands::doctor::tell;
use crate::cli::config_arg::{ConfigArg, parse_unchecked};
use crate::cli::ui::Ui;
use crate::client::{self, Authorities};
use crate::config::{Config, environment};
use crate::git::transport::Credentials;
use crate::preflight::{self, Flight};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team preflight --url https://ctx.example.com --token-file /run/secrets/preflight
  lean-ctx team preflight --config team.json --json | jq '.checks[] | select(.state != \"ok\")'
  lean-ctx team preflight --backup-max-age 7d --probe-from https://probe.example.net/

Run it on the server's machine, as the server's user, while the server runs. With a token it asks a
question as a user would, and calls a tool that everybody must be refused; both stand in the audit
log. What a program on the host cannot know is a warning that names what was looked at.
Exit codes: 0 nothing failed (there may be warnings), 4 a check failed, 2 wrong usage.";

/// Check a deployment against the checklist for a public origin, each finding with its remedy.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The https origin that users see; by default team.json's `publicUrl`.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Where the server itself listens; by default what team.json says.
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// A file whose first line is the token to ask with; else LEAN_CTX_TEAM_TOKEN.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A prober elsewhere: GET URL?url=TARGET must answer `{"reachable": true|false}`.
    #[arg(long, value_name = "URL")]
    probe_from: Option<String>,
    /// How old the last backup may be: `24h`, `7d`.
    #[arg(long, value_name = "AGE", default_value = "24h", value_parser = age)]
    backup_max_age: Duration,
    /// A PEM file of the authority that vouches for the public origin, in the place of this
    /// machine's own.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Print `{schema_version, ok, checks}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        let text = source.read()?;
        let config = parse_unchecked(&source, &text)?;
        let named = self.url.as_deref().map(client::address).transpose()?;
        let authorities = self.ca_file.as_deref().map(Authorities::read).transpose()?;
        let findings = preflight::inspect(&Flight {
            public: named.or_else(|| Url::parse(&config.public_url.as_ref()?.to_string()).ok()),
            origin: match &self.origin {
                Some(typed) => Some(client::address(typed)?),
                None => own(&config),
            },
            token: self.token()?.as_ref(),
            token_file: self.token_file.as_deref(),
            probe: self.probe_from.as_deref().map(probe).transpose()?.as_ref(),
            backup_age: self.backup_max_age,
            authorities: &authorities.unwrap_or_default(),
            credentials: Credentials { token: environment::git_token() },
            now: clock::now(),
            config: &config,
            text: &text,
            source: &source,
        });
        tell(ui, &findings, self.json)
    }

    fn token(&self) -> Result<Option<Secret>> {
        let text = match &self.token_file {
            None => environment::team_token(),
            Some(path) => {
                let unreadable =
                    || Error::new(Kind::Usage, format!("cannot read `{}`", path.display()));
                let text = std::fs::read_to_string(path).map_err(|e| unreadable().source(e))?;
                Some(zeroize::Zeroizing::new(text))
            }
        };
        let line = text.as_deref().and_then(|t| t.lines().next()).map(str::trim);
        Ok(line.filter(|line| !line.is_empty()).map(Secret::new))
    }
}

/// Where team.json has the server listen, as this machine reaches it.
fn own(config: &Config) -> Option<Url> {
    let address = config.listen.first().filter(|address| address.port() != 0)?;
    let mut address = *address;
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            std::net::SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            std::net::SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    Url::parse(&format!("http://{address}")).ok()
}

fn probe(typed: &str) -> Result<Url> {
    let url = Url::parse(typed).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
    url.ok_or_else(|| Error::new(Kind::Usage, format!("`{typed}` is no address of a prober")))
}

/// A whole number and `h` or `d`.
fn age(text: &str) -> std::result::Result<Duration, String> {
    let wrong = || "write hours or days, such as `24h` or `7d`".to_owned();
    let (number, unit) = text.split_at_checked(text.len().wrapping_sub(1)).ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    number.checked_mul(seconds).filter(|s| *s > 0).map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_hours_and_days() {
        assert_eq!(age("24h").unwrap(), age("1d").unwrap());
        for wrong in ["", "d", "24", "1.5d", "-1d", "0h", "9999999999999999999d", "é"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
