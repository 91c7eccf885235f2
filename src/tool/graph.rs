//! ctx_graph: what does a file lean on, what leans on it, how do two hang together, where are circles?

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::declared::Cites;
use super::page::{Page, Shown};
use super::{Answer, Arguments, Call, Frame, Spec, Tool, code, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Kind, Result};
use crate::gate::Effect;
use crate::graph::query::Way;
use crate::graph::{self, Confidence, Edge, EdgeKind, FileId, How, Unfound};
use crate::index::View;

pub struct Graph;

/// Arguments of ctx_graph.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// What is asked.
    #[serde(default)]
    action: Action,
    /// File, relative to the workspace root; not for `cycles`, `status` and `index-build`.
    path: Option<String>,
    /// Of `path`: the file where the way ends.
    to: Option<String>,
    /// Edges that are followed, one behind the other.
    #[serde(default = "one")]
    depth: u32,
    /// `certain`, `likely` (those and the certain ones) or `possible` (all).
    #[serde(default = "code::likely")]
    confidence: String,
    #[serde(default = "fifty")]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Action {
    /// What the file imports or uses.
    #[default]
    Dependencies,
    /// What imports or uses the file.
    Dependents,
    /// A shortest way from `path` to `to`.
    Path,
    /// Files that depend on each other in circles.
    Cycles,
    /// What the graph holds.
    Status,
    /// Asks for the index and the graph to be built anew.
    IndexBuild,
}

const fn one() -> u32 {
    1
}

const fn fifty() -> usize {
    50
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    action: Action,
    /// Paths of the files that the edges shown join.
    nodes: BTreeSet<&'a str>,
    edges: Vec<Row<'a>>,
    total_edges: usize,
    /// Of `dependencies` at depth 1: imports that lead to no file of the workspace.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unresolved: Vec<Unresolved<'a>>,
    /// Of `cycles`: the paths of each circle, largest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cycles: Vec<Vec<&'a str>>,
    /// Of `status` and `index-build`.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    from: &'a str,
    to: &'a str,
    kind: EdgeKind,
    confidence: Confidence,
    /// By which rule the other end was found.
    how: How,
    /// Of the statement in `from`.
    line: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Unresolved<'a> {
    /// As written.
    module: &'a str,
    line: u32,
    reason: Unfound,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Status {
    files: usize,
    /// Files that were parsed, and how far their grammar understood them.
    parsed_clean: u32,
    parsed_in_part: u32,
    parse_failed: u32,
    symbols: usize,
    edges: usize,
    /// Edges by how sure they are.
    edges_by_confidence: BTreeMap<&'static str, usize>,
    /// Imports that lead to no file, by reason.
    unresolved: BTreeMap<&'static str, usize>,
    /// Uses of declarations that were resolved.
    uses: usize,
    /// Bytes of memory that the graph takes, about.
    bytes: usize,
}

const SPEC: Spec = Spec {
    name: "ctx_graph",
    title: "File graph",
    description: "Follows imports and uses between files: `dependencies` and `dependents` of a file to a \
depth, a `path` between two files, `cycles`, `status`. Each edge says its kind, line, by which rule it was found and how sure it is.",
    scopes: ScopeSet::of(&[Scope::Graph]),
    // `index-build` makes the same index anew: nothing that anyone has written changes.
    read_only: true,
};

fn builds(arguments: &Map<String, Value>) -> bool {
    let action = arguments.get("action").and_then(Value::as_str);
    action.is_some_and(|action| action.starts_with("index-build"))
}

impl Tool for Graph {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn extra_scopes(&self, arguments: &Map<String, Value>) -> ScopeSet {
        if builds(arguments) { ScopeSet::of(&[Scope::Index]) } else { ScopeSet::NONE }
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        if builds(arguments) { Effect::Change } else { Effect::Read }
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
        if input.action == Action::IndexBuild {
            call.rebuild(None)?;
        }
        let view = call.view()?;
        let frame = call.frame(&view);
        let graph = view.graph()?;
        let page = Page {
            call,
            frame: &frame,
            question: &question,
            cursor: input.cursor.as_deref(),
            limit: input.limit.clamp(1, 2000),
        };
        let asked = Asked { view: &view, graph: &graph, page, action: input.action };
        let file = |path: &Option<String>, name: &str| match path {
            Some(path) => code::file(&view, &graph, path),
            None => Err(Error::invalid(format!("`{name}` is missing"))
                .hint("it names a file, relative to the workspace root")),
        };
        match input.action {
            Action::Dependencies | Action::Dependents => {
                let from = file(&input.path, "path")?;
                let way = match input.action {
                    Action::Dependents => Way::Up,
                    _ => Way::Down,
                };
                asked.around(from, way, input.depth.clamp(1, 64), least)
            }
            Action::Path => {
                let (from, to) = (file(&input.path, "path")?, file(&input.to, "to")?);
                let Some(edges) = graph.path_between(from, to) else {
                    let (from, to) = (graph.path(from), graph.path(to));
                    let message = format!("no way leads from `{from}` to `{to}`");
                    return Err(Error::new(Kind::ToolError, message).hint(
                        "edges go from what imports to what is imported: try the other way",
                    ));
                };
                asked.edges("a way", &edges, Vec::new())
            }
            Action::Cycles => asked.cycles(least),
            Action::Status | Action::IndexBuild => asked.status(),
        }
    }
}

struct Asked<'a> {
    view: &'a View,
    graph: &'a graph::Graph,
    page: Page<'a>,
    action: Action,
}

impl<'a> Asked<'a> {
    fn output(&self) -> Output<'a> {
        Output {
            frame: self.page.frame,
            action: self.action,
            nodes: BTreeSet::new(),
            edges: Vec::new(),
            total_edges: 0,
            unresolved: Vec::new(),
            cycles: Vec::new(),
            status: None,
            cursor: None,
        }
    }

    fn around(&self, from: FileId, way: Way, depth: u32, least: Confidence) -> Result<Answer> {
        // All but the outermost files: their edges are those within the depth.
        let mut files = vec![from];
        if depth > 1 {
            files.extend(self.graph.reach(&[from], way, depth - 1, least).iter().map(|r| r.file));
        }
        let mut edges: Vec<Edge> = Vec::new();
        for file in files {
            match way {
                Way::Down => edges.extend(self.graph.edges_from(file)),
                Way::Up => edges.extend(self.graph.edges_to(file)),
            }
        }
        edges.retain(|edge| edge.confidence >= least);
        let unresolved = if way == Way::Down && depth == 1 {
            let own = self.graph.unresolved().iter().filter(|u| u.from == from);
            own.map(|u| Unresolved { module: &u.module, line: u.line, reason: u.reason }).collect()
        } else {
            Vec::new()
        };
        let what = if way == Way::Down { "dependencies" } else { "dependents" };
        self.edges(&format!("{what} of {}", self.graph.path(from)), &edges, unresolved)
    }

    fn edges(&self, what: &str, edges: &[Edge], unresolved: Vec<Unresolved<'a>>) -> Result<Answer> {
        let graph = self.graph;
        let sizes: Vec<usize> =
            edges.iter().map(|e| 90 + graph.path(e.from).len() + graph.path(e.to).len()).collect();
        let rows = |list: &[Unresolved<'a>]| -> Vec<Unresolved<'a>> {
            list.iter().map(|u| Unresolved { ..*u }).collect()
        };
        self.page.answer(&sizes, |shown| {
            let mut output = self.output();
            let mut cites = Cites::new(self.view, self.page.call.space().id());
            let count = counted(edges.len(), "edge");
            let mut text = format!("{what}: {count} ({})\n", self.page.frame.label());
            for edge in &edges[shown.range.clone()] {
                let (from, to) = (graph.path(edge.from), graph.path(edge.to));
                let (kind, confidence) = (edge.kind.name(), edge.confidence.name());
                text.push_str(&format!("{from}:{} → {to} ({kind}, {confidence})\n", edge.line));
                cites.lines(edge.from, edge.line, edge.line);
                output.nodes.extend([from, to]);
                let Edge { kind, confidence, how, line, .. } = *edge;
                output.edges.push(Row { from, to, kind, confidence, how, line });
            }
            if shown.range.start == 0 {
                for one in &unresolved {
                    let reason = one.reason.name();
                    text.push_str(&format!(
                        "line {}: {} is unresolved ({reason})\n",
                        one.line, one.module
                    ));
                }
                output.unresolved = rows(&unresolved);
            }
            self.finish(text, output, shown, edges.len(), cites)
        })
    }

    fn finish(
        &self,
        mut text: String,
        mut output: Output<'a>,
        shown: &Shown,
        total: usize,
        cites: Cites<'_>,
    ) -> Result<Answer> {
        text.push_str(&shown.more());
        output.total_edges = total;
        let cursor = shown.cursor.clone();
        let output = Output { cursor: cursor.as_deref(), ..output };
        Ok(Answer::new(text, &output, self.page.frame)?.citing(cites.done()))
    }

    fn cycles(&self, least: Confidence) -> Result<Answer> {
        let graph = self.graph;
        let cycles = graph.cycles(least);
        let paths = |cycle: &[FileId]| cycle.iter().map(|f| graph.path(*f)).collect::<Vec<_>>();
        let sizes: Vec<usize> = cycles
            .iter()
            .map(|cycle| cycle.iter().map(|f| 4 + graph.path(*f).len()).sum::<usize>() + 20)
            .collect();
        self.page.answer(&sizes, |shown| {
            let mut output = self.output();
            let mut cites = Cites::new(self.view, self.page.call.space().id());
            let mut text =
                format!("{} ({})\n", counted(cycles.len(), "cycle"), self.page.frame.label());
            for cycle in &cycles[shown.range.clone()] {
                text.push_str(&format!("{}:\n", counted(cycle.len(), "file")));
                for file in cycle {
                    text.push_str(&format!("  {}\n", graph.path(*file)));
                    cites.lines(*file, 0, 0);
                }
                output.cycles.push(paths(cycle));
            }
            self.finish(text, output, shown, 0, cites)
        })
    }

    fn status(&self) -> Result<Answer> {
        let graph = self.graph;
        let [parsed_clean, parsed_in_part, parse_failed] = graph.health();
        let mut status = Status {
            files: graph.files().count(),
            parsed_clean,
            parsed_in_part,
            parse_failed,
            symbols: graph.symbols().count(),
            edges: graph.edges().len(),
            uses: graph.uses().len(),
            bytes: graph.bytes(),
            ..Status::default()
        };
        for confidence in [Confidence::Certain, Confidence::Likely, Confidence::Possible] {
            let count = graph.edges().iter().filter(|e| e.confidence == confidence).count();
            status.edges_by_confidence.insert(confidence.name(), count);
        }
        for reason in Unfound::ALL {
            let count = graph.unresolved().iter().filter(|u| u.reason == reason).count();
            status.unresolved.insert(reason.name(), count);
        }
        let mut text = format!(
            "{}\n{} parsed: {parsed_clean} clean, {parsed_in_part} in part, {parse_failed} failed\n\
             {}, {}, {}\n",
            self.page.frame.label(),
            counted((parsed_clean + parsed_in_part + parse_failed) as usize, "file"),
            counted(status.symbols, "symbol"),
            counted(status.edges, "edge"),
            counted(status.uses, "use"),
        );
        for (reason, count) in &status.unresolved {
            text.push_str(&format!("unresolved imports, {reason}: {count}\n"));
        }
        if self.action == Action::IndexBuild {
            text.push_str("asked for a new build; what is served stays until it is done\n");
        }
        let output = Output { status: Some(status), ..self.output() };
        Answer::new(text, &output, self.page.frame)?.within(self.page.call.max_tokens)
    }
}
