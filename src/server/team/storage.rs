//! GET /v1/storage: how many bytes does the server keep, and for what?

use std::collections::HashSet;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::{Context, openapi};
use crate::base::Result;
use crate::base::clock::{self, Deadline};
use crate::config::Config;
use crate::server::http::Reply;

/// A measurement is given out for so long.
const FRESH: Duration = Duration::from_secs(60);

/// The last measurement. Whoever comes while one is under way waits for it.
#[derive(Default)]
pub struct Scale(Mutex<Option<Measured>>);

#[derive(Debug, Clone)]
pub struct Measured {
    at: Instant,
    measured_at: String,
    /// Id and bytes: allocated blocks, each file once, links not followed.
    components: Vec<(String, u64)>,
}

impl Measured {
    pub fn used(&self) -> u64 {
        self.components.iter().map(|(_, bytes)| bytes).sum()
    }
}

impl Scale {
    /// # Errors
    /// `request_timeout` when there is more to look at than time.
    pub fn weigh(&self, config: &Config, deadline: &Deadline) -> Result<Measured> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(measured) = last.as_ref().filter(|m| m.at.elapsed() < FRESH) {
            return Ok(measured.clone());
        }
        let measured = Measured {
            components: components(config, deadline)?,
            at: clock::instant(),
            measured_at: clock::rfc3339(clock::now()),
        };
        *last = Some(measured.clone());
        Ok(measured)
    }
}

/// What is counted first is not counted again: the rest of the data root comes last.
fn components(config: &Config, deadline: &Deadline) -> Result<Vec<(String, u64)>> {
    let mut count = Count { seen: HashSet::new(), deadline };
    let mut found = vec![("audit".to_owned(), count.all(&book(&config.audit_log))?)];
    for workspace in &config.workspaces {
        let (index, clone) =
            (config.data.index(&workspace.id), config.data.clone_of(&workspace.id));
        found.push((format!("workspace:{}", workspace.id), count.all(&[index, clone])?));
    }
    found.insert(0, ("server-data".to_owned(), count.all(&[config.data.root().to_owned()])?));
    Ok(found)
}

/// The audit log with its head, lock and rotated parts.
fn book(log: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (log.parent(), log.file_name()) else { return Vec::new() };
    let name = name.as_encoded_bytes();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|e| e.file_name().as_encoded_bytes().starts_with(name))
        .map(|e| e.path())
        .collect()
}

struct Count<'a> {
    /// Device and number of what was counted.
    seen: HashSet<(u64, u64)>,
    deadline: &'a Deadline,
}

impl Count<'_> {
    /// What goes away meanwhile, and what may not be read, counts nothing.
    fn all(&mut self, paths: &[PathBuf]) -> Result<u64> {
        let mut bytes = 0;
        let mut open: Vec<PathBuf> = paths.to_vec();
        while let Some(path) = open.pop() {
            self.deadline.check()?;
            let Ok(meta) = std::fs::symlink_metadata(&path) else { continue };
            if !self.seen.insert((meta.dev(), meta.ino())) {
                continue;
            }
            bytes += meta.blocks() * 512;
            if meta.is_dir() {
                open.extend(
                    std::fs::read_dir(&path).into_iter().flatten().flatten().map(|e| e.path()),
                );
            }
        }
        Ok(bytes)
    }
}

pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let live = context.team.live();
        let measured = context.service.storage.weigh(&live.config, permit.deadline())?;
        let state = context.team.app().state();
        let components: Vec<Value> = measured
            .components
            .iter()
            .map(|(id, bytes)| {
                let space = id.strip_prefix("workspace:").and_then(|id| state.space(id));
                let mut component = json!({"id": id, "bytes": bytes});
                if let Some(stats) = space.and_then(|space| space.stats()) {
                    component["index"] = json!(stats.parts);
                }
                component
            })
            .collect();
        super::json_reply(&json!({
            "schemaVersion": 1,
            "measuredAt": measured.measured_at,
            "usedBytes": measured.used(),
            "quotaBytes": live.config.storage_quota.unwrap_or(0),
            "components": components,
            "cacheAgeSeconds": measured.at.elapsed().as_secs(),
        }))
    })
}

pub fn schema() -> Value {
    let bytes = json!({"type": "integer", "minimum": 0});
    let mut component = openapi::object(json!({"id": {"type": "string"}, "bytes": bytes}));
    let parts = ["text", "trigrams", "ranked", "symbols", "manifest"];
    let parts: Map<String, Value> =
        parts.map(|part| (part.to_owned(), bytes.clone())).into_iter().collect();
    component["properties"]["index"] = openapi::object(parts.into());
    component["properties"]["index"]["description"] =
        "Of a workspace: the bytes of its index, by what they are for; a clone counts in `bytes` alone.".into();
    openapi::object(json!({
        "schemaVersion": {"const": 1},
        "measuredAt": {"type": "string", "format": "date-time"},
        "usedBytes": bytes,
        "quotaBytes": {"type": "integer", "minimum": 0, "description": "0: no quota."},
        "components": {"type": "array", "items": component},
        "cacheAgeSeconds": bytes,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_counts_once_and_links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("a")).unwrap();
        std::fs::write(at("a/one"), vec![1; 100_000]).unwrap();
        std::fs::hard_link(at("a/one"), at("two")).unwrap();
        std::os::unix::fs::symlink("/usr", at("usr")).unwrap();
        let deadline = Deadline::none();
        let mut count = Count { seen: HashSet::new(), deadline: &deadline };
        let inner = count.all(&[at("a")]).unwrap();
        let rest = count.all(&[dir.path().to_owned(), at("gone")]).unwrap();
        assert!((100_000..130_000).contains(&inner), "{inner}");
        assert!(rest < 30_000, "{rest}");
    }

    #[test]
    fn the_book_is_the_log_and_its_siblings() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["audit.jsonl", "audit.jsonl.head", "audit.jsonl-20261122", "other"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        assert_eq!(book(&dir.path().join("audit.jsonl")).len(), 3);
    }
}
