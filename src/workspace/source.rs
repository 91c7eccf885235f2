//! What must a place that holds files be able to tell, be it a git repository or a plain folder?

use std::fmt;

use crate::base::Result;
use crate::base::clock::Deadline;

/// A blob's name: git's own SHA-1 of the content; in a plain folder a digest of the file's `stat`
/// (see `workspace::folder`), which changes when the content does.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct BlobId(pub [u8; 20]);

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is to be served: a commit, and the ref that led to it. Both `None` for a plain folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Head {
    /// 40 hex digits.
    pub commit: Option<String>,
    /// Full name, such as `refs/remotes/origin/main`.
    pub reference: Option<String>,
}

/// A commit as people are shown it: its first twelve digits.
pub fn short(commit: &str) -> &str {
    &commit[..commit.len().min(12)]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FileKind {
    File,
    /// Its blob is the target's name; it is never followed on a file system.
    Symlink,
    /// A gitlink: another repository's commit, whose content is not here.
    Submodule,
}

/// What `.gitattributes` say; `None` where they are silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attributes {
    /// `linguist-generated`
    pub generated: Option<bool>,
    /// `linguist-vendored`
    pub vendored: Option<bool>,
    /// `binary`, or `-text` with `-diff`
    pub binary: Option<bool>,
}

#[derive(Debug, Clone)]
pub struct TreeFile {
    /// Relative to the root, `/` between parts.
    pub path: String,
    pub blob: BlobId,
    pub kind: FileKind,
    /// Bytes, where known without reading the blob.
    pub size: Option<u64>,
    pub attributes: Attributes,
}

/// Everything in one commit (or folder), sorted by path bytes.
#[derive(Debug, Clone)]
pub struct Tree {
    pub head: Head,
    pub files: Vec<TreeFile>,
    /// Entries left out because their path is not UTF-8.
    pub unreadable_paths: u64,
}

/// Which refs may be asked for, beside the one that is served.
#[derive(Clone, Copy)]
pub enum Allowed<'a> {
    /// All that there are.
    All,
    /// Those of which a name passes, be it the full one or the short one.
    Those(&'a dyn Fn(&str) -> bool),
}

/// Reads contents; each thread has its own.
pub trait BlobReader: Send {
    /// # Errors
    /// When the blob is gone or unreadable.
    fn read(&mut self, path: &str, blob: BlobId) -> Result<Vec<u8>>;

    /// Bytes of the content, told without reading it where that is possible: asked before `read`,
    /// it keeps a huge blob out of memory.
    ///
    /// # Errors
    /// When the blob is gone or unreadable.
    fn size(&mut self, _path: &str, _blob: BlobId) -> Result<Option<u64>> {
        Ok(None)
    }
}

/// A repository or a folder.
pub trait Source: Send + Sync {
    /// What should be served now. Cheap: it is asked about twice a second.
    ///
    /// # Errors
    /// When the repository cannot be opened, or the ref it should serve does not exist.
    fn head(&self) -> Result<Head>;

    /// # Errors
    /// When the commit or a tree of it cannot be read.
    fn tree(&self, head: &Head) -> Result<Tree>;

    /// # Errors
    /// When the repository cannot be opened.
    fn reader(&self) -> Result<Box<dyn BlobReader>>;

    /// What another ref leads to. `None` where there is none of that name, or it may not be asked
    /// for: nobody is told which of the two.
    ///
    /// # Errors
    /// When the repository cannot be read, and `request_timeout`.
    fn asked(
        &self,
        _name: &str,
        _served: &Head,
        _allowed: Allowed<'_>,
        _deadline: &Deadline,
    ) -> Result<Option<Head>> {
        Ok(None)
    }

    /// Commits that `to` has and `from` has not; 0 where the question makes no sense.
    ///
    /// # Errors
    /// When one of the two does not exist.
    fn distance(&self, from: &Head, to: &Head) -> Result<u64>;
}
