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
    assert_eq!(second.data["version"].as_u64(), event["version"].as_u64().map(|v| v + 1));
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
