//! ctx_read: what stands in this file, whole or as much of it as is needed?

mod lines;
pub mod mode;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answer, Arguments, Call, Citing, Frame, SEARCH, Span, Spec, Stands, Tool, schema};
use crate::account::habit::{Habits, Reading};
use crate::base::{Error, Kind, Result};
use crate::code::Facts;
use crate::git::history;
use crate::index::View;
use crate::savings::Mechanism;
use crate::view::{budget, cursor, token};
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::File;

pub use lines::{Lines, Place};
use mode::{Mode, Runs};

pub struct Read;

/// Arguments of ctx_read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// File, relative to the workspace root.
    path: String,
    /// `full`; `lines:a-b`; `signatures`: declarations with their bodies left out; `map`: imports, exports and what is declared where; `diff:REV`: what changed since; `symbol:NAME`: one declaration; `auto`: the fullest of full, signatures and map that fits into maxTokens.
    #[serde(default = "full")]
    mode: String,
    /// Of `full`: first line, 1-based.
    start_line: Option<usize>,
    /// Of `full`: last line, inclusive.
    end_line: Option<usize>,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

fn full() -> String {
    "full".into()
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    path: &'a str,
    /// What is shown; where `auto` was asked for, what it chose.
    mode: &'a str,
    /// First line shown, 1-based; 0 where none is shown as it stands in the file.
    start_line: usize,
    end_line: usize,
    total_lines: usize,
    /// Lines exactly as they are in the commit. `[a-b]` on a line of its own stands for lines that are left out; `ctx_expand` returns them.
    text: &'a str,
    /// Tokens of `text`.
    delivered_tokens: usize,
    /// Tokens of what it stands for.
    source_tokens: usize,
    /// Lines that it stands for and does not show.
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

const SPEC: Spec = Spec {
    name: "ctx_read",
    title: "Read file",
    description: "Reads a file of the workspace: whole, lines, one symbol, or compressed (`signatures`, `map`, \
`diff:REV`, `auto`). Lines are exactly those of the commit; what is left out is marked `[a-b]`, and \
ctx_expand returns it. What does not fit into maxTokens comes with `cursor`.",
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
        let mode = Mode::parse(&input.mode)?;
        let view = call.view()?;
        let opened = Opened::new(call, &view, &input.path)?;
        let body = opened.body(&mode, (input.start_line, input.end_line))?;
        opened.reply(&body, &question, input.cursor.as_deref())
    }
}

/// A file that is being read.
pub struct Opened<'a> {
    call: &'a Call<'a>,
    view: &'a View,
    frame: Frame,
    path: JailedPath,
    file: File,
    text: String,
}

/// What of it is shown.
pub struct Body<'a> {
    /// The mode's name.
    mode: Cow<'a, str>,
    /// First and last line that it stands for.
    asked: (usize, usize),
    shows: Shows,
}

enum Shows {
    /// Lines as they are.
    Lines(Runs),
    /// What is said in their place.
    Words(String),
}

/// A part of an answer's text that is not cut further.
struct Part<'a> {
    place: Place,
    text: Cow<'a, str>,
    /// The lines that it stands for, where it shows none.
    gap: Option<(usize, usize)>,
}

impl<'a> Opened<'a> {
    /// # Errors
    /// See `View::read`.
    pub fn new(call: &'a Call<'a>, view: &'a View, path: &str) -> Result<Self> {
        let path = JailedPath::parse(path)?;
        let file = view.read(&path)?;
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        Ok(Self { call, view, frame: call.frame(view), path, file, text })
    }

    fn body<'m>(&self, mode: &'m Mode, full: (Option<usize>, Option<usize>)) -> Result<Body<'m>> {
        let lines = Lines::of(&self.text);
        let whole = (1, lines.len());
        let shown = |mode: &'m str, runs: Runs| Body {
            mode: mode.into(),
            asked: whole,
            shows: Shows::Lines(runs),
        };
        let said = |mode: &'m str, words: String| Body {
            mode: mode.into(),
            asked: whole,
            shows: Shows::Words(words),
        };
        Ok(match mode {
            Mode::Full => {
                let asked = range(full.0.unwrap_or(1), full.1, lines.len())?;
                Body { mode: "full".into(), asked, shows: Shows::Lines(vec![asked]) }
            }
            Mode::Lines(first, last) => {
                let asked = range(*first, *last, lines.len())?;
                let mode = format!("lines:{}-{}", asked.0, asked.1).into();
                Body { mode, asked, shows: Shows::Lines(vec![asked]) }
            }
            Mode::Signatures => shown("signatures", mode::signatures(&self.facts()?, &lines)),
            Mode::Map => said("map", mode::map(&self.facts()?)),
            Mode::Symbol(name) => {
                let runs = mode::symbol(&self.facts()?, &self.file.path, name)?;
                let asked = (runs.first().map_or(1, |r| r.0), runs.last().map_or(1, |r| r.1));
                let mode = format!("symbol:{name}").into();
                Body { mode, asked, shows: Shows::Lines(runs) }
            }
            Mode::Diff(revision) => {
                let mode = format!("diff:{revision}").into();
                Body { mode, asked: whole, shows: Shows::Words(self.diff(revision)?) }
            }
            Mode::Auto => self.auto(&lines)?,
        })
    }

    /// These runs of lines and nothing else.
    ///
    /// # Errors
    /// `invalid_arguments` for lines that the file has not.
    pub fn runs(&self, runs: &[(usize, Option<usize>)]) -> Result<Body<'static>> {
        let total = Lines::of(&self.text).len();
        let runs: Runs =
            runs.iter().map(|(first, last)| range(*first, *last, total)).collect::<Result<_>>()?;
        let runs = mode::joined(runs);
        let asked = (runs.first().map_or(1, |r| r.0), runs.last().map_or(1, |r| r.1));
        Ok(Body { mode: "lines".into(), asked, shows: Shows::Lines(runs) })
    }

    /// All of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of one declaration, by its name, and nothing else.
    ///
    /// # Errors
    /// `tool_error` when the file declares no such.
    pub fn declaration(&self, name: &str) -> Result<String> {
        let lines = Lines::of(&self.text);
        let runs = mode::symbol(&self.facts()?, &self.file.path, name)?;
        Ok(runs.into_iter().map(|(first, last)| lines.text(first, last)).collect())
    }

    /// One declaration, by its name.
    ///
    /// # Errors
    /// `tool_error` when the file declares no such.
    pub fn symbol(&self, name: &str) -> Result<Body<'static>> {
        let runs = mode::symbol(&self.facts()?, &self.file.path, name)?;
        self.runs(&runs.iter().map(|(first, last)| (*first, Some(*last))).collect::<Vec<_>>())
    }

    fn facts(&self) -> Result<Facts> {
        let entry = self.view.snapshot().manifest.find(&self.file.path);
        let facts = entry.map(|entry| self.view.facts(entry)).transpose()?.flatten();
        facts.ok_or_else(|| {
            let message =
                format!("`{}` is not parsed: its language has no grammar here", self.path);
            Error::new(Kind::ToolError, message).hint("read it with mode `full` or `lines:a-b`")
        })
    }

    /// The fullest that fits: all of it, else the signatures, else the map; where not even that
    /// does, the signatures in pages. A file without a grammar is shown from its beginning. A user
    /// who has pulled a model gets what it recommends for such a file, if that fits.
    fn auto(&self, lines: &Lines<'_>) -> Result<Body<'static>> {
        let whole = (1, lines.len());
        let body = |mode: &'static str, shows| Body { mode: mode.into(), asked: whole, shows };
        // What the frame and JSON's escapes take beside the text.
        let fits = |tokens: usize| tokens + tokens / 8 + 200 <= self.call.max_tokens;
        let full = body("full", Shows::Lines(vec![whole]));
        let tokens = self.source_tokens(whole, lines);
        let advice = self.call.app.habits().map(Habits::advice);
        let advised = advice.as_ref().and_then(|a| a.mode(self.path.as_str(), tokens as u64));
        if fits(tokens) && advised.is_none_or(|mode| mode == "full") {
            return Ok(full);
        }
        let Ok(facts) = self.facts() else { return Ok(full) };
        let signatures = mode::signatures(&facts, lines);
        if signatures.is_empty() {
            return Ok(full);
        }
        let shown: usize =
            signatures.iter().map(|(a, b)| token::count(lines.text(*a, *b)) + 16).sum();
        if !fits(shown) || advised == Some("map") {
            let map = mode::map(&facts);
            if fits(token::count(&map)) {
                return Ok(body("map", Shows::Words(map)));
            }
        }
        Ok(body("signatures", Shows::Lines(signatures)))
    }

    fn diff(&self, revision: &str) -> Result<String> {
        let Some(served) = self.view.snapshot().head().commit.clone() else {
            return Err(Error::new(Kind::ToolError, "a plain folder has no revisions"));
        };
        let root = self.call.space().root();
        let (commit, old) = history::file_at(root, &served, revision, &self.file.path)?;
        let old = old.unwrap_or_default();
        let changed = history::unified(&old, &self.file.bytes, &self.file.path)?;
        if changed.is_empty() {
            let commit = crate::workspace::source::short(&commit);
            return Ok(format!("no line differs from {commit}\n"));
        }
        Ok(changed)
    }

    fn source_tokens(&self, asked: (usize, usize), lines: &Lines<'_>) -> usize {
        let count = || token::count(lines.text(asked.0, asked.1));
        self.call.space().tokens(self.view, &self.file.path, asked, count)
    }

    /// Of a local user, what was read how. No answer fails because it could not be noted.
    fn note(&self, body: &Body<'_>, (source, delivered): (usize, usize), lines: &Lines<'_>) {
        let Some(habits) = self.call.app.habits() else { return };
        let whole = self.source_tokens((1, lines.len()), lines);
        let _ = habits.note(&Reading {
            workspace: self.call.memory(),
            path: self.path.as_str(),
            blob: &self.file.blob.0,
            mode: body.mode.split(':').next().unwrap_or_default(),
            whole: whole as u64,
            source: source as u64,
            delivered: delivered as u64,
        });
    }

    /// # Errors
    /// `invalid_arguments` for a cursor of another question, and when nothing fits.
    pub fn reply(&self, body: &Body<'_>, question: &str, from: Option<&str>) -> Result<Answer> {
        let lines = Lines::of(&self.text);
        let from = from.map(|c| cursor::decode::<Place>(question, c)).transpose()?;
        let words = match &body.shows {
            Shows::Words(words) => Some(Lines::of(words)),
            Shows::Lines(_) => None,
        };
        let parts = match (&body.shows, &words) {
            (Shows::Lines(runs), _) => parts(&lines, runs, body.asked, from),
            (_, Some(words)) => parts(words, &[(1, words.len())], (1, words.len()), from),
            (Shows::Words(_), None) => Vec::new(),
        };
        let source_tokens = self.source_tokens(body.asked, &lines);
        let sizes: Vec<usize> = parts.iter().map(|p| p.text.len()).collect();
        let makes_words = words.is_some();
        let whole = matches!(&body.shows, Shows::Lines(runs) if *runs == [body.asked]);
        let delivered = RefCell::new(HashMap::new());
        let render = |n: usize| {
            let shown = &parts[..n];
            let next = parts.get(n).map(|part| part.place);
            let text: String = shown.iter().map(|part| &*part.text).collect();
            let own = || shown.iter().filter(|part| part.gap.is_none() && !makes_words);
            let line = |part: Option<&Part>| part.map_or(0, |part| part.place.line);
            let (start, end) = (line(own().next()), line(own().next_back()));
            let omitted = omitted(shown, next, body.asked, makes_words);
            let cursor = next.map(|place| cursor::encode(question, &place));
            // Counting costs more than all else here; what is shown whole has been counted.
            let counted = whole && from.is_none() && next.is_none();
            let delivered_tokens = if counted { source_tokens } else { token::count(&text) };
            delivered.borrow_mut().insert(n, delivered_tokens);
            let what = match (start, whole) {
                (0, _) => body.mode.to_string(),
                (_, true) => format!("lines {start}-{end} of {}", lines.len()),
                _ => format!("{} of {} lines", body.mode, lines.len()),
            };
            let mut told = format!("{} {what} ({})\n{text}", self.path, self.frame.label());
            if let Some(cursor) = &cursor {
                if !told.ends_with('\n') {
                    told.push('\n');
                }
                let rest = next.map_or(0, |place| place.line);
                told.push_str(&match makes_words {
                    true => format!("[more: cursor {cursor}]"),
                    false => format!("[omitted: lines {rest}-{}; cursor {cursor}]", body.asked.1),
                });
            }
            let output = Output {
                frame: &self.frame,
                path: self.path.as_str(),
                mode: &body.mode,
                start_line: start,
                end_line: end,
                total_lines: lines.len(),
                delivered_tokens,
                text: &text,
                source_tokens,
                omitted,
                cursor,
            };
            Answer::new(told, &output, &self.frame)
        };
        let (answer, shown) = budget::fit(&sizes, self.call.max_tokens, render)?;
        let mut citing = Citing::default();
        let id = self.call.space().id().into();
        let mut cite = |first: usize, last: usize| {
            let (path, blob) = (&self.file.path, self.file.blob);
            citing.lines(&id, path, blob, first as u32, last as u32);
        };
        if makes_words || parts.is_empty() {
            cite(body.asked.0.min(lines.len()), body.asked.1);
        }
        for part in parts[..shown].iter().filter(|part| part.gap.is_none() && !makes_words) {
            cite(part.place.line, part.place.line);
        }
        let page = Shown {
            parts: &parts[..shown],
            next: parts.get(shown).map(|part| part.place),
            first: from.is_none(),
            whole,
            source_tokens,
            delivered_tokens: delivered.borrow().get(&shown).copied().unwrap_or_default(),
        };
        // The first page stands for all; what follows is more of the same read.
        let source = if page.first { source_tokens } else { 0 };
        self.note(body, (source, page.delivered_tokens), &lines);
        Ok(answer.citing(citing.done()).standing(self.stands(body, &lines, &page)))
    }

    /// What a page stands for: a compressed one for all lines from where it begins to where it
    /// ends, any other for the lines that it shows.
    fn stands(&self, body: &Body<'_>, lines: &Lines<'_>, page: &Shown<'_>) -> Stands {
        let count = |first: usize, last: usize| token::count(lines.text(first, last));
        let span = |lines: (usize, usize), tokens: usize, compressed: bool| {
            Span::new(self.call, self.file.blob, lines, (tokens, compressed), count)
        };
        let complete = page.first && page.next.is_none();
        match &body.shows {
            // In pages, the first stands for everything and the others for nothing more.
            Shows::Words(_) => {
                let mechanism = match body.mode.starts_with("diff:") {
                    true => Mechanism::Caching,
                    false => Mechanism::Compression,
                };
                let all = page.first.then(|| span(body.asked, page.source_tokens, true));
                Stands::Lines(mechanism, all.into_iter().collect())
            }
            Shows::Lines(_) if body.mode == "signatures" => {
                let first = match page.first {
                    true => body.asked.0,
                    false => page.parts.first().map_or(body.asked.1, |part| part.place.line),
                };
                let last = page.next.map_or(body.asked.1, |place| place.line.saturating_sub(1));
                let tokens = if complete { page.source_tokens } else { count(first, last) };
                let spans = (first <= last).then(|| span((first, last), tokens, true));
                Stands::Lines(Mechanism::Compression, spans.into_iter().collect())
            }
            Shows::Lines(_) => {
                let mut runs: Vec<(usize, usize)> = Vec::new();
                for line in page.parts.iter().filter(|p| p.gap.is_none()).map(|p| p.place.line) {
                    match runs.last_mut() {
                        Some((_, last)) if line <= *last + 1 => *last = line,
                        _ => runs.push((line, line)),
                    }
                }
                let tokens = |run: &(usize, usize)| match page.whole {
                    true => page.delivered_tokens,
                    false => count(run.0, run.1),
                };
                let spans = runs.iter().map(|run| span(*run, tokens(run), false)).collect();
                Stands::Lines(Mechanism::Compression, spans)
            }
        }
    }
}

/// A page of a body that was given.
struct Shown<'a> {
    parts: &'a [Part<'a>],
    /// Where the next one begins.
    next: Option<Place>,
    first: bool,
    /// It shows its lines without a gap.
    whole: bool,
    /// Of all that was asked for.
    source_tokens: usize,
    delivered_tokens: usize,
}

/// Lines left out: between what is shown, and behind it.
fn omitted(
    shown: &[Part<'_>],
    next: Option<Place>,
    asked: (usize, usize),
    words: bool,
) -> Vec<Omitted> {
    if words {
        return vec![Omitted { start_line: asked.0, end_line: asked.1 }];
    }
    let gaps = shown.iter().filter_map(|part| part.gap);
    let rest = next.map(|place| (place.line, asked.1));
    gaps.chain(rest).map(|(start_line, end_line)| Omitted { start_line, end_line }).collect()
}

/// The runs' lines as one text, with a mark for all that is left out.
pub fn marked(lines: &Lines<'_>, runs: &[(usize, usize)]) -> String {
    parts(lines, runs, (1, lines.len()), None).iter().map(|part| &*part.text).collect()
}

/// The runs' lines in pieces, with a mark for what lies between them, from a place on.
fn parts<'t>(
    lines: &Lines<'t>,
    runs: &[(usize, usize)],
    asked: (usize, usize),
    from: Option<Place>,
) -> Vec<Part<'t>> {
    let from = from.unwrap_or(Place { line: asked.0, byte: 0 });
    let mut parts = Vec::new();
    let mut expected = asked.0;
    let gap = |first: usize, last: usize| {
        let text = format!("[{first}-{last}]\n").into();
        Part { place: Place { line: first, byte: 0 }, text, gap: Some((first, last)) }
    };
    for (first, last) in runs {
        if expected < *first && from.line <= expected {
            parts.push(gap(expected, first - 1));
        }
        expected = last + 1;
        if from.line > *last {
            continue;
        }
        let start = if from.line > *first { from } else { Place { line: *first, byte: 0 } };
        let start = if from.line == *first { from } else { start };
        let pieces = lines.pieces(start, *last).into_iter();
        parts.extend(pieces.map(|p| Part { place: p.place, text: p.text.into(), gap: None }));
    }
    if expected <= asked.1 && from.line <= expected {
        parts.push(gap(expected, asked.1));
    }
    parts
}

/// The lines asked for, first and last, 1-based; within the file.
fn range(start: usize, end: Option<usize>, total: usize) -> Result<(usize, usize)> {
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
