//! How does a record get into the book for good? Appends whole batches, alone or beside other processes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::Format;
use super::head::{Checkpoint, Found, State};
use super::key::Key;
use super::line;
use super::note::Note;
use super::parts::{head_path, lock_path};
use super::recover::{End, Walk, last_newline, recover};
use crate::base::error::Context as _;
use crate::base::files::{self, Latch};
use crate::base::{Error, Kind, Result};

/// An open book. Several processes may each have one of the same file: every batch is written
/// under a lock, after what the others wrote was read.
pub struct Book {
    path: PathBuf,
    latch: Latch,
    format: Format,
    word: String,
    key: Arc<Key>,
    file: Arc<File>,
    id: FileId,
    /// The file's length after the last record.
    end: u64,
    state: State,
    notes: Vec<Note>,
    /// A failed write left bytes up to here, which could not be cut off yet.
    leftover: Option<u64>,
    /// Records under the last head that this process took.
    sealed: Option<u64>,
    buffer: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    fn of(meta: &fs::Metadata) -> Self {
        Self { device: meta.dev(), inode: meta.ino() }
    }
}

impl Book {
    /// Opens or begins (0600) the book in `path`. `word` names it among the books of one key, such
    /// as `audit`. A torn last line is cut off; see `take_notes`.
    ///
    /// A process that writes books must not die of `SIGXFSZ`: see `audit::Writer::start`.
    ///
    /// # Errors
    /// Any I/O error; `config` when `path` is no regular file, or lacks its first records.
    pub fn open(path: &Path, format: Format, word: &str, key: Arc<Key>) -> Result<Self> {
        let mut latch = Latch::new(&lock_path(path))?;
        let _held = latch.hold()?;
        let (file, id) = open_file(path, 0o600)?;
        let head = Checkpoint::read_trusted(&head_path(path), word, &key)?;
        let known = match &head {
            Found::Good(head) => Some(head),
            Found::Missing | Found::Bad => None,
        };
        let own = origin(&key, word);
        let sealed = known.filter(|head| head.origin == own).map(|head| head.state.tree.size());
        let found = recover(path, &format, known)?;
        let mut book = Self {
            path: path.to_owned(),
            latch,
            format,
            word: word.to_owned(),
            key,
            file: Arc::new(file),
            id,
            end: 0,
            state: found.state,
            notes: found.notes,
            leftover: None,
            sealed,
            buffer: Vec::new(),
        };
        match &head {
            Found::Bad => book.notes.push(Note::HeadUnknown),
            Found::Good(head) if head.origin != own => {
                let from = head.origin.trim_end_matches(word).trim_end_matches('/').to_owned();
                let to = book.key.public().name().to_owned();
                book.notes.push(Note::KeyChanged { from, to });
            }
            Found::Good(_) | Found::Missing => {}
        }
        book.settle(found.end)?;
        Ok(book)
    }

    /// Records in the book, those of rotated files included.
    pub const fn size(&self) -> u64 {
        self.state.tree.size()
    }

    /// What was met since the last call and should be written down.
    pub fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// Appends `bodies`, each a compact JSON object, with one write: all of them or none. They
    /// survive the end of this process, not yet a power cut (`sync`).
    ///
    /// # Errors
    /// When the lock, a read or the write fails (a full disk, a limit). The file is then as it was
    /// before, and the next call tries afresh.
    pub fn append<B: AsRef<[u8]>>(&mut self, bodies: &[B]) -> Result<()> {
        let _held = self.latch.hold()?;
        self.catch_up()?;
        let mut next = self.state.clone();
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let written = self
            .compose(bodies, &mut next, &mut buffer)
            .and_then(|()| self.write(&buffer))
            .inspect(|()| self.end += buffer.len() as u64);
        self.buffer = buffer;
        written.map(|()| self.state = next)
    }

    fn compose<B: AsRef<[u8]>>(
        &self,
        bodies: &[B],
        state: &mut State,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        for body in bodies {
            let start = out.len();
            let seq = state.tree.size() + 1;
            let hash = line::compose(&self.format, body.as_ref(), seq, state.tail, out)?;
            state.tree.push(&out[start..out.len() - 1]);
            state.tail = Some(hash);
        }
        Ok(())
    }

    /// One write(2). The rest of a short one is not tried again: it was short because the disk is
    /// full, and half a batch must not stand in the book.
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let error = loop {
            match (&*self.file).write(bytes) {
                Ok(n) if n == bytes.len() => return Ok(()),
                Ok(n) => {
                    let text = format!("only {n} of {} bytes were taken", bytes.len());
                    self.leftover = Some(self.end + n as u64);
                    break io::Error::new(io::ErrorKind::StorageFull, text);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => break e,
            }
        };
        // When cutting fails too, the next append begins with it.
        let _ = self.cut_leftover();
        Err(error).context(|| format!("cannot write `{}`", self.path.display()))
    }

    fn cut_leftover(&mut self) -> io::Result<()> {
        if let Some(length) = self.leftover {
            // Any other length: another process has been here, cut what was torn, and gone on.
            if self.file.metadata()?.len() == length {
                self.file.set_len(self.end)?;
            }
            self.leftover = None;
        }
        Ok(())
    }

    /// Takes in what changed since the last batch: lines of other processes, rotation. Under the lock.
    fn catch_up(&mut self) -> Result<()> {
        let path = self.path.clone();
        let act = || format!("cannot repair `{}`", path.display());
        self.cut_leftover().context(act)?;
        self.read_on()?;
        let moved = match fs::metadata(&self.path) {
            Ok(meta) => FileId::of(&meta) != self.id,
            Err(e) if e.kind() == io::ErrorKind::NotFound => true,
            Err(e) => return Err(e).context(act),
        };
        if moved { self.follow() } else { Ok(()) }
    }

    fn read_on(&mut self) -> Result<()> {
        let path = self.path.clone();
        let act = || format!("cannot read `{}`", path.display());
        let length = self.file.metadata().context(act)?.len();
        if length < self.end {
            self.notes.push(Note::Shortened { from: self.end, to: length });
            let whole = last_newline(&self.file, length).context(act)?;
            return self.settle(End { whole, torn: length - whole });
        }
        if length == self.end {
            return Ok(());
        }
        let mut walk = Walk::new(&self.format, self.state.clone());
        let end = walk.read(&self.file, self.end).context(act)?;
        if walk.foreign > 0 {
            self.notes.push(Note::Foreign { lines: walk.foreign });
        }
        self.state = walk.state;
        self.settle(end)
    }

    fn settle(&mut self, end: End) -> Result<()> {
        if end.torn > 0 {
            self.file.set_len(end.whole).context(|| {
                format!("cannot cut the unfinished line off `{}`", self.path.display())
            })?;
            self.notes.push(Note::TornTail { bytes: end.torn });
        }
        self.end = end.whole;
        Ok(())
    }

    /// The file was rotated away: the chain goes on in the new one.
    fn follow(&mut self) -> Result<()> {
        // Later syncs reach the new file only.
        self.sync()?;
        let mode = self.file.metadata().map_or(0o600, |m| m.mode() & 0o777);
        let (file, id) = open_file(&self.path, mode)?;
        let act = || format!("cannot read `{}`", self.path.display());
        let mut walk = Walk::new(&self.format, self.state.clone());
        let mut end = walk.read(&file, 0).context(act)?;
        let mut state = walk.state;
        if walk.foreign > 0 {
            // Rotated more than once since we last looked: what lies between is read too.
            let head = Checkpoint::read_trusted(&head_path(&self.path), &self.word, &self.key)?;
            let known = if let Found::Good(head) = &head { Some(head) } else { None };
            let found = recover(&self.path, &self.format, known)?;
            self.notes.extend(found.notes);
            end = found.end;
            if found.state.tree.size() > state.tree.size() {
                state = found.state;
            }
        }
        (self.file, self.id, self.state) = (Arc::new(file), id, state);
        self.settle(end)
    }

    /// Looks now whether the file was rotated, instead of at the next batch.
    ///
    /// # Errors
    /// As `append`.
    pub fn reopen(&mut self) -> Result<()> {
        let _held = self.latch.hold()?;
        self.catch_up()
    }

    /// Makes what was appended survive a power cut (fdatasync).
    ///
    /// # Errors
    /// Any I/O error.
    pub fn sync(&self) -> Result<()> {
        self.file.sync_data().context(|| format!("cannot sync `{}`", self.path.display()))
    }

    /// Records that no head covers yet; a book without a head needs one even when it is empty.
    pub fn unsealed(&self) -> u64 {
        self.sealed.map_or(self.size() + 1, |sealed| self.size().saturating_sub(sealed))
    }

    /// Takes up a key that was rotated since the last head, and notes it. `seal` does it, too.
    pub fn renew(&mut self) {
        if let Some(key) = self.key.renewed() {
            let name = |key: &Key| key.public().name().to_owned();
            self.notes.push(Note::KeyChanged { from: name(&self.key), to: name(&key) });
            self.key = Arc::new(key);
        }
    }

    /// The present state, to be signed by `Seal::finish`, on another thread if wanted.
    pub fn seal(&mut self) -> Seal {
        self.renew();
        self.sealed = Some(self.size());
        Seal {
            file: Arc::clone(&self.file),
            path: head_path(&self.path),
            key: Arc::clone(&self.key),
            head: Checkpoint {
                origin: origin(&self.key, &self.word),
                state: self.state.clone(),
                end: self.end,
            },
        }
    }

    /// After a `Seal` that failed: the records still need one.
    pub const fn unseal(&mut self) {
        self.sealed = None;
    }
}

fn origin(key: &Key, word: &str) -> String {
    format!("{}/{word}", key.public().name())
}

fn open_file(path: &Path, mode: u32) -> Result<(File, FileId)> {
    let act = || format!("cannot open `{}`", path.display());
    let is_new = !path.exists();
    if !is_new && !path.is_file() {
        return Err(Error::new(
            Kind::Config,
            format!("`{}` is not a regular file", path.display()),
        )
        .hint("a book is read again when it is opened: name a file on a disk"));
    }
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(mode)
        .open(path)
        .context(act)?;
    if is_new {
        files::sync_parent(path).context(act)?;
    }
    let id = FileId::of(&file.metadata().context(act)?);
    Ok((file, id))
}

/// A state of a book that waits to be signed.
pub struct Seal {
    file: Arc<File>,
    path: PathBuf,
    key: Arc<Key>,
    head: Checkpoint,
}

impl Seal {
    /// Syncs the book, then signs and writes the head: a head never speaks of records that a
    /// power cut can take back.
    ///
    /// # Errors
    /// Any I/O error; the old head then stays.
    pub fn finish(self) -> Result<()> {
        self.file
            .sync_data()
            .context(|| format!("cannot sync the book of `{}`", self.path.display()))?;
        self.head.write(&self.path, &self.key)
    }
}

#[cfg(test)]
mod tests;
