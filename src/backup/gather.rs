//! What of a data root cannot be made again, and how is it read so that it fits together?
//!
//! The order matters. A book's signed head is read before its lines, so that it never covers more
//! than there is; lines are taken up to the last whole one. The keys come last, under the lock of
//! their rotation: a key that was rotated meanwhile vouches for the older heads.

use std::fs::{self, File};
use std::io::{Cursor, ErrorKind, Read, Seek as _, SeekFrom};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::archive::Head;
use crate::base::error::Context as _;
use crate::base::files::Lock;
use crate::base::layout::DataDir;
use crate::base::{Error, Result, clock};
use crate::ledger::{Format, head_path, parts};

/// A file that is to be archived.
pub struct Item {
    pub head: Head,
    from: From,
}

enum From {
    Bytes(Zeroizing<Vec<u8>>),
    /// Opened already: it may be renamed meanwhile.
    Open(File),
    /// Nobody changes it.
    Held(PathBuf),
}

impl Item {
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let (name, size) = (name.into(), bytes.len() as u64);
        let head = Head { name, mode: 0o600, size };
        Self { head, from: From::Bytes(Zeroizing::new(bytes)) }
    }

    /// # Errors
    /// When it cannot be read.
    pub fn held(name: String, path: PathBuf) -> Result<Self> {
        let meta = fs::metadata(&path).context(|| unreadable(&path))?;
        let head = Head { name, mode: meta.permissions().mode() & 0o777, size: meta.len() };
        Ok(Self { head, from: From::Held(path) })
    }

    /// # Errors
    /// When it cannot be opened.
    pub fn reader(&mut self) -> Result<Box<dyn Read + '_>> {
        Ok(match &mut self.from {
            From::Bytes(bytes) => Box::new(Cursor::new(bytes.as_slice())),
            From::Open(file) => {
                file.seek(SeekFrom::Start(0)).context(|| unreadable(Path::new(&self.head.name)))?;
                Box::new(file)
            }
            From::Held(path) => Box::new(File::open(&*path).context(|| unreadable(path))?),
        })
    }
}

fn unreadable(path: &Path) -> String {
    format!("cannot read `{}`", path.display())
}

/// A book's head and lines, below `folder` of the archive.
///
/// # Errors
/// When one of them cannot be read, or the log is rotated again and again meanwhile.
pub fn book(path: &Path, format: &Format, folder: &str, items: &mut Vec<Item>) -> Result<()> {
    const TRIES: usize = 5;
    if !path.parent().is_some_and(Path::is_dir) {
        return Ok(());
    }
    let head = head_path(path);
    match signed(path, &head, format)? {
        Some(bytes) => items.push(Item::bytes(named(folder, &head), bytes)),
        // Nothing was ever written in it.
        None if !begun(path, format)? => return Ok(()),
        None => {}
    }
    for _ in 0..TRIES {
        let found = parts(path, format)?;
        let opened: Vec<Item> = found
            .iter()
            .filter_map(|part| lines(part, folder).transpose())
            .collect::<Result<_>>()?;
        // A rotation in between would give one file two names, or leave one out.
        if opened.len() == found.len() && parts(path, format)? == found {
            items.extend(opened);
            return Ok(());
        }
    }
    Err(Error::failed(format!("`{}` is rotated all the time", path.display()))
        .hint("run the backup again when it is not"))
}

/// The head; a server signs the first one a moment after the first line.
fn signed(path: &Path, head: &Path, format: &Format) -> Result<Option<Vec<u8>>> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let began = clock::instant();
    loop {
        let found = read(head)?;
        if found.is_some() || !begun(path, format)? || began.elapsed() > PATIENCE {
            return Ok(found);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Whether the book has a line.
///
/// # Errors
/// When it cannot be looked at.
pub fn begun(path: &Path, format: &Format) -> Result<bool> {
    if !path.parent().is_some_and(Path::is_dir) {
        return Ok(false);
    }
    let sizes = parts(path, format)?;
    Ok(sizes.iter().any(|part| fs::metadata(part).is_ok_and(|meta| meta.len() > 0)))
}

fn named(folder: &str, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{folder}/{name}")
}

/// Up to the end of the last line that is whole; `None` when the file has gone.
fn lines(path: &Path, folder: &str) -> Result<Option<Item>> {
    let act = || unreadable(path);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).context(act),
    };
    let meta = file.metadata().context(act)?;
    let size = whole(&mut file, meta.len()).context(act)?;
    let head = Head { name: named(folder, path), mode: meta.permissions().mode() & 0o777, size };
    Ok(Some(Item { head, from: From::Open(file) }))
}

fn whole(file: &mut File, len: u64) -> std::io::Result<u64> {
    const STEP: u64 = 1 << 16;
    let mut end = len;
    while end > 0 {
        let begin = end.saturating_sub(STEP);
        let mut bytes = vec![0; (end - begin) as usize];
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(&mut bytes)?;
        if let Some(at) = memchr::memrchr(b'\n', &bytes) {
            return Ok(begin + at as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

/// The small files of one folder of the data root, as they are.
///
/// # Errors
/// When one cannot be read.
pub fn folder(
    data: &DataDir,
    name: &str,
    besides: &dyn Fn(&str) -> bool,
    items: &mut Vec<Item>,
) -> Result<()> {
    let dir = data.root().join(name);
    let act = || unreadable(&dir);
    let listed = match fs::read_dir(&dir) {
        Ok(listed) => listed,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e).context(act),
    };
    let mut found: Vec<_> = listed.collect::<Result<_, _>>().context(act)?;
    found.sort_by_key(fs::DirEntry::file_name);
    for entry in found {
        let file = entry.file_name().to_string_lossy().into_owned();
        let passing = file.starts_with('.') || file.ends_with(".lock") || file.ends_with(".tmp");
        if passing || besides(&file) || !entry.file_type().context(act)?.is_file() {
            continue;
        }
        let mode = entry.metadata().context(act)?.permissions().mode() & 0o777;
        if let Some(bytes) = read(&entry.path())? {
            let mut item = Item::bytes(format!("data/{name}/{file}"), bytes);
            item.head.mode = mode;
            items.push(item);
        }
    }
    Ok(())
}

/// The signing key and what goes with it.
///
/// # Errors
/// As [`folder`].
pub fn keys(data: &DataDir, items: &mut Vec<Item>) -> Result<()> {
    if !data.keys().is_dir() {
        return Ok(());
    }
    let _held = Lock::wait(&data.keys().join("rotations.lock"))?;
    folder(data, "keys", &|_| false, items)
}

/// All files of a folder that is held still, below `name`.
///
/// # Errors
/// When it cannot be listed.
pub fn tree(dir: &Path, name: &str, items: &mut Vec<Item>) -> Result<()> {
    let act = || unreadable(dir);
    let mut found: Vec<_> =
        fs::read_dir(dir).context(act)?.collect::<Result<_, _>>().context(act)?;
    found.sort_by_key(fs::DirEntry::file_name);
    for entry in found {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        match entry.file_type().context(act)? {
            kind if kind.is_dir() => tree(&entry.path(), &name, items)?,
            kind if kind.is_file() => items.push(Item::held(name, entry.path())?),
            _ => {}
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).context(|| unreadable(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        for (text, whole) in [("", 0), ("a", 0), ("a\n", 2), ("a\nb", 2), ("\n", 1)] {
            fs::write(&path, text).unwrap();
            assert_eq!(lines(&path, "x").unwrap().unwrap().head.size, whole, "{text:?}");
        }
        let long = format!("{}\n{}", "x".repeat(200_000), "y".repeat(150_000));
        fs::write(&path, long).unwrap();
        let mut item = lines(&path, "x").unwrap().unwrap();
        assert_eq!(item.head.size, 200_001);
        // What is written and renamed later changes nothing.
        fs::rename(&path, dir.path().join("log.1")).unwrap();
        let mut bytes = Vec::new();
        item.reader().unwrap().take(200_001).read_to_end(&mut bytes).unwrap();
        assert!(bytes.ends_with(b"x\n"));
    }
}
