//! What did the server sign? A checkpoint: how long the book is, and the hashes that stand for all of it.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::key::{Key, PublicKey};
use super::line::{Tail, parse_tail, tail_text};
use super::merkle::Frontier;
use crate::base::digest::Sha256Digest;
use crate::base::files::{self, Mode};
use crate::base::{Error, Result};

/// The position of a chain: everything a writer must know to go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    pub tail: Tail,
    pub tree: Frontier,
}

/// A signed state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which book this is about.
    pub origin: String,
    pub state: State,
    /// Where in the book's file the last record ended. A hint: files are rotated.
    pub end: u64,
}

/// What was found in a head's place.
#[derive(Debug)]
pub enum Found {
    Missing,
    Good(Checkpoint),
    /// Unreadable, of another book, or not signed by our key.
    Bad,
}

impl Checkpoint {
    /// The signed note; see `format` for its lines.
    pub fn sign(&self, key: &Key) -> String {
        let text = self.text();
        let mut signed = key.public().id().to_vec();
        signed.extend_from_slice(&key.sign(text.as_bytes()));
        format!("{text}\n\u{2014} {} {}\n", key.public().name(), STANDARD.encode(signed))
    }

    fn text(&self) -> String {
        let State { tail, tree } = &self.state;
        let mut text = format!(
            "{}\n{}\n{}\nchain {}\nend {}\npeaks",
            self.origin,
            tree.size(),
            STANDARD.encode(tree.root()),
            tail_text(*tail),
            self.end
        );
        for peak in tree.peaks() {
            text.push(' ');
            text.push_str(&STANDARD.encode(peak));
        }
        text.push('\n');
        text
    }

    /// Reads what `sign` wrote; `None` unless it is whole and signed by `key`.
    pub fn parse(note: &str, key: &PublicKey) -> Option<Self> {
        let (text, signatures) = note.rsplit_once("\n\n")?;
        let text = format!("{text}\n");
        let ours = format!("\u{2014} {} ", key.name());
        let signed = signatures.lines().filter_map(|l| l.strip_prefix(&ours)).any(|encoded| {
            let bytes = STANDARD.decode(encoded).unwrap_or_default();
            bytes
                .strip_prefix(&key.id())
                .and_then(|s| s.try_into().ok())
                .is_some_and(|s: &[u8; 64]| key.verify(text.as_bytes(), s))
        });
        let read = Self::parse_text(&text)?;
        // Printing it again shows that the root follows from the peaks and nothing else was said.
        (signed && read.text() == text).then_some(read)
    }

    fn parse_text(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next()?.to_owned();
        let size = lines.next()?.parse().ok()?;
        let _root = lines.next()?;
        let tail = parse_tail(lines.next()?.strip_prefix("chain ")?.as_bytes())?;
        let end = lines.next()?.strip_prefix("end ")?.parse().ok()?;
        let peaks = lines.next()?.strip_prefix("peaks")?.split_ascii_whitespace().map(|encoded| {
            STANDARD.decode(encoded).ok().and_then(|b| Sha256Digest::try_from(b).ok())
        });
        let tree = Frontier::from_parts(size, peaks.collect::<Option<Vec<_>>>()?)?;
        Some(Self { origin, state: State { tail, tree }, end })
    }

    /// The head in `path`, if it is about `origin` and signed by `key`.
    ///
    /// # Errors
    /// Any I/O error but "not found".
    pub fn read(path: &Path, origin: &str, key: &PublicKey) -> Result<Found> {
        match fs::read(path) {
            Ok(bytes) => Ok(std::str::from_utf8(&bytes)
                .ok()
                .and_then(|note| Self::parse(note, key))
                .filter(|head| head.origin == origin)
                .map_or(Found::Bad, Found::Good)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Found::Missing),
            Err(e) => {
                Err(Error::failed(format!("cannot read the head `{}`", path.display())).source(e))
            }
        }
    }

    /// The head of the book `word` in `path`, if it is signed by `key` or one whose place it took.
    ///
    /// # Errors
    /// Any I/O error but "not found".
    pub fn read_trusted(path: &Path, word: &str, key: &Key) -> Result<Found> {
        let mut found = Found::Missing;
        for key in key.trusted() {
            found = Self::read(path, &format!("{}/{word}", key.name()), &key)?;
            if !matches!(found, Found::Bad) {
                break;
            }
        }
        Ok(found)
    }

    /// Replaces the head in `path`, unless another process has signed a longer book meanwhile.
    ///
    /// # Errors
    /// Any I/O error; the old head then stays.
    pub fn write(&self, path: &Path, key: &Key) -> Result<()> {
        if let Found::Good(newer) = Self::read(path, &self.origin, key.public())?
            && newer.state.tree.size() > self.state.tree.size()
        {
            return Ok(());
        }
        files::write_atomic(path, self.sign(key).as_bytes(), Mode::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_what_the_key_signed() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        let (key, other) = (Key::open(&a).unwrap(), Key::open(&b).unwrap());
        for leaves in 0..9u8 {
            let mut tree = Frontier::default();
            (0..leaves).for_each(|i| tree.push(&[i]));
            let tail = (leaves > 0).then_some([leaves; 32]);
            let head =
                Checkpoint { origin: "o/audit".into(), state: State { tail, tree }, end: 77 };
            let note = head.sign(&key);
            assert_eq!(Checkpoint::parse(&note, key.public()).as_ref(), Some(&head));
            assert_eq!(Checkpoint::parse(&note, other.public()), None);
            for at in 0..note.len() {
                let mut broken = note.clone().into_bytes();
                broken[at] ^= 1;
                if let Ok(broken) = String::from_utf8(broken) {
                    assert_eq!(Checkpoint::parse(&broken, key.public()), None, "byte {at}");
                }
            }
        }
    }
}
