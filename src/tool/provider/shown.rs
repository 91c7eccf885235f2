//! How much of an item is shown? All of it where there is room, else all items with less of each text.

use std::fmt::Write as _;

use serde::Serialize;

use super::Answer;
use crate::base::{Error, Result, clock};
use crate::connector::Item;
use crate::view::budget;

/// An item as far as there is room for it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    #[serde(flatten)]
    item: Item,
    /// There was no room for all of `body` and `comments`: ask for this `id` alone, with more `maxTokens`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clipped: bool,
}

/// Bytes of each text, in this order, until the answer fits.
const ALONE: [usize; 6] = [usize::MAX, 32 << 10, 8 << 10, 2 << 10, 500, 0];
const AMONG: [usize; 4] = [1000, 400, 160, 0];

impl Shown {
    fn new(item: &Item, most: usize, alone: bool) -> Self {
        let mut item = item.clone();
        let mut clipped = clip(&mut item.body, most);
        if !alone && !item.comments.is_empty() {
            item.comments.clear();
            clipped = true;
        }
        for comment in &mut item.comments {
            clipped |= clip(&mut comment.body, most / 4);
        }
        Self { item, clipped }
    }

    /// For a model or a person.
    pub fn write(&self, text: &mut String) {
        let item = &self.item;
        let state = if item.state.is_empty() { "" } else { &format!("  {}", item.state) };
        let _ =
            writeln!(text, "{} {}{state}  {}", item.kind.replace('_', " "), item.id, item.title);
        let mut known = Vec::new();
        known.extend(item.author.as_ref().map(|author| format!("by {author}")));
        known.extend(item.updated.map(|at| format!("updated {}", clock::rfc3339(at))));
        if !item.labels.is_empty() {
            known.push(format!("labels {}", item.labels.join(", ")));
        }
        known.extend(item.facts.iter().map(|fact| format!("{} {}", fact.name, fact.value)));
        if !known.is_empty() {
            let _ = writeln!(text, "  {}", known.join("; "));
        }
        if let Some(url) = &item.url {
            let _ = writeln!(text, "  {url}");
        }
        indent(text, &item.body);
        for comment in &item.comments {
            let _ =
                writeln!(text, "  comment by {}:", comment.author.as_deref().unwrap_or("somebody"));
            indent(text, &comment.body);
        }
        if self.clipped {
            text.push_str("  […]\n");
        }
    }
}

fn indent(text: &mut String, body: &str) {
    for line in body.trim_end().lines() {
        let _ = writeln!(text, "  | {line}");
    }
}

fn clip(text: &mut String, most: usize) -> bool {
    let end = text.floor_char_boundary(most);
    let clipped = end < text.len();
    text.truncate(end);
    clipped
}

/// Renders all items with as much of their texts as fits.
///
/// # Errors
/// `invalid_arguments` where not even their titles fit.
pub fn fit(
    items: &[Item],
    alone: bool,
    max_tokens: usize,
    render: impl Fn(&[Shown]) -> Result<Answer>,
) -> Result<Answer> {
    let steps: &[usize] = if alone { &ALONE } else { &AMONG };
    for most in steps {
        let shown: Vec<Shown> = items.iter().map(|item| Shown::new(item, *most, alone)).collect();
        let answer = render(&shown)?;
        if budget::fits(&answer, max_tokens) {
            return Ok(answer);
        }
    }
    Err(Error::invalid(format!("{} items do not fit into `maxTokens` {max_tokens}", items.len()))
        .hint("ask with a smaller `limit` or a larger `maxTokens`"))
}
