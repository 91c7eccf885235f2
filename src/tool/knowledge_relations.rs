//! ctx_knowledge_relations: how do the facts of this workspace hang together?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Frame, Spec, Tool, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::gate::Effect;
use crate::knowledge::{MOST_DEPTH, Memory, Name, Neighbour};
use crate::view::{budget, cursor};

pub struct KnowledgeRelations;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Relate,
    Unrelate,
    Neighbours,
}

/// Arguments of ctx_knowledge_relations.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    action: Action,
    /// A fact as `category/key`.
    from: Option<String>,
    /// Of `relate`, `unrelate`: a fact as `category/key`.
    to: Option<String>,
    /// How they hang together, such as `needs` or `contradicts`; `unrelate` and `neighbours` take all without it.
    kind: Option<String>,
    /// Of `neighbours`: relations from fact to fact to follow.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 5))]
    depth: usize,
    /// Of `neighbours`, from an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn one() -> usize {
    1
}

/// Bytes of a fact's value that are shown with it.
const CLIPPED: usize = 160;

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Item {
    category: String,
    key: String,
    /// Relations away.
    distance: usize,
    /// The relation by which it was reached: from, kind, to.
    relation: [String; 3],
    author: String,
    /// Its beginning; null for a fact that was removed.
    value: Option<String>,
}

impl From<Neighbour> for Item {
    fn from(found: Neighbour) -> Self {
        let name = |(category, key): (String, String)| Name { category, key }.to_string();
        let clip = |value: String| value[..value.floor_char_boundary(CLIPPED)].to_owned();
        Self {
            category: found.name.category,
            key: found.name.key,
            distance: found.distance,
            relation: [name(found.tie.from), found.tie.kind, name(found.tie.to)],
            author: found.tie.author,
            value: found.value.map(clip),
        }
    }
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: Option<&'a Frame>,
    /// Of `relate`, `unrelate`: relations made or undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<usize>,
    /// Of `neighbours`: nearest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    neighbours: Option<&'a [Item]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

const SPEC: Spec = Spec {
    name: "ctx_knowledge_relations",
    title: "Relations of facts",
    description: "Ties facts of ctx_knowledge to each other (`relate`, `unrelate`) and finds what hangs together with one \
(`neighbours`, either way, to a depth).",
    scopes: ScopeSet::of(&[Scope::Knowledge]),
    read_only: false,
};

impl Tool for KnowledgeRelations {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        match arguments.get("action").and_then(Value::as_str) {
            Some("neighbours") => Effect::Read,
            _ => Effect::Change,
        }
    }

    fn destroys(&self) -> bool {
        true
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        arguments.fit_action(&[
            ("relate", &["from", "to", "kind"]),
            ("unrelate", &["from", "to", "kind"]),
            ("neighbours", &["from", "kind", "depth", "cursor"]),
        ])?;
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        let memory = call.knowledge();
        let from = end("from", input.from.as_deref())?;
        match input.action {
            Action::Relate => {
                let kind =
                    input.kind.as_deref().ok_or_else(|| Error::invalid("`kind` is missing"))?;
                let made = memory.relate(&from, kind, &end("to", input.to.as_deref())?)?;
                changed(call, if made { "related" } else { "related so already" }, made.into())
            }
            Action::Unrelate => {
                let to = end("to", input.to.as_deref())?;
                let gone = memory.unrelate(&from, &to, input.kind.as_deref())?;
                changed(call, "unrelated", gone.len())
            }
            Action::Neighbours => neighbours(call, &memory, &from, &input, &question),
        }
    }
}

fn end(argument: &str, text: Option<&str>) -> Result<Name> {
    let text = text.ok_or_else(|| Error::invalid(format!("`{argument}` is missing")))?;
    Name::parse(text).map_err(|e| {
        Error::invalid(format!("`{argument}`: {}", e.message())).hint("a fact is `category/key`")
    })
}

fn changed(call: &Call, verb: &str, count: usize) -> Result<Answer> {
    let frame = call.place();
    let text = format!("{verb}: {} ({})\n", counted(count, "relation"), frame.label());
    let output = Output { frame: Some(&frame), changed: Some(count), ..Output::default() };
    Answer::new(text, &output, &frame)
}

fn neighbours(
    call: &Call,
    memory: &Memory,
    from: &Name,
    input: &Input,
    question: &str,
) -> Result<Answer> {
    let frame = call.place();
    let depth = input.depth.clamp(1, MOST_DEPTH);
    let (found, more) = memory.neighbours(from, depth, input.kind.as_deref())?;
    let items: Vec<Item> = found.into_iter().map(Item::from).collect();
    let skip = input.cursor.as_deref().map_or(Ok(0), |c| cursor::decode::<usize>(question, c))?;
    let rest = &items[skip.min(items.len())..];
    let sizes: Vec<usize> = rest.iter().map(|i| i.key.len() * 3 + CLIPPED).collect();
    let render = |n: usize| {
        let next = (n < rest.len()).then(|| cursor::encode(question, &(skip + n)));
        let least = if more { " at least" } else { "" };
        let total = counted(items.len(), "neighbour");
        let mut text = format!("{n} of{least} {total} of {from} ({})\n", frame.label());
        for item in &rest[..n] {
            let [a, kind, b] = &item.relation;
            let value = item.value.as_deref().unwrap_or("(removed)").replace('\n', " ");
            let _ = writeln!(
                text,
                "{}/{} at {}: {a} {kind} {b}\n  {value}",
                item.category, item.key, item.distance
            );
        }
        if let Some(cursor) = &next {
            let _ = write!(text, "[more: cursor {cursor}]");
        }
        let output = Output {
            frame: Some(&frame),
            neighbours: Some(&rest[..n]),
            total: Some(items.len()),
            truncated: Some(next.is_some() || more),
            cursor: next,
            ..Output::default()
        };
        Answer::new(text, &output, &frame)
    };
    Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
}
