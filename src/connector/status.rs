//! How is a scheduled connector? Without its secret, and without a word of what its provider said.

use jiff::Timestamp;
use serde::Serialize;

use super::walk::Place;
use crate::base::Result;
use crate::base::clock;
use crate::config::connector::Connector;
use crate::store::Store;
use crate::store::connector::{self as rows, Entry};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// `disabled`, `pending` (it has not run yet), `running`, `ok`, `rate_limited` or `failed`.
    pub state: &'static str,
    pub last_run: Option<String>,
    pub last_success: Option<String>,
    pub next_run: Option<String>,
    /// Documents that are kept.
    pub items: u64,
    /// Everything has been fetched once; else it goes on.
    pub complete: bool,
    /// Why the last run failed.
    pub error: Option<Failed>,
    pub rate_limited_until: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failed {
    /// `config`, `unauthorized`, `forbidden`, `not_found`, `rate_limited`, `rejected`, `redirected`, `unavailable`,
    /// `timeout`, `malformed`, `too_large` or `storage`.
    pub kind: String,
    pub message: String,
    /// Runs that failed in a row.
    pub failures: u32,
}

/// # Errors
/// When the store cannot be read.
pub fn status(store: &Store, connector: &Connector) -> Result<Status> {
    let entry = store.read(|r| rows::get(r, &connector.id))?.unwrap_or_default();
    Ok(of(&entry, connector.enabled, clock::now()))
}

fn of(entry: &Entry, enabled: bool, now: Timestamp) -> Status {
    let now = now.as_millisecond();
    let limited = entry.limited_until.filter(|until| *until > now);
    let state = match &entry.fault {
        _ if !enabled => "disabled",
        _ if entry.leased_until > now => "running",
        _ if limited.is_some() => "rate_limited",
        Some(_) => "failed",
        None if entry.last_success.is_none() => "pending",
        None => "ok",
    };
    let time = |at: Option<i64>| at.and_then(clock::rfc3339_of);
    Status {
        state,
        last_run: time(entry.last_run),
        last_success: time(entry.last_success),
        next_run: time(Some(entry.next_run).filter(|at| enabled && *at > 0)),
        items: entry.items,
        complete: Place::read(&entry.place).complete(),
        error: entry.fault.as_ref().map(|(kind, message)| Failed {
            kind: kind.clone(),
            message: message.clone(),
            failures: entry.failures,
        }),
        rate_limited_until: time(limited),
    }
}
