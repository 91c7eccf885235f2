//! Which documents of an index do the files of an overlay cover? Ranking counts without them, so that a word is as rare
//! as in an index of what is seen alone.

use std::collections::{HashMap, HashSet};

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, Term};

use super::store::Searcher;
use crate::base::Result;
use crate::base::error::Context as _;

/// Nothing of an index, or some of its files.
#[derive(Default)]
pub struct Covered {
    /// Of each segment the documents of covered files, rising.
    docs: Vec<Vec<DocId>>,
    chunks: u64,
    firsts: u64,
    lengths: HashMap<Field, u64>,
}

impl Covered {
    /// # Errors
    /// When the index cannot be read.
    pub fn new(base: &Searcher, hidden: &HashSet<u64>) -> Result<Self> {
        if hidden.is_empty() {
            return Ok(Self::default());
        }
        let mut covered = Self::default();
        for (segment, reader) in base.inner.segment_readers().iter().enumerate() {
            let alive = reader.alive_bitset();
            let is_covered = |doc: &DocId| {
                alive.is_none_or(|alive| alive.is_alive(*doc))
                    && hidden.contains(&base.file_id(segment, *doc))
            };
            let docs: Vec<DocId> = (0..reader.max_doc()).filter(is_covered).collect();
            covered.chunks += docs.len() as u64;
            let firsts = docs.iter().filter(|doc| base.lines(segment, **doc).0 == 1);
            covered.firsts += firsts.count() as u64;
            covered.docs.push(docs);
        }
        let fields = &base.fields;
        for field in [fields.body, fields.path, fields.stem, fields.names, fields.docs] {
            let length = covered.measure(base, field).context(act)?;
            covered.lengths.insert(field, length);
        }
        Ok(covered)
    }

    /// Words of the covered documents in a field: of each segment's, which are counted, the part that these have by
    /// the lengths that are kept of each document, which are rounded.
    fn measure(&self, base: &Searcher, field: Field) -> tantivy::Result<u64> {
        let mut sum = 0;
        for (reader, docs) in base.inner.segment_readers().iter().zip(&self.docs) {
            let lengths = reader.get_fieldnorms_reader(field)?;
            let length = |doc: DocId| u64::from(lengths.fieldnorm(doc));
            let own: u64 = docs.iter().map(|doc| length(*doc)).sum();
            let all: u64 = (0..reader.max_doc()).map(length).sum();
            let counted = reader.inverted_index(field)?.total_num_tokens();
            if all > 0 {
                sum += (u128::from(counted) * u128::from(own) / u128::from(all)) as u64;
            }
        }
        Ok(sum)
    }

    pub const fn chunks(&self) -> u64 {
        self.chunks
    }

    /// Files.
    pub const fn firsts(&self) -> u64 {
        self.firsts
    }

    /// Words in a field.
    pub fn length(&self, field: Field) -> u64 {
        self.lengths.get(&field).copied().unwrap_or(0)
    }

    /// Covered documents that hold a word. `base` is what this was made of.
    pub fn frequency(&self, base: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        for (reader, docs) in base.inner.segment_readers().iter().zip(&self.docs) {
            if docs.is_empty() {
                continue;
            }
            let inverted = reader.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            if (postings.doc_freq() as usize) < docs.len() {
                let mut doc = postings.doc();
                while doc != tantivy::TERMINATED {
                    count += u64::from(docs.binary_search(&doc).is_ok());
                    doc = postings.advance();
                }
                continue;
            }
            for wanted in docs {
                let doc = postings.doc();
                let found = if doc < *wanted { postings.seek(*wanted) } else { doc };
                count += u64::from(found == *wanted);
            }
        }
        Ok(count)
    }
}

fn act() -> String {
    "cannot read the index".to_owned()
}
