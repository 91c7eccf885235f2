//! How does a file of the user's change so that nothing is lost and everything can be undone?
//!
//! Each change leaves a backup beside the file and a line in `<data>/setup/changes.json`, both on
//! the disk before the file is replaced. A file that is still as we left it needs no second backup.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::diff::unified;
use super::report::Status;
use crate::base::digest::sha256_hex;
use crate::base::error::Context as _;
use crate::base::files::{Lock, Mode, private_dir, sync_parent, write_atomic};
use crate::base::{Error, Result};

/// Larger files are no configuration.
const MOST: u64 = 64 << 20;
/// How often a file is read again that somebody else changes at the same time.
const ATTEMPTS: usize = 5;

/// One file that we made or changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// What a link led to.
    pub path: PathBuf,
    /// The file as it was; none: there was none.
    pub backup: Option<PathBuf>,
    /// Permission bits that it had.
    pub mode: Option<u32>,
    /// SHA-256 of what we wrote.
    pub wrote: String,
    /// Folders that we made for it, outermost first.
    pub folders: Vec<PathBuf>,
    /// The client whose configuration it is.
    pub client: Option<String>,
}

/// What is to become of one file.
pub struct Wish<'a> {
    /// As the client names it; a link is followed.
    pub path: &'a Path,
    pub client: Option<&'a str>,
    /// Permission bits of a new file, and of an old one where they must not be wider.
    pub mode: Mode,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    changes: Vec<Change>,
}

/// The changes of all runs, under a lock: two runs at once would not know of each other's.
pub struct Changes {
    file: PathBuf,
    kept: Kept,
    dry: bool,
    /// What would have changed, where nothing is to.
    pub diffs: Vec<String>,
    _lock: Option<Lock>,
}

impl Changes {
    /// `dry`: nothing is written, `diffs` are gathered.
    ///
    /// # Errors
    /// When the record cannot be read or locked.
    pub fn open(folder: &Path, dry: bool) -> Result<Self> {
        let lock = if dry { None } else { Some(Lock::wait(&folder.join("lock"))?) };
        let file = folder.join("changes.json");
        let kept = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .context(|| format!("cannot read `{}`: it is not ours any more", file.display()))?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Kept::default(),
            Err(e) => return Err(e).context(|| format!("cannot read `{}`", file.display())),
        };
        Ok(Self { file, kept, dry, diffs: Vec::new(), _lock: lock })
    }

    pub fn all(&self) -> &[Change] {
        &self.kept.changes
    }

    /// Makes a file what `make` says, from what it holds now.
    ///
    /// # Errors
    /// What `make` returns; a link that must not be followed; any I/O error. The file is then as it
    /// was.
    pub fn put(
        &mut self,
        wish: &Wish,
        make: impl Fn(Option<&str>) -> Result<String>,
    ) -> Result<Status> {
        let path = follow(wish.path)?;
        for _ in 0..ATTEMPTS {
            let old = read(&path)?;
            let new = make(old.as_deref())?;
            let bits = old.as_ref().and_then(|_| mode_of(&path));
            let open = wish.mode == Mode::Private && bits.is_some_and(|bits| bits & 0o077 != 0);
            if old.as_ref() == Some(&new) && !open {
                return Ok(Status::Already);
            }
            let status = if old.is_some() { Status::Updated } else { Status::Created };
            if self.dry {
                let shown = path.display().to_string();
                self.diffs.push(unified(&shown, old.as_deref(), &new));
                return Ok(status);
            }
            // A client that writes its own settings at this moment must not lose them.
            if read(&path)? == old {
                self.replace(wish, &path, old.as_deref(), &new)?;
                return Ok(status);
            }
        }
        Err(Error::failed(format!("`{}` changes all the time", path.display()))
            .hint("close the program that it belongs to, then run this again"))
    }

    fn replace(&mut self, wish: &Wish, path: &Path, old: Option<&str>, new: &str) -> Result<()> {
        let ours = |c: &Change| c.path == path && old.is_some_and(|o| digest(o) == c.wrote);
        let again = self.kept.changes.iter().position(ours);
        let before = again.map(|at| self.kept.changes[at].clone());
        let mut change = match &before {
            Some(change) => change.clone(),
            None => Change {
                path: path.to_owned(),
                backup: None,
                mode: mode_of(path),
                wrote: String::new(),
                folders: missing_folders(path),
                client: wish.client.map(str::to_owned),
            },
        };
        change.wrote = digest(new);
        if let Some(parent) = path.parent() {
            private_dir(parent)?;
        }
        if let (None, Some(old)) = (again, old) {
            change.backup = Some(back_up(path, old, change.mode.unwrap_or(0o600))?);
        }
        let made = change.backup.clone().filter(|_| again.is_none());
        match again {
            Some(at) => self.kept.changes[at] = change,
            None => self.kept.changes.push(change),
        }
        let done = self.save().and_then(|()| write(path, new, wish.mode));
        if done.is_err() {
            match (again, before) {
                (Some(at), Some(before)) => self.kept.changes[at] = before,
                _ => drop(self.kept.changes.pop()),
            }
            let _ = self.save();
            if let Some(backup) = made {
                let _ = fs::remove_file(backup);
            }
        }
        done
    }

    /// Forgets a change that was undone.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn forget(&mut self, at: usize) -> Result<()> {
        self.kept.changes.remove(at);
        self.save()
    }

    fn save(&self) -> Result<()> {
        let text = serde_json::to_vec_pretty(&self.kept).context(|| "cannot spell JSON".into())?;
        write_atomic(&self.file, &text, Mode::Private)
    }
}

/// Writes with the bits and the owner that the file has, or with narrower ones where it holds a
/// secret: then before the secret comes in.
///
/// # Errors
/// Any I/O error.
pub fn write(path: &Path, text: &str, mode: Mode) -> Result<()> {
    let there = path.exists();
    if mode == Mode::Private && there {
        set_mode(path, 0o600)?;
    }
    let mode = if there { Mode::Keep } else { mode };
    write_atomic(path, text.as_bytes(), mode)
}

/// # Errors
/// Any I/O error.
pub fn set_mode(path: &Path, bits: u32) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(bits))
        .context(|| format!("cannot change the rights of `{}`", path.display()))
}

pub fn digest(text: &str) -> String {
    sha256_hex(text.as_bytes())
}

fn mode_of(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|m| m.permissions().mode() & 0o777)
}

/// The text of a file; none where there is no file.
///
/// # Errors
/// When it cannot be read, is too large, or is no text.
pub fn read(path: &Path) -> Result<Option<String>> {
    let act = || format!("cannot read `{}`", path.display());
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).context(act),
    };
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).context(act)?;
    if bytes.len() as u64 > MOST {
        return Err(Error::failed(format!("`{}` has more than {MOST} bytes", path.display())));
    }
    String::from_utf8(bytes).map(Some).map_err(|e| {
        let bytes = e.as_bytes();
        let good = &bytes[..e.utf8_error().valid_up_to()];
        let line = good.iter().filter(|b| **b == b'\n').count() + 1;
        Error::failed(format!("{}:{line}: not UTF-8", path.display()))
    })
}

/// The file that a name means. A link of somebody's own may lead where it will; one that another
/// user laid to a file which is not theirs is a trap, and most of all for root.
///
/// # Errors
/// When it leads nowhere, to what is no file, or is such a trap.
pub fn follow(named: &Path) -> Result<PathBuf> {
    let shown = named.display();
    let Ok(link) = fs::symlink_metadata(named) else { return Ok(named.to_owned()) };
    let target = if link.is_symlink() {
        fs::canonicalize(named).map_err(|e| {
            Error::failed(format!("`{shown}` is a symbolic link that leads nowhere")).source(e)
        })?
    } else {
        named.to_owned()
    };
    let meta = fs::metadata(&target).context(|| format!("cannot read `{}`", target.display()))?;
    if !meta.is_file() {
        return Err(Error::failed(format!("`{shown}` is no regular file")));
    }
    if link.is_symlink() && link.uid() != 0 && link.uid() != meta.uid() {
        return Err(Error::failed(format!(
            "`{shown}` is a link of user {} to a file of user {}: it is not followed",
            link.uid(),
            meta.uid()
        )));
    }
    Ok(target)
}

/// Folders above `path` that are not there, outermost first.
fn missing_folders(path: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> = path
        .ancestors()
        .skip(1)
        .take_while(|dir| !dir.as_os_str().is_empty() && !dir.exists())
        .map(Path::to_owned)
        .collect();
    missing.reverse();
    missing
}

/// A copy beside the file, under the first free name, with the file's own rights.
fn back_up(path: &Path, text: &str, bits: u32) -> Result<PathBuf> {
    let act = || format!("cannot back up `{}`", path.display());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for n in 1..1000 {
        let tail = if n == 1 { String::new() } else { format!("-{n}") };
        let backup = path.with_file_name(format!("{name}.lean-ctx-backup{tail}"));
        let made = OpenOptions::new().write(true).create_new(true).mode(bits).open(&backup);
        let mut file = match made {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(e) => return Err(e).context(act),
        };
        let done = file
            .set_permissions(fs::Permissions::from_mode(bits))
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.sync_all())
            .and_then(|()| sync_parent(&backup));
        if done.is_err() {
            let _ = fs::remove_file(&backup);
        }
        return done.context(act).map(|()| backup);
    }
    Err(Error::failed(act()).hint("remove some of its old `.lean-ctx-backup` files"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn wish(path: &Path, mode: Mode) -> Wish<'_> {
        Wish { path, client: None, mode }
    }

    #[test]
    fn a_backup_lies_beside_and_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.json");
        fs::write(&file, "old").unwrap();
        set_mode(&file, 0o640).unwrap();
        let mut changes = Changes::open(&dir.path().join("setup"), false).unwrap();
        let put = |changes: &mut Changes, text: &str| {
            changes.put(&wish(&file, Mode::Keep), |_| Ok(text.to_owned())).unwrap()
        };
        assert_eq!(put(&mut changes, "new"), Status::Updated);
        assert_eq!(put(&mut changes, "new"), Status::Already);
        assert_eq!(put(&mut changes, "newer"), Status::Updated);
        let backup = dir.path().join("a.json.lean-ctx-backup");
        assert_eq!(fs::read_to_string(&backup).unwrap(), "old");
        assert_eq!((mode_of(&file), mode_of(&backup)), (Some(0o640), Some(0o640)));
        assert_eq!(changes.all().len(), 1);
        // Somebody else's edit is one to come back to.
        fs::write(&file, "theirs").unwrap();
        assert_eq!(put(&mut changes, "ours"), Status::Updated);
        assert_eq!(changes.all().len(), 2);
        let second = dir.path().join("a.json.lean-ctx-backup-2");
        assert_eq!(fs::read_to_string(second).unwrap(), "theirs");
    }

    #[test]
    fn a_secret_narrows_the_rights() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.json");
        fs::write(&file, "old").unwrap();
        set_mode(&file, 0o644).unwrap();
        let mut changes = Changes::open(&dir.path().join("setup"), false).unwrap();
        let same = |old: Option<&str>| Ok(old.unwrap_or_default().to_owned());
        assert_eq!(changes.put(&wish(&file, Mode::Private), same).unwrap(), Status::Updated);
        assert_eq!(mode_of(&file), Some(0o600));
        assert_eq!(changes.put(&wish(&file, Mode::Private), same).unwrap(), Status::Already);
    }

    #[test]
    fn a_link_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&real, "old").unwrap();
        symlink("real", &link).unwrap();
        let mut changes = Changes::open(&dir.path().join("setup"), false).unwrap();
        changes.put(&wish(&link, Mode::Keep), |_| Ok("new".into())).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        let nowhere = dir.path().join("nowhere");
        symlink("gone", &nowhere).unwrap();
        assert!(follow(&nowhere).unwrap_err().message().contains("leads nowhere"));
        assert!(follow(dir.path()).is_err());
    }

    #[test]
    fn a_dry_run_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/a.json");
        let mut changes = Changes::open(&dir.path().join("setup"), true).unwrap();
        let status = changes.put(&wish(&file, Mode::Keep), |_| Ok("new\n".into())).unwrap();
        assert_eq!(status, Status::Created);
        assert!(changes.diffs[0].contains("+new\n"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
