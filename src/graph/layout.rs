//! What does a resolver see of a workspace? Every file's path, place and facts, and the text of the
//! files that configure its language.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::build::facts;
use super::edge::FileId;
use crate::base::Result;
use crate::code::Facts;
use crate::workspace::language::Language;
use crate::workspace::snapshot::Snapshot;

/// One file as a resolver sees it.
pub struct File {
    pub path: Arc<str>,
    pub language: Option<Language>,
    /// `None` where the file is not parsed.
    pub facts: Option<Facts>,
    /// Most of its references have been left out, and are read again when they are needed.
    pub slim: bool,
}

/// All files of one snapshot. A `FileId` is a place in `files`, which are the snapshot's entries.
pub struct Layout<'a> {
    files: &'a [File],
    snapshot: &'a Snapshot,
    by_path: HashMap<&'a str, FileId>,
    /// Directory → files directly in it; `""` is the root.
    by_dir: HashMap<&'a str, Vec<FileId>>,
    by_name: HashMap<&'a str, Vec<FileId>>,
}

impl<'a> Layout<'a> {
    pub fn new(files: &'a [File], snapshot: &'a Snapshot) -> Self {
        let mut layout = Self {
            files,
            snapshot,
            by_path: HashMap::with_capacity(files.len()),
            by_dir: HashMap::new(),
            by_name: HashMap::with_capacity(files.len()),
        };
        for (id, file) in (0..).map(FileId).zip(files) {
            let (dir, name) = split(&file.path);
            layout.by_path.insert(&file.path, id);
            layout.by_dir.entry(dir).or_default().push(id);
            layout.by_name.entry(name).or_default().push(id);
            let mut above = dir;
            while !above.is_empty() {
                above = split(above).0;
                layout.by_dir.entry(above).or_default();
            }
        }
        layout
    }

    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(FileId)
    }

    pub fn path(&self, file: FileId) -> &'a str {
        &self.files[file.0 as usize].path
    }

    /// The directory that the file is in, without a slash at its end; `""` is the root.
    pub fn dir(&self, file: FileId) -> &'a str {
        split(self.path(file)).0
    }

    /// The last part of its path.
    pub fn name(&self, file: FileId) -> &'a str {
        split(self.path(file)).1
    }

    pub fn language(&self, file: FileId) -> Option<Language> {
        self.files[file.0 as usize].language
    }

    pub fn facts(&self, file: FileId) -> Option<&'a Facts> {
        self.files[file.0 as usize].facts.as_ref()
    }

    /// What a file says, whole, where `facts` gives it slim.
    ///
    /// # Errors
    /// `internal` for damaged facts.
    pub fn whole(&self, file: FileId) -> Result<Option<Facts>> {
        let entry = self.snapshot.entries().get(file.0 as usize);
        let slim = entry.filter(|_| self.files[file.0 as usize].slim);
        let Some(entry) = slim else { return Ok(None) };
        let whole = facts(self.snapshot, entry)?;
        entry.facts.into_iter().chain(entry.place()).for_each(|at| self.snapshot.packs.forget(at));
        Ok(whole)
    }

    pub fn shared_path(&self, file: FileId) -> Arc<str> {
        Arc::clone(&self.files[file.0 as usize].path)
    }

    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    pub fn is_dir(&self, path: &str) -> bool {
        self.by_dir.contains_key(path)
    }

    /// Files directly in a directory, in path order.
    pub fn in_dir(&self, path: &str) -> &[FileId] {
        self.by_dir.get(path).map_or(&[], Vec::as_slice)
    }

    /// Every directory that holds a file, however deep.
    pub fn dirs(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.by_dir.keys().copied()
    }

    /// Files of this name, wherever they are, in path order.
    pub fn named(&self, name: &str) -> &[FileId] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Files whose language is one of these.
    pub fn of_languages<'l>(
        &'l self,
        languages: &'l [Language],
    ) -> impl Iterator<Item = FileId> + 'l {
        self.ids().filter(|id| self.language(*id).is_some_and(|own| languages.contains(&own)))
    }

    /// The text of a file that configures a build; empty where it is not indexed.
    pub fn text(&self, file: FileId) -> &'a str {
        let entry = self.snapshot.entries().get(file.0 as usize);
        let bytes = entry.and_then(|entry| self.snapshot.indexed(entry).ok().flatten());
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Directory and name.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// `dir` and `relative` as one path with `.` and `..` taken out; `None` where that leaves the root.
pub fn join(dir: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = dir.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_within_the_root() {
        for (dir, relative, expected) in [
            ("a/b", "../c.h", Some("a/c.h")),
            ("a", "./x/./y", Some("a/x/y")),
            ("", "x", Some("x")),
            ("a", "..", Some("")),
            ("a", "../../x", None),
        ] {
            assert_eq!(join(dir, relative).as_deref(), expected, "{dir} {relative}");
        }
    }
}
