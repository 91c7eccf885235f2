//! Which files does one commit hold?

use git2::{ObjectType, Oid, Repository};

use crate::base::{Error, Result};
use crate::workspace::attributes::{self, Rules};
use crate::workspace::beneath;
use crate::workspace::source::{Attributes, BlobId, FileKind, Head, Tree, TreeFile};

use super::repository::{act, no_commit};

/// A commit can name the same tree many times over ("git bomb"): beyond these limits it is
/// refused instead of filling the memory.
const MAX_FILES: usize = 4_000_000;
const MAX_DEPTH: usize = 512;
const MAX_PATH: usize = 4096;

/// Lists `commit`. Trees are walked in git's own order, in which full paths come out sorted by
/// their bytes. Sizes are not looked up: in packs that would cost more than the listing itself.
pub fn list(repo: &Repository, commit: Oid, head: Head) -> Result<Tree> {
    let name = commit.to_string();
    let commit = repo.find_commit(commit).map_err(|e| no_commit(&name, e))?;
    let mut walk =
        Walk { repo, path: String::new(), files: Vec::new(), rules: Vec::new(), unreadable: 0 };
    walk.directory(commit.tree_id(), 0)?;
    let Walk { mut files, rules, unreadable, .. } = walk;
    let rules = read_rules(repo, rules)?;
    if !rules.is_empty() {
        for file in &mut files {
            file.attributes = rules.of(&file.path);
        }
    }
    Ok(Tree { head, files, unreadable_paths: unreadable })
}

struct Walk<'r> {
    repo: &'r Repository,
    /// Of the directory that is being read, with a slash at its end; empty for the root.
    path: String,
    files: Vec<TreeFile>,
    /// Each `.gitattributes`, with its directory.
    rules: Vec<(String, Oid)>,
    unreadable: u64,
}

impl Walk<'_> {
    fn directory(&mut self, id: Oid, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::failed(format!("directories are nested deeper than {MAX_DEPTH}")));
        }
        let tree = self
            .repo
            .find_tree(id)
            .map_err(|e| act(&format!("cannot read the directory `{}`", self.path), e))?;
        for entry in tree.iter() {
            let Some(name) =
                std::str::from_utf8(entry.name_bytes()).ok().filter(|n| beneath::plain(n))
            else {
                self.unreadable += 1;
                continue;
            };
            if self.path.len() + name.len() > MAX_PATH {
                self.unreadable += 1;
                continue;
            }
            match entry.kind() {
                Some(ObjectType::Tree) => {
                    let before = self.path.len();
                    self.path.push_str(name);
                    self.path.push('/');
                    self.directory(entry.id(), depth + 1)?;
                    self.path.truncate(before);
                }
                Some(ObjectType::Commit) => self.file(name, entry.id(), FileKind::Submodule)?,
                _ if entry.filemode() == SYMLINK => {
                    self.file(name, entry.id(), FileKind::Symlink)?
                }
                _ => self.file(name, entry.id(), FileKind::File)?,
            }
        }
        Ok(())
    }

    fn file(&mut self, name: &str, id: Oid, kind: FileKind) -> Result<()> {
        if self.files.len() >= MAX_FILES {
            return Err(Error::failed(format!("the commit holds more than {MAX_FILES} files")));
        }
        if name == attributes::FILE_NAME && kind == FileKind::File {
            self.rules.push((self.path.trim_end_matches('/').to_owned(), id));
        }
        let mut path = String::with_capacity(self.path.len() + name.len());
        path.push_str(&self.path);
        path.push_str(name);
        let blob = blob_id(id);
        self.files.push(TreeFile {
            path,
            blob,
            kind,
            size: None,
            attributes: Attributes::default(),
        });
        Ok(())
    }
}

const SYMLINK: i32 = 0o120_000;

fn read_rules(repo: &Repository, list: Vec<(String, Oid)>) -> Result<Rules> {
    let mut rules = Rules::default();
    let fail = |e| act("cannot read `.gitattributes`", e);
    let odb = repo.odb().map_err(fail)?;
    for (directory, id) in list {
        let (size, kind) = odb.read_header(id).map_err(fail)?;
        if kind == ObjectType::Blob && size as u64 <= attributes::MAX_BYTES {
            rules.add(&directory, odb.read(id).map_err(fail)?.data());
        }
    }
    Ok(rules)
}

pub fn blob_id(id: Oid) -> BlobId {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(id.as_bytes());
    BlobId(bytes)
}
