//! ctx_search: where does this text or regular expression stand?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Answer, Arguments, Call, Cited, Citing, Frame, Origin, SEARCH, Sights, Spec, Tool, counted,
    schema,
};
use crate::base::clock::Deadline;
use crate::base::{Kind, Result};
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
    #[serde(flatten)]
    origin: Origin<'a>,
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

    fn spans(&self) -> bool {
        true
    }

    fn points(&self) -> bool {
        true
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
        let sights = call.sights()?;
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
            Some(c) => cursor::decode::<Mark>(&question, c)?,
            None => Mark::default(),
        };
        let limit = input.limit.clamp(1, 1000);
        let found = Finding::make(&sights, &query, from, limit, call.permit.deadline())?;
        let sizes: Vec<usize> = found.matches.iter().map(|(_, m)| size(m)).collect();
        let render = |n: usize| {
            let shown = &found.matches[..n];
            let cursor = found.next(n).map(|mark| cursor::encode(&question, &mark));
            let output = Output {
                frame: &sights.frame,
                matches: shown.iter().map(|(which, m)| place(m, sights.origin(*which))).collect(),
                files: found.files,
                total: found.total,
                truncated: cursor.is_some() || found.timed_out,
                exact: found.exact,
                cursor,
            };
            Answer::new(text(&output), &output, &sights.frame)
        };
        let (answer, shown) = budget::fit(&sizes, call.max_tokens, render)?;
        Ok(answer.citing(cited(&sights, &found.matches[..shown])))
    }
}

/// Where the next page begins: in which workspace, behind what, and what those before it came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Mark {
    /// The first whose id is not below this one.
    workspace: String,
    position: Option<Position>,
    matches: u64,
    files: u64,
}

/// What the workspaces were found to hold, from a mark on.
struct Finding {
    /// Which workspace, and the match.
    matches: Vec<(usize, Match)>,
    /// Where each workspace that was searched began: its id and its own mark.
    began: Vec<(usize, Mark)>,
    /// Behind everything that was found.
    end: Option<Mark>,
    total: u64,
    files: u64,
    exact: bool,
    timed_out: bool,
}

impl Finding {
    fn make(
        sights: &Sights,
        query: &Query,
        from: Mark,
        limit: usize,
        deadline: &Deadline,
    ) -> Result<Self> {
        let mut finding = Self {
            matches: Vec::new(),
            began: Vec::new(),
            end: None,
            total: from.matches,
            files: from.files,
            exact: true,
            timed_out: false,
        };
        let single = sights.each.len() == 1;
        for (which, sight) in sights.each.iter().enumerate() {
            let id = &sight.frame.workspace;
            if !single && *id < from.workspace {
                continue;
            }
            let mark = Mark {
                workspace: id.clone(),
                position: from.position.clone().filter(|_| single || *id == from.workspace),
                matches: finding.total,
                files: finding.files,
            };
            let room = limit - finding.matches.len();
            if room == 0 {
                finding.exact = false;
                finding.end = Some(mark);
                break;
            }
            let page = match grep(&sight.view, query, mark.position.as_ref(), room, deadline) {
                Ok(page) => page,
                // A path that one workspace has need not be in all of them.
                Err(e) if !single && e.kind() == Kind::ToolError => continue,
                Err(e) => return Err(e),
            };
            finding.total += page.total;
            finding.files += page.files;
            finding.exact &= page.exact && !page.timed_out;
            finding.timed_out |= page.timed_out;
            finding.matches.extend(page.matches.into_iter().map(|m| (which, m)));
            let next = page.next.map(|position| Mark { position: Some(position), ..mark.clone() });
            finding.began.push((which, mark));
            if next.is_some() {
                finding.end = next;
                finding.exact &= which + 1 == sights.each.len();
                break;
            }
        }
        Ok(finding)
    }

    /// The mark behind the first n matches.
    fn next(&self, n: usize) -> Option<Mark> {
        if n == self.matches.len() {
            return self.end.clone();
        }
        let (last, _) = self.matches[..n].last()?;
        let (_, mark) = self.began.iter().find(|(which, _)| which == last)?;
        let shown = self.matches[..n].iter().filter(|(which, _)| which == last).map(|(_, m)| m);
        let position = after(shown, mark.position.as_ref());
        Some(Mark { position: Some(position), ..mark.clone() })
    }
}

/// Where a page ends that shows less than was found: behind its last match.
fn after<'m>(shown: impl Iterator<Item = &'m Match>, from: Option<&Position>) -> Position {
    let mut position =
        from.cloned().unwrap_or(Position { path: String::new(), line: 0, matches: 0, files: 0 });
    for m in shown {
        position.files = position.files.saturating_add(u64::from(*m.path != *position.path));
        position.matches = position.matches.saturating_add(1);
        m.path.as_ref().clone_into(&mut position.path);
        position.line = m.line;
    }
    position
}

fn size(m: &Match) -> usize {
    let context: usize = m.before.iter().chain(&m.after).map(|l| l.len() + 8).sum();
    m.path.len() + m.text.len() + 40 + context
}

fn place<'a>(m: &'a Match, origin: Origin<'a>) -> Found<'a> {
    Found {
        origin,
        path: &m.path,
        line: m.line,
        column: m.column,
        text: &m.text,
        before: &m.before,
        after: &m.after,
    }
}

/// The lines of the matches, and those shown around them.
fn cited(sights: &Sights, shown: &[(usize, Match)]) -> Vec<Cited> {
    let mut citing = Citing::with_capacity(shown.len());
    let ids = sights.ids();
    for (which, m) in shown {
        let (before, after) = (m.before.len() as u32, m.after.len() as u32);
        citing.lines(&ids[*which], &m.path, m.blob, m.line - before, m.line + after);
    }
    citing.done()
}

/// Grouped by file, so that no path is written twice.
fn text(output: &Output) -> String {
    let (total, files) =
        (counted(output.total as usize, "match"), counted(output.files as usize, "file"));
    let least = if output.exact { "" } else { "at least " };
    let mut text = format!("{least}{total} in {files} ({})\n", output.frame.label());
    let mut file = None;
    for m in &output.matches {
        if file != Some((m.origin, m.path)) {
            file = Some((m.origin, m.path));
            let _ = match m.origin.workspace {
                Some(workspace) => writeln!(text, "{workspace}: {}", m.path),
                None => writeln!(text, "{}", m.path),
            };
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
