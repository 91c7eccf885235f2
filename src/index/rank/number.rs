//! Which file is a document of, as a number from 0? What is summed up by file then stands in a row, not in a map.

use super::HitKind;
use super::place::kind;
use crate::index::store::{Place, Searcher};
use crate::workspace::snapshot::Snapshot;

/// A file of an index.
#[derive(Debug, Clone, Copy)]
pub struct Numbered {
    pub id: u64,
    pub kind: HitKind,
    /// Bytes.
    pub size: f32,
}

/// The files of one index, in the order of their first documents: made when first asked for, kept as long as the index is
/// served (4 bytes a document, 16 a file).
pub struct Numbers {
    /// Of each segment's documents the file's number; of deleted ones none that counts.
    documents: Vec<Box<[u32]>>,
    files: Vec<Numbered>,
    /// Of the whole snapshot: its files of code, and their bytes.
    pub code: (f32, f32),
}

impl Numbers {
    /// `snapshot` holds all files that `searcher` does.
    pub fn new(searcher: &Searcher, snapshot: &Snapshot) -> Self {
        let mut known: foldhash::HashMap<u64, u32> = foldhash::HashMap::default();
        let mut files = Vec::new();
        let mut documents = Vec::new();
        for (segment, reader) in searcher.inner.segment_readers().iter().enumerate() {
            let alive = reader.alive_bitset();
            // A file's chunks lie behind each other.
            let mut last = None;
            let number = |doc| {
                if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                    return 0;
                }
                let id = searcher.file_id(segment, doc);
                if let Some((_, number)) = last.filter(|(last, _)| *last == id) {
                    return number;
                }
                let number = *known.entry(id).or_insert_with(|| {
                    let entry = snapshot.entry_of_id(id);
                    let (kind, size) = entry
                        .map_or((HitKind::Data, 1.0), |entry| (kind(entry), entry.size as f32));
                    files.push(Numbered { id, kind, size });
                    files.len() as u32 - 1
                });
                last = Some((id, number));
                number
            };
            documents.push((0..reader.max_doc()).map(number).collect());
        }
        let (mut count, mut bytes) = (0.0f32, 0.0f32);
        for entry in snapshot.entries() {
            if entry.place().is_some() && kind(entry) == HitKind::Code {
                bytes += entry.size as f32;
                count += 1.0;
            }
        }
        Self { documents, files, code: (count, bytes) }
    }

    pub fn of_segment(&self, segment: usize) -> &[u32] {
        &self.documents[segment]
    }

    pub fn of(&self, (segment, doc): Place) -> usize {
        self.documents[segment][doc as usize] as usize
    }

    pub fn files(&self) -> &[Numbered] {
        &self.files
    }

    /// Documents of each segment.
    pub fn segments(&self) -> impl Iterator<Item = usize> {
        self.documents.iter().map(|documents| documents.len())
    }
}
