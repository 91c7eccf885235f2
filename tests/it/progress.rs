//! Is a caller told how far long work is, and does whoever leaves or calls it off end it?

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Server, Team, agent, eventually};

/// Keeps a workspace from being indexed, as another process does that indexes it: until it goes.
struct Held(File);

impl Held {
    fn new(team: &Team, workspace: &str) -> Self {
        let dir = team.data.join("index").join(workspace);
        std::fs::create_dir_all(&dir).expect("a directory");
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).read(true).write(true);
        let file = options.open(dir.join("lock")).expect("a file");
        file.lock().expect("a lock");
        Self(file)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.unlock().expect("unlocked");
    }
}

/// A tool call over MCP that wants to hear how far it is.
fn call(modern: bool, id: u64, name: &str, arguments: Value) -> Value {
    let mut meta = json!({"progressToken": format!("token-{id}")});
    if modern {
        meta["io.modelcontextprotocol/protocolVersion"] = "2026-07-28".into();
        meta["io.modelcontextprotocol/clientCapabilities"] = json!({});
    }
    let params = json!({"name": name, "arguments": arguments, "_meta": meta});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params})
}

/// Sends a message; the answer's status, kind and body as it comes.
fn send(server: &Server, token: &str, message: &Value) -> (u16, String, Box<dyn BufRead + Send>) {
    let meta = &message["params"]["_meta"];
    let mut request = agent()
        .post(format!("{}/mcp", server.url))
        .header("Authorization", format!("Bearer {token}"))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
    if meta["io.modelcontextprotocol/protocolVersion"].is_string() {
        request = request
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", message["method"].as_str().expect("a method"))
            .header("Mcp-Name", message["params"]["name"].as_str().expect("a name"));
    }
    let reply = request.send(message.to_string()).expect("an answer");
    let kind = reply.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let status = reply.status().as_u16();
    (status, kind.unwrap_or_default(), Box::new(BufReader::new(reply.into_body().into_reader())))
}

fn next(stream: &mut impl BufRead) -> Option<Value> {
    let mut line = String::new();
    while stream.read_line(&mut line).expect("a stream") > 0 {
        if let Some(data) = line.strip_prefix("data: ") {
            return Some(serde_json::from_str(data).expect("JSON"));
        }
        line.clear();
    }
    None
}

/// The progress of a stream, checked, and its result.
fn read(mut stream: impl BufRead, token: &str) -> (Vec<u64>, Value) {
    let mut told: Vec<u64> = Vec::new();
    loop {
        let message = next(&mut stream).expect("a result at the end");
        if message["method"] != "notifications/progress" {
            assert!(told.is_sorted_by(|a, b| a < b), "{told:?}");
            assert_eq!(next(&mut stream), None, "nothing after the result");
            return (told, message);
        }
        let params = &message["params"];
        assert_eq!(params["progressToken"], token);
        let done = params["progress"].as_u64().expect("a number");
        assert!(params["total"].as_u64().is_none_or(|total| total >= done), "{params}");
        told.push(done);
    }
}

fn served(home: &Home) -> (Repo, Team<'_>) {
    let repo = home.repo("core", &[("src/lib.rs", "pub fn login() {}\n")]);
    let team = home.team_with(&[("core", &repo.path)], json!({"requestTimeoutMs": 45_000}));
    (repo, team)
}

const REBUILD: &str = "ctx_index";

#[test]
fn a_rebuild_is_waited_for_and_told_of_in_both_eras() {
    let home = Home::new();
    let (_repo, team) = served(&home);
    let (admin, viewer) =
        (team.token("admin", &["--role", "admin"]), team.token("v", &["--role", "viewer"]));
    let server = team.serve();
    let built = || server.ask(&admin, "ctx_index", json!({}))["indexedAt"].clone();
    for modern in [true, false] {
        let before = built();
        let rebuild = call(modern, 7, REBUILD, json!({"action": "rebuild"}));
        let (status, kind, stream) = send(&server, &admin, &rebuild);
        assert_eq!((status, kind.as_str()), (200, "text/event-stream"));
        let (told, result) = read(stream, "token-7");
        assert_eq!((told[0], &result["id"]), (0, &json!(7)));
        let data = &result["result"]["structuredContent"];
        assert_eq!((&data["rebuilt"], &data["state"]), (&json!(true), &json!("ready")), "{result}");
        assert_ne!(built(), before);
        // What has nothing to tell is plain JSON, and so is a refusal, under its status.
        let (status, kind, _) = send(&server, &admin, &call(modern, 8, "ctx_tree", json!({})));
        assert_eq!((status, kind.as_str()), (200, "application/json"));
        let (status, kind, _) = send(&server, &viewer, &rebuild);
        assert_eq!((status, kind.as_str()), (403, "application/json"));
    }
    let done = server.ask(&admin, "ctx_index", json!({"action": "rebuild", "wait": true}));
    assert_eq!(done["rebuilt"], true);
    let asked = server.ask(&admin, "ctx_index", json!({"action": "rebuild"}));
    assert_eq!(asked["rebuilt"], false);
    let (status, refused) = server.call(&admin, "ctx_index", json!({"wait": true}));
    assert_eq!((status, &refused["error_code"]), (400, &json!("invalid_arguments")));
}

#[test]
fn calls_that_wait_take_no_worker_and_end_with_their_time() {
    let home = Home::new();
    let repo = home.repo("core", &[("src/lib.rs", "pub fn login() {}\n")]);
    let limits = json!({"requestTimeoutMs": 6_000, "maxConcurrency": 2});
    let team = home.team_with(&[("core", &repo.path)], limits);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let held = Held::new(&team, "core");
    let rebuild = json!({"action": "rebuild", "wait": true});
    std::thread::scope(|scope| {
        // More than there are workers.
        let waiting: Vec<_> = (0..5)
            .map(|id| {
                let asked = call(true, id, REBUILD, rebuild.clone());
                let (_, _, mut stream) = send(&server, &admin, &asked);
                assert_eq!(next(&mut stream).expect("a word")["method"], "notifications/progress");
                scope.spawn(move || read(stream, &format!("token-{id}")).1)
            })
            .collect();
        let found = server.ask(&admin, "ctx_search", json!({"pattern": "login"}));
        assert_eq!(found["total"], 1);
        for waited in waiting {
            let result = waited.join().expect("an answer");
            assert_eq!(result["result"]["structuredContent"]["rebuilt"], false, "{result}");
        }
    });
    drop(held);
    eventually("it is built anew", PATIENCE, || {
        (server.ask(&admin, "ctx_index", rebuild.clone())["rebuilt"] == true).then_some(())
    });
}

#[test]
fn who_leaves_calls_off_what_it_waits_for() {
    let home = Home::new();
    let (_repo, team) = served(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let _held = Held::new(&team, "core");
    let (_, _, mut stream) =
        send(&server, &admin, &call(true, 1, REBUILD, json!({"action": "rebuild"})));
    assert!(next(&mut stream).is_some());
    drop(stream);
    eventually("the call is called off", Duration::from_secs(15), || {
        let records = team.audit();
        let ended = records.iter().find(|r| r["tool"] == REBUILD && r["phase"] == "outcome")?;
        assert_eq!(ended["deniedReason"], "request_timeout");
        Some(())
    });
}

#[test]
fn a_server_that_ends_waits_for_no_index() {
    let home = Home::new();
    let (_repo, team) = served(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let _held = Held::new(&team, "core");
    let (_, _, mut stream) =
        send(&server, &admin, &call(false, 4, REBUILD, json!({"action": "rebuild"})));
    assert!(next(&mut stream).is_some());
    let (code, said) = server.stop();
    assert_eq!(code, 0, "{said}");
    let (_, result) = read(stream, "token-4");
    assert_eq!(result["result"]["structuredContent"]["rebuilt"], false, "{result}");
}

#[test]
fn who_comes_before_the_first_index_can_wait_for_it() {
    let home = Home::new();
    let (_repo, team) = served(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let held = Held::new(&team, "core");
    let server = team.start_with(|_| {});
    let (status, refused) = server.call(&admin, "ctx_search", json!({"pattern": "login"}));
    assert_eq!((status, &refused["error_code"]), (400, &json!("tool_error")), "{refused}");
    let search = call(false, 3, "ctx_search", json!({"pattern": "login"}));
    let (_, _, mut stream) = send(&server, &admin, &search);
    assert_eq!(next(&mut stream).expect("a word")["params"]["progress"], 0);
    drop(held);
    let (_, result) = read(stream, "token-3");
    assert_eq!(result["result"]["structuredContent"]["total"], 1, "{result}");
}

#[test]
fn a_legacy_client_calls_off_its_own_call_by_its_id() {
    let home = Home::new();
    let (_repo, team) = served(&home);
    let (admin, other) =
        (team.token("admin", &["--role", "admin"]), team.token("o", &["--role", "admin"]));
    let server = team.serve();
    let _held = Held::new(&team, "core");
    let waits = |id| {
        let rebuild = call(false, id, REBUILD, json!({"action": "rebuild"}));
        let (_, _, mut stream) = send(&server, &admin, &rebuild);
        assert!(next(&mut stream).is_some());
        stream
    };
    let call_off = |token: &str, id: u64| {
        let params = json!({"requestId": id, "reason": "no need"});
        let cancelled =
            json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params});
        assert_eq!(send(&server, token, &cancelled).0, 202);
    };
    let (mut first, twin, _other_twin) = (waits(1), waits(2), waits(2));
    // Neither another's id, nor one that two calls have.
    call_off(&other, 1);
    call_off(&admin, 2);
    call_off(&admin, 1);
    let told = next(&mut first).expect("an answer, as HTTP wants it");
    let result = &told["result"];
    assert_eq!(result["structuredContent"]["error_code"], "request_timeout", "{told}");
    assert!(result["content"][0]["text"].as_str().unwrap().contains("called off"), "{told}");
    let ended = || team.audit().iter().filter(|r| r["phase"] == "outcome").count();
    eventually("it is written down", Duration::from_secs(15), || (ended() == 1).then_some(()));
    drop(twin);
    eventually("and its client left", Duration::from_secs(15), || (ended() == 2).then_some(()));
}
