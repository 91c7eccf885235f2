//! Which lines of a file answer? Its pieces, ranked by features of their own.
//!
//! A piece is a chunk: about a function long. Files are ranked before (`score`), by what is known of them as a whole; of
//! each that is shown all its pieces are looked at here, those that no search has brought up too.

use std::ops::Range;

use super::gather::Parts;
use super::score::{B, Candidate, K1, Weighed, covers, features};
use super::weight;
use crate::base::Result;
use crate::code::facts::SymbolKind;
use crate::index::View;
use crate::index::feature::{Features, hash, whole};
use crate::index::store::Place;

features! {
    Body "piece: body";
    Covered "piece: covered";
    Declared "piece: declared";
    Named "piece: named";
    Share "piece: declared share";
    Callable "piece: callable";
    Type "piece: type";
    Test "piece: test";
    Head "piece: head";
    Length "piece: length";
    Here "piece: body here";
    DeclaredHere "piece: declared here";
}

/// Lines of a file that may answer.
pub struct Piece {
    pub lines: (u32, u32),
    pub row: Values,
    pub score: f32,
}

/// Pieces of one file that are looked at.
const MOST: usize = 1000;
/// Lines up to which neighbours are one place.
const PLACE: u32 = 80;
/// What a neighbour may be worth less than the piece that it is joined to, as a logarithm of odds.
const LIKE: f32 = 2.0;
/// Which part of its neighbours' odds a place has beside those of its best piece.
const BESIDE: f32 = 0.35;

/// The pieces of each candidate, best first.
///
/// # Errors
/// When the index cannot be read.
pub fn pieces(
    view: &View,
    parts: &Parts<'_>,
    weighed: &Weighed<'_>,
    candidates: &[&Candidate<'_>],
) -> Result<Vec<Vec<Piece>>> {
    let mut docs: Vec<((usize, Place), usize)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let own = parts.of_file(candidate.entry.id, MOST)?;
        docs.extend(own.into_iter().map(|doc| (doc, at)));
    }
    docs.sort_unstable();
    let (words, here) = by_words(parts, weighed, &docs, candidates.len())?;
    let mut all: Vec<Vec<Piece>> = candidates.iter().map(|_| Vec::new()).collect();
    for (((part, place), at), row) in docs.into_iter().zip(words) {
        all[at].push(Piece { lines: parts.lines(part, place), row, score: 0.0 });
    }
    for ((pieces, candidate), here) in all.iter_mut().zip(candidates).zip(&here) {
        // Of an overlong line cut into several pieces the first comes first.
        pieces.sort_by_key(|piece| piece.lines);
        by_place(pieces);
        if let Some(place) = candidate.entry.features {
            let features = Features::new(view.snapshot().packs.get(place)?);
            by_declarations(features, weighed, here, pieces);
        }
        for piece in pieces.iter_mut() {
            let each = piece.row.iter().zip(&weight::PIECE);
            piece.score = each.map(|(value, weight)| value * weight).sum();
        }
        sort(pieces);
    }
    Ok(all)
}

/// Best first.
fn sort(pieces: &mut [Piece]) {
    pieces.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.lines.cmp(&b.lines)));
}

/// Joins to each piece, best first, the neighbours that say nearly as much: who is sent to one function of several that
/// stand together finds the others. A place is worth what its best piece is, and a little more for each that is joined to it.
pub fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut by_place: Vec<usize> = (0..pieces.len()).collect();
    by_place.sort_by_key(|at| pieces[*at].lines);
    let mut stands = vec![0; pieces.len()];
    by_place.iter().enumerate().for_each(|(stand, at)| stands[*at] = stand);
    let lines = |stand: usize| pieces[by_place[stand]].lines;
    let mut taken = vec![false; pieces.len()];
    let mut places = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        if taken[stands[at]] {
            continue;
        }
        let (mut first, mut last) = (stands[at], stands[at]);
        taken[first] = true;
        let mut beside = 0.0;
        loop {
            let before = first.checked_sub(1).filter(|b| lines(*b).1 + 1 == lines(first).0);
            let after = Some(last + 1)
                .filter(|after| *after < pieces.len() && lines(last).1 + 1 == lines(*after).0);
            let fits = |next: &usize| {
                let span = lines(last.max(*next)).1 - lines(first.min(*next)).0 + 1;
                let like = piece.score - pieces[by_place[*next]].score <= LIKE;
                !taken[*next] && span <= PLACE && like
            };
            let worth = |next: &usize| pieces[by_place[*next]].score;
            let best = [before, after].into_iter().flatten().filter(fits);
            let Some(next) = best.max_by(|a, b| worth(a).total_cmp(&worth(b))) else { break };
            taken[next] = true;
            beside += (worth(&next) - piece.score).exp();
            (first, last) = (first.min(next), last.max(next));
        }
        let lines = (lines(first).0, lines(last).1);
        let score = piece.score + (BESIDE * beside).ln_1p();
        places.push(Piece { lines, row: piece.row, score });
    }
    sort(&mut places);
    places
}

/// What the words of each document say of it, and of each file how rare each word is within it, as a share of all.
fn by_words(
    parts: &Parts<'_>,
    weighed: &Weighed<'_>,
    docs: &[((usize, Place), usize)],
    files: usize,
) -> Result<(Vec<Values>, Vec<Vec<f32>>)> {
    let places: Vec<(usize, Place)> = docs.iter().map(|(place, _)| *place).collect();
    let body = parts.fields().body;
    let average = (parts.length(body)? as f32 / parts.chunks() as f32).max(1.0);
    let words = weighed.question.words.len();
    let mut holding = vec![vec![0.0f32; words]; files];
    let mut sizes = vec![0.0f32; files];
    docs.iter().for_each(|(_, file)| sizes[*file] += 1.0);
    let mut found: Vec<(usize, usize, f32)> = Vec::new();
    parts.occurrences(body, &weighed.question.words, &places, |word, doc, times, length| {
        let times = times as f32;
        let norm = K1 * (1.0 - B + B * length as f32 / average);
        found.push((word, doc, times / (times + norm)));
        holding[docs[doc].1][word] += 1.0;
    })?;
    for (holding, size) in holding.iter_mut().zip(&sizes) {
        for held in holding.iter_mut() {
            *held = (1.0 + (size - *held + 0.5) / (*held + 0.5)).ln();
        }
        let total: f32 = holding.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        holding.iter_mut().for_each(|held| *held /= total);
    }
    let mut rows = vec![[0.0; COUNT]; docs.len()];
    for (word, doc, value) in found {
        let (row, share) = (&mut rows[doc], weighed.rarity[word] / weighed.total);
        row[Feature::Body as usize] += share * value;
        row[Feature::Covered as usize] += share;
        row[Feature::Here as usize] += holding[docs[doc].1][word] * value;
    }
    Ok((rows, holding))
}

fn by_place(pieces: &mut [Piece]) {
    for piece in pieces {
        let (first, last) = piece.lines;
        piece.row[Feature::Head as usize] = f32::from(u8::from(first == 1));
        let lines = (last.saturating_sub(first) + 1) as f32;
        piece.row[Feature::Length as usize] = lines.ln() / 60f32.ln();
    }
}

fn by_declarations(
    features: Features<'_>,
    weighed: &Weighed<'_>,
    here: &[f32],
    pieces: &mut [Piece],
) {
    let test = hash("test");
    let mut tests: Vec<Range<u32>> = Vec::new();
    for declared in features.rows() {
        let (first, last) = declared.lines;
        let module = declared.kind == SymbolKind::Module
            && (declared.whole == whole("tests") || declared.whole == whole("test"));
        if module || (declared.kind.is_callable() && declared.parts().next() == Some(test)) {
            tests.push(first..last + 1);
        }
        let at = pieces.partition_point(|piece| piece.lines.0 <= first);
        let Some(piece) = at.checked_sub(1).map(|at| &mut pieces[at]) else { continue };
        let mut most = |feature: Feature, value: f32| {
            piece.row[feature as usize] = piece.row[feature as usize].max(value);
        };
        if module || !declared.is_strong() {
            continue;
        }
        let (covers, share) = covers(&declared, weighed);
        most(Feature::Declared, covers);
        most(Feature::Share, share);
        let own = declared.parts().filter_map(|part| weighed.position(part));
        most(Feature::DeclaredHere, own.map(|word| here[word]).sum());
        if declared.kind.is_callable() {
            most(Feature::Callable, 1.0);
        } else if declared.kind.is_type() && declared.kind != SymbolKind::Implementation {
            most(Feature::Type, 1.0);
        }
        if let Some(which) = weighed.names.iter().position(|name| *name == declared.whole) {
            let same = declared.style == weighed.question.styles[which];
            most(Feature::Named, if same { 1.0 } else { 0.5 });
        }
    }
    for piece in pieces {
        let (first, last) = piece.lines;
        let in_tests = tests.iter().any(|test| test.start <= last && first < test.end);
        let counts = in_tests && !weighed.question.about_tests;
        piece.row[Feature::Test as usize] = f32::from(u8::from(counts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_say_as_much_are_one_place() {
        let piece = |lines, score| Piece { lines, row: Default::default(), score };
        let of = |pieces: Vec<Piece>| -> Vec<(u32, u32)> {
            joined(pieces).iter().map(|place| place.lines).collect()
        };
        let near = vec![
            piece((31, 50), 3.0),
            piece((101, 130), 2.5),
            piece((11, 30), 2.0),
            piece((51, 100), 1.5),
            piece((1, 10), -1.0),
        ];
        // The last would be too long with the next, the first says too little.
        assert_eq!(of(near), [(11, 50), (51, 130), (1, 10)]);
        // Parts of one overlong line, and pieces that do not adjoin, stay as they are.
        let apart = vec![piece((1, 1), 2.0), piece((1, 1), 2.0), piece((3, 9), 2.0)];
        assert_eq!(of(apart), [(1, 1), (1, 1), (3, 9)]);
        assert!(of(Vec::new()).is_empty());
        // Two that are nearly as good are worth more than one that is a little better.
        let two = vec![piece((1, 30), 2.1), piece((51, 70), 2.0), piece((71, 90), 1.9)];
        assert_eq!(of(two), [(51, 90), (1, 30)]);
    }
}
