//! ctx_search: where does this text or regular expression stand?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answer, Arguments, Call, Frame, SEARCH, Spec, Tool, counted, schema};
use crate::base::Result;
use crate::index::filter::Filter;
use crate::index::grep::{Case, Match, Position, Query, grep};
use crate::view::{budget, cursor};

pub struct Search;

/// Arguments of ctx_search.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Regular expression (Rust's syntax, no look-around), or literal text with `regex: false`.
    #[schemars(length(min = 1))]
    pattern: String,
    /// Folder, file, or glob such as `src/**/*.rs`; default: the whole workspace.
    #[serde(default)]
    path: String,
    #[serde(default = "yes")]
    regex: bool,
    /// Default: only when the pattern has an upper-case letter.
    case_sensitive: Option<bool>,
    /// Whole words only.
    #[serde(default)]
    word: bool,
    /// Language such as `rust`, `py`, `ts`.
    language: Option<String>,
    /// Lines to show before and after each match.
    #[serde(default)]
    #[schemars(range(max = 20))]
    context_lines: u32,
    /// Matches on a page.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 1000))]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn yes() -> bool {
    true
}

const fn hundred() -> usize {
    100
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    matches: Vec<Found<'a>>,
    /// Files with a match, as far as was looked.
    files: u64,
    /// Matching lines, as far as was looked.
    total: u64,
    /// There are more matches than are shown.
    truncated: bool,
    /// Otherwise `files` and `total` are lower bounds: counting ended, or the time did.
    exact: bool,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found<'a> {
    path: &'a str,
    /// 1-based.
    line: u32,
    /// Of the first match in the line, 1-based, in characters.
    column: u32,
    text: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    before: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    after: &'a [String],
}

const SPEC: Spec = Spec {
    name: "ctx_search",
    title: "Search text",
    description: "Finds exact text or a regular expression in the workspace's indexed files, line by line, in path order. \
Filter by path and language; page with `cursor`. To search by meaning use ctx_semantic_search.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Search {
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
        let query = Query {
            pattern: input.pattern.clone(),
            regex: input.regex,
            case: match input.case_sensitive {
                Some(true) => Case::Sensitive,
                Some(false) => Case::Insensitive,
                None => Case::Smart,
            },
            word: input.word,
            filter: Filter::new([input.path.as_str()], input.language.as_deref())?,
            context: input.context_lines.min(20),
        };
        let from = match &input.cursor {
            Some(c) => Some(cursor::decode::<Position>(&question, c)?),
            None => None,
        };
        let limit = input.limit.clamp(1, 1000);
        let page = grep(&view, &query, from.as_ref(), limit, call.permit.deadline())?;
        let sizes: Vec<usize> = page.matches.iter().map(size).collect();
        let render = |n: usize| {
            let shown = &page.matches[..n];
            let next = if n < page.matches.len() {
                Some(after(shown, from.as_ref()))
            } else {
                page.next.clone()
            };
            let cursor = next.map(|p| cursor::encode(&question, &p));
            let output = Output {
                frame: &frame,
                matches: shown.iter().map(found).collect(),
                files: page.files,
                total: page.total,
                truncated: cursor.is_some() || page.timed_out,
                exact: page.exact && !page.timed_out,
                cursor,
            };
            Answer::new(text(shown, &output, &frame), &output, &frame)
        };
        Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
    }
}

/// Where a page ends that shows less than was found: behind its last match.
fn after(shown: &[Match], from: Option<&Position>) -> Position {
    let mut position =
        from.cloned().unwrap_or(Position { path: String::new(), line: 0, matches: 0, files: 0 });
    for m in shown {
        position.files = position.files.saturating_add(u64::from(m.path != position.path));
        position.matches = position.matches.saturating_add(1);
        position.path.clone_from(&m.path);
        position.line = m.line;
    }
    position
}

fn size(m: &Match) -> usize {
    let context: usize = m.before.iter().chain(&m.after).map(|l| l.len() + 8).sum();
    m.path.len() + m.text.len() + 40 + context
}

fn found(m: &Match) -> Found<'_> {
    Found {
        path: &m.path,
        line: m.line,
        column: m.column,
        text: &m.text,
        before: &m.before,
        after: &m.after,
    }
}

/// Grouped by file, so that no path is written twice.
fn text(shown: &[Match], output: &Output, frame: &Frame) -> String {
    let (total, files) =
        (counted(output.total as usize, "match"), counted(output.files as usize, "file"));
    let least = if output.exact { "" } else { "at least " };
    let mut text = format!("{least}{total} in {files} ({})\n", frame.label());
    let mut path = "";
    for m in shown {
        if *m.path != *path {
            path = &m.path;
            let _ = writeln!(text, "{path}");
        }
        for (i, line) in m.before.iter().enumerate() {
            let number = m.line as usize - m.before.len() + i;
            let _ = writeln!(text, "  {number}- {line}");
        }
        let _ = writeln!(text, "  {}: {}", m.line, m.text);
        for (i, line) in m.after.iter().enumerate() {
            let _ = writeln!(text, "  {}- {line}", m.line as usize + 1 + i);
        }
    }
    if let Some(cursor) = &output.cursor {
        let _ = write!(text, "[more: cursor {cursor}]");
    }
    text
}
