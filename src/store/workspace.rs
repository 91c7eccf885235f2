//! Under which number is a workspace kept?

use rusqlite::{OptionalExtension as _, params};

use super::{Read, Write};
use crate::base::Result;

/// `None`: nothing was ever written in it.
pub fn number(r: &Read, name: &str) -> Result<Option<i64>> {
    let mut query = r.sql().prepare_cached("SELECT id FROM workspace WHERE name = ?1")?;
    Ok(query.query_row([name], |row| row.get(0)).optional()?)
}

/// The number that it has, or is given now.
pub fn claim(w: &Write, name: &str) -> Result<i64> {
    if let Some(number) = number(w, name)? {
        return Ok(number);
    }
    w.sql().execute("INSERT INTO workspace (name) VALUES (?1)", params![name])?;
    Ok(w.sql().last_insert_rowid())
}
