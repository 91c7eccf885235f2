//! How are files found that are not those of the commit that is served? They lie over the snapshot: in
//! its lists, its texts and its ranking. They are the uncommitted ones of a working tree, or those in
//! which another commit differs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::covered::Covered;
use super::reading::Reading;
use super::store::{Limits, Searcher, Store};
use super::{Lazy, Published};
use crate::base::Result;
use crate::code::{Extractor, dialect_of_entry};
use crate::graph::{self, Graph};
use crate::workspace::language::Language;
use crate::workspace::manifest::{Content, Entry, Manifest, Place, Reason, count_lines, marks};
use crate::workspace::pack::{Pack, Text};
use crate::workspace::snapshot::{OVERLAY_IDS, Snapshot};
use crate::workspace::source::{Attributes, BlobId, FileKind, TreeFile};

/// One uncommitted file.
#[derive(Debug, Clone)]
pub struct Edit {
    pub kind: FileKind,
    /// For a symlink its target.
    pub bytes: Vec<u8>,
    pub attributes: Attributes,
}

/// Path → what lies there now; `None` where the file is deleted.
pub type Edits = BTreeMap<String, Option<Edit>>;

/// A snapshot with edits, or with another commit's files, laid over it.
pub struct Overlay {
    /// Base and what lies over it as one.
    pub snapshot: Snapshot,
    /// The files that lie over it alone.
    pub searcher: Searcher,
    /// Ids of the base's files that are covered or deleted.
    pub hidden: HashSet<u64>,
    /// The base's documents of those files.
    pub covered: Covered,
    /// As a whole it is one commit.
    pub committed: bool,
    /// Bytes of its texts and what was read off them.
    packed: u64,
    graph: Lazy,
}

/// No index run reaches this number. Each overlay has a pack of its own under it.
pub const PACK: u32 = u32::MAX;

#[derive(Default)]
struct Laid {
    entries: Vec<Entry>,
    pack: Vec<u8>,
    loose: HashMap<Arc<str>, Text>,
}

impl Overlay {
    /// `None` when the edits change nothing.
    ///
    /// # Errors
    /// When the ranked index of the edits cannot be built.
    pub fn new(published: &Published, edits: Edits) -> Result<Option<Self>> {
        let base = &published.snapshot;
        let known = |path: &str| base.manifest.find(path);
        let edits: Edits = edits
            .into_iter()
            .filter(|(path, edit)| edit.is_some() || known(path).is_some())
            .collect();
        if edits.is_empty() {
            return Ok(None);
        }
        let hidden: HashSet<u64> = edits.keys().filter_map(|p| known(p)).map(|e| e.id).collect();
        let mut laid = Laid::default();
        for (path, edit) in edits {
            if let Some(edit) = edit {
                laid.add(&path, edit);
            }
        }
        let searcher = laid.searcher()?;
        let snapshot = laid.over(base, &hidden);
        let graph = Lazy::default();
        let covered = Covered::new(&published.searcher, &hidden)?;
        let committed = false;
        Ok(Some(Self { snapshot, searcher, hidden, covered, committed, packed: 0, graph }))
    }

    /// Of another commit. `snapshot` holds all of its files, `searcher` those that the base has not;
    /// the base's `hidden` are not its. `packed`: bytes of what was read for it.
    ///
    /// # Errors
    /// When the base's ranked index cannot be read.
    pub fn of_commit(
        base: &Published,
        snapshot: Snapshot,
        searcher: Searcher,
        hidden: HashSet<u64>,
        packed: u64,
    ) -> Result<Self> {
        let covered = Covered::new(&base.searcher, &hidden)?;
        let graph = Lazy::default();
        Ok(Self { snapshot, searcher, hidden, covered, committed: true, packed, graph })
    }

    /// Bytes that it takes beside its base, about: its texts and facts, its ranked index, its lists,
    /// and its graph once there is one.
    pub fn bytes(&self) -> u64 {
        let usage = self.searcher.inner.space_usage();
        let ranked = usage.map_or(self.packed / 2, |usage| usage.total().get_bytes());
        let lists = self.snapshot.entries().len() * 2 * size_of::<Entry>();
        let graph = self.graph.get().map_or(0, |graph| graph.bytes());
        let covered = self.covered.chunks() * size_of::<u32>() as u64;
        self.packed + ranked + covered + (lists + graph + self.hidden.len() * 16) as u64
    }

    /// How the files hang together, the edited ones among them.
    ///
    /// # Errors
    /// `internal` for damaged facts.
    pub fn graph(&self) -> Result<Arc<Graph>> {
        self.graph.get_or(|| graph::of(&self.snapshot))
    }
}

impl Laid {
    fn add(&mut self, path: &str, edit: Edit) {
        let path: Arc<str> = Arc::from(path);
        let size = edit.bytes.len() as u64;
        let file = TreeFile {
            path: path.to_string(),
            blob: BlobId([0; 20]),
            kind: edit.kind,
            size: Some(size),
            attributes: edit.attributes,
        };
        let reason = Reason::of_file(&file, Some(size)).or_else(|| Reason::of_content(&edit.bytes));
        let lines = if reason.is_none() { count_lines(&edit.bytes) } else { 0 };
        let content = match reason {
            Some(reason) => {
                self.loose.insert(Arc::clone(&path), Text::own(edit.bytes));
                Content::LeftOut(reason)
            }
            None => Content::Packed(self.pack(&edit.bytes)),
        };
        self.entries.push(Entry {
            language: Language::of_path(&path),
            path,
            id: OVERLAY_IDS + self.entries.len() as u64,
            blob: file.blob,
            kind: file.kind,
            marks: marks(file.attributes),
            size,
            lines,
            content,
            facts: None,
            features: None,
        });
    }

    fn pack(&mut self, bytes: &[u8]) -> Place {
        let offset = self.pack.len() as u64;
        self.pack.extend_from_slice(bytes);
        // An indexed text is at most 1 MiB.
        Place { pack: PACK, offset, len: bytes.len() as u32 }
    }

    /// The ranked index of the edits; what it knows of each goes to their pack.
    fn searcher(&mut self) -> Result<Searcher> {
        let store = Store::in_memory()?;
        let mut writer = store.writer(Limits { memory_mb: 15, threads: 1 })?;
        let mut extractor = Extractor::default();
        for entry in &mut self.entries {
            let Some(place) = entry.place() else { continue };
            let start = place.offset as usize;
            let bytes = &self.pack[start..start + place.len as usize];
            let text = String::from_utf8_lossy(bytes);
            let facts = dialect_of_entry(entry).map(|dialect| extractor.extract(dialect, bytes));
            let reading = Reading::new(&text, entry.language, facts.as_ref());
            writer.add(entry.id, &entry.path, &reading)?;
            let features = reading.features;
            let offset = self.pack.len() as u64;
            // At most 4000 rows of some dozen bytes.
            entry.features = Some(Place { pack: PACK, offset, len: features.len() as u32 });
            self.pack.extend_from_slice(&features);
        }
        writer.commit("overlay")?;
        store.searcher()
    }

    fn over(self, base: &Snapshot, hidden: &HashSet<u64>) -> Snapshot {
        let kept = base.entries().iter().filter(|entry| !hidden.contains(&entry.id)).cloned();
        let mut entries: Vec<Entry> = kept.chain(self.entries).collect();
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let own = &base.manifest;
        let manifest = Manifest {
            serial: own.serial,
            head: own.head.clone(),
            indexed_at: own.indexed_at,
            entries,
            packs: own.packs.clone(),
            next_id: own.next_id,
            next_pack: own.next_pack,
            learned: own.learned,
            parsed: own.parsed,
            unreadable_paths: own.unreadable_paths,
        };
        base.overlaid(manifest, base.packs.with(Pack::held(PACK, self.pack)), self.loose)
    }
}
