//! ctx_impact: what is affected when this changes?

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::code::Narrow;
use super::declared::Cites;
use super::page::Page;
use super::{Answer, Arguments, Call, Frame, Spec, Tool, code, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Kind, Result};
use crate::git::history;
use crate::graph::query::{End, Way};
use crate::graph::{Confidence, FileId, Graph, SymbolId};
use crate::index::View;

pub struct Impact;

/// Arguments of ctx_impact. One of `path`, `symbol` and `range` says what changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// A file; with `symbol`, the file that declares it.
    path: Option<String>,
    /// A declaration: `refresh`, `Engine.refresh`.
    symbol: Option<String>,
    /// Commits `A..B` (B may be left out: what is served), from the served history.
    range: Option<String>,
    /// Steps that are followed, one behind the other.
    #[serde(default = "ten")]
    depth: u32,
    /// `certain`, `likely` (those and the certain ones) or `possible` (all).
    #[serde(default = "code::likely")]
    confidence: String,
    #[serde(default = "fifty")]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn ten() -> u32 {
    10
}

const fn fifty() -> usize {
    50
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    /// What changes: paths, or declarations as `path:name`.
    changed: Vec<String>,
    /// Nearest first.
    affected: &'a [Affected<'a>],
    total: usize,
    /// Of all that is affected, how many are tests.
    tests: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Affected<'a> {
    #[serde(skip)]
    file: FileId,
    path: &'a str,
    /// The declaration, where one was asked for; absent for a file's top level.
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<String>,
    /// Steps from what changes.
    distance: u32,
    /// Of the weakest step.
    confidence: Confidence,
    /// It is a test, by its path.
    test: bool,
}

const SPEC: Spec = Spec {
    name: "ctx_impact",
    title: "Impact of a change",
    description: "Tells what a change of a file, a symbol or a range of commits reaches: transitive \
dependents, nearest first, with distance, how sure that is, and which of them are tests.",
    scopes: ScopeSet::of(&[Scope::Graph]),
    read_only: true,
};

impl Tool for Impact {
    fn spec(&self) -> &'static Spec {
        &SPEC
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
        let least = code::confidence(&input.confidence)?;
        let depth = input.depth.clamp(1, 1000);
        let view = call.view()?;
        let frame = call.frame(&view);
        let graph = view.graph()?;
        let file = input.path.as_deref().map(|p| code::file(&view, &graph, p)).transpose()?;
        let (changed, affected) = match (&input.symbol, &input.range, file) {
            (Some(name), None, file) => {
                let narrow = Narrow { file, ..Narrow::default() };
                let symbols = code::symbols(&graph, name, &narrow)?;
                (named(&graph, &symbols), of_symbols(&graph, &symbols, depth, least))
            }
            (None, Some(range), None) => of_range(call, &view, &graph, range, depth, least)?,
            (None, None, Some(file)) => {
                (vec![graph.path(file).to_owned()], of_files(&graph, &[file], depth, least))
            }
            _ => {
                return Err(Error::invalid(
                    "say what changes: one of `path`, `symbol` and `range`",
                )
                .hint(
                    "for example {\"symbol\": \"Engine.refresh\"} or {\"range\": \"HEAD~3..\"}",
                ));
            }
        };
        let tests = affected.iter().filter(|a| a.test).count();
        let sizes: Vec<usize> = affected
            .iter()
            .map(|a| 90 + a.path.len() + a.symbol.as_ref().map_or(0, String::len))
            .collect();
        let page = Page {
            call,
            frame: &frame,
            question: &question,
            cursor: input.cursor.as_deref(),
            limit: input.limit.clamp(1, 2000),
        };
        page.answer(&sizes, |shown| {
            let rows = &affected[shown.range.clone()];
            let mut cites = Cites::new(&view, call.space().id());
            let what = if input.symbol.is_some() { "place" } else { "file" };
            let mut text = format!(
                "{} changed, {} affected, {} of them in tests ({})\n",
                changed_words(&changed),
                counted(affected.len(), what),
                tests,
                frame.label()
            );
            for row in rows {
                let symbol = row.symbol.as_ref().map_or(String::new(), |s| format!(" {s}"));
                let test = if row.test { ", test" } else { "" };
                let (distance, confidence) = (row.distance, row.confidence.name());
                text.push_str(&format!("{distance} {}{symbol} ({confidence}{test})\n", row.path));
                cites.lines(row.file, 0, 0);
            }
            text.push_str(&shown.more());
            let output = Output {
                frame: &frame,
                changed: changed.iter().take(NAMED).cloned().collect(),
                affected: rows,
                total: affected.len(),
                tests,
                cursor: shown.cursor.as_deref(),
            };
            Ok(Answer::new(text, &output, &frame)?.citing(cites.done()))
        })
    }
}

/// Of what changes, how many are named.
const NAMED: usize = 20;

fn changed_words(changed: &[String]) -> String {
    match changed {
        [] => "nothing".into(),
        [one] => one.clone(),
        [first, ..] => format!("{first} and {} more", changed.len() - 1),
    }
}

fn named(graph: &Graph, symbols: &[SymbolId]) -> Vec<String> {
    let name =
        |s: &SymbolId| format!("{}:{}", graph.path(graph.symbol(*s).file), graph.qualified(*s));
    symbols.iter().map(name).collect()
}

fn of_files<'g>(
    graph: &'g Graph,
    files: &[FileId],
    depth: u32,
    least: Confidence,
) -> Vec<Affected<'g>> {
    let reached = graph.reach(files, Way::Up, depth, least);
    let row = |r: &crate::graph::query::Reached| {
        let path = graph.path(r.file);
        let (distance, confidence, test) = (r.distance, r.confidence, graph.is_test(r.file));
        Affected { file: r.file, path, symbol: None, distance, confidence, test }
    };
    reached.iter().map(row).collect()
}

/// Who uses the symbols, who uses those, and so on; a file's top level is used by whoever imports
/// the file, which is no use of the symbol any more, so there a way ends.
fn of_symbols<'g>(
    graph: &'g Graph,
    symbols: &[SymbolId],
    depth: u32,
    least: Confidence,
) -> Vec<Affected<'g>> {
    let mut seen: HashSet<End> = symbols.iter().map(|s| End::Symbol(*s)).collect();
    let mut border: Vec<(SymbolId, Confidence)> =
        symbols.iter().map(|s| (*s, Confidence::Certain)).collect();
    let mut found = Vec::new();
    for distance in 1..=depth {
        let mut next: BTreeMap<(FileId, u32), (End, Confidence)> = BTreeMap::new();
        for (symbol, sure) in &border {
            for one in graph.users(*symbol, least) {
                if seen.contains(&one.from) || is_within(graph, one.from, symbols) {
                    continue;
                }
                let confidence = (*sure).min(one.confidence);
                let place = match one.from {
                    End::Symbol(s) => (one.file, graph.symbol(s).lines.0),
                    End::Top(_) => (one.file, 0),
                };
                let slot = next.entry(place).or_insert((one.from, confidence));
                slot.1 = slot.1.max(confidence);
            }
        }
        border.clear();
        for ((file, _), (end, confidence)) in next {
            if !seen.insert(end) {
                continue;
            }
            let path = graph.path(file);
            let symbol = match end {
                End::Symbol(s) => {
                    border.push((s, confidence));
                    Some(graph.qualified(s))
                }
                End::Top(_) => None,
            };
            let test = graph.is_test(file);
            found.push(Affected { file, path, symbol, distance, confidence, test });
        }
        if border.is_empty() {
            break;
        }
    }
    found
}

fn is_within(graph: &Graph, end: End, symbols: &[SymbolId]) -> bool {
    match end {
        End::Symbol(inner) => symbols.iter().any(|outer| graph.is_in(inner, *outer)),
        End::Top(_) => false,
    }
}

type Told<'g> = (Vec<String>, Vec<Affected<'g>>);

/// What a range changes is read off git; what leans on it, off the graph of what is served.
fn of_range<'g>(
    call: &Call,
    view: &View,
    graph: &'g Graph,
    range: &str,
    depth: u32,
    least: Confidence,
) -> Result<Told<'g>> {
    let Some(served) = view.snapshot().head().commit.clone() else {
        return Err(Error::new(Kind::ToolError, "a plain folder has no commits")
            .hint("ask with `path` or `symbol`"));
    };
    let root = call.space().root();
    let range = history::range(root, &served, range)?;
    let changes = history::changes(root, &range)?;
    let files: Vec<FileId> = changes.iter().filter_map(|c| graph.file(&c.path)).collect();
    let changed = changes.into_iter().map(|c| c.path).collect();
    Ok((changed, of_files(graph, &files, depth, least)))
}
