//! Who wants an account, and who wants a new password?

use rusqlite::{OptionalExtension as _, Row, params};

use super::super::{Read, Write};
use super::account::Lock;
use crate::base::Result;
use crate::base::digest::Sha256Digest;

/// Of one address; beyond, the oldest makes room.
const MOST: i64 = 8;

#[derive(Clone)]
pub struct Registration {
    pub id: i64,
    pub email: String,
    pub lock: Lock,
    pub created_at: i64,
    pub expires_at: i64,
}

const COLUMNS: &str = "id, email, password, wrapped_key, key_check, created_at, expires_at";

fn read(row: &Row) -> rusqlite::Result<Registration> {
    Ok(Registration {
        id: row.get(0)?,
        email: row.get(1)?,
        lock: Lock { password: row.get(2)?, wrapped_key: row.get(3)?, key_check: row.get(4)? },
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
    })
}

/// One that is waited for until `expires`.
pub fn add(
    w: &Write,
    email: &str,
    lock: &Lock,
    token: Option<&Sha256Digest>,
    (at, expires): (i64, i64),
) -> Result<()> {
    insert(w, email, lock, token, (at, expires))?;
    w.sql()
        .prepare_cached(
            "DELETE FROM registration WHERE email = ?1 AND id <=
                 (SELECT id FROM registration WHERE email = ?1 AND expires_at > ?3
                  ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![email, MOST, at])?;
    Ok(())
}

/// The work of [`add`], for what nobody can ever confirm; it takes no other's place.
pub fn pretend(w: &Write, email: &str, lock: &Lock, at: i64) -> Result<()> {
    insert(w, email, lock, None, (at, at))
}

fn insert(
    w: &Write,
    email: &str,
    lock: &Lock,
    token: Option<&Sha256Digest>,
    (at, expires): (i64, i64),
) -> Result<()> {
    w.sql()
        .prepare_cached(
            "INSERT INTO registration
                 (email, password, wrapped_key, key_check, token, created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            email,
            lock.password,
            lock.wrapped_key,
            lock.key_check,
            token,
            at,
            expires
        ])?;
    Ok(())
}

/// Those that can be confirmed now, oldest first; of one address, or all.
pub fn waiting(r: &Read, email: Option<&str>, now: i64) -> Result<Vec<Registration>> {
    let text = format!(
        "SELECT {COLUMNS} FROM registration
         WHERE expires_at > ?2 AND (?1 IS NULL OR email = ?1) ORDER BY id"
    );
    let mut query = r.sql().prepare_cached(&text)?;
    let rows = query.query_map(params![email, now], read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The one that was sent this token.
pub fn by_token(r: &Read, token: &Sha256Digest, now: i64) -> Result<Option<Registration>> {
    let text = format!("SELECT {COLUMNS} FROM registration WHERE token = ?1 AND expires_at > ?2");
    Ok(r.sql().prepare_cached(&text)?.query_row(params![token, now], read).optional()?)
}

/// Gives one another token.
pub fn renew(w: &Write, id: i64, token: &Sha256Digest) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE registration SET token = ?2 WHERE id = ?1")?
        .execute(params![id, token])?;
    Ok(())
}

/// Forgets every registration of an address.
pub fn settle(w: &Write, email: &str) -> Result<()> {
    w.sql().prepare_cached("DELETE FROM registration WHERE email = ?1")?.execute([email])?;
    Ok(())
}

/// Keeps the one token with which the password of an address can be reset.
pub fn offer_reset(w: &Write, address: &[u8], token: &Sha256Digest, expires: i64) -> Result<()> {
    w.sql()
        .prepare_cached(
            "INSERT OR REPLACE INTO reset (address, token, expires_at) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![address, token, expires])?;
    Ok(())
}

/// Whether this token resets that address now.
pub fn may_reset(r: &Read, address: &[u8], token: &Sha256Digest, now: i64) -> Result<bool> {
    let mut query =
        r.sql().prepare_cached("SELECT token, expires_at FROM reset WHERE address = ?1")?;
    let kept: Option<(Sha256Digest, i64)> =
        query.query_row([address], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(kept.is_some_and(|(kept, expires)| crate::base::digest::same(&kept, token) && expires > now))
}

pub fn spend_reset(w: &Write, address: &[u8]) -> Result<()> {
    w.sql().prepare_cached("DELETE FROM reset WHERE address = ?1")?.execute([address])?;
    Ok(())
}
