//! Which rows hold what was said to all of a channel, and how far each has read?

use rusqlite::{OptionalExtension as _, params};

use super::session::Owner;
use super::{Concept, Read, Write, stored, usage, workspace};
use crate::base::Result;

/// Of one channel; older ones make room.
pub const MOST: usize = 1000;

/// Something that was said to all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Counted within the workspace, from 1.
    pub number: u64,
    pub author: String,
    pub text: String,
    pub at: i64,
}

/// Says something to all of the channel; its number.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn add(w: &Write, owner: &Owner, text: &str, at: i64, quota: Option<u64>) -> Result<u64> {
    let ws = workspace::claim(w, owner.workspace)?;
    let number = workspace::next(w, ws, Concept::Share)?;
    w.sql()
        .prepare_cached(
            "INSERT INTO share (workspace, number, channel, author, text, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![ws, stored(number)?, owner.channel, owner.agent, text, at])?;
    let freed = prune(w, ws, owner.channel)?;
    let taken = text.len() as u64 + usage::ROW;
    usage::change(w, ws, Concept::Share, (freed, taken), quota)?;
    Ok(number)
}

fn prune(w: &Write, ws: i64, channel: &str) -> Result<u64> {
    let mut query = w.sql().prepare_cached(
        "DELETE FROM share WHERE workspace = ?1 AND channel = ?2 AND number <=
             (SELECT number FROM share WHERE workspace = ?1 AND channel = ?2
              ORDER BY number DESC LIMIT 1 OFFSET ?3)
         RETURNING text",
    )?;
    let gone: Vec<String> = query
        .query_map(params![ws, channel, stored(MOST as u64)?], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(gone.iter().map(|text| text.len() as u64 + usage::ROW).sum())
}

/// What others said after the number `after`, oldest first; at most `limit`.
pub fn after(r: &Read, owner: &Owner, after: u64, limit: usize) -> Result<Vec<Share>> {
    let Some(ws) = workspace::number(r, owner.workspace)? else { return Ok(Vec::new()) };
    let mut query = r.sql().prepare_cached(
        "SELECT number, author, text, at FROM share
         WHERE workspace = ?1 AND channel = ?2 AND author <> ?3 AND number > ?4
         ORDER BY number LIMIT ?5",
    )?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let limit = stored(limit as u64)?;
    let rows = query.query_map(params![ws, owner.channel, owner.agent, after, limit], |row| {
        Ok(Share {
            number: row.get::<_, i64>(0)?.unsigned_abs(),
            author: row.get(1)?,
            text: row.get(2)?,
            at: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How far this agent has read; 0: nothing.
pub fn read_to(r: &Read, owner: &Owner) -> Result<u64> {
    let Some(ws) = workspace::number(r, owner.workspace)? else { return Ok(0) };
    let mut query = r.sql().prepare_cached(
        "SELECT number FROM share_read WHERE workspace = ?1 AND channel = ?2 AND agent = ?3",
    )?;
    let number: Option<i64> =
        query.query_row(params![ws, owner.channel, owner.agent], |row| row.get(0)).optional()?;
    Ok(number.unwrap_or(0).unsigned_abs())
}

/// This agent has read so far; never less than before.
pub fn mark_read(w: &Write, owner: &Owner, number: u64) -> Result<()> {
    let ws = workspace::claim(w, owner.workspace)?;
    w.sql()
        .prepare_cached(
            "INSERT INTO share_read (workspace, channel, agent, number) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET number = max(number, ?4)",
        )?
        .execute(params![ws, owner.channel, owner.agent, stored(number)?])?;
    Ok(())
}
