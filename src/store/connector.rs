//! Which rows hold what connectors have fetched, how far each has come, and when it is due?

use rusqlite::{OptionalExtension as _, Row, params};

use super::passage::{self, Found, Passage};
use super::{Concept, Read, Write, stored, usage, workspace};
use crate::base::clock::Deadline;
use crate::base::{Error, Kind, Result};

/// A connector as it stands. Times are milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub name: String,
    pub source: String,
    /// As its room wrote it; empty at the beginning.
    pub place: String,
    pub items: u64,
    pub next_run: i64,
    pub last_run: Option<i64>,
    pub last_success: Option<i64>,
    pub failures: u32,
    /// The word of the last failure, and what there is to say of it.
    pub fault: Option<(String, String)>,
    pub limited_until: Option<i64>,
    pub leased_until: i64,
}

const ENTRY: &str =
    "SELECT id, name, source, place, items, next_run, last_run, last_success, failures,
    fault, message, limited_until, leased_until FROM connector";

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    let fault: Option<String> = row.get(9)?;
    let message: Option<String> = row.get(10)?;
    Ok(Entry {
        id: row.get(0)?,
        name: row.get(1)?,
        source: row.get(2)?,
        place: row.get(3)?,
        items: row.get::<_, i64>(4)?.unsigned_abs(),
        next_run: row.get(5)?,
        last_run: row.get(6)?,
        last_success: row.get(7)?,
        failures: row.get(8)?,
        fault: fault.map(|fault| (fault, message.unwrap_or_default())),
        limited_until: row.get(11)?,
        leased_until: row.get(12)?,
    })
}

pub fn get(r: &Read, name: &str) -> Result<Option<Entry>> {
    let mut query = r.sql().prepare_cached(&format!("{ENTRY} WHERE name = ?1"))?;
    Ok(query.query_row([name], entry).optional()?)
}

/// All, by name.
pub fn all(r: &Read) -> Result<Vec<Entry>> {
    let mut query = r.sql().prepare_cached(&format!("{ENTRY} ORDER BY name"))?;
    Ok(query.query_map([], entry)?.collect::<Result<_, _>>()?)
}

/// Makes a connector known, due at once.
pub fn add(w: &Write, name: &str, workspace: &str, source: &str) -> Result<()> {
    let workspace = workspace::claim(w, workspace)?;
    w.sql()
        .prepare_cached("INSERT INTO connector (name, workspace, source) VALUES (?1, ?2, ?3)")?
        .execute(params![name, workspace, source])?;
    Ok(())
}

/// Makes those due that failed, unless their provider said when: somebody may have mended what was wrong.
pub fn wake(w: &Write, now: i64) -> Result<()> {
    w.sql()
        .prepare_cached(
            "UPDATE connector SET next_run = ?1
             WHERE fault IS NOT NULL AND coalesce(limited_until, 0) <= ?1 AND next_run > ?1",
        )?
        .execute([now])?;
    Ok(())
}

/// Ends all turns: of a process that has died, at the start of the next.
pub fn release(w: &Write) -> Result<()> {
    w.sql().execute("UPDATE connector SET lease = 0, leased_until = 0 WHERE lease <> 0", [])?;
    Ok(())
}

/// As if its time had come, at this place.
#[cfg(test)]
pub fn age(w: &Write, name: &str, place: Option<&str>) -> Result<()> {
    w.sql().execute(
        "UPDATE connector SET next_run = 0, place = coalesce(?2, place) WHERE name = ?1",
        params![name, place],
    )?;
    Ok(())
}

/// Forgets a connector that has no documents any more.
pub fn remove(w: &Write, name: &str) -> Result<()> {
    w.sql().prepare_cached("DELETE FROM connector WHERE name = ?1")?.execute([name])?;
    Ok(())
}

/// Takes a connector's turn, if it is due and nobody has it. `lease` tells one taker from another.
pub fn take(w: &Write, name: &str, lease: i64, now: i64, until: i64) -> Result<Option<Entry>> {
    let taken = w
        .sql()
        .prepare_cached(
            "UPDATE connector SET lease = ?2, leased_until = ?4, last_run = ?3
             WHERE name = ?1 AND next_run <= ?3 AND leased_until <= ?3",
        )?
        .execute(params![name, lease, now, until])?;
    if taken == 0 { Ok(None) } else { get(w, name) }
}

/// Whoever's turn is over, or whose connector is gone, writes nothing any more.
fn hold(w: &Write, id: i64, lease: i64) -> Result<i64> {
    let mut query =
        w.sql().prepare_cached("SELECT workspace FROM connector WHERE id = ?1 AND lease = ?2")?;
    let workspace = query.query_row(params![id, lease], |row| row.get(0)).optional()?;
    workspace.ok_or_else(|| Error::new(Kind::Conflict, "the connector is no longer this run's"))
}

/// A document to be kept.
#[derive(Debug)]
pub struct New {
    pub key: String,
    pub kind: String,
    pub state: String,
    pub is_open: bool,
    pub updated: i64,
    pub item: String,
    pub content: String,
    pub body_at: u64,
    pub passages: Vec<Passage>,
}

/// What one page came to.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    pub id: i64,
    pub lease: i64,
    pub until: i64,
    /// How far it has come with this page.
    pub place: &'a str,
    pub round: i64,
    pub quota: Option<u64>,
}

/// Keeps one page: what is new or different, what is gone, and how far it has come. How many documents changed.
///
/// # Errors
/// `tool_error` when the quota has no room, `conflict` when the turn is over.
pub fn keep(w: &Write, turn: &Turn, documents: &[New], gone: &[String]) -> Result<u64> {
    let workspace = hold(w, turn.id, turn.lease)?;
    let mut changed = 0;
    for key in gone {
        changed += u64::from(drop_one(w, workspace, turn.id, key)?);
    }
    for new in documents {
        changed += u64::from(put(w, workspace, turn, new)?);
    }
    w.sql()
        .prepare_cached(
            "UPDATE connector SET place = ?2, leased_until = ?3,
                 items = (SELECT count(*) FROM document WHERE connector = ?1) WHERE id = ?1",
        )?
        .execute(params![turn.id, turn.place, turn.until])?;
    Ok(changed)
}

fn put(w: &Write, workspace: i64, turn: &Turn, new: &New) -> Result<bool> {
    let size = |item: &str, content: &str| (item.len() + content.len()) as u64 + usage::ROW;
    let mut query = w.sql().prepare_cached(
        "SELECT id, item, content FROM document WHERE connector = ?1 AND key = ?2",
    )?;
    let old: Option<(i64, String, String)> = query
        .query_row(params![turn.id, new.key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((id, item, content)) = &old
        && (item, content) == (&new.item, &new.content)
    {
        w.sql()
            .prepare_cached("UPDATE document SET round = ?2 WHERE id = ?1")?
            .execute(params![id, turn.round])?;
        return Ok(false);
    }
    let id: i64 = w
        .sql()
        .prepare_cached(
            "INSERT INTO document
                 (connector, key, kind, state, is_open, updated, item, content, body_at, round)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (connector, key) DO UPDATE SET kind = ?3, state = ?4, is_open = ?5,
                 updated = ?6, item = ?7, content = ?8, body_at = ?9, round = ?10
             RETURNING id",
        )?
        .query_row(
            params![
                turn.id,
                new.key,
                new.kind,
                new.state,
                new.is_open,
                new.updated,
                new.item,
                new.content,
                stored(new.body_at)?,
                turn.round
            ],
            |row| row.get(0),
        )?;
    let before = old.map_or(0, |(_, item, content)| size(&item, &content));
    passage::remove(w, workspace, Concept::Document, id)?;
    for passage in &new.passages {
        passage::add(w, workspace, Concept::Document, id, passage)?;
    }
    let after = size(&new.item, &new.content);
    usage::change(w, workspace, Concept::Document, (before, after), turn.quota)?;
    Ok(true)
}

fn drop_one(w: &Write, workspace: i64, connector: i64, key: &str) -> Result<bool> {
    let mut query =
        w.sql().prepare_cached("SELECT id FROM document WHERE connector = ?1 AND key = ?2")?;
    let id: Option<i64> = query.query_row(params![connector, key], |row| row.get(0)).optional()?;
    match id {
        Some(id) => forget(w, workspace, id).map(|()| true),
        None => Ok(false),
    }
}

fn forget(w: &Write, workspace: i64, document: i64) -> Result<()> {
    passage::remove(w, workspace, Concept::Document, document)?;
    let size: i64 = w
        .sql()
        .prepare_cached(
            "DELETE FROM document WHERE id = ?1
             RETURNING octet_length(item) + octet_length(content)",
        )?
        .query_row([document], |row| row.get(0))?;
    let size = size.unsigned_abs() + usage::ROW;
    usage::change(w, workspace, Concept::Document, (size, 0), None)
}

/// Takes away at most `most` documents of a connector that are not of `round`; how many.
pub fn sweep(w: &Write, id: i64, round: Option<i64>, most: usize) -> Result<usize> {
    let mut query = w.sql().prepare_cached(
        "SELECT d.id, c.workspace FROM document d JOIN connector c ON c.id = d.connector
         WHERE d.connector = ?1 AND (?2 IS NULL OR d.round <> ?2) LIMIT ?3",
    )?;
    let rows = query.query_map(params![id, round, stored(most as u64)?], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    })?;
    let found: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
    for (document, workspace) in &found {
        forget(w, *workspace, *document)?;
    }
    if !found.is_empty() {
        w.sql()
            .prepare_cached(
                "UPDATE connector SET items = (SELECT count(*) FROM document WHERE connector = ?1)
                 WHERE id = ?1",
            )?
            .execute([id])?;
    }
    Ok(found.len())
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Ended<'a> {
    pub at: i64,
    pub next_run: i64,
    pub limited_until: Option<i64>,
    /// None: it went well.
    pub fault: Option<(&'a str, &'a str)>,
    /// Where the place that is kept leads nowhere any more: begin anew.
    pub place: Option<&'a str>,
}

/// Ends a run, and its turn. One whose turn was another's changes nothing.
pub fn end(w: &Write, id: i64, lease: i64, ended: &Ended) -> Result<()> {
    let (fault, message) = ended.fault.unzip();
    w.sql()
        .prepare_cached(
            "UPDATE connector SET lease = 0, leased_until = 0, next_run = ?3, limited_until = ?4,
                 fault = ?5, message = ?6, place = coalesce(?8, place),
                 failures = CASE WHEN ?5 IS NULL THEN 0 ELSE failures + 1 END,
                 last_success = CASE WHEN ?5 IS NULL THEN ?7 ELSE last_success END
             WHERE id = ?1 AND lease = ?2",
        )?
        .execute(params![
            id,
            lease,
            ended.next_run,
            ended.limited_until,
            fault,
            message,
            ended.at,
            ended.place
        ])?;
    Ok(())
}

/// A kept document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub item: String,
    pub content: String,
    pub body_at: usize,
}

fn document(row: &Row) -> rusqlite::Result<Document> {
    let body_at = usize::try_from(row.get::<_, i64>(2)?).unwrap_or_default();
    Ok(Document { item: row.get(0)?, content: row.get(1)?, body_at })
}

/// Which documents: `None` all, `Ok` open or not, `Err` of this state whatever its case.
pub type State<'a> = Option<Result<bool, &'a str>>;

/// A connector's documents, newest first.
pub fn list(
    r: &Read,
    name: &str,
    state: State,
    skip: usize,
    limit: usize,
) -> Result<Vec<Document>> {
    let (open, word) = match state {
        None => (None, None),
        Some(Ok(open)) => (Some(open), None),
        Some(Err(word)) => (None, Some(word)),
    };
    let mut query = r.sql().prepare_cached(
        "SELECT d.item, d.content, d.body_at FROM document d JOIN connector c ON c.id = d.connector
         WHERE c.name = ?1 AND (?2 IS NULL OR d.is_open = ?2)
             AND (?3 IS NULL OR lower(d.state) = lower(?3))
         ORDER BY d.updated DESC, d.id DESC LIMIT ?5 OFFSET ?4",
    )?;
    let (skip, limit) = (stored(skip as u64)?, stored(limit as u64)?);
    let rows = query.query_map(params![name, open, word, skip, limit], document)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One of them.
pub fn one(r: &Read, name: &str, key: &str) -> Result<Option<Document>> {
    let mut query = r.sql().prepare_cached(
        "SELECT d.item, d.content, d.body_at FROM document d JOIN connector c ON c.id = d.connector
         WHERE c.name = ?1 AND d.key = ?2",
    )?;
    Ok(query.query_row(params![name, key], document).optional()?)
}

/// A passage of a document that answers a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub connector: String,
    pub item: String,
    pub found: Found,
    pub text: String,
}

/// The best passages of what a workspace's connectors have brought; of those named alone.
///
/// # Errors
/// `request_timeout` when the deadline passes on the way.
pub fn search(
    r: &Read,
    workspace: &str,
    names: &[&str],
    question: &str,
    limit: usize,
    deadline: &Deadline,
) -> Result<Vec<Hit>> {
    let Some(workspace) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    let best = passage::rank(r, workspace, Concept::Document, question, limit, deadline)?;
    let mut query = r.sql().prepare_cached(
        "SELECT c.name, d.item, substr(CAST(d.content AS BLOB), ?2 + 1, ?3 - ?2) FROM document d
         JOIN connector c ON c.id = d.connector WHERE d.id = ?1",
    )?;
    let mut hits = Vec::new();
    for found in best {
        let (first, end) = found.span.bytes;
        let (connector, item, part): (String, String, Vec<u8>) = query
            .query_row(params![found.owner, stored(first)?, stored(end)?], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        if names.contains(&connector.as_str()) {
            let text = String::from_utf8_lossy(&part).into_owned();
            hits.push(Hit { connector, item, found, text });
        }
    }
    Ok(hits)
}
