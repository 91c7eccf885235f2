//! ctx_search: where does this text or regular expression stand?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Answer, Arguments, Call, Cited, Citing, Frame, Origin, SEARCH, Sights, Spec, Tool, code,
    counted, schema,
};
use crate::base::clock::Deadline;
use crate::base::{Kind, Result};
use crate::index::filter::Filter;
use crate::index::grep::{Case, Match, Position, Query, Rows, grep};
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
    /// A match may reach over line ends: `\n` and `\s` match them, `.` does with `(?s)`.
    #[serde(default)]
    multiline: bool,
    /// Only matches within declarations of this kind, such as `function`, `class`, `heading`.
    symbol_kind: Option<String>,
    /// What to list: the matches, the files with their counts, or the files alone.
    #[serde(default)]
    output: Form,
    /// Lines to show before and after each match.
    #[serde(default)]
    #[schemars(range(max = 20))]
    context_lines: u32,
    /// Lines to show before each match; default: `contextLines`.
    #[schemars(range(max = 20))]
    before: Option<u32>,
    /// Lines to show after each match; default: `contextLines`.
    #[schemars(range(max = 20))]
    after: Option<u32>,
    /// Matches, or files, on a page.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 1000))]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Form {
    #[default]
    Matches,
    Counts,
    Files,
}

impl Form {
    const fn rows(self) -> Rows {
        match self {
            Self::Matches => Rows::Matches,
            Self::Counts => Rows::Counts,
            Self::Files => Rows::Files,
        }
    }

    /// Bytes that a row takes, about.
    fn size(self, m: &Match) -> usize {
        let context = m.before.iter().chain(&m.after).map(|l| l.len() + 8).sum::<usize>();
        40 + m.path.len() + if self == Self::Matches { m.text.len() + context } else { 0 }
    }
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
    /// Empty where files are listed.
    matches: Vec<Found<'a>>,
    /// The files, where they are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_file: Option<Vec<Counted<'a>>>,
    /// Files with a match, as far as was looked.
    files: u64,
    /// Matches, as far as was looked; with `output: "files"` one for each file.
    total: u64,
    /// There are more matches than are shown.
    truncated: bool,
    /// Otherwise `files` and `total` are lower bounds: counting ended, or the time did.
    exact: bool,
    /// The time was over before every file was searched.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    timed_out: bool,
    /// Files of this path and language that are not searched, because they are binary, generated,
    /// vendored or large: ctx_read reads them.
    left_out: u64,
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
    /// Of a match of several lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    /// Of the first match in the line, 1-based, in characters.
    column: u32,
    text: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    before: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    after: &'a [String],
}

#[derive(Debug, Serialize, JsonSchema)]
struct Counted<'a> {
    #[serde(flatten)]
    origin: Origin<'a>,
    path: &'a str,
    /// Matches in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

const SPEC: Spec = Spec {
    name: "ctx_search",
    title: "Search text",
    description: "Finds exact text or a regular expression in the workspace's indexed files, line by line, in path order. \
Filter by path, language and kind of declaration; list matches, counts or files; page with `cursor`. To search by meaning use ctx_semantic_search.",
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
            multiline: input.multiline,
            filter: Filter::new([input.path.as_str()], input.language.as_deref())?,
            within: input.symbol_kind.as_deref().map(code::kind).transpose()?,
            before: input.before.unwrap_or(input.context_lines).min(20),
            after: input.after.unwrap_or(input.context_lines).min(20),
            rows: input.output.rows(),
        };
        let from = match &input.cursor {
            Some(c) => cursor::decode::<Mark>(&question, c)?,
            None => Mark::default(),
        };
        let limit = input.limit.clamp(1, 1000);
        let found = Finding::make(&sights, &query, from, limit, call.permit.deadline())?;
        let sizes: Vec<usize> = found.matches.iter().map(|(_, m)| input.output.size(m)).collect();
        let render = |n: usize| {
            let shown = &found.matches[..n];
            let cursor = found.next(&query, n).map(|mark| cursor::encode(&question, &mark));
            let (mut matches, mut by_file) = (Vec::new(), None);
            let each = shown.iter().map(|(which, m)| (m, sights.origin(*which)));
            match input.output {
                Form::Matches => matches.extend(each.map(|(m, origin)| place(m, origin))),
                form => {
                    let count = |m: &Match| (form == Form::Counts).then_some(m.count);
                    let rows = each.map(|(m, origin)| (origin, &*m.path, count(m)));
                    let row = |(origin, path, count)| Counted { origin, path, count };
                    by_file = Some(rows.map(row).collect());
                }
            }
            let output = Output {
                frame: &sights.frame,
                matches,
                by_file,
                files: found.files,
                total: found.total,
                truncated: cursor.is_some() || found.timed_out,
                exact: found.exact,
                timed_out: found.timed_out,
                left_out: found.left_out,
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
    left_out: u64,
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
            left_out: 0,
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
            finding.left_out += page.left_out;
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
    fn next(&self, query: &Query, n: usize) -> Option<Mark> {
        if n == self.matches.len() {
            return self.end.clone();
        }
        let (last, _) = self.matches[..n].last()?;
        let (_, mark) = self.began.iter().find(|(which, _)| which == last)?;
        let shown = self.matches[..n].iter().filter(|(which, _)| which == last).map(|(_, m)| m);
        let position = after(query, shown, mark.position.as_ref());
        Some(Mark { position: Some(position), ..mark.clone() })
    }
}

/// Where a page ends that shows less than was found: behind its last match.
fn after<'m>(
    query: &Query,
    shown: impl Iterator<Item = &'m Match>,
    from: Option<&Position>,
) -> Position {
    let mut position =
        from.cloned().unwrap_or(Position { path: String::new(), line: 0, matches: 0, files: 0 });
    for m in shown {
        position.files = position.files.saturating_add(u64::from(*m.path != *position.path));
        position.matches = position.matches.saturating_add(m.count);
        m.path.as_ref().clone_into(&mut position.path);
        position.line = query.passed(m);
    }
    position
}

fn place<'a>(m: &'a Match, origin: Origin<'a>) -> Found<'a> {
    Found {
        origin,
        path: &m.path,
        line: m.line,
        end_line: (m.end_line > m.line).then_some(m.end_line),
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
        citing.lines(&ids[*which], &m.path, m.blob, m.line - before, m.end_line + after);
    }
    citing.done()
}

/// Grouped by file, so that no path is written twice.
fn text(output: &Output) -> String {
    let (total, files) =
        (counted(output.total as usize, "match"), counted(output.files as usize, "file"));
    let least = if output.exact { "" } else { "at least " };
    let mut text = match &output.by_file {
        Some(rows) if rows.iter().all(|row| row.count.is_none()) => format!("{least}{files}"),
        _ => format!("{least}{total} in {files}"),
    };
    let _ = writeln!(text, " ({})", output.frame.label());
    for row in output.by_file.iter().flatten() {
        let count = row.count.map(|count| format!(": {count}")).unwrap_or_default();
        let _ = writeln!(text, "{}{count}", named(row.origin, row.path));
    }
    let mut file = None;
    for m in &output.matches {
        if file != Some((m.origin, m.path)) {
            file = Some((m.origin, m.path));
            let _ = writeln!(text, "{}", named(m.origin, m.path));
        }
        for (number, line) in (m.line as usize - m.before.len()..).zip(m.before) {
            let _ = writeln!(text, "  {number}- {line}");
        }
        for (number, line) in (m.line..).zip(m.text.split('\n')) {
            let _ = writeln!(text, "  {number}: {line}");
        }
        for (number, line) in (m.end_line.unwrap_or(m.line) + 1..).zip(m.after) {
            let _ = writeln!(text, "  {number}- {line}");
        }
    }
    if output.timed_out {
        let _ = writeln!(text, "[the time was over before all files were searched]");
    }
    if output.left_out > 0 {
        let files = counted(output.left_out as usize, "file");
        let _ = writeln!(text, "[{files} not searched: binary, generated, vendored or large]");
    }
    if let Some(cursor) = &output.cursor {
        let _ = write!(text, "[more: cursor {cursor}]");
    }
    text
}

fn named(origin: Origin, path: &str) -> String {
    origin.workspace.map_or_else(|| path.to_owned(), |workspace| format!("{workspace}: {path}"))
}
