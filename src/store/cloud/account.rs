//! Who has an account, and how is the password and the wrapped key kept?

use rusqlite::{OptionalExtension as _, Row, params};

use super::super::{Read, Write};
use crate::base::Result;

/// How an account is opened: a hash, and what the client wrapped.
#[derive(Clone)]
pub struct Lock {
    /// Argon2id in PHC form.
    pub password: String,
    pub wrapped_key: Vec<u8>,
    pub key_check: Vec<u8>,
}

#[derive(Clone)]
pub struct Account {
    pub id: i64,
    pub email: String,
    pub lock: Lock,
    pub created_at: i64,
    pub disabled: bool,
}

const COLUMNS: &str = "id, email, password, wrapped_key, key_check, created_at, disabled";

pub(super) fn read(row: &Row) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        lock: Lock { password: row.get(2)?, wrapped_key: row.get(3)?, key_check: row.get(4)? },
        created_at: row.get(5)?,
        disabled: row.get(6)?,
    })
}

pub fn find(r: &Read, email: &str) -> Result<Option<Account>> {
    let text = format!("SELECT {COLUMNS} FROM account WHERE email = ?1");
    Ok(r.sql().prepare_cached(&text)?.query_row([email], read).optional()?)
}

/// Every account, by address.
pub fn all(r: &Read) -> Result<Vec<Account>> {
    let text = format!("SELECT {COLUMNS} FROM account ORDER BY email");
    let mut query = r.sql().prepare_cached(&text)?;
    let rows = query.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Its number. The address must have none.
pub fn add(w: &Write, email: &str, lock: &Lock, at: i64) -> Result<i64> {
    w.sql()
        .prepare_cached(
            "INSERT INTO account (email, password, wrapped_key, key_check, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![email, lock.password, lock.wrapped_key, lock.key_check, at])?;
    Ok(w.sql().last_insert_rowid())
}

pub fn relock(w: &Write, account: i64, lock: &Lock) -> Result<()> {
    w.sql()
        .prepare_cached(
            "UPDATE account SET password = ?2, wrapped_key = ?3, key_check = ?4 WHERE id = ?1",
        )?
        .execute(params![account, lock.password, lock.wrapped_key, lock.key_check])?;
    Ok(())
}

pub fn disable(w: &Write, account: i64, disabled: bool) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE account SET disabled = ?2 WHERE id = ?1")?
        .execute(params![account, disabled])?;
    Ok(())
}

/// The account and all that is its own. The pages are overwritten, not only given back.
pub fn remove(w: &Write, account: i64) -> Result<()> {
    w.sql().pragma_update(None, "secure_delete", true)?;
    w.sql().prepare_cached("DELETE FROM account WHERE id = ?1")?.execute([account])?;
    Ok(())
}
