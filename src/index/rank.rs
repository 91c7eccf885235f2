//! Where is this explained or done? Files ranked for a question in a person's words.
//!
//! A query is words and nothing else: our tokenizer cuts it, and no character of it is syntax.
//! BM25 over chunks, grouped by file with the best three chunks at 1, 1/2 and 1/4, beside BM25 over
//! the path: measured on questions with known answers, each of the two counts.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, Term};

use super::View;
use super::filter::Filter;
use super::store::{Fields, Searcher};
use super::token::words;
use crate::base::clock::Deadline;
use crate::base::error::Context as _;
use crate::base::{Error, Result};
use crate::workspace::language::Class;
use crate::workspace::manifest::Entry;
use crate::workspace::pack::Text;
use crate::workspace::source::BlobId;

/// Chunks that are grouped; more gained nothing.
const CHUNKS: usize = 200;
/// Files whose path alone may bring them in.
const PATHS: usize = 100;
const SHARES: [Score; 3] = [1.0, 0.5, 0.25];
const STEM_BOOST: Score = 1.5;
/// A query's most distinct words; a pasted text has no more to say after them.
const WORDS: usize = 64;
/// Tests mention everything and explain little: they stand behind what they test.
const TEST_FACTOR: Score = 0.8;
const MINIFIED_FACTOR: Score = 0.5;

/// What kind of file an answer is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitKind {
    Code,
    Test,
    Document,
    Data,
}

impl HitKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Test => "test",
            Self::Document => "document",
            Self::Data => "data",
        }
    }
}

/// One file, by its best chunk.
#[derive(Debug, Clone)]
pub struct Hit {
    pub path: Arc<str>,
    pub blob: BlobId,
    pub start_line: u32,
    /// Included.
    pub end_line: u32,
    pub score: Score,
    pub kind: HitKind,
    /// The whole file, to cut a snippet from.
    pub file: Text,
    /// Only when asked for.
    pub why: Option<Why>,
}

/// How a score came to be: (sum of `chunks` × 1, 1/2, 1/4, plus `path`) × `factor`.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The words that were searched, as the index knows them.
    pub words: Vec<String>,
    /// BM25 of the file's best chunks.
    pub chunks: Vec<Score>,
    /// BM25 of its path and name.
    pub path: Score,
    pub factor: Score,
}

/// The best `limit` files, best first; equal scores in path order.
///
/// # Errors
/// `invalid_arguments` for a query without a single word, `tool_error` for a filter's path that is
/// not there, `request_timeout`.
pub fn rank(
    view: &View,
    query: &str,
    filter: &Filter,
    limit: usize,
    explain: bool,
    deadline: &Deadline,
) -> Result<Vec<Hit>> {
    let words = query_words(query)?;
    let scope = Scope::new(view, filter)?;
    let overlay = view.overlay().map(|overlay| &overlay.searcher);
    let base = &view.published().searcher;
    let parts: Vec<(&Searcher, bool)> =
        [(base, true)].into_iter().chain(overlay.map(|o| (o, false))).collect();
    let mut files: HashMap<u64, Scored> = HashMap::new();

    deadline.check()?;
    let all: Vec<&Searcher> = parts.iter().map(|(searcher, _)| *searcher).collect();
    let body =
        top(&parts, &scope, &body_query(&base.fields, &words), &Statistics::chunks(&all), CHUNKS)?;
    for chunk in body {
        files.entry(chunk.file).or_default().chunks.push(chunk);
    }
    deadline.check()?;
    let by_path =
        top(&parts, &scope, &path_query(&base.fields, &words), &Statistics::paths(&all), PATHS)?;
    for first in by_path {
        let scored = files.entry(first.file).or_default();
        scored.path = first.score;
        scored.first = Some(first);
    }
    let about_tests = words.iter().any(|word| word == "test");
    let mut ranked: Vec<(Score, &Entry, Scored)> = files
        .into_iter()
        .filter_map(|(id, scored)| {
            let entry = view.snapshot().entry_of_id(id)?;
            Some((scored.total() * factor(entry, about_tests), entry, scored))
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    ranked.truncate(limit);
    ranked
        .into_iter()
        .filter_map(|(score, entry, scored)| {
            let place = entry.place()?;
            let why = explain.then(|| scored.why(&words, factor(entry, about_tests)));
            let (start_line, end_line) = scored.lines();
            Some(view.snapshot().packs.text(place).map(|file| Hit {
                path: Arc::clone(&entry.path),
                blob: entry.blob,
                start_line,
                end_line: end_line.min(entry.lines.max(1)),
                score,
                kind: kind(entry),
                file,
                why,
            }))
        })
        .collect()
}

/// A chunk that answers, with its file.
struct Chunk {
    score: Score,
    file: u64,
    lines: (u32, u32),
}

/// What is known of one file.
#[derive(Default)]
struct Scored {
    /// Best first.
    chunks: Vec<Chunk>,
    path: Score,
    /// Its first chunk, where the path brought it in.
    first: Option<Chunk>,
}

impl Scored {
    fn total(&self) -> Score {
        let shares = self.chunks.iter().zip(SHARES);
        self.path + shares.map(|(chunk, share)| chunk.score * share).sum::<Score>()
    }

    fn lines(&self) -> (u32, u32) {
        self.chunks.first().or(self.first.as_ref()).map_or((1, 1), |chunk| chunk.lines)
    }

    fn why(&self, words: &[String], factor: Score) -> Why {
        Why {
            words: words.to_vec(),
            chunks: self.chunks.iter().take(SHARES.len()).map(|chunk| chunk.score).collect(),
            path: self.path,
            factor,
        }
    }
}

/// The query's distinct words. Stop words are dropped from what reads like a sentence, never all.
fn query_words(query: &str) -> Result<Vec<String>> {
    let mut seen = HashSet::new();
    let mut all = words(query);
    all.retain(|word| seen.insert(word.clone()));
    if all.is_empty() {
        return Err(Error::invalid("the query holds no word")
            .hint("ask with names or words; `ctx_search` finds punctuation"));
    }
    if query.split_whitespace().count() >= 3 {
        let telling: Vec<String> =
            all.iter().filter(|word| !STOP_WORDS.contains(&word.as_str())).cloned().collect();
        if !telling.is_empty() {
            all = telling;
        }
    }
    all.truncate(WORDS);
    Ok(all)
}

/// As the tokenizer leaves them.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by",
    "can", "could", "do", "doe", "does", "doing", "done", "for", "from", "had", "has", "have",
    "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "not", "of", "on", "one", "or",
    "our", "out", "should", "show", "so", "some", "such", "that", "the", "their", "them", "then",
    "there", "thes", "they", "this", "thos", "to", "up", "us", "use", "used", "using", "want",
    "was", "we", "were", "what", "when", "wher", "which", "while", "whil", "who", "why", "will",
    "with", "would", "you", "your",
];

fn any_of(clauses: Vec<(Field, Score)>, words: &[String]) -> BooleanQuery {
    let mut terms: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for word in words {
        for (field, boost) in &clauses {
            let term = Term::from_field_text(*field, word);
            let term: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            let boosted: Box<dyn Query> =
                if *boost == 1.0 { term } else { Box::new(BoostQuery::new(term, *boost)) };
            terms.push((Occur::Should, boosted));
        }
    }
    BooleanQuery::new(terms)
}

fn body_query(fields: &Fields, words: &[String]) -> BooleanQuery {
    any_of(vec![(fields.body, 1.0)], words)
}

fn path_query(fields: &Fields, words: &[String]) -> BooleanQuery {
    any_of(vec![(fields.path, 1.0), (fields.stem, STEM_BOOST)], words)
}

/// The files that may answer.
struct Scope<'v> {
    /// Of the base's files those that edits cover.
    hidden: Option<&'v HashSet<u64>>,
    admitted: Option<HashSet<u64>>,
}

impl<'v> Scope<'v> {
    fn new(view: &'v View, filter: &Filter) -> Result<Self> {
        let admitted = if filter.asks_nothing() {
            None
        } else {
            let selected = filter.select(view.snapshot())?;
            Some(selected.into_iter().map(|entry| entry.id).collect())
        };
        Ok(Self { hidden: view.overlay().map(|overlay| &overlay.hidden), admitted })
    }

    fn admits(&self, id: u64, base: bool) -> bool {
        self.admitted.as_ref().is_none_or(|ids| ids.contains(&id))
            && !(base && self.hidden.is_some_and(|ids| ids.contains(&id)))
    }
}

/// How rare words are, told over all parts together, so that scores of base and edits compare.
struct Statistics<'s> {
    parts: &'s [&'s Searcher],
    docs: u64,
}

impl<'s> Statistics<'s> {
    fn chunks(parts: &'s [&'s Searcher]) -> Self {
        let all = parts.iter().flat_map(|part| part.inner.segment_readers());
        Self { parts, docs: all.map(|segment| u64::from(segment.max_doc())).sum() }
    }

    /// Among files: paths are with first chunks alone.
    fn paths(parts: &'s [&'s Searcher]) -> Self {
        Self { parts, docs: parts.iter().map(|part| part.firsts()).sum() }
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.parts.iter().map(|part| part.inner.total_num_tokens(field)).sum()
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.docs.max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.parts.iter().map(|part| part.inner.doc_freq(term)).sum()
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

/// The best `limit` chunks of the files in scope, best first. The filter is asked inside tantivy's
/// pruned walk: what is out of scope never takes another's place.
fn top(
    parts: &[(&Searcher, bool)],
    scope: &Scope<'_>,
    query: &BooleanQuery,
    statistics: &Statistics<'_>,
    limit: usize,
) -> Result<Vec<Chunk>> {
    let act = || "cannot search the index".to_owned();
    let mut heap: BinaryHeap<Reverse<Ranked>> = BinaryHeap::with_capacity(limit + 1);
    for (part, (searcher, base)) in parts.iter().enumerate() {
        let scoring = EnableScoring::enabled_from_statistics_provider(statistics, &searcher.inner);
        let weight = query.weight(scoring).context(act)?;
        for (segment, reader) in searcher.inner.segment_readers().iter().enumerate() {
            let alive = reader.alive_bitset();
            let start = least(&heap, limit);
            let mut take = |doc: DocId, score: Score| {
                let counts = alive.is_none_or(|alive| alive.is_alive(doc))
                    && scope.admits(searcher.file_id(segment, doc), *base);
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
    Ok(best
        .into_iter()
        .map(|hit| {
            let searcher = parts[hit.part].0;
            Chunk {
                score: hit.score,
                file: searcher.file_id(hit.segment, hit.doc),
                lines: searcher.lines(hit.segment, hit.doc),
            }
        })
        .collect())
}

/// What a score must exceed to be among the best `limit`.
fn least(heap: &BinaryHeap<Reverse<Ranked>>, limit: usize) -> Score {
    match heap.peek() {
        Some(Reverse(worst)) if heap.len() == limit => worst.score,
        _ => Score::MIN,
    }
}

fn factor(entry: &Entry, about_tests: bool) -> Score {
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    if name.contains(".min.") {
        MINIFIED_FACTOR
    } else if !about_tests && is_test(&entry.path) {
        TEST_FACTOR
    } else {
        1.0
    }
}

fn kind(entry: &Entry) -> HitKind {
    match entry.language.map(crate::workspace::language::Language::class) {
        Some(Class::Document) => HitKind::Document,
        Some(Class::Data) => HitKind::Data,
        Some(Class::Code) | None if is_test(&entry.path) => HitKind::Test,
        Some(Class::Code) | None => HitKind::Code,
    }
}

/// By the places and names that test runners know.
fn is_test(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or_default();
    folders.split('/').any(|part| {
        matches!(part, "test" | "tests" | "testing" | "__tests__" | "spec" | "specs" | "testdata")
    }) || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("_spec")
        || stem == "tests"
        || (stem.len() > 4 && (stem.ends_with("Test") || stem.ends_with("Tests")))
        || name.contains(".test.")
        || name.contains(".spec.")
}
