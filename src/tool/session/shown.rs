//! How is a session's state shown, to a model and to a program?

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::{Result, clock};
use crate::session::{Entry as Noted, Saved, Status};
use crate::tool::{Answer, Call, Frame};
use crate::view::budget;

/// An entry of a state.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// 0 in an export.
    #[serde(skip_serializing_if = "is_zero")]
    pub id: u64,
    /// `finding`, `decision` or `checkpoint`.
    kind: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    author: String,
    at: Option<String>,
    /// There was no room for more of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clipped: bool,
}

const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl From<Noted> for Entry {
    fn from(entry: Noted) -> Self {
        Self { id: entry.number, ..Self::from(Saved::from(entry)) }
    }
}

impl From<Saved> for Entry {
    fn from(entry: Saved) -> Self {
        Self {
            id: 0,
            kind: entry.kind,
            text: entry.text,
            reasoning: entry.reasoning,
            path: entry.path,
            author: entry.author,
            at: clock::rfc3339_of(entry.at),
            clipped: false,
        }
    }
}

impl Entry {
    /// Bytes, roughly.
    pub fn size(&self) -> usize {
        let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.text.len() + optional(&self.reasoning) + optional(&self.path) + 100
    }

    /// With at most so much of each of its texts.
    pub fn cut(&self, longest: usize) -> Self {
        let clip = |text: &str| text[..text.floor_char_boundary(longest)].to_owned();
        let long = |text: &str| text.len() > longest;
        let clipped = long(&self.text)
            || self.reasoning.as_deref().is_some_and(long)
            || self.path.as_deref().is_some_and(long);
        Self {
            text: clip(&self.text),
            reasoning: self.reasoning.as_deref().map(clip),
            path: self.path.as_deref().map(clip),
            clipped,
            ..self.clone()
        }
    }

    pub fn line(&self) -> String {
        let at = self.at.as_deref().unwrap_or("at an unknown time");
        let mut line = format!("{} {at} {}: {}", self.kind, self.author, self.text);
        if let Some(path) = &self.path {
            let _ = write!(line, " [{path}]");
        }
        if let Some(reasoning) = &self.reasoning {
            let _ = write!(line, "\n  because: {reasoning}");
        }
        if self.clipped {
            line.push_str(" …");
        }
        line.push('\n');
        line
    }
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Output<'a> {
    #[serde(flatten)]
    frame: Option<&'a Frame>,
    channel: &'a str,
    /// Of a change: what was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<&'a str>,
    /// Of `finding`, `decision`, `checkpoint`.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a Entry>,
    /// Of `save`, `reset`, `import`: entries concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    /// Of `status`, `export`; empty: none was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<String>,
    /// Of `status`: entries by kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<BTreeMap<&'a str, u64>>,
    /// Of `status`: newest first; of `export`: oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<&'a [Entry]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

impl Output<'_> {
    /// A change that was made.
    pub fn done(
        call: &Call,
        what: &str,
        entry: Option<Entry>,
        count: Option<u64>,
    ) -> Result<Answer> {
        let frame = call.place();
        let tell = |channel: &str, entry: Option<&Entry>| {
            let number = count.map(|n| format!(": {n}")).unwrap_or_default();
            let mut text = format!("{what}{number} ({}, channel {channel})\n", frame.label());
            if let Some(entry) = entry {
                text.push_str(&entry.line());
            }
            let output = Output {
                frame: Some(&frame),
                channel,
                done: Some(what),
                entry,
                count,
                ..Output::default()
            };
            Answer::new(text, &output, &frame)
        };
        tell(call.channel, entry.as_ref())?
            .or_brief(call.max_tokens, || tell(call.channel, None))?
            .or_brief(call.max_tokens, || tell("", None))
    }
}

/// What the caller is at, and its newest entries.
pub fn status(
    call: &Call,
    status: &Status,
    entries: &[Entry],
    limit: usize,
    next: impl Fn(usize) -> String,
) -> Result<Answer> {
    let frame = call.place();
    let task = status.session.as_ref().map_or("", |s| &s.task);
    let time = |at: fn(&crate::session::Session) -> i64| {
        status.session.as_ref().and_then(|s| clock::rfc3339_of(at(s)))
    };
    let cut = |longest: usize| {
        let shown: Vec<Entry> = entries.iter().take(limit).map(|e| e.cut(longest)).collect();
        let sizes: Vec<usize> = shown.iter().map(Entry::size).collect();
        let task = &task[..task.floor_char_boundary(longest)];
        let render = |n: usize| {
            let next = (n < entries.len()).then(|| next(n));
            let mut text = format!("{} ({}, channel {})\n", "session", frame.label(), call.channel);
            let _ = match task {
                "" => writeln!(text, "no task is set"),
                task => writeln!(text, "task: {task}"),
            };
            for (kind, count) in &status.counts {
                let _ = writeln!(text, "{kind}s: {count}");
            }
            shown[..n].iter().for_each(|entry| text.push_str(&entry.line()));
            if let Some(cursor) = &next {
                let _ = write!(text, "[more: cursor {cursor}]");
            }
            let output = Output {
                frame: Some(&frame),
                channel: call.channel,
                task: Some(task),
                started_at: time(|s| s.started),
                changed_at: time(|s| s.changed),
                counts: Some(status.counts.iter().map(|(k, n)| (k.as_str(), *n)).collect()),
                entries: Some(&shown[..n]),
                truncated: Some(next.is_some()),
                cursor: next,
                ..Output::default()
            };
            Answer::new(text, &output, &frame)
        };
        budget::fit(&sizes, call.max_tokens, render).map(|(answer, _)| answer)
    };
    cut(usize::MAX).or_else(|_| cut(240)).or_else(|_| cut(16))
}

/// The whole state, nothing of it shortened.
pub fn export(
    call: &Call,
    task: &str,
    entries: &[Entry],
    next: impl Fn(usize) -> String,
) -> Result<Answer> {
    let frame = call.place();
    let sizes: Vec<usize> = entries.iter().map(Entry::size).collect();
    let render = |n: usize| {
        let next = (n < entries.len()).then(|| next(n));
        let mut text =
            format!("session ({}, channel {})\ntask: {task}\n", frame.label(), call.channel);
        entries[..n].iter().for_each(|entry| text.push_str(&entry.line()));
        if let Some(cursor) = &next {
            let _ = write!(text, "[more: cursor {cursor}]");
        }
        let output = Output {
            frame: Some(&frame),
            channel: call.channel,
            task: Some(task),
            entries: Some(&entries[..n]),
            truncated: Some(next.is_some()),
            cursor: next,
            ..Output::default()
        };
        Answer::new(text, &output, &frame)
    };
    Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
}
