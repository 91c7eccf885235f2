//! ctx_symbol: where is this declared, and where is it used?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::code::Narrow;
use super::declared::{Cites, Symbol};
use super::page::Page;
use super::{Answer, Arguments, Call, Frame, SEARCH, Spec, Tool, code, counted, schema};
use crate::base::{Error, Result};
use crate::graph::query::{Call as Use, End};
use crate::graph::{Confidence, Graph, SymbolId, UseKind};

pub struct FindSymbol;

/// Arguments of ctx_symbol.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Name, or its beginning or something like it: `refresh`, `Engine.refresh`.
    name: String,
    /// Only of this kind: `function`, `method`, `class`, `struct`, …
    kind: Option<String>,
    /// Only in this file.
    path: Option<String>,
    language: Option<String>,
    /// `exact`, `prefix`, `fuzzy`, or `auto`: the first of them that finds anything.
    #[serde(default)]
    matching: Matching,
    /// Also where each is used.
    #[serde(default)]
    references: bool,
    /// Of references: `certain`, `likely` or `possible` (calls by name alone on receivers of unknown type).
    #[serde(default = "code::likely")]
    confidence: String,
    #[serde(default = "twenty")]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Matching {
    #[default]
    Auto,
    Exact,
    Prefix,
    Fuzzy,
}

const fn twenty() -> usize {
    20
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    /// How they were found: `exact`, `prefix` or `fuzzy`.
    matching: &'static str,
    symbols: Vec<Row<'a>>,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(flatten)]
    symbol: &'a Symbol,
    /// Where it is used, the surest first; at most 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<&'a [Reference]>,
    /// How many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_count: Option<usize>,
}

/// A place where a declaration is used.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Reference {
    path: String,
    line: u32,
    /// What it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<String>,
    kind: UseKind,
    confidence: Confidence,
}

const SPEC: Spec = Spec {
    name: "ctx_symbol",
    title: "Find symbol",
    description: "Finds declarations by name (exact, prefix or fuzzy) with kind, place and signature; with \
`references: true` also where each is used. Prefer it to ctx_search for functions, types and methods.",
    scopes: SEARCH,
    read_only: true,
};

/// References that are listed of one declaration.
const MOST_REFERENCES: usize = 100;

impl Tool for FindSymbol {
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
        if input.name.trim().is_empty() {
            return Err(Error::invalid("`name` is empty").hint("`ctx_outline` lists a whole file"));
        }
        let least = code::confidence(&input.confidence)?;
        let view = call.view()?;
        let frame = call.frame(&view);
        let graph = view.graph()?;
        let narrow = Narrow {
            file: input.path.as_deref().map(|p| code::file(&view, &graph, p)).transpose()?,
            kind: input.kind.as_deref().map(code::kind).transpose()?,
            language: input.language.as_deref().map(code::language).transpose()?,
        };
        let (matching, mut found) = find(&graph, input.name.trim(), input.matching, &narrow);
        if matching == "exact" {
            // What the workspace leans on comes first.
            let weight = |s: SymbolId| graph.rank(graph.symbol(s).file);
            found.sort_by(|a, b| {
                let beside = code::beside_code(&graph, *a).cmp(&code::beside_code(&graph, *b));
                beside.then(weight(*b).total_cmp(&weight(*a))).then(a.cmp(b))
            });
        }
        // Only what may be shown is read: a prefix of one letter finds thousands.
        let sizes = vec![160; found.len()];
        let page = Page {
            call,
            frame: &frame,
            question: &question,
            cursor: input.cursor.as_deref(),
            limit: input.limit.clamp(1, 500),
        };
        page.answer(&sizes, |shown| {
            let rows: Vec<(SymbolId, Symbol, Used)> = found[shown.range.clone()]
                .iter()
                .map(|s| {
                    let uses = input.references.then(|| references(&graph, *s, least));
                    (*s, Symbol::of(&view, &graph, *s), uses)
                })
                .collect();
            let mut text = format!(
                "{} ({matching}, {})\n",
                counted(found.len(), "declaration"),
                frame.label()
            );
            let mut cites = Cites::new(&view, call.space().id());
            for (id, symbol, uses) in &rows {
                cites.lines(graph.symbol(*id).file, symbol.start_line, symbol.start_line);
                text.push_str(&format!(
                    "{}:{} {}\n",
                    symbol.path,
                    symbol.start_line,
                    symbol.line()
                ));
                let Some((uses, count)) = uses else { continue };
                text.push_str(&format!("  {}\n", counted(*count, "reference")));
                for one in uses {
                    if let Some(file) = graph.file(&one.path) {
                        cites.lines(file, one.line, one.line);
                    }
                    text.push_str(&format!("  {}\n", one.text()));
                }
            }
            text.push_str(&shown.more());
            let symbols = rows
                .iter()
                .map(|(_, symbol, uses)| Row {
                    symbol,
                    references: uses.as_ref().map(|(uses, _)| &**uses),
                    reference_count: uses.as_ref().map(|(_, count)| *count),
                })
                .collect();
            let cursor = shown.cursor.as_deref();
            let output = Output { frame: &frame, matching, symbols, total: found.len(), cursor };
            Ok(Answer::new(text, &output, &frame)?.citing(cites.done()))
        })
    }
}

fn find(
    graph: &Graph,
    name: &str,
    matching: Matching,
    narrow: &Narrow,
) -> (&'static str, Vec<SymbolId>) {
    let exact = || ("exact", code::exact(graph, name, narrow));
    let prefix = || ("prefix", code::prefixed(graph, name, narrow));
    let fuzzy = || ("fuzzy", code::fuzzy(graph, name, narrow));
    match matching {
        Matching::Exact => exact(),
        Matching::Prefix => prefix(),
        Matching::Fuzzy => fuzzy(),
        Matching::Auto => {
            let some = |found: &(&str, Vec<SymbolId>)| !found.1.is_empty();
            Some(exact()).filter(some).or_else(|| Some(prefix()).filter(some)).unwrap_or_else(fuzzy)
        }
    }
}

/// Where a declaration is used, and how often in all; `None` where that was not asked.
type Used = Option<(Vec<Reference>, usize)>;

fn references(graph: &Graph, symbol: SymbolId, least: Confidence) -> (Vec<Reference>, usize) {
    let uses = graph.users(symbol, least);
    let count = uses.len();
    let row = |one: &Use| Reference {
        path: graph.path(one.file).to_owned(),
        line: one.line,
        within: match one.from {
            End::Symbol(within) => Some(graph.qualified(within)),
            End::Top(_) => None,
        },
        kind: one.kind,
        confidence: one.confidence,
    };
    (uses.iter().take(MOST_REFERENCES).map(row).collect(), count)
}

impl Reference {
    fn text(&self) -> String {
        let within = self.within.as_ref().map_or(String::new(), |name| format!(" in {name}"));
        let (kind, confidence) = (self.kind.name(), self.confidence.name());
        format!("{}:{}{within} ({kind}, {confidence})", self.path, self.line)
    }
}
