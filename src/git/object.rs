//! What lies at a path of one commit, and which bytes does it hold? For proofs, which ask git itself and no index.

use std::path::Path;

use git2::{ErrorCode, ObjectType, Oid, Repository};

use super::repository::{act, oid, open};
use super::tree::blob_id;
use crate::base::{Error, Result};
use crate::workspace::source::BlobId;

/// A commit of a repository. libgit2 compares each object that it reads with its name, so that
/// what is told here is what the commit's id stands for, whoever has written to the repository.
pub struct Commit {
    repo: Repository,
    tree: Oid,
}

impl Commit {
    /// Of the repository at `root` itself; `None` where it does not hold the commit.
    ///
    /// # Errors
    /// When `root` is no repository, `commit` no id of 40 hex digits, or the object is damaged.
    pub fn open(root: &Path, commit: &str) -> Result<Option<Self>> {
        let id = oid(commit)?;
        let repo = open(root)?;
        let found = repo.find_commit(id).map(|c| c.tree_id());
        match found {
            Ok(tree) => Ok(Some(Self { repo, tree })),
            Err(e) if e.code() == ErrorCode::NotFound => Ok(None),
            Err(e) => Err(act(&format!("cannot read the commit `{commit}`"), e)),
        }
    }

    /// The id of what lies at `path`: of a submodule its commit. `None` for a directory and where
    /// nothing is.
    ///
    /// # Errors
    /// When a tree on the way cannot be read.
    pub fn at(&self, path: &str) -> Result<Option<BlobId>> {
        let fail = |e| act(&format!("cannot look up `{}`", path.escape_debug()), e);
        if !plain(path) {
            return Ok(None);
        }
        let tree = self.repo.find_tree(self.tree).map_err(fail)?;
        match tree.get_path(Path::new(path)) {
            Ok(entry) if entry.kind() == Some(ObjectType::Tree) => Ok(None),
            Ok(entry) => Ok(Some(blob_id(entry.id()))),
            Err(e) if e.code() == ErrorCode::NotFound => Ok(None),
            Err(e) => Err(fail(e)),
        }
    }

    /// # Errors
    /// When the blob is not there, damaged, or no blob.
    pub fn bytes(&self, blob: BlobId) -> Result<Vec<u8>> {
        let fail = |e| act(&format!("cannot read the blob `{blob}`"), e);
        let odb = self.repo.odb().map_err(fail)?;
        let object = odb.read(Oid::from_bytes(&blob.0).map_err(fail)?).map_err(fail)?;
        match object.kind() {
            ObjectType::Blob => Ok(object.data().to_vec()),
            _ => Err(Error::failed(format!("`{blob}` is no blob"))),
        }
    }
}

/// Only what a tree can hold is looked up.
fn plain(path: &str) -> bool {
    !path.contains('\0') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::fixture::Fixture;

    #[test]
    fn paths_of_a_commit_are_found_and_read() {
        let fixture = Fixture::new();
        let root = fixture.repository("r");
        fixture.write("r", "sub/b.txt", "two\n");
        let old = fixture.commit_all("r");
        fixture.commit("r", "a.txt", "changed\n");
        let commit = Commit::open(&root, &old).unwrap().unwrap();
        let blob = commit.at("a.txt").unwrap().unwrap();
        assert_eq!(blob.to_string(), fixture.git("r", &["rev-parse", &format!("{old}:a.txt")]));
        assert_eq!(commit.bytes(blob).unwrap(), b"one\n");
        let other = commit.at("sub/b.txt").unwrap().unwrap();
        assert_eq!(commit.bytes(other).unwrap(), b"two\n");
        for none in ["", "sub", "sub/", "a.txt/", "./a.txt", "../r/a.txt", "nope", "a\0"] {
            assert!(commit.at(none).unwrap().is_none(), "{none:?}");
        }
        assert!(commit.bytes(BlobId([1; 20])).is_err());
        assert!(Commit::open(&root, &"1".repeat(40)).unwrap().is_none());
        assert!(Commit::open(&root, &old[..12]).is_err(), "an abbreviation names nothing");
        assert!(Commit::open(&fixture.path("home"), &old).is_err());
    }

    #[test]
    fn links_are_not_followed_and_submodules_are_commits() {
        let fixture = Fixture::new();
        let root = fixture.repository("r");
        std::os::unix::fs::symlink("a.txt", root.join("link")).unwrap();
        let first = fixture.git("r", &["rev-parse", "HEAD"]);
        fixture.git("r", &["add", "-A"]);
        let gitlink = format!("160000,{first},sub");
        fixture.git("r", &["update-index", "--add", "--cacheinfo", &gitlink]);
        fixture.git("r", &["commit", "-q", "-m", "both"]);
        let head = fixture.git("r", &["rev-parse", "HEAD"]);
        let commit = Commit::open(&root, &head).unwrap().unwrap();
        let link = commit.at("link").unwrap().unwrap();
        assert_eq!(commit.bytes(link).unwrap(), b"a.txt");
        assert_eq!(commit.at("sub").unwrap().unwrap().to_string(), first);
        assert!(commit.at("link/x").unwrap().is_none() && commit.at("sub/x").unwrap().is_none());
        assert!(commit.bytes(commit.at("sub").unwrap().unwrap()).is_err());
    }

    #[test]
    fn a_forged_object_is_not_believed() {
        let fixture = Fixture::new();
        let root = fixture.repository("r");
        let commit = fixture.git("r", &["rev-parse", "HEAD"]);
        let blob = fixture.git("r", &["rev-parse", "HEAD:a.txt"]);
        fixture.write("r", "b.txt", "forged\n");
        let forged = fixture.git("r", &["hash-object", "-w", "b.txt"]);
        let object = |id: &str| root.join(".git/objects").join(&id[..2]).join(&id[2..]);
        let target = object(&blob);
        std::fs::remove_file(&target).unwrap();
        std::fs::copy(object(&forged), &target).unwrap();
        let commit = Commit::open(&root, &commit).unwrap().unwrap();
        let found = commit.at("a.txt").unwrap().unwrap();
        assert!(commit.bytes(found).is_err());
    }
}
