//! How does a file change so that a crash leaves the old one or the new one, and nobody else reads a secret?

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FlockOperation, flock};

use super::error::{Context as _, Result};

/// Permission bits of a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// 0600.
    Private,
    /// 0644.
    Plain,
    /// Those of the file that is replaced, and its owner; `Private` when there is none.
    Keep,
}

impl Mode {
    fn bits(self, existing: Option<&fs::Metadata>) -> u32 {
        match self {
            Self::Private => 0o600,
            Self::Plain => 0o644,
            Self::Keep => existing.map_or(0o600, |m| m.permissions().mode() & 0o777),
        }
    }
}

/// Creates `dir` and its missing parents; what is created is 0700.
///
/// # Errors
/// When a part of the path is not a directory or may not be written.
pub fn private_dir(dir: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .context(|| format!("cannot create the directory `{}`", dir.display()))
}

/// Replaces `path` whole: temporary file in the same directory, fsync, rename, fsync of the
/// directory (without the last, a power cut can bring the old name back).
///
/// # Errors
/// Any I/O error; the old file is then untouched.
pub fn write_atomic(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    let existing = fs::metadata(path).ok();
    let bits = mode.bits(existing.as_ref());
    let act = || format!("cannot write `{}`", path.display());
    let temp = write_temp(path, bytes, bits).context(act)?;
    let owned = match existing.filter(|_| mode == Mode::Keep) {
        Some(existing) => keep_owner(&temp, &existing),
        None => Ok(()),
    };
    let done = owned.and_then(|()| fs::rename(&temp, path)).and_then(|()| sync_parent(path));
    if done.is_err() {
        let _ = fs::remove_file(&temp);
    }
    done.context(act)
}

/// An administrator's edit must not take a file away from the service that reads it.
fn keep_owner(temp: &Path, existing: &fs::Metadata) -> io::Result<()> {
    let made = fs::metadata(temp)?;
    if (made.uid(), made.gid()) == (existing.uid(), existing.gid()) {
        return Ok(());
    }
    std::os::unix::fs::chown(temp, Some(existing.uid()), Some(existing.gid()))
}

/// Creates `path` with `bytes`, 0600, unless it exists: of several processes at once exactly one
/// gets `true`, and nobody ever sees it half written.
///
/// # Errors
/// Any I/O error but "exists".
pub fn create_private(path: &Path, bytes: &[u8]) -> Result<bool> {
    let act = || format!("cannot create `{}`", path.display());
    let temp = write_temp(path, bytes, 0o600).context(act)?;
    let linked = fs::hard_link(&temp, path);
    let _ = fs::remove_file(&temp);
    match linked {
        Ok(()) => sync_parent(path).context(act).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(e).context(act),
    }
}

fn write_temp(path: &Path, bytes: &[u8], bits: u32) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temp = path.with_file_name(format!(".{name}.{:016x}.tmp", rand::random::<u64>()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(bits).open(&temp)?;
    let written = file
        // The umask may have taken bits that the replaced file had.
        .set_permissions(fs::Permissions::from_mode(bits))
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all());
    if let Err(e) = written {
        let _ = fs::remove_file(&temp);
        return Err(e);
    }
    Ok(temp)
}

/// Makes a rename, link or creation in `path`'s directory durable.
///
/// # Errors
/// Any I/O error.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}

/// An advisory lock between processes, held until dropped. The file stays: removing it would let
/// two processes lock two different files of one name.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

impl Lock {
    /// Waits for the lock.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn wait(path: &Path) -> Result<Self> {
        let file = open_lock(path)?;
        flock(&file, FlockOperation::LockExclusive)
            .context(|| format!("cannot lock `{}`", path.display()))?;
        Ok(Self(file))
    }

    /// `None` when another process holds it.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn attempt(path: &Path) -> Result<Option<Self>> {
        let file = open_lock(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self(file))),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(e) => Err(e).context(|| format!("cannot lock `{}`", path.display())),
        }
    }
}

/// A lock that is taken again and again: its file stays open, so that taking it needs no new
/// descriptor, which may be lacking just when it matters.
#[derive(Debug)]
pub struct Latch {
    file: Arc<File>,
    path: PathBuf,
}

/// The lock of a [`Latch`], until dropped.
#[derive(Debug)]
pub struct Held(Arc<File>);

impl Drop for Held {
    fn drop(&mut self) {
        // Unlocking a lock that we hold does not fail, and the end of the process does it, too.
        let _ = flock(&*self.0, FlockOperation::Unlock);
    }
}

impl Latch {
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn new(path: &Path) -> Result<Self> {
        Ok(Self { file: Arc::new(open_lock(path)?), path: path.to_owned() })
    }

    /// Waits for the lock. If the file's name now means another file (somebody has removed it),
    /// that one is locked, as everybody else does.
    ///
    /// # Errors
    /// When it cannot be locked or, where it was removed, opened.
    pub fn hold(&mut self) -> Result<Held> {
        let act = || format!("cannot lock `{}`", self.path.display());
        loop {
            flock(&*self.file, FlockOperation::LockExclusive).context(act)?;
            let held = self.file.metadata().context(act)?;
            let same = fs::metadata(&self.path)
                .is_ok_and(|named| (named.dev(), named.ino()) == (held.dev(), held.ino()));
            if same {
                return Ok(Held(Arc::clone(&self.file)));
            }
            self.file = Arc::new(open_lock(&self.path)?);
        }
    }
}

fn open_lock(path: &Path) -> Result<File> {
    if let Some(parent) = path.parent() {
        private_dir(parent)?;
    }
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .context(|| format!("cannot open the lock file `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latch_excludes_and_follows_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let mut latch = Latch::new(&path).unwrap();
        for _ in 0..3 {
            let held = latch.hold().unwrap();
            assert!(Lock::attempt(&path).unwrap().is_none());
            drop(held);
            assert!(Lock::attempt(&path).unwrap().is_some());
        }
        fs::remove_file(&path).unwrap();
        let _held = latch.hold().unwrap();
        assert!(Lock::attempt(&path).unwrap().is_none(), "the file of that name is locked");
    }
}
