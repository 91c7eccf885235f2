//! How do many writers wait for the disk at once? One syncs the write-ahead log for all who were
//! done before it began; the others find that it has happened.
//!
//! A commit that does not sync is in the log as far as the operating system knows, and a
//! checkpoint syncs the log before it empties it, so a sync of the log file is all that is missing.
//! SQLite has no lock on that file (they are on the database and on `-shm`), so it may be opened
//! beside SQLite, and closed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::lock;
use crate::base::Result;
use crate::base::error::Context as _;

pub struct Log {
    path: PathBuf,
    /// Commits so far.
    made: AtomicU64,
    /// The log, once it was opened, and how many commits are known to be on the disk.
    synced: Mutex<(Option<File>, u64)>,
}

impl Log {
    pub fn new(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        Self { path: path.into(), made: AtomicU64::new(0), synced: Mutex::default() }
    }

    /// Returns once what this thread has committed is on the disk.
    ///
    /// # Errors
    /// When the log cannot be opened or synced.
    pub fn wait(&self) -> Result<()> {
        let act = || format!("cannot sync `{}`", self.path.display());
        let mine = self.made.fetch_add(1, Ordering::SeqCst) + 1;
        let mut synced = lock(&self.synced);
        if synced.1 >= mine {
            return Ok(());
        }
        // Whoever has counted itself by now has committed before.
        let all = self.made.load(Ordering::SeqCst);
        let (file, until) = &mut *synced;
        let file = match file {
            Some(file) => file,
            None => file.insert(File::open(&self.path).context(act)?),
        };
        file.sync_data().context(act)?;
        *until = all;
        Ok(())
    }
}
