//! Where do stored artifacts, what is known, and what came from outside stand among the places of code?
//!
//! Their scores are of different scales: how rare a word is, is counted in each by itself. What
//! all have is how much of the question they hold. The best place of code with coverage c (the
//! part of the question's words that stand in it) and score s sets the scale to s / c, the score
//! that code would have with all of them. An artifact gets of it the share that its passage has of
//! the best BM25 score there could be, times 1.5 and at most 1: a passage that says every asked
//! word once ranks at about two thirds of such code, one that keeps saying them beside it. What
//! came from outside is scored so, too. What is known is a sentence, which has no reason to say a
//! word twice: it gets two thirds of its coverage, times how far it is believed.

use std::cell::LazyCell;
use std::cmp::Ordering;

use super::{Call, Hit, Ranked, Sights, known, outside, text_of};
use crate::artifact::{Shelf, coverage};
use crate::base::Result;

/// The scale where no code was found.
const ALONE: f64 = 10.0;
/// See above: BM25's weight of a word that is said once in a passage of usual length is 1 of 2.2.
const GENEROSITY: f64 = 1.5;

/// What is ranked beside code.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    pub artifacts: bool,
    pub knowledge: bool,
    pub outside: bool,
}

/// All of it, best first; code first of equals.
pub fn join(
    call: &Call,
    sights: &Sights,
    question: &str,
    code: Vec<(usize, Hit)>,
    limit: usize,
    beside: Beside,
) -> Result<Vec<(usize, Ranked)>> {
    let scale = LazyCell::new(|| scale(question, &code));
    let scored = |share: f64| (*scale * (share * GENEROSITY).min(1.0)) as f32;
    let mut found_beside = Vec::new();
    for (which, sight) in sights.each.iter().enumerate() {
        let Some(space) = call.spaces.iter().find(|s| s.id() == sight.frame.workspace) else {
            continue;
        };
        if beside.outside {
            let found = outside::find(call, sights, which, question, limit)?;
            found_beside.extend(found.into_iter().map(|found| {
                let score = scored(found.hit.found.share);
                (which, Ranked::Outside(Box::new(found), score))
            }));
        }
        if beside.knowledge {
            let found = known::find(call, space.memory(), question, limit)?;
            found_beside.extend(found.into_iter().map(|found| {
                let score = (*scale * found.share) as f32;
                (which, Ranked::Known(Box::new(found), score))
            }));
        }
        if beside.artifacts {
            let shelf = Shelf { store: call.store.into(), workspace: space.memory() };
            let found = shelf.search(question, limit, call.permit.deadline())?;
            found_beside.extend(found.into_iter().map(|hit| {
                let score = scored(hit.found.share);
                (which, Ranked::Artifact(hit, score))
            }));
        }
    }
    let code = code.into_iter().map(|(which, hit)| (which, Ranked::Code(hit)));
    let mut all: Vec<(usize, Ranked)> = code.chain(found_beside).collect();
    all.sort_by(|(_, a), (_, b)| better(a, b));
    all.truncate(limit);
    Ok(all)
}

/// Looked for only where there is something to set beside code: it reads a whole place.
fn scale(question: &str, code: &[(usize, Hit)]) -> f64 {
    code.first().map_or(ALONE, |(_, best)| {
        let held = coverage(question, &format!("{}\n{}", best.path, text_of(best)));
        // One word at least made it a hit, be it by an ending that we do not know.
        f64::from(best.score) / held.max(0.1)
    })
}

fn better(a: &Ranked, b: &Ranked) -> Ordering {
    let score = |ranked: &Ranked| match ranked {
        Ranked::Code(hit) => hit.score,
        Ranked::Artifact(_, score) | Ranked::Known(_, score) | Ranked::Outside(_, score) => *score,
    };
    score(b).total_cmp(&score(a))
}
