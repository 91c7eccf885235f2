//! How is a file below a root reached so that neither `..` nor a symlink leads out of it?

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, OFlags, openat, readlinkat};
use rustix::io::Errno;

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// What lies at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    File(Vec<u8>),
    /// The name it points to, as git stores it; it was not followed.
    Symlink(Vec<u8>),
}

impl Content {
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::File(bytes) | Self::Symlink(bytes) => bytes,
        }
    }
}

/// Reads `path` (relative, `/` between parts) below `root`. The root itself may be reached
/// through symlinks, nothing below it may: each part is opened in its parent's descriptor with
/// `O_NOFOLLOW`, so that exchanging a directory for a link meanwhile gains nothing.
///
/// # Errors
/// `not_found` where nothing, or no file, is there; `invalid_arguments` where the path would leave
/// the root or enter `.git`.
pub fn read(root: &Path, path: &str) -> Result<Content> {
    let parts = parts(path)?;
    let (name, parents) = parts.split_last().ok_or_else(|| outside(path))?;
    let mut dir = open_root(root)?;
    for part in parents {
        dir = openat(&dir, *part, DIRECTORY, Mode::empty()).map_err(|e| refusal(path, e))?;
    }
    match openat(&dir, *name, FILE, Mode::empty()) {
        Ok(file) => read_regular(path, file),
        Err(Errno::LOOP) => {
            let target = readlinkat(&dir, *name, Vec::new()).map_err(|e| refusal(path, e))?;
            Ok(Content::Symlink(target.into_bytes()))
        }
        Err(e) => Err(refusal(path, e)),
    }
}

const DIRECTORY: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// `NONBLOCK`: opening a named pipe must not wait for its writer.
const FILE: OFlags =
    OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

fn open_root(root: &Path) -> Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    openat(CWD, root, flags, Mode::empty())
        .context(|| format!("cannot open the directory `{}`", root.display()))
}

fn read_regular(path: &str, file: OwnedFd) -> Result<Content> {
    let mut file = File::from(file);
    let act = || format!("cannot read `{path}`");
    let meta = file.metadata().context(act)?;
    if !meta.is_file() {
        return Err(not_a_file(path));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    file.read_to_end(&mut bytes).context(act)?;
    Ok(Content::File(bytes))
}

/// The parts of a relative path, each of them a plain name.
fn parts(path: &str) -> Result<Vec<&str>> {
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().all(|part| plain(part)) { Ok(parts) } else { Err(outside(path)) }
}

/// Whether one part of a path is an ordinary name: not empty, `.`, `..` or `.git` (in any case,
/// since some file systems fold it), without NUL.
pub fn plain(part: &str) -> bool {
    !matches!(part, "" | "." | "..")
        && !part.contains(['\0', '/'])
        && !part.eq_ignore_ascii_case(".git")
}

fn outside(path: &str) -> Error {
    Error::invalid(format!("the path `{}` is not inside the workspace", path.escape_debug()))
        .hint("give a path relative to the workspace's root, without `..`")
}

fn not_a_file(path: &str) -> Error {
    Error::new(Kind::NotFound, format!("`{path}` is not a file"))
}

fn refusal(path: &str, e: Errno) -> Error {
    match e {
        Errno::NOENT => Error::new(Kind::NotFound, format!("`{path}` does not exist")),
        // Linux says NOTDIR, macOS LOOP, where a parent is a symlink.
        Errno::NOTDIR | Errno::LOOP => {
            Error::new(Kind::NotFound, format!("`{path}` leads through a symlink or a file"))
        }
        // A socket cannot be opened at all.
        Errno::NXIO => not_a_file(path),
        e => Error::failed(format!("cannot read `{path}`")).source(e),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn reads_files_and_names_symlinks() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("a")).unwrap();
        fs::write(dir.path().join("a/b"), "text").unwrap();
        symlink("/etc/passwd", dir.path().join("a/link")).unwrap();
        assert_eq!(read(dir.path(), "a/b").unwrap(), Content::File(b"text".to_vec()));
        let link = read(dir.path(), "a/link").unwrap();
        assert_eq!(link, Content::Symlink(b"/etc/passwd".to_vec()));
    }

    #[test]
    fn nothing_leads_out() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("root");
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::write(root.join(".git/config"), "secret").unwrap();
        fs::write(outer.path().join("secret"), "secret").unwrap();
        symlink(outer.path(), root.join("up")).unwrap();
        for path in [
            "",
            "/",
            ".",
            "..",
            "../secret",
            "a/../../secret",
            "up/secret",
            "/etc/passwd",
            "./x",
            "a//b",
            "secret/",
            ".git/config",
            ".GIT/config",
            "a\0b",
            "up",
        ] {
            match read(&root, path) {
                Ok(Content::Symlink(_)) if path == "up" => {}
                Ok(content) => panic!("{path:?} was read: {content:?}"),
                Err(e) => {
                    assert!(matches!(e.kind(), Kind::InvalidArguments | Kind::NotFound), "{path}");
                }
            }
        }
    }

    #[test]
    fn a_pipe_or_a_directory_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("d")).unwrap();
        let made = rustix::fs::mknodat(
            CWD,
            dir.path().join("pipe"),
            rustix::fs::FileType::Fifo,
            Mode::RUSR | Mode::WUSR,
            0,
        );
        made.unwrap();
        for path in ["pipe", "d"] {
            assert_eq!(read(dir.path(), path).unwrap_err().kind(), Kind::NotFound);
        }
    }
}
