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

/// Makes a passage findable by the words of `text`.
pub fn add(
    w: &Write,
    workspace: i64,
    concept: Concept,
    owner: i64,
    span: Span,
    text: &str,
) -> Result<()> {
    let words = words(text);
    let count = stored(words.len() as u64)?;
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
    let passage = w.sql().last_insert_rowid();
    let mut kept = String::with_capacity(text.len() * 2);
    for word in &words {
        kept.push_str(&term(workspace, concept, word));
        kept.push(' ');
    }
    w.sql()
        .prepare_cached("INSERT INTO word (rowid, words) VALUES (?1, ?2)")?
        .execute(params![passage, kept])?;
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

/// A word as FTS5 keeps it. Words hold no `_`, so where the mark ends is plain.
fn term(workspace: i64, concept: Concept, word: &str) -> String {
    format!("{workspace}{}_{word}", concept.letter())
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
    let mut query = r.sql().prepare_cached(
        "SELECT p.id, p.owner, p.first_line, p.last_line, p.first_byte, p.end_byte, p.words, count(*)
         FROM word_instance i JOIN passage p ON p.id = i.doc WHERE i.term = ?1 GROUP BY i.doc",
    )?;
    let mut best: HashMap<i64, Found> = HashMap::new();
    let mut most = 0.0;
    for word in asked.iter().take(MOST_WORDS) {
        deadline.check()?;
        let mut rows = query.query([term(workspace, concept, word)])?;
        let mut holders = Vec::new();
        while let Some(row) = rows.next()? {
            let number = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
            let span = Span { lines: (number(2)?, number(3)?), bytes: (number(4)?, number(5)?) };
            let (length, times) = (number(6)? as f64, number(7)? as f64);
            let weight = times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / mean));
            holders.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, span, weight));
        }
        let held = holders.len() as f64;
        let rarity = (1.0 + (passages - held + 0.5) / (held + 0.5)).ln();
        most += rarity * (K1 + 1.0);
        for (passage, owner, span, weight) in holders {
            let none = || Found { owner, span, score: 0.0, share: 0.0 };
            best.entry(passage).or_insert_with(none).score += rarity * weight;
        }
    }
    let mut found: Vec<(i64, Found)> = best.into_iter().collect();
    found.sort_by(|(a, x), (b, y)| y.score.total_cmp(&x.score).then(b.cmp(a)));
    found.truncate(limit);
    Ok(found.into_iter().map(|(_, f)| Found { share: f.score / most, ..f }).collect())
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
