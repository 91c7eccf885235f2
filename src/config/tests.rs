//! Does the check find what it should, where it stands, and nothing else?

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::check::check_text;
use super::limit::Keep;
use super::*;
use crate::auth::{Grant, Role, Scope, ScopeSet};
use crate::base::digest::sha256_hex;

fn around(base: &Path) -> Surroundings {
    around_env(base, |_| None)
}

fn around_env(base: &Path, env: fn(&str) -> Option<String>) -> Surroundings {
    Surroundings::fixed(base, env, resolve)
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
    assert_eq!(c.data, DataDir::new(dir.path()));
    assert_eq!(c.audit_log, dir.path().join("audit.jsonl"));
    assert_eq!(c.workspace("web").unwrap().root, dir.path().join("web"));
    assert_eq!(c.limits.max_body_bytes, 2_097_152);
    assert_eq!((c.limits.max_concurrency, c.limits.max_rps, c.limits.rate_burst), (32, 50, 100));
    assert_eq!((c.limits.per_token_rps, c.limits.per_token_burst), (25, 50));
    assert_eq!(c.limits.request_timeout, Duration::from_millis(30_000));
    assert_eq!(c.storage_quota, Some(5 << 30));
    assert_eq!(c.index, IndexLimits { memory_mb: 256, embedding: Embedding::Trained });
    assert!(!c.disable_host_check && c.sync_interval.is_none() && c.max_token_lifetime.is_none());
    assert!(c.serve_faults().is_empty() && c.is_loopback());
    assert_eq!(c.tokens[0].effective(), Role::Member.scopes());
    assert_eq!(c.roster().authenticate("alice", clock::now()).unwrap().id, "alice");
}

const HASH: &str = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90";

/// JSON pointer, what is written there (null: the key is absent), the fault's path, a piece of it.
fn faults() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    vec![
        ("/host", Value::Null, "host", "is missing"),
        ("/host", json!(1), "host", "must be a string, but is a number"),
        ("/host", json!(""), "host", "must not be empty"),
        ("/host", json!("no such host"), "host", "does not resolve"),
        ("/host", json!("127.0.0.1:80"), "host", "does not resolve"),
        ("/host", json!("a\u{1b}[2J"), "host", "control character"),
        ("/port", Value::Null, "port", "is missing"),
        ("/port", json!("8080"), "port", "must be a whole number, but is a string"),
        ("/port", json!(65_536), "port", "out of range"),
        ("/port", json!(-1), "port", "must be a whole number, but is `-1`"),
        ("/port", json!(80.5), "port", "must be a whole number, but is `80.5`"),
        ("/defaultWorkspaceId", Value::Null, "defaultWorkspaceId", "is missing"),
        ("/defaultWorkspaceId", json!("cor"), "defaultWorkspaceId", "did you mean `core`?"),
        ("/workspaces", Value::Null, "workspaces", "is missing"),
        ("/workspaces", json!({}), "workspaces", "must be an array, but is an object"),
        ("/workspaces", json!([]), "workspaces", "names no workspace"),
        ("/workspaces/0", json!("core"), "workspaces[0]", "must be an object, but is a string"),
        ("/workspaces/0/id", Value::Null, "workspaces[0].id", "is missing"),
        ("/workspaces/0/id", json!("../x"), "workspaces[0].id", "is not an id"),
        ("/workspaces/0/id", json!(".."), "workspaces[0].id", "is not an id"),
        ("/workspaces/1/id", json!("core"), "workspaces[1]", "`core` is taken"),
        ("/workspaces/0/root", Value::Null, "workspaces[0].root", "is missing"),
        ("/workspaces/0/root", json!("gone"), "workspaces[0].root", "does not exist"),
        ("/workspaces/0/root", json!("file"), "workspaces[0].root", "is not a directory"),
        ("/workspaces/0/root", json!("file/x"), "workspaces[0].root", "cannot be looked at"),
        ("/workspaces/0/label", json!(5), "workspaces[0].label", "must be a string"),
        ("/workspaces/0/rot", json!("x"), "workspaces[0].rot", "did you mean `root`?"),
        ("/workspaces/0/ref", json!("-x"), "workspaces[0].ref", "is not a ref"),
        ("/workspaces/0/ref", json!("a b"), "workspaces[0].ref", "is not a ref"),
        ("/workspaces/0/refs", json!("x"), "workspaces[0].refs", "must be an array"),
        ("/workspaces/0/refs", json!(["[a"]), "workspaces[0].refs[0]", "is not a pattern"),
        ("/workspaces/0/group", json!("a b"), "workspaces[0].group", "is not a group's name"),
        ("/index", json!({"embedding": "on"}), "index.embedding", "is no embedding"),
        ("/index", json!({"embedding": 1}), "index.embedding", "must be a boolean"),
        ("/index", json!({"embedding": {}}), "index.embedding.model", "is missing"),
        ("/index", json!({"embedding": {"model": "core"}}), "index.embedding.model", "config.json"),
        (
            "/index",
            json!({"embedding": {"modl": "x"}}),
            "index.embedding.modl",
            "did you mean `model`?",
        ),
        ("/workspaces/0/url", json!("http://h/a"), "workspaces[0].url", "neither encrypted"),
        ("/workspaces/0/url", json!("https://u:p@h/a"), "workspaces[0].url", "LEAN_CTX_GIT_TOKEN"),
        ("/workspaces/0/url", json!("ext::sh"), "workspaces[0].url", "is not a git URL"),
        ("/tokens", json!("x"), "tokens", "must be an array, but is a string"),
        ("/tokens/0", json!(null), "tokens[0]", "must be an object, but is null"),
        ("/tokens/0/id", Value::Null, "tokens[0].id", "is missing"),
        ("/tokens/0/id", json!("a b"), "tokens[0].id", "without spaces"),
        ("/tokens/0/id", json!("edge:a@b"), "tokens[0].id", "must not look like"),
        ("/tokens/0/id", json!("local"), "tokens[0].id", "operator at the terminal"),
        ("/tokens/0/sha256Hex", Value::Null, "tokens[0].sha256Hex", "is missing"),
        ("/tokens/0/sha256Hex", json!("ab"), "tokens[0].sha256Hex", "(2 characters)"),
        ("/tokens/0/sha256Hex", json!("g".repeat(64)), "tokens[0].sha256Hex", "64 hex digits"),
        ("/tokens/0/sha256Hex", json!(sha256_hex(b"")), "tokens[0].sha256Hex", "no secret"),
        ("/tokens/0/sha256hex", json!(HASH), "tokens[0].sha256hex", "did you mean `sha256Hex`?"),
        ("/tokens/0/role", Value::Null, "tokens[0].role", "grants nothing"),
        ("/tokens/0/role", json!("membr"), "tokens[0].role", "did you mean `member`?"),
        ("/tokens/0/role", json!("read"), "tokens[0].role", "is not a role"),
        ("/tokens/0/role", json!(["member"]), "tokens[0].role", "must be a string"),
        ("/tokens/0/scopes", json!(["serach"]), "tokens[0].scopes[0]", "did you mean `search`?"),
        ("/tokens/0/scopes", json!("search"), "tokens[0].scopes", "must be an array"),
        ("/tokens/0/scopes", json!([7]), "tokens[0].scopes[0]", "must be a string"),
        ("/tokens/0/workspaces", json!([]), "tokens[0].workspaces", "names no workspace"),
        ("/tokens/0/workspaces", json!(["wbe"]), "tokens[0].workspaces[0]", "did you mean `web`?"),
        ("/tokens/0/createdAt", json!("today"), "tokens[0].createdAt", "RFC 3339"),
        ("/tokens/0/expiresAt", json!("2027-01-01"), "tokens[0].expiresAt", "RFC 3339"),
        ("/tokens/0/expiresAt", json!(1_800_000_000), "tokens[0].expiresAt", "must be a string"),
        ("/tokens/0/previous", json!({}), "tokens[0].previous.sha256Hex", "is missing"),
        (
            "/tokens/0/previous",
            json!({"sha256Hex": HASH}),
            "tokens[0].previous.expiresAt",
            "is missing",
        ),
        (
            "/tokens/1",
            json!({"id": "alice", "sha256Hex": HASH, "role": "viewer"}),
            "tokens[1]",
            "`alice` is taken",
        ),
        (
            "/tokens/1",
            json!({"id": "b", "sha256Hex": sha256_hex(b"alice").to_uppercase(), "role": "viewer"}),
            "tokens[1]",
            "`tokens[0]` has the same secret",
        ),
        ("/maxTokenLifetimeDays", json!(0), "maxTokenLifetimeDays", "out of range"),
        ("/auditLogPath", Value::Null, "auditLogPath", "is missing"),
        ("/auditLogPath", json!("no/where.jsonl"), "auditLogPath", "does not exist"),
        ("/auditLogPath", json!("core"), "auditLogPath", "is a directory"),
        ("/dataDir", json!("file"), "dataDir", "is not a directory"),
        ("/disableHostCheck", json!("true"), "disableHostCheck", "must be a boolean"),
        ("/allowedHosts", json!(["https://a"]), "allowedHosts[0]", "is not a host"),
        ("/allowedHosts", json!("a"), "allowedHosts", "must be an array"),
        ("/allowedOrigins", json!(["*"]), "allowedOrigins[0]", "is not an origin"),
        ("/allowedOrigins", json!(["https://a/b"]), "allowedOrigins[0]", "is not an origin"),
        ("/publicUrl", json!("http://a.example"), "publicUrl", "is not https"),
        ("/publicUrl", json!("https://a/b"), "publicUrl", "is not an origin"),
        ("/trustedProxies", json!(["10.0.0.1/8"]), "trustedProxies[0]", "`10.0.0.0/8`"),
        ("/trustedProxies", json!(["proxy"]), "trustedProxies[0]", "is not an address block"),
        ("/maxBodyBytes", json!(0), "maxBodyBytes", "out of range"),
        ("/maxConcurrency", json!(0), "maxConcurrency", "out of range"),
        ("/maxRps", json!("50"), "maxRps", "must be a whole number"),
        ("/maxrps", json!(5), "maxrps", "did you mean `maxRps`?"),
        ("/rateBurst", json!(5e40), "rateBurst", "must be a whole number"),
        ("/perTokenRps", json!(0), "perTokenRps", "out of range"),
        ("/perTokenBurst", json!(true), "perTokenBurst", "but is a boolean"),
        ("/requestTimeoutMs", json!(0), "requestTimeoutMs", "out of range"),
        ("/statefulMode", json!(1), "statefulMode", "must be a boolean"),
        ("/jsonResponse", json!("no"), "jsonResponse", "must be a boolean"),
        ("/storageQuotaBytes", json!("5GB"), "storageQuotaBytes", "must be a whole number"),
        ("/roiWebhookUrl", json!("http://a/b"), "roiWebhookUrl", "must be https"),
        ("/roiWebhookUrl", json!("nowhere"), "roiWebhookUrl", "is not a URL"),
        ("/connectors", json!({}), "connectors", "must be an array"),
        ("/connectors/0", json!({}), "connectors[0].provider", "is missing"),
        (
            "/connectors/0",
            connector("bitbucket", "x"),
            "connectors[0].provider",
            "is not a provider",
        ),
        ("/connectors/0", connector("jira", "schema"), "connectors[0].resource", "write `issues`"),
        ("/connectors/0/limit", json!(0), "connectors[0].limit", "out of range"),
        ("/connectors/0/workspaceId", json!("x"), "connectors[0].workspaceId", "not a workspace"),
        ("/connectors/0/secret", json!("env:"), "connectors[0].secret", "no environment variable"),
        ("/connectors/0/secret", json!("file:"), "connectors[0].secret", "names no file"),
        ("/connectors/0/enabled", json!("y"), "connectors[0].enabled", "must be a boolean"),
        ("/connectors/1", connector("github", "actions"), "connectors[1]", "`c` is taken"),
        ("/webhooks", json!([]), "webhooks", "must be an object"),
        ("/webhooks", json!({"cor": {"secret": "s"}}), "webhooks.cor", "did you mean `core`?"),
        ("/webhooks", json!({"core": {}}), "webhooks.core.secret", "is missing"),
        ("/syncIntervalSecs", json!(-5), "syncIntervalSecs", "must be a whole number"),
        ("/edgeIdentity", json!({"defaultRole": "viewer"}), "edgeIdentity", "`trustedProxies`"),
        ("/edgeIdentity", json!({"kind": "albb"}), "edgeIdentity.kind", "did you mean `alb`?"),
        ("/edgeIdentity", json!({"kind": "alb"}), "edgeIdentity.signer", "is missing"),
        (
            "/edgeIdentity",
            json!({"kind": "alb", "region": "eu west", "signer": "a"}),
            "edgeIdentity.region",
            "is not a region",
        ),
        (
            "/oauth",
            json!({"issuer": "https://a", "scopes": {"x": "memer"}}),
            "oauth.scopes.x",
            "did you mean `member`?",
        ),
        (
            "/oauth",
            json!({"issuer": "https://a", "jwksUrl": "http://b"}),
            "oauth.jwksUrl",
            "must be https",
        ),
        ("/edgeIdentity", json!({"userHeader": "a b"}), "edgeIdentity.userHeader", "not a header"),
        ("/edgeIdentity", json!({"roles": {"a": "x"}}), "edgeIdentity.roles.a", "is not a role"),
        ("/oauth", json!({}), "oauth.issuer", "is missing"),
        ("/oauth", json!({"issuer": "http://a"}), "oauth.issuer", "must be https"),
        ("/oauth", json!({"issuer": "https://a"}), "oauth", "`publicUrl` is missing"),
        ("/oauth", json!({"issuer": "https://a"}), "oauth.roles", "nobody is granted"),
        ("/index", json!({"memoryMb": 1}), "index.memoryMb", "out of range"),
        ("/index", json!({"memory": 64}), "index.memory", "did you mean `memoryMb`?"),
        ("/index", json!(256), "index", "must be an object"),
        ("/retention", json!({"events": "soon"}), "retention.events", "is not a retention"),
        ("/retention", json!({"audit": 0}), "retention.audit", "out of range"),
        ("/a b", json!(1), "[\"a b\"]", "is not a known key"),
        ("/colour", json!(1), "colour", "name it `_colour`"),
    ]
}

fn connector(provider: &str, resource: &str) -> Value {
    json!({"id": "c", "provider": provider, "resource": resource})
}

fn put(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(map) => drop(map.insert(key.into(), value)),
        Value::Array(list) => {
            let at: usize = key.parse().unwrap();
            list.truncate(at);
            list.push(value);
        }
        other => panic!("{parent} is {other}"),
    }
}

#[test]
fn every_fault_is_told_with_its_place_and_a_remedy() {
    let dir = home();
    std::fs::write(dir.path().join("file"), "").unwrap();
    assert!(faults().len() >= 60);
    for (pointer, value, path, piece) in faults() {
        let mut document = sound();
        document["connectors"] = json!([connector("github", "issues")]);
        let row = format!("{pointer} = {value}");
        put(&mut document, pointer, value);
        let found = load(&document, dir.path()).err().unwrap_or_default();
        let hit =
            |f: &&Fault| f.path == path && format!("{} {}", f.message, f.remedy).contains(piece);
        let fault = found.iter().find(hit);
        let fault = fault.unwrap_or_else(|| panic!("{row}: not found among {found:#?}"));
        assert!(fault.line == Some(1) && fault.column.is_some(), "{row}: {fault:?}");
        for f in &found {
            assert!(!f.remedy.is_empty() && !f.message.ends_with('.'), "{row}: {f:?}");
            assert!(!f.message.starts_with(char::is_uppercase), "{row}: {f:?}");
        }
    }
}

/// One fault must not hide another.
#[test]
fn faults_are_told_together() {
    let dir = home();
    let mut document = sound();
    document["host"] = json!("no such host");
    document["port"] = json!("x");
    document["tokens"] = json!([
        {"id": "a", "sha256Hex": "no hash", "role": "viewer"},
        {"id": "a", "sha256Hex": HASH, "role": "emperor"},
        {"sha256Hex": HASH, "role": "viewer"},
    ]);
    document["connectors"] = json!([
        {"id": "c", "provider": "bitbucket", "resource": "dreams", "intervalSecs": 0},
        {"id": "c", "provider": "gitea", "resource": "issues", "intervalSecs": 1},
    ]);
    let around = around(dir.path());
    let Err((faults, warnings)) = check::survey_text(&document.to_string(), &around) else {
        panic!("it has faults")
    };
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for expected in [
        "`host`: `no such host` does not resolve",
        "`port`: must be a whole number",
        "`tokens[0].sha256Hex`: is not 64 hex digits",
        "`tokens[1]`: the id `a` is taken",
        "`tokens[1].role`: `emperor` is not a role",
        "`tokens[2].id`: is missing",
        "`tokens[2]`: `tokens[1]` has the same secret",
        "`connectors[0].provider`: `bitbucket` is not a provider",
        "`connectors[0].resource`: `dreams` is not a resource",
        "`connectors[0].intervalSecs`: `0` is out of range",
        "`connectors[1]`: the id `c` is taken",
        "`connectors[1].provider`: `gitea` is not a provider",
    ] {
        assert!(told.iter().any(|t| t.contains(expected)), "{expected} not in {told:#?}");
    }
    assert_eq!(told.len(), 12, "{told:#?}");
    assert!(warnings[0].message.contains("300 s is used"), "{warnings:?}");
}

#[test]
fn listed_hashes_are_read_from_a_faulty_file() {
    let text = json!({
        "port": "faulty",
        "tokens": [
            {"id": "a", "sha256Hex": HASH.to_uppercase(), "previous": {"sha256Hex": sha256_hex(b"p")}},
            {"sha256Hex": sha256_hex(b"b"), "role": 7},
            {"id": "c", "sha256Hex": "abc"},
            "d",
        ],
    });
    let expected = [HASH.to_owned(), sha256_hex(b"p"), sha256_hex(b"b")];
    let found = listed_hashes(&text.to_string()).unwrap();
    assert_eq!(found.iter().map(hex::encode).collect::<BTreeSet<_>>(), expected.into());
    assert!(listed_hashes(r#"{"tokens": []}"#).unwrap().is_empty());
    for untold in ["{", "[]", "{}", r#"{"tokens": {}}"#, r#"{"tokens": [],}"#] {
        assert_eq!(listed_hashes(untold), None, "{untold}");
    }
}

#[test]
fn strict_json_only_and_the_line_is_named() {
    let dir = home();
    for (text, line, piece) in [
        ("", 1, "is empty"),
        ("  ", 1, "is empty"),
        ("{", 1, "not JSON"),
        ("{\n  // no\n}", 2, "comments are not allowed"),
        ("{\n \"a\": 1,\n}", 2, "trailing commas are not allowed"),
        ("{\"a\": 01}", 1, "not JSON"),
        ("{\"a\": \"x\ty\"}", 1, "not JSON"),
        ("{'a': 1}", 1, "not JSON"),
        ("{a: 1}", 1, "not JSON"),
        ("{} {}", 1, "not JSON"),
        ("\u{feff}{}", 1, "byte order mark"),
        ("{\"a\":\n\"é\u{1F600}\" x}", 2, "not JSON"),
    ] {
        let faults = check_text(text, &around(dir.path())).err().unwrap();
        assert_eq!(faults.len(), 1, "{text:?}: {faults:?}");
        assert_eq!(faults[0].line, Some(line), "{text:?}: {faults:?}");
        let told = format!("{} {}", faults[0].message, faults[0].remedy);
        assert!(told.contains(piece), "{text:?}: {told}");
    }
    for (text, piece) in [("[]", "must be an object, but is an array"), ("null", "but is null")] {
        let faults = check_text(text, &around(dir.path())).err().unwrap();
        assert!(faults[0].message.contains(piece), "{faults:?}");
    }
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_text() {
    let dir = home();
    let text = "{\n  \"hosst\": \"x\",\n  \"port\": \"y\",\n  \"port\": 1,\n  \"tokens\": [\n    {\"id\": \"a\", \"sha256Hex\": \"z\"}\n  ]\n}";
    let faults = check_text(text, &around(dir.path())).err().unwrap();
    let told: Vec<_> = faults.iter().map(|f| (f.line.unwrap(), f.path.as_str())).collect();
    for expected in [
        (1, "host"),
        (1, "auditLogPath"),
        (2, "hosst"),
        (3, "port"),
        (4, "port"),
        (6, "tokens[0].sha256Hex"),
        (6, "tokens[0].role"),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not in {told:?}");
    }
    assert!(told.is_sorted_by_key(|(line, _)| *line));
    assert_eq!(faults.iter().find(|f| f.line == Some(3)).unwrap().column, Some(11));
}

#[test]
fn a_secret_put_in_the_wrong_place_is_not_repeated() {
    let dir = home();
    let mut document = sound();
    document["tokens"][0]["sha256Hex"] = json!("lctx_hunter2");
    document["workspaces"][0]["url"] = json!("https://bob:hunter2@example.com/a");
    let faults = load(&document, dir.path()).err().unwrap();
    assert!(!format!("{faults:?}").contains("hunter2"));
}

#[test]
fn the_whole_contract_is_read() {
    let dir = home();
    let mut document = sound();
    let more = json!({
        "$schema": "x", "_note": {"a": 1}, "host": "localhost", "port": 0,
        "maxTokenLifetimeDays": 90, "dataDir": "data", "disableHostCheck": false,
        "allowedHosts": ["Ctx.example.com", "other:8080"], "allowedOrigins": ["https://app.example.com"],
        "publicUrl": "https://ctx.example.com", "trustedProxies": ["10.0.0.0/8", "::1"],
        "maxBodyBytes": 1, "maxConcurrency": 2, "maxRps": 1, "rateBurst": 7, "perTokenBurst": 3,
        "requestTimeoutMs": 250, "statefulMode": true, "jsonResponse": false,
        "storageQuotaBytes": 0, "roiWebhookUrl": "https://example.com/roi", "syncIntervalSecs": 60,
        "connectors": [{
            "id": "c", "provider": "gitlab", "resource": "merge_requests", "project": "a/b",
            "host": "", "state": null, "limit": 5, "intervalSecs": 60, "secret": "literal",
            "workspaceId": "web", "displayName": "MRs", "enabled": false
        }],
        "webhooks": {"web": {"secret": "file:gone"}, "_later": 1},
        "edgeIdentity": {"roles": {"eng": "member"}, "defaultRole": "viewer"},
        "oauth": {"issuer": "https://id.example.com", "roles": {"eng": "admin"}},
        "index": {"memoryMb": 64, "embedding": false},
        "retention": {"events": 7, "audit": "365d", "ledger": "1GiB"},
    });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    document["workspaces"][1] = json!({"id": "web", "url": "git@example.com:a/web.git",
        "ref": "main", "refs": ["release/*", "v*"]});
    document["tokens"][0] = json!({"id": "alice", "sha256Hex": HASH.to_uppercase(),
        "scopes": ["sessionMutations", "sessionmutations", "audit"], "workspaces": ["web"],
        "createdAt": "2026-01-01T00:00:00Z", "expiresAt": "2026-02-01T00:00:00+01:00",
        "previous": {"sha256Hex": sha256_hex(b"old"), "expiresAt": "2026-01-02T00:00:00Z"}});
    let loaded = load(&document, dir.path()).unwrap_or_else_faults();
    let c = loaded.config;
    assert!(c.is_loopback() && !c.listen.is_empty());
    assert_eq!(c.data, DataDir::new(dir.path().join("data")));
    assert_eq!(c.workspace("web").unwrap().root, dir.path().join("data/repos/web"));
    assert!(c.workspace("web").unwrap().refs.matches("release/1"));
    assert!(!c.workspace("web").unwrap().refs.matches("release/1/x"));
    let token = &c.tokens[0];
    assert_eq!(hex::encode(token.sha256), HASH);
    assert_eq!(token.effective(), ScopeSet::of(&[Scope::SessionMutations, Scope::Audit]));
    assert_eq!(token.workspaces, Grant::Only(["web".to_owned()].into()));
    assert_eq!(token.expires_at.unwrap().to_string(), "2026-01-31T23:00:00Z");
    assert!(c.allowed_hosts[0].admits(&HostName::parse("ctx.example.com:443").unwrap()));
    assert_eq!(c.public_url.unwrap().to_string(), "https://ctx.example.com");
    assert_eq!((c.limits.per_token_rps, c.limits.per_token_burst), (1, 3));
    assert_eq!((c.limits.max_rps, c.limits.request_timeout.as_millis()), (1, 250));
    assert_eq!((c.storage_quota, c.sync_interval), (None, Some(Duration::from_secs(60))));
    assert_eq!(c.connectors[0].interval, Duration::from_secs(300));
    assert_eq!((c.connectors[0].host.as_ref(), c.connectors[0].enabled), (None, false));
    assert_eq!(c.connectors[0].secret.as_ref().unwrap().resolve().unwrap().expose(), "literal");
    assert!(c.webhooks["web"].resolve().is_err());
    assert_eq!(c.edge_identity.unwrap().grants.default_role, Some(Role::Viewer));
    assert_eq!(
        c.oauth.unwrap().audiences,
        ["https://ctx.example.com/mcp", "https://ctx.example.com"]
    );
    assert_eq!(c.retention.ledger, Keep::Bytes(1 << 30));
    assert_eq!(c.max_token_lifetime, Some(Duration::from_secs(90 * 86_400)));
    let warned: Vec<_> = loaded.warnings.iter().map(|w| w.path.as_str()).collect();
    for path in [
        "statefulMode",
        "jsonResponse",
        "tokens[0]",
        "connectors[0].intervalSecs",
        "webhooks.web.secret",
    ] {
        assert!(warned.contains(&path), "{path} is not in {warned:?}");
    }
}

trait Faultless {
    fn unwrap_or_else_faults(self) -> Loaded;
}

impl Faultless for Result<Loaded, Vec<Fault>> {
    fn unwrap_or_else_faults(self) -> Loaded {
        self.unwrap_or_else(|faults| panic!("{faults:#?}"))
    }
}

#[test]
fn the_environment_overrides_the_quota() {
    let dir = home();
    let text = sound().to_string();
    let quota =
        |env| check_text(&text, &around_env(dir.path(), env)).map(|l| l.config.storage_quota);
    assert_eq!(quota(|name| (name == limit::QUOTA_ENV).then(|| "77".into())).unwrap(), Some(77));
    assert_eq!(quota(|_| Some("0".into())).unwrap(), None);
    assert_eq!(quota(|_| Some(String::new())).unwrap(), Some(5 << 30));
    let faults = quota(|_| Some("lots".into())).unwrap_err();
    assert_eq!((faults[0].path.as_str(), faults[0].line), (limit::QUOTA_ENV, None));
}

#[test]
fn nothing_is_served_without_a_token() {
    let dir = home();
    let mut document = sound();
    document["tokens"] = json!([]);
    let here = load(&document, dir.path()).unwrap_or_else_faults().config;
    assert!(here.serve_faults()[0].message.contains("nobody could be let in"));
    document["host"] = json!("0.0.0.0");
    let open = load(&document, dir.path()).unwrap_or_else_faults().config;
    assert!(open.serve_faults()[0].message.contains("refusing to listen on `0.0.0.0`"));
    for loopback in ["localhost", "127.0.0.2", "::1", "[::1]"] {
        document["host"] = json!(loopback);
        let loaded = load(&document, dir.path()).unwrap_or_else_faults();
        assert!(loaded.config.is_loopback(), "{loopback}");
    }
}

#[test]
fn a_literal_secret_in_an_open_file_is_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = home();
    let path = dir.path().join("team.json");
    let mut document = sound();
    document["webhooks"] = json!({"core": {"secret": "s3cret"}});
    std::fs::write(&path, document.to_string()).unwrap();
    let source = Source::Path(path.clone());
    for (mode, count) in [(0o644, 1), (0o600, 0)] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let warnings = Config::load(&source).unwrap_or_else_faults().warnings;
        assert_eq!(warnings.len(), count, "{warnings:?}");
    }
}

/// The example names an operator's paths; here they lie under a temporary directory instead.
#[test]
fn the_example_loads() {
    let dir = tempfile::tempdir().unwrap();
    for path in ["srv/repos/core-api", "srv/repos/web", "var/lib/lean-ctx", "run/secrets"] {
        std::fs::create_dir_all(dir.path().join(path)).unwrap();
    }
    std::fs::write(dir.path().join("run/secrets/core-webhook"), "s").unwrap();
    let text = include_str!("../../team.json.example")
        .replace("\"/srv/", "\"srv/")
        .replace("\"/var/", "\"var/")
        .replace("file:/run/", "file:run/");
    let around = around_env(dir.path(), |name| (name == "GITLAB_TOKEN").then(|| "x".into()));
    let loaded = check_text(&text, &around).unwrap_or_else_faults();
    assert!(loaded.warnings.is_empty(), "{:#?}", loaded.warnings);
    assert!(loaded.config.serve_faults().is_empty());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("core")),
    ];
    let key = prop_oneof![
        ".{0,6}",
        prop::sample::select(vec![
            "host",
            "port",
            "workspaces",
            "tokens",
            "id",
            "root",
            "url",
            "ref",
            "refs",
            "secret",
            "sha256Hex",
            "scopes",
            "role",
            "previous",
            "expiresAt",
            "connectors",
            "webhooks",
            "oauth",
            "edgeIdentity",
            "kind",
            "roles",
            "retention",
            "events",
            "index",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*|[\\[\\]{}\",:0-9a-z\\\\\u{e9}\r\n/*' ]{0,60}") {
        let _ = check_text(&text, &around(Path::new("/nonexistent")));
    }

    #[test]
    fn no_json_makes_it_panic(key in 0usize..30, value in any_json()) {
        let keys: Vec<String> = sound().as_object().unwrap().keys().cloned()
            .chain(["connectors", "webhooks", "oauth", "edgeIdentity", "retention", "index",
                "allowedHosts", "trustedProxies", "publicUrl", "port"].map(str::to_owned))
            .collect();
        let mut document = sound();
        // A host name would be looked up in earnest.
        document[&keys[key % keys.len()]] = value;
        document["host"] = json!("127.0.0.1");
        let text = document.to_string();
        if let Err(faults) = check_text(&text, &around(Path::new("/nonexistent"))) {
            prop_assert!(!faults.is_empty());
        }
        let pretty = serde_json::to_string_pretty(&document).unwrap();
        let _ = check_text(&pretty, &around(Path::new("/nonexistent")));
    }

    /// Cut or damaged anywhere, a file is at worst refused.
    #[test]
    fn a_damaged_file_is_refused_in_peace(at in 0usize..400, bytes in prop::collection::vec(any::<u8>(), 0..4)) {
        let mut text = sound().to_string().into_bytes();
        let at = at % text.len();
        text.splice(at..(at + 1).min(text.len()), bytes);
        // The host is left alone: it would be looked up.
        prop_assume!(text.starts_with(br#"{"host":"127.0.0.1","#));
        let text = String::from_utf8_lossy(&text);
        let _ = check_text(&text, &around(Path::new("/nonexistent")));
    }
}

#[test]
fn a_group_is_seen_whole_or_not_at_all_and_every_torn_grant_is_told() {
    let dir = home();
    for more in ["api", "docs"] {
        std::fs::create_dir(dir.path().join(more)).unwrap();
    }
    let mut document = sound();
    document["workspaces"] = json!([
        {"id": "core", "root": "core", "group": "shop"},
        {"id": "web", "root": "web", "group": "shop"},
        {"id": "api", "root": "api", "group": "lonely"},
        {"id": "docs", "root": "docs"},
    ]);
    let token = |id: &str, workspaces: Value| {
        let sha256 = sha256_hex(id.as_bytes());
        json!({"id": id, "sha256Hex": sha256, "role": "viewer", "workspaces": workspaces})
    };
    document["tokens"] = json!([
        token("all", Value::Null),
        token("whole", json!(["web", "core"])),
        token("none", json!(["docs", "api"])),
        token("half", json!(["web", "docs"])),
        token("other", json!(["core"])),
    ]);
    let faults = load(&document, dir.path()).err().unwrap();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("tokens[3].workspaces"), "{told:?}");
    assert!(
        told[0].contains("the token `half` would see `web` of the group `shop` and not `core`"),
        "{told:?}"
    );
    assert_eq!(
        faults[0].remedy,
        "a group is seen whole or not at all: add `core`, or leave out `web`"
    );
    assert!(told[1].contains("tokens[4].workspaces") && told[1].contains("and not `web`"));

    document["tokens"].as_array_mut().unwrap().truncate(3);
    let loaded = load(&document, dir.path()).unwrap_or_else_faults();
    let warned: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert!(warned.len() == 1 && warned[0].contains("`api` is alone in the group `lonely`"));
    let groups = Groups::of(&loaded.config.workspaces);
    assert_eq!(groups.members("shop"), ["core".to_owned(), "web".to_owned()].into());
}

#[test]
fn an_embedding_is_trained_a_model_or_off() {
    let dir = home();
    let model = dir.path().join("model");
    std::fs::create_dir(&model).unwrap();
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        std::fs::write(model.join(name), "{}").unwrap();
    }
    for (written, read) in [
        (json!(true), Embedding::Trained),
        (json!(false), Embedding::Off),
        (json!("off"), Embedding::Off),
        (json!({"model": "model"}), Embedding::Model(model.clone())),
        (json!({"model": model}), Embedding::Model(model.clone())),
    ] {
        let mut document = sound();
        document["index"] = json!({"embedding": written});
        let loaded = load(&document, dir.path()).unwrap_or_else_faults();
        assert_eq!(loaded.config.index.embedding, read);
    }
}
