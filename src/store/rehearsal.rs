//! How is a database brought to a newer form without ever being at risk? The steps are tried on a copy first.
//!
//! Beside the database, while it lasts: `NAME.before`, all of it as it was, made first; and
//! `NAME.trial`, a copy of that on which the steps are tried and which is then examined. Only then
//! are they done to the database itself, in one transaction. `before` is removed when that has
//! succeeded, so that at every moment there is a whole database in the old form or in the new one.
//! What a sudden end has left is removed by the next start: the transaction was either done or not.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::migration::{self, Migration};
use super::open;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock};
use crate::base::{Error, Result};

/// Brings the database to the newest form.
///
/// # Errors
/// As [`migration::run`]; when the steps fail on the copy: then the database is as it was.
pub fn migrate(path: &Path, connection: &mut Connection, steps: &[Migration]) -> Result<()> {
    if !stands_before(connection, steps)? {
        migration::run(connection, steps)?;
        return match [before(path), trial(path)].iter().any(|left| left.exists()) {
            true => alone(path, |_| sweep(path)),
            false => Ok(()),
        };
    }
    alone(path, |held| {
        // Who waited for another process may find it done.
        if stands_before(connection, steps)? {
            rehearse(path, connection, steps)?;
        }
        migration::run(connection, steps)?;
        sweep(path)?;
        drop(held);
        Ok(())
    })
}

/// Is there something in it, and is it in an older form?
fn stands_before(connection: &Connection, steps: &[Migration]) -> Result<bool> {
    let (done, left) = migration::pending(connection, steps)?;
    Ok(done > 0 && !left.is_empty())
}

fn rehearse(path: &Path, connection: &Connection, steps: &[Migration]) -> Result<()> {
    let (before, trial) = (before(path), trial(path));
    sweep(path)?;
    let act = || format!("cannot copy `{}` before its form is changed", path.display());
    open::copy(connection, &before).context(act)?;
    fs::File::open(&before).and_then(|f| f.sync_all()).context(act)?;
    files::sync_parent(&before).context(act)?;
    fs::copy(&before, &trial).context(act)?;
    let tried = open::migrated(&trial, steps).and_then(|()| open::faults_of(&trial));
    let faults = tried.map_err(failed)?;
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(failed(Error::failed(fault.clone()))),
    }
}

fn failed(e: Error) -> Error {
    Error::failed("the newer form was tried on a copy and failed there; the database is as it was")
        .hint("run the version that wrote it, and report this")
        .source(e)
}

/// One process at a time.
fn alone(path: &Path, work: impl FnOnce(Lock) -> Result<()>) -> Result<()> {
    work(Lock::wait(&beside(path, ".form.lock"))?)
}

fn sweep(path: &Path) -> Result<()> {
    for left in [before(path), trial(path)] {
        for file in
            [left.clone(), beside(&left, "-wal"), beside(&left, "-shm"), beside(&left, "-journal")]
        {
            match fs::remove_file(&file) {
                Err(e) if e.kind() != ErrorKind::NotFound => {
                    return Err(e).context(|| format!("cannot remove `{}`", file.display()));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn before(path: &Path) -> PathBuf {
    beside(path, ".before")
}

fn trial(path: &Path) -> PathBuf {
    beside(path, ".trial")
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration = Migration {
        name: "first",
        sql: "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);",
    };
    const SECOND: Migration =
        Migration { name: "second", sql: "CREATE TABLE b (x INTEGER) STRICT" };
    const BROKEN: Migration = Migration { name: "broken", sql: "INSERT INTO nowhere VALUES (1)" };

    fn opened(path: &Path, steps: &[Migration]) -> Result<Connection> {
        open::writer(path, None, steps).map(|(connection, _)| connection)
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|n| !n.ends_with("-wal") && !n.ends_with("-shm"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_step_that_fails_never_touches_the_database() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.db");
        drop(opened(&path, &[FIRST]).unwrap());
        assert_eq!(names(dir.path()), ["s.db"], "a new database needs no rehearsal");
        let e = opened(&path, &[FIRST, BROKEN]).unwrap_err();
        assert!(e.message().contains("tried on a copy"), "{}", e.chain());
        let again = opened(&path, &[FIRST]).unwrap();
        let rows: i64 = again.query_row("SELECT count(*) FROM a", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, 1);
        assert_eq!(names(dir.path()), ["s.db", "s.db.form.lock"], "swept");
        drop(again);
        let newer = opened(&path, &[FIRST, SECOND]).unwrap();
        assert!(open::pending_of(&path, &[]).is_err(), "more steps than are known");
        drop(newer);
        assert!(opened(&path, &[FIRST]).unwrap_err().hint_text().unwrap().contains("backup"));
    }

    /// Whatever a kill leaves beside the database, the next start takes it from there.
    #[test]
    fn what_a_sudden_end_has_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.db");
        drop(opened(&path, &[FIRST]).unwrap());
        for left in [before(&path), trial(&path)] {
            fs::write(&left, "half").unwrap();
        }
        drop(opened(&path, &[FIRST, SECOND]).unwrap());
        assert_eq!(names(dir.path()), ["s.db", "s.db.form.lock"]);
        // Killed between the transaction and the sweep.
        fs::write(before(&path), "whole").unwrap();
        drop(opened(&path, &[FIRST, SECOND]).unwrap());
        assert_eq!(names(dir.path()), ["s.db", "s.db.form.lock"]);
    }
}
