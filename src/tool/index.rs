//! ctx_index: how is this workspace's index, and can it be built anew?

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::wait::Rebuild;
use super::{Answer, Arguments, Call, Frame, Spec, Tool, counted, schema};
use crate::app::Code;
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::gate::Effect;
use crate::ingest::{Parts, Stats};
use crate::workspace::manifest::Reason;

pub struct Index;

/// Arguments of ctx_index.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// `status`, or `rebuild` to index everything anew; the old index serves meanwhile.
    #[serde(default = "status")]
    action: String,
    /// Of `rebuild`: answer when it is done, or shortly before the time of the request is over. Default: only if
    /// progress is asked for.
    wait: Option<bool>,
}

fn status() -> String {
    "status".into()
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output {
    #[serde(flatten)]
    frame: Frame,
    action: String,
    /// `queued`, `running`, `ready`, `stale` or `failed`.
    state: String,
    branch: Option<String>,
    /// Indexed files.
    files: u64,
    /// Bytes of their text.
    bytes: u64,
    /// Files left out, by reason.
    left_out: BTreeMap<String, u64>,
    /// Bytes of the index on disk.
    disk_bytes: u64,
    /// The same by what they are for.
    disk_parts: Parts,
    /// Commits of other refs that are kept ready in memory, and their bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    refs: Option<Ready>,
    indexed_at: Option<String>,
    /// Absent while the code is being read.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    /// What says which words mean alike: `learned` from this workspace, or with its `group`; taken from a `model`;
    /// `too_little` to learn from; `pending`. Absent where it is switched off, and at the terminal.
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding: Option<&'static str>,
    /// Milliseconds that the last indexing took.
    last_index_ms: Option<u64>,
    error: Option<String>,
    /// Of `rebuild`: whether it is done; `false` while it is only asked for or under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuilt: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Ready {
    ready: usize,
    bytes: u64,
}

const SPEC: Spec = Spec {
    name: "ctx_index",
    title: "Index status",
    description: "Tells how a workspace's index is: state, commit, files, what was left out and why. \
`action: rebuild` asks for it to be built anew, and with `wait` answers when that is done.",
    scopes: ScopeSet::of(&[Scope::Index]),
    read_only: false,
};

impl Tool for Index {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        match arguments.get("action").and_then(Value::as_str) {
            None | Some("status") => Effect::Read,
            Some(_) => Effect::Change,
        }
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let input: Input = arguments.read()?;
        let rebuilt = match input.action.as_str() {
            "status" if input.wait.is_none() => None,
            "status" => {
                return Err(Error::invalid("`wait` is of `action: rebuild`"));
            }
            "rebuild" => Some(call.rebuild(input.wait)? == Rebuild::Done),
            other => {
                let other = crate::gate::clip(other);
                return Err(Error::invalid(format!("there is no action `{other}`"))
                    .hint("`status` or `rebuild`"));
            }
        };
        let summary = call.space().summary();
        let stats = call.space().stats();
        let parts = stats.map(|s| s.parts).unwrap_or_default();
        let (ready, bytes) = call.space().kept_refs();
        let frame = Frame {
            workspace: summary.id,
            commit: summary.commit,
            reference: None,
            behind_by: summary.behind_by,
            dirty: None,
            unavailable: Vec::new(),
        };
        let output = Output {
            action: input.action,
            state: summary.state.word().into(),
            branch: summary.branch,
            files: summary.files,
            bytes: stats.as_ref().map_or(0, |s| s.counts.bytes),
            left_out: stats.as_ref().map(left_out).unwrap_or_default(),
            disk_bytes: parts.all(),
            disk_parts: parts,
            refs: (ready > 0).then_some(Ready { ready, bytes }),
            indexed_at: summary.indexed_at,
            code: summary.code,
            embedding: summary.embedding,
            last_index_ms: call.space().last_index_ms(),
            error: summary.error,
            rebuilt,
            frame,
        };
        let text = text(&output);
        let frame = output.frame.clone();
        Answer::new(text, &output, &frame)?.within(call.max_tokens)
    }
}

fn left_out(stats: &Stats) -> BTreeMap<String, u64> {
    let counts = &stats.counts;
    let mut left_out: BTreeMap<String, u64> =
        Reason::ALL.iter().map(|r| (r.name().to_owned(), counts.of(*r))).collect();
    left_out.insert("unreadable_path".into(), counts.unreadable_paths);
    left_out
}

fn text(output: &Output) -> String {
    let mut text = format!(
        "{}: {} ({})\n{}, {} bytes of text, {} bytes on disk\n",
        output.frame.workspace,
        output.state,
        output.frame.label(),
        counted(usize::try_from(output.files).unwrap_or(usize::MAX), "file"),
        output.bytes,
        output.disk_bytes
    );
    let Parts { text: texts, trigrams, ranked, symbols, manifest } = output.disk_parts;
    let _ = writeln!(
        text,
        "on disk: text {texts}, trigrams {trigrams}, ranked {ranked}, symbols {symbols}, manifest {manifest}"
    );
    if let Some(Ready { ready, bytes }) = output.refs {
        let _ = writeln!(text, "other refs in memory: {}, {bytes} bytes", counted(ready, "commit"));
    }
    match output.rebuilt {
        None => {}
        Some(true) => text.push_str("it was built anew\n"),
        Some(false) => {
            text.push_str("a rebuild is asked for; the present index serves until it is done\n");
        }
    }
    for (reason, count) in output.left_out.iter().filter(|(_, count)| **count > 0) {
        let _ = writeln!(text, "left out, {reason}: {count}");
    }
    if let Some(Code { parsed_clean, parsed_in_part, parse_failed }) = output.code {
        let _ = writeln!(
            text,
            "code read: {parsed_clean} files clean, {parsed_in_part} in part, {parse_failed} failed"
        );
    }
    match output.embedding {
        None => {}
        Some("pending") => text.push_str("which words mean alike: not learned yet\n"),
        Some("too_little") => {
            text.push_str("which words mean alike: too few comments with code to learn it from\n");
        }
        Some("model") => text.push_str("which words mean alike: taken from a model\n"),
        Some("group") => text.push_str("which words mean alike: learned with its group\n"),
        Some(_) => text.push_str("which words mean alike: learned from this workspace\n"),
    }
    if let Some(error) = &output.error {
        let _ = writeln!(text, "error: {error}");
    }
    text
}
