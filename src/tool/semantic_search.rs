//! ctx_semantic_search: where is this done? Ranked places for a question in the asker's own words.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Frame, SEARCH, Spec, Tool, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::gate::Effect;
use crate::index::filter::Filter;
use crate::index::rank::{Hit, rank};
use crate::view::budget;

pub struct SemanticSearch;

/// Arguments of ctx_semantic_search.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// What you look for, in words or names: `where are tokens compared`, `parseConfig`.
    #[schemars(length(min = 1))]
    query: String,
    /// Folder, file, or glob; default: the whole workspace.
    #[serde(default)]
    path: String,
    /// Language such as `rust`, `py`, `ts`.
    language: Option<String>,
    /// Best places to give.
    #[serde(default = "ten")]
    #[schemars(range(min = 1, max = 100))]
    limit: usize,
    /// Says of each place what it scored for.
    #[serde(default)]
    explain: bool,
    /// `reindex` asks for the index to be built anew first (needs the scope `index`).
    action: Option<String>,
}

const fn ten() -> usize {
    10
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    /// Best first.
    results: Vec<Place<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    path: &'a str,
    start_line: usize,
    end_line: usize,
    score: f32,
    /// What the place is: `code` or `text`.
    kind: &'static str,
    snippet: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a str>,
}

const SPEC: Spec = Spec {
    name: "ctx_semantic_search",
    title: "Search by meaning",
    description: "Ranks the places of the workspace that best answer a question in your own words; names in camelCase or \
snake_case count as their words too. Use it when you do not know what a thing is called.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for SemanticSearch {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn extra_scopes(&self, arguments: &Map<String, Value>) -> ScopeSet {
        if arguments.contains_key("action") { ScopeSet::of(&[Scope::Index]) } else { ScopeSet::NONE }
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        if arguments.contains_key("action") { Effect::Change } else { Effect::Read }
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let input: Input = arguments.read()?;
        if input.query.trim().is_empty() {
            return Err(Error::invalid("`query` is empty").hint("ask in words, or by a name"));
        }
        match input.action.as_deref() {
            None => {}
            Some("reindex") => call.space.request_rebuild(),
            Some(other) => {
                let other = crate::gate::clip(other);
                return Err(Error::invalid(format!("`action` can only be `reindex`, not `{other}`")));
            }
        }
        let view = call.view()?;
        let frame = call.frame(&view);
        let filter = Filter::new([input.path.as_str()], input.language.as_deref())?;
        let limit = input.limit.clamp(1, 100);
        let hits = rank(&view, &input.query, &filter, limit, input.explain, call.permit.deadline())?;
        let sizes: Vec<usize> = hits.iter().map(|h| h.path.len() + h.snippet.len() + 60).collect();
        let render = |n: usize| {
            let output =
                Output { frame: &frame, results: hits[..n].iter().map(place).collect() };
            Answer::new(text(&hits[..n], hits.len(), &frame), &output, &frame)
        };
        Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
    }
}

fn place(hit: &Hit) -> Place<'_> {
    Place {
        path: &hit.path,
        start_line: hit.start_line,
        end_line: hit.end_line,
        score: hit.score,
        kind: hit.kind,
        snippet: &hit.snippet,
        explanation: hit.explanation.as_deref(),
    }
}

fn text(shown: &[Hit], found: usize, frame: &Frame) -> String {
    let mut text = format!("{} of {found} places ({})\n", shown.len(), frame.label());
    for hit in shown {
        let _ = writeln!(text, "{}:{}-{}  {:.2}", hit.path, hit.start_line, hit.end_line, hit.score);
        if let Some(why) = &hit.explanation {
            let _ = writeln!(text, "  [{why}]");
        }
        for line in hit.snippet.lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}
