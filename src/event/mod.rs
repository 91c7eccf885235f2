//! What has happened in a workspace, and who is told of it? Events: kept in order, read again, sent as they come.
//!
//! An event is kept in the store before anybody is told of it. What changes what callers share
//! (`eventual` and `strong`) is kept in the same write as the change itself, before its answer is
//! given. What is only worth knowing (`local`) goes through a bounded queue to one thread, so that
//! no answer waits for it; when the queue is full it is counted and dropped.
//!
//! **How long.** `retention.events` of team.json: days, bytes or `forever`. The default is 30 days;
//! where days are said, a workspace keeps at most 512 MiB as well. Sizes are of one workspace, so
//! that no workspace's events push out another's.

mod guard;
mod log;
mod stream;
mod summary;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::base::{Error, Result, clock};
use crate::store::Write;
use crate::store::event::{self as kept, Kept};

pub use log::{Counts, Log};
pub use stream::{Sink, Start};
pub use summary::{Sees, summarize};

/// What kind of thing has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    ToolCallRecorded,
    GraphBuilt,
    KnowledgeRemembered,
    ArtifactStored,
    SessionMutated,
    ProofAdded,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::ToolCallRecorded,
        Self::GraphBuilt,
        Self::KnowledgeRemembered,
        Self::ArtifactStored,
        Self::SessionMutated,
        Self::ProofAdded,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::ToolCallRecorded => "tool_call_recorded",
            Self::GraphBuilt => "graph_built",
            Self::KnowledgeRemembered => "knowledge_remembered",
            Self::ArtifactStored => "artifact_stored",
            Self::SessionMutated => "session_mutated",
            Self::ProofAdded => "proof_added",
        }
    }

    /// How firmly it is kept when its answer is given: CONTRACT §3.
    pub const fn level(self) -> &'static str {
        match self {
            Self::ToolCallRecorded | Self::GraphBuilt => "local",
            Self::KnowledgeRemembered | Self::ArtifactStored => "eventual",
            Self::SessionMutated | Self::ProofAdded => "strong",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What an event says; texts are cut to `LONGEST` bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Payload {
    pub tool: String,
    pub action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
}

const LONGEST: usize = 1024;

/// An event that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its name in the shared memory.
    pub workspace: String,
    pub channel: String,
    pub kind: Kind,
    pub actor: String,
    pub payload: Payload,
    /// For whom it is meant; empty: for all.
    pub targets: Vec<String>,
    /// What it follows from; none: the actor's last event in the channel.
    pub parent: Option<u64>,
    /// Milliseconds since 1970.
    pub at: i64,
}

impl Draft {
    /// Now, for all, after the actor's last.
    pub fn new(workspace: &str, channel: &str, kind: Kind, actor: &str, payload: Payload) -> Self {
        Self {
            workspace: workspace.to_owned(),
            channel: channel.to_owned(),
            kind,
            actor: actor.to_owned(),
            payload,
            targets: Vec::new(),
            parent: None,
            at: clock::now().as_millisecond(),
        }
    }

    fn add(&self, appender: &mut kept::Appender) -> Result<u64> {
        let spell = |e| Error::internal("an event does not serialise").source(e);
        let payload = serde_json::to_string(&self.payload.clipped()).map_err(spell)?;
        let targets = match self.targets.is_empty() {
            true => None,
            false => Some(serde_json::to_string(&self.targets).map_err(spell)?),
        };
        appender.add(
            &self.workspace,
            &kept::New {
                channel: &self.channel,
                kind: self.kind.word(),
                actor: &self.actor,
                at: self.at,
                parent: self.parent,
                payload: &payload,
                targets: targets.as_deref(),
            },
        )
    }
}

impl Payload {
    fn clipped(&self) -> Self {
        let cut = |text: &String| {
            let mut end = text.len().min(LONGEST);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text[..end].to_owned()
        };
        Self {
            tool: cut(&self.tool),
            action: cut(&self.action),
            path: self.path.as_ref().map(cut),
            category: self.category.as_ref().map(cut),
            key: self.key.as_ref().map(cut),
            reasoning: self.reasoning.as_ref().map(cut),
        }
    }
}

/// Keeps an event in a change that is under way. The readers are to be told when it is through.
///
/// # Errors
/// When it cannot be kept.
pub fn append(w: &Write, draft: &Draft) -> Result<u64> {
    let mut appender = kept::Appender::new(w);
    let id = draft.add(&mut appender)?;
    appender.finish()?;
    Ok(id)
}

/// An event as readers see it (CONTRACT §3).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub id: u64,
    workspace_id: String,
    channel_id: String,
    kind: String,
    actor: String,
    timestamp: String,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<u64>,
    consistency_level: &'static str,
    payload: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_agents: Option<Box<RawValue>>,
}

impl Event {
    /// `full`: with its whole payload; else only with what names the event.
    pub fn of(workspace: &str, kept: &Kept, full: bool) -> Self {
        let payload = match full {
            true => raw(kept.payload.clone()),
            false => raw(redacted(workspace, kept).to_string()),
        };
        Self {
            id: kept.id,
            workspace_id: workspace.to_owned(),
            channel_id: kept.channel.clone(),
            kind: kept.kind.clone(),
            actor: kept.actor.clone(),
            timestamp: clock::rfc3339_of(kept.at).unwrap_or_default(),
            version: kept.version,
            parent_id: kept.parent,
            consistency_level: Kind::parse(&kept.kind).map_or("local", Kind::level),
            payload,
            target_agents: kept.targets.clone().map(raw),
        }
    }

    /// As a frame of a stream.
    fn frame(&self) -> Vec<u8> {
        let data = serde_json::to_string(self).unwrap_or_default();
        format!("id: {}\nevent: {}\ndata: {data}\n\n", self.id, self.kind).into_bytes()
    }
}

fn redacted(workspace: &str, kept: &Kept) -> Value {
    json!({
        "tool": tool(kept),
        "kind": kept.kind,
        "event_kind": kept.kind,
        "workspace_id": workspace,
        "channel_id": kept.channel,
        "id": kept.id,
        "redacted": true,
    })
}

/// The tool that an event is of.
fn tool(kept: &Kept) -> String {
    let payload: Value = serde_json::from_str(&kept.payload).unwrap_or_default();
    payload["tool"].as_str().unwrap_or_default().to_owned()
}

/// Whether an event holds all of the words, which are in lower case. Who is not shown the payload
/// cannot ask for what stands in it either.
pub fn holds(kept: &Kept, words: &[String], full: bool) -> bool {
    let mut text = format!("{}\n{}\n{}\n", kept.kind, kept.actor, kept.channel);
    match full {
        true => text.push_str(&kept.payload),
        false => text.push_str(&tool(kept)),
    }
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}

/// Text of the store that is JSON.
fn raw(text: String) -> Box<RawValue> {
    RawValue::from_string(text)
        .unwrap_or_else(|_| RawValue::from_string("null".into()).expect("JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            id: 7,
            channel: "default".into(),
            version: 3,
            kind: "knowledge_remembered".into(),
            actor: "team:alice".into(),
            at: 0,
            parent: Some(2),
            payload: r#"{"tool":"ctx_knowledge","action":"remember","key":"Salt"}"#.into(),
            targets: Some(r#"["team:bob"]"#.into()),
        }
    }

    #[test]
    fn a_payload_is_told_whole_or_redacted() {
        let full = serde_json::to_value(Event::of("core", &kept(), true)).unwrap();
        assert_eq!(full["payload"]["key"], "Salt");
        assert_eq!((&full["parentId"], &full["consistencyLevel"]), (&json!(2), &json!("eventual")));
        assert_eq!(full["targetAgents"], json!(["team:bob"]));
        assert_eq!(full["timestamp"], "1970-01-01T00:00:00.000Z");
        let redacted = serde_json::to_value(Event::of("core", &kept(), false)).unwrap();
        assert_eq!(
            redacted["payload"],
            json!({
                "tool": "ctx_knowledge", "kind": "knowledge_remembered",
                "event_kind": "knowledge_remembered", "workspace_id": "core",
                "channel_id": "default", "id": 7, "redacted": true,
            })
        );
    }

    #[test]
    fn what_is_not_shown_cannot_be_searched() {
        let words = |text: &str| vec![text.to_owned()];
        assert!(holds(&kept(), &words("salt"), true));
        assert!(!holds(&kept(), &words("salt"), false));
        assert!(holds(&kept(), &["ctx_knowledge".into(), "alice".into()], false));
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let long = "é".repeat(LONGEST);
        let payload = Payload { path: Some(long), ..Payload::default() };
        assert_eq!(payload.clipped().path.unwrap().len(), LONGEST);
    }

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.word()), Some(kind));
        }
    }
}
