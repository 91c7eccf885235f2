//! Where does the chain stand? Reads the files of a book from the last signed head to their end.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::format::{Format, MAX_LINE};
use super::head::{Checkpoint, State};
use super::line::{self, Link};
use super::note::Note;
use super::parts::parts;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// A walk along the lines of a book's files, in order.
pub struct Walk<'a> {
    format: &'a Format,
    pub state: State,
    /// Whole lines that did not continue the chain.
    pub foreign: u64,
    /// Those of them that are records all the same.
    astray: u64,
    sought: Option<&'a Checkpoint>,
    confirmed: bool,
}

/// Where the whole lines of a file end, and how many bytes of an unfinished one follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub whole: u64,
    pub torn: u64,
}

impl<'a> Walk<'a> {
    pub const fn new(format: &'a Format, state: State) -> Self {
        Self { format, state, foreign: 0, astray: 0, sought: None, confirmed: false }
    }

    /// From the first record on, looking out for the state that `head` signed.
    fn seeking(format: &'a Format, head: Option<&'a Checkpoint>) -> Self {
        let mut walk = Self::new(format, State::default());
        walk.sought = head;
        walk.look();
        walk
    }

    /// # Errors
    /// Any I/O error.
    pub fn read(&mut self, mut file: &File, from: u64) -> io::Result<End> {
        file.seek(SeekFrom::Start(from))?;
        let mut lines = BufReader::with_capacity(1 << 18, file);
        let mut buffer = Vec::new();
        let mut end = End { whole: from, torn: 0 };
        while let Some(length) = next_line(&mut lines, &mut buffer)? {
            let Some(text) = buffer.strip_suffix(b"\n") else {
                end.torn = length;
                break;
            };
            end.whole += length;
            // Of a line that is too long only the end is in the buffer.
            self.step(if length as usize == buffer.len() { text } else { b"" });
        }
        Ok(end)
    }

    fn step(&mut self, text: &[u8]) {
        let Some(link) = line::parse(self.format, text) else {
            self.foreign += 1;
            return;
        };
        if !self.continues(&link) {
            self.foreign += 1;
            self.astray += 1;
            return;
        }
        self.state.tail = Some(link.hash);
        self.state.tree.push(text);
        self.look();
    }

    /// What a line says of itself is believed here: the verifier is there to doubt it, and an
    /// edited line must not end the book.
    fn continues(&self, link: &Link) -> bool {
        link.prev == self.state.tail && link.seq.is_none_or(|seq| seq == self.state.tree.size() + 1)
    }

    fn look(&mut self) {
        if let Some(head) = self.sought
            && head.state.tree.size() == self.state.tree.size()
        {
            self.confirmed = head.state == self.state;
        }
    }
}

/// Puts the next line into `buffer`, of a line above `MAX_LINE` its end; returns its length.
fn next_line(lines: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Option<u64>> {
    let mut length = 0;
    loop {
        buffer.clear();
        let read = lines.by_ref().take(MAX_LINE as u64).read_until(b'\n', buffer)? as u64;
        length += read;
        if read < MAX_LINE as u64 || buffer.ends_with(b"\n") {
            return Ok((length > 0).then_some(length));
        }
    }
}

/// What is known of a book after its files were read.
pub struct Recovered {
    pub state: State,
    /// The end of the file at `path`.
    pub end: End,
    pub notes: Vec<Note>,
}

/// Reads from `head` on, or everything when it does not tell where it stands.
///
/// A signed head is never contradicted: when the files do not agree with it, the chain goes on
/// from the head, and the verifier finds the break at that place for ever after.
///
/// # Errors
/// Any I/O error; `config` when the first records are missing and no head stands for them.
pub fn recover(path: &Path, format: &Format, head: Option<&Checkpoint>) -> Result<Recovered> {
    let files = parts(path, format)?;
    let found = head.and_then(|h| locate(&files, format, h).map(|at| (at, h)));
    let (mut walk, first, from) = match found {
        Some((at, head)) => (Walk::new(format, head.state.clone()), at, head.end),
        None => (Walk::seeking(format, head), 0, 0),
    };
    let mut end = End { whole: 0, torn: 0 };
    for (i, file) in files.iter().enumerate().skip(first) {
        let act = || format!("cannot read `{}`", file.display());
        let from = if i == first { from } else { 0 };
        end = walk.read(&File::open(file).context(act)?, from).context(act)?;
    }
    let mut notes = Vec::new();
    if walk.foreign > 0 {
        notes.push(Note::Foreign { lines: walk.foreign });
    }
    let size = walk.state.tree.size();
    let state = match head {
        Some(head) if found.is_none() && !walk.confirmed => {
            let signed = head.state.tree.size();
            notes.push(if size < signed {
                Note::HeadAhead { signed, found: size }
            } else {
                Note::HeadContradicted { signed }
            });
            head.state.clone()
        }
        None if size == 0 && walk.astray > 0 => return Err(no_beginning(path)),
        None if size > 0 => {
            notes.push(Note::HeadMissing { found: size });
            walk.state
        }
        _ => walk.state,
    };
    Ok(Recovered { state, end, notes })
}

fn no_beginning(path: &Path) -> Error {
    Error::new(
        Kind::Config,
        format!("`{}` does not begin with its first record, and no signed head stands for what is missing", path.display()),
    )
    .hint("put the rotated files or the `.head` file back beside it; or move it away, and a new book begins")
}

/// The newest file in which the head's last record ends where the head says.
fn locate(files: &[PathBuf], format: &Format, head: &Checkpoint) -> Option<usize> {
    let at = |path: &PathBuf| {
        let link = line_before(&File::open(path).ok()?, head.end, format)?;
        let seq = head.state.tree.size();
        (head.state.tail == Some(link.hash) && link.seq.is_none_or(|s| s == seq)).then_some(())
    };
    files.iter().rposition(|path| at(path).is_some())
}

fn line_before(file: &File, end: u64, format: &Format) -> Option<Link> {
    let length = end.min(MAX_LINE as u64);
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    file.read_exact_at(&mut bytes, end - length).ok()?;
    let text = bytes.strip_suffix(b"\n")?;
    let start = text.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    line::parse(format, &text[start..])
}

/// Where the last whole line within the first `length` bytes ends.
///
/// # Errors
/// Any I/O error.
pub fn last_newline(file: &File, length: u64) -> io::Result<u64> {
    let mut block = vec![0; 1 << 16];
    let mut end = length;
    while end > 0 {
        let size = end.min(block.len() as u64);
        let bytes = &mut block[..size as usize];
        file.read_exact_at(bytes, end - size)?;
        if let Some(at) = bytes.iter().rposition(|b| *b == b'\n') {
            return Ok(end - size + at as u64 + 1);
        }
        end -= size;
    }
    Ok(0)
}
