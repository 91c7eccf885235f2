//! Which chunks and files could answer? The best by their words, of the snapshot and of the edits over it.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashSet};

use tantivy::fastfield::AliveBitSet;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::postings::SegmentPostings;
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, Score, TERMINATED, Term};

use super::question::Word;
use super::{Numbers, Said};
use crate::base::Result;
use crate::base::error::Context as _;
use crate::index::View;
use crate::index::covered::Covered;
use crate::index::filter::Filter;
use crate::index::store::{Fields, Place, Searcher};
use crate::workspace::manifest::Entry;

/// The snapshot's index, and that of the edits over it.
pub struct Parts<'v> {
    each: Vec<(&'v Searcher, bool)>,
    /// Of the snapshot's files those that edits cover.
    hidden: Option<&'v HashSet<u64>>,
    covered: Option<&'v Covered>,
    admitted: Option<HashSet<u64>>,
}

/// Where a word stands.
pub struct Opened<'v> {
    pub postings: SegmentPostings,
    pub lengths: FieldNormReader,
    pub alive: Option<&'v AliveBitSet>,
}

/// A chunk that answers, with its file.
pub struct Chunk {
    pub score: Score,
    pub file: u64,
    pub lines: (u32, u32),
}

impl<'v> Parts<'v> {
    pub fn new(view: &'v View, filter: &Filter) -> Result<Self> {
        let admitted = if filter.asks_nothing() {
            None
        } else {
            let chosen = filter.on(view.snapshot())?;
            Some(chosen.all().into_iter().map(|entry| entry.id).collect())
        };
        let mut each = vec![(&view.published().searcher, true)];
        each.extend(view.overlay().map(|overlay| (&overlay.searcher, false)));
        let (hidden, covered) =
            view.overlay().map(|overlay| (&overlay.hidden, &overlay.covered)).unzip();
        Ok(Self { each, hidden, covered, admitted })
    }

    pub fn admits(&self, id: u64, base: bool) -> bool {
        self.admitted.as_ref().is_none_or(|ids| ids.contains(&id))
            && !(base && self.hidden.is_some_and(|ids| ids.contains(&id)))
    }

    pub fn fields(&self) -> &'v Fields {
        &self.each[0].0.fields
    }

    /// Where a file's first chunk lies.
    pub fn first(&self, id: u64) -> Option<(usize, Place)> {
        // An edited file has an id of its own.
        self.each
            .iter()
            .enumerate()
            .find_map(|(part, (searcher, _))| Some((part, searcher.first(id)?)))
    }

    /// What the path of a file says, and how many chunks hold its name.
    pub fn said(&self, entry: &Entry) -> Result<(Cow<'v, Said>, u64)> {
        let body = self.fields().body;
        for (searcher, _) in &self.each {
            let make = || {
                let said = Said::new(&entry.path);
                let term = Term::from_field_text(body, &said.whole);
                Ok(Said { held: searcher.inner.doc_freq(&term).context(act)?, ..said })
            };
            let Some(said) = searcher.said(entry.id, make)? else { continue };
            // What lies over a snapshot changes what of it counts.
            let alone = self.each.len() == 1;
            let held = if alone { said.held } else { self.frequency(body, &said.whole)? };
            return Ok((Cow::Borrowed(said), held));
        }
        // An empty file has no chunk.
        let said = Said::new(&entry.path);
        let held = self.frequency(body, &said.whole)?;
        Ok((Cow::Owned(said), held))
    }

    /// A file's chunks, `limit` at the most.
    pub fn of_file(&self, id: u64, limit: usize) -> Result<Vec<(usize, Place)>> {
        let mut all = Vec::new();
        for (part, (searcher, _)) in self.each.iter().enumerate() {
            let own = searcher.of_file(id, limit - all.len()).context(act)?;
            all.extend(own.into_iter().map(|place| (part, place)));
        }
        Ok(all)
    }

    pub fn lines(&self, part: usize, (segment, doc): Place) -> (u32, u32) {
        self.each[part].0.lines(segment, doc)
    }

    pub fn chunks(&self) -> u64 {
        let all = self.each.iter().flat_map(|(part, _)| part.inner.segment_readers());
        let all: u64 = all.map(|segment| u64::from(segment.max_doc())).sum();
        (all - self.covered.map_or(0, Covered::chunks)).max(1)
    }

    pub fn files(&self) -> u64 {
        let all: u64 = self.each.iter().map(|(part, _)| part.firsts()).sum();
        (all - self.covered.map_or(0, Covered::firsts)).max(1)
    }

    /// Documents that hold a word.
    pub fn frequency(&self, field: Field, word: &str) -> Result<u64> {
        let term = Term::from_field_text(field, word);
        self.statistics(1).doc_freq(&term).context(act)
    }

    /// A field's words, of all documents together.
    pub fn length(&self, field: Field) -> Result<u64> {
        self.statistics(1).total_num_tokens(field).context(act)
    }

    fn statistics(&self, docs: u64) -> Statistics<'_> {
        Statistics { parts: &self.each, covered: self.covered, docs }
    }

    /// The best `limit` chunks by `clauses`, best first. What is out of scope never takes another's
    /// place: that is asked inside tantivy's pruned walk.
    pub fn top(
        &self,
        clauses: &[(Field, Score)],
        words: &[Word],
        of_files: bool,
        limit: usize,
    ) -> Result<Vec<Chunk>> {
        let query = any_of(clauses, words);
        let docs = if of_files { self.files() } else { self.chunks() };
        let statistics = self.statistics(docs);
        let mut heap: BinaryHeap<Reverse<Ranked>> = BinaryHeap::with_capacity(limit + 1);
        for (part, (searcher, base)) in self.each.iter().enumerate() {
            let scoring =
                EnableScoring::enabled_from_statistics_provider(&statistics, &searcher.inner);
            let weight = query.weight(scoring).context(act)?;
            let all = self.admitted.is_none() && !(*base && self.hidden.is_some());
            for (segment, reader) in searcher.inner.segment_readers().iter().enumerate() {
                let alive = reader.alive_bitset();
                let start = least(&heap, limit);
                let mut take = |doc: DocId, score: Score| {
                    let counts = alive.is_none_or(|alive| alive.is_alive(doc))
                        && (all || self.admits(searcher.file_id(segment, doc), *base));
                    if counts {
                        heap.push(Reverse(Ranked { score, part, segment, doc }));
                        if heap.len() > limit {
                            heap.pop();
                        }
                    }
                    least(&heap, limit)
                };
                weight.for_each_pruning(start, reader, &mut take).context(act)?;
            }
        }
        let mut best: Vec<Ranked> = heap.into_iter().map(|Reverse(hit)| hit).collect();
        best.sort_by(|a, b| b.cmp(a));
        let chunk = |hit: Ranked| {
            let searcher = self.each[hit.part].0;
            Chunk {
                score: hit.score,
                file: searcher.file_id(hit.segment, hit.doc),
                lines: searcher.lines(hit.segment, hit.doc),
            }
        };
        Ok(best.into_iter().map(chunk).collect())
    }

    /// The files of each part by number.
    pub fn numbers(&self, view: &'v View) -> Vec<&'v Numbers> {
        let snapshots = [&*view.published().snapshot, view.snapshot()];
        let each = self.each.iter().zip(snapshots);
        each.map(|((searcher, _), snapshot)| searcher.numbers(|| Numbers::new(searcher, snapshot)))
            .collect()
    }

    /// Which files of a part are in scope, by number; `None`: all of them.
    pub fn scope(&self, part: usize, numbers: &Numbers) -> Option<Vec<bool>> {
        let base = self.each[part].1;
        let all = self.admitted.is_none() && !(base && self.hidden.is_some());
        let admits = || numbers.files().iter().map(|file| self.admits(file.id, base)).collect();
        (!all).then(admits)
    }

    /// All segments of all parts.
    pub fn segments(&self) -> impl Iterator<Item = (usize, usize)> {
        let each = self.each.iter().enumerate();
        each.flat_map(|(part, (searcher, _))| {
            (0..searcher.inner.segment_readers().len()).map(move |segment| (part, segment))
        })
    }

    /// The documents of a segment that hold a word in a field, whatever the scope.
    pub fn open(
        &self,
        (part, segment): (usize, usize),
        field: Field,
        word: &str,
    ) -> Result<Option<Opened<'v>>> {
        let reader = &self.each[part].0.inner.segment_readers()[segment];
        let term = Term::from_field_text(field, word);
        let inverted = reader.inverted_index(field).context(act)?;
        let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqs).context(act)?;
        let Some(postings) = postings else { return Ok(None) };
        let lengths = reader.get_fieldnorms_reader(field).context(act)?;
        Ok(Some(Opened { postings, lengths, alive: reader.alive_bitset() }))
    }

    /// Tells `take` of every document in scope that holds a word in a field: where it lies, its file, how often the word
    /// stands in it, and how many words that has.
    pub fn each(
        &self,
        field: Field,
        word: &str,
        mut take: impl FnMut((usize, Place), u64, u32, u32),
    ) -> Result<()> {
        let term = Term::from_field_text(field, word);
        for (part, (searcher, base)) in self.each.iter().enumerate() {
            for (segment, reader) in searcher.inner.segment_readers().iter().enumerate() {
                let inverted = reader.inverted_index(field).context(act)?;
                let postings =
                    inverted.read_postings(&term, IndexRecordOption::WithFreqs).context(act)?;
                let Some(mut postings) = postings else { continue };
                let lengths = reader.get_fieldnorms_reader(field).context(act)?;
                let alive = reader.alive_bitset();
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    let file = searcher.file_id(segment, doc);
                    if alive.is_none_or(|alive| alive.is_alive(doc)) && self.admits(file, *base) {
                        let place = (part, (segment, doc));
                        take(place, file, postings.term_freq(), lengths.fieldnorm(doc));
                    }
                    doc = postings.advance();
                }
            }
        }
        Ok(())
    }

    /// Tells `take` of each word in a field how often it stands in each of `docs`, and how many words that has.
    /// `docs` are sorted; `take` gets the word's index and the document's.
    pub fn occurrences(
        &self,
        field: Field,
        words: &[impl AsRef<str>],
        docs: &[(usize, Place)],
        mut take: impl FnMut(usize, usize, u32, u32),
    ) -> Result<()> {
        let mut start = 0;
        while let Some((part, (segment, _))) = docs.get(start) {
            let same =
                docs[start..].iter().take_while(|(p, (s, _))| (p, s) == (part, segment)).count();
            let reader = &self.each[*part].0.inner.segment_readers()[*segment];
            let inverted = reader.inverted_index(field).context(act)?;
            let lengths = reader.get_fieldnorms_reader(field).context(act)?;
            for (which, word) in words.iter().enumerate() {
                let term = Term::from_field_text(field, word.as_ref());
                let postings =
                    inverted.read_postings(&term, IndexRecordOption::WithFreqs).context(act)?;
                let Some(mut postings) = postings else { continue };
                let mut doc = postings.doc();
                for (at, (_, (_, wanted))) in docs.iter().enumerate().skip(start).take(same) {
                    if doc < *wanted {
                        doc = postings.seek(*wanted);
                    }
                    if doc == *wanted {
                        take(which, at, postings.term_freq(), lengths.fieldnorm(doc));
                    }
                }
            }
            start += same;
        }
        Ok(())
    }
}

fn act() -> String {
    "cannot search the index".to_owned()
}

fn any_of(clauses: &[(Field, Score)], words: &[Word]) -> BooleanQuery {
    let mut terms: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for word in words {
        for (field, boost) in clauses {
            let term = Term::from_field_text(*field, &word.text);
            let term: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            let boost = boost * word.weight;
            let boosted: Box<dyn Query> =
                if boost == 1.0 { term } else { Box::new(BoostQuery::new(term, boost)) };
            terms.push((Occur::Should, boosted));
        }
    }
    BooleanQuery::new(terms)
}

/// How rare words are, told over all parts together, so that scores of base and edits compare, and
/// without what edits cover.
struct Statistics<'s> {
    parts: &'s [(&'s Searcher, bool)],
    covered: Option<&'s Covered>,
    docs: u64,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let all: u64 = self
            .parts
            .iter()
            .map(|(part, _)| part.inner.total_num_tokens(field))
            .sum::<tantivy::Result<_>>()?;
        Ok(all.saturating_sub(self.covered.map_or(0, |covered| covered.length(field))))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.docs.max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let all: u64 = self
            .parts
            .iter()
            .map(|(part, _)| part.inner.doc_freq(term))
            .sum::<tantivy::Result<_>>()?;
        let base = self.parts.first().filter(|_| all > 0);
        match (self.covered, base) {
            (Some(covered), Some((base, _))) => {
                Ok(all.saturating_sub(covered.frequency(base, term)?))
            }
            _ => Ok(all),
        }
    }
}

/// A hit in the heap: the worst on top, so that it is the one to go.
#[derive(PartialEq)]
struct Ranked {
    score: Score,
    part: usize,
    segment: usize,
    doc: DocId,
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |hit: &Self| (hit.part, hit.segment, hit.doc);
        self.score.total_cmp(&other.score).then_with(|| key(other).cmp(&key(self)))
    }
}

/// What a score must exceed to be among the best `limit`.
fn least(heap: &BinaryHeap<Reverse<Ranked>>, limit: usize) -> Score {
    match heap.peek() {
        Some(Reverse(worst)) if heap.len() == limit => worst.score,
        _ => Score::MIN,
    }
}
