//! Who was invited, and how often may an invite still be used?

use rusqlite::{OptionalExtension as _, Row, params};

use super::super::{Read, Write, stored};
use crate::base::Result;
use crate::base::digest::Sha256Digest;

#[derive(Debug, Clone)]
pub struct Invite {
    pub id: i64,
    /// The one address that may use it; none: any.
    pub email: Option<String>,
    pub uses: u64,
    pub used: u64,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked: bool,
}

impl Invite {
    pub const fn usable(&self, now: i64) -> bool {
        !self.revoked && self.used < self.uses && self.expires_at > now
    }
}

const COLUMNS: &str = "id, email, uses, used, created_at, expires_at, revoked";

fn read(row: &Row) -> rusqlite::Result<Invite> {
    Ok(Invite {
        id: row.get(0)?,
        email: row.get(1)?,
        uses: row.get::<_, i64>(2)?.unsigned_abs(),
        used: row.get::<_, i64>(3)?.unsigned_abs(),
        created_at: row.get(4)?,
        expires_at: row.get(5)?,
        revoked: row.get(6)?,
    })
}

/// Its number.
pub fn add(
    w: &Write,
    code: &Sha256Digest,
    email: Option<&str>,
    uses: u64,
    (at, expires): (i64, i64),
) -> Result<i64> {
    w.sql().execute(
        "INSERT INTO invite (code, email, uses, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![code, email, stored(uses)?, at, expires],
    )?;
    Ok(w.sql().last_insert_rowid())
}

pub fn find(r: &Read, code: &Sha256Digest) -> Result<Option<Invite>> {
    let text = format!("SELECT {COLUMNS} FROM invite WHERE code = ?1");
    Ok(r.sql().prepare_cached(&text)?.query_row([code], read).optional()?)
}

pub fn all(r: &Read) -> Result<Vec<Invite>> {
    let mut query = r.sql().prepare(&format!("SELECT {COLUMNS} FROM invite ORDER BY id"))?;
    let rows = query.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

pub fn spend(w: &Write, id: i64) -> Result<()> {
    w.sql().execute("UPDATE invite SET used = used + 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// Whether there is one of this number.
pub fn revoke(w: &Write, id: i64) -> Result<bool> {
    Ok(w.sql().execute("UPDATE invite SET revoked = 1 WHERE id = ?1", [id])? > 0)
}

/// Removes those that were made for this address.
pub fn forget(w: &Write, email: &str) -> Result<()> {
    w.sql().execute("DELETE FROM invite WHERE email = ?1", [email])?;
    Ok(())
}
