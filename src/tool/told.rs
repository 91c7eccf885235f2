//! How do others learn of a call, and its caller of what others did? By events, and by the first line of an answer.

use std::cell::Cell;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Answer, Space};
use crate::base::Result;
use crate::event::{Draft, Kind, Log, Payload};
use crate::store::{Along, Store, Write};
use crate::view::budget::LEAST_TOKENS;

/// Tokens that the line of a stale context takes at most.
const STALE_TOKENS: usize = 64;

/// The events of a call.
pub struct Telling<'a> {
    /// `None` at the terminal: there is nobody to tell.
    pub log: Option<&'a Log>,
    pub tool: &'static str,
    pub deed: Deed,
    pub spaces: &'a [Arc<Space>],
    pub channel: &'a str,
    pub agent: &'a str,
    pub changes: Cell<u64>,
}

/// What events say of a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Deed {
    action: String,
    path: Option<String>,
    category: Option<String>,
    key: Option<String>,
    reasoning: Option<String>,
}

impl Deed {
    /// What a session holds is its owner's alone: of it only the action is told. The reason of a
    /// change is told where its caller gives one for others to read.
    pub fn of(tool: &str, arguments: &Map<String, Value>) -> Self {
        let text = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
        let action = if tool == "ctx_proof" { Some("prove".to_owned()) } else { text("action") };
        let action = action.unwrap_or_else(|| "call".into());
        let only = Self { action, ..Self::default() };
        match tool {
            "ctx_session" => only,
            "ctx_knowledge" => Self {
                category: text("category"),
                key: text("key"),
                reasoning: text("reasoning"),
                ..only
            },
            "ctx_knowledge_relations" => Self { key: text("from"), ..only },
            "ctx_artifacts" => Self { key: text("name"), ..only },
            "ctx_proof" => Self { key: text("tool"), ..only },
            _ => Self { path: text("path"), ..only },
        }
    }

    fn payload(&self, tool: &str) -> Payload {
        Payload {
            tool: tool.to_owned(),
            action: self.action.clone(),
            path: self.path.clone(),
            category: self.category.clone(),
            key: self.key.clone(),
            reasoning: self.reasoning.clone(),
        }
    }
}

/// What a change by this tool is told as.
fn kind(tool: &str) -> Option<Kind> {
    match tool {
        "ctx_knowledge" | "ctx_knowledge_relations" => Some(Kind::KnowledgeRemembered),
        "ctx_artifacts" => Some(Kind::ArtifactStored),
        "ctx_session" | "ctx_handoff" | "ctx_share" => Some(Kind::SessionMutated),
        "ctx_proof" => Some(Kind::ProofAdded),
        _ => None,
    }
}

/// Each change that a call makes to the shared memory has its event in the same transaction.
impl Along for Telling<'_> {
    fn keep(&self, w: &Write) -> Result<()> {
        let (Some(log), Some(kind), [space]) = (self.log, kind(self.tool), self.spaces) else {
            return Ok(());
        };
        let payload = self.deed.payload(self.tool);
        log.append(w, &Draft::new(space.memory(), self.channel, kind, self.agent, payload))?;
        self.changes.set(self.changes.get() + 1);
        Ok(())
    }
}

impl Telling<'_> {
    /// The line by which an answer begins when its channel has changed much since its caller's
    /// last, and the tokens that are left for the answer.
    pub fn stale(&self, tokens: usize) -> (String, usize) {
        let [space] = self.spaces else { return (String::new(), tokens) };
        let left = tokens.saturating_sub(STALE_TOKENS);
        let behind = self
            .log
            .filter(|_| left >= LEAST_TOKENS)
            .and_then(|log| log.stale(space.memory(), self.channel, self.agent));
        match behind {
            None => (String::new(), tokens),
            Some(changes) => {
                let line = format!(
                    "[CONTEXT STALE] {changes} changes by others in this channel since your last call: \
see ctx_session (`action: status`) or GET /v1/context/summary\n\n"
                );
                (line, left)
            }
        }
    }

    /// Tells of something that changed nothing in the shared memory. When this returns it is kept.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn announce(&self, store: &Store) -> Result<()> {
        if self.log.is_none() { Ok(()) } else { store.write(|w| self.keep(w)) }
    }

    /// The call is over: readers learn of what it has changed and, where it was answered, of itself.
    pub fn finish(&self, answered: bool) {
        let Some(log) = self.log else { return };
        for space in self.spaces {
            let memory = space.memory();
            if self.changes.get() > 0 {
                // Nobody misses anything when another's session moves on.
                let shared = if self.tool == "ctx_session" { 0 } else { self.changes.get() };
                log.told(memory, self.channel, self.agent, self.changes.get(), shared);
            }
            if answered {
                let (kind, payload) = (Kind::ToolCallRecorded, self.deed.payload(self.tool));
                log.record(Draft::new(memory, self.channel, kind, self.agent, payload));
            }
        }
    }
}

impl Answer {
    /// Puts a line before the text.
    #[must_use]
    pub fn led_by(mut self, line: &str) -> Self {
        self.text.insert_str(0, line);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::token;

    #[test]
    fn the_stale_line_fits_what_is_kept_for_it() {
        let line = "[CONTEXT STALE] 18446744073709551615 changes by others in this channel since your last call: \
see ctx_session (`action: status`) or GET /v1/context/summary\n\n";
        assert!(token::count(line) <= STALE_TOKENS, "{}", token::count(line));
    }

    #[test]
    fn a_deed_names_its_object_and_a_session_nothing() {
        let of = |tool: &str, arguments: Value| Deed::of(tool, arguments.as_object().unwrap());
        let deed =
            of("ctx_search", serde_json::json!({"path": "src", "action": 7, "pattern": "x"}));
        assert_eq!((deed.action.as_str(), deed.path.as_deref()), ("call", Some("src")));
        let fact =
            serde_json::json!({"action": "remember", "category": "c", "key": "k", "value": "v"});
        let deed = of("ctx_knowledge", fact);
        assert_eq!((deed.category.as_deref(), deed.key.as_deref()), (Some("c"), Some("k")));
        let noted =
            serde_json::json!({"action": "decision", "text": "t", "reasoning": "r", "path": "p"});
        let deed = of("ctx_session", noted);
        assert_eq!(deed, Deed { action: "decision".into(), ..Deed::default() });
    }

    #[test]
    fn every_tool_that_changes_the_shared_memory_tells_of_it() {
        for tool in super::super::TOOLS {
            let spec = tool.spec();
            let silent = spec.read_only || spec.name == "ctx_index";
            assert!(silent || kind(spec.name).is_some(), "{}", spec.name);
        }
    }
}
