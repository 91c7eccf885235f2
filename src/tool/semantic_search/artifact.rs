//! How is a stored artifact shown among the places of code? See `join` for its score.

use super::{ArtifactHit, Asked, Place, passage};

pub fn explain(hit: &ArtifactHit) -> String {
    let found = &hit.found;
    format!("artifact; BM25 {:.2}, {:.2} of the best there could be", found.score, found.share)
}

pub fn place<'a>(hit: &'a ArtifactHit, score: f32, asked: &Asked, most: usize) -> Place<'a> {
    let lines: Vec<&str> = hit.text.lines().collect();
    passage(&hit.name, "artifact", &lines, hit.found.span.lines, score, asked, most)
}
