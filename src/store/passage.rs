//! Which passages of a workspace answer these words best?
//!
//! FTS5 keeps which words each passage holds and how often. Its own `bm25()` is not used: it counts
//! over the whole table, so that scores in one workspace would tell of what others hold. Here every
//! figure of the formula (Robertson and Zaragoza 2009, section 3.3) is of the one workspace.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{OptionalExtension as _, params};

use super::word::words;
use super::{Concept, Read, Write, stored};
use crate::base::Result;
use crate::base::clock::Deadline;

/// How fast a word's repetition stops counting, and how much long passages are held back.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// Words of a question beyond these add nothing.
const MOST_WORDS: usize = 48;

/// Where a passage lies in its owner's text; lines are 1-based and inclusive, bytes half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    pub lines: (u64, u64),
    pub bytes: (u64, u64),
}

/// A passage that holds some of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Row of the concept's own table.
    pub owner: i64,
    pub span: Span,
    /// BM25; above 0.
    pub score: f64,
    /// Part of the best score that any passage could have, from 0 to 1: comparable between
    /// corpora.
    pub share: f64,
}

/// A place and the words that find it: split before the database is held, others wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub span: Span,
    /// Parted by spaces.
    words: String,
    count: u64,
}

impl Passage {
    pub fn new(span: Span, text: &str) -> Self {
        let words = words(text);
        Self { span, count: words.len() as u64, words: words.join(" ") }
    }
}

/// Makes a passage findable.
pub fn add(
    w: &Write,
    workspace: i64,
    concept: Concept,
    owner: i64,
    passage: &Passage,
) -> Result<()> {
    let (span, count) = (passage.span, stored(passage.count)?);
    w.sql()
        .prepare_cached(
            "INSERT INTO passage
                 (workspace, concept, owner, first_line, last_line, first_byte, end_byte, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            workspace,
            concept.word(),
            owner,
            stored(span.lines.0)?,
            stored(span.lines.1)?,
            stored(span.bytes.0)?,
            stored(span.bytes.1)?,
            count
        ])?;
    let id = w.sql().last_insert_rowid();
    let mark = mark(workspace, concept);
    let mut kept = String::with_capacity(passage.words.len() * 2);
    for word in passage.words.split(' ').filter(|word| !word.is_empty()) {
        kept.push_str(&mark);
        kept.push_str(word);
        kept.push(' ');
    }
    w.sql()
        .prepare_cached("INSERT INTO word (rowid, words) VALUES (?1, ?2)")?
        .execute(params![id, kept])?;
    recount(w, workspace, concept, 1, count)
}

/// Takes an owner's passages out.
pub fn remove(w: &Write, workspace: i64, concept: Concept, owner: i64) -> Result<()> {
    let gone: Vec<(i64, i64)> = w
        .sql()
        .prepare_cached(
            "DELETE FROM passage WHERE concept = ?1 AND owner = ?2 RETURNING id, words",
        )?
        .query_map(params![concept.word(), owner], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut forget = w.sql().prepare_cached("DELETE FROM word WHERE rowid = ?1")?;
    for (passage, _) in &gone {
        forget.execute([passage])?;
    }
    let words: i64 = gone.iter().map(|(_, words)| words).sum();
    recount(w, workspace, concept, -stored(gone.len() as u64)?, -words)
}

fn recount(w: &Write, workspace: i64, concept: Concept, passages: i64, words: i64) -> Result<()> {
    w.sql()
        .prepare_cached(
            "INSERT INTO corpus (workspace, concept, passages, words) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET passages = passages + ?3, words = words + ?4",
        )?
        .execute(params![workspace, concept.word(), passages, words])?;
    Ok(())
}

/// What stands before a word in FTS5. Words hold no `_`, so where the mark ends is plain.
fn mark(workspace: i64, concept: Concept) -> String {
    format!("{workspace}{}_", concept.letter())
}

/// The best passages for a question, best first, and of equal ones the newest.
///
/// # Errors
/// `request_timeout` when the deadline passes on the way.
pub fn rank(
    r: &Read,
    workspace: i64,
    concept: Concept,
    question: &str,
    limit: usize,
    deadline: &Deadline,
) -> Result<Vec<Found>> {
    let Some((passages, mean)) = corpus(r, workspace, concept)? else { return Ok(Vec::new()) };
    let asked: BTreeSet<String> = words(question).into_iter().collect();
    let mut best: HashMap<i64, f64> = HashMap::new();
    let mut most = 0.0;
    let mark = mark(workspace, concept);
    for word in asked.iter().take(MOST_WORDS) {
        deadline.check()?;
        let holders = holders(r, &format!("{mark}{word}"))?;
        let held = holders.len() as f64;
        let rarity = (1.0 + (passages - held + 0.5) / (held + 0.5)).ln();
        most += rarity * (K1 + 1.0);
        for Holder { passage, length, times } in holders {
            let weight = times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / mean));
            *best.entry(passage).or_default() += rarity * weight;
        }
    }
    let mut found: Vec<(i64, f64)> = best.into_iter().collect();
    found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(b.cmp(a)));
    found.truncate(limit);
    let mut query = r.sql().prepare_cached(
        "SELECT owner, first_line, last_line, first_byte, end_byte FROM passage WHERE id = ?1",
    )?;
    let place = |(passage, score): (i64, f64)| {
        Ok(query.query_row([passage], |row| {
            let number = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
            let span = Span { lines: (number(1)?, number(2)?), bytes: (number(3)?, number(4)?) };
            Ok(Found { owner: row.get(0)?, span, score, share: score / most })
        })?)
    };
    found.into_iter().map(place).collect()
}

/// A passage that holds a word.
struct Holder {
    passage: i64,
    /// All its words.
    length: f64,
    /// How often it holds this one.
    times: f64,
}

/// The passages that hold a word. FTS5 tells of each place of the word, passage after passage:
/// they are counted here, because SQLite would sort them first.
fn holders(r: &Read, term: &str) -> Result<Vec<Holder>> {
    let mut query = r.sql().prepare_cached(
        "SELECT i.doc, p.words FROM word_instance i CROSS JOIN passage p ON p.id = i.doc
         WHERE i.term = ?1",
    )?;
    let mut rows = query.query([term])?;
    let mut holders: Vec<Holder> = Vec::new();
    while let Some(row) = rows.next()? {
        let passage = row.get(0)?;
        match holders.last_mut() {
            Some(last) if last.passage == passage => last.times += 1.0,
            _ => {
                let length = row.get::<_, i64>(1)? as f64;
                holders.push(Holder { passage, length, times: 1.0 });
            }
        }
    }
    Ok(holders)
}

/// Passages, and words of one on average; `None` where there are none.
fn corpus(r: &Read, workspace: i64, concept: Concept) -> Result<Option<(f64, f64)>> {
    let counts: Option<(i64, i64)> = r
        .sql()
        .prepare_cached("SELECT passages, words FROM corpus WHERE workspace = ?1 AND concept = ?2")?
        .query_row(params![workspace, concept.word()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(counts.filter(|(passages, _)| *passages > 0).map(|(passages, words)| {
        let passages = passages as f64;
        (passages, (words as f64 / passages).max(1.0))
    }))
}
