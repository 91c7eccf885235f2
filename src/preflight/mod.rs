//! May people be let in? Every line of the checklists for a public deployment that a program can check, each with its remedy.
//!
//! What a program on the host cannot know (whether the origin is reachable from elsewhere, whether
//! a volume outlives its machine, whether a log is really shipped) is a warning that names what was
//! looked at; it fails only with evidence. docs/preflight.md names every check.

mod asked;
mod cap;
mod door;
mod kept;
mod origin;
mod place;
mod token;
mod watched;
mod workspace;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::auth::Secret;
use crate::client::Authorities;
use crate::config::{Config, Source};
use crate::doctor::Findings;
use crate::git::transport::Credentials;

/// For one answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is inspected, and with what.
pub struct Flight<'a> {
    pub config: &'a Config,
    /// team.json as it stands, and where.
    pub text: &'a str,
    pub source: &'a Source,
    /// Where users find the server: named, else team.json's `publicUrl`.
    pub public: Option<Url>,
    /// Where the server itself listens: named, else what team.json says.
    pub origin: Option<Url>,
    pub token: Option<&'a Secret>,
    pub token_file: Option<&'a Path>,
    /// A prober elsewhere.
    pub probe: Option<&'a Url>,
    pub backup_age: Duration,
    pub authorities: &'a Authorities,
    pub credentials: Credentials,
    pub now: Timestamp,
}

/// Inspects everything; the server may run, and for most of it should.
pub fn inspect(flight: &Flight) -> Findings {
    let mut checks = door::checks(flight);
    checks.extend(origin::checks(flight));
    checks.extend(cap::checks(flight));
    checks.extend(token::checks(flight));
    checks.extend(place::checks(flight));
    checks.extend(watched::checks(flight));
    checks.extend(workspace::checks(flight));
    checks.extend(asked::checks(flight));
    checks.push(kept::check(&flight.config.data, flight.now, flight.backup_age));
    Findings::new(checks)
}

/// `1 token`, `2 tokens`.
fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Names for a person: all of a few, else the first ones.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 5;
    let names: Vec<&str> = names.into_iter().collect();
    let shown = format!("`{}`", names[..names.len().min(MOST)].join("`, `"));
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
