//! ctx_callgraph: who calls this, and what does it call?

use std::collections::{BTreeSet, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::code::Narrow;
use super::declared::Cites;
use super::page::Page;
use super::{Answer, Arguments, Call, Frame, Spec, Tool, code, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::Result;
use crate::graph::query::{Call as Use, End};
use crate::graph::{Confidence, Graph, SymbolId, UseKind};

pub struct CallGraph;

/// Arguments of ctx_callgraph.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// A declaration: `refresh`, `Engine.refresh`.
    symbol: String,
    /// The file that declares it, where several do.
    path: Option<String>,
    /// Which way calls are followed.
    #[serde(default)]
    direction: Direction,
    /// Calls that are followed, one behind the other.
    #[serde(default = "one")]
    depth: u32,
    /// `certain`, `likely` (those and the certain ones) or `possible` (all: calls by name alone on receivers of unknown type).
    #[serde(default = "code::likely")]
    confidence: String,
    #[serde(default = "thirty")]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Direction {
    #[default]
    Callers,
    Callees,
}

const fn one() -> u32 {
    1
}

const fn thirty() -> usize {
    30
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    direction: Direction,
    /// What the edges shown join.
    nodes: BTreeSet<Node<'a>>,
    edges: Vec<Edge>,
    total_edges: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Node<'a> {
    /// `path:name`, or the path alone for a file's top level.
    id: String,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    start_line: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Edge {
    /// Id of a node.
    from: String,
    to: String,
    kind: UseKind,
    confidence: Confidence,
    /// Of the call, in the file of `from`.
    line: u32,
}

const SPEC: Spec = Spec {
    name: "ctx_callgraph",
    title: "Call graph",
    description: "Follows calls of a function or method: its `callers` or its `callees`, to a depth. Calls of \
methods on receivers of unknown type are `possible` and shown only with `confidence: possible`.",
    scopes: ScopeSet::of(&[Scope::Graph]),
    read_only: true,
};

/// Edges beyond which nothing more is followed: an answer pages through them.
const MOST: usize = 5_000;

impl Tool for CallGraph {
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
        let view = call.view()?;
        let frame = call.frame(&view);
        let graph = view.graph()?;
        let file = input.path.as_deref().map(|p| code::file(&view, &graph, p)).transpose()?;
        let symbols = code::symbols(&graph, &input.symbol, &Narrow { file, ..Narrow::default() })?;
        let edges = follow(&graph, &symbols, input.direction, input.depth.clamp(1, 64), least);
        let sizes: Vec<usize> = edges.iter().map(|e| size(&graph, e)).collect();
        let page = Page {
            call,
            frame: &frame,
            question: &question,
            cursor: input.cursor.as_deref(),
            limit: input.limit.clamp(1, 2000),
        };
        page.answer(&sizes, |shown| {
            let mut cites = Cites::new(&view, call.space().id());
            let (mut nodes, mut rows) = (BTreeSet::new(), Vec::new());
            let what = match input.direction {
                Direction::Callers => "callers",
                Direction::Callees => "callees",
            };
            let mut text = format!(
                "{what} of {}: {} ({})\n",
                input.symbol,
                counted(edges.len(), "edge"),
                frame.label()
            );
            for edge in &edges[shown.range.clone()] {
                let (from, to) = (node(&graph, edge.from), node(&graph, End::Symbol(edge.to)));
                let (kind, confidence) = (edge.kind.name(), edge.confidence.name());
                text.push_str(&format!(
                    "{} → {} line {} ({kind}, {confidence})\n",
                    from.id, to.id, edge.line
                ));
                cites.lines(edge.file, edge.line, edge.line);
                rows.push(Edge {
                    from: from.id.clone(),
                    to: to.id.clone(),
                    kind: edge.kind,
                    confidence: edge.confidence,
                    line: edge.line,
                });
                nodes.extend([from, to]);
            }
            text.push_str(&shown.more());
            let output = Output {
                frame: &frame,
                direction: input.direction,
                nodes,
                edges: rows,
                total_edges: edges.len(),
                cursor: shown.cursor.as_deref(),
            };
            Ok(Answer::new(text, &output, &frame)?.citing(cites.done()))
        })
    }
}

/// Breadth first; each symbol's own edges come once.
fn follow(
    graph: &Graph,
    symbols: &[SymbolId],
    direction: Direction,
    depth: u32,
    least: Confidence,
) -> Vec<Use> {
    let mut seen: HashSet<SymbolId> = symbols.iter().copied().collect();
    let mut border = symbols.to_vec();
    let mut edges: Vec<Use> = Vec::new();
    for _ in 0..depth {
        let mut next = Vec::new();
        for symbol in &border {
            let mut found = match direction {
                Direction::Callers => graph.users(*symbol, least),
                Direction::Callees => graph.used_by(*symbol, least),
            };
            // A name in passing is no call; a type that is made is one.
            found.retain(|one| one.kind == UseKind::Call || one.kind == UseKind::Inherit);
            for one in found {
                let other = match (direction, one.from) {
                    (Direction::Callees, _) => Some(one.to),
                    (Direction::Callers, End::Symbol(from)) => Some(from),
                    (Direction::Callers, End::Top(_)) => None,
                };
                next.extend(other.filter(|other| seen.insert(*other)));
                edges.push(one);
            }
            if edges.len() >= MOST {
                edges.truncate(MOST);
                return edges;
            }
        }
        if next.is_empty() {
            break;
        }
        border = next;
    }
    edges
}

fn node(graph: &Graph, end: End) -> Node<'_> {
    match end {
        End::Symbol(symbol) => {
            let (node, name) = (graph.symbol(symbol), graph.qualified(symbol));
            let path = graph.path(node.file);
            let id = format!("{path}:{name}");
            let (kind, start_line) = (Some(node.kind.name()), node.lines.0);
            Node { id, path, symbol: Some(name), kind, start_line }
        }
        End::Top(file) => {
            let path = graph.path(file);
            Node { id: path.to_owned(), path, symbol: None, kind: None, start_line: 1 }
        }
    }
}

fn size(graph: &Graph, edge: &Use) -> usize {
    250 + graph.path(edge.file).len() * 3 + graph.path(graph.symbol(edge.to).file).len() * 3
}
