//! How does this user read? Which modes for which files, how much that saved, how often it had to be read again.
//!
//! Each `ctx_read` of a local user adds one line to `cloud/reads.jsonl`: when, which file (a keyed pseudonym, so that
//! a second read of it is known as one), its extension, its size, the mode. No line leaves this machine. Reads within
//! half an hour of each other are a session; when it is over, its figures join `cloud/habit.json` and its lines are dropped.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::model::Advice;
use super::session::{Session, score};
use crate::base::digest::{sha256, sha256_hex};
use crate::base::error::Context as _;
use crate::base::files::{self, Lock, Mode};
use crate::base::layout::DataDir;
use crate::base::{Result, clock};

/// Reads that lie farther apart are of two sessions.
const GAP_MS: i64 = 30 * 60 * 1000;
/// A whole read this soon after a compressed one of the same content says that the latter was not enough.
const AGAIN_MS: i64 = 10 * 60 * 1000;
/// Absorbed lines are dropped from the file once they are so many bytes.
const SPENT: u64 = 256 << 10;
/// Newest sessions that are kept.
const MOST_SESSIONS: usize = 500;

/// Sizes of files that are told apart, in tokens.
pub const BUCKETS: [&str; 4] = ["0-500", "500-2k", "2k-10k", "10k+"];

pub const fn bucket(tokens: u64) -> &'static str {
    match tokens {
        0..500 => BUCKETS[0],
        500..2_000 => BUCKETS[1],
        2_000..10_000 => BUCKETS[2],
        _ => BUCKETS[3],
    }
}

/// One answered `ctx_read`.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub workspace: &'a str,
    pub path: &'a str,
    /// Of the content.
    pub blob: &'a [u8],
    /// Without what follows a colon: `lines`, not `lines:1-9`.
    pub mode: &'a str,
    /// Tokens: of the whole file, of what the answer stands for (none on a later page), of the answer.
    pub whole: u64,
    pub source: u64,
    pub delivered: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Line {
    pub at: i64,
    /// Pseudonyms of path and content.
    pub file: String,
    pub content: String,
    pub ext: String,
    pub mode: String,
    pub whole: u64,
    pub source: u64,
    pub delivered: u64,
}

/// How one mode did for files of one extension and size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub reads: u64,
    /// Reads after which the same content was read whole.
    pub bounces: u64,
    /// Tokens that the reads stood for, and that were delivered.
    pub source: u64,
    pub delivered: u64,
}

impl Cell {
    pub fn add(&mut self, other: &Self) {
        self.reads += other.reads;
        self.bounces += other.bounces;
        self.source += other.source;
        self.delivered += other.delivered;
    }

    /// Share of the reads that did not do.
    pub fn bounced(&self) -> f64 {
        self.bounces as f64 / self.reads.max(1) as f64
    }

    /// Share of the tokens that was saved.
    pub fn saved(&self) -> f64 {
        (1.0 - self.delivered as f64 / self.source.max(1) as f64).clamp(0.0, 1.0)
    }
}

/// By `extension/bucket/mode`.
pub type Cells = BTreeMap<String, Cell>;

/// What is known of this machine's reads.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Digest {
    pub cells: Cells,
    /// Oldest first.
    pub sessions: Vec<Session>,
    /// Bytes of the lines that are in the above, and the digest of the first line: another first line means another file.
    offset: u64,
    head: String,
}

/// The log of one data root.
#[derive(Debug)]
pub struct Habits {
    data: DataDir,
    dir: PathBuf,
}

impl Habits {
    pub fn new(data: &DataDir) -> Self {
        Self { data: data.clone(), dir: data.cloud() }
    }

    /// What the model that was pulled recommends, less what did not do; nothing where it cannot be read.
    pub fn advice(&self) -> Advice {
        Advice::load(&Home::new(self.data.clone())).unwrap_or_default()
    }

    fn lines(&self) -> PathBuf {
        self.dir.join("reads.jsonl")
    }

    fn book(&self) -> PathBuf {
        self.dir.join("habit.json")
    }

    fn lock(&self) -> Result<Lock> {
        Lock::wait(&self.dir.join("habit.lock"))
    }

    /// Adds a line. That a read could not be noted is no reason not to answer it: callers pass over the error.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn note(&self, reading: &Reading) -> Result<()> {
        let secret = self.secret()?;
        let pseudonym = |parts: [&[u8]; 2]| {
            let bytes = [secret.as_slice(), parts[0], &[0], parts[1]].concat();
            hex::encode(&sha256(&bytes)[..8])
        };
        let line = Line {
            at: clock::now().as_millisecond(),
            file: pseudonym([reading.workspace.as_bytes(), reading.path.as_bytes()]),
            content: pseudonym([b"content", reading.blob]),
            ext: extension(reading.path),
            mode: reading.mode.to_owned(),
            whole: reading.whole,
            source: reading.source,
            delivered: reading.delivered,
        };
        let mut text = serde_json::to_vec(&line).context(|| "cannot spell JSON".into())?;
        text.push(b'\n');
        let _held = self.lock()?;
        let path = self.lines();
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.write_all(&text))
            .context(|| format!("cannot write `{}`", path.display()))
    }

    /// Of the pseudonyms; of this machine alone.
    fn secret(&self) -> Result<Vec<u8>> {
        let path = self.dir.join("habit.key");
        let act = || format!("cannot read `{}`", path.display());
        if !path.exists() {
            files::private_dir(&self.dir)?;
            files::create_private(&path, &rand::random::<[u8; 32]>())?;
        }
        fs::read(&path).context(act)
    }

    /// All reads until now; the session that may still go on is in it as it stands.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn digest(&self) -> Result<Digest> {
        if !self.lines().exists() {
            return self.load();
        }
        let _held = self.lock()?;
        let mut digest = self.load()?;
        let text = fs::read(self.lines()).unwrap_or_default();
        let head = text.split(|b| *b == b'\n').next().map(sha256_hex).unwrap_or_default();
        if head != digest.head || digest.offset > text.len() as u64 {
            (digest.head, digest.offset) = (head, 0);
        }
        let now = clock::now().as_millisecond();
        let mut open: Vec<Line> = Vec::new();
        let (mut at, mut begun) = (digest.offset as usize, digest.offset);
        for raw in text[at..].split_inclusive(|b| *b == b'\n') {
            let start = at as u64;
            at += raw.len();
            // A line that was cut by a crash is passed over.
            let Ok(line) = serde_json::from_slice::<Line>(raw) else { continue };
            if open.last().is_some_and(|last| (line.at - last.at).abs() > GAP_MS) {
                digest.absorb(&open);
                open.clear();
                begun = start;
            }
            open.push(line);
        }
        if open.last().is_some_and(|last| (now - last.at).abs() > GAP_MS) {
            digest.absorb(&open);
            open.clear();
            begun = text.len() as u64;
        }
        if begun != digest.offset {
            digest.offset = begun;
            self.save(&digest)?;
        }
        if digest.offset > SPENT {
            let rest = &text[digest.offset as usize..];
            // Without the next two writes the old offset would be past a file whose head is another.
            files::write_atomic(&self.lines(), rest, Mode::Private)?;
            digest.head = rest.split(|b| *b == b'\n').next().map(sha256_hex).unwrap_or_default();
            digest.offset = 0;
            self.save(&digest)?;
        }
        digest.absorb(&open);
        Ok(digest)
    }

    fn load(&self) -> Result<Digest> {
        match fs::read(self.book()) {
            // What is damaged is counted anew.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Digest::default()),
            Err(e) => Err(e).context(|| format!("cannot read `{}`", self.book().display())),
        }
    }

    fn save(&self, digest: &Digest) -> Result<()> {
        let text = serde_json::to_vec(digest).context(|| "cannot spell JSON".into())?;
        files::write_atomic(&self.book(), &text, Mode::Private)
    }
}

impl Digest {
    fn absorb(&mut self, session: &[Line]) {
        if session.is_empty() {
            return;
        }
        for (cell, own) in count(session) {
            self.cells.entry(cell).or_default().add(&own);
        }
        self.sessions.extend(score(session));
        let over = self.sessions.len().saturating_sub(MOST_SESSIONS);
        self.sessions.drain(..over);
    }
}

/// The cells of one session.
fn count(session: &[Line]) -> Cells {
    let mut cells = Cells::new();
    // By file and content: the compressed read that may turn out not to have been enough.
    let mut pending: HashMap<(&str, &str), (i64, String)> = HashMap::new();
    for line in session {
        let name = format!("{}/{}/{}", line.ext, bucket(line.whole), line.mode);
        let cell = cells.entry(name.clone()).or_default();
        // A later page of a read stands for nothing more.
        cell.reads += u64::from(line.source > 0);
        cell.source += line.source;
        cell.delivered += line.delivered;
        let content = (line.file.as_str(), line.content.as_str());
        let compressed = matches!(line.mode.as_str(), "signatures" | "map");
        if compressed {
            pending.insert(content, (line.at, name));
        } else if line.delivered * 2 >= line.whole
            && let Some((at, name)) = pending.remove(&content)
            && (line.at - at).abs() <= AGAIN_MS
        {
            cells.entry(name).or_default().bounces += 1;
        }
    }
    cells
}

/// Of a file's name: lower case, at most 16 of the letters that a contribution may have; else `other`.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ext = name.rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"+_-".contains(&b);
    match (1..=16).contains(&ext.len()) && ext.bytes().all(plain) {
        true => ext,
        false => "other".into(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn line(at: i64, file: &str, mode: &str, whole: u64, delivered: u64) -> Line {
        Line {
            at,
            file: file.into(),
            content: format!("{file}1"),
            ext: "rs".into(),
            mode: mode.into(),
            whole,
            source: whole,
            delivered,
        }
    }

    #[test]
    fn a_whole_read_soon_after_a_compressed_one_is_a_bounce() {
        let minute = 60_000;
        let session = [
            line(0, "a", "signatures", 1000, 100),
            line(1, "a", "full", 1000, 1000),
            line(2, "b", "map", 1000, 50),
            line(20 * minute, "b", "full", 1000, 1000),
            line(20 * minute, "c", "signatures", 1000, 100),
            line(20 * minute, "c", "lines", 1000, 20),
        ];
        let cells = count(&session);
        assert_eq!(
            cells["rs/500-2k/signatures"],
            Cell { reads: 2, bounces: 1, source: 2000, delivered: 200 }
        );
        assert_eq!(cells["rs/500-2k/map"].bounces, 0, "ten minutes later it is another matter");
    }

    #[test]
    fn sizes_and_extensions_have_few_names() {
        assert_eq!(
            [0, 499, 500, 1999, 2000, 9999, 10_000].map(bucket),
            ["0-500", "0-500", "500-2k", "500-2k", "2k-10k", "2k-10k", "10k+"]
        );
        for (path, ext) in [
            ("a/b.RS", "rs"),
            ("Makefile", "other"),
            ("a.b/c", "other"),
            ("x.ü", "other"),
            ("a.tar.gz", "gz"),
        ] {
            assert_eq!(extension(path), ext);
        }
    }

    #[test]
    fn a_session_is_counted_once_however_often_it_is_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let habits = Habits::new(&DataDir::new(dir.path()));
        fs::create_dir_all(&habits.dir).unwrap();
        let put = |lines: &[Line]| {
            let mut text = fs::read(habits.lines()).unwrap_or_default();
            for line in lines {
                text.extend(serde_json::to_vec(line).unwrap());
                text.push(b'\n');
            }
            fs::write(habits.lines(), text).unwrap();
        };
        let reads = || {
            let digest = habits.digest().unwrap();
            (digest.cells.values().map(|c| c.reads).sum::<u64>(), digest.sessions.len())
        };
        let old = |at: i64| line(at, "a", "map", 1000, 100);
        put(&[old(1), old(2), old(3)]);
        assert_eq!((reads(), reads()), ((3, 1), (3, 1)));
        put(&[old(10 * GAP_MS), old(10 * GAP_MS + 1)]);
        assert_eq!((reads(), reads()), ((5, 1), (5, 1)));
        let now = clock::now().as_millisecond();
        put(&[old(now), old(now), old(now)]);
        assert_eq!((reads(), reads()), ((8, 2), (8, 2)));
        // A crash between dropping the absorbed lines and saying so.
        let text = fs::read(habits.lines()).unwrap();
        let offset = habits.load().unwrap().offset as usize;
        fs::write(habits.lines(), &text[offset..]).unwrap();
        assert_eq!(reads(), (8, 2));
    }

    #[test]
    fn a_note_holds_no_path() {
        let dir = tempfile::tempdir().unwrap();
        let habits = Habits::new(&DataDir::new(dir.path()));
        let reading = Reading {
            workspace: "w",
            path: "src/secret.rs",
            blob: b"blob",
            mode: "map",
            whole: 900,
            source: 900,
            delivered: 90,
        };
        habits.note(&reading).unwrap();
        let text = fs::read_to_string(habits.lines()).unwrap();
        assert!(text.contains("\"ext\":\"rs\"") && !text.contains("secret"), "{text}");
        assert_eq!(habits.digest().unwrap().cells["rs/500-2k/map"].reads, 1);
    }
}
