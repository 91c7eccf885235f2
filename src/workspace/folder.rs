//! How is a plain folder, without git, a source of files?
//!
//! Which files count: the `ignore` crate's rules, with `.gitignore` and `.ignore` files honoured
//! as if the folder were a repository. Only rules inside the folder count, not a parent's and not
//! a person's own, so that two users see the same files. Hidden files are included; `.git` and
//! `.lean-ctx` are not. Symlinks are listed and never followed.

use std::fs::{Metadata, read_link};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::base::digest::sha256;
use crate::base::error::Context as _;
use crate::base::{Error, Result, clock};

use super::attributes::{self, Rules};
use super::beneath;
use super::source::{Attributes, BlobId, BlobReader, FileKind, Head, Source, Tree, TreeFile};

/// A file that changed less than this long ago may change again without a trace, because file
/// systems stamp changes in ticks of some milliseconds.
const SETTLED_MS: i64 = 50;

/// A folder. Its files have no history and its head no commit.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn walk(&self) -> ignore::Walk {
        WalkBuilder::new(&self.root)
            .hidden(false)
            .parents(false)
            .require_git(false)
            .git_global(false)
            .git_exclude(false)
            .follow_links(false)
            .filter_entry(|entry| entry.depth() == 0 || !is_ours_or_gits(entry))
            .build()
    }

    /// `None` for what is neither a file nor a symlink, or vanished meanwhile.
    fn file(&self, entry: &DirEntry, path: &str) -> Option<TreeFile> {
        let meta = entry.path().symlink_metadata().ok()?;
        let (kind, blob) = if meta.is_symlink() {
            let target = read_link(entry.path()).ok()?;
            (FileKind::Symlink, blob_id(path, &meta, target.as_os_str().as_bytes()))
        } else if meta.is_file() {
            (FileKind::File, blob_id(path, &meta, b""))
        } else {
            return None;
        };
        let attributes = Attributes::default();
        Some(TreeFile { path: path.to_owned(), blob, kind, size: Some(meta.len()), attributes })
    }
}

impl Source for Folder {
    fn head(&self) -> Result<Head> {
        Ok(Head::default())
    }

    fn tree(&self, head: &Head) -> Result<Tree> {
        let mut tree = Tree { head: head.clone(), files: Vec::new(), unreadable_paths: 0 };
        // The walk itself reports a missing root only as one failed entry among others.
        std::fs::read_dir(&self.root)
            .context(|| format!("cannot read the folder `{}`", self.root.display()))?;
        for entry in self.walk() {
            // A directory that may not be entered, or a name that vanished: the rest still counts.
            let Ok(entry) = entry else {
                tree.unreadable_paths += 1;
                continue;
            };
            if entry.file_type().is_none_or(|kind| kind.is_dir()) {
                continue;
            }
            let Some(path) = relative(&self.root, entry.path()) else {
                tree.unreadable_paths += 1;
                continue;
            };
            tree.files.extend(self.file(&entry, path));
        }
        tree.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        self.apply_attributes(&mut tree.files);
        Ok(tree)
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>> {
        Ok(Box::new(Reader { root: self.root.clone() }))
    }

    fn distance(&self, _from: &Head, _to: &Head) -> Result<u64> {
        Ok(0)
    }
}

impl Folder {
    fn apply_attributes(&self, files: &mut [TreeFile]) {
        let mut rules = Rules::default();
        for file in files.iter() {
            let (directory, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            let small = file.size.is_some_and(|size| size <= attributes::MAX_BYTES);
            if name == attributes::FILE_NAME && file.kind == FileKind::File && small {
                // A file that cannot be read says nothing.
                if let Ok(content) = beneath::read(&self.root, &file.path) {
                    rules.add(directory, &content.into_bytes());
                }
            }
        }
        if rules.is_empty() {
            return;
        }
        for file in files {
            file.attributes = rules.of(&file.path);
        }
    }
}

fn is_ours_or_gits(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_bytes();
    name == b".lean-ctx" || name.eq_ignore_ascii_case(b".git")
}

fn relative<'a>(root: &Path, path: &'a Path) -> Option<&'a str> {
    path.strip_prefix(root).ok()?.to_str()
}

/// A name for a file's content that is made without reading it: whatever changes the content
/// changes size, times or inode. So a folder is scanned again at the price of its `stat` calls,
/// and, unlike git's, two equal files have two names.
fn blob_id(path: &str, meta: &Metadata, target: &[u8]) -> BlobId {
    let changed_ms = meta.ctime() * 1000 + meta.ctime_nsec() / 1_000_000;
    let now_ms = clock::now().as_millisecond();
    // Not settled: a name that never comes again, so that the next scan reads the file anew.
    let unsettled = if now_ms - changed_ms < SETTLED_MS { now_ms } else { 0 };
    let mut bytes = Vec::with_capacity(64 + path.len() + target.len());
    for number in [meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec(), unsettled] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    for number in [meta.size(), meta.ino(), meta.dev(), path.len() as u64] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(path.as_bytes());
    bytes.extend_from_slice(target);
    let mut id = [0; 20];
    id.copy_from_slice(&sha256(&bytes)[..20]);
    BlobId(id)
}

/// Gives what is there now: when a file changed since the scan, the next scan names it anew.
struct Reader {
    root: PathBuf,
}

impl BlobReader for Reader {
    fn read(&mut self, path: &str, _blob: BlobId) -> Result<Vec<u8>> {
        Ok(beneath::read(&self.root, path)?.into_bytes())
    }

    fn size(&mut self, path: &str, _blob: BlobId) -> Result<Option<u64>> {
        let meta = self.root.join(path).symlink_metadata();
        meta.map(|m| Some(m.len()))
            .map_err(|e| Error::failed(format!("cannot read `{path}`")).source(e))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::time::Duration;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let folder = Folder::new(dir.path());
        (dir, folder)
    }

    fn paths(folder: &Folder) -> Vec<String> {
        let tree = folder.tree(&folder.head().unwrap()).unwrap();
        tree.files.into_iter().map(|f| f.path).collect()
    }

    #[test]
    fn lists_by_the_rules() {
        let (dir, folder) = folder(&[
            (".gitignore", "*.log\n/out/\n"),
            (".ignore", "secret.txt\n"),
            (".git/config", ""),
            (".lean-ctx/team.json", ""),
            (".hidden/x", ""),
            ("a.log", ""),
            ("out/x", ""),
            ("secret.txt", ""),
            ("src/b.rs", "fn"),
            ("src-a", ""),
            ("sub/.gitignore", "!keep.log\n"),
            ("sub/keep.log", ""),
            ("sub/lose.log", ""),
        ]);
        symlink("/etc", dir.path().join("etc")).unwrap();
        let expected = [
            ".gitignore",
            ".hidden/x",
            ".ignore",
            "etc",
            "src-a",
            "src/b.rs",
            "sub/.gitignore",
            "sub/keep.log",
        ];
        assert_eq!(paths(&folder), expected);
    }

    #[test]
    fn a_parents_rules_do_not_count() {
        let (dir, _) = folder(&[(".gitignore", "*"), ("in/a", "")]);
        assert_eq!(paths(&Folder::new(dir.path().join("in"))), ["a"]);
    }

    #[test]
    fn contents_and_attributes() {
        let (dir, folder) = folder(&[(".gitattributes", "g/* linguist-generated"), ("g/a", "xyz")]);
        symlink("g/a", dir.path().join("link")).unwrap();
        let tree = folder.tree(&Head::default()).unwrap();
        let mut reader = folder.reader().unwrap();
        let file = &tree.files[1];
        assert_eq!((file.path.as_str(), file.size), ("g/a", Some(3)));
        assert_eq!(file.attributes.generated, Some(true));
        assert_eq!(reader.read("g/a", file.blob).unwrap(), b"xyz");
        assert_eq!(tree.files[2].kind, FileKind::Symlink);
        assert_eq!(reader.read("link", tree.files[2].blob).unwrap(), b"g/a");
        assert!(reader.read("../x", file.blob).is_err());
    }

    #[test]
    fn blob_ids_follow_changes_only() {
        let files = |folder: &Folder| -> Vec<(String, BlobId)> {
            let tree = folder.tree(&Head::default()).unwrap();
            tree.files.into_iter().map(|f| (f.path, f.blob)).collect()
        };
        let (dir, folder) = folder(&[("a", "1"), ("b", "2")]);
        std::thread::sleep(Duration::from_millis(SETTLED_MS as u64 + 20));
        let first = files(&folder);
        assert_eq!(files(&folder), first);
        fs::write(dir.path().join("a"), "3").unwrap();
        let second = files(&folder);
        assert_ne!(second, first);
        fs::write(dir.path().join("a"), "4").unwrap();
        assert_ne!(files(&folder), second);
        fs::remove_file(dir.path().join("b")).unwrap();
        std::thread::sleep(Duration::from_millis(SETTLED_MS as u64 + 20));
        let last = files(&folder);
        assert_eq!(files(&folder), last);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(Folder::new("/nowhere/at/all").tree(&Head::default()).is_err());
    }
}
