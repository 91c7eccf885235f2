//! How is a git repository a source of files?

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use git2::{ErrorCode, ObjectType, Oid, Repository, RepositoryOpenFlags};

use crate::base::clock::Deadline;
use crate::base::{Error, Kind, Result};
use crate::workspace::source::{Allowed, BlobId, BlobReader, Head, Source, Tree};

use super::asked::Asking;
use super::reference::{self, RefChoice};
use super::tree;

/// `distance` counts no further.
pub const DISTANCE_CAP: u64 = 100_000;

/// A repository, bare or not, or a linked working tree of one. Only its objects and refs are
/// read; the working tree is never looked at.
pub struct GitSource {
    root: PathBuf,
    choice: RefChoice,
    /// Kept open for `head`, which is asked all the time. Refs are read anew at each look-up.
    open: Mutex<Option<Repository>>,
}

impl GitSource {
    /// Opens nothing yet: the repository may still be on its way.
    pub fn new(root: impl Into<PathBuf>, choice: RefChoice) -> Self {
        Self { root: root.into(), choice, open: Mutex::new(None) }
    }

    /// Whether `root` itself is a repository: the top of a working tree, or a bare one. A folder
    /// somewhere inside a working tree is not.
    pub fn is_repository(root: &Path) -> bool {
        match open_at(root) {
            Ok(_) => true,
            Err(e) => e.code() == ErrorCode::Owner,
        }
    }

    /// The top of the working tree (or the bare repository) that `path` lies in.
    ///
    /// # Errors
    /// When there is one that may not be opened.
    pub fn discover(path: &Path) -> Result<Option<PathBuf>> {
        let repo = match Repository::discover(path) {
            Ok(repo) => repo,
            Err(e) if e.code() == ErrorCode::NotFound => return Ok(None),
            Err(e) => {
                let root = path.ancestors().find(|dir| Self::is_repository(dir));
                return Err(explain(root.unwrap_or(path), e));
            }
        };
        let root = repo.workdir().unwrap_or_else(|| repo.path());
        // libgit2 ends directories with a slash.
        Ok(Some(root.components().collect()))
    }

    /// Asks the repository that is kept open; when that fails it is opened anew and asked again,
    /// because `root` may have been replaced meanwhile.
    fn with<T>(&self, ask: impl Fn(&Repository) -> Result<T>) -> Result<T> {
        let mut kept = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(repo) = kept.as_ref()
            && let Ok(answer) = ask(repo)
        {
            return Ok(answer);
        }
        *kept = None;
        let repo = open(&self.root)?;
        let answer = ask(&repo)?;
        *kept = Some(repo);
        Ok(answer)
    }
}

impl Source for GitSource {
    fn head(&self) -> Result<Head> {
        self.with(|repo| reference::head(repo, &self.choice))
    }

    fn tree(&self, head: &Head) -> Result<Tree> {
        let commit = commit_name(head)?;
        let repo = open(&self.root)?;
        tree::list(&repo, oid(commit)?, head.clone())
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>> {
        Ok(Box::new(Reader(open(&self.root)?)))
    }

    fn asked(
        &self,
        name: &str,
        served: &Head,
        allowed: Allowed<'_>,
        deadline: &Deadline,
    ) -> Result<Option<Head>> {
        let repo = open(&self.root)?;
        Asking::new(&repo, served, allowed)?.find(name, deadline)
    }

    fn distance(&self, from: &Head, to: &Head) -> Result<u64> {
        if from.commit == to.commit {
            return Ok(0);
        }
        let (from, to) = (oid(commit_name(from)?)?, oid(commit_name(to)?)?);
        let repo = open(&self.root)?;
        count_between(&repo, from, to).map_err(|e| act("cannot count commits", e))
    }
}

fn count_between(repo: &Repository, from: Oid, to: Oid) -> Result<u64, git2::Error> {
    let mut walk = repo.revwalk()?;
    walk.push(to)?;
    walk.hide(from)?;
    let mut count = 0;
    for commit in walk.take(DISTANCE_CAP as usize) {
        commit?;
        count += 1;
    }
    Ok(count)
}

/// Has its own repository, hence its own object database: readers on several threads do not wait
/// for each other.
struct Reader(Repository);

impl BlobReader for Reader {
    fn read(&mut self, path: &str, blob: BlobId) -> Result<Vec<u8>> {
        let fail = |e| act(&format!("cannot read `{path}` (blob `{blob}`)"), e);
        let odb = self.0.odb().map_err(fail)?;
        let object = odb.read(Oid::from_bytes(&blob.0).map_err(fail)?).map_err(fail)?;
        Ok(object.data().to_vec())
    }

    fn size(&mut self, path: &str, blob: BlobId) -> Result<Option<u64>> {
        let fail = |e| act(&format!("cannot read `{path}` (blob `{blob}`)"), e);
        let odb = self.0.odb().map_err(fail)?;
        let (size, kind) =
            odb.read_header(Oid::from_bytes(&blob.0).map_err(fail)?).map_err(fail)?;
        Ok((kind == ObjectType::Blob).then_some(size as u64))
    }
}

/// The folders in which a commit changes which one is checked out: of the repository itself, of the
/// one whose linked working tree it is, and of its branches. None for a plain folder.
///
/// # Errors
/// When the repository cannot be opened.
pub fn ref_folders(root: &Path) -> Result<Vec<PathBuf>> {
    if !GitSource::is_repository(root) {
        return Ok(Vec::new());
    }
    let repo = open(root)?;
    let mut folders = vec![repo.path().to_owned(), repo.commondir().to_owned()];
    let mut branches = vec![repo.commondir().join("refs").join("heads")];
    while let Some(folder) = branches.pop() {
        let below = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let is_dir = |e: &std::fs::DirEntry| e.file_type().is_ok_and(|kind| kind.is_dir());
        branches.extend(below.filter(is_dir).map(|e| e.path()));
        folders.push(folder);
    }
    // libgit2 ends directories with a slash.
    let mut folders: Vec<PathBuf> = folders.iter().map(|f| f.components().collect()).collect();
    folders.sort();
    folders.dedup();
    Ok(folders)
}

/// Opens exactly `root`, never a repository above it, and never one that `GIT_DIR` names.
pub fn open(root: &Path) -> Result<Repository> {
    open_at(root).map_err(|e| explain(root, e))
}

fn open_at(root: &Path) -> Result<Repository, git2::Error> {
    let no_ceiling: [&Path; 0] = [];
    Repository::open_ext(root, RepositoryOpenFlags::NO_SEARCH, no_ceiling)
}

fn explain(root: &Path, e: git2::Error) -> Error {
    let shown = root.display();
    match e.code() {
        ErrorCode::Owner => {
            let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
            let message = format!("the repository `{shown}` belongs to another user");
            Error::failed(message).hint(format!(
                "if you trust it, run as the user that lean-ctx runs as: \
                 git config --global --add safe.directory {}",
                shell_word(&real.to_string_lossy())
            ))
        }
        ErrorCode::NotFound if !root.exists() => {
            Error::new(Kind::NotFound, format!("`{shown}` does not exist"))
        }
        ErrorCode::NotFound => Error::failed(format!("`{shown}` is not a git repository"))
            .hint("name the top folder of a working tree, or a bare repository"),
        _ => {
            let exotic = e.message().contains("unsupported extension");
            let error = act(&format!("cannot open the repository `{shown}`"), e);
            if exotic { error.hint(FORMATS) } else { error }
        }
    }
}

/// What libgit2 can open.
const FORMATS: &str = "only repositories with SHA-1 objects and refs in files can be read, whole \
    ones and not partial clones: clone it anew with \
    `git clone --bare --ref-format=files URL`";

/// Quotes for a POSIX shell where needed.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// libgit2's failure under the name of what was tried.
pub fn act(what: &str, e: git2::Error) -> Error {
    Error::failed(what).source(e)
}

fn commit_name(head: &Head) -> Result<&str> {
    head.commit.as_deref().ok_or_else(|| Error::internal("a git source was asked without a commit"))
}

pub fn oid(commit: &str) -> Result<Oid> {
    // `Oid::from_str` takes abbreviations, which would name another object.
    let whole = commit.len() == 40;
    Oid::from_str(commit)
        .ok()
        .filter(|_| whole)
        .ok_or_else(|| Error::invalid(format!("`{}` is not a commit id", commit.escape_debug())))
}

pub fn no_commit(commit: &str, e: git2::Error) -> Error {
    Error::failed(format!("commit `{commit}` is not in the repository"))
        .hint("it may have been pruned after a force push; index the workspace again")
        .source(e)
}

#[cfg(test)]
#[path = "repository_test.rs"]
mod tests;
