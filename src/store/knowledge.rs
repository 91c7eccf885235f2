//! Which rows hold the facts: for each key the value that counts, and those before it?

use rusqlite::{OptionalExtension as _, Row, ToSql, params};

use super::passage::{self, Passage, Span};
use super::{Concept, Read, Write, relation, stored, usage, workspace};
use crate::base::Result;
use crate::base::clock::Deadline;

/// A value as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Counted within the workspace, from 1; never used again.
    pub number: u64,
    pub category: String,
    pub key: String,
    pub value: String,
    pub author: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// What the author gave it, from 0 to 1.
    pub confidence: f64,
    /// Number of the value before it.
    pub supersedes: Option<u64>,
    /// When and by whom it ceased to count.
    pub retired: Option<(i64, String)>,
    /// Agents that found it right, and wrong.
    pub votes: (u64, u64),
}

/// A value to be kept.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub category: &'a str,
    pub key: &'a str,
    pub value: &'a str,
    pub author: &'a str,
    pub at: i64,
    pub confidence: f64,
}

const FACT: &str = "SELECT id, number, category, key, value, author, at, confidence, supersedes,
        retired_at, retired_by,
        (SELECT count(*) FROM vote WHERE fact = id AND vote = 1),
        (SELECT count(*) FROM vote WHERE fact = id AND vote = -1)
     FROM fact";

fn fact(row: &Row) -> rusqlite::Result<(i64, Fact)> {
    let number = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    let retired = match row.get::<_, Option<i64>>(9)? {
        Some(at) => Some((at, row.get::<_, Option<String>>(10)?.unwrap_or_default())),
        None => None,
    };
    let fact = Fact {
        number: number(1)?,
        category: row.get(2)?,
        key: row.get(3)?,
        value: row.get(4)?,
        author: row.get(5)?,
        at: row.get(6)?,
        confidence: row.get(7)?,
        supersedes: row.get::<_, Option<i64>>(8)?.map(i64::unsigned_abs),
        retired,
        votes: (number(11)?, number(12)?),
    };
    Ok((row.get(0)?, fact))
}

fn many(r: &Read, rest: &str, values: &[&dyn ToSql]) -> Result<Vec<Fact>> {
    let mut query = r.sql().prepare_cached(&format!("{FACT} {rest}"))?;
    let rows = query.query_map(values, fact)?;
    rows.map(|row| Ok(row?.1)).collect()
}

fn current_row(r: &Read, ws: i64, category: &str, key: &str) -> Result<Option<(i64, Fact)>> {
    let mut query = r.sql().prepare_cached(&format!(
        "{FACT} WHERE workspace = ?1 AND category = ?2 AND key = ?3 AND retired_at IS NULL"
    ))?;
    Ok(query.query_row(params![ws, category, key], fact).optional()?)
}

/// The value that counts.
pub fn current(r: &Read, workspace: &str, category: &str, key: &str) -> Result<Option<Fact>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(None) };
    Ok(current_row(r, ws, category, key)?.map(|(_, fact)| fact))
}

/// A value by its number, whether it counts or not.
pub fn numbered(r: &Read, workspace: &str, number: u64) -> Result<Option<Fact>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(None) };
    let found = many(r, "WHERE workspace = ?1 AND number = ?2", &[&ws, &stored(number)?])?;
    Ok(found.into_iter().next())
}

/// All values of a key that were and are, newest first, at most `limit`.
pub fn history(
    r: &Read,
    workspace: &str,
    category: &str,
    key: &str,
    limit: usize,
) -> Result<Vec<Fact>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    many(
        r,
        "WHERE workspace = ?1 AND category = ?2 AND key = ?3 ORDER BY number DESC LIMIT ?4",
        &[&ws, &category, &key, &stored(limit as u64)?],
    )
}

/// What counts, by category and key, from the place `from` on; `category` and `prefix` may be
/// empty. At most `limit`.
pub fn list(
    r: &Read,
    workspace: &str,
    category: &str,
    prefix: &str,
    from: (&str, &str),
    limit: usize,
) -> Result<Vec<Fact>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    many(
        r,
        "WHERE workspace = ?1 AND retired_at IS NULL AND (?2 = '' OR category = ?2)
           AND substr(key, 1, length(?3)) = ?3 AND (category, key) >= (?4, ?5)
         ORDER BY category, key LIMIT ?6",
        &[&ws, &category, &prefix, &from.0, &from.1, &stored(limit as u64)?],
    )
}

/// How many count, under the same conditions.
pub fn count(r: &Read, workspace: &str, category: &str, prefix: &str) -> Result<u64> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(0) };
    let mut query = r.sql().prepare_cached(
        "SELECT count(*) FROM fact WHERE workspace = ?1 AND retired_at IS NULL
         AND (?2 = '' OR category = ?2) AND substr(key, 1, length(?3)) = ?3",
    )?;
    let count: i64 = query.query_row(params![ws, category, prefix], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// How many keys have a value that counts, and the newest of those values that took no other's
/// place: another key makes another pair.
pub fn extent(r: &Read, workspace: &str) -> Result<(u64, u64)> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok((0, 0)) };
    let mut query = r.sql().prepare_cached(
        "SELECT count(*), coalesce(max(CASE WHEN supersedes IS NULL THEN id END), 0) FROM fact
         WHERE workspace = ?1 AND retired_at IS NULL",
    )?;
    let pair = |row: &Row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (count, newest) = query.query_row([ws], pair)?;
    Ok((count.unsigned_abs(), newest.unsigned_abs()))
}

/// Every value, retired ones where `history`, by number from `from` on; at most `limit`.
pub fn all(r: &Read, workspace: &str, history: bool, from: u64, limit: usize) -> Result<Vec<Fact>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    many(
        r,
        "WHERE workspace = ?1 AND number >= ?2 AND (?3 OR retired_at IS NULL)
         ORDER BY number LIMIT ?4",
        &[&ws, &stored(from)?, &history, &stored(limit as u64)?],
    )
}

/// What counts and holds words of a question, with its BM25 score, best first.
///
/// # Errors
/// `request_timeout` when the deadline passes on the way.
pub fn search(
    r: &Read,
    workspace: &str,
    question: &str,
    limit: usize,
    deadline: &Deadline,
) -> Result<Vec<(Fact, f64)>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    let best = passage::rank(r, ws, Concept::Fact, question, limit, deadline)?;
    let mut query = r.sql().prepare_cached(&format!("{FACT} WHERE id = ?1"))?;
    best.into_iter()
        .map(|found| Ok((query.query_row([found.owner], fact)?.1, found.score)))
        .collect()
}

/// Keeps a value; the one that counted becomes history.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn add(w: &Write, workspace: &str, new: &New, quota: Option<u64>) -> Result<Fact> {
    let ws = workspace::claim(w, workspace)?;
    let before = current_row(w, ws, new.category, new.key)?;
    if let Some((id, _)) = &before {
        retire_row(w, ws, *id, new.author, new.at)?;
    }
    let number = workspace::next(w, ws, Concept::Fact)?;
    let supersedes = before.map(|(_, fact)| fact.number);
    w.sql()
        .prepare_cached(
            "INSERT INTO fact (workspace, number, category, key, value, author, at, confidence, supersedes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            ws,
            stored(number)?,
            new.category,
            new.key,
            new.value,
            new.author,
            new.at,
            new.confidence,
            supersedes.map(stored).transpose()?
        ])?;
    let id = w.sql().last_insert_rowid();
    let text = format!("{}\n{}\n{}", new.category, new.key, new.value);
    passage::add(w, ws, Concept::Fact, id, &Passage::new(Span::default(), &text))?;
    let size = size(new.category, new.key, new.value);
    usage::change(w, ws, Concept::Fact, (0, size), quota)?;
    Ok(Fact {
        number,
        category: new.category.into(),
        key: new.key.into(),
        value: new.value.into(),
        author: new.author.into(),
        at: new.at,
        confidence: new.confidence,
        supersedes,
        retired: None,
        votes: (0, 0),
    })
}

fn size(category: &str, key: &str, value: &str) -> u64 {
    (category.len() + key.len() + value.len()) as u64 + usage::ROW
}

fn retire_row(w: &Write, ws: i64, id: i64, agent: &str, at: i64) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE fact SET retired_at = ?2, retired_by = ?3 WHERE id = ?1")?
        .execute(params![id, at, agent])?;
    passage::remove(w, ws, Concept::Fact, id)
}

/// The value that counts ceases to, and stays readable as history; `None` where there is none.
pub fn retire(
    w: &Write,
    workspace: &str,
    (category, key): (&str, &str),
    agent: &str,
    at: i64,
) -> Result<Option<Fact>> {
    let Some(ws) = workspace::number(w, workspace)? else { return Ok(None) };
    let Some((id, fact)) = current_row(w, ws, category, key)? else { return Ok(None) };
    retire_row(w, ws, id, agent, at)?;
    Ok(Some(fact))
}

/// Takes away every value of a key, and its relations; how many values there were.
pub fn purge(w: &Write, workspace: &str, category: &str, key: &str) -> Result<u64> {
    let Some(ws) = workspace::number(w, workspace)? else { return Ok(0) };
    let gone: Vec<(i64, String)> = w
        .sql()
        .prepare_cached(
            "SELECT id, value FROM fact WHERE workspace = ?1 AND category = ?2 AND key = ?3",
        )?
        .query_map(params![ws, category, key], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut freed = 0;
    for (id, value) in &gone {
        passage::remove(w, ws, Concept::Fact, *id)?;
        w.sql().prepare_cached("DELETE FROM fact WHERE id = ?1")?.execute([id])?;
        freed += size(category, key, value);
    }
    usage::change(w, ws, Concept::Fact, (freed, 0), None)?;
    relation::drop_all(w, ws, category, key)?;
    Ok(gone.len() as u64)
}

/// One agent's word on the value that counts, in place of its last one.
pub fn vote(
    w: &Write,
    workspace: &str,
    (category, key): (&str, &str),
    agent: &str,
    right: bool,
    at: i64,
) -> Result<Option<Fact>> {
    let Some(ws) = workspace::number(w, workspace)? else { return Ok(None) };
    let Some((id, _)) = current_row(w, ws, category, key)? else { return Ok(None) };
    w.sql()
        .prepare_cached(
            "INSERT INTO vote (fact, agent, vote, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET vote = ?3, at = ?4 WHERE vote <> ?3",
        )?
        .execute(params![id, agent, if right { 1 } else { -1 }, at])?;
    Ok(current_row(w, ws, category, key)?.map(|(_, fact)| fact))
}
