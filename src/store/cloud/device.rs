//! Which devices may speak for an account, and what did each say that it saw?

use rusqlite::{OptionalExtension as _, params};

use super::super::{Read, Write, stored};
use super::account::{self, Account};
use crate::base::Result;
use crate::base::digest::Sha256Digest;

#[derive(Debug, Clone)]
pub struct Device {
    /// 32 hex digits.
    pub id: String,
    pub name: String,
    /// Ed25519.
    pub public_key: Vec<u8>,
    pub created_at: i64,
    pub seen_at: i64,
    /// 0: it has said nothing yet.
    pub counter: u64,
    pub statement: Option<Statement>,
}

/// What a device saw, as it said and signed it.
#[derive(Debug, Clone)]
pub struct Statement {
    pub sections: String,
    pub mac: Vec<u8>,
    pub signature: Vec<u8>,
}

/// Whose key this is: the account, the device's id, and the day it was last seen.
pub fn holder(r: &Read, api_key: &Sha256Digest) -> Result<Option<(Account, String, i64)>> {
    let mut query = r.sql().prepare_cached(
        "SELECT account.id, email, password, wrapped_key, key_check, account.created_at, disabled,
                device.id, seen_at
         FROM device JOIN account ON account.id = device.account WHERE api_key = ?1",
    )?;
    let found =
        query.query_row([api_key], |row| Ok((account::read(row)?, row.get(7)?, row.get(8)?)));
    Ok(found.optional()?)
}

/// By the time they were made.
pub fn of(r: &Read, account: i64) -> Result<Vec<Device>> {
    let mut query = r.sql().prepare_cached(
        "SELECT id, name, public_key, created_at, seen_at, counter, sections, mac, signature
         FROM device WHERE account = ?1 ORDER BY created_at, id",
    )?;
    let rows = query.query_map([account], |row| {
        let sections: Option<String> = row.get(6)?;
        let statement = match sections {
            Some(sections) => {
                Some(Statement { sections, mac: row.get(7)?, signature: row.get(8)? })
            }
            None => None,
        };
        Ok(Device {
            id: row.get(0)?,
            name: row.get(1)?,
            public_key: row.get(2)?,
            created_at: row.get(3)?,
            seen_at: row.get(4)?,
            counter: row.get::<_, i64>(5)?.unsigned_abs(),
            statement,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn count(r: &Read, account: i64) -> Result<u64> {
    let mut query = r.sql().prepare_cached("SELECT count(*) FROM device WHERE account = ?1")?;
    Ok(query.query_row([account], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

pub fn add(w: &Write, account: i64, device: &Device, api_key: &Sha256Digest) -> Result<()> {
    w.sql()
        .prepare_cached(
            "INSERT INTO device (id, account, name, public_key, api_key, created_at, seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            device.id,
            account,
            device.name,
            device.public_key,
            api_key,
            device.created_at,
            device.seen_at
        ])?;
    Ok(())
}

/// Marks it as seen on this day; nothing is written twice a day.
pub fn seen(w: &Write, id: &str, day: i64) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE device SET seen_at = ?2 WHERE id = ?1")?
        .execute(params![id, day])?;
    Ok(())
}

/// Keeps what it says, unless it has said as much before; whether it was kept.
pub fn say(w: &Write, id: &str, counter: u64, statement: &Statement) -> Result<bool> {
    let changed = w
        .sql()
        .prepare_cached(
            "UPDATE device SET counter = ?2, sections = ?3, mac = ?4, signature = ?5
             WHERE id = ?1 AND counter < ?2",
        )?
        .execute(params![
            id,
            stored(counter)?,
            statement.sections,
            statement.mac,
            statement.signature
        ])?;
    Ok(changed > 0)
}

/// Whether the account had it.
pub fn remove(w: &Write, account: i64, id: &str) -> Result<bool> {
    let changed = w
        .sql()
        .prepare_cached("DELETE FROM device WHERE account = ?1 AND id = ?2")?
        .execute(params![account, id])?;
    Ok(changed > 0)
}

pub fn remove_all(w: &Write, account: i64) -> Result<()> {
    w.sql().prepare_cached("DELETE FROM device WHERE account = ?1")?.execute([account])?;
    Ok(())
}
