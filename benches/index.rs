//! How fast are the parts of the index: tokenizing, indexing, a one-file change, opening, both searches?
//!
//! `cargo bench --bench index`. The corpus is the first 20 MB of the crates' sources that cargo has
//! on this machine, held in memory, so that no other disk than the index's is measured.
//!
//! `scripts/bench index [TREE]` measures a whole tree instead (`scale`).

mod load;
mod scale;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use criterion::{BatchSize, Criterion, Throughput, criterion_group};
use lean_ctx::bench::{
    Attributes, BlobId, BlobReader, Case, Deadline, Engine, Error, FileKind, Filter, Head,
    IndexOptions, Query, Source, Tree, TreeFile, View, grep, rank, token,
};

const BYTES: usize = 20 << 20;

type Files = Arc<RwLock<BTreeMap<String, Vec<u8>>>>;

/// A repository in memory; each edit is a commit.
struct Memory {
    files: Files,
    commit: AtomicU64,
}

struct Reader(Files);

fn blob(path: &str, bytes: &[u8]) -> BlobId {
    let mut id = [0; 20];
    for (part, salt) in id.chunks_mut(8).zip(0u8..) {
        let mut hasher = DefaultHasher::new();
        (salt, path, bytes).hash(&mut hasher);
        part.copy_from_slice(&hasher.finish().to_le_bytes()[..part.len()]);
    }
    BlobId(id)
}

impl Memory {
    fn load() -> Self {
        let home = std::env::var("CARGO_HOME").map(PathBuf::from);
        let home =
            home.unwrap_or_else(|_| PathBuf::from(std::env::var("HOME").unwrap()).join(".cargo"));
        let root = home.join("registry/src");
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files, &mut 0);
        assert!(!files.is_empty(), "no sources below {}", root.display());
        Self { files: Arc::new(RwLock::new(files)), commit: AtomicU64::new(1) }
    }

    fn edit(&self) {
        let n = self.commit.fetch_add(1, Ordering::Relaxed);
        let mut files = self.files.write().unwrap();
        let at = n as usize * 37 % files.len();
        let (_, bytes) = files.iter_mut().nth(at).unwrap();
        bytes.extend_from_slice(format!("\n// edit {n}\n").as_bytes());
    }
}

fn collect(root: &Path, dir: &Path, files: &mut BTreeMap<String, Vec<u8>>, sum: &mut usize) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if *sum > BYTES {
            return;
        }
        if path.is_dir() {
            collect(root, &path, files, sum);
        } else if let (Ok(bytes), Ok(name)) = (std::fs::read(&path), path.strip_prefix(root)) {
            *sum += bytes.len();
            files.insert(name.to_string_lossy().into_owned(), bytes);
        }
    }
}

impl Source for Memory {
    fn head(&self) -> Result<Head, Error> {
        let commit = Some(format!("{:040x}", self.commit.load(Ordering::Relaxed)));
        Ok(Head { commit, reference: None })
    }

    fn tree(&self, head: &Head) -> Result<Tree, Error> {
        let files = self.files.read().unwrap();
        let files = files.iter().map(|(path, bytes)| TreeFile {
            path: path.clone(),
            blob: blob(path, bytes),
            kind: FileKind::File,
            size: Some(bytes.len() as u64),
            attributes: Attributes { vendored: Some(false), ..Attributes::default() },
        });
        Ok(Tree { head: head.clone(), files: files.collect(), unreadable_paths: 0 })
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>, Error> {
        Ok(Box::new(Reader(Arc::clone(&self.files))))
    }

    fn distance(&self, _: &Head, _: &Head) -> Result<u64, Error> {
        Ok(1)
    }
}

impl BlobReader for Reader {
    fn read(&mut self, path: &str, _: BlobId) -> Result<Vec<u8>, Error> {
        Ok(self.0.read().unwrap()[path].clone())
    }
}

fn options() -> IndexOptions {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    IndexOptions { memory_mb: 256, threads, graph: false }
}

fn engine(dir: &Path, source: &Arc<Memory>) -> Engine {
    Engine::open(dir, Arc::clone(source) as Arc<dyn Source>, options()).unwrap()
}

fn refresh(engine: &Engine) {
    engine.refresh(&|_| {}, &Deadline::none()).unwrap();
}

fn write(c: &mut Criterion) {
    let source = Arc::new(Memory::load());
    let bytes: usize = source.files.read().unwrap().values().map(Vec::len).sum();
    let mut group = c.benchmark_group("write");
    group.sample_size(10).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("tokenize", |b| {
        let files = source.files.read().unwrap();
        let texts: Vec<_> = files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        b.iter(|| texts.iter().map(|text| token::words(text).len()).sum::<usize>());
    });
    group.bench_function("index", |b| {
        b.iter_batched(
            || tempfile::tempdir().unwrap(),
            |dir| {
                refresh(&engine(dir.path(), &source));
                dir
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();

    let dir = tempfile::tempdir().unwrap();
    let live = engine(dir.path(), &source);
    refresh(&live);
    c.bench_function("one-file change", |b| {
        b.iter_batched(|| source.edit(), |()| refresh(&live), BatchSize::PerIteration);
    });
    c.bench_function("open", |b| b.iter(|| engine(dir.path(), &source).current().is_some()));
}

fn read(c: &mut Criterion) {
    let source = Arc::new(Memory::load());
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    let view = View::new(engine.current().unwrap());
    let none = Deadline::none();
    for pattern in ["AtomicBoolean", r"fn \w+_unchecked", r"\bunsafe\b.*\bptr\b", "zzqqxy", "self"]
    {
        let query = Query {
            pattern: pattern.to_owned(),
            regex: true,
            case: Case::Sensitive,
            ..Query::default()
        };
        c.bench_function(&format!("grep {pattern}"), |b| {
            b.iter(|| grep(&view, &query, None, 50, &none).unwrap().total);
        });
    }
    for question in ["parse http header", "where is the checksum of a file verified", "HashMap"] {
        c.bench_function(&format!("rank {question}"), |b| {
            b.iter(|| rank(&view, question, &Filter::default(), 10, false, &none).unwrap().len());
        });
    }
}

criterion_group!(benches, write, read);

fn main() {
    if std::env::args().any(|argument| argument == "--tree") {
        return scale::report();
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
