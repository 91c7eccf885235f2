//! Do edits keep what they do not touch, and lose nothing when they meet?

use std::path::PathBuf;

use serde_json::json;

use super::*;
use crate::base::digest::sha256_hex;

const LAYOUT: &str = r#"{
    "host": "127.0.0.1",   "port": 0,
    "_note": "kept, with its é and 	tab-free text",

    "workspaces": [
        { "id": "core", "label": "Core API", "root": "core" },
        { "id": "web",  "label": "Web App",  "root": "web", "_owner": "bob" }
    ],
    "defaultWorkspaceId": "core",
    "maxRps": 7,
    "tokens": [
        { "id": "alice",  "sha256Hex": "AAAA", "role": "member" },
        { "id": "ci-bot", "sha256Hex": "BBBB", "scopes": ["search", "graph"], "workspaces": ["core","web"] }
    ],
    "auditLogPath": "audit.jsonl"
}
"#;

fn home(layout: &str) -> (tempfile::TempDir, Source, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    for id in ["core", "web"] {
        std::fs::create_dir(dir.path().join(id)).unwrap();
    }
    let path = dir.path().join("team.json");
    let text = layout
        .replace("\ttab", " tab")
        .replace("AAAA", &sha256_hex(b"a").to_uppercase())
        .replace("BBBB", &sha256_hex(b"b"));
    std::fs::write(&path, text).unwrap();
    (dir, Source::Path(path.clone()), path)
}

fn token(id: &str) -> Value {
    json!({"id": id, "sha256Hex": sha256_hex(id.as_bytes()), "role": "viewer"})
}

#[test]
fn what_is_not_edited_keeps_its_bytes() {
    let (_dir, source, path) = home(LAYOUT);
    let before = std::fs::read_to_string(&path).unwrap();
    edit(&source, |d| {
        d.append("tokens", &token("carol"));
        Ok(())
    })
    .unwrap();
    let after = std::fs::read_to_string(&path).unwrap();
    let cut = before.find("\n    ],\n    \"auditLogPath\"").unwrap();
    assert!(after.starts_with(&before[..cut]), "{after}");
    assert!(after.ends_with(&before[cut..]), "{after}");
    let added = &after[cut..after.len() - (before.len() - cut)];
    assert!(added.starts_with(",\n        {\n            \"id\": \"carol\""), "{added}");

    edit(&source, |d| {
        assert!(d.remove("tokens", "carol"));
        assert!(!d.remove("tokens", "nobody"));
        Ok(())
    })
    .unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn lists_are_made_emptied_and_filled() {
    let (_dir, source, path) = home(LAYOUT);
    edit(&source, |d| {
        assert_eq!(d.ids("tokens"), ["alice", "ci-bot"]);
        assert_eq!(d.text("defaultWorkspaceId").unwrap(), "core");
        assert!(d.remove("tokens", "alice") && d.remove("tokens", "ci-bot"));
        Ok(())
    })
    .unwrap();
    assert!(Config::load(&source).ok().unwrap().config.tokens.is_empty());
    edit(&source, |d| {
        d.append("tokens", &token("dora"));
        d.append("connectors", &json!({"id": "x", "provider": "jira", "resource": "issues", "displayName": "q\"\\ é\u{2028}"}));
        Ok(())
    })
    .unwrap();
    let config = Config::load(&source).ok().unwrap().config;
    assert_eq!(config.tokens[0].id, "dora");
    assert_eq!(config.connectors[0].display_name.as_deref(), Some("q\"\\ é\u{2028}"));
    assert!(std::fs::read_to_string(&path).unwrap().contains("\"_owner\": \"bob\""));
}

#[test]
fn keys_are_set_replaced_and_taken_away() {
    let (_dir, source, _) = home(&LAYOUT.replace('\n', "\r\n"));
    edit(&source, |d| {
        d.set("tokens", "alice", "sha256Hex", Some(&sha256_hex(b"new").into()))?;
        d.set("tokens", "alice", "expiresAt", Some(&"2030-01-01T00:00:00Z".into()))?;
        d.set("tokens", "alice", "previous", None)
    })
    .unwrap();
    let text = source.read().unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let config = Config::load(&source).ok().unwrap().config;
    assert!(config.tokens[0].expires_at.is_some());
    assert_eq!(hex::encode(config.tokens[0].sha256), sha256_hex(b"new"));
    edit(&source, |d| d.set("tokens", "alice", "expiresAt", None)).unwrap();
    assert!(Config::load(&source).ok().unwrap().config.tokens[0].expires_at.is_none());
    assert!(edit(&source, |d| d.set("tokens", "nobody", "role", None)).is_err());
}

#[test]
fn a_withdrawn_workspace_leaves_no_token_wider_than_before() {
    let (_dir, source, _) = home(LAYOUT);
    edit(&source, |d| d.withdraw("web")).unwrap();
    let e = edit(&source, |d| d.withdraw("core")).unwrap_err();
    assert!(e.message().contains("`ci-bot`"), "{e}");
    assert!(source.read().unwrap().contains(r#""workspaces": ["core"]"#));
}

#[test]
fn what_would_not_load_is_never_stored() {
    let (_dir, source, path) = home(LAYOUT);
    let before = std::fs::read(&path).unwrap();
    let e = edit(&source, |d| {
        d.append("tokens", &token("alice"));
        Ok(())
    })
    .unwrap_err();
    assert!(e.message().contains("`alice` is taken") && e.kind() == Kind::Config, "{e}");
    assert_eq!(std::fs::read(&path).unwrap(), before);

    std::fs::write(&path, "{ // no\n}").unwrap();
    assert!(edit(&source, |_| Ok(())).unwrap_err().message().contains("not JSON"));
    std::fs::write(&path, "[]").unwrap();
    assert!(edit(&source, |_| Ok(())).unwrap_err().message().contains("must be an object"));
    for other in [Source::Stdin, Source::Env("X".into())] {
        let e = edit(&other, |_| Ok(())).unwrap_err();
        assert!(e.hint_text().unwrap().contains("--print-entry"));
    }
}

#[test]
fn an_edit_may_be_what_mends_the_file() {
    let (dir, source, _) = home(LAYOUT);
    std::fs::remove_dir(dir.path().join("web")).unwrap();
    assert!(edit(&source, |d| d.config().map(|_| ())).is_err());
    edit(&source, |d| {
        d.withdraw("web")?;
        d.remove("workspaces", "web");
        Ok(())
    })
    .unwrap();
    assert!(Config::load(&source).is_ok());
}

#[test]
fn what_takes_away_is_not_held_up_by_other_faults() {
    let (dir, source, path) = home(LAYOUT);
    std::fs::remove_dir(dir.path().join("web")).unwrap();
    let taken =
        |d: &Draft, id: &str| d.remove("tokens", id).then_some(()).ok_or_else(|| Error::failed(id));
    let revoke = |id: &str| take_away(&source, |d| taken(d, id));
    let left = revoke("alice").unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].path, "workspaces[1].root");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("alice") && text.contains("ci-bot"), "{text}");

    let e = take_away(&source, |d| {
        d.set_text("defaultWorkspaceId", "nowhere");
        taken(d, "ci-bot")
    })
    .unwrap_err();
    assert!(e.message().contains("`nowhere`") && !e.message().contains("does not exist"), "{e}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "a new fault is not stored");
    let e = edit(&source, |d| taken(d, "ci-bot")).unwrap_err();
    assert!(e.message().contains("would not load"), "{e}");

    // Twice the same id, once without a hash: both go.
    let twice = text.replace("\"tokens\": [", "\"tokens\": [{\"id\": \"ci-bot\"}, ");
    std::fs::write(&path, twice).unwrap();
    revoke("ci-bot").unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains("ci-bot"));
}

#[test]
fn links_and_modes_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, _, path) = home(LAYOUT);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let link = dir.path().join("link.json");
    std::os::unix::fs::symlink("team.json", &link).unwrap();
    edit(&Source::Path(link.clone()), |d| {
        d.append("tokens", &token("carol"));
        Ok(())
    })
    .unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(std::fs::read_to_string(&path).unwrap().contains("carol"));
}

#[test]
fn fifty_edits_at_once_lose_nothing() {
    let (_dir, source, _) = home(LAYOUT);
    std::thread::scope(|scope| {
        for worker in 0..10 {
            let source = source.clone();
            scope.spawn(move || {
                for n in 0..5 {
                    edit(&source, |d| {
                        d.append("tokens", &token(&format!("t{worker}-{n}")));
                        Ok(())
                    })
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(Config::load(&source).ok().unwrap().config.tokens.len(), 52);
}
