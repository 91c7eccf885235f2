//! ctx_share: what do agents tell all others of a channel?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answer, Arguments, Call, Frame, Spec, Tool, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result, clock};
use crate::gate::Effect;
use crate::session::Share as Message;
use crate::view::budget;

pub struct Share;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Push,
    Pull,
}

/// Arguments of ctx_share.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    action: Action,
    /// Of `push`.
    text: Option<String>,
    /// Of `pull`: messages after this id; default: after the last that you pulled.
    since: Option<u64>,
    /// Of `pull`: messages to give.
    #[serde(default = "fifty")]
    #[schemars(range(min = 1, max = 1000))]
    limit: usize,
}

const fn fifty() -> usize {
    50
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: u64,
    from: String,
    text: String,
    /// There was no room for more of it; `since` one less gives it again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clipped: bool,
    at: Option<String>,
}

impl Item {
    fn new(message: &Message, longest: usize) -> Self {
        let end = message.text.floor_char_boundary(longest);
        Self {
            id: message.number,
            from: message.author.clone(),
            text: message.text[..end].to_owned(),
            clipped: end < message.text.len(),
            at: clock::rfc3339_of(message.at),
        }
    }
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: Option<&'a Frame>,
    channel: &'a str,
    /// Of `push`.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    /// Of `pull`: what others pushed, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<&'a [Item]>,
    /// There are more: pull again.
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
}

const SPEC: Spec = Spec {
    name: "ctx_share",
    title: "Tell the channel",
    description: "Messages to all who work in this channel of the workspace: `push` a text, `pull` what others pushed since \
you last did.",
    scopes: ScopeSet::of(&[Scope::SessionMutations]),
    read_only: false,
};

impl Tool for Share {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    /// A pull moves the caller's own mark.
    fn effect(&self, _: &serde_json::Map<String, Value>) -> Effect {
        Effect::Change
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
        arguments.fit_action(&[("push", &["text"]), ("pull", &["since", "limit"])])?;
        let input: Input = arguments.read()?;
        match input.action {
            Action::Push => push(call, &input),
            Action::Pull => pull(call, &input),
        }
    }
}

fn push(call: &Call, input: &Input) -> Result<Answer> {
    let text = input.text.as_deref().ok_or_else(|| Error::invalid("`text` is missing"))?;
    let id = call.desk().push(text)?;
    let frame = call.place();
    let tell = |channel: &str| {
        let output = Output { frame: Some(&frame), channel, id: Some(id), ..Output::default() };
        let text = format!("pushed as #{id} ({}, channel {channel})\n", frame.label());
        Answer::new(text, &output, &frame)
    };
    tell(call.channel)?.or_brief(call.max_tokens, || tell(""))
}

fn pull(call: &Call, input: &Input) -> Result<Answer> {
    let (frame, desk) = (call.place(), call.desk());
    let limit = input.limit.clamp(1, 1000);
    let found = desk.unread(input.since, limit + 1)?;
    let cut = |longest: usize| {
        let items: Vec<Item> = found.iter().take(limit).map(|m| Item::new(m, longest)).collect();
        let sizes: Vec<usize> = items.iter().map(|i| i.text.len() + 90).collect();
        let render = |n: usize| {
            let mut text = format!(
                "{} ({}, channel {})\n",
                counted(n, "message"),
                frame.label(),
                call.channel
            );
            for item in &items[..n] {
                let at = item.at.as_deref().unwrap_or("at an unknown time");
                let more = if item.clipped { " …" } else { "" };
                let _ = writeln!(text, "#{} {at} {}: {}{more}", item.id, item.from, item.text);
            }
            if n < found.len() {
                text.push_str("[more: pull again]");
            }
            let output = Output {
                frame: Some(&frame),
                channel: call.channel,
                messages: Some(&items[..n]),
                truncated: Some(n < found.len()),
                ..Output::default()
            };
            Answer::new(text, &output, &frame)
        };
        budget::fit(&sizes, call.max_tokens, render)
    };
    let (answer, shown) = cut(usize::MAX).or_else(|_| cut(240)).or_else(|_| cut(16))?;
    // Only what is in the answer counts as read.
    if let Some(last) = found[..shown].last() {
        desk.mark_read(last.number)?;
    }
    Ok(answer)
}
