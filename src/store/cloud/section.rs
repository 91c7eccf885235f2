//! Which blob of an account stands under a name, in which version?

use rusqlite::{OptionalExtension as _, params};

use super::super::{Read, Write, stored};
use crate::base::Result;

/// A blob without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub name: String,
    pub version: u64,
    pub entries: u64,
    pub bytes: u64,
    pub updated_at: i64,
    /// False once it was deleted.
    pub present: bool,
}

/// What stands under a name; version 0: it was never written.
#[derive(Debug, Default)]
pub struct Kept {
    /// None once it was deleted.
    pub blob: Option<Vec<u8>>,
    pub version: u64,
    pub entries: u64,
}

pub fn kept(r: &Read, account: i64, name: &str) -> Result<Kept> {
    let mut query = r.sql().prepare_cached(
        "SELECT blob, version, entries FROM section WHERE account = ?1 AND name = ?2",
    )?;
    let found = query.query_row(params![account, name], |row| {
        let (version, entries): (i64, i64) = (row.get(1)?, row.get(2)?);
        let (version, entries) = (version.unsigned_abs(), entries.unsigned_abs());
        Ok(Kept { blob: row.get(0)?, version, entries })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// All, by name.
pub fn all(r: &Read, account: i64) -> Result<Vec<Section>> {
    let mut query = r.sql().prepare_cached(
        "SELECT name, version, entries, bytes, updated_at, blob IS NOT NULL FROM section
         WHERE account = ?1 ORDER BY name",
    )?;
    let rows = query.query_map([account], |row| {
        Ok(Section {
            name: row.get(0)?,
            version: row.get::<_, i64>(1)?.unsigned_abs(),
            entries: row.get::<_, i64>(2)?.unsigned_abs(),
            bytes: row.get::<_, i64>(3)?.unsigned_abs(),
            updated_at: row.get(4)?,
            present: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The current version (0: none) and how many bytes stand there.
pub fn current(r: &Read, account: i64, name: &str) -> Result<(u64, u64)> {
    let mut query = r
        .sql()
        .prepare_cached("SELECT version, bytes FROM section WHERE account = ?1 AND name = ?2")?;
    let found: Option<(i64, i64)> =
        query.query_row(params![account, name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (version, bytes) = found.unwrap_or_default();
    Ok((version.unsigned_abs(), bytes.unsigned_abs()))
}

/// Bytes of all of an account's blobs.
pub fn used(r: &Read, account: i64) -> Result<u64> {
    let mut query =
        r.sql().prepare_cached("SELECT coalesce(sum(bytes), 0) FROM section WHERE account = ?1")?;
    Ok(query.query_row([account], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Puts a blob, or nothing, in the place of what is there.
pub fn put(
    w: &Write,
    account: i64,
    (name, version): (&str, u64),
    blob: Option<&[u8]>,
    (entries, at): (u64, i64),
) -> Result<()> {
    let bytes = blob.map_or(0, |b| b.len() as u64);
    w.sql()
        .prepare_cached(
            "INSERT INTO section (account, name, version, entries, bytes, updated_at, blob)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (account, name) DO UPDATE SET
                 version = ?3, entries = ?4, bytes = ?5, updated_at = ?6, blob = ?7",
        )?
        .execute(params![
            account,
            name,
            stored(version)?,
            stored(entries)?,
            stored(bytes)?,
            at,
            blob
        ])?;
    Ok(())
}

/// Forgets all, versions too: for an account that begins anew under another key.
pub fn clear(w: &Write, account: i64) -> Result<()> {
    w.sql().pragma_update(None, "secure_delete", true)?;
    w.sql().prepare_cached("DELETE FROM section WHERE account = ?1")?.execute([account])?;
    Ok(())
}
