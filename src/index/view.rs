//! What does one call see? A published snapshot; over it, for a local user, the uncommitted files, or for
//! one who asks for another ref, what that differs in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Published;
use super::filter::glob;
use super::overlay::{Edits, Overlay};
use crate::base::{Error, Kind, Result};
use crate::code::Facts;
use crate::graph::{self, Graph};
use crate::workspace::manifest::Entry;
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::{File, Named, Snapshot};
use crate::workspace::source::{BlobId, FileKind};

/// Everything a query may read. It keeps what it shows alive, whatever is published meanwhile.
#[derive(Clone)]
pub struct View {
    published: Arc<Published>,
    overlay: Option<Arc<Overlay>>,
}

/// A row of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub path: Arc<str>,
    /// Of anything but a directory.
    pub blob: Option<BlobId>,
    pub kind: NodeKind,
    /// Of a file, where known; of a directory, those of all files below it.
    pub bytes: Option<u64>,
    /// Files below a directory; 0 for others.
    pub files: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    File,
    Directory,
    Symlink,
    Submodule,
}

impl NodeKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Submodule => "submodule",
        }
    }

    pub const fn of(kind: FileKind) -> Self {
        match kind {
            FileKind::File => Self::File,
            FileKind::Symlink => Self::Symlink,
            FileKind::Submodule => Self::Submodule,
        }
    }
}

impl View {
    pub const fn new(published: Arc<Published>) -> Self {
        Self { published, overlay: None }
    }

    /// With uncommitted files over the commit.
    ///
    /// # Errors
    /// When their ranked index cannot be built.
    pub fn with_edits(published: Arc<Published>, edits: Edits) -> Result<Self> {
        let overlay = Overlay::new(&published, edits)?.map(Arc::new);
        Ok(Self { published, overlay })
    }

    /// Of another commit than the published one.
    pub fn of_commit(published: Arc<Published>, overlay: Overlay) -> Self {
        Self { published, overlay: Some(Arc::new(overlay)) }
    }

    pub fn published(&self) -> &Published {
        &self.published
    }

    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_deref()
    }

    /// The snapshot that is seen: what lies over the published one included.
    pub fn snapshot(&self) -> &Snapshot {
        self.overlay.as_ref().map_or(&self.published.snapshot, |overlay| &overlay.snapshot)
    }

    /// Whether uncommitted changes lie over the commit.
    pub fn dirty(&self) -> bool {
        self.overlay().is_some_and(|overlay| !overlay.committed)
    }

    /// # Errors
    /// See `Snapshot::read`.
    pub fn read(&self, path: &JailedPath) -> Result<File> {
        self.snapshot().read(path)
    }

    /// What was read off a file; `None` where it is not parsed.
    ///
    /// # Errors
    /// `internal` for damaged facts.
    pub fn facts(&self, entry: &Entry) -> Result<Option<Facts>> {
        graph::facts(self.snapshot(), entry)
    }

    /// How the files that are seen hang together.
    ///
    /// # Errors
    /// See `Published::graph`.
    pub fn graph(&self) -> Result<Arc<Graph>> {
        match &self.overlay {
            Some(overlay) if self.published.snapshot.manifest.parsed => overlay.graph(),
            _ => self.published.graph(),
        }
    }

    /// All files at or below `path`, in path order; left-out ones too.
    ///
    /// # Errors
    /// `tool_error` when nothing is there.
    pub fn entries(&self, path: &JailedPath) -> Result<&[Entry]> {
        let snapshot = self.snapshot();
        match snapshot.resolve(path)? {
            Named::File(entry) => Ok(std::slice::from_ref(entry)),
            Named::Directory(folder) => Ok(snapshot.below(&folder)),
        }
    }

    /// Files whose path the glob matches, in path order.
    ///
    /// # Errors
    /// `invalid_arguments` for what is no glob, or would leave the workspace.
    pub fn glob(&self, pattern: &str) -> Result<Vec<&Entry>> {
        let matcher = glob(&JailedPath::parse(pattern)?)?.compile_matcher();
        Ok(self.snapshot().entries().iter().filter(|e| matcher.is_match(&*e.path)).collect())
    }

    /// What lies below the directory `path`, `depth` levels deep (1: its own rows), in path order.
    ///
    /// # Errors
    /// `tool_error` when it is not there or no directory.
    pub fn tree(&self, path: &JailedPath, depth: usize) -> Result<Vec<Node>> {
        let snapshot = self.snapshot();
        let folder = match snapshot.resolve(path)? {
            Named::Directory(folder) => folder,
            Named::File(entry) => {
                let message = format!("`{}` is not a directory", entry.path);
                return Err(Error::new(Kind::ToolError, message).hint("`ctx_read` reads a file"));
            }
        };
        let mut rows: BTreeMap<&str, Node> = BTreeMap::new();
        let skip = if folder.is_root() { 0 } else { folder.as_str().len() + 1 };
        for entry in snapshot.below(&folder) {
            note(&mut rows, entry, skip, depth.max(1));
        }
        Ok(rows.into_values().collect())
    }
}

/// Enters a file, or the directories above it as far as `depth` shows them.
fn note<'e>(rows: &mut BTreeMap<&'e str, Node>, entry: &'e Entry, skip: usize, depth: usize) {
    let ends = entry.path[skip..].match_indices('/').map(|(at, _)| skip + at);
    let mut levels = 0;
    for end in ends.take(depth) {
        levels += 1;
        let path = &entry.path[..end];
        let row = rows.entry(path).or_insert_with(|| Node {
            path: Arc::from(path),
            blob: None,
            kind: NodeKind::Directory,
            bytes: Some(0),
            files: 0,
        });
        row.files += 1;
        row.bytes = row.bytes.map(|bytes| bytes + entry.size);
    }
    if levels < depth {
        let bytes = (entry.size > 0 || entry.left_out().is_none()).then_some(entry.size);
        let row = Node {
            path: Arc::clone(&entry.path),
            blob: Some(entry.blob),
            kind: NodeKind::of(entry.kind),
            bytes,
            files: 0,
        };
        rows.insert(&entry.path, row);
    }
}
