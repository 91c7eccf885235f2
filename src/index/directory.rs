//! How do tantivy's files become durable with the fewest waits for the disk?
//!
//! Tantivy's own directory waits for each file when it is closed, and once more for a list of files
//! that it rewrites before each new one: some twenty waits for a commit of one small file. Only
//! what a commit names must be durable, and only before the commit. So files are synced together
//! when tantivy asks for the directory to be synced, which it does before each commit, and the list
//! is not kept: `Store::sweep` finds what nothing names.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

/// Tantivy's list of its files.
const LIST: &str = ".managed.json";

/// Together two seconds.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

#[derive(Debug, Clone)]
pub struct Disk {
    inner: MmapDirectory,
    root: PathBuf,
    /// Complete, but not known to be on the disk.
    unsynced: Unsynced,
}

type Unsynced = Arc<Mutex<HashSet<PathBuf>>>;

impl Disk {
    pub fn open(root: &Path) -> Result<Self, OpenDirectoryError> {
        let inner = MmapDirectory::open(root)?;
        Ok(Self { inner, root: root.to_owned(), unsynced: Arc::default() })
    }
}

struct Writing {
    file: File,
    path: PathBuf,
    unsynced: Unsynced,
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Writing {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let path = std::mem::take(&mut self.path);
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
        Ok(())
    }
}

impl Directory for Disk {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full = self.root.join(path);
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&full).map_err(|e| {
            if e.kind() == io::ErrorKind::AlreadyExists {
                OpenWriteError::FileAlreadyExists(path.to_owned())
            } else {
                OpenWriteError::wrap_io_error(e, path.to_owned())
            }
        })?;
        let unsynced = Arc::clone(&self.unsynced);
        Ok(BufWriter::new(Box::new(Writing { file, path: full, unsynced })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if path == Path::new(LIST) { Ok(()) } else { self.inner.atomic_write(path, bytes) }
    }

    fn sync_directory(&self) -> io::Result<()> {
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        for path in &*unsynced {
            match File::open(path) {
                Ok(file) => file.sync_data()?,
                // Merged into another, and gone.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        unsynced.clear();
        self.inner.sync_directory()
    }

    /// A lock ends with its last descriptor, and a process that was just forked has one until it runs
    /// its program: what was let go a moment ago may look taken.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        for _ in 0..LOCK_TRIES {
            match self.inner.acquire_lock(lock) {
                Err(LockError::LockBusy) => thread::sleep(LOCK_PAUSE),
                other => return other,
            }
        }
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}
