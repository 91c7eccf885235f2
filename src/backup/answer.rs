//! What does an index answer, so that it can be asked the same again from a restored one?
//!
//! The tools are asked, through the one way in which any is called, over an app of its own: its
//! gate, book and key are thrown away with it, so that nothing of this stands in the team's.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::header::Probe;
use crate::app::local::{Books, caller};
use crate::app::{App, Origin, Refs, Space, State};
use crate::base::digest::sha256_hex;
use crate::base::files;
use crate::base::layout::DataDir;
use crate::base::{Error, Result};
use crate::config::RefGlobs;
use crate::gate::{Gate, Limiter};
use crate::git::reference::RefChoice;
use crate::index::embedding::Teacher;
use crate::store::Store;
use crate::tool::{self, Invocation};
use crate::workspace::manifest::{Content, Entry};

/// Files that are asked about in each workspace.
const FILES: usize = 4;
/// Of one answer: enough to tell two indexes apart.
const TOKENS: u64 = 2000;

/// Indexes that are open to be asked, and to nobody else.
pub struct Desk {
    app: App,
}

impl Desk {
    /// `indexes` holds one folder a workspace; `scratch` is a new folder that the caller removes.
    ///
    /// # Errors
    /// Any I/O error. An index that cannot be opened is one that does not answer.
    pub fn open(indexes: &DataDir, ids: &[&str], scratch: &Path) -> Result<Self> {
        // Nothing is in it: what an index does not hold it must not find elsewhere.
        let empty = scratch.join("empty");
        files::private_dir(&empty)?;
        let mut spaces = BTreeMap::new();
        for id in ids {
            let space = Space::new(Origin {
                id: (*id).to_owned(),
                memory: (*id).to_owned(),
                label: None,
                root: empty.clone(),
                url: None,
                choice: RefChoice::LocalHead,
                refs: Refs::Matching(RefGlobs::none()),
                index: indexes.index(id),
                overlay: false,
                memory_mb: 64,
                teacher: Teacher::Off,
            });
            space.open()?;
            spaces.insert((*id).to_owned(), Arc::new(space));
        }
        let own = DataDir::new(scratch);
        let books = Books::open(&own, &own.local_audit(), None)?;
        let default_workspace = ids.first().map(|id| (*id).to_owned()).unwrap_or_default();
        let state = State {
            default_workspace,
            spaces,
            connectors: Vec::new(),
            storage_quota: None,
            config_error: None,
        };
        let gate = Gate::new(books.audit, Limiter::default());
        let store = Arc::new(Store::new(own.state()));
        Ok(Self { app: App::new(gate, books.key, store, None, books.metering, state) })
    }

    pub fn space(&self, id: &str) -> Option<Arc<Space>> {
        self.app.state().space(id).cloned()
    }

    /// The digest of an answer.
    ///
    /// # Errors
    /// What the tool fails with.
    pub fn ask(&self, workspace: &str, name: &str, arguments: &Value) -> Result<(String, Value)> {
        let answer = tool::call(
            &self.app,
            Invocation {
                caller: &caller(),
                method: "backup",
                name,
                arguments: Some(arguments.clone()),
                workspace: Some(workspace.to_owned()),
                channel: None,
            },
        )?;
        let mut value: Value = serde_json::from_str(answer.structured.get())
            .map_err(|e| Error::internal("an answer is not JSON").source(e))?;
        if let Some(fields) = value.as_object_mut() {
            // Of the moment, not of the index.
            fields.remove("behindBy");
        }
        Ok((sha256_hex(value.to_string().as_bytes()), value))
    }

    /// Questions that this index answers, spread over its files, with their answers' digests.
    ///
    /// # Errors
    /// When nothing is served.
    pub fn probes(&self, workspace: &str) -> Result<Vec<Probe>> {
        let Some(space) = self.space(workspace) else { return Ok(Vec::new()) };
        let view = space.view()?;
        let mut probes = Vec::new();
        let mut ask = |tool: &str, arguments: Value, ranked: bool| {
            // What cannot be answered now is nothing to be compared later.
            let (sha256, value) = self.ask(workspace, tool, &arguments).ok()?;
            probes.push(Probe { tool: tool.to_owned(), arguments, sha256, ranked });
            Some(value)
        };
        ask("ctx_tree", json!({"depth": 2, "maxTokens": TOKENS}), false);
        for path in spread(view.snapshot().entries()) {
            ask("ctx_read", json!({"path": path, "maxTokens": TOKENS}), false);
            let outline = ask("ctx_outline", json!({"path": path, "maxTokens": TOKENS}), false);
            let name = outline.as_ref().and_then(|o| o["symbols"][0]["name"].as_str());
            let stem =
                path.rsplit('/').next().and_then(|file| file.split('.').find(|p| !p.is_empty()));
            let Some(word) = name.or(stem) else { continue };
            let exact = json!({"pattern": word, "regex": false, "limit": 20, "maxTokens": TOKENS});
            ask("ctx_search", exact, false);
            ask(
                "ctx_semantic_search",
                json!({"query": word, "limit": 10, "maxTokens": TOKENS}),
                true,
            );
            if name.is_some() {
                ask("ctx_symbol", json!({"name": word, "maxTokens": TOKENS}), true);
            }
        }
        Ok(probes)
    }

    /// Of every indexed path and what it holds.
    ///
    /// # Errors
    /// When nothing is served.
    pub fn manifest(&self, workspace: &str) -> Result<Option<Manifested>> {
        let Some(space) = self.space(workspace).filter(|space| space.serves()) else {
            return Ok(None);
        };
        let view = space.view()?;
        let snapshot = view.snapshot();
        let mut text = String::new();
        for entry in snapshot.entries() {
            text.push_str(&format!("{} {}\n", entry.blob, entry.path));
        }
        let head = snapshot.head();
        Ok(Some(Manifested {
            commit: head.commit.clone(),
            reference: head.reference.clone(),
            files: snapshot.entries().len() as u64,
            sha256: sha256_hex(text.as_bytes()),
        }))
    }

    /// # Errors
    /// When its own book cannot be closed.
    pub fn close(self) -> Result<()> {
        self.app.close()
    }
}

/// What an index is of.
pub struct Manifested {
    pub commit: Option<String>,
    pub reference: Option<String>,
    pub files: u64,
    pub sha256: String,
}

/// The same few of the same list, from its beginning to its end.
fn spread(entries: &[Entry]) -> Vec<String> {
    let texts: Vec<&Entry> =
        entries.iter().filter(|e| matches!(e.content, Content::Packed(_)) && e.lines > 0).collect();
    let step = texts.len().div_ceil(FILES).max(1);
    texts.iter().step_by(step).map(|e| e.path.to_string()).collect()
}

/// Arguments as they were asked, for people.
pub fn shown(probe: &Probe) -> String {
    let none = Map::new();
    let fields = probe.arguments.as_object().unwrap_or(&none);
    let main = ["path", "pattern", "query", "name"].iter().find_map(|key| fields.get(*key));
    match main.and_then(Value::as_str) {
        Some(text) => format!("{} `{text}`", probe.tool),
        None => probe.tool.clone(),
    }
}
