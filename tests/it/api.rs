//! Does every operation of the OpenAPI documents answer as they say, and is the server measured truly?

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, eventually};
use crate::reported::{batch, signer};
use crate::schema;

const FILES: &[(&str, &str)] = &[
    ("README.md", "# Sample\n"),
    ("src/lib.rs", "pub fn compare(a: u8, b: u8) -> bool {\n    a == b\n}\n"),
];

/// A query under which a route has something to tell.
fn query(path: &str) -> &'static str {
    match path {
        "/v1/tools" => "?limit=2&offset=1",
        "/v1/events/search" => "?q=ctx_search&limit=3",
        "/v1/events/lineage" => "?id=1&depth=3",
        "/v1/audit" => "?limit=5&allowed=true&since=2020-01-01T00:00:00Z",
        _ => "",
    }
}

/// A body that a route takes.
fn body(path: &str) -> Value {
    match path {
        "/v1/tools/call" => json!({"name": "ctx_search", "arguments": {"pattern": "compare"}}),
        "/api/v1/savings/ingest" => batch(1, "2026-06-01T00:00:00Z", "all", 12),
        _ => json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}),
    }
}

#[track_caller]
fn fits(document: &Value, operation: &Value, status: u16, answer: &Value, name: &str) {
    let response = &operation["responses"][status.to_string()];
    assert!(response.is_object(), "{name}: {status} is not described: {answer}");
    let content = &response["content"];
    let schema = match answer {
        Value::String(_) => match content.as_object().and_then(|c| c.values().next()) {
            Some(only) if content.as_object().is_some_and(|c| c.len() == 1) => &only["schema"],
            _ => &content["text/plain"]["schema"],
        },
        _ => &content["application/json"]["schema"],
    };
    let faults = schema::faults(document, schema, answer);
    assert!(faults.is_empty(), "{name}: {status}\n{}", faults.join("\n"));
}

#[test]
fn every_operation_answers_as_it_is_described() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let connector = json!({"id": "gl", "provider": "gitlab", "resource": "issues", "project": "a/b", "host": "http://127.0.0.1:9", "secret": "glpat-hidden"});
    let team = home.team_with(&[("core", &repo.path)], json!({"connectors": [connector]}));
    let admin = team.token("admin", &["--role", "admin"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let mut called = Vec::new();
    for path in ["/v1/openapi.json", "/v1/openapi.operator.json"] {
        // A server each: after twenty questions without a token the answer is another one.
        let server = team.serve();
        let (status, document) = server.get(path, &admin);
        assert_eq!(status, 200, "{document}");
        assert!(document["openapi"].as_str().unwrap().starts_with("3."));
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let name = format!("{method} {path}");
                // Ingest comes before it, so that there is a member.
                let address = path.replace("{signer}", &signer(1));
                let url = format!("{address}{}", query(path));
                let ask = |token: &str| match method.as_str() {
                    "get" => server.get(&url, token),
                    "post" => server.post(&url, token, &body(path)),
                    _ => panic!("{name}: the test does not know how"),
                };
                if path.starts_with("/v1/webhooks/") || path.starts_with("/.well-known/") {
                    // Whom it takes signs (tests/it/webhook.rs); there is no issuer
                    // (tests/it/identity.rs).
                    continue;
                }
                if path == "/v1/events" {
                    // Its answer has no end; tests/it/events.rs reads it.
                    assert!(
                        operation["responses"]["200"]["content"]["text/event-stream"].is_object()
                    );
                } else {
                    let (status, answer) = ask(&admin);
                    assert_eq!(status, 200, "{name}: {answer}");
                    assert!(!answer.to_string().contains("glpat-hidden"), "{name} tells a secret");
                    fits(&document, operation, status, &answer, &name);
                }
                // Nobody, and somebody who may not: the envelope, as described.
                let (status, answer) = ask("");
                let open = operation["security"] == json!([]);
                assert_eq!(status, if open { 200 } else { 401 }, "{name}: {answer}");
                fits(&document, operation, status, &answer, &name);
                let (status, answer) = ask(&viewer);
                fits(&document, operation, status, &answer, &name);
                if method == "get" && !open {
                    let (status, answer) = server.get(&format!("{address}?nonsense=1"), &admin);
                    assert_eq!(
                        (status, &answer["error_code"]),
                        (400, &json!("invalid_arguments")),
                        "{name}"
                    );
                    fits(&document, operation, status, &answer, &name);
                }
                called.push(path.clone());
            }
        }
    }
    called.sort();
    called.dedup();
    for path in ["/health", "/mcp", "/v1/audit", "/v1/metrics", "/v1/tools/call", "/v1/workspaces"]
    {
        assert!(called.iter().any(|c| c == path), "{path} is in neither document");
    }
}

#[test]
fn structured_results_are_what_the_document_says_of_each_tool() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let (_, document) = server.get("/v1/openapi.json", &admin);
    for (name, arguments) in [
        ("ctx_search", json!({"pattern": "compare"})),
        ("ctx_read", json!({"path": "src/lib.rs"})),
        ("ctx_tree", json!({})),
        ("ctx_index", json!({})),
    ] {
        let call = json!({"name": name, "arguments": arguments});
        let body = &document["paths"]["/v1/tools/call"]["post"]["requestBody"]["content"];
        let takes = &body["application/json"]["schema"];
        assert_eq!(schema::faults(&document, takes, &call), Vec::<String>::new(), "{name}");
        let result = server.ask(&admin, name, arguments);
        let gives = &document["components"]["schemas"][format!("{name}.result")];
        assert_eq!(schema::faults(&document, gives, &result), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn process_wide_answers_are_for_tokens_that_see_everything() {
    let home = Home::new();
    let (core, docs) = (home.repo("core", FILES), home.repo("docs", FILES));
    let connectors = json!([
        {"id": "one", "provider": "github", "resource": "issues", "workspaceId": "core"},
        {"id": "two", "provider": "github", "resource": "actions", "workspaceId": "docs", "enabled": false},
    ]);
    let team = home.team_with(
        &[("core", &core.path), ("docs", &docs.path)],
        json!({"connectors": connectors}),
    );
    let admin = team.token("admin", &["--role", "admin"]);
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "docs"]);
    let member = team.token("member", &["--role", "member"]);
    let server = team.serve();
    for path in ["/v1/metrics", "/v1/storage", "/v1/usage", "/v1/savings/summary"] {
        for token in [&bound, &member] {
            let (status, body) = server.get(path, token);
            assert_eq!((status, &body["error_code"]), (403, &json!("scope_denied")), "{path}");
        }
        assert_eq!(server.get(path, &admin).0, 200);
    }
    let ids = |token: &str| -> Vec<Value> {
        let (_, body) = server.get("/v1/connectors", token);
        body["connectors"].as_array().unwrap().iter().map(|c| c["id"].clone()).collect()
    };
    assert_eq!(ids(&admin), ["one", "two"]);
    assert_eq!(ids(&bound), ["two"]);
    assert_eq!(server.get("/v1/connectors", &member).0, 403);
    server.call(&admin, "ctx_tree", json!({"workspaceId": "core"}));
    server.call(&bound, "ctx_tree", json!({"workspaceId": "docs"}));
    let (_, body) = server.get("/v1/audit", &bound);
    for record in body["records"].as_array().unwrap() {
        assert_eq!(record["workspaceId"], "docs");
        assert!(record.get("hash").is_none() && record.get("seq").is_none(), "{record}");
    }
    let refused = team.audit();
    let refused = refused.iter().filter(|r| r["tool"] == "/v1/metrics" && r["allowed"] == false);
    assert_eq!(refused.count(), 2, "refusals are in the book");
}

#[test]
fn the_metrics_count_what_happened() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    for _ in 0..5 {
        server.ask(&admin, "ctx_search", json!({"pattern": "compare"}));
    }
    server.call(&admin, "ctx_read", json!({"path": "none"}));
    server.get("/v1/tools", "lctx_wrong");
    let (_, metrics) = server.get("/v1/metrics", &admin);
    let slo = &metrics["slo"];
    // The request that asks is counted when it is answered.
    assert_eq!((&slo["requests_total"], &slo["errors_total"]), (&json!(6), &json!(0)), "{metrics}");
    assert_eq!((&slo["window_len"], &slo["availability_pct"]), (&json!(6), &json!(100.0)));
    assert_eq!(slo["index_lag_seconds"], json!(0.0), "an idle, healthy server");
    assert!(slo["p50_ms"].as_f64() > Some(0.0) && slo["p50_ms"].as_f64() <= slo["p99_ms"].as_f64());
    assert_eq!(metrics["tools"]["ctx_search"]["calls_total"], 5);
    assert_eq!(metrics["tools"]["ctx_read"]["errors_total"], 1);
    assert_eq!(metrics["refusals"]["unauthorized"], 1);
    assert_eq!(server.get("/v1/usage", &admin).1["toolCalls"], 6);
    let (status, text) = server.get("/v1/metrics?format=prometheus", &admin);
    let text = text.as_str().unwrap_or_else(|| panic!("{status}: no text"));
    for name in [
        "request_duration_p50_ms",
        "request_duration_p95_ms",
        "request_duration_p99_ms",
        "availability_pct",
        "index_lag_seconds",
        "uptime_seconds",
        "requests_total",
        "errors_total",
    ] {
        let line = text.lines().find(|l| l.starts_with(&format!("leanctx_team_{name} ")));
        let value = line.and_then(|l| l.rsplit(' ').next()).and_then(|v| v.parse::<f64>().ok());
        assert!(value.is_some(), "{name}: {line:?}");
    }
    assert!(
        text.contains("leanctx_team_tool_duration_seconds_count{tool=\"ctx_search\"} 5\n"),
        "{text}"
    );
    let (status, body) = server.get("/v1/metrics?format=xml", &admin);
    assert_eq!((status, &body["error_code"]), (400, &json!("invalid_arguments")));
}

#[test]
fn the_index_lags_while_a_fetched_commit_cannot_be_served() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let lag = |server: &Server| {
        server.get("/v1/metrics", &admin).1["slo"]["index_lag_seconds"].as_f64().unwrap()
    };
    let server = team.serve();
    assert_eq!(lag(&server), 0.0);
    // The ref moves to a commit whose tree is missing.
    repo.write("src/new.rs", "pub fn fresh() {}\n");
    let head = repo.commit("second");
    let tree = repo.git(&["rev-parse", &format!("{head}^{{tree}}")]);
    let object = repo.path.join(".git/objects").join(&tree[..2]).join(&tree[2..]);
    std::fs::rename(&object, home.join("hidden")).unwrap();
    eventually("the lag grows", PATIENCE, || (lag(&server) > 0.5).then_some(()));
    // A new process does not wait before it tries again.
    drop(server);
    std::fs::rename(home.join("hidden"), &object).unwrap();
    let server = team.serve();
    eventually("the lag is gone", PATIENCE, || (lag(&server) == 0.0).then_some(()));
}

#[test]
fn storage_is_measured_and_cached() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team_with(&[("core", &repo.path)], json!({"storageQuotaBytes": 12345}));
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let (_, first) = server.get("/v1/storage", &admin);
    assert_eq!((&first["quotaBytes"], &first["cacheAgeSeconds"]), (&json!(12345), &json!(0)));
    let components = first["components"].as_array().unwrap();
    let bytes = |id: &str| {
        components.iter().find(|c| c["id"] == id).and_then(|c| c["bytes"].as_u64()).unwrap_or(0)
    };
    assert!(
        bytes("workspace:core") > 0 && bytes("audit") > 0 && bytes("server-data") > 0,
        "{first}"
    );
    let parts = &components.iter().find(|c| c["id"] == "workspace:core").unwrap()["index"];
    let status = server.ask(&admin, "ctx_index", json!({}));
    assert_eq!(&status["diskParts"], parts, "{status}");
    let all: u64 = parts.as_object().unwrap().values().map(|b| b.as_u64().unwrap()).sum();
    assert_eq!((all, &parts["text"]), (status["diskBytes"].as_u64().unwrap(), &status["bytes"]));
    let sum: u64 = components.iter().map(|c| c["bytes"].as_u64().unwrap()).sum();
    assert_eq!(first["usedBytes"], sum);
    let (_, second) = server.get("/v1/storage", &admin);
    assert_eq!(
        first["measuredAt"], second["measuredAt"],
        "within a minute nothing is measured anew"
    );
}

fn slo(server: &Server, home: &Home, token: &str, more: &[&str]) -> crate::harness::Said {
    let mut command = home.command();
    command.args(["team", "slo-report", "--server", &server.url]).args(more);
    command.env("LEAN_CTX_TEAM_TOKEN", token);
    crate::harness::finish(command)
}

#[test]
fn the_slo_report_tells_kept_violated_unreachable_and_refused_apart() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    server.ask(&admin, "ctx_search", json!({"pattern": "compare"}));
    let report = slo(&server, &home, &admin, &["--json"]).ok().json();
    assert_eq!((&report["ok"], &report["window"]), (&json!(true), &json!(1)), "{report}");
    assert_eq!(report["objectives"].as_array().unwrap().len(), 3);
    slo(&server, &home, &admin, &[]).ok().says("team_query_p95_ms").says("kept");
    std::fs::write(home.join("secret"), format!("{admin}\n")).unwrap();
    let file = home.join("secret").display().to_string();
    slo(&server, &home, "", &["--token-file", &file]).ok();
    slo(&server, &home, "", &[]).exits(2).says("LEAN_CTX_TEAM_TOKEN");
    slo(&server, &home, &viewer, &[]).exits(3);
    slo(&server, &home, "lctx_wrong", &[]).exits(3);
    let url = server.url.clone();
    drop(server);
    let mut command = home.command();
    command.args(["team", "slo-report", "--server", &url]).env("LEAN_CTX_TEAM_TOKEN", &admin);
    crate::harness::finish(command).exits(1).says("cannot be reached");
}

#[test]
fn a_violated_objective_is_exit_4() {
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answers = std::thread::spawn(move || {
        for slo in [
            json!({"availability_pct": 99.4, "p95_ms": 3.0, "index_lag_seconds": 0.0, "window_len": 9}),
            json!({"hello": "world"}),
        ] {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            let body = json!({"slo": slo}).to_string();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    let ask = || {
        let mut command = home.command();
        command.args(["team", "slo-report", "--server", &url]).env("LEAN_CTX_TEAM_TOKEN", "t");
        crate::harness::finish(command)
    };
    ask().exits(4).says("VIOLATED").says("team_availability_pct");
    ask().exits(1).says("gives no metrics");
    answers.join().unwrap();
}
