//! In which order are places shown? Files by their scores, one place of each; of a file that is sure a further place among
//! the first, of others later: who wants another file finds it, and so does who wants another function of the same.

use super::line::Piece;

/// A place that is shown: a file by its rank, and a piece by its own.
pub type Shown = (usize, usize);

/// How sure the first file must be for a second place of it behind the second file, a third one behind the third, and
/// further ones behind the fifth place.
const SECOND: f32 = 0.7;
const THIRD: f32 = 0.9;
const FURTHER: f32 = 0.5;
/// What a further piece may be worth less than the best of its file, as a logarithm of odds.
const NEAR: f32 = 3.0;

/// Files among which the first one's share says how sure it is.
const RIVALS: usize = 20;

/// `files`: the scores of all, best first, which are logarithms of odds; `pieces`: of those that may be shown, best first.
/// What a smaller `limit` gives is the beginning of what a larger one does.
pub fn order(files: &[f32], pieces: &[Vec<Piece>], limit: usize) -> Vec<Shown> {
    let mut shown: Vec<Shown> = (0..files.len()).map(|file| (file, 0)).collect();
    let Some(best) = files.first() else { return shown };
    let sure = 1.0 / files.iter().take(RIVALS).map(|score| (score - best).exp()).sum::<f32>();
    let mut further = |at: usize, file: usize| {
        let known = shown.iter().filter(|(of, _)| *of == file).count();
        let own = pieces.get(file).map_or(&[][..], Vec::as_slice);
        let next = own.get(known).filter(|next| own[0].score - next.score <= NEAR);
        if next.is_some() && at <= shown.len() {
            shown.insert(at, (file, known));
        }
    };
    if sure > SECOND {
        further(2, 0);
    }
    if sure > THIRD {
        further(4, 0);
    }
    if sure > FURTHER {
        further(5, 0);
        further(7, 0);
        further(9, 1);
    } else {
        further(9, 0);
    }
    shown.truncate(limit);
    shown
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
        let sure = order(&[9.0, 1.0, 1.0, 0.5, 0.5, 0.5], &cut, 10);
        assert_eq!(sure[..4], [(0, 0), (1, 0), (0, 1), (2, 0)]);
        assert_eq!(sure.len(), 7, "the third piece is too far off");
        let unsure = order(&[1.0; 6], &cut, 10);
        assert_eq!(unsure, (0..6).map(|file| (file, 0)).collect::<Vec<_>>());
        assert_eq!(order(&[9.0, 1.0], &cut[..2], 1), [(0, 0)]);
        assert!(order(&[], &[], 10).is_empty());
    }
}
