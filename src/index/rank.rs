//! Where is this explained or done? Files ranked for a question in a person's words.
//!
//! A query is words and nothing else: our tokenizer cuts it, and no character of it is syntax. The best chunks and
//! files by BM25 are candidates (`gather`); features of each (`score`) are summed by weights that were fitted on
//! questions with known answers (`weight`); of each file the lines are shown that answer best (`line`, `order`).

use std::sync::Arc;

use super::View;
use super::filter::Filter;
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::workspace::pack::Text;
use crate::workspace::source::BlobId;

mod gather;
pub mod line;
mod number;
mod order;
mod place;
mod question;
pub mod report;
pub mod score;
mod weight;

use gather::Parts;
use line::Piece;
pub use number::Numbers;
pub use place::Said;
use question::{Asked, Question};
use score::{Candidate, NAMES};

/// Is it a word that a sentence has for its grammar alone, as the tokenizer leaves it?
pub fn is_stop(word: &str) -> bool {
    question::STOP_WORDS.contains(&word)
}

/// What kind of file an answer is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitKind {
    Code,
    Test,
    Document,
    Data,
}

impl HitKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Test => "test",
            Self::Document => "document",
            Self::Data => "data",
        }
    }
}

/// Lines of a file that answer.
#[derive(Debug, Clone)]
pub struct Hit {
    pub path: Arc<str>,
    pub blob: BlobId,
    pub start_line: u32,
    /// Included.
    pub end_line: u32,
    pub score: f32,
    pub kind: HitKind,
    /// The whole file, to cut a snippet from.
    pub file: Text,
    /// Only when asked for.
    pub why: Option<Why>,
}

/// How a score came to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// What the query was taken for.
    pub asked: &'static str,
    /// The words that were searched, as the index knows them.
    pub words: Vec<String>,
    /// What counted, and how much: the greatest first.
    pub counted: Vec<(&'static str, f32)>,
}

/// Lines of a declaration that are shown.
const SHOWN: u32 = 60;
/// What a declaration must be worth to be shown in place of the best chunk.
const TELLING: f32 = 0.5;
/// Lines shown around one that is named.
const AROUND: u32 = 10;

/// The best `limit` places, best first: files by their scores (equal ones in path order), more than one place of a file
/// where it is sure (`order`).
///
/// # Errors
/// `invalid_arguments` for a query without a single word, `tool_error` for a filter's path that is
/// not there, `request_timeout`.
pub fn rank(
    view: &View,
    query: &str,
    filter: &Filter,
    limit: usize,
    explain: bool,
    deadline: &Deadline,
) -> Result<Vec<Hit>> {
    watched(view, query, filter, (limit, explain), deadline, &mut |_| {})
}

/// As `rank`; `watch` hears of each phase, when it is over.
///
/// # Errors
/// As `rank`.
pub fn watched(
    view: &View,
    query: &str,
    filter: &Filter,
    (limit, explain): (usize, bool),
    deadline: &Deadline,
    watch: &mut dyn FnMut(&'static str),
) -> Result<Vec<Hit>> {
    let mut question = Question::new(query)?;
    let parts = Parts::new(view, filter)?;
    watch("question");
    if question.asked == Asked::Report {
        return report::rank(view, &parts, query, limit, explain, deadline);
    }
    let weighed = score::weigh(&parts, &mut question)?;
    watch("words");
    let all = score::candidates(view, &parts, &weighed, deadline, watch)?;
    let best: Vec<&Candidate> = all.iter().take(limit).collect();
    let asked = weighed.question.asked;
    let (pieces, order) = if asked == Asked::Question {
        let pieces = line::pieces(view, &parts, &weighed, &best)?;
        let pieces: Vec<Vec<Piece>> = pieces.into_iter().map(line::joined).collect();
        // Of all candidates, so that a longer page begins as a shorter one does.
        let scores: Vec<f32> = all.iter().map(|candidate| candidate.score).collect();
        let order = order::order(&scores, &pieces, limit);
        (pieces, order)
    } else {
        (Vec::new(), (0..best.len()).map(|file| (file, 0)).collect())
    };
    watch("pieces");
    let mut hits: Vec<Hit> = Vec::with_capacity(order.len());
    for (file, piece) in order {
        let candidate = &all[file];
        let entry = candidate.entry;
        let Some(place) = entry.place() else { continue };
        let piece = pieces.get(file).and_then(|pieces| pieces.get(piece));
        let (start_line, end_line) = shown(&parts, candidate, piece);
        // A further place of a file is told with the score of the place before it, so that scores only fall.
        let last = hits.last().map_or(f32::INFINITY, |hit| hit.score);
        hits.push(Hit {
            path: Arc::clone(&entry.path),
            blob: entry.blob,
            start_line,
            end_line: end_line.min(entry.lines.max(1)),
            score: positive(candidate.score).min(last),
            kind: place::kind(entry),
            file: view.snapshot().packs.text(place)?,
            why: explain.then(|| why(weighed.question, candidate)),
        });
    }
    watch("places");
    Ok(hits)
}

/// A candidate's path and features.
pub type Featured = (Arc<str>, score::Values);

/// What a query is taken for, and its candidates' features, for `scripts/fit`.
///
/// # Errors
/// As `rank`.
pub fn features(view: &View, query: &str) -> Result<(&'static str, Vec<Featured>)> {
    let mut question = Question::new(query)?;
    let parts = Parts::new(view, &Filter::default())?;
    let weighed = score::weigh(&parts, &mut question)?;
    let all = score::candidates(view, &parts, &weighed, &Deadline::none(), &mut |_| {})?;
    let rows = all.into_iter().map(|c| (Arc::clone(&c.entry.path), c.row)).collect();
    Ok((weighed.question.asked.name(), rows))
}

/// A file's path, and its pieces' lines and features.
pub type Cut = (Arc<str>, Vec<((u32, u32), line::Values)>);

/// The pieces of the best `limit` files, for `scripts/fit`.
///
/// # Errors
/// As `rank`.
pub fn pieces(view: &View, query: &str, limit: usize) -> Result<Vec<Cut>> {
    let mut question = Question::new(query)?;
    let parts = Parts::new(view, &Filter::default())?;
    let weighed = score::weigh(&parts, &mut question)?;
    let mut all = score::candidates(view, &parts, &weighed, &Deadline::none(), &mut |_| {})?;
    all.truncate(limit);
    let best: Vec<&Candidate> = all.iter().collect();
    let cut = line::pieces(view, &parts, &weighed, &best)?;
    let rows = |pieces: Vec<Piece>| pieces.into_iter().map(|p| (p.lines, p.row)).collect();
    Ok(all.iter().zip(cut).map(|(c, cut)| (Arc::clone(&c.entry.path), rows(cut))).collect())
}

/// A score as it is told: never below 0, in the same order (ln(1 + e^x)).
fn positive(score: f32) -> f32 {
    if score > 20.0 { score } else { score.exp().ln_1p() }
}

/// The lines of a file that answer: a line that was named, the piece that was chosen, the declaration that was asked for,
/// or the best chunk.
fn shown(parts: &Parts<'_>, candidate: &Candidate<'_>, piece: Option<&Piece>) -> (u32, u32) {
    if let Some(line) = candidate.line.filter(|line| *line <= candidate.entry.lines) {
        return (line.saturating_sub(AROUND).max(1), line + AROUND);
    }
    if let Some(piece) = piece {
        return piece.lines;
    }
    let best = candidate.chunks.first().map(|chunk| chunk.lines);
    if let Some(((first, last), worth)) = candidate.declaration {
        let holding = candidate.chunks.iter().find(|c| c.lines.0 <= first && first <= c.lines.1);
        if worth >= TELLING || best.is_none() {
            let (start, end) = holding.map_or((first, last), |c| (c.lines.0, c.lines.1.max(last)));
            return (start, end.min(start + SHOWN));
        }
    }
    let first = || {
        let (part, place) = parts.first(candidate.entry.id)?;
        Some(parts.lines(part, place))
    };
    best.or_else(first).unwrap_or((1, 1))
}

fn why(question: &Question, candidate: &Candidate<'_>) -> Why {
    let weights = score::weights(question.asked);
    let parts = NAMES.iter().zip(candidate.row).zip(weights);
    let named = ("mentioned", score::MENTIONED * candidate.row[score::Feature::Mentioned as usize]);
    let mut counted: Vec<(&'static str, f32)> = parts
        .map(|((name, value), weight)| (*name, value * weight))
        .chain([named])
        .filter(|(_, value)| value.abs() >= 0.005)
        .collect();
    counted.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(b.0)));
    Why {
        asked: question.asked.name(),
        words: question.words.iter().map(|word| word.text.clone()).collect(),
        counted,
    }
}
