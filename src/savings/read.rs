//! Which events stand in the ledger? A stream of them, however long the book is.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Entry, FORMAT};
use crate::base::error::Context as _;
use crate::base::{Error, Result};
use crate::ledger::{MAX_LINE, parts};

/// The events of a book, with the number of their line in its file (from 1).
pub struct Entries {
    files: VecDeque<PathBuf>,
    open: Option<Part>,
}

struct Part {
    path: PathBuf,
    lines: BufReader<File>,
    line: u64,
}

/// The writer's remarks are lines of the book, and no events.
#[derive(Deserialize)]
struct Remark {
    #[serde(rename = "note")]
    _note: String,
}

/// The events of the ledger in `path` and its rotated siblings, the oldest first; none where there
/// is no ledger. The last line may be unfinished while a writer is at work: it is left out.
///
/// What is read here is believed: whether it holds is for the ledger's verifier to say.
///
/// # Errors
/// When the directory cannot be read. What is wrong with a line is an item.
pub fn read(path: &Path) -> Result<Entries> {
    let there = path.parent().is_some_and(Path::is_dir);
    let files = if there { parts(path, &FORMAT)? } else { Vec::new() };
    Ok(Entries { files: files.into(), open: None })
}

impl Iterator for Entries {
    type Item = (u64, Result<Entry>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.open.is_none() {
                let path = self.files.pop_front()?;
                match File::open(&path).context(|| format!("cannot read `{}`", path.display())) {
                    Ok(file) => {
                        let lines = BufReader::with_capacity(1 << 18, file);
                        self.open = Some(Part { path, lines, line: 0 });
                    }
                    Err(error) => return Some((0, Err(error))),
                }
            }
            match self.open.as_mut().and_then(Part::next) {
                Some((line, Ok(Some(entry)))) => return Some((line, Ok(entry))),
                Some((_, Ok(None))) => {}
                Some((line, Err(error))) => return Some((line, Err(error))),
                None => self.open = None,
            }
        }
    }
}

impl Part {
    /// The next line; `Ok(None)` for a remark.
    fn next(&mut self) -> Option<(u64, Result<Option<Entry>>)> {
        let mut text = Vec::new();
        self.line += 1;
        let at = format!("`{}` line {}", self.path.display(), self.line);
        let read = (&mut self.lines).take(MAX_LINE as u64).read_until(b'\n', &mut text);
        match read {
            Err(error) => {
                // What cannot be read now cannot be read on.
                self.lines = BufReader::new(File::open("/dev/null").ok()?);
                Some((self.line, Err(error).context(|| format!("cannot read {at}"))))
            }
            Ok(_) if text.ends_with(b"\n") => Some((self.line, parse(&text, &at))),
            Ok(length) if length == MAX_LINE => {
                let _ = self.lines.skip_until(b'\n');
                Some((self.line, Err(Error::failed(format!("{at} is longer than 1 MiB")))))
            }
            Ok(_) => None,
        }
    }
}

fn parse(text: &[u8], at: &str) -> Result<Option<Entry>> {
    match serde_json::from_slice(text) {
        Ok(entry) => Ok(Some(entry)),
        Err(_) if serde_json::from_slice::<Remark>(text).is_ok() => Ok(None),
        Err(why) => Err(Error::failed(format!("{at} is no event of the ledger: {why}"))
            .hint("`lean-ctx savings verify` tells what is wrong with the ledger")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::tests::entry;
    use super::*;
    use crate::ledger::{Book, Key};
    use std::sync::Arc;

    #[test]
    fn what_was_written_is_read_and_gives_the_same_bytes_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.jsonl");
        let key = Arc::new(Key::open(&dir.path().join("keys")).unwrap());
        let mut book = Book::open(&path, FORMAT, super::super::WORD, key).unwrap();
        let body = serde_json::to_vec(&entry()).unwrap();
        let remark = br#"{"ts":"2026-11-22T08:31:00.123Z","note":"text"}"#.to_vec();
        book.append(&[body.clone(), remark, body]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}{{\"ts\":1}}\n{{\"torn")).unwrap();

        let all: Vec<_> = read(&path).unwrap().collect();
        let numbers: Vec<u64> = all.iter().map(|(line, _)| *line).collect();
        assert_eq!(numbers, [1, 3, 4]);
        for (line, seq) in [(0, 1), (1, 3)] {
            let found = all[line].1.as_ref().unwrap();
            assert_eq!(found.seq, seq);
            let again = serde_json::to_string(found).unwrap();
            assert_eq!(Some(&*again), text.lines().nth(seq as usize - 1));
        }
        let error = all[2].1.as_ref().unwrap_err();
        assert!(error.message().contains("line 4 is no event"), "{}", error.message());
        assert_eq!(read(&dir.path().join("none/ledger.jsonl")).unwrap().count(), 0);
    }
}
