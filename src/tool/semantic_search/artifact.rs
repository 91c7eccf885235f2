//! How is a stored artifact shown among the places of code? See `join` for its score.

use super::{ArtifactHit, Origin, Place, window};

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
        id: None,
        url: None,
    }
}
