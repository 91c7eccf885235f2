//! Does the whole way hold, from a source's files to what is searched, ranked and read?

mod aside;
mod bound;
mod change;
mod crash;
mod differential;
mod exact;
mod learn;
mod local;
mod ranked;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::{Engine, Options, Refresh};
use crate::base::clock::Deadline;
use crate::base::{Error, Result};
use crate::index::View;
use crate::index::filter::Filter;
use crate::index::grep::{self, Page, grep};
use crate::index::rank::{Hit, rank};
use crate::workspace::path::JailedPath;
use crate::workspace::source::{
    Attributes, BlobId, BlobReader, FileKind, Head, Source, Tree, TreeFile,
};

#[derive(Clone, Debug, PartialEq)]
struct Held {
    bytes: Vec<u8>,
    kind: FileKind,
    attributes: Attributes,
}

/// A repository in memory; every change of it is a commit.
#[derive(Default)]
struct Memory {
    files: Mutex<BTreeMap<String, Held>>,
    blobs: Arc<Mutex<BTreeMap<[u8; 20], Vec<u8>>>>,
    commit: AtomicU64,
    reads: Arc<AtomicU64>,
}

fn blob_of(bytes: &[u8]) -> BlobId {
    let digest = crate::base::digest::sha256(bytes);
    BlobId(digest[..20].try_into().unwrap())
}

impl Memory {
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.put_as(path, bytes.as_ref(), FileKind::File, Attributes::default());
    }

    fn link(&self, path: &str, target: &str) {
        self.put_as(path, target.as_bytes(), FileKind::Symlink, Attributes::default());
    }

    fn put_as(&self, path: &str, bytes: &[u8], kind: FileKind, attributes: Attributes) {
        self.blobs.lock().unwrap().insert(blob_of(bytes).0, bytes.to_vec());
        let held = Held { bytes: bytes.to_vec(), kind, attributes };
        self.files.lock().unwrap().insert(path.to_owned(), held);
        self.commit.fetch_add(1, Ordering::Relaxed);
    }

    fn remove(&self, path: &str) {
        self.files.lock().unwrap().remove(path);
        self.commit.fetch_add(1, Ordering::Relaxed);
    }

    fn rename(&self, from: &str, to: &str) {
        let mut files = self.files.lock().unwrap();
        if let Some(held) = files.remove(from) {
            files.insert(to.to_owned(), held);
        }
        self.commit.fetch_add(1, Ordering::Relaxed);
    }
}

impl Source for Memory {
    fn head(&self) -> Result<Head> {
        let commit = Some(format!("{:040x}", self.commit.load(Ordering::Relaxed)));
        Ok(Head { commit, reference: Some("refs/heads/main".to_owned()) })
    }

    fn tree(&self, head: &Head) -> Result<Tree> {
        let files = self.files.lock().unwrap();
        let files = files.iter().map(|(path, held)| TreeFile {
            path: path.clone(),
            blob: blob_of(&held.bytes),
            kind: held.kind,
            size: None,
            attributes: held.attributes,
        });
        Ok(Tree { head: head.clone(), files: files.collect(), unreadable_paths: 0 })
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>> {
        Ok(Box::new(Reader { blobs: Arc::clone(&self.blobs), reads: Arc::clone(&self.reads) }))
    }

    fn distance(&self, from: &Head, to: &Head) -> Result<u64> {
        let number =
            |head: &Head| u64::from_str_radix(head.commit.as_deref().unwrap(), 16).unwrap();
        Ok(number(to).saturating_sub(number(from)))
    }
}

struct Reader {
    blobs: Arc<Mutex<BTreeMap<[u8; 20], Vec<u8>>>>,
    reads: Arc<AtomicU64>,
}

impl BlobReader for Reader {
    fn read(&mut self, path: &str, blob: BlobId) -> Result<Vec<u8>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let blobs = self.blobs.lock().unwrap();
        blobs.get(&blob.0).cloned().ok_or_else(|| Error::failed(format!("`{path}` is gone")))
    }
}

/// In memory where the system has a place for that: what these tests wait for otherwise is the disk.
fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn engine(dir: &Path, source: &Arc<Memory>) -> Engine {
    let source: Arc<dyn Source> = Arc::clone(source) as _;
    Engine::open(dir, source, Options { memory_mb: 30, threads: 2, graph: false }).unwrap()
}

fn refresh(engine: &Engine) -> Refresh {
    engine.refresh(&|_| {}, &Deadline::none()).unwrap()
}

/// These files as they are served.
fn indexed(files: &[(&str, &[u8])]) -> (tempfile::TempDir, View) {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    files.iter().for_each(|(path, bytes)| source.put(path, bytes));
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    (dir, view(&engine))
}

fn view(engine: &Engine) -> View {
    View::new(engine.current().expect("an index is served"))
}

fn search(view: &View, pattern: &str) -> Page {
    let query = grep::Query { pattern: pattern.to_owned(), regex: true, ..grep::Query::default() };
    grep(view, &query, None, 1000, &Deadline::none()).unwrap()
}

fn ask(view: &View, query: &str) -> Vec<Hit> {
    rank(view, query, &Filter::default(), 1000, true, &Deadline::none()).unwrap()
}

fn paths(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| &*hit.path).collect()
}

fn read(view: &View, path: &str) -> Result<String> {
    let file = view.read(&JailedPath::parse(path)?)?;
    Ok(String::from_utf8_lossy(&file.bytes).into_owned())
}

/// Path, blob, why it is left out, and the text that is searched.
type Seen = (String, BlobId, Option<&'static str>, Option<Vec<u8>>);

/// Everything that must not depend on how an index came to be.
fn contents(view: &View) -> Vec<Seen> {
    let snapshot = view.snapshot();
    let entries = snapshot.entries().iter().map(|entry| {
        let text = snapshot.indexed(entry).unwrap().map(<[u8]>::to_vec);
        (entry.path.to_string(), entry.blob, entry.left_out().map(|r| r.name()), text)
    });
    entries.collect()
}

/// Compares with an index that was made at once.
fn assert_fresh(view: &View, source: &Arc<Memory>, patterns: &[&str], questions: &[&str]) {
    let dir = scratch();
    let fresh = engine(dir.path(), source);
    refresh(&fresh);
    let fresh = self::view(&fresh);
    assert_eq!(contents(view), contents(&fresh));
    assert_eq!(view.snapshot().manifest.counts(), fresh.snapshot().manifest.counts());
    for pattern in patterns {
        assert_eq!(search(view, pattern), search(&fresh, pattern), "{pattern}");
    }
    for question in questions {
        // Scores, and with them the best chunk, may differ a little: BM25 counts deleted chunks
        // until they are merged away.
        let set = |view| {
            let hits = ask(view, question);
            hits.iter().map(|hit| hit.path.to_string()).collect::<BTreeSet<_>>()
        };
        assert_eq!(set(view), set(&fresh), "{question}");
    }
}
