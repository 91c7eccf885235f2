//! ctx_handoff: how does one agent go on where another stopped?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::session::Entry;
use super::{Answer, Arguments, Call, Frame, Spec, Tool, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result, clock};
use crate::gate::Effect;
use crate::session::{Desk, Handed};
use crate::view::{budget, cursor};

pub struct Handoff;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Create,
    List,
    Pull,
}

/// Arguments of ctx_handoff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    action: Action,
    /// Of `create`: what the next one should know first.
    note: Option<String>,
    /// Of `create`: the token it is for; default: whoever pulls it.
    to: Option<String>,
    /// Of `pull`.
    id: Option<u64>,
    /// Of `pull`: take task and entries into your own session.
    #[serde(default = "yes")]
    adopt: bool,
    /// Of `list`.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 200))]
    limit: usize,
    /// Of `list`, from an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn yes() -> bool {
    true
}

const fn twenty() -> usize {
    20
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: u64,
    from: String,
    /// Null: for whoever pulls it.
    to: Option<String>,
    note: String,
    at: Option<String>,
    task: String,
    /// How many entries it holds.
    entries: usize,
    pulled_by: Option<String>,
    pulled_at: Option<String>,
}

impl Item {
    fn new(handed: &Handed, longest: usize) -> Self {
        let clip = |text: &str| text[..text.floor_char_boundary(longest)].to_owned();
        Self {
            id: handed.number,
            from: handed.author.clone(),
            to: handed.recipient.clone(),
            note: clip(&handed.note),
            at: clock::rfc3339_of(handed.at),
            task: clip(&handed.state.task),
            entries: handed.state.entries.len(),
            pulled_by: handed.pulled.as_ref().map(|(_, by)| by.clone()),
            pulled_at: handed.pulled.as_ref().and_then(|(at, _)| clock::rfc3339_of(*at)),
        }
    }

    fn line(&self) -> String {
        let to = self.to.as_deref().unwrap_or("anyone");
        let at = self.at.as_deref().unwrap_or("at an unknown time");
        let taken = self.pulled_by.as_deref().map(|by| format!(", pulled by {by}"));
        let note = if self.note.is_empty() { String::new() } else { format!(": {}", self.note) };
        let task = match self.task.as_str() {
            "" => String::new(),
            task => format!("  task: {task}\n"),
        };
        let entries = match self.entries {
            1 => "1 entry".to_owned(),
            n => format!("{n} entries"),
        };
        let (id, from, taken) = (self.id, &self.from, taken.unwrap_or_default());
        format!("#{id} {from} to {to} {at}, {entries}{taken}{note}\n{task}")
    }
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: Option<&'a Frame>,
    channel: &'a str,
    /// Of `create`.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    /// Of `pull`.
    #[serde(skip_serializing_if = "Option::is_none")]
    handoff: Option<&'a Item>,
    /// Of `pull`: newest first, as many as fit; the rest is in your session, where it was adopted.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<&'a [Entry]>,
    /// Of `pull`: entries that are new in your session.
    #[serde(skip_serializing_if = "Option::is_none")]
    adopted: Option<u64>,
    /// Of `list`: newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    handoffs: Option<&'a [Item]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

const SPEC: Spec = Spec {
    name: "ctx_handoff",
    title: "Hand work over",
    description: "Passes your session's task and entries on in this channel: `create` leaves a copy with a note for one \
token or anyone, `list` shows those for you, `pull` takes one into your own session.",
    scopes: ScopeSet::of(&[Scope::SessionMutations]),
    read_only: false,
};

impl Tool for Handoff {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        match arguments.get("action").and_then(Value::as_str) {
            Some("list") => Effect::Read,
            _ => Effect::Change,
        }
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
        arguments.fit_action(&[
            ("create", &["note", "to"]),
            ("list", &["limit", "cursor"]),
            ("pull", &["id", "adopt"]),
        ])?;
        let question = format!("{} {}", arguments.question(SPEC.name), call.channel);
        let input: Input = arguments.read()?;
        let desk = call.desk();
        match input.action {
            Action::Create => create(call, &desk, &input),
            Action::List => list(call, &desk, &input, &question),
            Action::Pull => pull(call, &desk, &input),
        }
    }
}

fn create(call: &Call, desk: &Desk, input: &Input) -> Result<Answer> {
    let note = input.note.as_deref().ok_or_else(|| Error::invalid("`note` is missing"))?;
    let id = desk.hand_over(note, input.to.as_deref())?;
    let frame = call.place();
    let tell = |channel: &str| {
        let output = Output { frame: Some(&frame), channel, id: Some(id), ..Output::default() };
        let text = format!("handed over as #{id} ({}, channel {channel})\n", frame.label());
        Answer::new(text, &output, &frame)
    };
    tell(call.channel)?.or_brief(call.max_tokens, || tell(""))
}

fn list(call: &Call, desk: &Desk, input: &Input, question: &str) -> Result<Answer> {
    let frame = call.place();
    let below = match &input.cursor {
        Some(c) => cursor::decode::<u64>(question, c)?,
        None => u64::MAX,
    };
    let limit = input.limit.clamp(1, 200);
    let found = desk.handoffs(below, limit + 1)?;
    let cut = |longest: usize| {
        let items: Vec<Item> = found.iter().take(limit).map(|h| Item::new(h, longest)).collect();
        let sizes: Vec<usize> = items.iter().map(|i| i.note.len() + i.task.len() + 200).collect();
        let render = |n: usize| {
            let last = items[..n].last().map_or(below, |item| item.id);
            let next = (n < found.len()).then(|| cursor::encode(question, &last));
            let mut text = format!(
                "{} ({}, channel {})\n",
                counted(n, "handoff"),
                frame.label(),
                call.channel
            );
            items[..n].iter().for_each(|item| text.push_str(&item.line()));
            if let Some(cursor) = &next {
                let _ = write!(text, "[more: cursor {cursor}]");
            }
            let output = Output {
                frame: Some(&frame),
                channel: call.channel,
                handoffs: Some(&items[..n]),
                truncated: Some(next.is_some()),
                cursor: next,
                ..Output::default()
            };
            Answer::new(text, &output, &frame)
        };
        budget::fit(&sizes, call.max_tokens, render).map(|(answer, _)| answer)
    };
    cut(1000).or_else(|_| cut(100)).or_else(|_| cut(0))
}

fn pull(call: &Call, desk: &Desk, input: &Input) -> Result<Answer> {
    let id = input.id.ok_or_else(|| Error::invalid("`id` is missing"))?;
    let taken = desk.take_over(id, input.adopt)?;
    let frame = call.place();
    let cut = |longest: usize| {
        let item = Item::new(&taken.handed, longest);
        let entries: Vec<Entry> = taken
            .handed
            .state
            .entries
            .iter()
            .rev()
            .map(|entry| Entry::from(entry.clone()).cut(longest))
            .collect();
        let sizes: Vec<usize> = entries.iter().map(Entry::size).collect();
        let render = |n: usize| {
            let mut text = format!("pulled ({}, channel {})\n", frame.label(), call.channel);
            text.push_str(&item.line());
            entries[..n].iter().for_each(|entry| text.push_str(&entry.line()));
            let output = Output {
                frame: Some(&frame),
                channel: call.channel,
                handoff: Some(&item),
                entries: Some(&entries[..n]),
                adopted: Some(taken.adopted),
                truncated: Some(n < entries.len()),
                ..Output::default()
            };
            Answer::new(text, &output, &frame)
        };
        budget::fit(&sizes, call.max_tokens, render).map(|(answer, _)| answer)
    };
    let brief = || {
        let output =
            Output { frame: Some(&frame), adopted: Some(taken.adopted), ..Output::default() };
        Answer::new(format!("pulled ({})\n", frame.label()), &output, &frame)
    };
    // It was taken: that much is said in any case.
    cut(usize::MAX).or_else(|_| cut(240)).or_else(|_| cut(16)).or_else(|_| brief())
}
