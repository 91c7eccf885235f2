//! How is a database opened so that only its owner reads it, and it fits the file system it lies on?

use std::fs::{self, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::base::error::Context as _;
use crate::base::{Error, Result, clock, files};

use super::fault;
use super::filesystem::{self, Medium};
use super::migration::{self, Migration};
use super::rehearsal;

/// How long a connection waits for another process's write.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);
/// Statements that a connection keeps compiled: all there are, and some.
const STATEMENTS: usize = 128;
/// The log is cut back to this after a checkpoint; a burst may have made it longer.
const LOG_BYTES: i64 = 64 << 20;

/// The connection that writes, brought to the newest form; the file is made where it is not there.
///
/// # Errors
/// When it cannot be made or read, is damaged, another program's or a newer version's.
pub fn writer(
    path: &Path,
    medium: Option<Medium>,
    steps: &[Migration],
) -> Result<(Connection, Medium)> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::private_dir(folder)?;
    private_file(path)?;
    let medium = medium.map_or_else(|| filesystem::medium(folder), Ok)?;
    let mut connection = prepared(path, medium).map_err(|e| fault::opening(path, e))?;
    rehearsal::migrate(path, &mut connection, steps).map_err(|e| named(path, e))?;
    Ok((connection, medium))
}

/// As the newest form has it, in a file of its own that nobody else has open.
///
/// # Errors
/// As [`migration::run`].
pub fn migrated(path: &Path, steps: &[Migration]) -> Result<()> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    migration::run(&mut connection, steps)
}

/// Which database, for the person who opens it.
fn named(path: &Path, e: Error) -> Error {
    let message = format!("cannot open `{}`: {}", path.display(), e.message());
    let named = Error::failed(message);
    let named = match e.hint_text() {
        Some(hint) => named.hint(hint),
        None => named,
    };
    named.source(e)
}

/// SQLite gives its log and journal the mode of the database, so that one is made first. A file
/// that is there is not opened: closing it again would drop the locks that this process may have
/// on it (<https://sqlite.org/howtocorrupt.html>, section 2.2).
fn private_file(path: &Path) -> Result<()> {
    let act = || format!("cannot make `{}`", path.display());
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => return Ok(()),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
        Err(e) => return Err(e).context(act),
    }
    let there = fs::metadata(path).context(act)?;
    if !there.is_file() {
        return Err(Error::failed(format!("`{}` is not a file", path.display()))
            .hint("move it away: the database is made in its place"));
    }
    if there.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(0o600)).context(act)?;
    }
    Ok(())
}

fn prepared(path: &Path, medium: Medium) -> rusqlite::Result<Connection> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    match medium {
        Medium::Local => {
            write_ahead(&connection)?;
            connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        }
        Medium::Network => {
            // Before anything else is asked, and until there is no log: a database that was local
            // must not make shared memory here.
            connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            journal(&connection, "DELETE")?;
            // From the next look on, locks are given back: a backup beside the server can read.
            connection.pragma_update(None, "locking_mode", "NORMAL")?;
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        }
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Who turns to the log at the same moment as another is refused at once, whatever the connection's
/// patience: SQLite takes the two for a deadlock.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let began = clock::instant();
    loop {
        match journal(connection, "WAL") {
            Err(e)
                if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && began.elapsed() < PATIENCE =>
            {
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
}

/// Answers with the mode that there is now.
fn journal(connection: &Connection, mode: &str) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))
}

/// A connection that can only look.
///
/// # Errors
/// When the file cannot be read.
pub fn reader(path: &Path) -> Result<Connection> {
    Ok(connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// As [`copy`], of a file that is not open. It is copied in the form it has.
///
/// # Errors
/// As there, and when there is none.
pub fn copy_of(path: &Path, to: &Path) -> Result<()> {
    let connection =
        connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| fault::opening(path, e))?;
    copy(&connection, to)
}

/// Which steps of `steps` the file, which is not open, has not been through; and how many it has.
///
/// # Errors
/// As [`migration::pending`].
pub fn pending_of(path: &Path, steps: &'static [Migration]) -> Result<(u32, &'static [Migration])> {
    let connection =
        connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| fault::opening(path, e))?;
    migration::pending(&connection, steps).map_err(|e| named(path, e))
}

/// How many rows each table has, by name; the word index's own tables are left out.
///
/// # Errors
/// When the file cannot be read.
pub fn census_of(path: &Path) -> Result<Vec<(String, u64)>> {
    let connection =
        connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| fault::opening(path, e))?;
    let mut tables = connection.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )?;
    let names: Vec<String> =
        tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for name in names {
        // A name of our own schema, or of a damaged file: quoted as SQL quotes names.
        let quoted = name.replace('"', "\"\"");
        let rows: i64 =
            connection
                .query_row(&format!("SELECT count(*) FROM \"{quoted}\""), [], |row| row.get(0))?;
        found.push((name, rows.unsigned_abs()));
    }
    Ok(found)
}

/// As [`faults`], of a file that is not open.
///
/// # Errors
/// As there.
pub fn faults_of(path: &Path) -> Result<Vec<String>> {
    match connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(connection) => faults(&connection),
        Err(e) if is_damage(&e) => Ok(vec![e.to_string()]),
        Err(e) => Err(e.into()),
    }
}

fn connect(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // One thread at a time has a connection, so SQLite need not lock it. A path is never a URI.
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    settle(&connection)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    // What the file's own schema says is not run.
    connection.pragma_update(None, "trusted_schema", false)
}

/// An empty database in memory, for who looks where none was made.
///
/// # Errors
/// None that is not our own fault.
pub fn blank(steps: &[Migration]) -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    settle(&connection)?;
    migration::run(&mut connection, steps)?;
    Ok(connection)
}

/// `VACUUM INTO` reads in one transaction, so writers go on meanwhile; unlike a copy of pages it
/// need not begin again whenever another process writes.
///
/// # Errors
/// When `to` holds something, or cannot be written.
pub fn copy(connection: &Connection, to: &Path) -> Result<()> {
    let file = to.to_str().ok_or_else(|| Error::failed("the path of a copy must be UTF-8"))?;
    // Made first, so that it is private from its first byte.
    private_file(to)?;
    connection.execute("VACUUM INTO ?1", [file]).map_err(|e| fault::opening(to, e))?;
    Ok(())
}

/// What SQLite's own examination finds. Damage that ends it is a finding, too.
///
/// # Errors
/// When the file cannot be read at all.
pub fn faults(connection: &Connection) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let examined = examine(connection, &mut faults);
    match examined {
        Err(e) if is_damage(&e) => faults.push(e.to_string()),
        done => done?,
    }
    Ok(faults)
}

fn examine(connection: &Connection, faults: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut pages = connection.prepare("PRAGMA integrity_check")?;
    for line in pages.query_map([], |row| row.get::<_, String>(0))? {
        faults.extend(Some(line?).filter(|line| line != "ok"));
    }
    let mut references = connection.prepare("PRAGMA foreign_key_check")?;
    for table in references.query_map([], |row| row.get::<_, String>(0))? {
        faults.push(format!("a row of `{}` refers to nothing", table?));
    }
    Ok(())
}

/// The file is there and is not what a database should be.
fn is_damage(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
