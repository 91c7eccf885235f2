//! Which rows hold what each caller is at?

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Concept, Read, Write, stored, usage, workspace};
use crate::base::Result;

/// Whose state: one caller's, in one channel of one workspace.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    pub workspace: &'a str,
    pub channel: &'a str,
    pub agent: &'a str,
}

/// What the owner is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Empty: none was set.
    pub task: String,
    /// Milliseconds since 1970.
    pub started: i64,
    pub changed: i64,
}

/// Something that was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counted within the state, from 1; 0 until it is kept.
    pub number: u64,
    pub kind: String,
    pub text: String,
    pub reasoning: Option<String>,
    pub path: Option<String>,
    /// Who noted it; another than the owner where it was handed over.
    pub author: String,
    pub at: i64,
}

impl Entry {
    fn size(&self) -> u64 {
        let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        (self.text.len() + optional(&self.reasoning) + optional(&self.path)) as u64 + usage::ROW
    }
}

fn row_of(r: &Read, ws: i64, owner: &Owner) -> Result<Option<(i64, Session)>> {
    let mut query = r.sql().prepare_cached(
        "SELECT id, task, started, changed FROM session
         WHERE workspace = ?1 AND channel = ?2 AND agent = ?3",
    )?;
    let found = query.query_row(params![ws, owner.channel, owner.agent], |row| {
        let session = Session { task: row.get(1)?, started: row.get(2)?, changed: row.get(3)? };
        Ok((row.get(0)?, session))
    });
    Ok(found.optional()?)
}

/// States of all callers, in all workspaces.
pub fn count(r: &Read) -> Result<u64> {
    let count: i64 =
        r.sql().prepare_cached("SELECT count(*) FROM session")?.query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// The owner's row, which is made where there is none; a row counts for good.
fn claim(w: &Write, owner: &Owner, at: i64, quota: Option<u64>) -> Result<(i64, i64)> {
    let ws = workspace::claim(w, owner.workspace)?;
    if row_of(w, ws, owner)?.is_none() {
        let size = owner.channel.len() as u64 + usage::ROW;
        usage::change(w, ws, Concept::Session, (0, size), quota)?;
    }
    let id = w
        .sql()
        .prepare_cached(
            "INSERT INTO session (workspace, channel, agent, started, changed)
             VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT DO UPDATE SET changed = ?4 RETURNING id",
        )?
        .query_row(params![ws, owner.channel, owner.agent, at], |row| row.get(0))?;
    Ok((ws, id))
}

/// The owner's state; `None` where it never had one, or has begun anew.
pub fn get(r: &Read, owner: &Owner) -> Result<Option<Session>> {
    let Some(ws) = workspace::number(r, owner.workspace)? else { return Ok(None) };
    Ok(row_of(r, ws, owner)?.map(|(_, session)| session))
}

/// Entries of the state, newest first, below the number `below`; at most `limit`.
pub fn entries(r: &Read, owner: &Owner, below: u64, limit: usize) -> Result<Vec<Entry>> {
    let Some(ws) = workspace::number(r, owner.workspace)? else { return Ok(Vec::new()) };
    let Some((id, _)) = row_of(r, ws, owner)? else { return Ok(Vec::new()) };
    let mut query = r.sql().prepare_cached(
        "SELECT number, kind, text, reasoning, path, author, at FROM session_entry
         WHERE session = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3",
    )?;
    let below = i64::try_from(below).unwrap_or(i64::MAX);
    let rows = query.query_map(params![id, below, stored(limit as u64)?], entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        kind: row.get(1)?,
        text: row.get(2)?,
        reasoning: row.get(3)?,
        path: row.get(4)?,
        author: row.get(5)?,
        at: row.get(6)?,
    })
}

/// How many entries of each kind the state has, by kind.
pub fn counts(r: &Read, owner: &Owner) -> Result<Vec<(String, u64)>> {
    let Some(ws) = workspace::number(r, owner.workspace)? else { return Ok(Vec::new()) };
    let Some((id, _)) = row_of(r, ws, owner)? else { return Ok(Vec::new()) };
    let mut query = r.sql().prepare_cached(
        "SELECT kind, count(*) FROM session_entry WHERE session = ?1 GROUP BY kind ORDER BY kind",
    )?;
    let rows =
        query.query_map([id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Says what the owner is at.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn set_task(w: &Write, owner: &Owner, task: &str, at: i64, quota: Option<u64>) -> Result<()> {
    let before = get(w, owner)?.map_or(0, |session| session.task.len() as u64);
    let (ws, id) = claim(w, owner, at, quota)?;
    w.sql()
        .prepare_cached("UPDATE session SET task = ?2 WHERE id = ?1")?
        .execute(params![id, task])?;
    usage::change(w, ws, Concept::Session, (before, task.len() as u64), quota)
}

/// Notes something; it comes back with its number.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn add(w: &Write, owner: &Owner, entry: Entry, at: i64, quota: Option<u64>) -> Result<Entry> {
    let (ws, id) = claim(w, owner, at, quota)?;
    let number: i64 = w
        .sql()
        .prepare_cached("UPDATE session SET last = last + 1 WHERE id = ?1 RETURNING last")?
        .query_row([id], |row| row.get(0))?;
    w.sql()
        .prepare_cached("INSERT INTO session_entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            id,
            number,
            entry.kind,
            entry.text,
            entry.reasoning,
            entry.path,
            entry.author,
            entry.at
        ])?;
    usage::change(w, ws, Concept::Session, (0, entry.size()), quota)?;
    Ok(Entry { number: number.unsigned_abs(), ..entry })
}

/// Forgets the state; how many entries it had. Numbers go on where they were.
pub fn clear(w: &Write, owner: &Owner, at: i64) -> Result<u64> {
    let Some(ws) = workspace::number(w, owner.workspace)? else { return Ok(0) };
    let Some((id, session)) = row_of(w, ws, owner)? else { return Ok(0) };
    let gone: Vec<Entry> = w
        .sql()
        .prepare_cached(
            "DELETE FROM session_entry WHERE session = ?1
             RETURNING number, kind, text, reasoning, path, author, at",
        )?
        .query_map([id], entry)?
        .collect::<Result<_, _>>()?;
    w.sql()
        .prepare_cached("UPDATE session SET task = '', started = ?2, changed = ?2 WHERE id = ?1")?
        .execute(params![id, at])?;
    let freed = gone.iter().map(Entry::size).sum::<u64>() + session.task.len() as u64;
    usage::change(w, ws, Concept::Session, (freed, 0), None)?;
    Ok(gone.len() as u64)
}
