//! Under which number is a workspace kept?

use rusqlite::{OptionalExtension as _, params};

use super::{Concept, Read, Write};
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

/// The next number of a concept in a workspace, from 1. It is given once: what is taken away
/// leaves a gap.
pub fn next(w: &Write, workspace: i64, concept: Concept) -> Result<u64> {
    let number: i64 = w
        .sql()
        .prepare_cached(
            "INSERT INTO counter (workspace, concept, last) VALUES (?1, ?2, 1)
             ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        )?
        .query_row(params![workspace, concept.word()], |row| row.get(0))?;
    Ok(number.unsigned_abs())
}
