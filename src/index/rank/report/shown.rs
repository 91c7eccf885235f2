//! Which lines of the files are shown, and in which order? Of each file those where its best functions lie close together;
//! further such lines of one that is shown already come before a next file where they are much likelier to be what is asked for.

use std::collections::HashMap;

use super::file::Candidate;
use super::function::Function;
use crate::index::rank::{AROUND, SHOWN};

/// A candidate, and lines of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub file: usize,
    pub lines: (u32, u32),
}

/// How much likelier than a next file further functions must be: another file is worth more to who reads ten places.
const LIKELIER: f32 = 2.0;

/// A function's lines, and how likely it is what is asked for.
type Likely = ((u32, u32), f32);

/// What of a shown file comes next: its lines, and how likely they hold what is asked for.
struct Further {
    file: usize,
    lines: (u32, u32),
    likely: f32,
    /// Functions of the file that are not shown yet, the best first.
    left: Vec<Likely>,
}

impl Further {
    fn of(file: usize, left: Vec<Likely>) -> Option<Self> {
        let (lines, likely) = window(&left)?;
        Some(Self { file, lines, likely, left })
    }
}

pub fn places(candidates: &[Candidate<'_>], functions: &[Function], limit: usize) -> Vec<Shown> {
    let of_files = likely(candidates.iter().map(|candidate| candidate.score));
    let of_functions = likely(functions.iter().map(|function| function.score));
    let mut by_file: HashMap<usize, Vec<Likely>> = HashMap::new();
    for (function, likely) in functions.iter().zip(of_functions) {
        by_file.entry(function.file).or_default().push((function.lines, likely));
    }
    let mut places: Vec<Shown> = Vec::new();
    let mut further: Vec<Further> = Vec::new();
    for (file, candidate) in candidates.iter().enumerate() {
        while places.len() < limit
            && let Some(next) = likeliest(&mut further, LIKELIER * of_files[file])
        {
            places.push(Shown { file: next.file, lines: next.lines });
            further.extend(Further::of(next.file, unseen(next.left, next.lines)));
        }
        if places.len() >= limit {
            break;
        }
        let own = by_file.remove(&file).unwrap_or_default();
        let lines = lines(candidate, &own);
        places.push(Shown { file, lines });
        further.extend(Further::of(file, unseen(own, lines)));
    }
    places
}

/// The likeliest, where it is likelier than that.
fn likeliest(further: &mut Vec<Further>, than: f32) -> Option<Further> {
    let best = further.iter().enumerate().filter(|(_, next)| next.likely > than);
    let (at, _) = best.max_by(|(a, x), (b, y)| x.likely.total_cmp(&y.likely).then(b.cmp(a)))?;
    Some(further.remove(at))
}

/// Without the best one, and what these lines show whole.
fn unseen(mut functions: Vec<Likely>, lines: (u32, u32)) -> Vec<Likely> {
    if !functions.is_empty() {
        functions.remove(0);
    }
    functions.retain(|((first, last), _)| !(lines.0 <= *first && *last <= lines.1));
    functions
}

/// Each score as a share of all (softmax): scores are fitted so that this is how likely it is.
fn likely(scores: impl Iterator<Item = f32> + Clone) -> Vec<f32> {
    let best = scores.clone().fold(f32::MIN, f32::max);
    let each: Vec<f32> = scores.map(|score| (score - best).exp()).collect();
    let sum: f32 = each.iter().sum();
    each.into_iter().map(|value| value / sum).collect()
}

fn lines(candidate: &Candidate<'_>, own: &[Likely]) -> (u32, u32) {
    let around = |line: u32| (line.saturating_sub(AROUND).max(1), line + AROUND);
    let Some((best, _)) = own.first() else {
        let best = candidate.chunks.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        return match (candidate.line, best) {
            (Some(line), _) => around(line),
            (None, Some(chunk)) => chunk.0,
            (None, None) => (1, 1),
        };
    };
    let inside = |line: &u32| best.0 + SHOWN < *line && *line <= best.1;
    match candidate.line.filter(inside) {
        Some(line) => around(line),
        None => window(own).map_or(*best, |(lines, _)| lines),
    }
}

/// The lines of the first function with its neighbours, as far as they are the likeliest that fit.
fn window(functions: &[Likely]) -> Option<Likely> {
    let (best, likely) = *functions.first()?;
    if best.1 - best.0 >= SHOWN {
        return Some(((best.0, best.0 + SHOWN), likely));
    }
    let mut chosen = (best, likely);
    let starts = functions.iter().map(|(lines, _)| lines.0);
    for start in starts.filter(|start| *start <= best.0 && best.1 - start <= SHOWN) {
        let holds = |lines: &(u32, u32)| start <= lines.0 && lines.1 <= start + SHOWN;
        let held = functions.iter().filter(|(lines, _)| holds(lines));
        let (last, sum) =
            held.fold((0, 0.0), |(last, sum), (lines, likely)| (lines.1.max(last), sum + likely));
        if sum > chosen.1 {
            chosen = ((start, last), sum);
        }
    }
    Some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_the_neighbours_that_are_likeliest() {
        let best = ((100, 120), 0.4);
        let (before, after) = (((70, 95), 0.1), ((130, 158), 0.2));
        assert_eq!(window(&[best, after, before]), Some(((100, 158), 0.4 + 0.2)));
        assert_eq!(window(&[best, before]), Some(((70, 120), 0.4 + 0.1)));
        assert_eq!(window(&[((10, 900), 0.3), best]), Some(((10, 10 + SHOWN), 0.3)));
        assert_eq!(window(&[]), None);
    }

    #[test]
    fn what_is_shown_is_not_shown_again() {
        let functions = vec![((10, 200), 0.5), ((300, 320), 0.2), ((20, 60), 0.1)];
        assert_eq!(unseen(functions, (10, 70)), [((300, 320), 0.2)]);
    }

    #[test]
    fn further_lines_come_where_they_are_likely_enough() {
        let of = |file, likely| Further::of(file, vec![((1, 9), likely)]);
        let mut further: Vec<Further> =
            [of(0, 0.2), of(1, 0.5), of(2, 0.5)].into_iter().flatten().collect();
        assert!(likeliest(&mut further, 0.5).is_none());
        assert_eq!(likeliest(&mut further, 0.1).map(|next| next.file), Some(1));
        assert_eq!(further.len(), 2);
    }
}
