//! ctx_outline: what does this file declare?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::declared::{Cites, Symbol};
use super::page::Page;
use super::{
    Answer, Arguments, Call, Frame, SEARCH, Span, Spec, Stands, Tool, booking, code, counted,
    schema,
};
use crate::base::Result;
use crate::savings::Mechanism;

pub struct Outline;

/// Arguments of ctx_outline.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// File, relative to the workspace root.
    path: String,
    /// Only declarations of this kind: `function`, `class`, `struct`, …
    kind: Option<String>,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    path: &'a str,
    language: Option<&'static str>,
    /// In the order of the text.
    symbols: &'a [Symbol],
    total: usize,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

const SPEC: Spec = Spec {
    name: "ctx_outline",
    title: "Outline file",
    description: "Lists what a file declares: functions, types, members, headings or keys, each with kind, \
line range and signature. Use it before ctx_read to choose the lines that are needed.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Outline {
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
        let kind = input.kind.as_deref().map(code::kind).transpose()?;
        let view = call.view()?;
        let frame = call.frame(&view);
        let graph = view.graph()?;
        let file = code::file(&view, &graph, &input.path)?;
        let (path, language) = (graph.path(file), graph.language(file).map(|l| l.name()));
        let symbols: Vec<Symbol> = graph
            .symbols_in(file)
            .filter(|s| kind.is_none_or(|kind| graph.symbol(*s).kind == kind))
            .map(|s| Symbol::of(&view, &graph, s))
            .collect();
        let sizes: Vec<usize> = symbols.iter().map(Symbol::size).collect();
        let page = Page {
            call,
            frame: &frame,
            question: &question,
            cursor: input.cursor.as_deref(),
            limit: usize::MAX,
        };
        let answer = page.answer(&sizes, |shown| {
            let rows = &symbols[shown.range.clone()];
            let mut text = format!(
                "{path}: {}, {} ({})\n",
                language.unwrap_or("unknown language"),
                counted(symbols.len(), "declaration"),
                frame.label()
            );
            let mut cites = Cites::new(&view, call.space().id());
            for row in rows {
                let depth = row.name.matches('.').count();
                text.push_str(&format!("{}{}\n", "  ".repeat(depth.min(8)), row.line()));
                cites.lines(file, row.start_line, row.start_line);
            }
            text.push_str(&shown.more());
            let output = Output {
                frame: &frame,
                path,
                language,
                symbols: rows,
                total: symbols.len(),
                cursor: shown.cursor.as_deref(),
            };
            Ok(Answer::new(text, &output, &frame)?.citing(cites.done()))
        })?;
        // An outline of some kinds of declarations stands for no lines that could be told.
        if kind.is_some() {
            return Ok(answer);
        }
        // In pages, the first stands for the file and the others for nothing more.
        let file = input.cursor.is_none().then(|| booking::whole(call.space(), &view, path));
        let span = file.flatten().map(|(tokens, blob, lines)| {
            Span::new(call, blob, (1, lines as usize), (tokens, true), |_, _| tokens)
        });
        Ok(answer.standing(Stands::Lines(Mechanism::Compression, span.into_iter().collect())))
    }
}
