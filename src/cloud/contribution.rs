//! Which contributions are taken, and what may be published of them?

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Cloud, lock, now, time};
use crate::base::{Error, Result};
use crate::ledger::Key;
use crate::store::cloud::contribution::{self, Cell, Count};

/// In one request.
pub const MOST: usize = 500;
/// Behind a published cell.
const CONTRIBUTIONS: u64 = 20;
const SOURCES: u64 = 5;
/// Of one source, to one cell, in one week: half of what publishes it.
const OF_ONE: u64 = 10;
/// Weeks that a contribution counts.
const REMEMBERED: i64 = 26;
/// Twentieths of the scale from 0 to 1.
const BINS: u64 = 20;
/// Contributions from which on a mode of a cell knows what is usual.
const USUAL: u64 = 20;
/// Cells times modes times twentieths that are kept; beyond, only what is known already counts.
const ROWS: u64 = 200_000;

const BUCKETS: [&str; 4] = ["0-500", "500-2k", "2k-10k", "10k+"];
const MODES: [&str; 3] = ["full", "map", "signatures"];

/// One contribution, as it comes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub file_ext: String,
    pub size_bucket: String,
    pub best_mode: String,
    /// The share of tokens that was saved, 0 to 1.
    pub compression_ratio: f64,
}

impl Entry {
    /// # Errors
    /// `invalid_arguments`.
    fn check(&self) -> Result<()> {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+_-".contains(&b);
        let fault =
            if !(1..=16).contains(&self.file_ext.len()) || !self.file_ext.bytes().all(letter) {
                "`file_ext` is 1 to 16 of a-z, 0-9, `+`, `_` and `-`"
            } else if !BUCKETS.contains(&self.size_bucket.as_str()) {
                "`size_bucket` is `0-500`, `500-2k`, `2k-10k` or `10k+`"
            } else if !MODES.contains(&self.best_mode.as_str()) {
                "`best_mode` is `full`, `map` or `signatures`"
            } else if !(0.0..=1.0).contains(&self.compression_ratio) {
                "`compression_ratio` is a number from 0 to 1"
            } else {
                return Ok(());
            };
        Err(Error::invalid(fault))
    }

    fn bin(&self) -> u64 {
        // Between 0 and 20: `check` came before.
        ((self.compression_ratio * BINS as f64) as u64).min(BINS - 1)
    }
}

/// What is advised for a kind of file of a size.
#[derive(Debug, Clone, Serialize)]
pub struct Advice {
    pub file_ext: String,
    pub size_bucket: String,
    pub recommended_mode: String,
    /// The share of contributions that named this mode, three decimals.
    pub confidence: f64,
}

#[derive(Serialize)]
struct Model {
    models: Vec<Advice>,
    generated_at: String,
    signer_public_key: String,
    signature: String,
}

impl Cloud {
    /// How many were taken; the others are outliers, or too many of one source.
    ///
    /// # Errors
    /// `invalid_arguments`, for the whole of it, when one entry is malformed.
    pub fn contribute(&self, entries: &[Entry], from: IpAddr) -> Result<usize> {
        if entries.is_empty() || entries.len() > MOST {
            return Err(Error::invalid(format!("`entries` holds 1 to {MOST} entries")));
        }
        entries.iter().try_for_each(Entry::check)?;
        let week = self.week()?;
        let mark = lock(&self.sources).mark(from);
        let mark = mark.ok_or_else(|| Error::internal("there is no key for sources"))?;
        let taken = self.store.write(|w| {
            let full = contribution::rows(w)? >= ROWS;
            let mut taken = 0;
            for entry in entries {
                let cell = Cell {
                    file_ext: entry.file_ext.clone(),
                    size_bucket: entry.size_bucket.clone(),
                };
                let bins = contribution::bins(w, &cell, &entry.best_mode)?;
                let usual = is_usual(&bins, entry.bin());
                let fits = !full || bins.iter().any(|(bin, _)| *bin == entry.bin());
                if usual && fits && contribution::count_source(w, week, &cell, &mark, OF_ONE)? {
                    contribution::add(w, week, &cell, &entry.best_mode, entry.bin())?;
                    taken += 1;
                }
            }
            Ok(taken)
        })?;
        self.unpublish();
        Ok(taken)
    }

    /// This week's number. With a new week the old one's sources become numbers.
    pub(super) fn week(&self) -> Result<i64> {
        let (week, new) = lock(&self.sources).turn(now())?;
        if new {
            self.store.write(|w| contribution::close(w, week, week - REMEMBERED))?;
            self.unpublish();
        }
        Ok(week)
    }

    /// What is advised, signed, as JSON.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn models(&self) -> Result<Vec<u8>> {
        if let Some(published) = lock(&self.published).as_ref() {
            return Ok(published.clone());
        }
        let (counts, reach) =
            self.store.read(|r| Ok((contribution::counts(r)?, contribution::reach(r)?)))?;
        let models = advise(&counts, &reach.into_iter().collect());
        let bytes = signed(&self.key, models, time(now()))?;
        *lock(&self.published) = Some(bytes.clone());
        Ok(bytes)
    }
}

/// Whether a twentieth is near what others found: within four deviations of the median (the
/// median absolute one, at least a twentieth), once there are enough to tell.
fn is_usual(bins: &[(u64, u64)], bin: u64) -> bool {
    let total: u64 = bins.iter().map(|(_, count)| count).sum();
    if total < USUAL {
        return true;
    }
    let median = weighted_median(bins.to_vec(), total);
    let apart = bins.iter().map(|(bin, count)| (bin.abs_diff(median), *count)).collect();
    let deviation = weighted_median(apart, total).max(1);
    bin.abs_diff(median) <= 4 * deviation
}

fn weighted_median(mut values: Vec<(u64, u64)>, total: u64) -> u64 {
    values.sort_unstable();
    let mut before = 0;
    for (value, count) in values {
        before += count;
        if before * 2 >= total {
            return value;
        }
    }
    0
}

/// For each cell with enough behind it, the mode that most named; of two that as many named, the
/// one that saved more.
fn advise(counts: &[Count], reach: &BTreeMap<Cell, u64>) -> Vec<Advice> {
    let mut cells: BTreeMap<&Cell, BTreeMap<&str, (u64, u64)>> = BTreeMap::new();
    for count in counts {
        let (named, saved) = cells.entry(&count.cell).or_default().entry(&count.mode).or_default();
        *named += count.count;
        *saved += count.count * count.bin;
    }
    let enough = |cell: &Cell, total| {
        total >= CONTRIBUTIONS && reach.get(cell).is_some_and(|sources| *sources >= SOURCES)
    };
    cells
        .into_iter()
        .filter_map(|(cell, modes)| {
            let total: u64 = modes.values().map(|(named, _)| named).sum();
            let (mode, (named, _)) = modes.into_iter().max_by_key(|(_, found)| *found)?;
            enough(cell, total).then(|| Advice {
                file_ext: cell.file_ext.clone(),
                size_bucket: cell.size_bucket.clone(),
                recommended_mode: mode.to_owned(),
                confidence: (named as f64 / total as f64 * 1000.0).round() / 1000.0,
            })
        })
        .collect()
}

fn signed(key: &Key, models: Vec<Advice>, generated_at: String) -> Result<Vec<u8>> {
    let mut text = format!("lean-ctx/models/v1\n{generated_at}\n");
    for m in &models {
        let line =
            [&m.file_ext, &m.size_bucket, &m.recommended_mode].map(String::as_str).join("\t");
        text.push_str(&format!("{line}\t{:.3}\n", m.confidence));
    }
    let signature = hex::encode(key.sign(text.as_bytes()));
    let model = Model { models, generated_at, signer_public_key: key.public_hex(), signature };
    serde_json::to_vec(&model).map_err(|e| Error::internal("a model does not serialise").source(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_all_others_is_refused() {
        assert!(is_usual(&[(3, 19)], 19), "too few to tell");
        assert!(is_usual(&[(3, 30)], 7));
        assert!(!is_usual(&[(3, 30)], 8));
        assert!(is_usual(&[(1, 10), (5, 10), (9, 10)], 15));
    }

    #[test]
    fn a_cell_needs_contributions_and_sources() {
        let cell = |ext: &str| Cell { file_ext: ext.into(), size_bucket: "0-500".into() };
        let count =
            |ext, mode: &str, bin, count| Count { cell: cell(ext), mode: mode.into(), bin, count };
        let counts = [
            count("c", "map", 10, 19),
            count("go", "map", 10, 400),
            count("rs", "full", 0, 10),
            count("rs", "map", 10, 10),
        ];
        let reach = [(cell("c"), 9), (cell("go"), 4), (cell("rs"), 5)].into_iter().collect();
        let advice = advise(&counts, &reach);
        assert_eq!(advice.len(), 1, "{advice:?}");
        assert_eq!((advice[0].recommended_mode.as_str(), advice[0].confidence), ("map", 0.5));
    }
}
