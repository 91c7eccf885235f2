//! What could others learn from how this user reads? At most 500 rows of four fields, out of this machine's own habits.

use std::collections::BTreeMap;

use serde::Serialize;

use super::habit::{Cell, Cells};
use crate::base::Result;
use crate::base::error::Context as _;
use crate::workspace::language::Language;

/// Rows of one contribution.
const MOST: usize = 500;
/// A mode that was used less often says nothing.
const FEWEST: u64 = 3;
/// The modes that a contribution can name.
pub const MODES: [&str; 3] = ["full", "map", "signatures"];

/// Nothing else is sent: no account, no device, no time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub file_ext: String,
    pub size_bucket: String,
    pub best_mode: String,
    /// Share of the tokens that was saved, to two decimals.
    pub compression_ratio: f64,
}

/// The best mode of each extension and size: the one that saved the most, where what had to be read again
/// counts as not saved. Extensions that no language here has are left out: they could tell whose they are.
pub fn rows(cells: &Cells) -> Vec<Row> {
    let mut best: BTreeMap<(&str, &str), (f64, &str)> = BTreeMap::new();
    for (name, cell) in cells {
        let Some((ext, bucket, mode)) = parts(name) else { continue };
        let known = Language::of_path(&format!("x.{ext}")).is_some();
        if cell.reads < FEWEST || !known || !MODES.contains(&mode) {
            continue;
        }
        let worth = worth(cell);
        let own = best.entry((ext, bucket)).or_insert((worth, mode));
        if worth > own.0 {
            *own = (worth, mode);
        }
    }
    let row = |((ext, bucket), (saved, mode)): ((&str, &str), (f64, &str))| Row {
        file_ext: ext.to_owned(),
        size_bucket: bucket.to_owned(),
        best_mode: mode.to_owned(),
        compression_ratio: (saved * 100.0).round() / 100.0,
    };
    best.into_iter().map(row).take(MOST).collect()
}

/// The bytes that are sent.
///
/// # Errors
/// When JSON cannot be spelt.
pub fn body(rows: &[Row]) -> Result<Vec<u8>> {
    serde_json::to_vec(&BTreeMap::from([("entries", rows)])).context(|| "cannot spell JSON".into())
}

/// `extension/bucket/mode`.
pub fn parts(cell: &str) -> Option<(&str, &str, &str)> {
    let (ext, rest) = cell.split_once('/')?;
    let (bucket, mode) = rest.split_once('/')?;
    Some((ext, bucket, mode))
}

/// Share of the tokens that a mode saves, with those it failed to save.
pub fn worth(cell: &Cell) -> f64 {
    cell.saved() * (1.0 - cell.bounced())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_mode_is_the_one_that_did() {
        let cell = |reads, bounces, delivered| Cell { reads, bounces, source: 1000, delivered };
        let cells: Cells = [
            ("rs/500-2k/full", cell(9, 0, 1000)),
            ("rs/500-2k/map", cell(4, 4, 50)),
            ("rs/500-2k/signatures", cell(5, 1, 200)),
            ("py/0-500/full", cell(3, 0, 1000)),
            ("py/2k-10k/map", cell(2, 0, 10)),
            ("acme/0-500/full", cell(9, 0, 1000)),
            ("go/0-500/lines", cell(9, 0, 10)),
        ]
        .map(|(name, cell)| (name.to_owned(), cell))
        .into();
        let text = String::from_utf8(body(&rows(&cells)).unwrap()).unwrap();
        assert_eq!(
            text,
            "{\"entries\":[\
             {\"file_ext\":\"py\",\"size_bucket\":\"0-500\",\"best_mode\":\"full\",\"compression_ratio\":0.0},\
             {\"file_ext\":\"rs\",\"size_bucket\":\"500-2k\",\"best_mode\":\"signatures\",\"compression_ratio\":0.64}]}"
        );
    }
}
