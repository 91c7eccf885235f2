//! Which rows hold the savings that a team's members report, and which weeks were told of?

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Read, Write, stored};
use crate::base::Result;

/// One who reports: a key and the token that it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    pub id: i64,
    /// 64 lower-case hex digits.
    pub key: String,
    pub token: String,
}

/// What one day of a signer and period came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    pub period: String,
    /// Days since 1970, of `created`.
    pub day: i64,
    /// Nanoseconds since 1970.
    pub created: i64,
    pub last_entry_hash: String,
    pub net_saved_tokens: u64,
    pub saved_micro_usd: i64,
    pub total_events: u64,
}

fn signer_of(row: &Row) -> rusqlite::Result<Signer> {
    Ok(Signer { id: row.get(0)?, key: row.get(1)?, token: row.get(2)? })
}

/// All that report, the longest known first.
pub fn signers(r: &Read) -> Result<Vec<Signer>> {
    let mut query =
        r.sql().prepare_cached("SELECT id, key, token FROM savings_signer ORDER BY id")?;
    Ok(query.query_map([], signer_of)?.collect::<Result<_, _>>()?)
}

/// Those who have this key or this token: one where they belong together, two where not.
pub fn bound(r: &Read, key: &str, token: &str) -> Result<Vec<Signer>> {
    let mut query = r
        .sql()
        .prepare_cached("SELECT id, key, token FROM savings_signer WHERE key = ?1 OR token = ?2")?;
    Ok(query.query_map(params![key, token], signer_of)?.collect::<Result<_, _>>()?)
}

/// Binds a key to a token, neither of which is bound yet. `at`: milliseconds since 1970.
pub fn bind(w: &Write, key: &str, token: &str, at: i64) -> Result<i64> {
    w.sql()
        .prepare_cached("INSERT INTO savings_signer (key, token, bound) VALUES (?1, ?2, ?3)")?
        .execute(params![key, token, at])?;
    Ok(w.sql().last_insert_rowid())
}

/// Puts a key in the place of the one that a signer had.
pub fn rekey(w: &Write, signer: i64, key: &str) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE savings_signer SET key = ?2 WHERE id = ?1")?
        .execute(params![signer, key])?;
    Ok(())
}

/// What a signer has reported, the oldest first.
pub fn reported(r: &Read, signer: i64) -> Result<Vec<Reported>> {
    let mut query = r.sql().prepare_cached(
        "SELECT period, day, created, last_entry_hash, net_saved_tokens, saved_micro_usd,
                total_events
         FROM savings_batch WHERE signer = ?1 ORDER BY created",
    )?;
    let rows = query.query_map([signer], |row| {
        Ok(Reported {
            period: row.get(0)?,
            day: row.get(1)?,
            created: row.get(2)?,
            last_entry_hash: row.get(3)?,
            net_saved_tokens: row.get::<_, i64>(4)?.unsigned_abs(),
            saved_micro_usd: row.get(5)?,
            total_events: row.get::<_, i64>(6)?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest batch of a period, as it was signed.
pub fn newest_body(r: &Read, signer: i64, period: &str) -> Result<Option<String>> {
    let mut query = r.sql().prepare_cached(
        "SELECT body FROM savings_batch WHERE signer = ?1 AND period = ?2
         ORDER BY created DESC LIMIT 1",
    )?;
    Ok(query.query_row(params![signer, period], |row| row.get(0)).optional()?)
}

/// Keeps a batch in place of an older one of its day. Of days before `opens` only the newest
/// stays, which is what the days since then begin with. `at`: milliseconds since 1970.
pub fn keep(
    w: &Write,
    signer: i64,
    batch: &Reported,
    body: &str,
    opens: i64,
    at: i64,
) -> Result<()> {
    w.sql()
        .prepare_cached(
            "INSERT OR REPLACE INTO savings_batch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            signer,
            batch.period,
            batch.day,
            batch.created,
            at,
            batch.last_entry_hash,
            stored(batch.net_saved_tokens)?,
            batch.saved_micro_usd,
            stored(batch.total_events)?,
            body,
        ])?;
    w.sql()
        .prepare_cached(
            "DELETE FROM savings_batch WHERE signer = ?1 AND period = ?2 AND day < (
                 SELECT max(day) FROM savings_batch
                 WHERE signer = ?1 AND period = ?2 AND day <= ?3)",
        )?
        .execute(params![signer, batch.period, opens])?;
    Ok(())
}

/// Takes a week's report to post it, until `until`; how often that was tried before. `None`: it is
/// posted, or not due, or somebody else's now. Times are milliseconds since 1970.
pub fn take_week(w: &Write, week: &str, now: i64, until: i64) -> Result<Option<u32>> {
    let mut query = w.sql().prepare_cached(
        "INSERT INTO savings_post (week, tries, next) VALUES (?1, 1, ?3)
         ON CONFLICT DO UPDATE SET tries = tries + 1, next = ?3
         WHERE posted IS NULL AND next <= ?2
         RETURNING tries - 1",
    )?;
    Ok(query.query_row(params![week, now, until], |row| row.get(0)).optional()?)
}

/// Says when a week's report, which could not be posted, may be tried again.
pub fn put_week_back(w: &Write, week: &str, next: i64) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE savings_post SET next = ?2 WHERE week = ?1 AND posted IS NULL")?
        .execute(params![week, next])?;
    Ok(())
}

/// A week's report is out.
pub fn week_is_posted(w: &Write, week: &str, at: i64) -> Result<()> {
    w.sql()
        .prepare_cached("UPDATE savings_post SET posted = ?2 WHERE week = ?1")?
        .execute(params![week, at])?;
    Ok(())
}

/// When a week's report is due: `None` once it is out, 0 where nobody has tried.
pub fn week_due(r: &Read, week: &str) -> Result<Option<i64>> {
    let mut query =
        r.sql().prepare_cached("SELECT next, posted FROM savings_post WHERE week = ?1")?;
    let found = query
        .query_row([week], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?)))
        .optional()?;
    Ok(match found {
        None => Some(0),
        Some((next, None)) => Some(next),
        Some((_, Some(_))) => None,
    })
}
