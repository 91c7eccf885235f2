//! How does a tree get commits while it is measured? One of its files has another text in each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lean_ctx::bench::{BlobId, BlobReader, Error, Head, Source, Tree};

/// A source with a file that changes.
pub struct Edited {
    inner: Arc<dyn Source>,
    edits: Arc<AtomicU64>,
}

impl Edited {
    pub fn new(inner: Arc<dyn Source>) -> Self {
        Self { inner, edits: Arc::default() }
    }

    pub fn edit(&self) {
        self.edits.fetch_add(1, Ordering::Relaxed);
    }
}

/// No content has this name.
fn blob(edits: u64) -> BlobId {
    let mut id = [0xed; 20];
    id[12..].copy_from_slice(&edits.to_le_bytes());
    BlobId(id)
}

impl Source for Edited {
    fn head(&self) -> Result<Head, Error> {
        let edits = self.edits.load(Ordering::Relaxed);
        let mut head = self.inner.head()?;
        if edits > 0 {
            head.commit = Some(format!("{edits:040x}"));
        }
        Ok(head)
    }

    fn tree(&self, head: &Head) -> Result<Tree, Error> {
        let edits = self.edits.load(Ordering::Relaxed);
        let mut tree = self.inner.tree(&self.inner.head()?)?;
        tree.head = head.clone();
        let code =
            |path: &str| [".rs", ".py", ".c", ".go", ".ts"].iter().any(|e| path.ends_with(e));
        let count = tree.files.len().max(1);
        // Another file each time, and the same until the next edit.
        let from = edits as usize * 7919 % count;
        let found = (0..count).map(|at| (from + at) % count);
        let mut found = found.filter(|at| tree.files.get(*at).is_some_and(|file| code(&file.path)));
        if let (1.., Some(at)) = (edits, found.next()) {
            tree.files[at].blob = blob(edits);
            tree.files[at].size = None;
        }
        Ok(tree)
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>, Error> {
        Ok(Box::new(Reader { inner: self.inner.reader()?, edits: Arc::clone(&self.edits) }))
    }

    fn distance(&self, _: &Head, _: &Head) -> Result<u64, Error> {
        Ok(1)
    }
}

struct Reader {
    inner: Box<dyn BlobReader>,
    edits: Arc<AtomicU64>,
}

impl BlobReader for Reader {
    fn read(&mut self, path: &str, id: BlobId) -> Result<Vec<u8>, Error> {
        let edits = self.edits.load(Ordering::Relaxed);
        if id != blob(edits) {
            return self.inner.read(path, id);
        }
        let functions = (0..30).map(|n| format!("fn edited_{n}() {{ call_{edits}(); }}\n\n"));
        Ok(functions.collect::<String>().into_bytes())
    }

    fn size(&mut self, path: &str, id: BlobId) -> Result<Option<u64>, Error> {
        match id == blob(self.edits.load(Ordering::Relaxed)) {
            true => Ok(None),
            false => self.inner.size(path, id),
        }
    }
}
