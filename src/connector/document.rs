//! How does an item read as one text: for a search, and for whoever found it?

use std::fmt::Write as _;

use super::item::Item;
use crate::base::clock;

/// Bytes of one document; comments beyond are left out.
const MOST: usize = 128 << 10;

/// Title, what is known, body, comments; and where the body begins. `of` names the source: `acme/app on github`.
pub fn document(item: &Item, of: &str) -> (String, usize) {
    let mut text = format!("{}\n", item.title);
    let kind = item.kind.replace('_', " ");
    let _ = write!(text, "{kind} {} of {of}", item.id);
    let updated = item.updated.map(|at| format!("updated {}", clock::rfc3339(at)));
    let by = item.author.as_ref().map(|author| format!("by {author}"));
    let state = Some(&item.state).filter(|state| !state.is_empty()).cloned();
    for part in [state, by, updated].into_iter().flatten() {
        let _ = write!(text, ", {part}");
    }
    text.push('\n');
    if !item.labels.is_empty() {
        let _ = writeln!(text, "labels: {}", item.labels.join(", "));
    }
    for fact in &item.facts {
        let _ = writeln!(text, "{}: {}", fact.name, fact.value);
    }
    if let Some(url) = &item.url {
        let _ = writeln!(text, "{url}");
    }
    let body_at = text.len();
    if !item.body.trim().is_empty() {
        let _ = write!(text, "\n{}\n", item.body.trim_end());
    }
    for comment in &item.comments {
        if text.len() + comment.body.len() > MOST {
            text.push_str("\n[more comments are left out]\n");
            break;
        }
        let by = comment.author.as_deref().unwrap_or("somebody");
        let at = comment.at.map(|at| format!(", {}", clock::rfc3339(at))).unwrap_or_default();
        let _ = write!(text, "\ncomment by {by}{at}\n{}\n", comment.body.trim_end());
    }
    (text, body_at)
}
