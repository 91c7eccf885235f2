//! Which events happened in a workspace, in which order, and which of them are still kept?
//!
//! Ids count per workspace from 1, without a hole, and are given out under the one write lock: an
//! id that can be seen has no lower one still to come. So a reader that asks for what is above its
//! last id misses nothing and sees nothing twice.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Read, Write, stored, workspace};
use crate::base::Result;

/// An event to be kept.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    pub channel: &'a str,
    pub kind: &'a str,
    pub actor: &'a str,
    /// Milliseconds since 1970.
    pub at: i64,
    /// None: the newest event of this actor in this channel.
    pub parent: Option<u64>,
    /// JSON.
    pub payload: &'a str,
    /// JSON.
    pub targets: Option<&'a str>,
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: u64,
    pub channel: String,
    /// Counts per channel from 1.
    pub version: u64,
    pub kind: String,
    pub actor: String,
    pub at: i64,
    pub parent: Option<u64>,
    pub payload: String,
    pub targets: Option<String>,
}

/// What a row takes beside its texts.
const ROW: u64 = 96;

struct Channel {
    id: i64,
    version: i64,
    /// The newest event by actor, as far as it was asked for.
    tails: HashMap<String, Option<i64>>,
}

struct Log {
    workspace: i64,
    last: i64,
    bytes: i64,
    channels: HashMap<String, Channel>,
}

/// Appends many events in one change. What it counts on the way is kept by [`Appender::finish`].
pub struct Appender<'w, 'c> {
    w: &'w Write<'c>,
    logs: HashMap<String, Log>,
}

impl<'w, 'c> Appender<'w, 'c> {
    pub fn new(w: &'w Write<'c>) -> Self {
        Self { w, logs: HashMap::new() }
    }

    /// The event's id.
    pub fn add(&mut self, workspace: &str, new: &New) -> Result<u64> {
        let w = self.w;
        if !self.logs.contains_key(workspace) {
            self.logs.insert(workspace.to_owned(), log(w, workspace)?);
        }
        let log = self.logs.get_mut(workspace).expect("put there above");
        if !log.channels.contains_key(new.channel) {
            log.channels.insert(new.channel.to_owned(), channel(w, log.workspace, new.channel)?);
        }
        let channel = log.channels.get_mut(new.channel).expect("put there above");
        let tail = match channel.tails.get(new.actor) {
            Some(known) => *known,
            None => tail(w, channel.id, new.actor)?,
        };
        let parent = match new.parent {
            Some(parent) => Some(stored(parent)?),
            None => tail,
        };
        log.last += 1;
        channel.version += 1;
        w.sql()
            .prepare_cached(
                "INSERT INTO event
                     (workspace, id, channel, version, kind, actor, at, parent, payload, targets)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                log.workspace,
                log.last,
                channel.id,
                channel.version,
                new.kind,
                new.actor,
                new.at,
                parent,
                new.payload,
                new.targets
            ])?;
        channel.tails.insert(new.actor.to_owned(), Some(log.last));
        let texts = new.payload.len() + new.actor.len() + new.targets.map_or(0, str::len);
        log.bytes += stored(ROW + texts as u64)?;
        Ok(log.last.unsigned_abs())
    }

    pub fn finish(self) -> Result<()> {
        let sql = self.w.sql();
        let mut of_log =
            sql.prepare_cached("UPDATE event_log SET last = ?2, bytes = ?3 WHERE workspace = ?1")?;
        let mut of_channel =
            sql.prepare_cached("UPDATE event_channel SET version = ?2 WHERE id = ?1")?;
        let mut of_tail = sql.prepare_cached(
            "INSERT INTO event_tail (channel, actor, event) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET event = ?3",
        )?;
        for log in self.logs.values() {
            of_log.execute(params![log.workspace, log.last, log.bytes])?;
            for channel in log.channels.values() {
                of_channel.execute(params![channel.id, channel.version])?;
                for (actor, event) in &channel.tails {
                    of_tail.execute(params![channel.id, actor, event])?;
                }
            }
        }
        Ok(())
    }
}

fn log(w: &Write, workspace: &str) -> Result<Log> {
    let workspace = workspace::claim(w, workspace)?;
    let known: Option<(i64, i64)> = w
        .sql()
        .prepare_cached("SELECT last, bytes FROM event_log WHERE workspace = ?1")?
        .query_row([workspace], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if known.is_none() {
        w.sql().execute(
            "INSERT INTO event_log (workspace, last, pruned, bytes) VALUES (?1, 0, 0, 0)",
            [workspace],
        )?;
    }
    let (last, bytes) = known.unwrap_or_default();
    Ok(Log { workspace, last, bytes, channels: HashMap::new() })
}

fn channel(w: &Write, workspace: i64, name: &str) -> Result<Channel> {
    let known: Option<(i64, i64)> = w
        .sql()
        .prepare_cached("SELECT id, version FROM event_channel WHERE workspace = ?1 AND name = ?2")?
        .query_row(params![workspace, name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (id, version) = match known {
        Some(known) => known,
        None => {
            w.sql().execute(
                "INSERT INTO event_channel (workspace, name, version, pruned) VALUES (?1, ?2, 0, 0)",
                params![workspace, name],
            )?;
            (w.sql().last_insert_rowid(), 0)
        }
    };
    Ok(Channel { id, version, tails: HashMap::new() })
}

fn tail(w: &Write, channel: i64, actor: &str) -> Result<Option<i64>> {
    Ok(w.sql()
        .prepare_cached("SELECT event FROM event_tail WHERE channel = ?1 AND actor = ?2")?
        .query_row(params![channel, actor], |row| row.get(0))
        .optional()?)
}

/// Where a channel's events begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// The last id of the workspace that was taken out of this channel; 0: none was.
    pub pruned: u64,
    /// The newest id of the workspace, in whichever channel.
    pub last: u64,
    /// Version of the channel's newest event.
    pub version: u64,
    /// Version of the oldest that is kept.
    pub oldest_version: Option<u64>,
    /// Its id.
    pub oldest: Option<u64>,
}

pub fn extent(r: &Read, workspace: &str, channel: &str) -> Result<Extent> {
    let Some(number) = workspace::number(r, workspace)? else { return Ok(Extent::default()) };
    let log: Option<(i64, i64)> = r
        .sql()
        .prepare_cached("SELECT last, pruned FROM event_log WHERE workspace = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((last, pruned)) = log else { return Ok(Extent::default()) };
    let own: Option<(i64, i64, i64)> = r
        .sql()
        .prepare_cached(
            "SELECT id, version, pruned FROM event_channel WHERE workspace = ?1 AND name = ?2",
        )?
        .query_row(params![number, channel], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let last = last.unsigned_abs();
    // A channel that is forgotten whole had no event after the workspace's last pruned one.
    let Some((id, version, gone)) = own else {
        return Ok(Extent { pruned: pruned.unsigned_abs(), last, ..Extent::default() });
    };
    let oldest: Option<(i64, i64)> = r
        .sql()
        .prepare_cached("SELECT id, version FROM event WHERE channel = ?1 ORDER BY id LIMIT 1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(Extent {
        pruned: gone.unsigned_abs(),
        last,
        version: version.unsigned_abs(),
        oldest_version: oldest.map(|(_, version)| version.unsigned_abs()),
        oldest: oldest.map(|(id, _)| id.unsigned_abs()),
    })
}

const COLUMNS: &str =
    "e.id, c.name, e.version, e.kind, e.actor, e.at, e.parent, e.payload, e.targets";

fn kept(row: &Row) -> rusqlite::Result<Kept> {
    let number = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    Ok(Kept {
        id: number(0)?,
        channel: row.get(1)?,
        version: number(2)?,
        kind: row.get(3)?,
        actor: row.get(4)?,
        at: row.get(5)?,
        parent: row.get::<_, Option<i64>>(6)?.map(i64::unsigned_abs),
        payload: row.get(7)?,
        targets: row.get(8)?,
    })
}

fn channel_number(r: &Read, workspace: &str, channel: &str) -> Result<Option<i64>> {
    Ok(r.sql()
        .prepare_cached(
            "SELECT c.id FROM event_channel c JOIN workspace w ON w.id = c.workspace
             WHERE w.name = ?1 AND c.name = ?2",
        )?
        .query_row(params![workspace, channel], |row| row.get(0))
        .optional()?)
}

/// The channel's events above `after`, oldest first.
pub fn after(
    r: &Read,
    workspace: &str,
    channel: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<Kept>> {
    let Some(number) = channel_number(r, workspace, channel)? else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {COLUMNS} FROM event e JOIN event_channel c ON c.id = e.channel
         WHERE e.channel = ?1 AND e.id > ?2 ORDER BY e.id LIMIT ?3"
    );
    let mut query = r.sql().prepare_cached(&sql)?;
    let found = query.query_map(params![number, stored(after)?, stored(limit as u64)?], kept)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Events below `before`, newest first, of one channel or of all.
pub fn before(
    r: &Read,
    workspace: &str,
    channel: Option<&str>,
    before: u64,
    limit: usize,
) -> Result<Vec<Kept>> {
    let (of, number) = match channel {
        Some(channel) => ("e.channel", channel_number(r, workspace, channel)?),
        None => ("e.workspace", workspace::number(r, workspace)?),
    };
    let Some(number) = number else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {COLUMNS} FROM event e JOIN event_channel c ON c.id = e.channel
         WHERE {of} = ?1 AND e.id < ?2 ORDER BY e.id DESC LIMIT ?3"
    );
    let mut query = r.sql().prepare_cached(&sql)?;
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    let found = query.query_map(params![number, before, stored(limit as u64)?], kept)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// One event, while it is kept.
pub fn one(r: &Read, workspace: &str, id: u64) -> Result<Option<Kept>> {
    let Some(number) = workspace::number(r, workspace)? else { return Ok(None) };
    let sql = format!(
        "SELECT {COLUMNS} FROM event e JOIN event_channel c ON c.id = e.channel
         WHERE e.workspace = ?1 AND e.id = ?2"
    );
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    Ok(r.sql().prepare_cached(&sql)?.query_row(params![number, id], kept).optional()?)
}

/// The workspaces that have events.
pub fn workspaces(r: &Read) -> Result<Vec<i64>> {
    let mut query = r.sql().prepare_cached("SELECT workspace FROM event_log ORDER BY workspace")?;
    let found = query.query_map([], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Takes out the oldest events of one workspace (by its number): those before the time
/// `not_before`, and those that together with all newer ones are more than `most` bytes; at most
/// `batch` of them, so that no other write waits for long. Whether there may be more.
pub fn prune(
    w: &Write,
    workspace: i64,
    not_before: Option<i64>,
    most: Option<u64>,
    batch: usize,
) -> Result<bool> {
    let mut bytes: i64 = w
        .sql()
        .prepare_cached("SELECT bytes FROM event_log WHERE workspace = ?1")?
        .query_row([workspace], |row| row.get(0))?;
    let most = most.map(|most| i64::try_from(most).unwrap_or(i64::MAX));
    let mut gone: HashMap<i64, i64> = HashMap::new();
    let (mut bound, mut seen) = (0, 0);
    {
        let mut query = w.sql().prepare_cached(
            "SELECT id, channel, at, length(CAST(payload AS BLOB)) + length(CAST(actor AS BLOB))
                 + coalesce(length(CAST(targets AS BLOB)), 0)
             FROM event WHERE workspace = ?1 ORDER BY id LIMIT ?2",
        )?;
        let mut rows = query.query(params![workspace, stored(batch as u64)?])?;
        while let Some(row) = rows.next()? {
            let (id, channel, at): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let old = not_before.is_some_and(|bound| at < bound);
            if !old && most.is_none_or(|most| bytes <= most) {
                break;
            }
            bytes -= row.get::<_, i64>(3)? + stored(ROW)?;
            gone.insert(channel, id);
            bound = id;
            seen += 1;
        }
    }
    if seen == 0 {
        return Ok(false);
    }
    let sql = w.sql();
    sql.prepare_cached("DELETE FROM event WHERE workspace = ?1 AND id <= ?2")?
        .execute(params![workspace, bound])?;
    sql.prepare_cached("UPDATE event_log SET pruned = ?2, bytes = ?3 WHERE workspace = ?1")?
        .execute(params![workspace, bound, bytes.max(0)])?;
    for (channel, last) in gone {
        sql.prepare_cached("UPDATE event_channel SET pruned = ?2 WHERE id = ?1")?
            .execute(params![channel, last])?;
        let left: bool = sql
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM event WHERE channel = ?1)")?
            .query_row([channel], |row| row.get(0))?;
        if !left {
            sql.prepare_cached("DELETE FROM event_tail WHERE channel = ?1")?.execute([channel])?;
            sql.prepare_cached("DELETE FROM event_channel WHERE id = ?1")?.execute([channel])?;
        }
    }
    Ok(seen == batch)
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    fn new<'a>(channel: &'a str, actor: &'a str, at: i64) -> New<'a> {
        let payload = r#"{"tool":"ctx_read"}"#;
        New { channel, kind: "k", actor, at, parent: None, payload, targets: None }
    }

    fn append(w: &Write, workspace: &str, new: &New) -> Result<u64> {
        let mut appender = Appender::new(w);
        let id = appender.add(workspace, new)?;
        appender.finish()?;
        Ok(id)
    }

    fn ids(kept: &[Kept]) -> Vec<(u64, u64)> {
        kept.iter().map(|e| (e.id, e.version)).collect()
    }

    #[test]
    fn ids_count_per_workspace_versions_per_channel_and_parents_per_actor() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("state.db"));
        store
            .write(|w| {
                let mut appender = Appender::new(w);
                assert_eq!(appender.add("a", &new("x", "me", 1))?, 1);
                assert_eq!(appender.add("b", &new("x", "me", 2))?, 1);
                assert_eq!(appender.add("a", &new("y", "me", 3))?, 2);
                assert_eq!(appender.add("a", &new("x", "you", 4))?, 3);
                assert_eq!(appender.add("a", &new("x", "me", 5))?, 4);
                appender.finish()
            })
            .unwrap();
        assert_eq!(store.write(|w| append(w, "a", &new("x", "me", 6))).unwrap(), 5);
        store
            .read(|r| {
                assert_eq!(ids(&after(r, "a", "x", 0, 9)?), [(1, 1), (3, 2), (4, 3), (5, 4)]);
                assert_eq!(ids(&after(r, "a", "x", 3, 1)?), [(4, 3)]);
                assert_eq!(ids(&before(r, "a", None, u64::MAX, 2)?), [(5, 4), (4, 3)]);
                assert_eq!(ids(&before(r, "a", Some("y"), 9, 9)?), [(2, 1)]);
                assert_eq!(one(r, "a", 5)?.unwrap().parent, Some(4));
                assert_eq!(one(r, "a", 4)?.unwrap().parent, Some(1));
                assert_eq!(one(r, "a", 3)?.unwrap().parent, None);
                assert_eq!(one(r, "b", 2)?, None);
                assert_eq!(after(r, "none", "x", 0, 9)?, []);
                let extent = extent(r, "a", "x")?;
                assert_eq!((extent.last, extent.version, extent.oldest), (5, 4, Some(1)));
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_failed_change_uses_no_id() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("state.db"));
        let failed: Result<()> = store.write(|w| {
            append(w, "a", &new("x", "me", 1))?;
            Err(crate::base::Error::failed("no"))
        });
        assert!(failed.is_err());
        assert_eq!(store.write(|w| append(w, "a", &new("x", "me", 1))).unwrap(), 1);
    }

    #[test]
    fn the_oldest_go_by_age_and_by_size_and_no_id_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("state.db"));
        for at in 1..=10 {
            let channel = if at <= 2 { "old" } else { "x" };
            store.write(|w| append(w, "a", &new(channel, "me", at))).unwrap();
        }
        let number = store.read(workspaces).unwrap()[0];
        assert!(store.write(|w| prune(w, number, Some(5), None, 3)).unwrap(), "there is more");
        assert!(!store.write(|w| prune(w, number, Some(5), None, 3)).unwrap());
        store
            .read(|r| {
                let x = extent(r, "a", "x")?;
                assert_eq!(
                    (x.pruned, x.oldest, x.oldest_version, x.version),
                    (4, Some(5), Some(3), 8)
                );
                let old = extent(r, "a", "old")?;
                assert_eq!((old.pruned, old.oldest, old.version), (4, None, 0));
                Ok(())
            })
            .unwrap();
        let each = ROW + 19 + 2;
        store.write(|w| prune(w, number, None, Some(3 * each), 100)).unwrap();
        assert_eq!(ids(&store.read(|r| after(r, "a", "x", 0, 9)).unwrap())[0].0, 8);
        store.write(|w| prune(w, number, None, Some(0), 100)).unwrap();
        assert_eq!(store.write(|w| append(w, "a", &new("x", "me", 11))).unwrap(), 11);
        assert_eq!(store.read(|r| one(r, "a", 11)).unwrap().unwrap().version, 1);
        assert_eq!(store.faults().unwrap(), Some(Vec::new()));
    }
}
