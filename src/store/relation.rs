//! Which rows hold the ties between the keys of facts?

use rusqlite::{Row, ToSql, params};

use super::{Concept, Read, Write, stored, usage, workspace};
use crate::base::Result;

/// A tie between two keys, each a category and a key in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    pub from: (String, String),
    pub kind: String,
    pub to: (String, String),
    pub author: String,
    pub at: i64,
}

/// What a tie costs beside its row: the words of its two ends.
fn relation_size(relation: &Relation) -> u64 {
    let ends = [&relation.from, &relation.to];
    let words: usize = ends.iter().map(|(category, key)| category.len() + key.len()).sum();
    words as u64 + relation.kind.len() as u64 + usage::ROW
}

/// Ties two keys; `false` where they were tied so already.
///
/// # Errors
/// `tool_error` when the quota has no room.
pub fn relate(w: &Write, workspace: &str, tie: &Relation, quota: Option<u64>) -> Result<bool> {
    let ws = workspace::claim(w, workspace)?;
    let made = w
        .sql()
        .prepare_cached("INSERT OR IGNORE INTO relation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            ws, tie.from.0, tie.from.1, tie.kind, tie.to.0, tie.to.1, tie.author, tie.at
        ])?;
    if made == 1 {
        usage::change(w, ws, Concept::Fact, (0, relation_size(tie)), quota)?;
    }
    Ok(made == 1)
}

/// Undoes ties from one key to another, of one kind or of all; those that were.
pub fn unrelate(
    w: &Write,
    workspace: &str,
    from: &(String, String),
    to: &(String, String),
    kind: Option<&str>,
) -> Result<Vec<Relation>> {
    let Some(ws) = workspace::number(w, workspace)? else { return Ok(Vec::new()) };
    let rest = "workspace = ?1 AND from_category = ?2 AND from_key = ?3
         AND to_category = ?4 AND to_key = ?5 AND (?6 IS NULL OR kind = ?6)";
    drop_relations(w, ws, rest, &[&ws, &from.0, &from.1, &to.0, &to.1, &kind])
}

/// Undoes every tie from and to a key.
pub(super) fn drop_all(w: &Write, ws: i64, category: &str, key: &str) -> Result<()> {
    let rest = "workspace = ?1 AND ((from_category = ?2 AND from_key = ?3)
         OR (to_category = ?2 AND to_key = ?3))";
    drop_relations(w, ws, rest, &[&ws, &category, &key]).map(|_| ())
}

fn drop_relations(w: &Write, ws: i64, rest: &str, values: &[&dyn ToSql]) -> Result<Vec<Relation>> {
    let mut query =
        w.sql().prepare_cached(&format!("DELETE FROM relation WHERE {rest} RETURNING {TIE}"))?;
    let gone: Vec<Relation> = query.query_map(values, relation)?.collect::<Result<_, _>>()?;
    let freed = gone.iter().map(relation_size).sum();
    usage::change(w, ws, Concept::Fact, (freed, 0), None)?;
    Ok(gone)
}

const TIE: &str = "from_category, from_key, kind, to_category, to_key, author, at";

fn relation(row: &Row) -> rusqlite::Result<Relation> {
    Ok(Relation {
        from: (row.get(0)?, row.get(1)?),
        kind: row.get(2)?,
        to: (row.get(3)?, row.get(4)?),
        author: row.get(5)?,
        at: row.get(6)?,
    })
}

/// Ties from and to a key, in the order of their ends; at most `limit`.
pub fn relations(
    r: &Read,
    workspace: &str,
    (category, key): (&str, &str),
    limit: usize,
) -> Result<Vec<Relation>> {
    let Some(ws) = workspace::number(r, workspace)? else { return Ok(Vec::new()) };
    let mut query = r.sql().prepare_cached(&format!(
        "SELECT {TIE} FROM relation WHERE workspace = ?1 AND from_category = ?2 AND from_key = ?3
         UNION SELECT {TIE} FROM relation WHERE workspace = ?1 AND to_category = ?2 AND to_key = ?3
         ORDER BY 1, 2, 3, 4, 5 LIMIT ?4"
    ))?;
    let rows = query.query_map(params![ws, category, key, stored(limit as u64)?], relation)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
