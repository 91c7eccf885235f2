//! Does the check find what it should, where it stands, and nothing else?

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::check::check_text;
use super::*;
use crate::auth::{Grant, Role, Scope, ScopeSet};
use crate::base::digest::sha256_hex;

fn around(base: &Path) -> Surroundings {
    around_env(base, |_| None)
}

fn around_env(base: &Path, env: fn(&str) -> Option<String>) -> Surroundings {
    Surroundings { base: base.into(), now: "2026-11-22T00:00:00Z".parse().unwrap(), env }
}

/// A directory with the workspaces `core` and `web`.
fn home() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("core")).unwrap();
    std::fs::create_dir(dir.path().join("web")).unwrap();
    dir
}

fn sound() -> Value {
    json!({
        "host": "127.0.0.1",
        "port": 8080,
        "defaultWorkspaceId": "core",
        "workspaces": [{"id": "core", "root": "core"}, {"id": "web", "root": "web"}],
        "tokens": [{"id": "alice", "sha256Hex": sha256_hex(b"alice"), "role": "member"}],
        "auditLogPath": "audit.jsonl",
    })
}

fn load(value: &Value, base: &Path) -> Result<Loaded, Vec<Fault>> {
    check_text(&value.to_string(), &around(base))
}

#[test]
fn a_small_file_gets_the_defaults_of_the_contract() {
    let dir = home();
    let loaded = load(&sound(), dir.path()).ok().unwrap();
    assert!(loaded.warnings.is_empty());
    let c = loaded.config;
    assert_eq!(c.listen, ["127.0.0.1:8080".parse().unwrap()]);
    assert_eq!(c.data.root(), dir.path());
    assert_eq!(c.audit_log, dir.path().join("audit.jsonl"));
    assert_eq!(c.workspace("web").unwrap().root, dir.path().join("web"));
    assert_eq!(c.limits.max_body_bytes, 2_097_152);
    assert_eq!((c.limits.max_concurrency, c.limits.max_rps, c.limits.rate_burst), (32, 50, 100));
    assert_eq!((c.limits.per_token_rps, c.limits.per_token_burst), (25, 50));
    assert_eq!(c.limits.request_timeout, Duration::from_millis(30_000));
    assert_eq!(c.storage_quota, Some(5 << 30));
    assert_eq!(c.index, IndexLimits { memory_mb: 256, embedding: true });
    assert!(!c.disable_host_check && c.sync_interval.is_none() && c.max_token_lifetime.is_none());
    assert!(c.serve_faults().is_empty() && c.is_loopback());
    assert_eq!(c.tokens[0].effective(), Role::Member.scopes());
    assert_eq!(c.roster().authenticate("alice", clock::now()).unwrap().id, "alice");
}
