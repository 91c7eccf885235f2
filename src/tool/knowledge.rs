//! ctx_knowledge: what is known about this workspace, and what should be remembered?

mod shown;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Spec, Tool, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result};
use crate::gate::Effect;
use crate::knowledge::{
    Imported, Memory, Name, Note, Remembered, Saying, check_category, check_reasoning,
};
use crate::session::{self, Saved};
use crate::view::{budget, cursor};

use shown::{Done, Item, Output};

pub struct Knowledge;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Remember,
    Recall,
    List,
    Feedback,
    Remove,
    Consolidate,
    Export,
    Import,
}

/// Arguments of ctx_knowledge.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    action: Action,
    /// Such as `decision`; default of `remember`, `feedback`, `remove` and of a `key` to recall: `general`.
    category: Option<String>,
    key: Option<String>,
    /// Of `remember`: a sentence or a paragraph.
    value: Option<String>,
    /// Of `remember`: from 0 to 1.
    #[serde(default = "sure")]
    #[schemars(range(min = 0, max = 1))]
    confidence: f64,
    /// Of `remember`: id of the value you have read and mean to replace.
    supersedes: Option<u64>,
    /// Of `remember`, `feedback` and `remove`: why, for those who read the channel's events and summary; kept as
    /// long as events are.
    reasoning: Option<String>,
    /// Of `recall`: what you want to know, in words.
    query: Option<String>,
    /// Of `list`: keys that begin with it.
    #[serde(default)]
    prefix: String,
    /// Of `recall` by `key` and of `export`: older and removed values, too.
    #[serde(default)]
    history: bool,
    /// Of `feedback`: was the value right?
    helpful: Option<bool>,
    /// Of `remove`: erases the key's history and relations as well.
    #[serde(default)]
    purge: bool,
    /// Of `consolidate`: only says what it would do.
    #[serde(default)]
    dry_run: bool,
    /// Of `import`: facts as `export` gives them. You become their author.
    facts: Option<Vec<Given>>,
    /// Of `import`: takes the place of values that differ.
    #[serde(default)]
    replace: bool,
    /// Facts to give.
    #[serde(default = "twenty")]
    #[schemars(range(min = 1, max = 500))]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

/// A fact that is handed in. What only an export says (who, when, which number) is not believed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Given {
    category: Option<String>,
    key: String,
    value: String,
    confidence: Option<f64>,
    /// `false`: history of the place it is from; left out.
    current: Option<bool>,
}

const fn sure() -> f64 {
    1.0
}

const fn twenty() -> usize {
    20
}

/// Facts of one page, and of all pages of a question.
const MOST_ON_A_PAGE: usize = 500;
const MOST: usize = 500;

const SPEC: Spec = Spec {
    name: "ctx_knowledge",
    title: "Shared knowledge",
    description: "What people and agents have learned about the workspace, kept for all of them: `remember` a value under \
category and key, `recall` by words or key, `list`, `feedback`, `remove`, `consolidate` (takes in your session's findings, merges \
duplicates), `export`, `import`. An answer that begins with [CONFLICT] means you replaced another's recent value.",
    scopes: ScopeSet::of(&[Scope::Knowledge]),
    read_only: false,
};

const TAKES: &[(&str, &[&str])] = &[
    ("remember", &["category", "key", "value", "confidence", "supersedes", "reasoning"]),
    ("recall", &["query", "category", "key", "history", "limit", "cursor"]),
    ("list", &["category", "prefix", "limit", "cursor"]),
    ("feedback", &["category", "key", "helpful", "reasoning"]),
    ("remove", &["category", "key", "purge", "reasoning"]),
    ("consolidate", &["category", "dryRun"]),
    ("export", &["history", "limit", "cursor"]),
    ("import", &["facts", "replace"]),
];

impl Tool for Knowledge {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        match arguments.get("action").and_then(Value::as_str) {
            Some("recall" | "list" | "export") => Effect::Read,
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
        arguments.fit_action(TAKES)?;
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        if let Some(category) = &input.category {
            check_category(category)?;
        }
        if let Some(reasoning) = &input.reasoning {
            check_reasoning(reasoning)?;
        }
        let memory = call.knowledge();
        match input.action {
            Action::Remember => remember(call, &memory, &input),
            Action::Recall if input.key.is_some() => recall_key(call, &memory, &input, &question),
            Action::Recall => recall(call, &memory, &input, &question),
            Action::List => list(call, &memory, &input, &question),
            Action::Feedback => feedback(call, &memory, &input),
            Action::Remove => remove(call, &memory, &input),
            Action::Consolidate => consolidate(call, &memory, &input),
            Action::Export => export(call, &memory, &input, &question),
            Action::Import => import(call, &memory, input),
        }
    }
}

fn name(input: &Input) -> Result<Name> {
    let key = input.key.as_deref().ok_or_else(|| Error::invalid("`key` is missing"))?;
    Name::new(input.category.as_deref(), key)
}

fn remember(call: &Call, memory: &Memory, input: &Input) -> Result<Answer> {
    let value = input.value.as_deref().ok_or_else(|| Error::invalid("`value` is missing"))?;
    let saying = Saying { value, confidence: input.confidence, supersedes: input.supersedes };
    let Remembered { fact, unchanged, conflict } = memory.remember(&name(input)?, &saying)?;
    let done = Done {
        verb: if unchanged { "known already" } else { "remembered" },
        fact: Some(fact),
        unchanged: Some(unchanged),
        conflict,
        ..Done::default()
    };
    done.answer(call)
}

fn feedback(call: &Call, memory: &Memory, input: &Input) -> Result<Answer> {
    let helpful = input
        .helpful
        .ok_or_else(|| Error::invalid("`helpful` is missing").hint("true: the value was right"))?;
    let fact = memory.feedback(&name(input)?, helpful)?;
    Done { verb: "noted", fact: Some(fact), ..Done::default() }.answer(call)
}

fn remove(call: &Call, memory: &Memory, input: &Input) -> Result<Answer> {
    let name = name(input)?;
    if input.purge {
        let gone = memory.purge(&name)?;
        return Done { verb: "erased", purged: Some(gone), ..Done::default() }.answer(call);
    }
    let fact = memory.remove(&name)?;
    Done { verb: "removed", fact: Some(fact), ..Done::default() }.answer(call)
}

fn consolidate(call: &Call, memory: &Memory, input: &Input) -> Result<Answer> {
    let state = call.desk().state()?;
    let notes: Vec<Note> = state.entries.into_iter().filter_map(note).collect();
    let done = memory.consolidate(&notes, input.category.as_deref(), input.dry_run)?;
    shown::consolidated(call, &done, input.dry_run)
}

/// Findings and decisions are worth keeping; checkpoints are not.
fn note(entry: Saved) -> Option<Note> {
    let category = [session::Kind::Finding, session::Kind::Decision]
        .map(session::Kind::word)
        .into_iter()
        .find(|word| *word == entry.kind)?;
    let about = entry.path.map(|path| format!(" [{path}]")).unwrap_or_default();
    let why = entry.reasoning.map(|why| format!("\nbecause: {why}")).unwrap_or_default();
    Some(Note { category, text: format!("{}{about}{why}", entry.text) })
}

fn import(call: &Call, memory: &Memory, input: Input) -> Result<Answer> {
    let given = input.facts.ok_or_else(|| Error::invalid("`facts` is missing"))?;
    let facts: Vec<Imported> = given
        .into_iter()
        .enumerate()
        .filter(|(_, fact)| fact.current != Some(false))
        .map(|(at, fact)| {
            let name = Name::new(fact.category.as_deref(), &fact.key)
                .map_err(|e| Error::invalid(format!("`facts[{at}]`: {}", e.message())))?;
            Ok(Imported { name, value: fact.value, confidence: fact.confidence.unwrap_or(1.0) })
        })
        .collect::<Result<_>>()?;
    shown::imported(call, memory.import(&facts, input.replace)?)
}

/// Where a page of a ranking begins.
fn skipped(input: &Input, question: &str) -> Result<usize> {
    input.cursor.as_deref().map_or(Ok(0), |c| cursor::decode::<usize>(question, c))
}

fn recall(call: &Call, memory: &Memory, input: &Input, question: &str) -> Result<Answer> {
    let query =
        input.query.as_deref().map(str::trim).filter(|q| !q.is_empty()).ok_or_else(|| {
            Error::invalid("`recall` needs `query` or `key`")
                .hint("ask in words; `action: list` shows all there is")
        })?;
    let skip = skipped(input, question)?.min(MOST);
    let deadline = call.permit.deadline();
    let found = memory.recall(query, input.category.as_deref(), MOST, deadline)?;
    let items: Vec<Item> = found.into_iter().map(Item::from).collect();
    page(call, input, &items[skip.min(items.len())..], items.len() as u64, "best first", |n| {
        cursor::encode(question, &(skip + n))
    })
}

fn recall_key(call: &Call, memory: &Memory, input: &Input, question: &str) -> Result<Answer> {
    if input.query.is_some() {
        return Err(Error::invalid("`recall` takes `query` or `key`, not both"));
    }
    let name = name(input)?;
    let facts = match input.history {
        true => memory.history(&name)?,
        false => vec![memory.get(&name)?],
    };
    let items: Vec<Item> = facts.into_iter().map(Item::from).collect();
    let skip = skipped(input, question)?.min(items.len());
    page(call, input, &items[skip..], items.len() as u64, "newest first", |n| {
        cursor::encode(question, &(skip + n))
    })
}

fn list(call: &Call, memory: &Memory, input: &Input, question: &str) -> Result<Answer> {
    let (category, key) = match &input.cursor {
        Some(c) => cursor::decode::<(String, String)>(question, c)?,
        None => (String::new(), String::new()),
    };
    let wanted = input.category.as_deref().unwrap_or("");
    let limit = input.limit.clamp(1, MOST_ON_A_PAGE);
    let (facts, total) = memory.list(wanted, &input.prefix, (&category, &key), limit + 1)?;
    let items: Vec<Item> = facts.into_iter().map(Item::from).collect();
    page(call, input, &items, total, "by key", |n| {
        cursor::encode(question, &(&items[n].category, &items[n].key))
    })
}

fn export(call: &Call, memory: &Memory, input: &Input, question: &str) -> Result<Answer> {
    let from = input.cursor.as_deref().map_or(Ok(1), |c| cursor::decode::<u64>(question, c))?;
    let limit = input.limit.clamp(1, MOST_ON_A_PAGE);
    let facts = memory.export(input.history, from, limit + 1)?;
    let items: Vec<Item> = facts.into_iter().map(Item::from).collect();
    let next = |n: usize| cursor::encode(question, &items[n].id);
    // An export is for handing on: nothing in it may be shortened.
    let (shown, more) = (&items[..limit.min(items.len())], items.len() > limit);
    let sizes: Vec<usize> = shown.iter().map(Item::size).collect();
    let render = |n: usize| {
        let next = (n < shown.len() || more).then(|| next(n));
        Output::page(call, &shown[..n], None, next, &counted(n, "fact"))
    };
    Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
}

/// Facts of a page. Where not even one fits with its whole value, values are shortened.
fn page(
    call: &Call,
    input: &Input,
    items: &[Item],
    total: u64,
    order: &str,
    next: impl Fn(usize) -> String,
) -> Result<Answer> {
    let shown = &items[..input.limit.clamp(1, MOST_ON_A_PAGE).min(items.len())];
    let cut = |longest: usize| {
        let shown: Vec<Item> = shown.iter().map(|item| item.clipped(longest)).collect();
        let sizes: Vec<usize> = shown.iter().map(Item::size).collect();
        let render = |n: usize| {
            let next = (n < items.len()).then(|| next(n));
            let head = format!("{n} of {total} facts, {order}");
            Output::page(call, &shown[..n], Some(total), next, &head)
        };
        budget::fit(&sizes, call.max_tokens, render).map(|(answer, _)| answer)
    };
    cut(usize::MAX).or_else(|_| cut(240)).or_else(|_| cut(0))
}
