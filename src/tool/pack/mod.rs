//! ctx_pack: what does somebody need to read who is about to do this?

mod document;
mod gather;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Citing, Frame, Spec, Stands, Tool, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::gate::Effect;
use crate::view::{budget, token};
use document::Format;
use gather::Part;

pub struct Pack;

/// Arguments of ctx_pack. At least one of `query`, `paths` and `range` says what it is for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// A task or a question, in words.
    query: Option<String>,
    /// Files that matter, relative to the workspace root.
    #[serde(default)]
    #[schemars(length(max = 50))]
    paths: Vec<String>,
    /// Commits `A..B` (B may be left out: what is served), from the served history.
    range: Option<String>,
    #[serde(default)]
    format: Format,
    /// Also store it as an artifact of this name; needs the scope `artifacts`.
    save_as: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    format: Format,
    /// The whole pack.
    document: &'a str,
    /// What is in it, in its order.
    items: Vec<Item<'a>>,
    /// What would have come next, had it fitted.
    left_out: Vec<LeftOut<'a>>,
    /// Tokens of `document`.
    delivered_tokens: usize,
    /// Tokens of the files that it was taken from.
    source_tokens: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved_as: Option<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    path: &'a str,
    start_line: u32,
    end_line: u32,
    /// `change`, `match`, `file`, `definition`, `dependent` or `test`.
    kind: &'static str,
    /// Why it is here.
    why: &'a str,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LeftOut<'a> {
    path: &'a str,
    start_line: u32,
    end_line: u32,
}

const SPEC: Spec = Spec {
    name: "ctx_pack",
    title: "Pack context",
    description: "Packs what a task, files or a range of commits need into one document (Markdown or XML) within \
maxTokens: changed hunks, matching code, definitions that it uses, nearest dependents and tests, the most useful first.",
    scopes: ScopeSet::of(&[Scope::Search, Scope::Graph]),
    read_only: true,
};

/// Files of one call at most.
const MOST_PATHS: usize = 50;
/// Of what did not fit, how much is named.
const NAMED: usize = 10;

fn saves(arguments: &Map<String, Value>) -> bool {
    arguments.get("saveAs").is_some_and(|name| !name.is_null())
}

impl Tool for Pack {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn extra_scopes(&self, arguments: &Map<String, Value>) -> ScopeSet {
        if saves(arguments) { ScopeSet::of(&[Scope::Artifacts]) } else { ScopeSet::NONE }
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        if saves(arguments) { Effect::Change } else { Effect::Read }
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let input: Input = arguments.read()?;
        let query = input.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
        if query.is_none() && input.paths.is_empty() && input.range.is_none() {
            return Err(Error::invalid("say what the pack is for: `query`, `paths` or `range`")
                .hint("for example {\"query\": \"where tokens are checked\"} or {\"range\": \"main~3..\"}"));
        }
        if input.paths.len() > MOST_PATHS {
            return Err(Error::invalid(format!("`paths` may name {MOST_PATHS} files at most")));
        }
        let view = call.view()?;
        let frame = call.frame(&view);
        let wanted = gather::Wanted { query, paths: &input.paths, range: input.range.as_deref() };
        let parts = gather::gather(call, &view, &wanted)?;
        let sizes: Vec<usize> = parts.iter().map(Part::size).collect();
        let title = title(&wanted);
        // Of the files that are shown, each counted once.
        let source = |shown: &[Part]| -> usize {
            let mut seen = std::collections::BTreeSet::new();
            let files = shown.iter().filter(|part| seen.insert(&part.path));
            files.map(|part| part.file_tokens(call, &view)).sum()
        };
        let render = |n: usize| {
            let shown = &parts[..n];
            let document = document::write(input.format, &title, &frame, shown);
            let items = shown.iter().map(Part::item).collect();
            let rest = parts[n..].iter().take(NAMED).map(Part::left_out).collect();
            let output = Output {
                frame: &frame,
                format: input.format,
                document: &document,
                items,
                left_out: rest,
                delivered_tokens: token::count(&document),
                source_tokens: source(shown),
                saved_as: input.save_as.as_deref(),
            };
            Answer::new(document.clone(), &output, &frame)
        };
        let (answer, shown) = budget::fit(&sizes, call.max_tokens, render)?;
        if let Some(name) = &input.save_as {
            call.shelf().put(name, answer.text.as_bytes(), call.agent(), call.storage_quota)?;
        }
        let mut citing = Citing::with_capacity(shown);
        let id: Arc<str> = Arc::from(call.space().id());
        for part in &parts[..shown] {
            citing.lines(&id, &part.path, part.blob, part.lines.0, part.lines.1);
        }
        let stands = Stands::Files(source(&parts[..shown]));
        Ok(answer.citing(citing.done()).standing(stands))
    }
}

fn title(wanted: &gather::Wanted<'_>) -> String {
    let mut words = Vec::new();
    words.extend(wanted.query.map(ToOwned::to_owned));
    words.extend(wanted.range.map(|range| format!("changes {range}")));
    match wanted.paths {
        [] => {}
        [path] => words.push(path.clone()),
        paths => words.push(counted(paths.len(), "file")),
    }
    words.join("; ")
}

impl Part {
    fn item(&self) -> Item<'_> {
        let (start_line, end_line) = self.lines;
        Item { path: &self.path, start_line, end_line, kind: self.kind.name(), why: &self.why }
    }

    fn left_out(&self) -> LeftOut<'_> {
        LeftOut { path: &self.path, start_line: self.lines.0, end_line: self.lines.1 }
    }
}
