//! Where does a user's daemon live? One private folder, and the names in it; and of which build is it?

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use crate::base::digest::sha256_hex;
use crate::base::error::Context as _;
use crate::base::files;
use crate::base::layout::DataDir;
use crate::base::{Error, Result};

/// A socket's path has 108 bytes on Linux and 104 elsewhere, the last of them a zero.
const LONGEST_PATH: usize = 103;

/// A data root has one daemon, and that has its files here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    dir: PathBuf,
    /// Where the socket is: `dir`, or a folder with a shorter name.
    socket_dir: PathBuf,
}

impl Place {
    /// Names only; nothing is touched.
    ///
    /// # Errors
    /// When a relative data root cannot be made absolute.
    pub fn of(data: &DataDir) -> Result<Self> {
        let root = data.root();
        let root = match root.canonicalize() {
            Ok(root) => root,
            Err(_) => std::path::absolute(root)
                .context(|| format!("cannot tell where `{}` is", root.display()))?,
        };
        let dir = DataDir::new(root).daemon();
        let long = dir.join(SOCKET).as_os_str().len() > LONGEST_PATH;
        let socket_dir = if long { short(&dir) } else { dir.clone() };
        Ok(Self { dir, socket_dir })
    }

    /// Makes the folders, for this user alone.
    ///
    /// # Errors
    /// When they cannot be made, or are not this user's alone.
    pub fn prepare(&self) -> Result<()> {
        files::private_dir(&self.dir)?;
        if self.socket_dir != self.dir {
            let made = fs::DirBuilder::new().mode(0o700).create(&self.socket_dir);
            if made.as_ref().is_err_and(|e| e.kind() != std::io::ErrorKind::AlreadyExists) {
                made.context(|| format!("cannot create `{}`", self.socket_dir.display()))?;
            }
        }
        private(&self.dir)?;
        private(&self.socket_dir)
    }

    /// The data root, absolute.
    pub fn data(&self) -> &Path {
        self.dir.parent().unwrap_or(&self.dir)
    }

    /// Held for as long as a daemon runs.
    pub fn lock(&self) -> PathBuf {
        self.dir.join("lock")
    }

    /// Held by whoever starts or stops one.
    pub fn changing(&self) -> PathBuf {
        self.dir.join("changing.lock")
    }

    /// Who holds the lock: a process and its birth, so that the number alone misleads nobody.
    pub fn holder(&self) -> PathBuf {
        self.dir.join("daemon.json")
    }

    pub fn socket(&self) -> PathBuf {
        self.socket_dir.join(SOCKET)
    }

    pub fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    /// Is the socket's folder one that only this user can have put it into?
    pub fn is_private(&self) -> bool {
        private(&self.socket_dir).is_ok()
    }
}

const SOCKET: &str = "socket";

fn short(dir: &Path) -> PathBuf {
    let name = &sha256_hex(dir.as_os_str().as_encoded_bytes())[..16];
    PathBuf::from(format!("/tmp/lean-ctx-{}-{name}", geteuid().as_raw()))
}

fn private(dir: &Path) -> Result<()> {
    let act = || format!("cannot look at `{}`", dir.display());
    let meta = fs::symlink_metadata(dir).context(act)?;
    if meta.is_dir() && meta.uid() == geteuid().as_raw() && meta.mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Error::failed(format!("`{}` is not a folder of yours alone", dir.display()))
        .hint("remove it, or make it yours: `chmod 700`"))
}

/// Which build runs: the version, and the size and time of the program's file. Two builds of one version are
/// two: they may read each other's indexes and yet answer differently.
pub fn build() -> String {
    let meta = std::env::current_exe().and_then(fs::metadata);
    let file = meta.map_or_else(
        |_| "unknown".to_owned(),
        |m| sha256_hex(format!("{} {} {}", m.len(), m.mtime(), m.mtime_nsec()).as_bytes()),
    );
    format!("{}+{:.12}", env!("CARGO_PKG_VERSION"), file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_long_path_has_its_socket_elsewhere() {
        let dir = tempfile::tempdir().unwrap();
        let near = Place::of(&DataDir::new(dir.path())).unwrap();
        assert_eq!(near.socket().parent(), near.lock().parent());
        let far = Place::of(&DataDir::new(dir.path().join("x".repeat(100)))).unwrap();
        assert!(far.socket().as_os_str().len() < LONGEST_PATH);
        assert_ne!(far.socket().parent(), far.lock().parent());
        far.prepare().unwrap();
        assert!(far.is_private());
        fs::remove_dir(far.socket().parent().unwrap()).unwrap();
    }

    #[test]
    fn a_folder_that_others_may_enter_is_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::of(&DataDir::new(dir.path())).unwrap();
        place.prepare().unwrap();
        fs::set_permissions(&place.dir, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(!place.is_private());
        assert!(place.prepare().is_err());
    }
}
