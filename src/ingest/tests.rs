//! Is what is served always what a fresh index of the same files would serve?

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::{Engine, Options, Refresh};
use crate::base::clock::Deadline;
use crate::base::{Error, Kind, Result};
use crate::index::View;
use crate::index::filter::Filter;
use crate::index::grep::{self, Page, grep};
use crate::index::overlay::{Edit, Edits};
use crate::index::rank::{Hit, rank};
use crate::workspace::manifest::Reason;
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::Origin;
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

fn engine(dir: &Path, source: &Arc<Memory>) -> Engine {
    let source: Arc<dyn Source> = Arc::clone(source) as _;
    Engine::open(dir, source, Options { memory_mb: 30, threads: 2 }).unwrap()
}

fn refresh(engine: &Engine) -> Refresh {
    engine.refresh(&|_| {}, &Deadline::none()).unwrap()
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

#[test]
fn a_change_is_indexed_alone_and_found() {
    let dir = tempfile::tempdir().unwrap();
    let source = Arc::new(Memory::default());
    source.put("src/server.rs", "fn listenForClients() {}\nfn other() {}\n");
    source.put("src/token.rs", "struct BearerToken;\n");
    let engine = engine(dir.path(), &source);
    assert!(engine.current().is_none());
    let first = refresh(&engine);
    assert_eq!((first.changed, first.files_indexed, first.files_removed), (true, 2, 0));
    assert_eq!(paths(&ask(&view(&engine), "listen for clients")), ["src/server.rs"]);
    assert_eq!(engine.behind_by().unwrap(), 0);

    source.put("src/token.rs", "struct BearerToken { secret: String }\n");
    assert_eq!(engine.behind_by().unwrap(), 1);
    let old = view(&engine);
    let second = refresh(&engine);
    assert_eq!((second.files_indexed, second.files_removed), (1, 1));
    assert_eq!(search(&view(&engine), "secret").total, 1);
    assert_eq!(search(&old, "secret").total, 0, "a view shows what it showed");
    assert_eq!(read(&old, "src/token.rs").unwrap(), "struct BearerToken;\n");
    assert!(!refresh(&engine).changed);
}
