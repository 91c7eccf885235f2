//! Does a running server follow its repositories and its team.json, without losing a request?

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, eventually};

#[test]
fn a_sync_is_served_without_a_restart() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "first words\n")]);
    let (_, clone) = home.cloned(&upstream, "core");
    clone.write("a.txt", "uncommitted words\n");
    let branch = clone.git(&["rev-parse", "HEAD"]);
    let team = home.team(&[("core", &clone.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let file = team.file.display().to_string();
    let server = team.serve();
    let text = |server: &crate::harness::Server| {
        server.ask(&token, "ctx_read", json!({"path": "a.txt"}))["text"].clone()
    };
    assert_eq!(text(&server), "first words\n", "the server serves commits only");

    upstream.write("a.txt", "second words\n");
    let second = upstream.commit("second");
    upstream.git(&["push", "-q", "origin", "main"]);
    let report = home.run(["team", "sync", "--config", &file, "--json"]).ok().json();
    assert!(report.to_string().contains("updated"), "{report}");
    let began = Instant::now();
    eventually("the new commit is served", Duration::from_secs(3), || {
        (text(&server) == "second words\n").then_some(())
    });
    assert!(began.elapsed() < Duration::from_secs(3));
    let answer = server.ask(&token, "ctx_search", json!({"pattern": "second words"}));
    assert_eq!(
        (answer["commit"].as_str(), answer["total"].as_u64()),
        (Some(second.as_str()), Some(1))
    );
    assert_eq!(clone.git(&["rev-parse", "HEAD"]), branch, "no checked-out branch is touched");
    assert_eq!(std::fs::read_to_string(clone.path.join("a.txt")).unwrap(), "uncommitted words\n");

    // A force-push to a history of its own.
    upstream.git(&["checkout", "-q", "--orphan", "other"]);
    upstream.write("a.txt", "rewritten words\n");
    upstream.commit("rewritten");
    upstream.git(&["push", "-q", "-f", "origin", "other:main"]);
    home.run(["team", "sync", "--config", &file]).ok();
    eventually("the rewritten history is served", Duration::from_secs(3), || {
        (text(&server) == "rewritten words\n").then_some(())
    });

    let said = home.run(["team", "sync", "--config", &file, "--workspace", "nowhere"]);
    assert_ne!(said.code(), 0);
    said.says("nowhere");
}

#[test]
fn sync_tries_all_and_names_what_failed() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "a\n")]);
    let (remote, gone) = home.cloned(&upstream, "gone");
    std::fs::remove_dir_all(remote).unwrap();
    let alone = home.repo("alone", &[("b.txt", "b\n")]);
    let team = home.team(&[("gone", &gone.path), ("alone", &alone.path)]);
    team.token("alice", &["--role", "member"]);
    let file = team.file.display().to_string();
    let said = home.run(["team", "sync", "--config", &file, "--json"]).exits(1);
    let text = said.stdout.clone();
    assert!(text.contains("skipped") && text.contains("failed") && text.contains("gone"), "{said}");
}

#[test]
fn a_workspace_with_a_url_is_cloned() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "from afar\n")]);
    let team = home.team_with(
        &[("core", &upstream.path)],
        json!({"workspaces": [{"id": "core", "url": format!("file://{}", upstream.path.display())}]}),
    );
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve();
    let answer = server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    assert_eq!(answer["text"], "from afar\n");
    assert!(team.data.join("repos/core").is_dir());
}

#[test]
fn team_json_is_followed_and_a_faulty_one_is_not_taken() {
    let home = Home::new();
    let one = home.repo("one", &[("one.txt", "1\n")]);
    let two = home.repo("two", &[("two.txt", "2\n")]);
    let team = home.team(&[("one", &one.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let file = team.file.display().to_string();
    let server = team.serve();
    home.run([
        "team",
        "workspace",
        "add",
        two.path.to_str().unwrap(),
        "--id",
        "two",
        "--config",
        &file,
    ])
    .ok();
    eventually("the new workspace answers", Duration::from_secs(10), || {
        (server.call(&admin, "ctx_read", json!({"path": "two.txt", "workspaceId": "two"})).0 == 200)
            .then_some(())
    });
    let good = std::fs::read_to_string(&team.file).unwrap();
    std::fs::write(&team.file, good.replace("\"defaultWorkspaceId\"", "\"defaultWorkspaceld\""))
        .unwrap();
    let said = eventually("the fault is told", Duration::from_secs(3), || {
        let (_, body) = server.get("/v1/workspaces", &admin);
        body["configError"].as_str().map(str::to_owned)
    });
    assert!(said.contains("defaultWorkspaceld"), "{said}");
    assert_eq!(server.get("/v1/tools", &admin).0, 200, "the old configuration counts");
    std::fs::write(&team.file, good).unwrap();
    eventually("the fault is gone", Duration::from_secs(3), || {
        server.get("/v1/workspaces", &admin).1["configError"].is_null().then_some(())
    });
    let (_, said) = server.stop();
    assert!(said.contains("defaultWorkspaceld"), "{said}");
}

#[test]
fn a_revocation_counts_whatever_else_is_wrong() {
    let home = Home::new();
    let one = home.repo("one", &[("one.txt", "1\n")]);
    let two = home.repo("two", &[("two.txt", "2\n")]);
    let team = home.team(&[("one", &one.path), ("two", &two.path)]);
    let (first, last) =
        (team.token("first", &["--role", "viewer"]), team.token("last", &["--role", "viewer"]));
    let server = team.serve();
    let refused = |token: &str| {
        eventually("a revoked token is refused", Duration::from_secs(2), || {
            (server.get("/v1/tools", token).0 == 401).then_some(())
        });
    };
    // A root that is gone makes the whole file one that would not load.
    std::fs::rename(&two.path, home.join("unmounted")).unwrap();
    let mut config: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&team.file).unwrap()).unwrap();
    config["tokens"].as_array_mut().unwrap().retain(|t| t["id"] != "first");
    std::fs::write(&team.file, config.to_string()).unwrap();
    refused(&first);
    assert_eq!(server.get("/v1/tools", &last).0, 200);
    std::fs::rename(home.join("unmounted"), &two.path).unwrap();
    // The last one of all.
    let file = team.file.display().to_string();
    home.run(["team", "token", "revoke", "last", "--yes", "--config", &file]).ok();
    refused(&last);
}

#[test]
fn an_older_index_answers_at_once_and_says_that_it_is_behind() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "first words\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let before = {
        let server = team.serve();
        server.ask(&token, "ctx_read", json!({"path": "a.txt"}))["commit"].clone()
    };
    for i in 0..600 {
        repo.write(&format!("src/f{i}.rs"), format!("pub fn work_{i}() {{}}\n").repeat(200));
    }
    let newest = repo.commit("much");
    let server = team.start_with(|_| {});
    let (status, body) = server.call(&token, "ctx_read", json!({"path": "a.txt"}));
    assert_eq!(status, 200, "{body}");
    let answer = &body["result"]["structuredContent"];
    assert!(answer["commit"] == before || answer["commit"] == newest.as_str(), "{answer}");
    let (_, listed) = server.get("/v1/workspaces", &token);
    let entry = &listed["workspaces"][0];
    assert_eq!(entry["state"] == "ready", entry["commit"] == newest.as_str(), "{entry}");
    eventually("the newest commit is served", PATIENCE, || {
        let status = server.ask(&token, "ctx_index", json!({}));
        (status["commit"] == newest.as_str() && status["state"] == "ready").then_some(())
    });
}

#[test]
fn reloads_under_load_fail_no_valid_request() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve();
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let (status, body) = server.call(&token, "ctx_read", json!({"path": "a.txt"}));
                    assert_eq!(status, 200, "{body}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for round in 0..8 {
            team.token(&format!("other-{round}"), &["--role", "viewer"]);
            // The workspace is another one then, with the same index.
            let text = std::fs::read_to_string(&team.file).unwrap();
            let mut config: Value = serde_json::from_str(&text).unwrap();
            config["index"]["embedding"] = json!(round % 2 == 0);
            let aside = team.file.with_extension("new");
            std::fs::write(&aside, config.to_string()).unwrap();
            std::fs::rename(aside, &team.file).unwrap();
            std::thread::sleep(Duration::from_millis(300));
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 100);
}

#[test]
fn sigterm_answers_what_was_accepted_and_ends_well() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    for signal in ["TERM", "INT"] {
        let mut server = team.serve();
        let (answered, refused) = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let (mut answered, mut refused) = (0, 0);
                        for _ in 0..400 {
                            match server.call(&token, "ctx_search", json!({"pattern": "a"})) {
                                (200, _) => answered += 1,
                                // The listener is closed: nothing was accepted, so nothing is lost.
                                (0, said)
                                    if said.to_string().contains("onnect")
                                        || said.to_string().contains("refused") =>
                                {
                                    refused += 1;
                                    break;
                                }
                                other => panic!("lost: {other:?}"),
                            }
                        }
                        (answered, refused)
                    })
                })
                .collect();
            std::thread::sleep(Duration::from_millis(200));
            server.signal(signal);
            calls
                .into_iter()
                .map(|c| c.join().expect("a thread"))
                .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
        });
        let status = crate::harness::wait(&mut server.child, PATIENCE).expect("it ends");
        assert_eq!(status.code(), Some(0));
        assert!(answered > 0 && refused > 0, "{answered} answered, {refused} refused");
    }
    let file = team.file.display().to_string();
    home.run(["team", "audit", "verify", "--config", &file]).ok();
}

#[test]
fn killed_while_indexing_twenty_times_the_index_opens_and_equals_a_fresh_one() {
    let home = Home::new();
    let files: Vec<(String, String)> = (0..400)
        .map(|i| {
            (
                format!("src/m{}/f{i}.rs", i % 7),
                format!("pub fn work_{i}() {{ step_{}(); }}\n", i % 13).repeat(40),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let repo = home.repo("core", &files);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    for round in 0..20u64 {
        for i in 0..60 {
            repo.write(
                &format!("src/m{}/f{}.rs", i % 7, i * 3),
                format!("pub fn round_{round}_{i}() {{}}\n"),
            );
        }
        repo.commit("round");
        let mut server = team.start_with(|_| {});
        std::thread::sleep(Duration::from_millis(round * 17 % 400));
        server.child.kill().unwrap();
        server.child.wait().unwrap();
    }
    let look = |team: &crate::harness::Team| {
        let server = team.serve();
        eventually("the last commit is served", PATIENCE, || {
            let status = server.ask(&token, "ctx_index", json!({}));
            (status["state"] == "ready").then_some(())
        });
        let search = server.ask(
            &token,
            "ctx_search",
            json!({"pattern": "fn (round_19|work_39)", "limit": 1000, "maxTokens": 100_000}),
        );
        let rank = server.ask(
            &token,
            "ctx_semantic_search",
            json!({"query": "round 19 work", "limit": 20}),
        );
        let tree = server.ask(&token, "ctx_tree", json!({"depth": 9, "maxTokens": 100_000}));
        (search, rank["results"].as_array().map(Vec::len), tree)
    };
    let survived = look(&team);
    std::fs::remove_dir_all(team.data.join("index")).unwrap();
    assert_eq!(survived, look(&team));
}
