//! What must be done to get from the indexed state to this tree? Nothing is read here.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use crate::code::{Dialect, dialect_of_entry};
use crate::workspace::language::Language;
use crate::workspace::manifest::{Content, Entry, Manifest, Place, Reason, marks};
use crate::workspace::source::{BlobId, Tree, TreeFile};

/// A plan leads from one manifest to the next.
#[derive(Default)]
pub struct Plan {
    /// Entries that stay as they are, and new ones that are left out unread.
    pub settled: Vec<Entry>,
    /// Contents to index, each once.
    pub jobs: Vec<Job>,
    /// Ids whose chunks leave the ranked index.
    pub removed: Vec<u64>,
    /// Entries of `settled` that are new.
    pub left_out: u64,
    pub next_id: u64,
}

/// One content and the files that hold it.
pub struct Job {
    pub blob: BlobId,
    pub files: Vec<NewFile>,
    pub text: Known,
}

pub struct NewFile {
    pub id: u64,
    /// Its place in the tree.
    pub at: usize,
}

/// Where a job's text comes from.
#[derive(Clone, Copy)]
pub enum Known {
    /// It is in a pack already: the file was renamed, copied, or put under other rules.
    Packed {
        text: Place,
        lines: u32,
        facts: Option<(&'static Dialect, Place)>,
    },
    Unread,
}

impl Plan {
    pub const fn changes_nothing(&self) -> bool {
        self.jobs.is_empty() && self.removed.is_empty() && self.left_out == 0
    }
}

/// Both lists are sorted by path, and walked side by side.
pub fn plan(base: Option<&Manifest>, tree: &Tree) -> Plan {
    let old = base.map_or(&[][..], |base| &base.entries);
    let mut plan = Plan { next_id: base.map_or(1, |base| base.next_id), ..Plan::default() };
    let mut new = Vec::new();
    let mut old = old.iter().peekable();
    for (at, file) in tree.files.iter().enumerate() {
        while let Some(gone) = old.next_if(|entry| *entry.path < *file.path) {
            plan.removed.push(gone.id);
        }
        match old.next_if(|entry| *entry.path == *file.path) {
            Some(entry) if entry.is_of(file) => plan.settled.push(entry.clone()),
            Some(entry) => {
                plan.removed.push(entry.id);
                new.push((at, file));
            }
            None => new.push((at, file)),
        }
    }
    plan.removed.extend(old.map(|entry| entry.id));
    plan.admit(&new, base);
    plan
}

impl Plan {
    fn admit(&mut self, new: &[(usize, &TreeFile)], base: Option<&Manifest>) {
        let mut known: HashMap<BlobId, Known> = HashMap::new();
        let wanted: HashSet<BlobId> = new.iter().map(|(_, file)| file.blob).collect();
        if !new.is_empty() {
            let packed = base.into_iter().flat_map(|base| &base.entries);
            let packed = packed.filter(|entry| wanted.contains(&entry.blob));
            known.extend(packed.filter_map(|entry| {
                let facts = dialect_of_entry(entry).zip(entry.facts);
                let text = entry.place()?;
                Some((entry.blob, Known::Packed { text, lines: entry.lines, facts }))
            }));
        }
        let mut jobs: HashMap<BlobId, usize> = HashMap::new();
        for (at, file) in new {
            let id = self.next_id;
            self.next_id += 1;
            if let Some(reason) = Reason::of_file(file, file.size) {
                self.left_out += 1;
                self.settled.push(entry(
                    file,
                    id,
                    file.size.unwrap_or(0),
                    0,
                    Content::LeftOut(reason),
                ));
                continue;
            }
            let job = *jobs.entry(file.blob).or_insert_with(|| {
                let text = known.get(&file.blob).copied().unwrap_or(Known::Unread);
                self.jobs.push(Job { blob: file.blob, files: Vec::new(), text });
                self.jobs.len() - 1
            });
            self.jobs[job].files.push(NewFile { id, at: *at });
        }
    }
}

pub fn entry(file: &TreeFile, id: u64, size: u64, lines: u32, content: Content) -> Entry {
    Entry {
        path: Arc::from(file.path.as_str()),
        id,
        blob: file.blob,
        kind: file.kind,
        marks: marks(file.attributes),
        size,
        lines,
        language: Language::of_path(&file.path),
        content,
        facts: None,
        features: None,
    }
}
