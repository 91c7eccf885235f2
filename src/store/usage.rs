//! How much have callers stored, and may it be more?

use rusqlite::params;

use super::{Concept, Read, Write, stored};
use crate::base::{Error, Kind, Result};

/// What a row costs beside its text: its place in tables and indexes.
pub const ROW: u64 = 256;

/// Counts a change of what is stored and, where it grew, holds it against the quota of all
/// workspaces together.
///
/// # Errors
/// `tool_error` that names the quota. It does not say how much others have stored.
pub fn change(
    w: &Write,
    workspace: i64,
    concept: Concept,
    (from, to): (u64, u64),
    quota: Option<u64>,
) -> Result<()> {
    let delta = stored(to)? - stored(from)?;
    w.sql()
        .prepare_cached(
            "INSERT OR IGNORE INTO usage (workspace, concept, bytes) VALUES (?1, ?2, 0)",
        )?
        .execute(params![workspace, concept.word()])?;
    w.sql()
        .prepare_cached(
            "UPDATE usage SET bytes = bytes + ?3 WHERE workspace = ?1 AND concept = ?2",
        )?
        .execute(params![workspace, concept.word(), delta])?;
    match quota {
        Some(quota) if delta > 0 && total(w)? > quota => Err(Error::new(
            Kind::ToolError,
            format!("the storage quota of {quota} bytes has no room for {delta} more"),
        )
        .hint("remove what is no longer needed, or ask who runs the server to raise `storageQuotaBytes`")),
        _ => Ok(()),
    }
}

/// Bytes in all workspaces.
pub fn total(r: &Read) -> Result<u64> {
    let sum: i64 = r
        .sql()
        .prepare_cached("SELECT coalesce(sum(bytes), 0) FROM usage")?
        .query_row([], |row| row.get(0))?;
    Ok(sum.unsigned_abs())
}

/// Bytes of one concept in all workspaces.
#[cfg(test)]
pub fn of(r: &Read, concept: Concept) -> Result<u64> {
    let sum: i64 = r
        .sql()
        .prepare_cached("SELECT coalesce(sum(bytes), 0) FROM usage WHERE concept = ?1")?
        .query_row([concept.word()], |row| row.get(0))?;
    Ok(sum.unsigned_abs())
}
