//! Does every answered call book one event, of true numbers and nothing else?

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Team, eventually, finish, wait};

/// Words that stand in the workspace, in questions and in names, and so nowhere in a ledger.
const MARKERS: [&str; 7] =
    ["zebrafish", "quagga", "okapi", "aardwolf", "pangolin", "marmoset", "wombat"];

fn source() -> String {
    let functions = (0..60).map(|n| {
        format!("/// Feeds the wombat.\npub fn feed_wombat_{n}(grams: u32) -> u32 {{\n    let portion = grams * {n};\n    portion + 1\n}}\n\n")
    });
    functions.collect()
}

fn repo(home: &Home) -> Repo {
    home.repo("zebrafish", &[("src/quagga.rs", &source()), ("src/other.rs", "fn other() {}\n")])
}

/// The events of a ledger: lines that are no remarks.
fn events(ledger: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(ledger).unwrap_or_default();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    lines.filter(|line| line.get("note").is_none()).collect()
}

/// A call is in the ledger when its answer is given, unless the disk is slow: no answer waits for it longer than a moment.
fn booked_until(ledger: &Path, least: usize) -> Vec<Value> {
    eventually("the events", PATIENCE, || Some(events(ledger)).filter(|e| e.len() >= least))
}

fn tools(events: &[Value]) -> Vec<&str> {
    events.iter().map(|e| e["tool"].as_str().unwrap()).collect()
}

fn assert_says_nothing(folder: &Path) {
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        let text = std::fs::read_to_string(file.path()).unwrap_or_default();
        for marker in MARKERS {
            assert!(!text.contains(marker), "{marker} in {}", file.path().display());
        }
    }
}

fn team<'h>(home: &'h Home, repo: &Repo) -> Team<'h> {
    home.team(&[("okapi", &repo.path)])
}

#[test]
fn rest_and_mcp_book_each_answered_call_once() {
    let home = Home::new();
    let repo = repo(&home);
    let team = team(&home, &repo);
    let (alice, bob) = (
        team.token("aardwolf", &["--role", "admin"]),
        team.token("pangolin", &["--role", "viewer"]),
    );
    let ledger = team.data.join("savings/ledger.jsonl");
    let server = team.serve();
    let path = json!({"path": "src/quagga.rs"});
    server.ask(&alice, "ctx_read", path.clone());
    server.ask(&alice, "ctx_search", json!({"pattern": "wombat_1\\b"}));
    server.ask(&bob, "ctx_tree", json!({}));
    server.ask(
        &alice,
        "ctx_proof",
        json!({"tool": "ctx_read", "arguments": path, "maxTokens": 40000}),
    );
    server.ask(&alice, "ctx_knowledge", json!({"action": "remember", "category": "marmoset", "key": "wombat", "value": "zebrafish"}));
    // Refused, failed, and no tool call at all: nothing is booked.
    assert_eq!(
        server.call(&bob, "ctx_graph", json!({"action": "dependents", "path": "src/other.rs"})).0,
        403
    );
    assert_eq!(server.call(&alice, "ctx_read", json!({"path": "nowhere.rs"})).0, 400);
    assert_eq!(server.call(&alice, "ctx_search", json!({"nonsense": 1})).0, 400);
    assert_eq!(server.call("", "ctx_read", path.clone()).0, 401);
    assert_eq!(server.get("/v1/tools", &alice).0, 200);
    let expected = ["ctx_read", "ctx_search", "ctx_tree", "ctx_proof", "ctx_knowledge"];
    let booked = booked_until(&ledger, expected.len());
    assert_eq!(tools(&booked), expected);
    let mcp = |method: &str, params: Value| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        server.post("/mcp", &alice, &body)
    };
    assert_eq!(mcp("tools/list", json!({})).0, 200);
    assert_eq!(mcp("tools/call", json!({"name": "ctx_outline", "arguments": path})).0, 200);
    assert_eq!(
        mcp("tools/call", json!({"name": "ctx_read", "arguments": {"path": "no.rs"}})).0,
        200
    );
    assert_eq!(mcp("ping", json!({})).0, 200);
    let booked = booked_until(&ledger, expected.len() + 2);
    assert_eq!(tools(&booked[expected.len()..]), ["tools/list", "ctx_outline"]);
    let agents: Vec<&Value> = booked.iter().map(|e| &e["agent_id"]).collect();
    assert!(agents[0] == agents[1] && agents[0] != agents[2] && agents[0] == agents[6]);
    assert_eq!(booked[0]["repo_hash"], booked[6]["repo_hash"]);
    assert_says_nothing(&team.data.join("savings"));

    let (status, usage) = server.get("/v1/usage", &alice);
    assert_eq!(status, 200);
    let sum = |class: &str, field: &str| -> i64 {
        let of = booked.iter().filter(|e| e["evidence_class"] == class);
        of.map(|e| e[field].as_i64().unwrap()).sum()
    };
    let savings = &usage["savings"];
    assert_eq!(savings["total_events"], 6);
    assert_eq!(savings["modelled"]["total_events"], 1);
    assert_eq!(savings["saved_tokens"], sum("measured", "saved_tokens"));
    assert_eq!(savings["modelled"]["saved_tokens"], sum("modelled", "saved_tokens"));
    let (_, metrics) = server.get("/v1/metrics", &alice);
    assert_eq!(metrics["savings"]["written"], 7);
    assert_eq!(metrics["savings"]["failing"], false);
    assert_eq!(server.stop().0, 0);
    // The sums go on after a restart.
    let server = team.serve();
    eventually("the ledger is added up", PATIENCE, || {
        let usage = server.get("/v1/usage", &alice).1;
        (usage["savings"]["complete"] == true)
            .then_some(usage)
            .filter(|usage| usage["savings"]["total_events"] == 6)
    });
}

#[test]
fn the_numbers_are_counted_and_a_source_is_a_baseline_once() {
    let home = Home::new();
    let repo = repo(&home);
    let team = team(&home, &repo);
    let token = team.token("aardwolf", &["--role", "member"]);
    let ledger = team.data.join("savings/ledger.jsonl");
    let server = team.serve_with(|command| {
        command.env("LEAN_CTX_MODEL", "claude-sonnet-4-5");
    });
    let read = |more: Value| {
        let mut arguments = json!({"path": "src/quagga.rs", "maxTokens": 20000});
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = server.ask(&token, "ctx_read", arguments);
        (answer, events(&ledger).pop().unwrap())
    };
    let number = |value: &Value| value.as_i64().unwrap();

    let (full, event) = read(json!({}));
    let whole = number(&full["sourceTokens"]);
    assert_eq!(event["baseline_tokens"], whole);
    assert!(number(&event["saved_tokens"]) < 0, "the first line is not in the source: {event}");
    assert_eq!(event["bounce_adjustment"], 0, "whole twice is no bounce");

    let (answer, event) = read(json!({"mode": "signatures"}));
    assert_eq!(
        (&event["baseline_tokens"], &event["evidence_class"]),
        (&json!(whole), &json!("measured"))
    );
    assert_eq!(number(&event["saved_tokens"]), whole - number(&event["actual_tokens"]));
    assert!(number(&event["actual_tokens"]) >= number(&answer["deliveredTokens"]));
    assert!(number(&event["saved_tokens"]) > whole / 3, "{event}");
    assert_eq!(event["unit_price_per_m_usd"], 3_000_000);
    assert_eq!(number(&event["saved_usd"]), number(&event["saved_tokens"]) * 3);

    // Ten of the lines just left out, then the rest: each counts against the earlier baseline once.
    let (some, event) = read(json!({"mode": "lines:1-10"}));
    let first = number(&some["deliveredTokens"]);
    assert_eq!(event["bounce_adjustment"], first);
    let (_, event) = read(json!({}));
    let bounce = number(&event["bounce_adjustment"]);
    assert!(bounce < whole && bounce + first >= whole - 5, "{bounce} + {first} of {whole}");
    let (_, event) = read(json!({}));
    assert_eq!(event["bounce_adjustment"], 0);

    // In pages, all pages together stand for the file once.
    let before = events(&ledger).len();
    let mut page = json!({"mode": "signatures", "maxTokens": 600});
    loop {
        let (answer, _) = read(page.clone());
        match answer.get("cursor") {
            Some(cursor) => page["cursor"] = cursor.clone(),
            None => break,
        }
    }
    let pages = events(&ledger).split_off(before);
    assert!(pages.len() > 2, "{}", pages.len());
    let stood: i64 = pages.iter().map(|e| number(&e["baseline_tokens"])).sum();
    assert!((stood - whole).abs() <= pages.len() as i64, "{stood} of {whole}");

    let (_, _) = read(json!({"mode": "diff:HEAD"}));
    let booked = events(&ledger);
    assert_eq!(booked.last().unwrap()["mechanism"], "caching");
    server.ask(&token, "ctx_search", json!({"pattern": "fn other"}));
    let event = events(&ledger).pop().unwrap();
    assert_eq!(
        (&event["evidence_class"], &event["mechanism"]),
        (&json!("modelled"), &json!("routing"))
    );
    server.ask(&token, "ctx_index", json!({}));
    let event = events(&ledger).pop().unwrap();
    assert_eq!(
        (&event["saved_tokens"], &event["measurement_method"]),
        (&json!(0), &json!("no_source"))
    );
}

#[test]
fn the_terminal_and_stdio_book_into_the_user_s_own_ledger() {
    let home = Home::new();
    let repo = repo(&home);
    let ledger = home.join(".lean-ctx/savings/ledger.jsonl");
    let run = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).current_dir(&repo.path);
        finish(command)
    };
    run(&["read", "src/quagga.rs", "--mode", "map"]).ok();
    run(&["search", "marmoset|wombat_7"]).ok();
    run(&["call", "ctx_outline", r#"{"path":"src/quagga.rs"}"#]).ok();
    assert_ne!(run(&["read", "nowhere.rs"]).code(), 0);
    assert_ne!(run(&["call", "ctx_shell", "{}"]).code(), 0);
    let booked = events(&ledger);
    assert_eq!(tools(&booked), ["ctx_read", "ctx_search", "ctx_outline"]);
    // One command after the other: the second's source is the first's.
    assert_eq!(booked[0]["bounce_adjustment"], 0);
    assert_eq!(booked[2]["bounce_adjustment"], booked[0]["baseline_tokens"]);
    assert!(home.join(".lean-ctx/savings/ledger.jsonl.head").exists());

    let mut command = home.command();
    command
        .args(["serve", "--workspace"])
        .arg(&repo.path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut say = |method: &str, params: Value| {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        writeln!(input, "{message}").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    say("initialize", json!({"protocolVersion": "2025-06-18"}));
    let listed = say("tools/list", json!({}));
    assert!(listed["result"]["tools"].as_array().unwrap().len() > 10);
    say(
        "tools/call",
        json!({"name": "ctx_read", "arguments": {"path": "src/quagga.rs", "mode": "signatures"}}),
    );
    say("tools/call", json!({"name": "ctx_read", "arguments": {"path": "src/quagga.rs"}}));
    say("tools/call", json!({"name": "ctx_read", "arguments": {"path": "nowhere.rs"}}));
    drop(input);
    assert!(wait(&mut child, PATIENCE).expect("it ends").success());
    let booked = events(&ledger);
    assert_eq!(tools(&booked[3..]), ["tools/list", "ctx_read", "ctx_read"]);
    assert_eq!(booked[5]["bounce_adjustment"], booked[4]["baseline_tokens"]);
    let schemas = &booked[3];
    assert!(schemas["saved_tokens"].as_i64().unwrap() < -1000, "{schemas}");
    assert_eq!((&schemas["saved_usd"], &schemas["model_id"]), (&Value::Null, &json!("unknown")));
    assert_says_nothing(&home.join(".lean-ctx/savings"));
}

#[test]
fn answers_go_on_when_the_ledger_cannot_be_written() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    // The index is made first, as large as its files are; and a ledger that is larger than files
    // may become below.
    let server = team.serve();
    server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    assert_eq!(server.stop().0, 0);
    let ledger = team.data.join("savings/ledger.jsonl");
    let rotated = team.data.join("savings/ledger.jsonl.1");
    std::fs::rename(&ledger, &rotated).unwrap();
    std::fs::create_dir(&ledger).unwrap();
    let server = team.serve();
    for _ in 0..20 {
        server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    }
    let metrics = server.get("/v1/metrics", &token).1;
    assert_eq!(metrics["savings"]["failing"], true, "{metrics}");
    assert_eq!(metrics["savings"]["queued"], 20);
    std::fs::remove_dir(&ledger).unwrap();
    // What waited is written when it can be.
    eventually("the ledger is written again", PATIENCE, || {
        (events(&ledger).len() == 20).then_some(())
    });
    let (code, said) = server.stop();
    assert_eq!(code, 0);
    assert!(said.contains("the savings ledger: cannot be written"), "{said}");
}

#[test]
fn a_full_disk_fails_no_answer() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    assert_eq!(server.stop().0, 0);
    // Events are longer than audit records: the ledger meets the limit first.
    let mut command = home.program("prlimit");
    command
        .args(["--fsize=500000", env!("CARGO_BIN_EXE_lean-ctx"), "team", "serve", "--config"])
        .arg(&team.file);
    let server = crate::harness::Server::start(command);
    eventually("it serves", PATIENCE, || (server.get("/readyz", "").0 == 200).then_some(()));
    let failing = || {
        let metrics = server.get("/v1/metrics", &token).1;
        (metrics["savings"]["failing"] == true).then_some(())
    };
    for calls in 0.. {
        assert!(calls < 2000, "the ledger grew past its limit");
        server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
        if calls % 25 == 0 && failing().is_some() {
            break;
        }
    }
    for _ in 0..10 {
        server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    }
    let text = std::fs::read_to_string(team.data.join("savings/ledger.jsonl")).unwrap();
    assert!(text.ends_with('\n') && text.lines().count() > 300, "no half line is left");
}

#[test]
fn the_key_is_rotated_under_a_server_that_goes_on() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\nb\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let config = team.file.display().to_string();
    let run = |args: &[&str]| {
        let all = [args, &["--config", &config]].concat();
        home.run(all)
    };
    let server = team.serve();
    let prove = || {
        let asked = json!({"tool": "ctx_read", "arguments": {"path": "a.txt"}});
        server.ask(&token, "ctx_proof", asked)["proof"].clone()
    };
    let kept = home.join("server.vkey");
    let old = run(&["team", "keys", "show"]).ok().stdout;
    std::fs::write(&kept, &old).unwrap();
    let before = prove();
    let rotated = run(&["team", "keys", "rotate", "--json"]).ok().json();
    assert_eq!(rotated["old"], old.trim());
    assert_eq!(rotated["resumed"], false);
    // The running server signs with the new key, and knows the old one's proofs.
    let after = prove();
    assert_ne!(before["signatures"][0]["keyid"], after["signatures"][0]["keyid"]);
    for proof in [&before, &after] {
        let checked = server.ask(&token, "ctx_verify", json!({"proof": proof}));
        assert_eq!(checked["valid"], true, "{checked}");
    }
    assert_eq!(server.stop().0, 0);
    run(&["team", "audit", "verify"]).ok();
    // Whoever kept the old key is led to the new one, and not before.
    let kept_key = kept.display().to_string();
    assert_eq!(run(&["team", "audit", "verify", "--key", &kept_key]).code(), 4);
    let records = run(&["team", "keys", "show", "--rotations"]).ok().stdout;
    std::fs::write(&kept, old + &records).unwrap();
    run(&["team", "audit", "verify", "--key", &kept_key]).ok();
    for (name, proof) in [("before", &before), ("after", &after)] {
        let file = home.join(name);
        std::fs::write(&file, proof.to_string()).unwrap();
        home.run(["verify", file.to_str().unwrap(), "--key", &kept_key]).ok();
    }
    std::fs::write(&kept, std::fs::read_to_string(&kept).unwrap().replace("time 2", "time 3"))
        .unwrap();
    assert_eq!(run(&["team", "audit", "verify", "--key", &kept_key]).code(), 2);
    // Both books say so themselves.
    for book in ["audit.jsonl", "savings/ledger.jsonl"] {
        let text = std::fs::read_to_string(team.data.join(book)).unwrap();
        assert!(text.contains("the key was rotated"), "{book}");
    }
}

#[test]
fn a_user_s_key_is_rotated_and_an_entry_proved_to_who_has_the_key_alone() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let at = repo.path.display().to_string();
    let read = || home.run(["call", "ctx_read", r#"{"path":"a.txt"}"#, "--workspace", &at]).ok();
    read();
    let kept = home.join("mine.vkey");
    let key = kept.display().to_string();
    let old = home.run(["savings", "keys", "show"]).ok().stdout;
    std::fs::write(&kept, &old).unwrap();
    home.run(["savings", "verify", "--key", &key]).ok();
    home.run(["savings", "keys", "rotate"]).ok();
    assert_eq!(home.run(["savings", "verify", "--key", &key]).code(), 4);
    let records = home.run(["savings", "keys", "show", "--rotations"]).ok().stdout;
    std::fs::write(&kept, old + &records).unwrap();
    read();
    home.run(["savings", "verify", "--key", &key]).ok();
    home.run(["savings", "verify"]).ok();

    let ledger = home.join(".lean-ctx/savings/ledger.jsonl");
    let booked = events(&ledger);
    assert_eq!(booked[0]["agent_id"], booked[1]["agent_id"], "pseudonyms stay");
    let file = home.join("one.tlog-proof");
    let proof = home.run(["savings", "prove", "--number", "1"]).ok().stdout;
    std::fs::write(&file, &proof).unwrap();
    std::fs::remove_file(&ledger).unwrap();
    let check = || {
        home.run(["savings", "prove", "--check", file.to_str().unwrap(), "--key", &key, "--json"])
    };
    assert_eq!(check().ok().json()["entry"], booked[0]);
    std::fs::write(&file, proof.replacen("index 0", "index 1", 1)).unwrap();
    assert_eq!(check().code(), 4);
    assert_eq!(home.run(["savings", "prove", "--number", "1"]).code(), 4, "nothing is there");
    assert_eq!(home.run(["savings", "prove"]).code(), 2);
}
