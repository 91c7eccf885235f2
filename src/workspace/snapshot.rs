//! What does one immutable state of a workspace hold, and how is a file of it read?

use std::collections::HashMap;
use std::sync::Arc;

use super::language::Language;
use super::manifest::{Content, Entry, Manifest, Reason, count_lines, is_binary};
use super::pack::{Packs, Text};
use super::path::JailedPath;
use super::source::{BlobId, FileKind, Head, Source};
use super::trigram::Need;
use crate::base::{Error, Kind, Result};

/// A file that is left out of the index is read up to this size, whole.
pub const READ_LIMIT: u64 = 64 << 20;
const SYMLINK_HOPS: usize = 16;

/// A commit (or folder) as it was indexed. Nothing in it ever changes; a newer one is another value.
pub struct Snapshot {
    pub manifest: Arc<Manifest>,
    pub packs: Packs,
    source: Arc<dyn Source>,
    /// Left-out files whose bytes are not the source's: uncommitted ones of the working tree.
    loose: Arc<HashMap<Arc<str>, Text>>,
    /// Ids and their places in the manifest, by id.
    by_id: Vec<(u64, u32)>,
    /// Packs and offsets of the texts, and their places in the manifest, by pack and offset.
    by_text: Vec<(u32, u64, u32)>,
    /// Places in the manifest of files whose text is not indexed.
    left_out: Vec<u32>,
}

/// From where bytes came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The index's own packs.
    Packed,
    /// The repository (or folder).
    Source,
    /// An uncommitted file of the local working tree.
    Overlay,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct File {
    /// Where symlinks led: not always the path that was asked for.
    pub path: Arc<str>,
    pub blob: BlobId,
    pub bytes: Text,
    pub lines: u32,
    pub from: Origin,
    pub language: Option<Language>,
    /// Set where the file is not searched.
    pub left_out: Option<Reason>,
}

/// What a path names.
#[derive(Debug)]
pub enum Named<'a> {
    File(&'a Entry),
    /// The directory's own path after symlinks.
    Directory(JailedPath),
}

impl Snapshot {
    pub fn new(manifest: Arc<Manifest>, packs: Packs, source: Arc<dyn Source>) -> Self {
        Self::with(manifest, packs, source, Arc::default())
    }

    /// The same snapshot with other entries, and with the bytes of those that are in no pack.
    #[must_use]
    pub fn overlaid(
        &self,
        manifest: Manifest,
        packs: Packs,
        loose: HashMap<Arc<str>, Text>,
    ) -> Self {
        Self::with(Arc::new(manifest), packs, Arc::clone(&self.source), Arc::new(loose))
    }

    fn with(
        manifest: Arc<Manifest>,
        packs: Packs,
        source: Arc<dyn Source>,
        loose: Arc<HashMap<Arc<str>, Text>>,
    ) -> Self {
        let (by_id, by_text) = (index_ids(&manifest), index_texts(&manifest));
        let left_out = index_left_out(&manifest);
        Self { manifest, packs, source, loose, by_id, by_text, left_out }
    }

    pub fn head(&self) -> &Head {
        &self.manifest.head
    }

    pub fn entries(&self) -> &[Entry] {
        &self.manifest.entries
    }

    /// Files whose text is not indexed, in path order: they can be read, and are not searched.
    /// Symbolic links and submodules have no text.
    pub fn left_out(&self) -> impl Iterator<Item = &Entry> {
        self.left_out.iter().map(|at| &self.manifest.entries[*at as usize])
    }

    pub fn entry_of_id(&self, id: u64) -> Option<&Entry> {
        let at = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.manifest.entries.get(self.by_id[at].1 as usize)
    }

    /// All files at or below `path`, as one slice: entries are sorted by path bytes.
    pub fn below(&self, path: &JailedPath) -> &[Entry] {
        let entries = self.entries();
        if path.is_root() {
            return entries;
        }
        if let Ok(at) = entries.binary_search_by(|entry| (*entry.path).cmp(path.as_str())) {
            return &entries[at..=at];
        }
        let prefix = format!("{path}/");
        let start = entries.partition_point(|entry| *entry.path < *prefix);
        let len = entries[start..].partition_point(|entry| entry.path.starts_with(&prefix));
        &entries[start..start + len]
    }

    /// The entries whose indexed text may hold what is needed, in path order: all that do, and
    /// perhaps some more.
    pub fn holding(&self, need: &Need) -> Vec<&Entry> {
        let mut held = vec![false; self.entries().len()];
        for pack in self.packs.iter() {
            let start = self.by_text.partition_point(|text| text.0 < pack.number());
            let mut rest = &self.by_text[start..];
            let Some(offsets) = pack.holding(need) else {
                let of_pack = rest.iter().take_while(|text| text.0 == pack.number());
                of_pack.for_each(|text| held[text.2 as usize] = true);
                continue;
            };
            for offset in offsets {
                let wanted = (pack.number(), offset);
                rest = &rest[rest.partition_point(|text| (text.0, text.1) < wanted)..];
                let same = rest.iter().take_while(|text| (text.0, text.1) == wanted);
                same.for_each(|text| held[text.2 as usize] = true);
            }
        }
        self.entries().iter().zip(held).filter(|(_, held)| *held).map(|(entry, _)| entry).collect()
    }

    /// The indexed text of `entry`, `None` where it is left out.
    ///
    /// # Errors
    /// `internal` when manifest and packs do not fit.
    pub fn indexed(&self, entry: &Entry) -> Result<Option<&[u8]>> {
        entry.place().map(|place| self.packs.get(place)).transpose()
    }

    /// Follows symlinks inside this snapshot alone; no file system is asked.
    ///
    /// # Errors
    /// `tool_error` for what is not here (with the nearest names), and for symlinks that leave the
    /// workspace, lead in a circle or point nowhere.
    pub fn resolve(&self, path: &JailedPath) -> Result<Named<'_>> {
        let mut path = path.clone();
        for _ in 0..=SYMLINK_HOPS {
            let Some((link, rest)) = self.first_symlink(&path) else {
                return self.named(&path);
            };
            path = self.follow(link, rest)?;
        }
        Err(refusal(format!(
            "`{path}` is behind more than {SYMLINK_HOPS} symlinks, or a circle of them"
        )))
    }

    fn named(&self, path: &JailedPath) -> Result<Named<'_>> {
        if let Some(entry) = self.manifest.find(path.as_str()) {
            return Ok(Named::File(entry));
        }
        if path.is_root() || !self.below(path).is_empty() {
            return Ok(Named::Directory(path.clone()));
        }
        let error = refusal(format!("there is no `{path}` in this workspace"));
        Err(match self.nearest(path) {
            near if near.is_empty() => error.hint("`ctx_tree` and `ctx_glob` list what is there"),
            near => error.hint(format!("did you mean {}?", near.join(", "))),
        })
    }

    /// The first part of `path` that is a symlink, and what follows it.
    fn first_symlink<'p>(&self, path: &'p JailedPath) -> Option<(&Entry, &'p str)> {
        let whole = path.as_str();
        let ends = whole.match_indices('/').map(|(at, _)| at).chain([whole.len()]);
        ends.filter(|end| *end > 0).find_map(|end| {
            let entry = self.manifest.find(&whole[..end])?;
            (entry.kind == FileKind::Symlink).then(|| (entry, whole[end..].trim_start_matches('/')))
        })
    }

    fn follow(&self, link: &Entry, rest: &str) -> Result<JailedPath> {
        let target = self.raw(link)?;
        let target = std::str::from_utf8(&target)
            .map_err(|_| refusal(format!("the symlink `{}` has no readable target", link.path)))?;
        let leaves = || {
            refusal(format!("the symlink `{}` leads out of the workspace", link.path))
                .hint("only what lies inside the workspace is read")
        };
        if target.starts_with('/') {
            return Err(leaves());
        }
        let mut parts: Vec<&str> = link.path.split('/').collect();
        parts.pop();
        for part in target.split('/').chain(rest.split('/')) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(leaves)?;
                }
                part => parts.push(part),
            }
        }
        JailedPath::parse(&parts.join("/")).map_err(|_| leaves())
    }

    /// # Errors
    /// `tool_error`, with what to do instead, for a directory, a binary file, a submodule, a file
    /// above 64 MiB, and for what `resolve` refuses.
    pub fn read(&self, path: &JailedPath) -> Result<File> {
        let entry = match self.resolve(path)? {
            Named::File(entry) => entry,
            Named::Directory(path) => {
                return Err(refusal(format!("`{path}` is a directory"))
                    .hint("`ctx_tree` lists it; `ctx_read` takes one of its files"));
            }
        };
        if entry.kind == FileKind::Submodule {
            return Err(submodule(&entry.path));
        }
        self.read_entry(entry)
    }

    /// As `read`, for an entry at hand.
    ///
    /// # Errors
    /// `tool_error` for a binary file and one above 64 MiB.
    pub fn read_entry(&self, entry: &Entry) -> Result<File> {
        let (bytes, from) = match entry.content {
            Content::Packed(place) => (self.packs.text(place)?, Origin::Packed),
            Content::LeftOut(_) => (self.raw(entry)?, Origin::Source),
        };
        if from == Origin::Source && is_binary(&bytes) {
            return Err(refusal(format!(
                "`{}` is a binary file of {} bytes",
                entry.path,
                bytes.len()
            ))
            .hint("only text is read"));
        }
        let overlaid = entry.id >= OVERLAY_IDS;
        Ok(File {
            path: Arc::clone(&entry.path),
            blob: entry.blob,
            lines: if from == Origin::Packed { entry.lines } else { count_lines(&bytes) },
            bytes,
            from: if overlaid { Origin::Overlay } else { from },
            language: entry.language,
            left_out: entry.left_out(),
        })
    }

    /// The bytes of a file that is in no pack.
    fn raw(&self, entry: &Entry) -> Result<Text> {
        if let Some(text) = self.loose.get(&entry.path) {
            return Ok(text.clone());
        }
        let mut reader = self.source.reader()?;
        let size = match entry.size {
            0 => reader.size(&entry.path, entry.blob)?.unwrap_or(0),
            size => size,
        };
        if size > READ_LIMIT {
            return Err(refusal(format!("`{}` has {size} bytes, too many to read", entry.path))
                .hint(format!("files up to {READ_LIMIT} bytes are read")));
        }
        Ok(Text::own(reader.read(&entry.path, entry.blob)?))
    }

    /// Up to three paths that look like `path`: those with the same file name first.
    fn nearest(&self, path: &JailedPath) -> Vec<String> {
        let wanted = path.as_str().to_lowercase();
        let name = wanted.rsplit('/').next().unwrap_or_default();
        let mut scored: Vec<(f64, &str)> = Vec::new();
        for entry in self.entries() {
            let own = entry.path.to_lowercase();
            let own_name = own.rsplit('/').next().unwrap_or_default();
            let mut score = strsim::jaro_winkler(name, own_name);
            if score < 0.85 {
                continue;
            }
            score += strsim::jaro_winkler(&wanted, &own) / 2.0;
            scored.push((score, &entry.path));
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        scored.into_iter().take(3).map(|(_, path)| format!("`{path}`")).collect()
    }
}

/// Ids from here on belong to uncommitted files.
pub const OVERLAY_IDS: u64 = 1 << 63;

fn index_left_out(manifest: &Manifest) -> Vec<u32> {
    let left_out = |entry: &Entry| entry.kind == FileKind::File && entry.left_out().is_some();
    (0..).zip(&manifest.entries).filter(|(_, entry)| left_out(entry)).map(|(at, _)| at).collect()
}

fn index_ids(manifest: &Manifest) -> Vec<(u64, u32)> {
    let mut ids: Vec<(u64, u32)> =
        manifest.entries.iter().zip(0..).map(|(entry, at)| (entry.id, at)).collect();
    ids.sort_unstable();
    ids
}

fn index_texts(manifest: &Manifest) -> Vec<(u32, u64, u32)> {
    let mut texts: Vec<(u32, u64, u32)> = manifest
        .entries
        .iter()
        .zip(0..)
        .filter_map(|(entry, at)| entry.place().map(|place| (place.pack, place.offset, at)))
        .collect();
    texts.sort_unstable();
    texts
}

/// Why nothing of a submodule is told.
pub fn submodule(path: &str) -> Error {
    refusal(format!("`{path}` is a submodule"))
        .hint("its files are another repository's; it can be served as a workspace of its own")
}

fn refusal(message: String) -> Error {
    Error::new(Kind::ToolError, message)
}
