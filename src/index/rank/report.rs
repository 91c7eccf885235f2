//! Where is what a pasted issue or trace tells of? Files by what reports hold (`file`), of each the functions that it speaks
//! of (`function`): lines of code that likely have to change.

use std::sync::Arc;

use super::gather::Parts;
use super::{Hit, Why, place, positive};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::index::View;

pub mod file;
pub mod function;
mod shown;
mod text;
mod walk;
mod weight;

use file::{Candidate, Found};
use shown::Shown;

/// The best `limit` places, best first.
///
/// # Errors
/// As `super::rank`.
pub fn rank(
    view: &View,
    parts: &Parts<'_>,
    query: &str,
    limit: usize,
    explain: bool,
    deadline: &Deadline,
) -> Result<Vec<Hit>> {
    let report = text::read(query);
    let found = file::candidates(view, parts, &report, &weight::FILE, deadline)?;
    deadline.check()?;
    let functions = function::functions(view, &report, &found, &weight::FUNCTION)?;
    let mut score = f32::MAX;
    let hit = |place: Shown| {
        let candidate = &found.candidates[place.file];
        let entry = candidate.entry;
        let text = view.snapshot().packs.text(entry.place()?);
        // A further place of a file stands where it is worth showing: it ranks as what it follows.
        score = score.min(positive(candidate.score));
        let last = entry.lines.max(1);
        Some(text.map(|file| Hit {
            path: Arc::clone(&entry.path),
            blob: entry.blob,
            start_line: place.lines.0.min(last),
            end_line: place.lines.1.min(last),
            score,
            kind: place::kind(entry),
            file,
            why: explain.then(|| why(&found, candidate)),
        }))
    };
    shown::places(&found.candidates, &functions, limit).into_iter().filter_map(hit).collect()
}

fn why(found: &Found<'_, '_>, candidate: &Candidate<'_>) -> Why {
    let parts = file::NAMES.iter().zip(candidate.row).zip(weight::FILE);
    let mut counted: Vec<(&'static str, f32)> = parts
        .map(|((name, value), weight)| (*name, value * weight))
        .filter(|(_, value)| value.abs() >= 0.005)
        .collect();
    counted.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(b.0)));
    Why { asked: "report", words: found.words.iter().map(|w| w.text.clone()).collect(), counted }
}

/// Of a report each candidate's path and features, and of the functions the candidate, the lines and features.
pub struct Featured {
    pub files: Vec<(Arc<str>, file::Values)>,
    pub functions: Vec<(usize, (u32, u32), function::Values)>,
}

/// For `scripts/issues --fit`.
///
/// # Errors
/// As `super::rank`.
pub fn features(view: &View, query: &str) -> Result<Featured> {
    let report = text::read(query);
    let parts = Parts::new(view, &crate::index::filter::Filter::default())?;
    let found = file::candidates(view, &parts, &report, &weight::FILE, &Deadline::none())?;
    let functions = function::functions(view, &report, &found, &weight::FUNCTION)?;
    Ok(Featured {
        files: found.candidates.iter().map(|c| (Arc::clone(&c.entry.path), c.row)).collect(),
        functions: functions.iter().map(|f| (f.file, f.lines, f.row)).collect(),
    })
}
