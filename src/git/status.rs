//! Which files of a working tree differ from the commit that is checked out?

use std::path::Path;

use git2::{Status, StatusOptions};

use crate::base::Result;
use crate::workspace::beneath::{self, Content};

use super::repository::{act, open};

/// One file that differs from the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Relative to the root, `/` between parts.
    pub path: String,
    pub kind: ChangeKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Modified,
    /// Not in the commit, and not ignored.
    Added,
    /// Not in the working tree.
    Deleted,
}

impl ChangeKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Modified => "modified",
            Self::Added => "added",
            Self::Deleted => "deleted",
        }
    }
}

/// What differs between `HEAD` and the working tree, staged or not, sorted by path. Nothing for a
/// bare repository. The index is read and never written; paths that are not UTF-8 are left out.
///
/// # Errors
/// When the repository, its index or its working tree cannot be read.
pub fn dirty(root: &Path) -> Result<Vec<Change>> {
    let repo = open(root)?;
    if repo.is_bare() {
        return Ok(Vec::new());
    }
    let mut options = StatusOptions::new();
    options
        .include_untracked(true)
        .recurse_untracked_dirs(true)
        .include_ignored(false)
        .exclude_submodules(true)
        .update_index(false);
    let list = repo.statuses(Some(&mut options)).map_err(|e| act("cannot compare the files", e))?;
    let changes = list.iter().filter_map(|entry| {
        let path = entry.path().ok()?;
        // A repository within this one is listed as a directory.
        let file = !path.ends_with('/') && path.split('/').all(beneath::plain);
        let kind = kind(entry.status()).filter(|_| file)?;
        Some(Change { path: path.to_owned(), kind })
    });
    let mut changes: Vec<Change> = changes.collect();
    changes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// The index is only a step between the two that are compared: what was added to it and is gone
/// from the working tree has not changed at all.
fn kind(status: Status) -> Option<ChangeKind> {
    let untracked = status.contains(Status::WT_NEW);
    let unstaged = status.contains(Status::INDEX_DELETED);
    let committed = !status.contains(Status::INDEX_NEW) && (unstaged || !untracked);
    let present = !status.contains(Status::WT_DELETED) && (untracked || !unstaged);
    match (committed, present) {
        _ if status.is_empty() || status.contains(Status::IGNORED) && !unstaged => None,
        (true, true) => Some(ChangeKind::Modified),
        (false, true) => Some(ChangeKind::Added),
        (true, false) => Some(ChangeKind::Deleted),
        (false, false) => None,
    }
}

/// A file of the working tree as it is now; see [`beneath::read`].
///
/// # Errors
/// Where nothing, or no file, is there, or the path leads out of the root.
pub fn read_worktree(root: &Path, path: &str) -> Result<Content> {
    beneath::read(root, path)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::git::fixture::Fixture;

    fn changes(root: &Path) -> Vec<(String, ChangeKind)> {
        dirty(root).unwrap().into_iter().map(|c| (c.path, c.kind)).collect()
    }

    #[test]
    fn dirty_table() {
        let fixture = Fixture::new();
        let root = fixture.init("repo");
        for name in
            ["same", "edited", "staged", "gone", "removed", "kept", "twice", "d/moved", "link"]
        {
            fixture.write("repo", name, name);
        }
        fixture.write("repo", ".gitignore", "*.log\n/target/\n");
        fixture.commit_all("repo");
        assert_eq!(changes(&root), []);

        fixture.write("repo", "edited", "x");
        fixture.write("repo", "staged", "x");
        fixture.write("repo", "both", "x");
        fixture.git("repo", &["add", "staged", "both"]);
        fs::remove_file(root.join("both")).unwrap();
        fs::remove_file(root.join("gone")).unwrap();
        fixture.git("repo", &["rm", "-q", "removed"]);
        fixture.git("repo", &["rm", "-q", "--cached", "kept"]);
        fixture.write("repo", "twice", "x");
        fixture.git("repo", &["add", "twice"]);
        fixture.write("repo", "twice", "y");
        fixture.git("repo", &["mv", "d/moved", "d/there"]);
        fs::remove_file(root.join("link")).unwrap();
        symlink("same", root.join("link")).unwrap();
        fixture.write("repo", "new/deep/file", "");
        fixture.write("repo", "a.log", "");
        fixture.write("repo", "target/x", "");
        fixture.write("repo", "added", "");
        fixture.git("repo", &["add", "added"]);
        fixture.init("repo/nested");
        fixture.commit("repo/nested", "f", "");

        use ChangeKind::{Added, Deleted, Modified};
        let expected = [
            ("added", Added),
            ("d/moved", Deleted),
            ("d/there", Added),
            ("edited", Modified),
            ("gone", Deleted),
            ("kept", Modified),
            ("link", Modified),
            ("new/deep/file", Added),
            ("removed", Deleted),
            ("staged", Modified),
            ("twice", Modified),
        ]
        .map(|(path, kind)| (path.to_owned(), kind));
        let index = fs::read(root.join(".git/index")).unwrap();
        assert_eq!(changes(&root), expected);
        assert_eq!(fs::read(root.join(".git/index")).unwrap(), index, "the index was written");
        assert_eq!(read_worktree(&root, "link").unwrap(), Content::Symlink(b"same".to_vec()));
        assert!(read_worktree(&root, ".git/config").is_err());
    }

    #[test]
    fn special_repositories() {
        let fixture = Fixture::new();
        let unborn = fixture.init("unborn");
        fixture.write("unborn", "a", "");
        fixture.write("unborn", "b", "");
        fixture.git("unborn", &["add", "a"]);
        let added = |name: &str| (name.to_owned(), ChangeKind::Added);
        assert_eq!(changes(&unborn), [added("a"), added("b")]);
        assert_eq!(changes(&fixture.init_bare("bare")), []);
        fixture.repository("repo");
        fixture.git("repo", &["worktree", "add", "-q", "../tree"]);
        fixture.write("tree", "b", "");
        assert_eq!(changes(&fixture.path("tree")), [added("b")]);
        assert_eq!(changes(&fixture.path("repo")), []);
    }
}
