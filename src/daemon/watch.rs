//! Has something changed in a workspace? The folders of its files and its refs, watched as far as the system lets us.
//!
//! On Linux each folder has a watch of its own, so that what is ignored costs none; elsewhere the root has one for
//! all below it. Answers never depend on it: each call looks for itself. What is watched is ready earlier.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use ignore::WalkBuilder;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::keeper::News;
use crate::git::repository::ref_folders;

/// Not watched, beside what is ignored: what they hold is left out of the index.
const LEFT_OUT: [&str; 4] = ["node_modules", "vendor", "third_party", "bower_components"];
/// Files that say what is ignored.
const RULES: [&str; 2] = [".gitignore", ".ignore"];
/// Each folder has its own watch.
const SINGLE: bool = cfg!(any(target_os = "linux", target_os = "android"));

pub struct Watch {
    watcher: Result<RecommendedWatcher, String>,
    /// Folders that are watched, and the roots that each is watched for.
    folders: HashMap<PathBuf, HashSet<PathBuf>>,
    /// Folders at most.
    most: usize,
}

/// What a change means to a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    /// A file, a ref, or a folder.
    Entry,
    /// What is ignored.
    Rules,
}

impl Watch {
    pub fn start(tell: Sender<News>, most: usize) -> Self {
        let watcher = notify::recommended_watcher(move |event| {
            let news = match event {
                // Reading is no change.
                Ok(Event { kind: EventKind::Access(_), .. }) => return,
                Ok(event) if event.need_rescan() => News::Missed,
                Ok(event) => News::Changed(
                    event.paths,
                    matches!(event.kind, EventKind::Modify(notify::event::ModifyKind::Data(_))),
                ),
                Err(_) => News::Missed,
            };
            let _ = tell.send(news);
        });
        let watcher = watcher.map_err(|e| reason(&e, most));
        Self { watcher, folders: HashMap::new(), most }
    }

    /// Why nothing can be watched, if so.
    pub fn trouble(&self) -> Option<&str> {
        self.watcher.as_ref().err().map(String::as_str)
    }

    /// Watches a workspace, and counts its folders.
    ///
    /// # Errors
    /// Why it is not watched; it is then not watched in part either.
    pub fn add(&mut self, root: &Path) -> Result<usize, String> {
        let refs = ref_folders(root).unwrap_or_default();
        let folders: Vec<PathBuf> = match SINGLE {
            true => folders(root, root).into_iter().chain(refs).collect(),
            false => vec![root.to_owned()],
        };
        self.add_all(root, folders)
    }

    /// Watches what is new below a folder of a workspace.
    ///
    /// # Errors
    /// As [`Watch::add`].
    pub fn extend(&mut self, root: &Path, below: &Path) -> Result<(), String> {
        if !SINGLE || !below.is_dir() {
            return Ok(());
        }
        let new = match below.components().any(|part| part.as_os_str() == ".git") {
            true => subfolders(below),
            false => folders(root, below),
        };
        self.add_all(root, new).map(drop)
    }

    fn add_all(&mut self, root: &Path, folders: Vec<PathBuf>) -> Result<usize, String> {
        for folder in folders {
            if let Err(why) = self.add_one(root, folder) {
                self.remove(root);
                return Err(why);
            }
        }
        Ok(self.folders.values().filter(|roots| roots.contains(root)).count())
    }

    fn add_one(&mut self, root: &Path, folder: PathBuf) -> Result<(), String> {
        let watcher = self.watcher.as_mut().map_err(|why| why.clone())?;
        if let Some(roots) = self.folders.get_mut(&folder) {
            roots.insert(root.to_owned());
            return Ok(());
        }
        if self.folders.len() >= self.most {
            return Err(format!(
                "more than {} folders would be watched (`--max-watches`)",
                self.most
            ));
        }
        let mode = if SINGLE { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        match watcher.watch(&folder, mode) {
            Ok(()) => {
                self.folders.insert(folder, HashSet::from([root.to_owned()]));
                Ok(())
            }
            // Gone since it was listed, or not ours to read: nothing in it is served either.
            Err(e) if !is_limit(&e) => Ok(()),
            Err(e) => Err(reason(&e, self.most)),
        }
    }

    pub fn remove(&mut self, root: &Path) {
        let Ok(watcher) = self.watcher.as_mut() else { return };
        self.folders.retain(|folder, roots| {
            if roots.remove(root) && roots.is_empty() {
                let _ = watcher.unwatch(folder);
                return false;
            }
            true
        });
    }

    /// Which workspaces does a change concern, and how?
    pub fn touched(&mut self, path: &Path) -> Vec<(PathBuf, Touch)> {
        if self.folders.contains_key(path) && !path.exists() {
            self.lose(path);
        }
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let touch = match () {
            () if RULES.contains(&name) => Touch::Rules,
            () if !path.components().any(|part| part.as_os_str() == ".git") => Touch::Entry,
            () if is_ref(path) => Touch::Entry,
            () => return Vec::new(),
        };
        let watched = path.ancestors().skip(1).find_map(|dir| self.folders.get(dir));
        watched.into_iter().flatten().map(|root| (root.clone(), touch.clone())).collect()
    }
}

impl Watch {
    /// A folder that is gone, or has another name now, is watched no more, nor is what was below it.
    fn lose(&mut self, gone: &Path) {
        let Ok(watcher) = self.watcher.as_mut() else { return };
        self.folders.retain(|folder, _| {
            let below = folder.starts_with(gone);
            if below {
                let _ = watcher.unwatch(folder);
            }
            !below
        });
    }

    /// Watches the folder of a file that must stay.
    pub fn guard(&mut self, file: &Path) {
        if let (Ok(watcher), Some(folder)) = (self.watcher.as_mut(), file.parent()) {
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
    }
}

/// Of what lies in a `.git`: does it say which commit is checked out?
fn is_ref(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let locked = path.extension().is_some_and(|e| e == "lock");
    !locked
        && (["HEAD", "packed-refs"].contains(&name)
            || path.components().any(|part| part.as_os_str() == "refs"))
}

fn is_limit(e: &notify::Error) -> bool {
    match &e.kind {
        ErrorKind::MaxFilesWatch => true,
        // EMFILE and ENFILE, of instances and descriptors.
        ErrorKind::Io(io) => matches!(io.raw_os_error(), Some(23 | 24 | 28)),
        _ => false,
    }
}

fn reason(e: &notify::Error, most: usize) -> String {
    match is_limit(e) {
        true => "the system's limit on watches is reached (see `fs.inotify` of sysctl)".into(),
        false => format!("nothing can be watched: {e} (of at most {most})"),
    }
}

/// The folders of a workspace that hold files which count, of those above or below `near`.
fn folders(root: &Path, near: &Path) -> Vec<PathBuf> {
    let near = near.to_owned();
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let path = entry.path();
            let name = entry.file_name().to_str().unwrap_or_default();
            entry.depth() == 0
                || entry.file_type().is_some_and(|kind| kind.is_dir())
                    && (path.starts_with(&near) || near.starts_with(path))
                    && ![".git", ".lean-ctx"].contains(&name)
                    && !LEFT_OUT.contains(&name)
                    // A repository of its own.
                    && !path.join(".git").exists()
        })
        .build();
    walk.flatten().map(ignore::DirEntry::into_path).collect()
}

/// A folder and all below it.
fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder).standard_filters(false).follow_links(false).build();
    let dirs = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()));
    dirs.map(ignore::DirEntry::into_path).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;

    use super::*;

    fn tree(names: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        for name in names {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        (dir, root)
    }

    #[test]
    fn what_is_ignored_is_not_watched() {
        let (_dir, root) =
            tree(&["src/a/b", "target/x", ".git/refs", "node_modules/y", "own/.git", ".hidden"]);
        fs::write(root.join(".gitignore"), "/target/\n").unwrap();
        let names = |near: &str| -> Vec<String> {
            let found = folders(&root, &root.join(near));
            let mut names: Vec<String> = found
                .iter()
                .map(|path| path.strip_prefix(&root).unwrap().display().to_string())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(""), ["", ".hidden", "src", "src/a", "src/a/b"]);
        assert_eq!(names("src/a"), ["", "src", "src/a", "src/a/b"]);
        assert_eq!(names("target/x"), [""]);
    }

    #[test]
    fn a_limit_is_told_and_nothing_stays_watched() {
        let (_dir, root) = tree(&["a", "b", "c"]);
        let (tell, _news) = channel();
        let mut watch = Watch::start(tell, 3);
        if watch.trouble().is_some() {
            return;
        }
        let why = watch.add(&root).unwrap_err();
        assert!(why.contains("more than 3"), "{why}");
        assert!(watch.folders.is_empty());
        watch.most = 4;
        assert_eq!(watch.add(&root), Ok(if SINGLE { 4 } else { 1 }));
        assert_eq!(watch.touched(&root.join("a/x")), [(root.clone(), Touch::Entry)]);
        assert_eq!(watch.touched(&root.join("a/.gitignore")), [(root.clone(), Touch::Rules)]);
        assert_eq!(watch.touched(&root.join(".git/index.lock")), []);
        assert_eq!(watch.touched(&root.join(".git/HEAD")), [(root.clone(), Touch::Entry)]);
        watch.remove(&root);
        assert!(watch.folders.is_empty());
    }
}
