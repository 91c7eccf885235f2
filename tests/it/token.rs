//! Are tokens minted, kept, rotated and revoked without losing one or showing one?

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, eventually, finish};

fn config(file: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn fifty_at_once_lose_nothing() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    for round in 0..50 {
        let ids = [format!("left-{round}"), format!("right-{round}")];
        std::thread::scope(|scope| {
            for id in &ids {
                scope.spawn(|| {
                    let mut command = home.command();
                    command.args([
                        "team", "token", "create", "--id", id, "--role", "viewer", "--config",
                    ]);
                    command.arg(&team.file);
                    finish(command).ok();
                });
            }
        });
    }
    let tokens = config(&team.file)["tokens"].as_array().unwrap().clone();
    let ids: std::collections::BTreeSet<&str> =
        tokens.iter().filter_map(|t| t["id"].as_str()).collect();
    assert_eq!((tokens.len(), ids.len()), (100, 100));
    let file = team.file.display().to_string();
    home.run(["team", "check", "--config", &file]).ok();
}

#[test]
fn a_secret_is_shown_once_and_kept_as_its_hash() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    std::fs::set_permissions(&team.file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let file = team.file.display().to_string();
    let said = home
        .run([
            "team",
            "token",
            "create",
            "--config",
            &file,
            "--id",
            "ci",
            "--scopes",
            "search,sessionMutations",
            "--workspaces",
            "core",
            "--expires",
            "90d",
        ])
        .ok();
    let secret = said.stdout.trim_end_matches('\n');
    assert_eq!(said.stdout, format!("{secret}\n"), "stdout is the secret alone");
    assert!(secret.starts_with("lctx_") && secret.len() == 5 + 43 + 6, "{secret}");
    assert!(!said.stderr.contains(secret));
    let text = std::fs::read_to_string(&team.file).unwrap();
    assert!(!text.contains(secret) && text.contains("sessionmutations"), "{text}");
    assert_eq!(std::fs::metadata(&team.file).unwrap().permissions().mode() & 0o777, 0o640);
    let listed = home.run(["team", "token", "list", "--config", &file, "--json"]).ok();
    assert!(!listed.stdout.contains(secret));
    let before = text;
    for bad in [
        &["--id", "ci", "--role", "viewer"][..],
        &["--id", "x", "--role", "emperor"],
        &["--id", "x", "--scopes", "serch"],
        &["--id", "x", "--role", "viewer", "--workspaces", "nowhere"],
        &["--id", "x", "--role", "viewer", "--expires", "soon"],
        &["--id", "x"],
        &["--id", "", "--role", "viewer"],
    ] {
        let said = home.run([&["team", "token", "create", "--config", &file], bad].concat());
        assert_eq!(said.code(), 2, "{said}");
        assert!(said.stdout.is_empty() && !said.stderr.is_empty(), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&team.file).unwrap(), before, "a refusal changes nothing");
}

#[test]
fn both_secrets_live_until_the_cut_off_and_a_revoked_one_not_at_all() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let old = team.token("ci", &["--role", "viewer"]);
    let keeper = team.token("keeper", &["--role", "viewer"]);
    let file = team.file.display().to_string();
    let server = team.serve();
    let new = home
        .run(["team", "token", "rotate", "ci", "--config", &file, "--overlap", "5s"])
        .ok()
        .stdout
        .trim()
        .to_owned();
    assert_ne!(old, new);
    eventually("the new secret works", Duration::from_secs(3), || {
        (server.get("/v1/tools", &new).0 == 200).then_some(())
    });
    assert_eq!(server.get("/v1/tools", &old).0, 200, "the old one overlaps");
    eventually("the old secret is cut off", Duration::from_secs(15), || {
        (server.get("/v1/tools", &old).0 == 401).then_some(())
    });
    assert_eq!(server.get("/v1/tools", &new).0, 200);
    let said = home.run(["team", "token", "revoke", "ci", "--config", &file]);
    assert_eq!(said.code(), 2, "without a terminal and without --yes nothing is revoked: {said}");
    home.run(["team", "token", "revoke", "ci", "--config", &file, "--yes"]).ok();
    eventually("a revoked token is refused", Duration::from_secs(2), || {
        (server.get("/v1/tools", &new).0 == 401).then_some(())
    });
    assert_eq!(server.get("/v1/tools", &keeper).0, 200);
    let listed = eventually("last used is told", PATIENCE, || {
        let listed = home.run(["team", "token", "list", "--config", &file, "--json"]).ok().json();
        let rows = listed
            .as_array()
            .cloned()
            .or_else(|| listed["tokens"].as_array().cloned())
            .expect("rows");
        rows.into_iter().find(|r| r["id"] == "keeper" && !r["lastUsed"].is_null())
    });
    assert_eq!(listed["role"], "viewer");
}

#[test]
fn expiring_tokens_are_a_check_that_does_not_hold() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team_with(&[("core", &repo.path)], json!({"maxTokenLifetimeDays": 30}));
    let file = team.file.display().to_string();
    team.token("long", &["--role", "viewer", "--expires", "30d"]);
    home.run(["team", "token", "expiring", "--config", &file, "--within", "14d"]).exits(0);
    team.token("soon", &["--role", "viewer", "--expires", "7d"]);
    home.run(["team", "token", "expiring", "--config", &file, "--within", "14d"])
        .exits(4)
        .says("soon");
    for grant in [&["--expires", "31d"][..], &[]] {
        let said = home.run(
            [
                &["team", "token", "create", "--config", &file, "--id", "x", "--role", "viewer"],
                grant,
            ]
            .concat(),
        );
        assert_eq!(said.code(), 2, "longer than maxTokenLifetimeDays: {said}");
    }
}

#[test]
fn a_source_that_cannot_be_rewritten_says_so() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let text = std::fs::read_to_string(&team.file).unwrap();
    let mut command = home.command();
    command
        .env("TEAM", &text)
        .args(["team", "token", "create", "--config", "env:TEAM", "--id", "x", "--role", "viewer"]);
    finish(command).exits(2).says("--print-entry");
    let mut command = home.command();
    command.env("TEAM", &text).args([
        "team",
        "token",
        "create",
        "--config",
        "env:TEAM",
        "--id",
        "x",
        "--role",
        "viewer",
        "--print-entry",
    ]);
    let said = finish(command).ok();
    assert!(said.stdout.contains("sha256Hex") || said.stderr.contains("sha256Hex"), "{said}");
}

#[test]
fn a_revocation_waits_for_no_other_fault() {
    let home = Home::new();
    let (core, web) =
        (home.repo("core", &[("a.txt", "a\n")]), home.repo("web", &[("b.txt", "b\n")]));
    let team = home.team(&[("core", &core.path), ("web", &web.path)]);
    team.token("thief", &["--role", "viewer"]);
    team.token("other", &["--role", "viewer"]);
    std::fs::remove_dir_all(&web.path).unwrap();
    let file = team.file.display().to_string();
    let revoke = |id: &str| home.run(["team", "token", "revoke", id, "--yes", "--config", &file]);
    let said = revoke("thief").ok();
    assert!(said.stderr.contains("another fault") && said.stderr.contains("workspaces[1].root"));
    let ids = |config: Value| config["tokens"].as_array().unwrap().clone();
    assert!(ids(config(&team.file)).iter().all(|t| t["id"] != "thief"));
    revoke("nobody").exits(1).says("there is no token `nobody`");
    let create = ["team", "token", "create", "--id", "x", "--role", "viewer", "--config", &file];
    home.run(create).exits(2).says("does not exist");
    // What is at fault can be taken away as well.
    home.run(["team", "workspace", "remove", "web", "--yes", "--config", &file]).ok();
    home.run(create).ok();
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    team.token("alice", &["--role", "admin"]);
    let file = team.file.display().to_string();
    let said = home.run(["team", "token", "revoke", "alice", "--config", &file]).exits(2);
    assert!(said.stderr.contains("add `--yes`") && !said.stderr.contains('?'), "{said}");
    let listed = home.run(["team", "token", "list", "--config", &file]).ok().stdout;
    let row: Vec<&str> = listed.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(row[..4], ["alice", "admin", "all", "all"]);
    let add = |place: &str| home.run(["team", "workspace", "add", place, "--config", &file]);
    add("core/../core").exits(2).says("is served already, as `core`");
    add("http://u:secret@example.com/a").exits(2);
    add("http://u@example.com/a").exits(2).says("the URL `http://example.com/a` is neither");
    home.run(["team", "init", "--yes", "--workspace", "core", "--workspace", "x=core"])
        .exits(2)
        .says("is named twice");
}

#[test]
fn a_token_is_not_minted_for_a_part_of_a_group() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let docs = home.repo("docs", &[("a.txt", "a\n")]);
    let web = home.repo("web", &[("a.txt", "a\n")]).path.display().to_string();
    let team = home.team(&[("core", &repo.path), ("docs", &docs.path)]);
    let mut text = config(&team.file);
    text["workspaces"][0]["group"] = json!("shop");
    std::fs::write(&team.file, text.to_string()).unwrap();
    let file = team.file.display().to_string();
    let add = ["team", "workspace", "add", &web, "--config", &file, "--group", "shop"];
    // A token that the new member would tear is named, and nothing is changed.
    let create = ["team", "token", "create", "--config", &file, "--role", "viewer", "--id"];
    home.run(create.iter().chain(&["early", "--workspaces", "core"])).ok();
    home.run(add).exits(2).says("`early` would see `core` of the group `shop` and not `web`");
    home.run(["team", "token", "revoke", "early", "--yes", "--config", &file]).ok();
    home.run(add).ok();
    let listed = home.run(["team", "workspace", "list", "--json", "--config", &file]).ok().stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((&listed[2]["id"], &listed[2]["group"]), (&json!("web"), &json!("shop")));
    let create = |id: &str, more: &[&str]| {
        let mut arguments = vec!["team", "token", "create", "--config", &file, "--id", id];
        arguments.extend(["--role", "viewer"]);
        arguments.extend(more);
        home.run(arguments)
    };
    let before = std::fs::read_to_string(&team.file).unwrap();
    for more in [&["--workspaces", "core,docs"][..], &["--workspaces", "web", "--print-entry"]] {
        create("part", more)
            .exits(2)
            .says("of the group `shop` and not")
            .says("a group is seen whole or not at all");
    }
    assert_eq!(std::fs::read_to_string(&team.file).unwrap(), before);
    create("whole", &["--workspaces", "core,web"]).ok();
    create("none", &["--workspaces", "docs"]).ok();
    create("all", &[]).ok();
    // One that was written by hand is a fault that names token, group and workspaces.
    let mut torn = config(&team.file);
    torn["tokens"][0]["workspaces"] = json!(["web"]);
    std::fs::write(&team.file, torn.to_string()).unwrap();
    let said = home.run(["team", "check", "--config", &file]).exits(2);
    let told = "the token `whole` would see `web` of the group `shop` and not `core`";
    assert!(said.stdout.contains(told), "{}", said.stdout);
    assert!(said.stdout.contains("`tokens[0].workspaces`"), "{}", said.stdout);
}
