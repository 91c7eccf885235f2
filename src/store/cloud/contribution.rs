//! What was contributed, by how many sources, with nothing in common between the two?

use rusqlite::params;

use super::super::{Read, Write, stored};
use crate::base::Result;

/// What is published together or not at all: a kind of file of a size.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    pub file_ext: String,
    pub size_bucket: String,
}

/// Of one cell and mode: how many contributions lie in a twentieth of the scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub cell: Cell,
    pub mode: String,
    pub bin: u64,
    pub count: u64,
}

pub fn add(w: &Write, week: i64, cell: &Cell, mode: &str, bin: u64) -> Result<()> {
    w.sql()
        .prepare_cached(
            "INSERT INTO contribution (week, file_ext, size_bucket, mode, bin, count)
             VALUES (?1, ?2, ?3, ?4, ?5, 1) ON CONFLICT DO UPDATE SET count = count + 1",
        )?
        .execute(params![week, cell.file_ext, cell.size_bucket, mode, stored(bin)?])?;
    Ok(())
}

/// How often each twentieth was named for a mode of a cell: (bin, count), by bin.
pub fn bins(r: &Read, cell: &Cell, mode: &str) -> Result<Vec<(u64, u64)>> {
    let mut query = r.sql().prepare_cached(
        "SELECT bin, sum(count) FROM contribution
         WHERE file_ext = ?1 AND size_bucket = ?2 AND mode = ?3 GROUP BY bin ORDER BY bin",
    )?;
    let rows = query.query_map(params![cell.file_ext, cell.size_bucket, mode], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts one contribution of a source to a cell this week, unless it has given `most`; whether it
/// was counted.
pub fn count_source(w: &Write, week: i64, cell: &Cell, source: &[u8], most: u64) -> Result<bool> {
    let changed = w
        .sql()
        .prepare_cached(
            "INSERT INTO contribution_source (week, file_ext, size_bucket, source, count)
             VALUES (?1, ?2, ?3, ?4, 1)
             ON CONFLICT DO UPDATE SET count = count + 1 WHERE count < ?5",
        )?
        .execute(params![week, cell.file_ext, cell.size_bucket, source, stored(most)?])?;
    Ok(changed > 0)
}

/// Turns the sources of weeks before this one into numbers, and forgets contributions from before
/// `oldest`.
pub fn close(w: &Write, week: i64, oldest: i64) -> Result<()> {
    w.sql().pragma_update(None, "secure_delete", true)?;
    w.sql()
        .prepare_cached(
            "INSERT INTO contribution_reach (file_ext, size_bucket, sources)
             SELECT file_ext, size_bucket, max(sources) FROM
                 (SELECT file_ext, size_bucket, count(*) AS sources FROM contribution_source
                  WHERE week < ?1 GROUP BY week, file_ext, size_bucket)
             WHERE true GROUP BY file_ext, size_bucket
             ON CONFLICT DO UPDATE SET sources = max(sources, excluded.sources)",
        )?
        .execute([week])?;
    w.sql().prepare_cached("DELETE FROM contribution_source WHERE week < ?1")?.execute([week])?;
    w.sql().prepare_cached("DELETE FROM contribution WHERE week < ?1")?.execute([oldest])?;
    Ok(())
}

/// How many rows there are.
pub fn rows(r: &Read) -> Result<u64> {
    let mut query = r.sql().prepare_cached("SELECT count(*) FROM contribution")?;
    Ok(query.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// All counts, by cell, mode and bin.
pub fn counts(r: &Read) -> Result<Vec<Count>> {
    let mut query = r.sql().prepare_cached(
        "SELECT file_ext, size_bucket, mode, bin, sum(count) FROM contribution
         GROUP BY file_ext, size_bucket, mode, bin ORDER BY file_ext, size_bucket, mode, bin",
    )?;
    let rows = query.query_map([], |row| {
        Ok(Count {
            cell: Cell { file_ext: row.get(0)?, size_bucket: row.get(1)? },
            mode: row.get(2)?,
            bin: row.get::<_, i64>(3)?.unsigned_abs(),
            count: row.get::<_, i64>(4)?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The most sources that each cell had in any one week: the key of the next week tells nobody
/// whether they were the same, so weeks are not added up.
pub fn reach(r: &Read) -> Result<Vec<(Cell, u64)>> {
    let mut query = r.sql().prepare_cached(
        "SELECT file_ext, size_bucket, max(sources) FROM
             (SELECT file_ext, size_bucket, sources FROM contribution_reach
              UNION ALL
              SELECT file_ext, size_bucket, count(*) FROM contribution_source
              GROUP BY week, file_ext, size_bucket)
         GROUP BY file_ext, size_bucket",
    )?;
    let rows = query.query_map([], |row| {
        let cell = Cell { file_ext: row.get(0)?, size_bucket: row.get(1)? };
        Ok((cell, row.get::<_, i64>(2)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
