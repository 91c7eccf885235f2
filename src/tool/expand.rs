//! ctx_expand: what stands in the lines that an answer left out?

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::read::{Opened, Output, mode};
use super::{Answer, Arguments, Call, SEARCH, Spec, Tool, schema};
use crate::base::{Error, Result};

pub struct Expand;

/// Arguments of ctx_expand. One of `lines` and `symbol` says what is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// File, relative to the workspace root.
    path: String,
    /// Ranges as an answer marks them: `[\"22-25\", \"40-61\"]`.
    #[serde(default)]
    #[schemars(length(max = 100))]
    lines: Vec<String>,
    /// A declaration of the file: `refresh`, `Engine.refresh`.
    symbol: Option<String>,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

/// Ranges of one call at most.
const MOST: usize = 100;

const SPEC: Spec = Spec {
    name: "ctx_expand",
    title: "Expand omitted lines",
    description: "Returns what a compressed answer left out: the ranges it marked `[a-b]`, or a symbol's body, \
exactly as in the commit.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Expand {
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
        let opened = Opened::new(call, &view, &input.path)?;
        let body = match (&*input.lines, &input.symbol) {
            ([], Some(name)) => opened.symbol(name)?,
            (lines, None) if !lines.is_empty() && lines.len() <= MOST => {
                let span = |text: &String| {
                    mode::span(text.trim_matches(['[', ']'])).ok_or_else(|| {
                        let text = crate::gate::clip(text);
                        Error::invalid(format!("`{text}` is no range of lines"))
                            .hint("for example `22-25`; lines are counted from 1")
                    })
                };
                opened.runs(&lines.iter().map(span).collect::<Result<Vec<_>>>()?)?
            }
            _ => {
                return Err(Error::invalid(format!(
                    "say what to show: `symbol`, or 1 to {MOST} ranges of `lines`"
                ))
                .hint("for example {\"path\": \"src/a.rs\", \"lines\": [\"22-25\"]}"));
            }
        };
        opened.reply(&body, &question, input.cursor.as_deref())
    }
}
