//! How does an older database become one of today? Numbered steps, each done once, none ever changed.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::base::digest::sha256_hex;
use crate::base::{Error, Result, clock};

/// One step. Its number is its place in the list, from 1.
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// Every step, oldest first. New ones join at the end; one that was released is never edited,
/// moved or removed, because databases out there have it.
pub const ALL: &[Migration] = &[
    Migration { name: "memory", sql: include_str!("migration/1_memory.sql") },
    Migration { name: "event", sql: include_str!("migration/2_event.sql") },
    Migration { name: "knowledge", sql: include_str!("migration/3_knowledge.sql") },
    Migration { name: "session", sql: include_str!("migration/4_session.sql") },
    Migration { name: "savings", sql: include_str!("migration/5_savings.sql") },
    Migration { name: "connector", sql: include_str!("migration/6_connector.sql") },
    Migration { name: "delivery", sql: include_str!("migration/7_delivery.sql") },
];

/// `lctx` in the file's header, so that file(1) and we can tell whose database it is.
const APPLICATION: i32 = 0x6c63_7478;

const BOOK: &str = "CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT";

/// Brings the database to the newest step.
///
/// # Errors
/// When it is another program's, of a newer version of this one, or has a step that reads
/// differently here.
pub fn run(connection: &mut Connection, steps: &[Migration]) -> Result<()> {
    belongs(connection)?;
    if done(connection)? == count(steps) {
        return verify(connection, steps);
    }
    // Another process may be at it, too: whoever waited finds it done.
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = done(&change)?;
    if done > count(steps) {
        return Err(newer(done, count(steps)));
    }
    change.execute_batch(BOOK)?;
    verify(&change, steps)?;
    for (step, number) in steps.iter().zip(1i64..).skip(done as usize) {
        change.execute_batch(step.sql)?;
        change.execute(
            "INSERT INTO migration (number, name, sha256, at) VALUES (?1, ?2, ?3, ?4)",
            params![
                number,
                step.name,
                sha256_hex(step.sql.as_bytes()),
                clock::rfc3339(clock::now())
            ],
        )?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", count(steps))?;
    Ok(change.commit()?)
}

/// How many steps the database has been through, and those that it has before it. Nothing is changed.
///
/// # Errors
/// As [`run`].
pub fn pending<'s>(
    connection: &Connection,
    steps: &'s [Migration],
) -> Result<(u32, &'s [Migration])> {
    belongs(connection)?;
    let done = done(connection)?;
    if done > count(steps) {
        return Err(newer(done, count(steps)));
    }
    if done > 0 {
        verify(connection, steps)?;
    }
    Ok((done, &steps[done as usize..]))
}

fn count(steps: &[Migration]) -> u32 {
    u32::try_from(steps.len()).expect("a short list")
}

fn done(connection: &Connection) -> Result<u32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// An empty file is anybody's.
fn belongs(connection: &Connection) -> Result<()> {
    // In this order: who makes the tables at this moment sets the id in the same change.
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let whose: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if whose == APPLICATION || tables == 0 {
        return Ok(());
    }
    Err(Error::failed("the database is not one of lean-ctx")
        .hint("move it away: a new one is made in its place"))
}

fn newer(theirs: u32, ours: u32) -> Error {
    Error::failed(format!(
        "the database was written by a newer lean-ctx (its form is {theirs}, this one knows {ours})"
    ))
    .hint("run the newer version, or restore a backup from before the update")
}

/// A step that was done and one that stands here under its number must be the same: else two
/// versions have parted ways, and what is written next would fit neither.
fn verify(connection: &Connection, steps: &[Migration]) -> Result<()> {
    let mut query =
        connection.prepare("SELECT number, name, sha256 FROM migration ORDER BY number")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (number, name, digest): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let here = usize::try_from(number - 1).ok().and_then(|place| steps.get(place));
        if here.is_none_or(|step| sha256_hex(step.sql.as_bytes()) != digest) {
            return Err(Error::failed(format!(
                "step {number} (`{name}`) of the database is not the one that this lean-ctx knows"
            ))
            .hint("run the version that wrote it, or restore a backup"));
        }
    }
    Ok(())
}
