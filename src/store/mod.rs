//! Where do rows live that callers write and share? In one SQLite database a data root; nobody else knows SQL.
//!
//! One database, because what belongs together is written together (a fact and the event that
//! tells of it), and because one file is backed up, checked and moved as one. Each concept has its
//! own file here, with functions from plain values to plain values that take a [`Read`] or a
//! [`Write`]; rooms above compose them inside [`Store::read`] and [`Store::write`].
//!
//! **What survives what.** A write that was acknowledged is in the operating system's hands, so no
//! kill -9 loses it. [`Store::write`] also waits for the disk: not even a power cut loses it.
//! [`Store::write_soon`] does not wait: a power cut may lose those writes back to the last one
//! that waited or the last checkpoint (some 4 MB of changes), and never leaves half of one.

pub mod artifact;
#[cfg(feature = "server")]
pub mod cloud;
pub mod connector;
pub mod delivery;
pub mod event;
mod fault;
mod filesystem;
pub mod handoff;
pub mod knowledge;
mod migration;
mod open;
pub mod passage;
mod rehearsal;
pub mod relation;
pub mod savings;
pub mod session;
pub mod share;
#[cfg(feature = "server")]
mod together;
pub mod usage;
pub mod word;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

use crate::base::{Error, Result};

pub use filesystem::Medium;
use migration::Migration;

/// Readers that wait for their next question; more are opened under load and closed after it.
const IDLE_READERS: usize = 8;

/// Looks at one moment of the database; a query of several steps sees one state.
#[derive(Clone, Copy)]
pub struct Read<'c> {
    connection: &'c Connection,
}

impl<'c> Read<'c> {
    /// For this room's own files.
    const fn sql(&self) -> &'c Connection {
        self.connection
    }
}

/// Changes the database: all of it or, when the work fails, nothing.
pub struct Write<'c> {
    read: Read<'c>,
}

/// What can be written can be read, as the work has left it so far.
impl<'c> std::ops::Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

/// What a row is of, where rows of several kinds share a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concept {
    Artifact,
    Fact,
    Session,
    Handoff,
    Share,
    Document,
}

impl Concept {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Artifact => "artifact",
            Self::Fact => "fact",
            Self::Session => "session",
            Self::Handoff => "handoff",
            Self::Share => "share",
            Self::Document => "document",
        }
    }

    /// Its mark in the word index.
    const fn letter(self) -> char {
        match self {
            Self::Artifact => 'a',
            Self::Fact => 'f',
            Self::Session => 's',
            Self::Handoff => 'h',
            Self::Share => 'r',
            Self::Document => 'd',
        }
    }
}

/// When is a write acknowledged?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sync {
    /// When it is on the disk.
    Disk,
    /// When the operating system has it.
    System,
}

/// The one connection that writes, and what it was last told about syncing.
struct Writer {
    connection: Connection,
    sync: Sync,
}

struct Opened {
    writer: Mutex<Writer>,
    #[cfg(feature = "server")]
    log: together::Log,
    readers: Mutex<Vec<Connection>>,
    medium: Medium,
}

/// A database that is opened when it is first needed.
pub struct Store {
    path: PathBuf,
    migrations: &'static [Migration],
    /// `None`: ask the file system.
    medium: Option<Medium>,
    opened: OnceLock<Arc<Opened>>,
    opening: Mutex<()>,
}

impl Store {
    /// Names the database and touches nothing.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self::with(path, migration::ALL)
    }

    /// As [`Store::new`], of rows that these steps make room for.
    fn with(path: impl Into<PathBuf>, migrations: &'static [Migration]) -> Self {
        Self {
            path: path.into(),
            migrations,
            medium: None,
            opened: OnceLock::new(),
            opening: Mutex::default(),
        }
    }

    /// As on this medium, whatever the file system says of itself; `None` asks it.
    #[must_use]
    pub fn on(self, medium: Option<Medium>) -> Self {
        Self { medium, ..self }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the database lies on. Opens it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn medium(&self) -> Result<Medium> {
        Ok(self.opened()?.medium)
    }

    /// Opens the database, or makes it: whoever serves learns at the start what stands against it.
    ///
    /// # Errors
    /// When it cannot be made or read, is damaged, or is of a newer version of this program.
    pub fn open(&self) -> Result<()> {
        self.opened().map(|_| ())
    }

    fn opened(&self) -> Result<&Arc<Opened>> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let _one = lock(&self.opening);
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let (connection, medium) = open::writer(&self.path, self.medium, self.migrations)?;
        let opened = Arc::new(Opened {
            writer: Mutex::new(Writer { connection, sync: Sync::Disk }),
            #[cfg(feature = "server")]
            log: together::Log::new(&self.path),
            readers: Mutex::default(),
            medium,
        });
        let _ = self.opened.set(opened);
        Ok(self.opened.get().expect("set above"))
    }

    /// Looks. Where there is no database yet, none is made: the look finds an empty one.
    /// `work` must not call this store again: on a network file system it has the one connection.
    ///
    /// # Errors
    /// What `work` fails with, or when the database cannot be read.
    pub fn read<T>(&self, work: impl FnOnce(&Read) -> Result<T>) -> Result<T> {
        if self.opened.get().is_none() && !self.path.exists() {
            let blank = open::blank(self.migrations)?;
            return work(&Read { connection: &blank });
        }
        let opened = self.opened()?;
        match opened.medium {
            Medium::Network => look(&mut lock(&opened.writer).connection, work),
            Medium::Local => {
                let idle = lock(&opened.readers).pop();
                let mut reader = idle.map_or_else(|| open::reader(&self.path), Ok)?;
                let found = look(&mut reader, work);
                let mut readers = lock(&opened.readers);
                if readers.len() < IDLE_READERS {
                    readers.push(reader);
                }
                found
            }
        }
    }

    /// Changes; when this returns, the change is on the disk. Writers wait for each other, so
    /// `work` should only write; it must not call this store again.
    ///
    /// # Errors
    /// What `work` fails with, or when the change cannot be kept: then nothing is changed.
    pub fn write<T>(&self, work: impl FnOnce(&Write) -> Result<T>) -> Result<T> {
        self.change(Sync::Disk, work)
    }

    /// As [`Store::write`], for what is many and small: acknowledged before it is on the disk.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_soon<T>(&self, work: impl FnOnce(&Write) -> Result<T>) -> Result<T> {
        self.change(Sync::System, work)
    }

    /// As [`Store::write`], for many writers at once: they wait for the disk together, so each may
    /// see what another has not been promised yet.
    ///
    /// # Errors
    /// As [`Store::write`]; where the disk fails, the change may have been made.
    #[cfg(feature = "server")]
    pub fn write_together<T>(&self, work: impl FnOnce(&Write) -> Result<T>) -> Result<T> {
        let done = self.change(Sync::System, work)?;
        let opened = self.opened()?;
        if opened.medium == Medium::Local {
            opened.log.wait()?;
        }
        Ok(done)
    }

    fn change<T>(&self, sync: Sync, work: impl FnOnce(&Write) -> Result<T>) -> Result<T> {
        let opened = self.opened()?;
        let mut writer = lock(&opened.writer);
        // A rollback journal that is not synced can damage the database in a power cut.
        let sync = if opened.medium == Medium::Network { Sync::Disk } else { sync };
        writer.set(sync)?;
        let change = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // On an error or a panic of `work` the transaction is dropped, which undoes it.
        let done = work(&Write { read: Read { connection: &change } })?;
        change.commit()?;
        Ok(done)
    }

    /// What is wrong with the database, by its own examination of every page and reference;
    /// nothing where it is sound, `None` where there is none. Reads all of it and changes nothing,
    /// not even an older version's form; a server may be at work on it.
    ///
    /// # Errors
    /// When it cannot even be examined.
    pub fn faults(&self) -> Result<Option<Vec<String>>> {
        if !self.path.exists() {
            return Ok(None);
        }
        let examined = match self.opened.get() {
            Some(_) => self.read(|r| open::faults(r.sql())),
            None => open::faults_of(&self.path),
        };
        examined.map(Some).map_err(|e| {
            Error::failed(format!("cannot examine `{}`", self.path.display())).source(e)
        })
    }

    /// Writes all of it, as it is at one moment, into a new file `to`; others read and write on.
    /// What was deleted is not in it.
    ///
    /// # Errors
    /// When `to` is there and not empty, or cannot be written.
    pub fn copy(&self, to: &Path) -> Result<()> {
        let opened = self.opened()?;
        let copy = |connection: &Connection| open::copy(connection, to);
        match opened.medium {
            Medium::Network => copy(&lock(&opened.writer).connection),
            Medium::Local => copy(&open::reader(&self.path)?),
        }
    }
}

/// What this program would change about a database in an older form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Steps that were done.
    pub done: u32,
    /// Names of those that are to be done.
    pub steps: Vec<&'static str>,
}

/// What is to be done to the database in `path` before it is used; `None` where there is none.
/// Nothing is changed, and a server may be at work on it.
///
/// # Errors
/// When it cannot be read, or is another program's or a newer version's.
pub fn due(path: &Path) -> Result<Option<Due>> {
    if !path.exists() {
        return Ok(None);
    }
    let (done, steps) = open::pending_of(path, migration::ALL)?;
    Ok(Some(Due { done, steps: steps.iter().map(|step| step.name).collect() }))
}

/// As [`Store::copy`], of a database that is not open here and stays in the form it has.
///
/// # Errors
/// As there.
pub fn copy(path: &Path, to: &Path) -> Result<()> {
    open::copy_of(path, to)
}

/// How many rows each table holds.
///
/// # Errors
/// When the database cannot be read.
pub fn census(path: &Path) -> Result<Vec<(String, u64)>> {
    open::census_of(path)
}

/// What is kept with each change, in its own transaction.
pub trait Along {
    /// # Errors
    /// Then the change is not made either.
    fn keep(&self, w: &Write) -> Result<()>;
}

/// A store as a caller shares it: what it changes here has something kept along with it.
#[derive(Clone, Copy)]
pub struct Shared<'a> {
    store: &'a Store,
    along: Option<&'a dyn Along>,
}

impl<'a> Shared<'a> {
    pub const fn with(store: &'a Store, along: &'a dyn Along) -> Self {
        Self { store, along: Some(along) }
    }

    /// See [`Store::read`].
    ///
    /// # Errors
    /// As there.
    pub fn read<T>(&self, work: impl FnOnce(&Read) -> Result<T>) -> Result<T> {
        self.store.read(work)
    }

    /// See [`Store::write`]. What changes no row has nothing kept along with it.
    ///
    /// # Errors
    /// As there, and those of what is kept along.
    pub fn write<T>(&self, work: impl FnOnce(&Write) -> Result<T>) -> Result<T> {
        self.store.write(|w| {
            let before = w.sql().total_changes();
            let done = work(w)?;
            match self.along {
                Some(along) if w.sql().total_changes() != before => along.keep(w)?,
                _ => {}
            }
            Ok(done)
        })
    }

    /// See [`Store::write_soon`]. Nothing is kept along: it is for marks, not for changes.
    ///
    /// # Errors
    /// As there.
    pub fn write_soon<T>(&self, work: impl FnOnce(&Write) -> Result<T>) -> Result<T> {
        self.store.write_soon(work)
    }
}

/// With nothing kept along.
impl<'a> From<&'a Store> for Shared<'a> {
    fn from(store: &'a Store) -> Self {
        Self { store, along: None }
    }
}

impl std::fmt::Debug for Shared<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.store.fmt(f)
    }
}

impl Writer {
    fn set(&mut self, sync: Sync) -> Result<()> {
        if self.sync != sync {
            let word = match sync {
                Sync::Disk => "FULL",
                Sync::System => "NORMAL",
            };
            self.connection.pragma_update(None, "synchronous", word)?;
            self.sync = sync;
        }
        Ok(())
    }
}

fn look<T>(connection: &mut Connection, work: impl FnOnce(&Read) -> Result<T>) -> Result<T> {
    let moment = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    work(&Read { connection: &moment })
}

/// A panic in a caller's work leaves the connection whole: its transaction is undone.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A whole number of ours as SQLite keeps it.
fn stored(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|e| Error::internal("a number is too large to keep").source(e))
}

#[cfg(test)]
mod tests;
