//! In which order are places shown? Each next one is the place that adds most: a file that is not there yet adds its chance
//! to be the right one, a further place of a file that is there only its own share of that file's chance.

use super::line::Piece;

/// A place that is shown: a file by its rank, and a piece by its own.
pub type Shown = (usize, usize);

/// The first places are of files that are not there yet, whatever the others would add.
const FILES_FIRST: usize = 2;
/// Of what a place may add, the part that is the right lines and not the right file alone.
const LINES: f32 = 0.35;
/// The weights are fitted on questions about whole files, and surer of those than they may be of one function.
const TEMPER: f32 = 0.8;
/// What a further piece may be worth less than the best of its file, as a logarithm of odds.
const NEAR: f32 = 3.0;

/// Files whose chances are weighed against each other.
const RIVALS: usize = 20;

/// `files`: the scores of all, best first, which are logarithms of odds; `pieces`: of those that may be shown, best first.
/// What a smaller `limit` gives is the beginning of what a larger one does: no place is of a file behind its own rank.
pub fn order(files: &[f32], pieces: &[Vec<Piece>], limit: usize) -> Vec<Shown> {
    let Some(best) = files.first() else { return Vec::new() };
    let odds = |score: &f32| (TEMPER * (score - best)).exp();
    let total: f32 = files.iter().take(RIVALS).map(odds).sum();
    let shares: Vec<Vec<f32>> = pieces.iter().take(limit).map(|own| shares(own)).collect();
    let mut shown = Vec::with_capacity(limit);
    // Of each file that is there already how many places are.
    let mut known: Vec<usize> = Vec::new();
    while shown.len() < limit {
        let lines = if shown.len() < FILES_FIRST { 0.0 } else { LINES };
        let adds = |file: usize| {
            let at = known.get(file).copied().unwrap_or(0);
            let new = if at == 0 { 1.0 - lines } else { 0.0 };
            // A file without pieces is one place.
            let share = match shares.get(file).filter(|own| !own.is_empty()) {
                Some(own) => *own.get(at)?,
                None if at == 0 => 1.0,
                None => return None,
            };
            Some((file, odds(&files[file]) / total * (new + lines * share)))
        };
        let next = (0..files.len().min(known.len() + 1)).filter_map(adds);
        let most = next.reduce(|most, next| if next.1 > most.1 { next } else { most });
        let Some((file, _)) = most else { break };
        if file == known.len() {
            known.push(0);
        }
        shown.push((file, known[file]));
        known[file] += 1;
    }
    shown
}

/// Each piece's share of its file's chance; without those that are too far off.
fn shares(own: &[Piece]) -> Vec<f32> {
    let Some(best) = own.first().map(|piece| piece.score) else { return Vec::new() };
    let total: f32 = own.iter().map(|piece| (piece.score - best).exp()).sum();
    let near = own.iter().take_while(|piece| best - piece.score <= NEAR);
    near.map(|piece| (piece.score - best).exp() / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(scores: &[f32]) -> Vec<Piece> {
        let piece = |score: &f32| Piece { lines: (1, 1), row: Default::default(), score: *score };
        scores.iter().map(piece).collect()
    }

    #[test]
    fn a_sure_file_shows_more_of_itself_and_an_unsure_one_waits() {
        let cut: Vec<Vec<Piece>> = (0..6).map(|_| pieces(&[1.0, 0.5, -9.0])).collect();
        let sure = order(&[9.0, 1.0, 1.0, 0.5, 0.5, 0.5], &cut, 20);
        assert_eq!(sure[..4], [(0, 0), (1, 0), (0, 1), (2, 0)]);
        assert_eq!(sure.len(), 12, "the third pieces are too far off");
        let unsure = order(&[1.0; 6], &cut, 6);
        assert_eq!(unsure, (0..6).map(|file| (file, 0)).collect::<Vec<_>>());
        assert_eq!(order(&[9.0, 1.0], &cut[..2], 1), [(0, 0)]);
        assert!(order(&[], &[], 10).is_empty());
    }

    #[test]
    fn a_longer_page_begins_as_a_shorter_one_does() {
        let files: Vec<f32> = (0..30).map(|at| 4.0 - at as f32 * 0.3).collect();
        let cut: Vec<Vec<Piece>> =
            (0..30).map(|at| pieces(&[1.0, 0.9 - at as f32 * 0.05, 0.3, -1.0])).collect();
        let all = order(&files, &cut, 60);
        for limit in 1..30 {
            assert_eq!(order(&files, &cut[..limit], limit), all[..limit], "{limit}");
        }
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), all.len());
    }
}
