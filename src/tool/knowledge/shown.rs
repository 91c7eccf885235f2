//! How is a fact shown, to a model and to a program?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::{Result, clock};
use crate::knowledge::{Consolidated, Fact, Outcome, Recalled, belief};
use crate::tool::{Answer, Call, Frame, counted};

/// Bytes of another's value in a conflict's line.
const CLIPPED: usize = 200;
/// Names of a consolidation that are listed; the counts say how many there are.
const LISTED: usize = 50;

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Of the value, in this workspace; for `supersedes`.
    pub id: u64,
    pub category: String,
    pub key: String,
    value: String,
    /// There was no room for more of the value.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    clipped: bool,
    author: String,
    at: Option<String>,
    /// As the author gave it.
    confidence: f64,
    /// After the votes of others.
    belief: f64,
    /// Agents that found it right, and wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    votes: Option<(u64, u64)>,
    /// Id of the value before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    supersedes: Option<u64>,
    /// False for a value of the past.
    current: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
}

impl From<Fact> for Item {
    fn from(fact: Fact) -> Self {
        Self {
            id: fact.number,
            belief: (belief(&fact) * 1000.0).round() / 1000.0,
            at: clock::rfc3339_of(fact.at),
            confidence: fact.confidence,
            votes: Some(fact.votes).filter(|votes| *votes != (0, 0)),
            supersedes: fact.supersedes,
            current: fact.retired.is_none(),
            category: fact.category,
            key: fact.key,
            value: fact.value,
            author: fact.author,
            clipped: false,
            score: None,
        }
    }
}

impl From<Recalled> for Item {
    fn from(found: Recalled) -> Self {
        let score = (found.score * 1000.0).round() / 1000.0;
        Self { score: Some(score), ..Self::from(found.fact) }
    }
}

impl Item {
    /// Bytes, roughly.
    pub fn size(&self) -> usize {
        self.category.len() + self.key.len() + self.value.len() + 160
    }

    pub fn clipped(&self, longest: usize) -> Self {
        let end = self.value.floor_char_boundary(longest);
        Self {
            value: self.value[..end].to_owned(),
            clipped: end < self.value.len(),
            ..self.clone()
        }
    }

    fn lines(&self) -> String {
        let at = self.at.as_deref().unwrap_or("at an unknown time");
        let past = if self.current { "" } else { ", no longer counts" };
        let more = if self.clipped { " …" } else { "" };
        format!(
            "[{}/{}] #{} by {} {at}, belief {}{past}\n  {}{more}\n",
            self.category,
            self.key,
            self.id,
            self.author,
            self.belief,
            self.value.replace('\n', "\n  ")
        )
    }
}

/// Another's value that was written over.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    category: String,
    key: String,
    agent: String,
    /// Of the value that no longer counts.
    id: u64,
    value: String,
    at: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Merged {
    /// No longer counts.
    from: String,
    /// Says the same, and stays.
    into: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Consolidation {
    dry_run: bool,
    remembered: Vec<String>,
    merged: Vec<Merged>,
    /// Retired because others found them wrong.
    doubted: Vec<String>,
    /// How many there are of each; the lists end at 50.
    counts: [usize; 3],
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Import {
    added: u64,
    unchanged: u64,
    replaced: u64,
    /// Had another value and kept it.
    kept: u64,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Output<'a> {
    #[serde(flatten)]
    frame: Option<&'a Frame>,
    /// Of `remember`, `feedback`, `remove`.
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<&'a Item>,
    /// Of `remember`: the key had this value already.
    #[serde(skip_serializing_if = "Option::is_none")]
    unchanged: Option<bool>,
    /// Of `remember`: whose recent value was written over.
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<&'a Conflict>,
    /// Of `remove` with `purge`: values that were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    purged: Option<u64>,
    /// Of `recall`, `list`, `export`.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<&'a [Item]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consolidated: Option<Consolidation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported: Option<Import>,
}

impl Output<'_> {
    /// A page of facts.
    pub fn page(
        call: &Call,
        items: &[Item],
        total: Option<u64>,
        next: Option<String>,
        head: &str,
    ) -> Result<Answer> {
        let frame = call.place();
        let mut text = format!("{head} ({})\n", frame.label());
        for item in items {
            text.push_str(&item.lines());
        }
        if let Some(cursor) = &next {
            let _ = write!(text, "[more: cursor {cursor}]");
        }
        let output = Output {
            frame: Some(&frame),
            facts: Some(items),
            total,
            truncated: Some(next.is_some()),
            cursor: next,
            ..Output::default()
        };
        Answer::new(text, &output, &frame)
    }
}

/// A change that was made, and how it is told.
#[derive(Default)]
pub struct Done {
    pub verb: &'static str,
    pub fact: Option<Fact>,
    pub unchanged: Option<bool>,
    pub conflict: Option<Fact>,
    pub purged: Option<u64>,
}

impl Done {
    pub fn answer(self, call: &Call) -> Result<Answer> {
        let frame = call.place();
        let item = self.fact.map(Item::from);
        let conflict = self.conflict.map(conflict);
        let tell = |item: Option<&Item>, conflict: Option<&Conflict>| {
            let mut text = conflict.map(warning).unwrap_or_default();
            let _ = writeln!(text, "{} ({})", self.verb, frame.label());
            if let Some(gone) = self.purged {
                let gone = counted(usize::try_from(gone).unwrap_or(usize::MAX), "value");
                let _ = writeln!(text, "{gone} of its history and all its relations are gone");
            }
            if let Some(item) = item {
                text.push_str(&item.lines());
            }
            let output = Output {
                frame: Some(&frame),
                fact: item,
                unchanged: self.unchanged,
                conflict,
                purged: self.purged,
                ..Output::default()
            };
            Answer::new(text, &output, &frame)
        };
        // The caller knows what it wrote; that it wrote over another's is what must be said.
        let bare = conflict.as_ref().map(|c| Conflict {
            category: String::new(),
            key: String::new(),
            value: String::new(),
            agent: c.agent.clone(),
            id: c.id,
            at: None,
        });
        tell(item.as_ref(), conflict.as_ref())?
            .or_brief(call.max_tokens, || tell(None, conflict.as_ref()))?
            .or_brief(call.max_tokens, || tell(None, bare.as_ref()))
    }
}

fn conflict(over: Fact) -> Conflict {
    Conflict {
        value: over.value[..over.value.floor_char_boundary(CLIPPED)].to_owned(),
        category: over.category,
        key: over.key,
        agent: over.author,
        id: over.number,
        at: clock::rfc3339_of(over.at),
    }
}

/// The line that CONTRACT §3 asks for, before all else.
fn warning(over: &Conflict) -> String {
    let (name, said) = match over.value.is_empty() {
        true => (String::new(), String::new()),
        false => (format!(" `{}/{}`", over.category, over.key), format!(": {:?}", over.value)),
    };
    format!(
        "[CONFLICT]{name} {} wrote another value recently (#{}){said}; yours counts now, theirs is in the history\n",
        over.agent, over.id
    )
}

pub fn consolidated(call: &Call, done: &Consolidated, dry_run: bool) -> Result<Answer> {
    let frame = call.place();
    let counts = [done.remembered.len(), done.merged.len(), done.doubted.len()];
    let tell = |listed: usize| {
        let names = |all: &[crate::knowledge::Name]| -> Vec<String> {
            all.iter().take(listed).map(ToString::to_string).collect()
        };
        let merged = done.merged.iter().take(listed);
        let output = Output {
            frame: Some(&frame),
            consolidated: Some(Consolidation {
                dry_run,
                remembered: names(&done.remembered),
                merged: merged
                    .map(|(from, into)| Merged { from: from.to_string(), into: into.to_string() })
                    .collect(),
                doubted: names(&done.doubted),
                counts,
            }),
            ..Output::default()
        };
        let mut text = format!(
            "{}: {} remembered from the session, {} merged into others, {} retired in doubt ({})\n",
            if dry_run { "would be" } else { "consolidated" },
            counts[0],
            counts[1],
            counts[2],
            frame.label()
        );
        for (from, into) in done.merged.iter().take(listed) {
            let _ = writeln!(text, "{from} says what {into} says");
        }
        for (what, all) in [("remembered", &done.remembered), ("in doubt", &done.doubted)] {
            for name in all.iter().take(listed) {
                let _ = writeln!(text, "{what}: {name}");
            }
        }
        Answer::new(text, &output, &frame)
    };
    tell(LISTED)?.or_brief(call.max_tokens, || tell(0))
}

pub fn imported(call: &Call, outcome: Outcome) -> Result<Answer> {
    let frame = call.place();
    let Outcome { added, unchanged, replaced, kept } = outcome;
    let text = format!(
        "imported: {added} added, {replaced} replaced, {unchanged} known already, {kept} kept their own value ({})\n",
        frame.label()
    );
    let output = Output {
        frame: Some(&frame),
        imported: Some(Import { added, unchanged, replaced, kept }),
        ..Output::default()
    };
    Answer::new(text, &output, &frame)
}
