//! ctx_overview: what is this repository?

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::declared::{Cites, Symbol};
use super::page::Page;
use super::{Answer, Arguments, Call, Frame, SEARCH, Spec, Tool, counted, schema};
use crate::base::Result;
use crate::graph::query::is_test;
use crate::graph::{FileId, Graph};
use crate::index::View;
use crate::workspace::language::{Class, Language};
use crate::workspace::manifest::Entry;

pub struct Overview;

/// Arguments of ctx_overview.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Files that are shown, the most depended-on first.
    #[serde(default = "thirty")]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn thirty() -> usize {
    30
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    files: usize,
    lines: u64,
    /// By share of lines, largest first.
    languages: &'a [Share],
    /// Top folders with their files and lines.
    folders: &'a [Folder],
    /// Files where a reader or a program begins: documents, manifests, main files.
    entry_points: &'a [Point<'a>],
    /// By how much the rest leans on them (PageRank over the file graph).
    central: &'a [Central<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Share {
    language: &'static str,
    files: usize,
    lines: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Folder {
    path: String,
    files: usize,
    lines: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Point<'a> {
    path: &'a str,
    /// `document`, `manifest` or `main`.
    kind: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Central<'a> {
    path: &'a str,
    /// Its share of the whole weight, 0 to 1.
    weight: f32,
    /// Files that import or use it directly.
    dependents: usize,
    /// What it declares for others, largest first.
    symbols: Vec<Symbol>,
}

const SPEC: Spec = Spec {
    name: "ctx_overview",
    title: "Repository overview",
    description: "Shows a repository's shape within the token budget: languages, folders, where to begin, and \
the files that the rest leans on most (PageRank) with their declarations. Call it first in an unknown repository.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Overview {
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
        let graph = view.graph()?;
        let entries: Vec<&Entry> =
            view.snapshot().entries().iter().filter(|e| e.left_out().is_none()).collect();
        let (languages, folders) = (languages(&entries), folders(&entries));
        let points = entry_points(&entries);
        let lines = entries.iter().map(|e| u64::from(e.lines)).sum();
        let central = central(&graph, input.limit.clamp(1, 500));
        let sizes: Vec<usize> = central.iter().map(|f| 700 + graph.path(*f).len()).collect();
        let limit = usize::MAX;
        let cursor = input.cursor.as_deref();
        let page = Page { call, frame: &frame, question: &question, cursor, limit };
        page.answer(&sizes, |shown| {
            let mut cites = Cites::new(&view, call.space().id());
            let first = shown.range.start == 0;
            let rows: Vec<Central> = central[shown.range.clone()]
                .iter()
                .map(|file| {
                    cites.lines(*file, 0, 0);
                    row(&view, &graph, *file)
                })
                .collect();
            let mut text = String::new();
            if first {
                text = head(&frame, entries.len(), lines, &languages, &folders, &points);
            }
            text.push_str("most depended on:\n");
            for row in &rows {
                let dependents = counted(row.dependents, "dependent");
                text.push_str(&format!("{} ({dependents})\n", row.path));
                for symbol in &row.symbols {
                    text.push_str(&format!("  {}\n", symbol.line()));
                }
            }
            text.push_str(&shown.more());
            let some = |yes: bool| usize::from(yes);
            let output = Output {
                frame: &frame,
                files: entries.len(),
                lines,
                languages: &languages[..languages.len() * some(first)],
                folders: &folders[..folders.len() * some(first)],
                entry_points: &points[..points.len() * some(first)],
                central: &rows,
                cursor: shown.cursor.as_deref(),
            };
            Ok(Answer::new(text, &output, &frame)?.citing(cites.done()))
        })
    }
}

fn head(
    frame: &Frame,
    files: usize,
    lines: u64,
    languages: &[Share],
    folders: &[Folder],
    points: &[Point],
) -> String {
    let mut text = format!("{}, {lines} lines ({})\n", counted(files, "file"), frame.label());
    let share = |s: &Share| format!("{} {} %", s.language, s.lines * 100 / lines.max(1));
    let shares: Vec<String> = languages.iter().take(8).map(share).collect();
    text.push_str(&format!("languages: {}\n", shares.join(", ")));
    text.push_str("folders:\n");
    for folder in folders {
        let files = counted(folder.files, "file");
        text.push_str(&format!("  {}/ {files}, {} lines\n", folder.path, folder.lines));
    }
    text.push_str("begin with:\n");
    for point in points {
        text.push_str(&format!("  {} ({})\n", point.path, point.kind));
    }
    text
}

/// Languages that are listed, and folders.
const MOST_ROWS: usize = 20;

fn languages(entries: &[&Entry]) -> Vec<Share> {
    let mut shares: BTreeMap<Language, (usize, u64)> = BTreeMap::new();
    for entry in entries {
        if let Some(language) = entry.language {
            let share = shares.entry(language).or_default();
            *share = (share.0 + 1, share.1 + u64::from(entry.lines));
        }
    }
    let mut shares: Vec<Share> = shares
        .into_iter()
        .map(|(language, (files, lines))| Share { language: language.name(), files, lines })
        .collect();
    shares.sort_by_key(|share| (std::cmp::Reverse(share.lines), share.language));
    shares.truncate(MOST_ROWS);
    shares
}

fn folders(entries: &[&Entry]) -> Vec<Folder> {
    let mut folders: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for entry in entries {
        if let Some((top, _)) = entry.path.split_once('/') {
            let folder = folders.entry(top).or_default();
            *folder = (folder.0 + 1, folder.1 + u64::from(entry.lines));
        }
    }
    let mut folders: Vec<Folder> = folders
        .into_iter()
        .map(|(path, (files, lines))| Folder { path: path.to_owned(), files, lines })
        .collect();
    folders.sort_by(|a, b| b.lines.cmp(&a.lines).then_with(|| a.path.cmp(&b.path)));
    folders.truncate(MOST_ROWS);
    folders
}

/// Files by whose name a reader or a program knows where to begin, those nearest to the root first.
fn entry_points<'e>(entries: &[&'e Entry]) -> Vec<Point<'e>> {
    let mut points: Vec<(usize, Point<'e>)> = Vec::new();
    for entry in entries {
        let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
        let depth = entry.path.matches('/').count();
        if let Some(kind) = point(name, depth).filter(|_| !is_test(&entry.path)) {
            points.push((depth, Point { path: &entry.path, kind }));
        }
    }
    points.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.path.cmp(b.1.path)));
    points.truncate(MOST_ROWS);
    points.into_iter().map(|(_, point)| point).collect()
}

fn point(name: &str, depth: usize) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name);
    let document = |name: &str| {
        Language::of_path(name).is_none_or(|language| language.class() == Class::Document)
    };
    match stem {
        "README" | "ARCHITECTURE" | "CONTRIBUTING" if depth == 0 && document(name) => {
            Some("document")
        }
        "main" | "__main__" | "manage" | "Main" | "Program" | "App" | "cli" | "index"
            if depth <= 3 && !document(name) =>
        {
            Some("main")
        }
        _ => matches!(
            name,
            "Cargo.toml"
                | "package.json"
                | "pyproject.toml"
                | "setup.py"
                | "go.mod"
                | "pom.xml"
                | "build.gradle"
                | "build.gradle.kts"
                | "CMakeLists.txt"
                | "Gemfile"
                | "composer.json"
                | "Package.swift"
                | "build.sbt"
                | "Makefile"
                | "Dockerfile"
        )
        .then_some("manifest")
        .filter(|_| depth <= 1),
    }
}

/// The files that most leans on; tests lean, and are not leant on.
fn central(graph: &Graph, limit: usize) -> Vec<FileId> {
    let mut files: Vec<FileId> = graph
        .files()
        .filter(|f| graph.symbols_in(*f).next().is_some() && !is_test(graph.path(*f)))
        .filter(|f| graph.language(*f).is_some_and(|l| l.class() == Class::Code))
        .collect();
    files.sort_by(|a, b| graph.rank(*b).total_cmp(&graph.rank(*a)).then(a.cmp(b)));
    files.truncate(limit);
    files
}

/// Declarations that are shown of a file.
const MOST_SYMBOLS: usize = 6;

fn row<'g>(view: &View, graph: &'g Graph, file: FileId) -> Central<'g> {
    let mut symbols: Vec<_> = graph
        .symbols_in(file)
        .filter(|s| graph.symbol(*s).parent.is_none() && graph.symbol(*s).public)
        .collect();
    let lines = |s| {
        let lines = graph.symbol(s).lines;
        lines.1 - lines.0
    };
    symbols.sort_by_key(|s| (std::cmp::Reverse(lines(*s)), *s));
    symbols.truncate(MOST_SYMBOLS);
    symbols.sort_unstable();
    let mut dependents: Vec<FileId> = graph.edges_to(file).map(|e| e.from).collect();
    dependents.sort_unstable();
    dependents.dedup();
    Central {
        path: graph.path(file),
        weight: graph.rank(file),
        dependents: dependents.len(),
        symbols: symbols.into_iter().map(|s| Symbol::of(view, graph, s)).collect(),
    }
}
