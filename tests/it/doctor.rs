//! Does the doctor find what is wrong, here and at a team's server, and say what would mend it?

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::harness::{Home, Said, finish};

fn doctor(home: &Home, token: Option<&str>, args: &[&str]) -> Said {
    let mut command = home.command();
    command.arg("doctor").args(args).env_remove("PATH");
    if let Some(token) = token {
        command.env("LEAN_CTX_TEAM_TOKEN", token);
    }
    finish(command)
}

fn check<'a>(found: &'a Value, name: &str) -> &'a Value {
    let checks = found["checks"].as_array().unwrap();
    checks.iter().find(|c| c["name"] == name).unwrap_or_else(|| panic!("no {name}: {found:#}"))
}

#[test]
fn nothing_is_wrong_where_nothing_is() {
    let home = Home::new();
    let said = doctor(&home, None, &["--json"]).ok();
    let found = said.json();
    assert_eq!(found["ok"], true);
    for check in found["checks"].as_array().unwrap() {
        let remedied = check["state"] == "ok" || check["remedy"].is_string();
        assert!(remedied, "{check}");
        assert_ne!(check["state"], "failure", "{check}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "a look makes nothing");
    doctor(&home, None, &[]).ok().says("daemon");
}

#[test]
fn what_can_be_mended_is() {
    let home = Home::new();
    let data = home.join(".lean-ctx");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    let config = home.join(".cursor/mcp.json");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    let entry = json!({"mcpServers": {"lean-ctx": {"url": "https://a.b/mcp", "headers": {"Authorization": "Bearer lctx_x"}}}});
    fs::write(&config, entry.to_string()).unwrap();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).unwrap();
    let found = doctor(&home, None, &["--json"]).exits(4).json();
    assert_eq!(check(&found, "data folder")["state"], "warning");
    assert_eq!(check(&found, "Cursor")["state"], "failure");
    let fixed = doctor(&home, None, &["--json", "--fix"]).ok().json();
    assert_eq!(check(&fixed, "data folder")["fixed"], true);
    assert_eq!(check(&fixed, "Cursor")["fixed"], true);
    for path in [&data, &config] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn clients_that_lead_nowhere_are_told() {
    let home = Home::new();
    for dir in [".cursor", ".gemini", ".codex"] {
        fs::create_dir(home.join(dir)).unwrap();
    }
    let entry = json!({"mcpServers": {"lean-ctx": {"command": "/gone/lean-ctx"}}});
    fs::write(home.join(".cursor/mcp.json"), entry.to_string()).unwrap();
    fs::write(home.join(".gemini/settings.json"), "{\n  \"a\": \n}").unwrap();
    let said = doctor(&home, None, &["--json"]).exits(4);
    let found = said.json();
    assert_eq!(check(&found, "Cursor")["state"], "failure");
    let gemini = check(&found, "Gemini CLI");
    assert!(gemini["message"].as_str().unwrap().contains("settings.json:"), "{gemini}");
    let codex = check(&found, "Codex CLI");
    assert_eq!(codex["state"], "warning");
    assert!(codex["remedy"].as_str().unwrap().contains("--only codex"));
}

#[test]
fn a_teams_server_is_asked_everything() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn alpha() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let idle = team.token("idle", &["--scopes", "events"]);
    let server = team.serve();
    let found = doctor(&home, Some(&token), &["--json", "--team", &server.url]).ok().json();
    let names = [
        "team server",
        "team TLS",
        "team token",
        "team MCP",
        "team tools",
        "team search",
        "team refusal",
    ];
    for name in names {
        assert_eq!(check(&found, name)["state"], "ok", "{found:#}");
    }
    assert!(check(&found, "team search")["message"].as_str().unwrap().contains("`core`"));
    assert!(team.audit().iter().any(|r| r["tool"] == "ctx_shell" && r["allowed"] == false));

    let found = doctor(&home, Some(&idle), &["--json", "--team", &server.url]).ok().json();
    assert_eq!(check(&found, "team search")["state"], "warning", "{found:#}");
    let (rest, last) = token.split_at(token.len() - 1);
    let wrong = format!("{rest}{}", if last == "x" { "y" } else { "x" });
    let found = doctor(&home, Some(&wrong), &["--json", "--team", &server.url]).exits(4).json();
    assert_eq!(check(&found, "team token")["state"], "failure");
    let found = doctor(&home, None, &["--json", "--team", &server.url]).exits(4).json();
    assert_eq!(check(&found, "team token")["state"], "failure");

    let url = server.url.clone();
    drop(server);
    let found = doctor(&home, Some(&token), &["--json", "--team", &url]).exits(4).json();
    assert_eq!(check(&found, "team server")["state"], "failure");
}
