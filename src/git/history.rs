//! What changed between two commits, and what did a file hold in an older one? Only what the served
//! commit's history holds is shown: a bare commit that no branch names stays unseen.

use std::path::Path;

use git2::{Commit, DiffFindOptions, DiffOptions, FileMode, ObjectType, Oid, Repository};

use super::reference::TRACKED_TAGS;
use super::repository::{act, no_commit, open};
use super::status::ChangeKind;
use super::tree::blob_id;
use crate::base::{Error, Kind, Result};
use crate::workspace::source::BlobId;

/// A file that two commits hold differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// In the newer commit; of a deleted file, in the older.
    pub path: String,
    /// Where it was renamed: its path in the older commit.
    pub old_path: Option<String>,
    pub kind: ChangeKind,
    /// What the older commit holds there, and the newer; `None` where that is no file.
    pub old: Option<BlobId>,
    pub new: Option<BlobId>,
}

/// A range as people write it: `A..B`, `A...B` (from where the two parted), or `A` for `A..` the
/// served commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// 40 hex digits each.
    pub from: String,
    pub to: String,
}

/// # Errors
/// `invalid_arguments` for a revision that does not exist or is not in the served commit's history.
pub fn range(root: &Path, served: &str, text: &str) -> Result<Range> {
    let repo = open(root)?;
    let (from, to, parted) = match text.split_once("...") {
        Some((from, to)) => (from, to, true),
        None => text.split_once("..").map_or((text, "", false), |(from, to)| (from, to, false)),
    };
    let name = |text: &str| if text.is_empty() { served.to_owned() } else { text.to_owned() };
    let from = find(&repo, served, &name(from))?.id();
    let to = find(&repo, served, &name(to))?.id();
    let from = if parted {
        repo.merge_base(from, to).map_err(|e| act("cannot find where the two parted", e))?
    } else {
        from
    };
    Ok(Range { from: from.to_string(), to: to.to_string() })
}

/// The commit that a revision names (a branch, a tag, a commit's first digits, `HEAD~3`).
fn find<'r>(repo: &'r Repository, served: &str, revision: &str) -> Result<Commit<'r>> {
    let unknown = || {
        Error::invalid(format!("there is no revision `{revision}` in what is served"))
            .hint("name a commit, tag or branch in the history of the served commit")
    };
    let head = Oid::from_str(served).map_err(|e| no_commit(served, e))?;
    let revision = match revision.strip_prefix("HEAD") {
        Some(rest) => format!("{served}{rest}"),
        None => revision.to_owned(),
    };
    // `:path` and `@{…}` look into the index and the reflog, which are no part of the history.
    if revision.contains([':', '@', '\\', ' ']) {
        return Err(unknown());
    }
    let object = repo
        .revparse_single(&revision)
        .or_else(|_| repo.revparse_single(&format!("{TRACKED_TAGS}{revision}")))
        .map_err(|_| unknown())?;
    let commit = object.peel_to_commit().map_err(|_| unknown())?;
    let within = commit.id() == head
        || repo
            .graph_descendant_of(head, commit.id())
            .map_err(|e| act("cannot walk the history", e))?;
    if within { Ok(commit) } else { Err(unknown()) }
}

/// Bytes of a file up to which its lines are compared.
const LARGEST: i64 = 1 << 20;
/// Files of a change beyond which it is too much for one answer.
const MOST_FILES: usize = 20_000;

/// What differs between the two ends of a range, by path.
///
/// # Errors
/// When the commits cannot be compared, or differ in more than 20,000 files.
pub fn changes(root: &Path, range: &Range) -> Result<Vec<Changed>> {
    let repo = open(root)?;
    let tree = |commit: &str| {
        let id = Oid::from_str(commit).map_err(|e| no_commit(commit, e))?;
        let commit = repo.find_commit(id).map_err(|e| no_commit(commit, e))?;
        commit.tree().map_err(|e| act("cannot read a commit's tree", e))
    };
    let mut options = DiffOptions::new();
    options.max_size(LARGEST).ignore_submodules(true);
    let (old, new) = (tree(&range.from)?, tree(&range.to)?);
    let mut diff = repo
        .diff_tree_to_tree(Some(&old), Some(&new), Some(&mut options))
        .map_err(|e| act("cannot compare two commits", e))?;
    if diff.deltas().len() > MOST_FILES {
        let message = format!("the range changes {} files", diff.deltas().len());
        return Err(Error::new(Kind::ToolError, message).hint("ask for a shorter range"));
    }
    diff.find_similar(Some(DiffFindOptions::new().renames(true)))
        .map_err(|e| act("cannot look for renamed files", e))?;
    let mut changed: Vec<Changed> = Vec::new();
    for at in 0..diff.deltas().len() {
        let delta = diff.get_delta(at).expect("within its length");
        let path =
            |file: git2::DiffFile<'_>| file.path().and_then(Path::to_str).map(ToOwned::to_owned);
        let blob = |file: git2::DiffFile<'_>| {
            let is_file = !file.id().is_zero() && file.mode() != FileMode::Commit;
            is_file.then(|| blob_id(file.id()))
        };
        let (old, new) = (path(delta.old_file()), path(delta.new_file()));
        let kind = match delta.status() {
            git2::Delta::Added | git2::Delta::Copied => ChangeKind::Added,
            git2::Delta::Deleted => ChangeKind::Deleted,
            _ => ChangeKind::Modified,
        };
        let path = if kind == ChangeKind::Deleted { old.clone() } else { new };
        // A path that is not UTF-8 names nothing here.
        let Some(path) = path else { continue };
        let old_path = old.filter(|old| *old != path && kind == ChangeKind::Modified);
        let (old, new) = (blob(delta.old_file()), blob(delta.new_file()));
        changed.push(Changed { path, old_path, kind, old, new });
    }
    changed.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changed)
}

/// The lines of the newer text that a change put there, or between which it took some out: first and
/// last, 1-based. None of binary content or of more than 1 MiB.
///
/// # Errors
/// When they cannot be compared.
pub fn changed_lines(old: &[u8], new: &[u8]) -> Result<Vec<(u32, u32)>> {
    let mut options = DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).max_size(LARGEST);
    let patch = git2::Patch::from_buffers(old, None, new, None, Some(&mut options));
    let patch = patch.map_err(|e| act("cannot compare two texts", e))?;
    let lines = |at| {
        let (hunk, _) = patch.hunk(at).map_err(|e| act("cannot compare two texts", e))?;
        let (start, count) = (hunk.new_start(), hunk.new_lines());
        Ok((start.max(1), (start + count.max(1) - 1).max(1)))
    };
    (0..patch.num_hunks()).map(lines).collect()
}

/// How two texts differ, as a unified diff with three lines around each change; empty where they do
/// not.
///
/// # Errors
/// `tool_error` for binary content.
pub fn unified(old: &[u8], new: &[u8], path: &str) -> Result<String> {
    let mut options = DiffOptions::new();
    options.context_lines(3);
    let path = Path::new(path);
    let patch = git2::Patch::from_buffers(old, Some(path), new, Some(path), Some(&mut options));
    let mut patch = patch.map_err(|e| act("cannot compare two texts", e))?;
    let text = patch.to_buf().map_err(|e| act("cannot compare two texts", e))?;
    // The header says again what the answer's own does.
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok(text.find("@@ ").map_or(String::new(), |at| text[at..].to_owned()))
}

/// A file as a commit of the served history holds it: the commit's full name, and the bytes, `None`
/// where it has no such file.
///
/// # Errors
/// `invalid_arguments` for a revision that is not in the history.
pub fn file_at(
    root: &Path,
    served: &str,
    revision: &str,
    path: &str,
) -> Result<(String, Option<Vec<u8>>)> {
    let repo = open(root)?;
    let commit = find(&repo, served, revision)?;
    let tree = commit.tree().map_err(|e| act("cannot read a commit's tree", e))?;
    let entry = tree.get_path(Path::new(path)).ok().filter(|e| e.kind() == Some(ObjectType::Blob));
    let blob = match entry {
        Some(entry) => {
            let blob = repo.find_blob(entry.id()).map_err(|e| act("cannot read a blob", e))?;
            Some(blob.content().to_vec())
        }
        None => None,
    };
    Ok((commit.id().to_string(), blob))
}
