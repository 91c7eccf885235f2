//! What has the daemon done? A log of its own: one file that is turned over when it has grown, and its last lines.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::base::Result;
use crate::base::clock;
use crate::base::error::Context as _;

/// A log of this size becomes `log.1`, in whose place none before it stays.
const FULL: u64 = 1 << 20;
/// Read at most this much from the end.
const TAIL: u64 = 4 << 20;

/// The daemon's own.
pub struct Log {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Log {
    pub fn new(path: PathBuf) -> Self {
        Self { path, file: Mutex::new(None) }
    }

    /// Nobody can be told when the log cannot be written.
    pub fn say(&self, text: &str) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.as_ref().is_none_or(|f| f.metadata().is_ok_and(|m| m.len() >= FULL)) {
            *file = open(&self.path).ok();
        }
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if let Some(file) = file.as_mut() {
            let _ = writeln!(file, "{} {text}", clock::rfc3339(clock::now()));
        }
    }
}

/// The log, to be added to; a full one is put aside first.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path) -> Result<File> {
    if fs::metadata(path).is_ok_and(|meta| meta.len() >= FULL) {
        let _ = fs::rename(path, path.with_extension("1"));
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .context(|| format!("cannot open the log `{}`", path.display()))
}

/// Its last lines, and what comes after them.
pub struct Tail {
    path: PathBuf,
    file: Option<File>,
}

impl Tail {
    /// The last `lines`, and a reader of what follows. A log that is not there is empty.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path, lines: usize) -> Result<(String, Self)> {
        let act = || format!("cannot read the log `{}`", path.display());
        let mut tail = Self { path: path.to_owned(), file: File::open(path).ok() };
        let mut text = String::new();
        if let Some(file) = &mut tail.file {
            let from = file.metadata().context(act)?.len().saturating_sub(TAIL);
            file.seek(SeekFrom::Start(from)).context(act)?;
        }
        // What was put aside belongs before it.
        let older = fs::read(path.with_extension("1")).unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(&older));
        text.push_str(&tail.more()?);
        let count = text.lines().count();
        Ok((
            text.lines().skip(count.saturating_sub(lines)).map(|l| format!("{l}\n")).collect(),
            tail,
        ))
    }

    /// What has been added since.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn more(&mut self) -> Result<String> {
        let act = || format!("cannot read the log `{}`", self.path.display());
        let mut bytes = Vec::new();
        if let Some(file) = &mut self.file {
            file.read_to_end(&mut bytes).context(act)?;
        }
        let named = fs::metadata(&self.path).ok().map(|m| (m.dev(), m.ino()));
        let open = self.file.as_ref().and_then(|f| f.metadata().ok()).map(|m| (m.dev(), m.ino()));
        if named != open
            && let Ok(mut file) = File::open(&self.path)
        {
            file.read_to_end(&mut bytes).context(act)?;
            self.file = Some(file);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_turned_over_and_followed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let log = Log::new(path.clone());
        log.say("one\u{1b}[2J\ntwo");
        let (text, mut tail) = Tail::open(&path, 10).unwrap();
        assert_eq!((text.lines().count(), text.contains("one [2J two")), (1, true), "{text}");
        log.say(&"x".repeat(FULL as usize));
        log.say("after");
        assert_eq!(tail.more().unwrap().lines().count(), 2);
        assert_eq!(tail.more().unwrap(), "");
        let (text, _) = Tail::open(&path, 1).unwrap();
        assert!(text.ends_with("after\n") && text.lines().count() == 1);
        assert!(path.with_extension("1").exists());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let (none, _) = Tail::open(&dir.path().join("none"), 5).unwrap();
        assert_eq!(none, "");
    }
}
