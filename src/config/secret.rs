//! Where is a secret kept that the server needs in clear? In the file, in the environment, or in a
//! file of its own.

use std::path::{Path, PathBuf};

use super::Surroundings;
use super::document::Node;
use crate::auth::Secret;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// A secret, or where to fetch it at the moment it is used.
#[derive(Clone)]
pub enum SecretSource {
    Literal(Secret),
    /// `env:NAME`
    Env(String),
    /// `file:/path`
    File(PathBuf),
}

impl SecretSource {
    /// Fetches the secret: a rotated file counts from the next use on.
    ///
    /// # Errors
    /// `Config` when the variable or file is missing or empty.
    pub fn resolve(&self) -> Result<Secret> {
        let secret = match self {
            Self::Literal(secret) => return Ok(secret.clone()),
            Self::Env(name) => Secret::new(std::env::var(name).unwrap_or_default()),
            Self::File(path) => {
                let text = std::fs::read_to_string(path)
                    .context(|| format!("cannot read the secret file `{}`", path.display()))?;
                Secret::new(zeroize::Zeroizing::new(text).trim_end_matches(['\r', '\n']))
            }
        };
        if secret.expose().is_empty() {
            return Err(Error::new(Kind::Config, format!("{} holds no secret", self.place()))
                .hint("set it, or name another source in team.json"));
        }
        Ok(secret)
    }

    /// Where it is kept, for people.
    pub fn place(&self) -> String {
        match self {
            Self::Literal(_) => "team.json".into(),
            Self::Env(name) => format!("the environment variable `{name}`"),
            Self::File(path) => format!("the file `{}`", path.display()),
        }
    }
}

/// Reads a secret or its source. A missing variable or file is a warning: the person who checks
/// need not be the user the server runs as.
pub(super) fn read(node: &Node, around: &Surroundings) -> Option<SecretSource> {
    let text = node.text()?;
    if let Some(name) = text.strip_prefix("env:") {
        if name.is_empty() || name.contains(['=', ' ']) {
            return node.fault("names no environment variable", "write `env:NAME`");
        }
        if around.env(name).is_none() {
            node.warn(format!("the environment has no `{name}`"), "set it where the server runs");
        }
        return Some(SecretSource::Env(name.into()));
    }
    if let Some(path) = text.strip_prefix("file:") {
        if path.is_empty() {
            return node.fault("names no file", "write `file:/run/secrets/name`");
        }
        let path = around.base.join(Path::new(path));
        if !path.is_file() {
            let message = format!("there is no file `{}`", path.display());
            node.warn(message, "put it where the server runs");
        }
        return Some(SecretSource::File(path));
    }
    Some(SecretSource::Literal(Secret::new(text)))
}
