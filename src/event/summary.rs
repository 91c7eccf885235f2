//! What has a channel been about lately? A digest of its newest events.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::Kind;
use crate::base::clock;
use crate::store::event::{Extent, Kept};

/// Decisions that are shown.
const DECISIONS: usize = 10;

/// CONTRACT §3, `/v1/context/summary`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    workspace_id: String,
    channel_id: String,
    /// Events of the channel that are kept.
    total_events: u64,
    latest_version: u64,
    active_agents: BTreeSet<String>,
    /// Newest first: what agents did to what is shared.
    recent_decisions: Vec<Decision>,
    knowledge_delta: Vec<Delta>,
    /// Facts that several agents wrote.
    conflict_alerts: Vec<Conflict>,
    event_counts_by_kind: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize)]
struct Decision {
    agent: String,
    tool: String,
    action: Option<String>,
    /// As its agent gave it to others: what a session says of its decisions is its owner's.
    reasoning: Option<String>,
    timestamp: String,
}

#[derive(Debug, Serialize)]
struct Delta {
    category: String,
    key: String,
    agent: String,
    timestamp: String,
}

#[derive(Debug, Serialize)]
struct Conflict {
    category: String,
    key: String,
    agents: BTreeSet<String>,
}

/// What a reader may see beyond that something happened.
#[derive(Debug, Clone, Copy)]
pub struct Sees {
    /// Whole payloads.
    pub payloads: bool,
    /// Which facts there are.
    pub knowledge: bool,
}

/// `newest`: newest first.
pub fn summarize(
    workspace: &str,
    channel: &str,
    extent: &Extent,
    newest: &[Kept],
    sees: Sees,
) -> Summary {
    let mut summary = Summary {
        workspace_id: workspace.to_owned(),
        channel_id: channel.to_owned(),
        total_events: extent.oldest_version.map_or(0, |oldest| extent.version + 1 - oldest),
        latest_version: extent.version,
        active_agents: newest.iter().map(|e| e.actor.clone()).collect(),
        recent_decisions: Vec::new(),
        knowledge_delta: Vec::new(),
        conflict_alerts: Vec::new(),
        event_counts_by_kind: BTreeMap::new(),
    };
    let mut writers: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for event in newest {
        *summary.event_counts_by_kind.entry(event.kind.clone()).or_default() += 1;
        let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
        let text = |field: &str| payload[field].as_str().map(str::to_owned);
        let timestamp = clock::rfc3339_of(event.at).unwrap_or_default();
        let kind = Kind::parse(&event.kind);
        let decides = kind.is_some_and(|kind| kind.level() != "local");
        if decides && summary.recent_decisions.len() < DECISIONS {
            summary.recent_decisions.push(Decision {
                agent: event.actor.clone(),
                tool: text("tool").unwrap_or_default(),
                action: text("action").filter(|_| sees.payloads),
                reasoning: text("reasoning").filter(|_| sees.payloads),
                timestamp: timestamp.clone(),
            });
        }
        if kind == Some(Kind::KnowledgeRemembered) && sees.knowledge {
            let (category, key) =
                (text("category").unwrap_or_default(), text("key").unwrap_or_default());
            let fact = (category.clone(), key.clone());
            writers.entry(fact).or_default().insert(event.actor.clone());
            let agent = event.actor.clone();
            summary.knowledge_delta.push(Delta { category, key, agent, timestamp });
        }
    }
    summary.conflict_alerts = writers
        .into_iter()
        .filter(|(_, agents)| agents.len() > 1)
        .map(|((category, key), agents)| Conflict { category, key, agents })
        .collect();
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: u64, kind: Kind, actor: &str, payload: &str) -> Kept {
        Kept {
            id,
            channel: "default".into(),
            version: id,
            kind: kind.word().into(),
            actor: actor.into(),
            at: 0,
            parent: None,
            payload: payload.into(),
            targets: None,
        }
    }

    #[test]
    fn a_channel_in_short() {
        let fact = r#"{"tool":"ctx_knowledge","action":"remember","category":"c","key":"k","reasoning":"why"}"#;
        let newest = [
            event(9, Kind::KnowledgeRemembered, "bob", fact),
            event(8, Kind::ToolCallRecorded, "eve", r#"{"tool":"ctx_read"}"#),
            event(7, Kind::KnowledgeRemembered, "alice", fact),
        ];
        let extent = Extent { version: 9, oldest_version: Some(4), ..Extent::default() };
        let all = Sees { payloads: true, knowledge: true };
        let told =
            serde_json::to_value(summarize("core", "default", &extent, &newest, all)).unwrap();
        assert_eq!(
            (told["totalEvents"].as_u64(), told["latestVersion"].as_u64()),
            (Some(6), Some(9))
        );
        assert_eq!(told["activeAgents"], serde_json::json!(["alice", "bob", "eve"]));
        assert_eq!(told["recentDecisions"].as_array().unwrap().len(), 2);
        assert_eq!(told["recentDecisions"][0]["reasoning"], "why");
        assert_eq!(told["conflictAlerts"][0]["agents"], serde_json::json!(["alice", "bob"]));
        assert_eq!(told["eventCountsByKind"]["tool_call_recorded"], 1);
        let little = Sees { payloads: false, knowledge: false };
        let told =
            serde_json::to_value(summarize("core", "default", &extent, &newest, little)).unwrap();
        assert!(told["knowledgeDelta"].as_array().unwrap().is_empty());
        assert!(
            told["recentDecisions"][0]["reasoning"].is_null()
                && told["conflictAlerts"][0].is_null()
        );
    }
}
