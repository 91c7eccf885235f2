//! Which lines of the files are shown, and in which order? Of each file those where its best functions lie close together;
//! further functions of one that is shown already come before a next file where they are much likelier to be what is asked for.

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

/// How much likelier than a next file a further function must be: another file is worth more to who reads ten places.
const LIKELIER: f32 = 2.0;

pub fn places(candidates: &[Candidate<'_>], functions: &[Function], limit: usize) -> Vec<Shown> {
    let of_files = likely(candidates.iter().map(|candidate| candidate.score));
    let of_functions = likely(functions.iter().map(|function| function.score));
    let mut by_file: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, function) in functions.iter().enumerate() {
        by_file.entry(function.file).or_default().push(at);
    }
    let mut places: Vec<Shown> = Vec::new();
    // Functions of files that are shown, the best last.
    let mut further: Vec<usize> = Vec::new();
    for (file, candidate) in candidates.iter().enumerate() {
        while let Some(at) = further.last()
            && of_functions[*at] > LIKELIER * of_files[file]
            && places.len() < limit
        {
            let lines = functions[*at].lines;
            let place = Shown { file: functions[*at].file, lines: clipped(lines) };
            further.pop();
            places.push(place);
        }
        if places.len() >= limit {
            break;
        }
        let own = by_file.remove(&file).unwrap_or_default();
        let lines = lines(candidate, functions, &of_functions, &own);
        let hidden =
            |at: &usize| !(lines.0 <= functions[*at].lines.0 && functions[*at].lines.1 <= lines.1);
        further.extend(own.into_iter().skip(1).filter(hidden));
        further.sort_unstable_by(|a, b| b.cmp(a));
        places.push(Shown { file, lines });
    }
    places
}

/// Each score as a share of all (softmax): scores are fitted so that this is how likely it is.
fn likely(scores: impl Iterator<Item = f32> + Clone) -> Vec<f32> {
    let best = scores.clone().fold(f32::MIN, f32::max);
    let each: Vec<f32> = scores.map(|score| (score - best).exp()).collect();
    let sum: f32 = each.iter().sum();
    each.into_iter().map(|value| value / sum).collect()
}

fn clipped((first, last): (u32, u32)) -> (u32, u32) {
    (first, last.min(first + SHOWN))
}

fn lines(
    candidate: &Candidate<'_>,
    functions: &[Function],
    likely: &[f32],
    own: &[usize],
) -> (u32, u32) {
    let around = |line: u32| (line.saturating_sub(AROUND).max(1), line + AROUND);
    let Some(best) = own.first().map(|at| functions[*at].lines) else {
        let best = candidate.chunks.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        return match (candidate.line, best) {
            (Some(line), _) => around(line),
            (None, Some(chunk)) => chunk.0,
            (None, None) => (1, 1),
        };
    };
    let inside = |line: &u32| best.0 + SHOWN < *line && *line <= best.1;
    if let Some(line) = candidate.line.filter(inside) {
        return around(line);
    }
    if best.1 - best.0 >= SHOWN {
        return clipped(best);
    }
    // With its neighbours, as far as they are the likeliest that fit.
    let near: Vec<((u32, u32), f32)> = own
        .iter()
        .map(|at| (functions[*at].lines, likely[*at]))
        .filter(|(lines, _)| lines.1.max(best.1) - lines.0.min(best.0) <= SHOWN)
        .collect();
    let mut chosen = (best, 0.0);
    for (first, _) in &near {
        for (last, _) in &near {
            let whole = (first.0.min(best.0), last.1.max(best.1));
            if whole.1 - whole.0 > SHOWN {
                continue;
            }
            let holds = |lines: &(u32, u32)| whole.0 <= lines.0 && lines.1 <= whole.1;
            let sum: f32 = near.iter().filter(|(lines, _)| holds(lines)).map(|(_, l)| l).sum();
            if sum > chosen.1 {
                chosen = (whole, sum);
            }
        }
    }
    chosen.0
}
