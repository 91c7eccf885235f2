//! ctx_glob: which files have such a name?

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::tree::{self, Entry};
use super::{Answer, Arguments, Call, SEARCH, Spec, Tool, schema};
use crate::base::Result;
use crate::index::view::NodeKind;

pub struct Glob;

/// Arguments of ctx_glob.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Glob over whole paths, such as `src/**/*.rs` or `**/test_*.py`; one without `/` matches file names anywhere.
    pattern: String,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const SPEC: Spec = Spec {
    name: "ctx_glob",
    title: "Find files",
    description: "Finds files by a glob over their paths (`*`, `**`, `?`, `[a-z]`, `{a,b}`).",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Glob {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<tree::Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        let view = call.view()?;
        let frame = call.frame(&view);
        let entries: Vec<Entry> = view
            .glob(&input.pattern)?
            .into_iter()
            .map(|e| Entry {
                path: Arc::clone(&e.path),
                blob: Some(e.blob),
                kind: NodeKind::of(e.kind).name(),
                bytes: (e.size > 0 || e.left_out().is_none()).then_some(e.size),
            })
            .collect();
        let line = |entry: &Entry| tree::label(&entry.path, entry);
        tree::page(call, &frame, &question, input.cursor.as_deref(), &entries, line)
    }
}
