//! Does each reader of the event stream get each event once, in order, and only what it may see?

use std::io::{BufRead as _, BufReader};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, Team, eventually};

const FILES: &[(&str, &str)] =
    &[("README.md", "# Sample\n"), ("src/lib.rs", "pub fn compare() {}\n")];

/// One frame of a stream.
#[derive(Debug, Clone)]
struct Frame {
    id: Option<u64>,
    event: String,
    data: Value,
}

/// A reader at the other end of a stream. Dropped, it leaves.
#[derive(Debug)]
struct Reader {
    frames: Receiver<Frame>,
    comments: std::sync::Arc<AtomicUsize>,
}

impl Reader {
    /// Asks for the stream; `Err` is a refusal.
    fn open(
        server: &Server,
        token: &str,
        query: &str,
        last: Option<u64>,
    ) -> Result<Self, (u16, Value)> {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = agent
            .get(format!("{}/v1/events{query}", server.url))
            .header("Authorization", format!("Bearer {token}"));
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last.to_string());
        }
        let mut response = request.call().expect("an answer");
        let status = response.status().as_u16();
        if status != 200 {
            let body = response.body_mut().read_to_string().unwrap_or_default();
            return Err((status, serde_json::from_str(&body).unwrap_or(Value::String(body))));
        }
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let (send, frames) = channel();
        let comments = std::sync::Arc::<AtomicUsize>::default();
        let heard = std::sync::Arc::clone(&comments);
        thread::spawn(move || {
            let (mut id, mut event, mut data) = (None, String::new(), Value::Null);
            for line in BufReader::new(response.into_body().into_reader()).lines() {
                let Ok(line) = line else { return };
                if let Some(text) = line.strip_prefix("id: ") {
                    id = text.parse().ok();
                } else if let Some(text) = line.strip_prefix("event: ") {
                    event = text.to_owned();
                } else if let Some(text) = line.strip_prefix("data: ") {
                    data = serde_json::from_str(text).expect("JSON");
                } else if line.starts_with(':') {
                    heard.fetch_add(1, Ordering::Relaxed);
                } else if line.is_empty() && !event.is_empty() {
                    let frame = Frame {
                        id: id.take(),
                        event: std::mem::take(&mut event),
                        data: data.take(),
                    };
                    if send.send(frame).is_err() {
                        return;
                    }
                }
            }
        });
        Ok(Self { frames, comments })
    }

    #[track_caller]
    fn next(&self) -> Frame {
        self.frames.recv_timeout(PATIENCE).expect("a frame")
    }

    /// The next call's record: the index's own events are passed over.
    #[track_caller]
    fn call(&self) -> Frame {
        loop {
            let frame = self.next();
            if frame.event != "graph_built" {
                return frame;
            }
        }
    }
}

fn team(home: &Home) -> Team<'_> {
    let repo = home.repo("core", FILES);
    home.team_with(
        &[("core", &repo.path)],
        json!({"perTokenRps": 100_000, "perTokenBurst": 100_000}),
    )
}

fn call(server: &Server, token: &str, channel: &str, pattern: &str) {
    let body = json!({"name": "ctx_search", "channelId": channel, "arguments": {"pattern": pattern, "path": "src"}});
    let (status, body) = server.post("/v1/tools/call", token, &body);
    assert_eq!(status, 200, "{body}");
}

#[test]
fn replay_then_live_redacted_or_whole() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let member = team.token("member", &["--role", "member"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    call(&server, &member, "default", "one");
    call(&server, &member, "other", "aside");
    call(&server, &member, "default", "two");
    let whole = Reader::open(&server, &admin, "?limit=1", None).ok().unwrap();
    let (first, second) = (whole.call(), whole.call());
    assert!(first.id < second.id, "{first:?} {second:?}");
    let event = &first.data;
    assert_eq!(
        (&event["kind"], &event["actor"]),
        (&json!("tool_call_recorded"), &json!("team:member"))
    );
    assert_eq!((&event["workspaceId"], &event["channelId"]), (&json!("core"), &json!("default")));
    assert_eq!(
        (&event["consistencyLevel"], &event["payload"]["path"]),
        (&json!("local"), &json!("src"))
    );
    assert_eq!(second.data["parentId"], event["id"]);
    assert!(second.data["version"].as_u64() > event["version"].as_u64());
    // Without `audit`: what happened, not with what.
    let redacted = Reader::open(&server, &member, "", None).ok().unwrap();
    let frame = redacted.call();
    assert_eq!(frame.id, first.id);
    assert_eq!(
        frame.data["payload"],
        json!({
            "tool": "ctx_search", "kind": "tool_call_recorded", "event_kind": "tool_call_recorded",
            "workspace_id": "core", "channel_id": "default", "id": first.id, "redacted": true,
        })
    );
    redacted.call();
    call(&server, &admin, "default", "live");
    assert_eq!(whole.call().data["actor"], "team:admin");
    assert_eq!(redacted.call().data["actor"], "team:admin");
    // Both ways to resume.
    let resumed = Reader::open(&server, &admin, "", second.id).ok().unwrap();
    assert!(resumed.next().id > second.id);
    let query = format!("?since={}", second.id.unwrap());
    assert!(Reader::open(&server, &admin, &query, None).ok().unwrap().next().id > second.id);
    let other = Reader::open(&server, &admin, "?channelId=other", None).ok().unwrap();
    assert_eq!(other.next().data["channelId"], "other");
    for (token, query, status, code) in [
        (&viewer, "", 403, "scope_denied"),
        (&admin, "?since=-1", 400, "invalid_arguments"),
        (&admin, "?limit=1001", 400, "invalid_arguments"),
        (&admin, "?channelId=", 400, "invalid_arguments"),
        (&admin, "?workspaceId=nowhere", 400, "unknown_workspace"),
    ] {
        let (found, body) = Reader::open(&server, token, query, None).err().unwrap();
        assert_eq!((found, body["error_code"].as_str()), (status, Some(code)), "{query}");
    }
    let (_, metrics) = server.get("/v1/metrics", &admin);
    assert_eq!(metrics["sseConnectionsTotal"], 5);
    // Which of the two an event was depends on when the writer got to it.
    let (sent, replayed) = (&metrics["eventsBroadcast"], &metrics["eventsReplayed"]);
    assert!(sent.as_u64() >= Some(2) && replayed.as_u64() >= Some(1), "{metrics}");
}

#[test]
fn search_lineage_and_summary() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let member = team.token("member", &["--role", "member"]);
    let server = team.serve();
    for _ in 0..3 {
        call(&server, &member, "talk", "x");
    }
    call(&server, &admin, "talk", "y");
    let search = |token: &str, query: &str| {
        server.get(&format!("/v1/events/search?channelId=talk&{query}"), token).1
    };
    eventually("all are kept", PATIENCE, || {
        (search(&admin, "q=ctx_search")["count"] == 4).then_some(())
    });
    let found = search(&admin, "q=TEAM:member+src&limit=2");
    assert_eq!((&found["count"], &found["query"]), (&json!(2), &json!("TEAM:member src")));
    let ids: Vec<u64> =
        found["results"].as_array().unwrap().iter().map(|e| e["id"].as_u64().unwrap()).collect();
    assert!(ids[0] > ids[1], "newest first: {found}");
    // `src` stands in the payload, which a member is not shown.
    assert_eq!(search(&member, "q=member")["count"], 3);
    assert_eq!(search(&member, "q=src")["count"], 0);
    let (_, chain) = server.get(&format!("/v1/events/lineage?id={}&depth=2", ids[0]), &admin);
    assert_eq!((&chain["depth"], &chain["chain"][1]["id"]), (&json!(2), &json!(ids[1])), "{chain}");
    assert_eq!(chain["chain"][0]["parentId"], chain["chain"][1]["id"]);
    let (status, none) = server.get("/v1/events/lineage?id=999999", &admin);
    assert_eq!((status, &none["depth"]), (200, &json!(0)));
    assert_eq!(server.get("/v1/events/lineage", &admin).0, 400);
    let (_, summary) = server.get("/v1/context/summary?channelId=talk", &member);
    assert_eq!((&summary["totalEvents"], &summary["latestVersion"]), (&json!(4), &json!(4)));
    assert_eq!(summary["activeAgents"], json!(["team:admin", "team:member"]));
    assert_eq!(summary["eventCountsByKind"], json!({"tool_call_recorded": 4}));
}

#[test]
fn a_decision_is_told_with_the_reason_that_was_given_for_others() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let member = team.token("member", &["--role", "member"]);
    let server = team.serve();
    let decided = json!({"action": "decision", "text": "hush", "reasoning": "hush"});
    tool(&server, &admin, "ctx_session", decided);
    let fact = json!({"action": "remember", "key": "db", "value": "SQLite", "reasoning": "one file to back up"});
    tool(&server, &member, "ctx_knowledge", fact);
    let decisions = |token: &str| {
        let (_, summary) = server.get("/v1/context/summary?channelId=talk", token);
        summary["recentDecisions"].clone()
    };
    let whole = decisions(&admin);
    assert_eq!(whole[0]["reasoning"], "one file to back up", "{whole}");
    assert_eq!((&whole[1]["tool"], &whole[1]["reasoning"]), (&json!("ctx_session"), &json!(null)));
    let redacted = decisions(&member);
    assert_eq!(
        (&redacted[0]["tool"], &redacted[0]["reasoning"]),
        (&json!("ctx_knowledge"), &json!(null))
    );
    for bad in ["", &"x".repeat(1025)] {
        let fact = json!({"action": "remember", "key": "db", "value": "x", "reasoning": bad});
        assert_eq!(server.call(&member, "ctx_knowledge", fact).0, 400);
    }
}

/// Reads `last` calls' ids of a channel, leaving and resuming at odd moments.
fn read_all(server: &Server, token: &str, seed: u64, last: usize) -> Vec<u64> {
    let mut seen: Vec<u64> = Vec::new();
    let mut random = seed;
    let end = Instant::now() + 2 * PATIENCE;
    while seen.len() < last {
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let query = format!("?channelId=load&limit={}", 1 + (random >> 33) % 400);
        let reader = Reader::open(server, token, &query, seen.last().copied())
            .unwrap_or_else(|_| panic!("a stream"));
        let stay = seen.len() + (random >> 40) as usize % 3000;
        while seen.len() < last && seen.len() <= stay {
            assert!(Instant::now() < end, "only {} came", seen.len());
            match reader.frames.recv_timeout(Duration::from_millis(50)) {
                Ok(frame) => seen.push(frame.id.expect("an id")),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }
    seen
}

#[test]
fn twenty_writers_and_readers_that_come_and_go() {
    const EACH: usize = 500;
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let agent = crate::harness::agent();
                for _ in 0..EACH {
                    let body = json!({"name": "ctx_tree", "channelId": "load"});
                    let status = agent
                        .post(format!("{}/v1/tools/call", server.url))
                        .header("Authorization", format!("Bearer {admin}"))
                        .header("Content-Type", "application/json")
                        .send(body.to_string())
                        .expect("an answer")
                        .status();
                    assert_eq!(status, 200);
                }
            });
        }
        let readers: Vec<_> = (1..=5)
            .map(|seed| {
                scope.spawn({
                    let (server, admin) = (&server, &admin);
                    move || read_all(server, admin, seed, 20 * EACH)
                })
            })
            .collect();
        let all: Vec<Vec<u64>> = readers.into_iter().map(|r| r.join().unwrap()).collect();
        for ids in &all {
            assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "in order, none twice");
            assert_eq!(ids, &all[0], "all the same");
        }
    });
    let (_, summary) = server.get("/v1/context/summary?channelId=load&limit=1", &admin);
    assert_eq!(summary["totalEvents"], 20 * EACH, "what was sent is what there is");
}

#[test]
fn streams_take_no_worker_and_are_capped() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"maxConcurrency": 2, "perTokenRps": 100_000, "perTokenBurst": 100_000}),
    );
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let mut readers = Vec::new();
    let refused = loop {
        match Reader::open(&server, &admin, "", None) {
            Ok(reader) => readers.push(reader),
            Err(refused) => break refused,
        }
    };
    assert_eq!(
        (refused.0, &refused.1["error_code"]),
        (503, &json!("overloaded")),
        "{}",
        readers.len()
    );
    assert_eq!(readers.len(), 128);
    call(&server, &admin, "default", "x");
    for reader in &readers {
        assert_eq!(reader.call().data["actor"], "team:admin");
    }
    drop(readers);
    // A reader that has left is noticed at the next event.
    eventually("the places are free", PATIENCE, || {
        call(&server, &admin, "default", "x");
        Reader::open(&server, &admin, "", None).ok()
    });
}

#[test]
fn a_revoked_token_loses_its_stream() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let gone = team.token("gone", &["--role", "member"]);
    let server = team.serve();
    let (kept, lost) = (
        Reader::open(&server, &admin, "", None).ok().unwrap(),
        Reader::open(&server, &gone, "", None).ok().unwrap(),
    );
    call(&server, &admin, "default", "x");
    kept.call();
    lost.call();
    let config = team.file.display().to_string();
    home.run(["team", "token", "revoke", "--config", &config, "--yes", "gone"]).ok();
    let last = lost.call();
    assert_eq!(last.event, "closed", "{last:?}");
    assert!(last.data["reason"].as_str().unwrap().contains("no longer valid"), "{last:?}");
    assert!(lost.frames.recv_timeout(PATIENCE).is_err());
    call(&server, &admin, "default", "x");
    kept.call();
}

#[test]
fn an_idle_stream_is_kept_alive_and_ends_with_the_server() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let reader = Reader::open(&server, &admin, "?channelId=quiet", None).ok().unwrap();
    let began = Instant::now();
    eventually("a sign of life", PATIENCE, || {
        (reader.comments.load(Ordering::Relaxed) > 0).then_some(())
    });
    assert!((14..20).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    let (code, said) = server.stop();
    assert_eq!(code, 0, "{said}");
    assert!(reader.frames.recv_timeout(PATIENCE).is_err());
}

fn tool(server: &Server, token: &str, name: &str, arguments: Value) -> Value {
    let body = json!({"name": name, "channelId": "talk", "arguments": arguments});
    let (status, body) = server.post("/v1/tools/call", token, &body);
    assert_eq!(status, 200, "{name}: {body}");
    body["result"].clone()
}

fn remember(server: &Server, token: &str, key: &str, value: &str) -> Value {
    let fact = json!({"action": "remember", "category": "c", "key": key, "value": value});
    tool(server, token, "ctx_knowledge", fact)
}

#[test]
fn a_change_is_told_before_its_answer_and_a_session_keeps_its_secrets() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let kinds = |query: &str| {
        let (_, found) = server.get(&format!("/v1/events/search?channelId=talk&q={query}"), &admin);
        found["results"].as_array().unwrap().clone()
    };
    // Asked at once after the answer: no event of a change is still on its way.
    for n in 0..20 {
        remember(&server, &admin, &format!("k{n}"), "v");
        assert_eq!(kinds(&format!("knowledge_remembered+k{n}%22")).len(), 1);
    }
    let fact = &kinds("knowledge_remembered+k7")[0];
    assert_eq!(
        (&fact["consistencyLevel"], &fact["payload"]["category"]),
        (&json!("eventual"), &json!("c"))
    );
    remember(&server, &admin, "k7", "v");
    assert_eq!(kinds("knowledge_remembered+k7").len(), 1, "nothing has changed");
    tool(
        &server,
        &admin,
        "ctx_artifacts",
        json!({"action": "store", "name": "a.txt", "content": "x"}),
    );
    assert_eq!(kinds("artifact_stored+a.txt").len(), 1);
    let noted = json!({"action": "decision", "text": "hush", "reasoning": "hush", "path": "hush"});
    tool(&server, &admin, "ctx_session", noted);
    let events = kinds("session_mutated+decision");
    assert_eq!((events.len(), &events[0]["consistencyLevel"]), (1, &json!("strong")));
    tool(
        &server,
        &admin,
        "ctx_proof",
        json!({"tool": "ctx_read", "arguments": {"path": "src/lib.rs"}}),
    );
    assert_eq!(kinds("proof_added+ctx_read").len(), 1);
    eventually("the calls are recorded", PATIENCE, || {
        (kinds("tool_call_recorded+ctx_session").len() == 1).then_some(())
    });
    assert!(kinds("hush").is_empty(), "a session's contents are its owner's");
}

#[test]
fn a_server_that_ends_keeps_what_waits() {
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    for _ in 0..30 {
        call(&server, &admin, "end", "x");
    }
    assert_eq!(server.stop().0, 0);
    let server = team.serve();
    let (_, summary) = server.get("/v1/context/summary?channelId=end", &admin);
    assert_eq!(summary["totalEvents"], 30, "{summary}");
}

#[test]
fn who_was_away_is_told_so_once() {
    let home = Home::new();
    let team = team(&home);
    let (alice, bob) =
        (team.token("alice", &["--role", "admin"]), team.token("bob", &["--role", "admin"]));
    let server = team.serve();
    let text = |token: &str| {
        let result = tool(&server, token, "ctx_read", json!({"path": "src/lib.rs"}));
        result["content"][0]["text"].as_str().unwrap().to_owned()
    };
    assert!(!text(&alice).starts_with("[CONTEXT STALE]"));
    text(&bob);
    for n in 0..10 {
        remember(&server, &bob, &format!("k{n}"), "v");
        text(&bob);
        tool(&server, &bob, "ctx_session", json!({"action": "finding", "text": "mine"}));
    }
    assert!(!text(&bob).starts_with("[CONTEXT STALE]"), "one's own changes are known");
    assert!(!text(&alice).starts_with("[CONTEXT STALE]"), "ten are not more than ten");
    for n in 0..11 {
        remember(&server, &bob, &format!("k{n}"), "w");
    }
    let told = text(&alice);
    assert!(told.starts_with("[CONTEXT STALE] 11 changes"), "{told}");
    assert!(told.contains("pub fn compare"), "the answer follows");
    assert!(!text(&alice).starts_with("[CONTEXT STALE]"), "told once");
    // The summary brings its reader up to date, and names what two have written.
    remember(&server, &alice, "k3", "mine");
    for n in 20..40 {
        remember(&server, &bob, &format!("k{n}"), "v");
    }
    let (_, summary) = server.get("/v1/context/summary?channelId=talk&limit=500", &alice);
    assert_eq!(summary["conflictAlerts"][0]["key"], "k3", "{summary}");
    assert_eq!(summary["recentDecisions"].as_array().unwrap().len(), 10);
    assert!(!text(&alice).starts_with("[CONTEXT STALE]"));
}

#[test]
fn acknowledged_changes_and_their_events_survive_kill_9() {
    // Long runs set the number of kills.
    let kills = std::env::var("LEAN_CTX_TEST_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let home = Home::new();
    let team = team(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..kills {
        let mut server = team.serve();
        let kept = std::sync::Mutex::new(Vec::new());
        thread::scope(|scope| {
            for writer in 0..4 {
                let (server, admin, kept) = (server.url.clone(), &admin, &kept);
                scope.spawn(move || {
                    let agent = crate::harness::agent();
                    for n in 0.. {
                        let key = format!("r{round}w{writer}n{n}");
                        let body = json!({"name": "ctx_knowledge", "channelId": "talk", "arguments":
                            {"action": "remember", "category": "c", "key": key, "value": "v"}});
                        let answer = agent
                            .post(format!("{server}/v1/tools/call"))
                            .header("Authorization", format!("Bearer {admin}"))
                            .header("Content-Type", "application/json")
                            .send(body.to_string());
                        match answer {
                            Ok(answer) if answer.status() == 200 => kept.lock().unwrap().push(key),
                            _ => return,
                        }
                    }
                });
            }
            thread::sleep(Duration::from_millis(300 + 70 * (round as u64 % 7)));
            server.child.kill().expect("killed");
            server.child.wait().expect("ended");
        });
        acknowledged.append(&mut kept.into_inner().unwrap());
    }
    assert!(acknowledged.len() > kills, "{}", acknowledged.len());
    let server = team.serve();
    let reader = Reader::open(&server, &admin, "?channelId=talk&limit=1000", None).ok().unwrap();
    let mut keys = std::collections::HashSet::new();
    let (mut last, mut version) = (0, 0);
    while !acknowledged.iter().all(|key| keys.contains(key)) {
        let frame = reader.next();
        assert!(frame.id > Some(last), "in order");
        last = frame.id.unwrap();
        version += 1;
        assert_eq!(frame.data["version"], version, "no hole and no repeat: {frame:?}");
        if frame.event == "knowledge_remembered" {
            assert!(
                keys.insert(frame.data["payload"]["key"].as_str().unwrap().to_owned()),
                "{frame:?}"
            );
        }
    }
    for key in acknowledged.iter().step_by(50) {
        let fact = json!({"action": "recall", "category": "c", "key": key});
        tool(&server, &admin, "ctx_knowledge", fact);
    }
    // An event without its fact, or a fact without its event, would show here.
    let total =
        server.ask(&admin, "ctx_knowledge", json!({"action": "list", "limit": 1}))["total"].clone();
    while keys.len() < total.as_u64().unwrap() as usize {
        let frame = reader.next();
        if frame.event == "knowledge_remembered" {
            keys.insert(frame.data["payload"]["key"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(json!(keys.len()), total);
}

/// What does a token bound to workspace `a` get to see, byte for byte? `more`: there is a
/// workspace `b`, and somebody works in it.
fn world(more: bool) -> Vec<(String, u16, String)> {
    let home = Home::new();
    let a = home.repo("a", FILES);
    let b = home.repo("b", FILES);
    let spaces: &[(&str, &std::path::Path)] =
        if more { &[("a", &a.path), ("b", &b.path)] } else { &[("a", &a.path)] };
    let team = home.team_with(spaces, json!({"perTokenRps": 100_000, "perTokenBurst": 100_000}));
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "a"]);
    let other = team.token("other", &["--role", "admin"]);
    // Indexed before it is served: else code is read a moment after text, and meanwhile the index grows.
    home.run(["team", "sync", "--config", &team.file.display().to_string()]).ok();
    let server = team.serve();
    // What a server learns behind an index is published with it, and weighs some bytes.
    eventually("it was tried to learn from the index", PATIENCE, || {
        let (_, seen) = server.get("/v1/workspaces", &bound);
        (seen["workspaces"][0]["embedding"] == "too_little").then_some(())
    });
    if more {
        for n in 0..5 {
            let fact = json!({"workspaceId": "b", "action": "remember", "key": format!("k{n}"), "value": "v"});
            server.ask(&other, "ctx_knowledge", fact);
            server.ask(&other, "ctx_search", json!({"workspaceId": "b", "pattern": "compare"}));
            server.ask(
                &other,
                "ctx_session",
                json!({"workspaceId": "b", "action": "finding", "text": "t"}),
            );
        }
    }
    let mut seen = Vec::new();
    let mut note = |name: &str, (status, body): (u16, Value)| {
        seen.push((name.to_owned(), status, steady(&body.to_string())));
    };
    // Local events come when the writer gets to them: what is compared waits for each.
    let settled = |events: u64| {
        eventually("the events are kept", PATIENCE, || {
            let (_, summary) = server.get("/v1/context/summary?workspaceId=a", &other);
            (summary["totalEvents"] == events).then_some(())
        });
    };
    // The index's own, then each call's and each change's.
    let mut events = 1;
    settled(events);
    for again in [0, 1] {
        for (name, arguments, leaves) in [
            (
                "ctx_knowledge",
                json!({"action": "remember", "key": "k0", "value": "mine"}),
                2 - again,
            ),
            ("ctx_knowledge", json!({"action": "recall", "query": "mine"}), 1),
            ("ctx_artifacts", json!({"action": "store", "name": "n", "content": "c"}), 2 - again),
            ("ctx_session", json!({"action": "status"}), 1),
            ("ctx_search", json!({"workspaceId": "*", "pattern": "compare"}), 1),
            ("ctx_search", json!({"workspaceId": "b", "pattern": "compare"}), 0),
            ("ctx_index", json!({}), 1),
            ("ctx_shell", json!({}), 0),
        ] {
            note(name, server.call(&bound, name, arguments));
            events += leaves;
            settled(events);
        }
    }
    for path in [
        "/v1/workspaces",
        "/v1/tools",
        "/v1/manifest",
        "/v1/capabilities",
        "/v1/openapi.json",
        "/v1/openapi.operator.json",
        "/v1/metrics",
        "/v1/storage",
        "/v1/usage",
        "/v1/connectors",
        "/v1/audit?limit=1000&token=bound",
        "/v1/context/summary",
        "/v1/events/search?q=ctx_knowledge",
        "/v1/events/search?q=x&workspaceId=b",
        "/v1/events/lineage?id=6",
        "/v1/events?workspaceId=b",
    ] {
        note(path, server.get(path, &bound));
    }
    let reader = Reader::open(&server, &bound, "", None).ok().unwrap();
    for _ in 0..events {
        let frame = reader.next();
        note("stream", (frame.id.unwrap() as u16, frame.data));
    }
    let template = json!({"type": "ref/resource", "uri": "leanctx://{workspace}/file/{+path}"});
    let typed = |name: &str| json!({"name": name, "value": ""});
    let beside = json!({"arguments": {"workspace": "b"}});
    for (method, params) in [
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("resources/read", json!({"uri": "leanctx://a/artifact/n"})),
        ("resources/read", json!({"uri": "leanctx://b/file/src/lib.rs"})),
        ("resources/read", json!({"uri": "leanctx://b/knowledge/general/k1"})),
        ("completion/complete", json!({"ref": template, "argument": typed("workspace")})),
        (
            "completion/complete",
            json!({"ref": template, "argument": typed("path"), "context": beside}),
        ),
        ("prompts/list", json!({})),
        ("prompts/get", json!({"name": "get_to_know", "arguments": {"workspace": "b"}})),
    ] {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        note(method, server.post("/mcp", &bound, &message));
    }
    seen
}

/// Without what differs from run to run: times, durations, and ids of requests.
fn steady(text: &str) -> String {
    let volatile = [
        r#""(?:ts|timestamp|at|since|storedAt|indexedAt|measuredAt|generatedAt|generated_at|durationMs|lastIndexMs|requestId)":("[^"]*"|\d+)"#,
        r"\d{4}-\d\d-\d\dT[0-9:.]+Z",
        "/[^\" ]*/\\.tmp[A-Za-z0-9]+",
    ];
    volatile.iter().fold(text.to_owned(), |text, pattern| {
        regex::Regex::new(pattern).expect("a pattern").replace_all(&text, "_").into_owned()
    })
}

#[test]
fn what_a_bound_token_sees_does_not_depend_on_other_workspaces() {
    let (alone, beside) = thread::scope(|scope| {
        let alone = scope.spawn(|| world(false));
        let beside = scope.spawn(|| world(true));
        (alone.join().unwrap(), beside.join().unwrap())
    });
    assert_eq!(alone.len(), beside.len());
    for (one, other) in alone.iter().zip(&beside) {
        assert_eq!(one, other);
    }
}
