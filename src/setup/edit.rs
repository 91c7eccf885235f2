//! How does one entry come into a configuration without anything else in it moving?

use std::path::Path;

use serde_json::Value;

use super::client::{Client, Format};
use super::entry::{Server, blend};
use super::{NAME, json, toml};
use crate::base::{Error, Result};

/// Why a text cannot be edited, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// From 1.
    pub line: usize,
    pub why: String,
}

impl Broken {
    pub fn new(line: usize, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }

    /// As an error that names the place as compilers do.
    pub fn of(self, path: &Path) -> Error {
        Error::failed(format!("{}:{}: {}", path.display(), self.line, self.why))
            .hint("mend the file, then run this again; it was left as it is")
    }
}

/// The entry that a configuration holds for us.
///
/// # Errors
/// When the text is not of its format, or holds no servers where they belong.
pub fn get(client: &Client, text: &str) -> Result<Option<Value>, Broken> {
    match client.format {
        Format::Json => json::get(text, client.under, NAME),
        Format::Toml => toml::get(text, client.under, NAME),
    }
}

/// The text with this entry, or without one.
///
/// # Errors
/// As [`get`].
pub fn put(client: &Client, text: &str, entry: Option<&Value>) -> Result<String, Broken> {
    match client.format {
        Format::Json => json::put(text, client.under, NAME, entry),
        Format::Toml => toml::put(text, client.under, NAME, entry),
    }
}

/// The entry that the file of a client holds for us.
///
/// # Errors
/// When the file cannot be read, or is broken.
pub fn entry_in(client: &Client, file: &Path) -> Result<Option<Value>> {
    let text = super::change::read(file)?.unwrap_or_default();
    get(client, &text).map_err(|broken| broken.of(file))
}

/// The text of `path` as setup leaves it: the same bytes where the entry says what it must.
///
/// # Errors
/// For a broken file, with its line.
pub fn connected(
    client: &Client,
    server: &Server,
    path: &Path,
    text: Option<&str>,
) -> Result<String> {
    let old = text.unwrap_or_default();
    let broken = |b: Broken| b.of(path);
    let existing = get(client, old).map_err(broken)?;
    let entry = server.entry(client, existing.as_ref())?;
    let wanted = existing.as_ref().map_or_else(|| entry.wanted.clone(), |e| blend(e, &entry));
    if existing.as_ref() == Some(&wanted) {
        return Ok(old.to_owned());
    }
    put(client, old, Some(&wanted)).map_err(broken)
}
