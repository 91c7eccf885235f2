//! ctx_read: what stands in this file?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answer, Arguments, Call, Citing, Frame, SEARCH, Spec, Tool, schema};
use crate::base::{Error, Result};
use crate::view::{budget, cursor, token};
use crate::workspace::path::JailedPath;

pub struct Read;

/// Arguments of ctx_read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// File, relative to the workspace root.
    path: String,
    /// `full`, or `lines:a-b` for lines a to b (1-based, inclusive).
    #[serde(default = "full")]
    mode: String,
    /// First line, 1-based; instead of `lines:`.
    start_line: Option<usize>,
    /// Last line, inclusive.
    end_line: Option<usize>,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

fn full() -> String {
    "full".into()
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    path: &'a str,
    mode: &'a str,
    /// First line shown, 1-based; 0 for an empty file.
    start_line: usize,
    end_line: usize,
    total_lines: usize,
    text: &'a str,
    /// Tokens of `text`.
    delivered_tokens: usize,
    /// Tokens of what was asked for.
    source_tokens: usize,
    /// Lines asked for and not shown.
    omitted: Vec<Omitted>,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Omitted {
    start_line: usize,
    end_line: usize,
}

/// Where a page begins: a line, and a byte within it when the line itself was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub line: usize,
    pub byte: usize,
}

const SPEC: Spec = Spec {
    name: "ctx_read",
    title: "Read file",
    description: "Reads a file of the workspace, whole or `lines:a-b`, exactly as it is in the commit. \
Says the total number of lines; what does not fit into maxTokens is named and comes with `cursor`.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Read {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        let view = call.view()?;
        let frame = call.frame(&view);
        let path = JailedPath::parse(&input.path)?;
        let content = view.read(&path)?;
        let text = String::from_utf8_lossy(&content.bytes);
        let lines = Lines::of(&text);
        let asked = range(&input, lines.len())?;
        let from = match &input.cursor {
            Some(c) => cursor::decode::<Place>(&question, c)?,
            None => Place { line: asked.0, byte: 0 },
        };
        let pieces = lines.pieces(from, asked.1);
        let source_tokens = call
            .space()
            .tokens(&view, &content.path, asked, || token::count(lines.text(asked.0, asked.1)));
        let sizes: Vec<usize> = pieces.iter().map(|p| p.text.len()).collect();
        let render = |n: usize| {
            let shown = &pieces[..n];
            let text: String = shown.iter().map(|p| p.text).collect();
            let next = pieces.get(n).map(|p| p.place);
            let (start, end) = match (shown.first(), shown.last()) {
                (Some(first), Some(last)) => (first.place.line, last.place.line),
                _ => (0, 0),
            };
            let omitted: Vec<Omitted> = next
                .map(|place| Omitted { start_line: place.line, end_line: asked.1 })
                .into_iter()
                .collect();
            let cursor = next.map(|place| cursor::encode(&question, &place));
            // Counting costs more than all else here; what is shown whole has been counted.
            let whole = input.cursor.is_none() && next.is_none();
            let delivered_tokens = if whole { source_tokens } else { token::count(&text) };
            let mut shown_text = format!(
                "{} lines {start}-{end} of {} ({})\n{text}",
                path.as_str(),
                lines.len(),
                frame.label()
            );
            if let (Some(omitted), Some(cursor)) = (omitted.first(), &cursor) {
                if !shown_text.ends_with('\n') {
                    shown_text.push('\n');
                }
                shown_text.push_str(&format!(
                    "[omitted: lines {}-{}; cursor {cursor}]",
                    omitted.start_line, omitted.end_line
                ));
            }
            let output = Output {
                frame: &frame,
                path: path.as_str(),
                mode: &input.mode,
                start_line: start,
                end_line: end,
                total_lines: lines.len(),
                delivered_tokens,
                text: &text,
                source_tokens,
                omitted,
                cursor,
            };
            Answer::new(shown_text, &output, &frame)
        };
        let (answer, shown) = budget::fit(&sizes, call.max_tokens, render)?;
        let line = |piece: Option<&Piece>| piece.map_or(0, |p| p.place.line as u32);
        let (first, last) = (line(pieces[..shown].first()), line(pieces[..shown].last()));
        let mut citing = Citing::default();
        citing.lines(&call.space().id().into(), &content.path, content.blob, first, last);
        Ok(answer.citing(citing.done()))
    }
}

/// The lines asked for, first and last, 1-based; within the file.
fn range(input: &Input, total: usize) -> Result<(usize, usize)> {
    let wrong = || {
        Error::invalid(format!("`mode` must be `full` or `lines:a-b`, not `{}`", input.mode))
            .hint("lines are counted from 1, for example `lines:10-40`")
    };
    let (start, end) = match input.mode.as_str() {
        "full" | "auto" => (input.start_line, input.end_line),
        mode => {
            let span = mode.strip_prefix("lines:").ok_or_else(wrong)?;
            let (a, b) = span.split_once('-').unwrap_or((span, span));
            let number = |text: &str| text.trim().parse::<usize>().map_err(|_| wrong());
            let end = if b.trim().is_empty() { None } else { Some(number(b)?) };
            (Some(number(a)?), end)
        }
    };
    let start = start.unwrap_or(1);
    if start == 0 || end.is_some_and(|end| end < start) {
        return Err(Error::invalid(
            "lines are counted from 1, and the first comes before the last",
        ));
    }
    if start > total.max(1) {
        return Err(Error::invalid(format!(
            "the file has {total} lines, line {start} is past its end"
        )));
    }
    Ok((start, end.unwrap_or(total).min(total)))
}

/// A text, cut into lines that keep their ends.
pub struct Lines<'a> {
    text: &'a str,
    /// Where each line begins, and the text's end.
    starts: Vec<usize>,
}

/// A line, or a part of one that is very long.
pub struct Piece<'a> {
    pub place: Place,
    pub text: &'a str,
}

/// Bytes of a piece at most. A token may be a byte long, so that the smallest page takes a piece;
/// a line of a megabyte is then thousands of pieces, and no page is impossible.
const LONGEST: usize = 160;

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut starts: Vec<usize> = vec![0];
        starts.extend(memchr_newlines(text.as_bytes()));
        if *starts.last().expect("begins with 0") != text.len() {
            starts.push(text.len());
        }
        Self { text, starts }
    }

    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Lines `first` to `last`, 1-based and inclusive, as one text.
    pub fn text(&self, first: usize, last: usize) -> &'a str {
        let from = self.starts.get(first.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let to = self.starts.get(last).copied().unwrap_or(self.text.len());
        &self.text[from..to.max(from)]
    }

    /// From a place to the end of line `last`, in pieces.
    pub fn pieces(&self, from: Place, last: usize) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        for line in from.line.max(1)..=last.min(self.len()) {
            let whole = self.text(line, line);
            let mut byte = if line == from.line { from.byte.min(whole.len()) } else { 0 };
            while !whole.is_char_boundary(byte) {
                byte -= 1;
            }
            while byte < whole.len() {
                let mut end = (byte + LONGEST).min(whole.len());
                while !whole.is_char_boundary(end) {
                    end -= 1;
                }
                pieces.push(Piece { place: Place { line, byte }, text: &whole[byte..end] });
                byte = end;
            }
        }
        pieces
    }
}

/// Offsets just after each line feed.
fn memchr_newlines(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "(.{0,40}\n?){0,20}", long in 0usize..9000) {
            let text = format!("{text}{}", "ü".repeat(long));
            let lines = Lines::of(&text);
            let all: String =
                lines.pieces(Place { line: 1, byte: 0 }, lines.len()).iter().map(|p| p.text).collect();
            prop_assert_eq!(all, text);
        }
    }

    #[test]
    fn lines_are_counted_as_people_do() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n", 1), ("\n\n", 2)] {
            assert_eq!(Lines::of(text).len(), lines, "{text:?}");
        }
        assert_eq!(Lines::of("a\nb\nc").text(2, 3), "b\nc");
    }
}
