//! How does a face become a command of clap, and what was typed the tool's arguments? By the tool's own schema.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::builder::{PossibleValuesParser, ValueRange};
use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, value_parser};
use serde_json::{Map, Value};

use super::face::{Face, Form, Take, Verb};
use crate::cli::local::WorkspaceArg;
use crate::tool;

/// Arguments that every tool takes and every command has.
const MAX_TOKENS: &str = "maxTokens";
/// What every tool takes that reads a commit.
const REF: &str = "ref";

pub fn command(face: &'static Face) -> Command {
    let command = Command::new(face.name).about(face.about);
    match &face.form {
        Form::One(verb) => with(face, verb, command).after_help(examples(face, verb, true)),
        Form::Many { bare, verbs } => {
            let command = match *bare {
                true => with(face, &verbs[0], command).args_conflicts_with_subcommands(true),
                false => command.subcommand_required(true).arg_required_else_help(true),
            };
            let below = |verb: &'static Verb| {
                let command = Command::new(verb.name).about(verb.about);
                with(face, verb, command).after_help(examples(face, verb, false))
            };
            let all: Vec<&str> = verbs.iter().filter_map(|v| v.examples.first().copied()).collect();
            command.subcommands(verbs.iter().map(below)).after_help(listed(&all, face.note))
        }
    }
}

fn with(face: &'static Face, verb: &'static Verb, command: Command) -> Command {
    let arguments = verb.takes.iter().map(|take| argument(face, verb, take));
    let reference = properties(face).contains_key(REF).then(|| {
        Arg::new(REF)
            .long(REF)
            .value_name("REF")
            .help("A branch, tag or commit to ask instead of what is checked out")
    });
    WorkspaceArg::augment_args(command.args(arguments))
        .args(reference)
        .arg(
            Arg::new(MAX_TOKENS)
                .long("max-tokens")
                .value_name("TOKENS")
                .value_parser(value_parser!(u64))
                .help("Largest size of the answer in tokens"),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("Print the structured result for programs"),
        )
}

fn examples(face: &Face, verb: &Verb, note: bool) -> String {
    listed(verb.examples, if note { face.note } else { "" })
}

fn listed(examples: &[&str], note: &str) -> String {
    let mut text = if examples.len() == 1 { "Example:" } else { "Examples:" }.to_owned();
    for example in examples {
        text.push_str("\n  lean-ctx ");
        text.push_str(example);
    }
    if !note.is_empty() {
        text.push_str("\n\n");
        text.push_str(note);
    }
    text
}

/// A property's schema.
///
/// # Panics
/// Where the face names a tool or a property that is not there; a test looks at all.
fn schema(face: &Face, property: &str) -> &'static Value {
    properties(face).get(property).expect("a property")
}

fn properties(face: &Face) -> &'static Map<String, Value> {
    let schema = &tool::described(face.tool).expect("a tool").input_schema;
    schema["properties"].as_object().expect("an object")
}

/// What a property holds, as far as it can be typed.
enum Kind {
    Text,
    Texts,
    Words(Vec<&'static str>),
    /// With its default.
    Flag(bool),
    Whole,
    Number,
    /// What has a shape of its own; `prepare` makes it.
    Shaped,
}

fn kind(schema: &'static Value) -> Kind {
    let word = |s: &'static Value| s["const"].as_str().or_else(|| s.as_str());
    let list = ["enum", "oneOf"].into_iter().find_map(|key| schema[key].as_array());
    if let Some(list) = list {
        let words = list.iter().filter(|s| !s.is_null()).map(word).collect::<Option<Vec<_>>>();
        return words.map_or(Kind::Shaped, Kind::Words);
    }
    let of_type = match &schema["type"] {
        Value::Array(types) => types.iter().find(|t| *t != "null").and_then(Value::as_str),
        one => one.as_str(),
    };
    match of_type {
        Some("string") => Kind::Text,
        Some("boolean") => Kind::Flag(schema["default"] == true),
        Some("integer") => Kind::Whole,
        Some("number") => Kind::Number,
        Some("array") if schema["items"]["type"] == "string" => Kind::Texts,
        _ => Kind::Shaped,
    }
}

fn argument(face: &'static Face, verb: &'static Verb, take: &'static Take) -> Arg {
    let schema = schema(face, take.property);
    let kind = kind(schema);
    let mut arg = Arg::new(take.property).required(take.needed).help(help(take, schema, &kind));
    arg = match &kind {
        Kind::Flag(default) => {
            arg.action(if *default { ArgAction::SetFalse } else { ArgAction::SetTrue })
        }
        Kind::Words(words) => arg.value_parser(PossibleValuesParser::new(words)),
        Kind::Whole => arg.value_parser(value_parser!(u64)),
        Kind::Number => arg.value_parser(value_parser!(f64)),
        Kind::Texts => arg.action(ArgAction::Append).num_args(if take.placed {
            ValueRange::from(1..)
        } else {
            1.into()
        }),
        Kind::Text | Kind::Shaped => arg,
    };
    if !matches!(kind, Kind::Flag(_)) {
        arg = arg.value_name(shown(take));
    }
    if let Some(names) = take.names {
        arg = arg.add(names);
    }
    if take.placed {
        let before = verb.takes.iter().take_while(|t| !std::ptr::eq(*t, take));
        return arg.index(1 + before.filter(|t| t.placed).count());
    }
    let arg = arg.long(typed_as(take));
    match take.short {
        Some(short) => arg.short(short),
        None => arg,
    }
}

/// The face's own words, or else the schema's, as an option's help is written; with the default.
fn help(take: &Take, schema: &Value, kind: &Kind) -> String {
    let said = take.says.map_or_else(|| of_schema(schema), str::to_owned);
    let default = match (&schema["default"], kind) {
        (_, Kind::Flag(_)) | (Value::Null | Value::Array(_) | Value::Object(_), _) => None,
        (Value::String(text), _) if text.is_empty() => None,
        (Value::String(text), _) => Some(text.clone()),
        (other, _) => Some(other.to_string()),
    };
    match default {
        Some(default) if !said.contains("default") => format!("{said} [default: {default}]"),
        _ => said,
    }
}

/// `Of `list`: artifacts to give.` → `Artifacts to give`.
fn of_schema(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let text = match text.strip_prefix("Of ").and_then(|rest| rest.split_once(": ")) {
        Some((_, rest)) => rest,
        None => text,
    };
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// A property's name, as a flag and as the name of a value.
struct Name {
    flag: String,
    value: String,
}

/// Of all properties of all tools; made once, since clap keeps names for as long as it runs.
static NAMES: LazyLock<BTreeMap<&'static str, Name>> = LazyLock::new(|| {
    let tools = tool::catalogue().iter();
    let all = tools.filter_map(|tool| tool.input_schema["properties"].as_object()).flatten();
    all.map(|(property, _)| (property.as_str(), Name::of(property))).collect()
});

impl Name {
    /// `maxTokens` → `max-tokens`, `MAX-TOKENS`.
    fn of(property: &str) -> Self {
        let mut flag = String::new();
        for c in property.chars() {
            if c.is_ascii_uppercase() {
                flag.push('-');
            }
            flag.push(c.to_ascii_lowercase());
        }
        Self { value: flag.to_uppercase(), flag }
    }
}

/// The flag of an argument, without its hyphens.
fn typed_as(take: &Take) -> &'static str {
    take.long.unwrap_or_else(|| NAMES.get(take.property).map_or(take.property, |n| &n.flag))
}

/// The name of an argument's value.
fn shown(take: &Take) -> &'static str {
    take.value.unwrap_or_else(|| NAMES.get(take.property).map_or(take.property, |n| &n.value))
}

/// The tool's arguments, of what was typed.
pub fn arguments(
    face: &'static Face,
    verb: &'static Verb,
    matches: &ArgMatches,
) -> Map<String, Value> {
    let mut arguments: Map<String, Value> =
        verb.fixed.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    for take in verb.takes {
        let property = take.property;
        if let Some(value) = typed(&kind(schema(face, property)), property, matches) {
            arguments.insert(property.to_owned(), value);
        }
    }
    if let Some(tokens) = matches.get_one::<u64>(MAX_TOKENS) {
        arguments.insert(MAX_TOKENS.to_owned(), (*tokens).into());
    }
    if let Ok(Some(reference)) = matches.try_get_one::<String>(REF) {
        arguments.insert(REF.to_owned(), reference.as_str().into());
    }
    arguments
}

fn typed(kind: &Kind, property: &str, matches: &ArgMatches) -> Option<Value> {
    match kind {
        // What was not typed is the tool's to decide.
        Kind::Flag(default) => {
            let value = matches.get_flag(property);
            (value != *default).then(|| value.into())
        }
        Kind::Whole => matches.get_one::<u64>(property).map(|v| Value::from(*v)),
        Kind::Number => matches.get_one::<f64>(property).map(|v| Value::from(*v)),
        Kind::Texts => matches
            .get_many::<String>(property)
            .map(|all| all.map(|v| Value::from(v.as_str())).collect()),
        Kind::Text | Kind::Words(_) | Kind::Shaped => {
            matches.get_one::<String>(property).map(|v| Value::from(v.as_str()))
        }
    }
}

/// How a property is typed: for errors, which name it as the tool knows it.
pub fn spelling(take: &Take) -> String {
    match take.placed {
        true => shown(take).to_owned(),
        false => format!("--{}", typed_as(take)),
    }
}
