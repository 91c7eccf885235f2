//! Which rows hold the states that one agent left for another?

use rusqlite::{OptionalExtension as _, Row, params};

use super::session::Owner;
use super::{Concept, Read, Write, stored, usage, workspace};
use crate::base::Result;

/// Of one author in one channel; that one's older ones make room, and nobody else's.
pub const MOST: usize = 100;

/// A state that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    /// Counted within the workspace, from 1.
    pub number: u64,
    pub author: String,
    /// `None`: whoever takes it.
    pub recipient: Option<String>,
    pub note: String,
    /// As the room above writes it.
    pub state: String,
    pub at: i64,
    /// When and by whom it was last taken.
    pub pulled: Option<(i64, String)>,
}

const COLUMNS: &str = "number, author, recipient, note, state, at, pulled_at, pulled_by";
/// Who may see one: its author, its recipient, and everybody where none is named.
const VISIBLE: &str = "workspace = ?1 AND channel = ?2
     AND (recipient IS NULL OR recipient = ?3 OR author = ?3)";

fn handoff(row: &Row) -> rusqlite::Result<Handoff> {
    let pulled = match row.get::<_, Option<i64>>(6)? {
        Some(at) => Some((at, row.get::<_, Option<String>>(7)?.unwrap_or_default())),
        None => None,
    };
    Ok(Handoff {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        author: row.get(1)?,
        recipient: row.get(2)?,
        note: row.get(3)?,
        state: row.get(4)?,
        at: row.get(5)?,
        pulled,
    })
}

fn size(handoff: &Handoff) -> u64 {
    (handoff.note.len() + handoff.state.len()) as u64 + usage::ROW
}

/// What is handed over.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub recipient: Option<&'a str>,
    pub note: &'a str,
    pub state: &'a str,
    pub at: i64,
}

/// Keeps a state for another; its number.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn add(w: &Write, owner: &Owner, new: &New, quota: Option<u64>) -> Result<u64> {
    let ws = workspace::claim(w, owner.workspace)?;
    let number = workspace::next(w, ws, Concept::Handoff)?;
    w.sql()
        .prepare_cached(
            "INSERT INTO handoff (workspace, number, channel, author, recipient, note, state, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            ws,
            stored(number)?,
            owner.channel,
            owner.agent,
            new.recipient,
            new.note,
            new.state,
            new.at
        ])?;
    let freed = prune(w, ws, owner)?;
    let taken = (new.note.len() + new.state.len()) as u64 + usage::ROW;
    usage::change(w, ws, Concept::Handoff, (freed, taken), quota)?;
    Ok(number)
}

fn prune(w: &Write, ws: i64, owner: &Owner) -> Result<u64> {
    let mut query = w.sql().prepare_cached(&format!(
        "DELETE FROM handoff WHERE workspace = ?1 AND channel = ?2 AND author = ?3 AND number <=
             (SELECT number FROM handoff WHERE workspace = ?1 AND channel = ?2 AND author = ?3
              ORDER BY number DESC LIMIT 1 OFFSET ?4)
         RETURNING {COLUMNS}"
    ))?;
    let gone: Vec<Handoff> = query
        .query_map(params![ws, owner.channel, owner.agent, stored(MOST as u64)?], handoff)?
        .collect::<Result<_, _>>()?;
    Ok(gone.iter().map(size).sum())
}

/// Those that this agent may see, newest first, below the number `below`; at most `limit`.
pub fn list(r: &Read, owner: &Owner, below: u64, limit: usize) -> Result<Vec<Handoff>> {
    let Some(ws) = workspace::number(r, owner.workspace)? else { return Ok(Vec::new()) };
    let mut query = r.sql().prepare_cached(&format!(
        "SELECT {COLUMNS} FROM handoff WHERE {VISIBLE} AND number < ?4
         ORDER BY number DESC LIMIT ?5"
    ))?;
    let below = i64::try_from(below).unwrap_or(i64::MAX);
    let limit = stored(limit as u64)?;
    let rows = query.query_map(params![ws, owner.channel, owner.agent, below, limit], handoff)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes one; `None` where there is none that this agent may see.
pub fn pull(w: &Write, owner: &Owner, number: u64, at: i64) -> Result<Option<Handoff>> {
    let Some(ws) = workspace::number(w, owner.workspace)? else { return Ok(None) };
    let mut query = w.sql().prepare_cached(&format!(
        "UPDATE handoff SET pulled_at = ?5, pulled_by = ?3 WHERE {VISIBLE} AND number = ?4
         RETURNING {COLUMNS}"
    ))?;
    // A number that no row can have is none that is there.
    let number = i64::try_from(number).unwrap_or(0);
    let pulled = query.query_row(params![ws, owner.channel, owner.agent, number, at], handoff);
    Ok(pulled.optional()?)
}
