//! Where do stored artifacts, and what came from outside, stand among the places of code?
//!
//! Their scores are of different scales: how rare a word is, is counted in each by itself. What
//! both have is how much of the question they hold. The best place of code with coverage c (the
//! part of the question's words that stand in it) and score s sets the scale to s / c, the score
//! that code would have with all of them. An artifact gets of it the share that its passage has of
//! the best BM25 score there could be, times 1.5 and at most 1: a passage that says every asked
//! word once ranks at about two thirds of such code, one that keeps saying them beside it.

use std::cmp::Ordering;

use super::{ArtifactHit, Call, Hit, Origin, Place, Ranked, Sights, lines_of, outside, window};
use crate::artifact::{Shelf, coverage};
use crate::base::Result;

/// The scale where no code was found.
const ALONE: f64 = 10.0;
/// See above: BM25's weight of a word that is said once in a passage of usual length is 1 of 2.2.
const GENEROSITY: f64 = 1.5;

/// Does a filter by path leave the whole workspace?
pub fn is_whole(path: &str) -> bool {
    ["", "."].contains(&path)
}

/// Code, artifacts and what came from outside, best first; code first of equals. `more`: with artifacts, with the rest.
pub fn join(
    call: &Call,
    sights: &Sights,
    question: &str,
    code: Vec<(usize, Hit)>,
    limit: usize,
    more: (bool, bool),
) -> Result<Vec<(usize, Ranked)>> {
    let scale = code.first().map_or(ALONE, |(_, best)| {
        let text = String::from_utf8_lossy(&best.file);
        let held =
            coverage(question, &format!("{}\n{}", best.path, lines_of(best, &text).join("\n")));
        // One word at least made it a hit, be it by an ending that we do not know.
        f64::from(best.score) / held.max(0.1)
    });
    let mut all: Vec<(usize, Ranked)> =
        code.into_iter().map(|(which, hit)| (which, Ranked::Code(hit))).collect();
    for (which, sight) in sights.each.iter().enumerate() {
        let Some(space) = call.spaces.iter().find(|s| s.id() == sight.frame.workspace) else {
            continue;
        };
        let scored = |share: f64| (scale * (share * GENEROSITY).min(1.0)) as f32;
        if more.1 {
            let found = outside::find(call, sights, which, question, limit)?;
            all.extend(found.into_iter().map(|found| {
                let score = scored(found.hit.found.share);
                (which, Ranked::Outside(Box::new(found), score))
            }));
        }
        if !more.0 {
            continue;
        }
        let shelf = Shelf { store: call.store.into(), workspace: space.memory() };
        let found = shelf.search(question, limit, call.permit.deadline())?;
        all.extend(found.into_iter().map(|hit| {
            let score = scored(hit.found.share);
            (which, Ranked::Artifact(hit, score))
        }));
    }
    all.sort_by(|(_, a), (_, b)| better(a, b));
    all.truncate(limit);
    Ok(all)
}

fn better(a: &Ranked, b: &Ranked) -> Ordering {
    let score = |ranked: &Ranked| match ranked {
        Ranked::Code(hit) => hit.score,
        Ranked::Artifact(_, score) | Ranked::Outside(_, score) => *score,
    };
    score(b).total_cmp(&score(a))
}

pub fn explain(hit: &ArtifactHit) -> String {
    let found = &hit.found;
    format!("artifact; BM25 {:.2}, {:.2} of the best there could be", found.score, found.share)
}

pub fn place<'a>(hit: &'a ArtifactHit, score: f32, asked: &[String], most: usize) -> Place<'a> {
    let lines: Vec<&str> = hit.text.lines().collect();
    let (first, shown) = window(&lines, asked, most);
    let line = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Place {
        origin: Origin::default(),
        path: &hit.name,
        start_line: line(hit.found.span.lines.0),
        end_line: line(hit.found.span.lines.1),
        score,
        kind: "artifact",
        snippet_line: line(hit.found.span.lines.0 + first as u64),
        snippet: shown.iter().map(|l| super::clip(l)).collect::<Vec<_>>().join("\n"),
        explanation: None,
        untrusted: false,
        connector: None,
        url: None,
    }
}
