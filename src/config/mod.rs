//! What did the operator write in team.json? Text → check → `Config`, which is immutable and
//! passed on, never looked up.
//!
//! CONTRACT §1 is the list of keys. Where it says only "objects", the shapes are these:
//! `edgeIdentity` and `oauth` in `identity`, `index` and `retention` in `limit`.

pub mod check;
#[cfg(feature = "server")]
pub mod cloud;
pub mod connector;
mod document;
pub mod edit;
pub mod environment;
pub mod fault;
pub mod identity;
pub mod limit;
pub mod network;
mod place;
pub mod plan;
pub mod secret;
pub mod source;
pub mod telemetry;
pub mod token;
pub mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use crate::auth::{Entry, Roster};
use crate::base::clock;
use crate::base::digest::Sha256Digest;
use crate::base::layout::DataDir;

pub use connector::Connector;
pub use fault::Fault;
pub use identity::{EdgeIdentity, Oauth};
pub use limit::{Embedding, IndexLimits, Limits, Retention};
pub use network::{HostName, Network, Origin, Webhook};
pub use secret::SecretSource;
pub use source::Source;
pub use workspace::{Groups, RefGlobs, Workspace};

/// A team.json without faults. No `Debug`: it may hold secrets.
#[derive(Clone)]
pub struct Config {
    /// As written.
    pub host: String,
    /// 0: any free one.
    pub port: u16,
    /// What `host` and `port` resolved to; at least one.
    pub listen: Vec<SocketAddr>,
    /// The id of one of `workspaces`.
    pub default_workspace: String,
    /// At least one; ids are unique.
    pub workspaces: Vec<Workspace>,
    /// May be empty: see [`Config::serve_faults`].
    pub tokens: Vec<Entry>,
    pub max_token_lifetime: Option<Duration>,
    pub audit_log: PathBuf,
    pub data: DataDir,
    pub disable_host_check: bool,
    pub allowed_hosts: Vec<HostName>,
    pub allowed_origins: Vec<Origin>,
    pub public_url: Option<Origin>,
    pub trusted_proxies: Vec<Network>,
    pub limits: Limits,
    /// Bytes; none: no quota.
    pub storage_quota: Option<u64>,
    #[allow(dead_code, reason = "checked at every start; what reads it is not built yet")]
    /// https.
    pub roi_webhook: Option<Webhook>,
    pub connectors: Vec<Connector>,
    /// By workspace id.
    pub webhooks: BTreeMap<String, SecretSource>,
    pub sync_interval: Option<Duration>,
    pub edge_identity: Option<EdgeIdentity>,
    pub oauth: Option<Oauth>,
    pub index: IndexLimits,
    pub retention: Retention,
}

pub struct Loaded {
    pub config: Config,
    /// What works, but is probably not meant.
    pub warnings: Vec<Fault>,
}

/// What a text means beyond its letters: where relative paths start, the environment, the time, the
/// addresses of names.
pub struct Surroundings {
    pub base: PathBuf,
    pub now: Timestamp,
    env: fn(&str) -> Option<String>,
    resolve: fn(&str, u16) -> Vec<SocketAddr>,
}

/// Asks this machine's resolver.
fn resolve(host: &str, port: u16) -> Vec<SocketAddr> {
    (host, port).to_socket_addrs().map(Iterator::collect).unwrap_or_default()
}

impl Surroundings {
    /// Those of this process.
    ///
    /// # Errors
    /// When the current directory is gone.
    pub fn of(source: &Source) -> crate::base::Result<Self> {
        // What is not UTF-8 stays wrong: it must not pass for "not set".
        let env = |name: &str| std::env::var_os(name).map(|v| v.to_string_lossy().into_owned());
        Ok(Self { base: source.base()?, now: clock::now(), env, resolve })
    }

    /// Surroundings that ask this machine for nothing but its files, at one moment for ever.
    #[cfg(any(test, fuzzing))]
    pub fn fixed(
        base: impl Into<PathBuf>,
        env: fn(&str) -> Option<String>,
        resolve: fn(&str, u16) -> Vec<SocketAddr>,
    ) -> Self {
        let now = "2026-11-22T00:00:00Z".parse().expect("a time");
        Self { base: base.into(), now, env, resolve }
    }

    pub fn env(&self, name: &str) -> Option<String> {
        (self.env)(name)
    }

    /// None: the name does not resolve.
    pub fn resolve(&self, host: &str, port: u16) -> Vec<SocketAddr> {
        (self.resolve)(host, port)
    }
}

impl Config {
    /// Reads and checks a team.json.
    ///
    /// # Errors
    /// Every fault there is, in the order of the text.
    pub fn load(source: &Source) -> Result<Loaded, Vec<Fault>> {
        Self::survey(source).map_err(|(faults, _)| faults)
    }

    /// Reads and checks a team.json for somebody who will mend it.
    ///
    /// # Errors
    /// Every fault there is, and every warning, both in the order of the text.
    pub fn survey(source: &Source) -> Result<Loaded, (Vec<Fault>, Vec<Fault>)> {
        let unreadable = |e: crate::base::Error| {
            let remedy = e.hint_text().unwrap_or("name another source");
            (vec![Fault::new("", e.chain(), remedy)], Vec::new())
        };
        let text = source.read().map_err(unreadable)?;
        let around = Surroundings::of(source).map_err(unreadable)?;
        let mut loaded = check::survey_text(&text, &around)?;
        loaded.warnings.extend(loaded.config.exposed_secrets(source));
        Ok(loaded)
    }

    /// As [`Config::load`], of a text that was read from `source`.
    ///
    /// # Errors
    /// As there.
    pub fn parse(source: &Source, text: &str) -> Result<Loaded, Vec<Fault>> {
        let around = Surroundings::of(source).map_err(|e| vec![Fault::new("", e.chain(), "")])?;
        check::survey_text(text, &around).map_err(|(faults, _)| faults)
    }

    /// A secret written out in a file that others may read.
    fn exposed_secrets(&self, source: &Source) -> Option<Fault> {
        use std::os::unix::fs::PermissionsExt as _;
        let of_connectors = self.connectors.iter().filter_map(|c| c.secret.as_ref());
        let mut all = of_connectors.chain(self.webhooks.values());
        let literal = all.any(|s| matches!(s, SecretSource::Literal(_)));
        let open = std::fs::metadata(source.path()?).ok()?.permissions().mode() & 0o077 != 0;
        (literal && open).then(|| {
            let message = "holds secrets, and others on this machine may read it";
            Fault::new("", message, "`chmod 600` it, or write `env:NAME` or `file:/path` instead")
        })
    }

    pub fn workspace(&self, id: &str) -> Option<&Workspace> {
        self.workspaces.iter().find(|w| w.id == id)
    }

    /// The workspace that a connector fetches for.
    pub fn workspace_of<'a>(&'a self, connector: &'a Connector) -> &'a str {
        connector.workspace.as_deref().unwrap_or(&self.default_workspace)
    }

    pub fn roster(&self) -> Roster {
        Roster::new(self.tokens.clone())
    }

    /// Whether only this machine can reach the server.
    pub fn is_loopback(&self) -> bool {
        self.listen.iter().all(|address| address.ip().to_canonical().is_loopback())
    }

    /// What stands against serving, though the file itself is sound: `token create` must work on a
    /// file that has no token yet.
    pub fn serve_faults(&self) -> Vec<Fault> {
        if !self.tokens.is_empty() {
            return Vec::new();
        }
        let message = if self.is_loopback() {
            "there is no token, so nobody could be let in".into()
        } else {
            format!("refusing to listen on `{}` (not loopback) without a token", self.host)
        };
        let remedy = "mint one: `lean-ctx team token create --config … --id … --role member`";
        vec![Fault::new("tokens", message, remedy)]
    }
}

/// The hash of every secret that `tokens` lists, previous ones too, in a text that may have faults:
/// a token that stands there no longer is revoked, whatever else is wrong. What cannot be read as
/// a hash lists nothing. `None` when the text is not JSON or has no list of tokens: then nobody can
/// tell which were meant.
pub fn listed_hashes(text: &str) -> Option<BTreeSet<Sha256Digest>> {
    let document = document::Document::new(text);
    let value = document.parse()?;
    token::listed(&document::Node::root(&document, &value))
}

#[cfg(test)]
mod tests;
