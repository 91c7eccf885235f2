//! ctx_tree: what lies in this folder?

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{Answer, Arguments, Call, Citing, Frame, SEARCH, Spec, Tool, schema};
use crate::base::Result;
use crate::view::{budget, cursor};
use crate::workspace::path::JailedPath;
use crate::workspace::source::BlobId;

pub struct Tree;

/// Arguments of ctx_tree.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Folder, relative to the workspace root; default: the root.
    #[serde(default)]
    path: String,
    /// Levels below it to show.
    #[serde(default = "two")]
    #[schemars(range(min = 1, max = 64))]
    depth: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn two() -> usize {
    2
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Output<'a> {
    #[serde(flatten)]
    pub frame: &'a Frame,
    pub entries: &'a [Entry],
    pub total: usize,
    pub truncated: bool,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Entry {
    #[serde(serialize_with = "plain")]
    #[schemars(with = "String")]
    pub path: Arc<str>,
    /// To be cited: of anything but a directory.
    #[serde(skip)]
    pub blob: Option<BlobId>,
    /// `directory`, `file`, `symlink` or `submodule`.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

fn plain<S: Serializer>(path: &Arc<str>, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(path)
}

const SPEC: Spec = Spec {
    name: "ctx_tree",
    title: "List folder",
    description: "Lists folders and files below a path of the workspace, to a depth, with sizes. \
Use it to learn how a repository is laid out; ctx_glob finds files by name.",
    scopes: SEARCH,
    read_only: true,
};

impl Tool for Tree {
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
        let path = JailedPath::parse(&input.path)?;
        let entries: Vec<Entry> = view
            .tree(&path, input.depth.clamp(1, 64))?
            .into_iter()
            .map(|e| Entry { path: e.path, blob: e.blob, kind: e.kind.name(), bytes: e.bytes })
            .collect();
        let base = if path.is_root() { 0 } else { path.as_str().matches('/').count() + 1 };
        page(call, &frame, &question, input.cursor.as_deref(), &entries, |entry| {
            let level = entry.path.matches('/').count().saturating_sub(base);
            let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
            format!("{}{}", "  ".repeat(level), label(name, entry))
        })
    }
}

/// `name/` for a folder, `name 123` with its bytes for a file.
pub fn label(name: &str, entry: &Entry) -> String {
    match (entry.kind, entry.bytes) {
        ("directory", _) => format!("{name}/"),
        ("file", Some(bytes)) => format!("{name} {bytes}"),
        ("file", None) => name.to_owned(),
        (kind, _) => format!("{name} ({kind})"),
    }
}

/// A page of entries from a cursor on, as many as fit; shared with ctx_glob.
pub fn page(
    call: &Call,
    frame: &Frame,
    question: &str,
    cursor: Option<&str>,
    entries: &[Entry],
    line: impl Fn(&Entry) -> String,
) -> Result<Answer> {
    // The cursor names the first path of the page, not its place: it survives a newer commit.
    let skip = match cursor {
        Some(c) => {
            let next: String = cursor::decode(question, c)?;
            entries.iter().position(|e| *e.path >= *next).unwrap_or(entries.len())
        }
        None => 0,
    };
    let rest = &entries[skip..];
    let sizes: Vec<usize> = rest.iter().map(|e| e.path.len() + 40).collect();
    let render = |n: usize| {
        let shown = &rest[..n];
        let next = rest.get(n).map(|e| cursor::encode(question, &&*e.path));
        let mut text = format!("{} of {} entries ({})\n", n, entries.len(), frame.label());
        for entry in shown {
            text.push_str(&line(entry));
            text.push('\n');
        }
        if let Some(cursor) = &next {
            text.push_str(&format!("[more: cursor {cursor}]"));
        }
        let output = Output {
            frame,
            entries: shown,
            total: entries.len(),
            truncated: next.is_some(),
            cursor: next,
        };
        Answer::new(text, &output, frame)
    };
    let (answer, shown) = budget::fit(&sizes, call.max_tokens, render)?;
    let (mut citing, id) = (Citing::with_capacity(shown), Arc::from(call.space().id()));
    for entry in &rest[..shown] {
        if let Some(blob) = entry.blob {
            citing.file(&id, &entry.path, blob);
        }
    }
    Ok(answer.citing(citing.done()))
}
