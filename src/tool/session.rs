//! ctx_session: what is the caller at, and what has it found and decided?

mod shown;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Spec, Tool, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::gate::Effect;
use crate::session::{Desk, Given, Kind, Noting};
use crate::view::cursor;

pub use shown::Entry;
use shown::Output;

pub struct Session;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Action {
    Status,
    SetTask,
    Finding,
    Decision,
    Checkpoint,
    Save,
    Reset,
    Export,
    Import,
}

/// Arguments of ctx_session.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    action: Action,
    /// Of `set_task` and `import`: what you are at.
    task: Option<String>,
    /// Of `finding`, `decision`, `checkpoint`.
    text: Option<String>,
    /// Of `decision`: why.
    reasoning: Option<String>,
    /// Of `finding`, `decision`: the file it is about.
    path: Option<String>,
    /// Of `import`: entries as `export` gives them. You become their author.
    entries: Option<Vec<EntryIn>>,
    /// Of `import`: takes the place of what is there.
    #[serde(default)]
    replace: bool,
    /// Entries to give.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 1000))]
    limit: usize,
    /// Of `status` and `export`, from an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

/// An entry that is handed in. What only an export says (who, when, which number) is not believed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct EntryIn {
    /// `finding`, `decision` or `checkpoint`.
    kind: String,
    text: String,
    reasoning: Option<String>,
    path: Option<String>,
}

const fn twenty() -> usize {
    20
}

const SPEC: Spec = Spec {
    name: "ctx_session",
    title: "Session state",
    description: "Your own state in this workspace and channel, kept between connections: `status`, `set_task`, `finding`, \
`decision`, `checkpoint`, `save`, `reset`, `export`, `import`. Nobody else sees it: ctx_handoff and ctx_share pass things on.",
    scopes: ScopeSet::of(&[Scope::SessionMutations]),
    read_only: false,
};

const TAKES: &[(&str, &[&str])] = &[
    ("status", &["limit", "cursor"]),
    ("set_task", &["task"]),
    ("finding", &["text", "path"]),
    ("decision", &["text", "reasoning", "path"]),
    ("checkpoint", &["text"]),
    ("save", &[]),
    ("reset", &[]),
    ("export", &["limit", "cursor"]),
    ("import", &["task", "entries", "replace"]),
];

impl Tool for Session {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        match arguments.get("action").and_then(Value::as_str) {
            Some("status" | "save" | "export") => Effect::Read,
            _ => Effect::Change,
        }
    }

    fn destroys(&self) -> bool {
        true
    }

    fn repeats(&self) -> bool {
        false
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        arguments.fit_action(TAKES)?;
        // A page belongs to its channel.
        let question = format!("{} {}", arguments.question(SPEC.name), call.channel);
        let input: Input = arguments.read()?;
        let desk = call.desk();
        match input.action {
            Action::Status => status(call, &desk, &input, &question),
            Action::SetTask => {
                let task = input.task.as_deref().ok_or_else(|| missing("task"))?;
                desk.set_task(task)?;
                Output::done(call, "task set", None, None)
            }
            Action::Finding => note(call, &desk, &input, Kind::Finding),
            Action::Decision => note(call, &desk, &input, Kind::Decision),
            Action::Checkpoint => note(call, &desk, &input, Kind::Checkpoint),
            // Everything said is on the disk before it is answered: there is nothing left to save.
            Action::Save => {
                let kept = desk.status(u64::MAX, 0)?;
                let entries = kept.counts.iter().map(|(_, count)| count).sum();
                Output::done(call, "saved", None, Some(entries))
            }
            Action::Reset => {
                let gone = desk.reset()?;
                Output::done(call, "begun anew; entries forgotten", None, Some(gone))
            }
            Action::Export => export(call, &desk, &input, &question),
            Action::Import => import(call, &desk, &input),
        }
    }
}

fn missing(argument: &str) -> Error {
    Error::invalid(format!("`{argument}` is missing"))
}

fn note(call: &Call, desk: &Desk, input: &Input, kind: Kind) -> Result<Answer> {
    let text = match (input.text.as_deref(), kind) {
        (Some(text), _) => text,
        (None, Kind::Checkpoint) => "checkpoint",
        (None, Kind::Finding | Kind::Decision) => return Err(missing("text")),
    };
    let noting =
        Noting { text, reasoning: input.reasoning.as_deref(), path: input.path.as_deref() };
    let entry = desk.note(kind, &noting)?;
    Output::done(call, "noted", Some(entry.into()), None)
}

fn status(call: &Call, desk: &Desk, input: &Input, question: &str) -> Result<Answer> {
    let below = match &input.cursor {
        Some(c) => cursor::decode::<u64>(question, c)?,
        None => u64::MAX,
    };
    let limit = input.limit.clamp(1, 1000);
    let mut status = desk.status(below, limit + 1)?;
    let entries: Vec<Entry> = status.entries.drain(..).map(Entry::from).collect();
    // The next page begins below the last that is shown.
    shown::status(call, &status, &entries, limit, |n| {
        let last = entries[..n].last().map_or(below, |entry| entry.id);
        cursor::encode(question, &last)
    })
}

fn export(call: &Call, desk: &Desk, input: &Input, question: &str) -> Result<Answer> {
    let skip = input.cursor.as_deref().map_or(Ok(0), |c| cursor::decode::<usize>(question, c))?;
    let state = desk.state()?;
    let entries: Vec<Entry> = state.entries.into_iter().map(Entry::from).collect();
    let rest = &entries[skip.min(entries.len())..];
    shown::export(call, &state.task, rest, |n| cursor::encode(question, &(skip + n)))
}

fn import(call: &Call, desk: &Desk, input: &Input) -> Result<Answer> {
    let given: Vec<Given> = input
        .entries
        .iter()
        .flatten()
        .map(|entry| Given {
            kind: &entry.kind,
            noting: Noting {
                text: &entry.text,
                reasoning: entry.reasoning.as_deref(),
                path: entry.path.as_deref(),
            },
        })
        .collect();
    if given.is_empty() && input.task.is_none() && !input.replace {
        return Err(missing("entries"));
    }
    let task = input.task.as_deref().filter(|task| !task.is_empty());
    let taken = desk.import(task, &given, input.replace)?;
    Output::done(call, "taken in; entries", None, Some(taken))
}
