//! Which rows does an account server keep? A database of its own, apart from any team's.

pub mod account;
pub mod contribution;
pub mod device;
pub mod invite;
pub mod registration;
pub mod section;

use std::path::PathBuf;

use rusqlite::{OptionalExtension as _, params};

use super::migration::Migration;
use super::{Read, Store, Write};
use crate::base::Result;

/// Every step, oldest first; see `store::migration`.
pub const STEPS: &[Migration] =
    &[Migration { name: "account", sql: include_str!("migration/1_account.sql") }];

/// Names the database and touches nothing.
pub fn database(path: impl Into<PathBuf>) -> Store {
    Store::with(path, STEPS)
}

/// What is under this name, or what `make` gives, kept from now on.
pub fn meta(w: &Write, name: &str, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let mut query = w.sql().prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    if let Some(value) = query.query_row([name], |row| row.get(0)).optional()? {
        return Ok(value);
    }
    let value = make()?;
    w.sql().execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", params![name, value])?;
    Ok(value)
}

/// Forgets what has run out: registrations and resets.
pub fn sweep(w: &Write, now: i64) -> Result<()> {
    w.sql().prepare_cached("DELETE FROM registration WHERE expires_at <= ?1")?.execute([now])?;
    w.sql().prepare_cached("DELETE FROM reset WHERE expires_at <= ?1")?.execute([now])?;
    Ok(())
}

/// How many accounts there are.
pub fn accounts(r: &Read) -> Result<u64> {
    let count: i64 = r.sql().query_row("SELECT count(*) FROM account", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
