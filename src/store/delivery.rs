//! Which rows hold what forges have delivered?

use rusqlite::{OptionalExtension as _, params};

use super::{Read, Write};
use crate::base::Result;

/// Deliveries are remembered for so long, in milliseconds.
pub const REMEMBERED: i64 = 24 * 60 * 60 * 1000;
/// And so many of a workspace: the newest.
const MOST: i64 = 20_000;

/// A delivery that came.
pub struct Delivery<'a> {
    pub workspace: &'a str,
    pub forge: &'a str,
    /// The forge's name of it.
    pub name: &'a str,
    pub event: &'a str,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Whether it tells of something to fetch.
    pub pushes: bool,
}

/// What is known of a delivery that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    New,
    /// It came before, and what it told of was not fetched yet.
    Pending,
    /// It came before, and is done with.
    Settled,
}

/// Of one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Ever taken in, repetitions too.
    pub deliveries: u64,
    pub forge: String,
    pub event: String,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// Notes a delivery, and forgets those that are a day old.
pub fn note(w: &Write, new: &Delivery) -> Result<Seen> {
    w.sql().prepare_cached("DELETE FROM delivery WHERE at < ?1")?.execute([new.at - REMEMBERED])?;
    w.sql()
        .prepare_cached(
            "INSERT INTO hook (workspace, deliveries, forge, event, at) VALUES (?1, 1, ?2, ?3, ?4)
             ON CONFLICT (workspace) DO UPDATE SET deliveries = deliveries + 1,
                 forge = excluded.forge, event = excluded.event, at = max(at, excluded.at)",
        )?
        .execute(params![new.workspace, new.forge, new.event, new.at])?;
    let known: Option<bool> = w
        .sql()
        .prepare_cached(
            "SELECT settled FROM delivery WHERE workspace = ?1 AND forge = ?2 AND name = ?3",
        )?
        .query_row(params![new.workspace, new.forge, new.name], |row| row.get(0))
        .optional()?;
    match known {
        Some(true) => return Ok(Seen::Settled),
        Some(false) => return Ok(Seen::Pending),
        None => {}
    }
    w.sql()
        .prepare_cached(
            "INSERT INTO delivery (workspace, forge, name, at, settled) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![new.workspace, new.forge, new.name, new.at, !new.pushes])?;
    w.sql()
        .prepare_cached(
            "DELETE FROM delivery WHERE workspace = ?1 AND id <= (
                 SELECT id FROM delivery WHERE workspace = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![new.workspace, MOST])?;
    Ok(Seen::New)
}

/// The newest delivery of a workspace; 0 without one. What was noted later has a higher number.
pub fn newest(r: &Read, workspace: &str) -> Result<i64> {
    Ok(r.sql()
        .prepare_cached("SELECT coalesce(max(id), 0) FROM delivery WHERE workspace = ?1")?
        .query_row([workspace], |row| row.get(0))?)
}

/// All deliveries up to this one are done with.
pub fn settle(w: &Write, workspace: &str, newest: i64) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE delivery SET settled = 1 WHERE workspace = ?1 AND id <= ?2")?
        .execute(params![workspace, newest])?;
    Ok(())
}

/// The workspaces that have a delivery which is not done with.
pub fn pending(r: &Read) -> Result<Vec<String>> {
    let mut query = r.sql().prepare_cached(
        "SELECT DISTINCT workspace FROM delivery WHERE settled = 0 ORDER BY workspace",
    )?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The last delivery of a workspace whose signature held; `None`: there never was one.
pub fn last(r: &Read, workspace: &str) -> Result<Option<Last>> {
    Ok(r.sql()
        .prepare_cached("SELECT deliveries, forge, event, at FROM hook WHERE workspace = ?1")?
        .query_row([workspace], |row| {
            Ok(Last {
                deliveries: row.get::<_, i64>(0)?.unsigned_abs(),
                forge: row.get(1)?,
                event: row.get(2)?,
                at: row.get(3)?,
            })
        })
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    fn delivery(name: &str, at: i64) -> Delivery<'_> {
        Delivery { workspace: "core", forge: "github", name, event: "push", at, pushes: true }
    }

    #[test]
    fn a_delivery_is_known_for_a_day() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("state.db"));
        let note = |name: &str, at| store.write(|w| note(w, &delivery(name, at))).unwrap();
        assert_eq!(note("a", 0), Seen::New);
        assert_eq!(note("a", 1), Seen::Pending);
        let newest = store.read(|r| newest(r, "core")).unwrap();
        assert_eq!(note("b", 2), Seen::New);
        store.write(|w| settle(w, "core", newest)).unwrap();
        assert_eq!(note("a", REMEMBERED), Seen::Settled);
        assert_eq!(note("b", REMEMBERED), Seen::Pending);
        assert_eq!(store.read(pending).unwrap(), ["core"]);
        assert_eq!(note("a", REMEMBERED + 1), Seen::New, "a day later");
        let last = store.read(|r| last(r, "core")).unwrap().unwrap();
        assert_eq!((last.deliveries, last.at), (6, REMEMBERED + 1));
        // Another workspace's is another one.
        let other = Delivery { workspace: "web", pushes: false, ..delivery("b", 3) };
        assert_eq!(store.write(|w| super::note(w, &other)).unwrap(), Seen::New);
        assert_eq!(store.write(|w| super::note(w, &other)).unwrap(), Seen::Settled);
    }
}
