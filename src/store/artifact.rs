//! Which rows hold the artifacts: names of a workspace, and contents that each is kept once?

use rusqlite::{OptionalExtension as _, Row, params};

use super::passage::{self, Found, Passage};
use super::{Concept, Read, Write, stored, usage, workspace};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::base::digest::{Sha256Digest, sha256};

/// An artifact without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub sha256: Sha256Digest,
    pub bytes: u64,
    pub is_text: bool,
    /// 1 for the first content of the name, one more for each that replaced another.
    pub version: u64,
    pub author: String,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// What is to be stored.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub workspace: &'a str,
    pub name: &'a str,
    pub content: &'a [u8],
    pub is_text: bool,
    pub author: &'a str,
    pub at: i64,
}

/// Stores a content under a name, in place of the one that is there. `passages` are the parts by
/// which it is found. Returns the entry, and whether anything changed: the same content again
/// changes nothing.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn put(
    w: &Write,
    new: &New,
    passages: &[Passage],
    quota: Option<u64>,
) -> Result<(Entry, bool)> {
    let digest = sha256(new.content);
    let workspace = workspace::claim(w, new.workspace)?;
    let old = keyed(w, workspace, new.name)?;
    if let Some((_, _, entry)) = &old
        && (entry.sha256, entry.is_text) == (digest, new.is_text)
    {
        return Ok((entry.clone(), false));
    }
    let (blob, grown) = keep(w, workspace, &digest, new.content)?;
    let version = old.as_ref().map_or(1, |(_, _, entry)| entry.version + 1);
    let id: i64 = w
        .sql()
        .prepare_cached(
            "INSERT INTO artifact (workspace, name, blob, is_text, version, author, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (workspace, name) DO UPDATE
             SET blob = ?3, is_text = ?4, version = ?5, author = ?6, at = ?7
             RETURNING id",
        )?
        .query_row(
            params![workspace, new.name, blob, new.is_text, stored(version)?, new.author, new.at],
            |row| row.get(0),
        )?;
    let freed = match &old {
        Some((_, blob, _)) => release(w, *blob)?,
        None => 0,
    };
    let row = if old.is_none() { usage::ROW } else { 0 };
    passage::remove(w, workspace, Concept::Artifact, id)?;
    for passage in passages {
        passage::add(w, workspace, Concept::Artifact, id, passage)?;
    }
    usage::change(w, workspace, Concept::Artifact, (freed, grown + row), quota)?;
    let entry = Entry {
        name: new.name.into(),
        sha256: digest,
        bytes: new.content.len() as u64,
        is_text: new.is_text,
        version,
        author: new.author.into(),
        at: new.at,
    };
    Ok((entry, true))
}

/// The content's row, and by how many bytes what is stored grew for it.
fn keep(w: &Write, workspace: i64, digest: &Sha256Digest, content: &[u8]) -> Result<(i64, u64)> {
    let there: Option<i64> = w
        .sql()
        .prepare_cached("SELECT id FROM blob WHERE workspace = ?1 AND sha256 = ?2")?
        .query_row(params![workspace, digest], |row| row.get(0))
        .optional()?;
    if let Some(id) = there {
        return Ok((id, 0));
    }
    w.sql()
        .prepare_cached("INSERT INTO blob (workspace, sha256, content) VALUES (?1, ?2, ?3)")?
        .execute(params![workspace, digest, content])?;
    Ok((w.sql().last_insert_rowid(), content.len() as u64))
}

/// Drops a content that no name has any more; the bytes that are free again.
fn release(w: &Write, blob: i64) -> Result<u64> {
    let freed: Option<i64> = w
        .sql()
        .prepare_cached(
            "DELETE FROM blob WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM artifact WHERE blob = ?1)
             RETURNING length(content)",
        )?
        .query_row([blob], |row| row.get(0))
        .optional()?;
    Ok(freed.unwrap_or(0).unsigned_abs())
}

const ENTRY: &str =
    "SELECT a.id, a.blob, a.name, b.sha256, length(b.content), a.is_text, a.version, a.author, a.at
     FROM artifact a JOIN blob b ON b.id = a.blob WHERE a.workspace = ?1";

/// Its own number, its content's, and the rest.
type Keyed = (i64, i64, Entry);

fn entry(row: &Row) -> rusqlite::Result<Keyed> {
    let number = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    let entry = Entry {
        name: row.get(2)?,
        sha256: row.get(3)?,
        bytes: number(4)?,
        is_text: row.get(5)?,
        version: number(6)?,
        author: row.get(7)?,
        at: row.get(8)?,
    };
    Ok((row.get(0)?, row.get(1)?, entry))
}

fn keyed(r: &Read, workspace: i64, name: &str) -> Result<Option<Keyed>> {
    let mut query = r.sql().prepare_cached(&format!("{ENTRY} AND a.name = ?2"))?;
    Ok(query.query_row(params![workspace, name], entry).optional()?)
}

/// An artifact and its content; `None` where the workspace has no such name.
pub fn get(r: &Read, workspace: &str, name: &str) -> Result<Option<(Entry, Vec<u8>)>> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok(None) };
    let Some((_, blob, entry)) = keyed(r, workspace, name)? else { return Ok(None) };
    Ok(Some((entry, content(r, blob)?)))
}

/// An artifact without its content.
pub fn entry_of(r: &Read, workspace: &str, name: &str) -> Result<Option<Entry>> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok(None) };
    Ok(keyed(r, workspace, name)?.map(|(_, _, entry)| entry))
}

/// How many names there are, and the newest one's number: another name makes another pair.
pub fn extent(r: &Read, workspace: &str) -> Result<(u64, u64)> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok((0, 0)) };
    let mut query = r.sql().prepare_cached(
        "SELECT count(*), coalesce(max(id), 0) FROM artifact WHERE workspace = ?1",
    )?;
    let pair = |row: &Row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (count, newest) = query.query_row([workspace], pair)?;
    Ok((count.unsigned_abs(), newest.unsigned_abs()))
}

fn content(r: &Read, blob: i64) -> Result<Vec<u8>> {
    let mut query = r.sql().prepare_cached("SELECT content FROM blob WHERE id = ?1")?;
    Ok(query.query_row([blob], |row| row.get(0))?)
}

/// Artifacts whose names begin with `prefix`, by name, from the name `from` on; at most `limit`.
pub fn list(
    r: &Read,
    workspace: &str,
    prefix: &str,
    from: &str,
    limit: usize,
) -> Result<Vec<Entry>> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    let mut query = r.sql().prepare_cached(&format!(
        "{ENTRY} AND substr(a.name, 1, length(?2)) = ?2 AND a.name >= ?3 ORDER BY a.name LIMIT ?4"
    ))?;
    let rows = query.query_map(params![workspace, prefix, from, stored(limit as u64)?], entry)?;
    rows.map(|row| Ok(row?.2)).collect()
}

/// How many artifacts have names that begin with `prefix`.
pub fn count(r: &Read, workspace: &str, prefix: &str) -> Result<u64> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok(0) };
    let mut query = r.sql().prepare_cached(
        "SELECT count(*) FROM artifact WHERE workspace = ?1 AND substr(name, 1, length(?2)) = ?2",
    )?;
    let count: i64 = query.query_row(params![workspace, prefix], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Takes a name and, unless another name has it, its content away; `None` where there is none.
pub fn remove(w: &Write, workspace: &str, name: &str) -> Result<Option<Entry>> {
    let Some(workspace) = workspace::number(w, workspace)? else { return Ok(None) };
    let Some((id, blob, entry)) = keyed(w, workspace, name)? else { return Ok(None) };
    passage::remove(w, workspace, Concept::Artifact, id)?;
    w.sql().prepare_cached("DELETE FROM artifact WHERE id = ?1")?.execute([id])?;
    let freed = release(w, blob)?;
    usage::change(w, workspace, Concept::Artifact, (freed + usage::ROW, 0), None)?;
    Ok(Some(entry))
}

/// A passage of an artifact that answers a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub name: String,
    pub found: Found,
    pub text: String,
}

/// The best passages of a workspace's artifacts.
///
/// # Errors
/// `request_timeout` when the deadline passes on the way.
pub fn search(
    r: &Read,
    workspace: &str,
    question: &str,
    limit: usize,
    deadline: &Deadline,
) -> Result<Vec<Hit>> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    let best = passage::rank(r, workspace, Concept::Artifact, question, limit, deadline)?;
    let mut query = r.sql().prepare_cached(
        "SELECT a.name, substr(b.content, ?2 + 1, ?3 - ?2) FROM artifact a
         JOIN blob b ON b.id = a.blob WHERE a.id = ?1",
    )?;
    best.into_iter()
        .map(|found| {
            let (first, end) = found.span.bytes;
            let (name, part): (String, Vec<u8>) = query
                .query_row(params![found.owner, stored(first)?, stored(end)?], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
            Ok(Hit { name, found, text: String::from_utf8_lossy(&part).into_owned() })
        })
        .collect()
}
