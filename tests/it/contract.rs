//! Is every refusal of the contract reached over the wire, with its code, and found in the book?

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, Server, Team, eventually};

const FILES: &[(&str, &str)] = &[
    ("README.md", "# Sample\n\nA sample repository.\n"),
    ("src/lib.rs", "pub fn compare_tokens(a: &str, b: &str) -> bool {\n    a == b\n}\n"),
    ("src/parse.py", "def parse_config(path):\n    return open(path).read()\n"),
];

/// One raw exchange: what was sent, as it was sent; the reply's status line, headers and body.
fn raw(server: &Server, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("an option");
    stream.write_all(request).expect("sent");
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    String::from_utf8_lossy(&reply).into_owned()
}

fn code(body: &Value) -> &str {
    body["error_code"].as_str().unwrap_or_default()
}

#[test]
fn every_error_code_is_reached() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"maxBodyBytes": 2000, "requestTimeoutMs": 5000, "perTokenRps": 1000, "perTokenBurst": 1000}),
    );
    let admin = team.token("admin", &["--role", "admin"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "core"]);
    let server = team.serve();

    let (status, body) = server.get("/v1/tools", "");
    assert_eq!((status, code(&body)), (401, "unauthorized"));
    let (status, body) = server.get("/v1/tools", "lctx_wrong");
    assert_eq!((status, code(&body)), (401, "unauthorized"));
    let (status, body) = server.call(&viewer, "ctx_index", json!({}));
    assert_eq!((status, code(&body)), (403, "scope_denied"));
    let (status, body) = server.get("/v1/audit", &viewer);
    assert_eq!((status, code(&body)), (403, "scope_denied"));
    for denied in ["ctx_shell", "ctx_execute", "ctx_edit", "ctx_patch", "shell"] {
        let (status, body) = server.call(&admin, denied, json!({"command": "id"}));
        assert_eq!((status, code(&body)), (403, "scope_denied"), "{denied}");
    }
    let (status, body) = server.call(&admin, "ctx", json!({"tool": "shell", "command": "id"}));
    assert_eq!((status, code(&body)), (403, "scope_denied"));
    let (status, body) = server.call(&admin, "ctx_tree", json!({"workspaceId": "nowhere"}));
    assert_eq!((status, code(&body)), (400, "unknown_workspace"));
    let (status, body) = server.call(&admin, "ctx_nothing", json!({}));
    assert_eq!((status, code(&body)), (400, "invalid_arguments"));
    let (status, body) = server.call(&admin, "ctx_read", json!({"path": "a", "colour": 1}));
    assert_eq!((status, code(&body)), (400, "invalid_arguments"));
    let (status, body) = server.post("/v1/tools/call", &admin, &json!({"arguments": {}}));
    assert_eq!((status, code(&body)), (400, "invalid_request"));
    let (status, body) = server.call(&admin, "ctx_read", json!({"path": "no/such/file"}));
    assert_eq!((status, code(&body)), (400, "tool_error"));
    let (status, body) = server.get("/nowhere", &admin);
    assert_eq!((status, code(&body)), (404, "not_found"));
    let (status, body) = server.get("/mcp", &admin);
    assert_eq!((status, code(&body)), (405, "method_not_allowed"));
    let (status, body) = server.get("/v1/tools/call", &admin);
    assert_eq!((status, code(&body)), (405, "method_not_allowed"));
    let (status, body) = server.call(&admin, "ctx_tree", json!({"path": "x".repeat(3000)}));
    assert_eq!((status, code(&body)), (413, "payload_too_large"));

    let request = |head: &str, body: &str| {
        format!(
            "{head}\r\nAuthorization: Bearer {admin}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let port = server.port();
    let reply = raw(
        &server,
        request(
            &format!(
                "POST /v1/tools/call HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/plain"
            ),
            "{}",
        )
        .as_bytes(),
    );
    assert!(
        reply.starts_with("HTTP/1.1 415") && reply.contains("unsupported_media_type"),
        "{reply}"
    );
    let reply =
        raw(&server, request("GET /v1/tools HTTP/1.1\r\nHost: evil.example", "").as_bytes());
    assert!(reply.starts_with("HTTP/1.1 403") && reply.contains("host_denied"), "{reply}");
    assert!(reply.contains("allowedHosts"), "the 403 says which line to add: {reply}");
    let reply = raw(
        &server,
        request(
            &format!(
                "GET /v1/tools HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: https://evil.example"
            ),
            "",
        )
        .as_bytes(),
    );
    assert!(reply.starts_with("HTTP/1.1 403") && reply.contains("origin_denied"), "{reply}");
    let reply = raw(&server, request(&format!("GET /v1/tools HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}"), "").as_bytes());
    assert!(reply.starts_with("HTTP/1.1 200"), "the server's own pages are admitted: {reply}");
    let reply =
        raw(&server, b"GET /v1/tools HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n");
    assert!(reply.starts_with("HTTP/1.1 400") && reply.contains("invalid_request"), "{reply}");
    let reply =
        raw(&server, request("GET /health HTTP/1.1\r\nHost: anything.example", "").as_bytes());
    assert!(reply.starts_with("HTTP/1.1 200"), "probes come under any name: {reply}");
    let reply = raw(
        &server,
        format!("GET /v1/tools HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    );
    assert!(reply.to_lowercase().contains("www-authenticate: bearer"), "{reply}");

    // A bound token cannot tell a workspace it may not see from one that is not there.
    let (_, hidden) = server.call(&bound, "ctx_tree", json!({"workspaceId": "nowhere"}));
    assert_eq!(code(&hidden), "unknown_workspace");

    eventually("every refusal is in the book", Duration::from_secs(5), || {
        let records = team.audit();
        let has = |reason: &str, tool: &str| {
            records
                .iter()
                .any(|r| r["deniedReason"] == reason && r["allowed"] == false && r["tool"] == tool)
        };
        (has("scope_denied", "ctx_index")
            && has("scope_denied", "ctx_shell")
            && has("scope_denied", "/v1/audit")
            && has("unauthorized", "/v1/tools")
            && has("host_denied", "/v1/tools")
            && has("origin_denied", "/v1/tools")
            && has("unknown_workspace", "ctx_tree")
            && has("invalid_arguments", "ctx_nothing"))
        .then_some(())
    });
    let (_, listed) = server.get("/v1/audit?allowed=false&token=viewer", &admin);
    let listed = listed["records"].as_array().expect("records");
    assert!(listed.iter().any(|r| r["tool"] == "ctx_index"), "{listed:?}");
    assert!(!std::fs::read_to_string(team.data.join("audit.jsonl")).unwrap().contains(&admin));
}

#[test]
fn probes_and_pages_of_admitted_origins_are_answered() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team =
        home.team_with(&[("core", &repo.path)], json!({"allowedOrigins": ["https://app.example"]}));
    let token = team.token("alice", &["--role", "viewer"]);
    let server = team.serve();
    for path in ["/.status", "/livez", "/readyz"] {
        let (status, body) = server.get(path, "");
        assert_eq!((status, &body["status"]), (200, &json!("ok")), "{path}: {body}");
        assert!(
            body["version"].is_string() && !body.to_string().contains("core"),
            "{path} names nothing"
        );
    }
    assert_eq!(server.get("/health", ""), (200, json!("ok\n")));
    let port = server.port();
    let ask = |method: &str, origin: &str| {
        raw(&server, format!("{method} /v1/tools HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {origin}\r\nAuthorization: Bearer {token}\r\nAccess-Control-Request-Method: GET\r\nConnection: close\r\n\r\n").as_bytes()).to_lowercase()
    };
    let preflight = ask("OPTIONS", "https://app.example");
    assert!(
        preflight.starts_with("http/1.1 204")
            && preflight.contains("access-control-allow-headers: authorization"),
        "{preflight}"
    );
    let answer = ask("GET", "https://app.example");
    assert!(
        answer.starts_with("http/1.1 200")
            && answer.contains("access-control-allow-origin: https://app.example"),
        "{answer}"
    );
    for origin in ["https://evil.example", "null"] {
        let refused = ask("OPTIONS", origin);
        assert!(!refused.contains("access-control-allow-origin"), "{refused}");
        assert!(ask("GET", origin).starts_with("http/1.1 403"));
    }
}

#[test]
fn bodies_and_arguments_of_the_wrong_shape_are_told() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    for body in [
        json!(["ctx_tree", {}, "core", null]),
        json!([]),
        json!("x"),
        json!({"name": 1}),
        json!({"name": "ctx_tree", "workspaceId": 7}),
    ] {
        let (status, answer) = server.post("/v1/tools/call", &admin, &body);
        assert_eq!((status, code(&answer)), (400, "invalid_request"), "{body}: {answer}");
    }
    for (tool, arguments) in [
        ("ctx_search", json!({"pattern": ""})),
        ("ctx_search", json!({"pattern": "("})),
        ("ctx_search", json!({"pattern": 3})),
        ("ctx_search", json!({"pattern": "x", "limit": -1})),
        ("ctx_search", json!({"pattern": "x", "language": "klingon"})),
        ("ctx_semantic_search", json!({"query": " "})),
        ("ctx_semantic_search", json!({"query": "x", "action": "destroy"})),
        ("ctx_read", json!({})),
        ("ctx_read", json!({"path": "README.md", "mode": "lines:9-2"})),
        ("ctx_read", json!({"path": "README.md", "mode": "backwards"})),
        ("ctx_multi_read", json!({"paths": []})),
        ("ctx_index", json!({"action": "destroy"})),
        ("ctx_tree", json!({"depth": "deep"})),
        ("ctx_tree", json!([1])),
    ] {
        let (status, answer) = server.call(&admin, tool, arguments.clone());
        assert_eq!(
            (status, code(&answer)),
            (400, "invalid_arguments"),
            "{tool} {arguments}: {answer}"
        );
        let text = answer.to_string();
        assert!(!text.contains("usize") && !text.contains("u32"), "{text}");
    }
    // A query is never syntax.
    for query in ["foo(bar:", "a AND OR NOT", "path:\"x\" ^2 ~", "[1 TO *]", "\\", "🦀"] {
        let (status, answer) = server.call(&admin, "ctx_semantic_search", json!({"query": query}));
        assert!(status == 200 || code(&answer) == "invalid_arguments", "{query}: {answer}");
    }
    let answer = server.ask(&admin, "ctx_semantic_search", json!({"action": "reindex"}));
    assert_eq!(answer["results"], json!([]));
}

#[test]
fn an_expired_token_is_told_apart() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let short = team.token("short", &["--role", "viewer", "--expires", "2s"]);
    let server = team.serve();
    let expired = eventually("the token expires", Duration::from_secs(10), || {
        let (status, body) = server.get("/v1/tools", &short);
        (status == 401).then_some(body)
    });
    assert_eq!(code(&expired), "token_expired");
}

#[test]
fn caps_say_when_to_come_back() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"maxRps": 1000, "rateBurst": 1000, "perTokenRps": 1, "perTokenBurst": 3}),
    );
    let bot = team.token("bot", &["--role", "viewer"]);
    let other = team.token("other", &["--role", "viewer"]);
    let server = team.serve();
    let port = server.port();
    let codes: Vec<u16> = (0..10).map(|_| server.get("/v1/tools", &bot).0).collect();
    assert!(codes.contains(&200) && codes.contains(&429), "{codes:?}");
    let reply = raw(&server, format!("GET /v1/tools HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {bot}\r\nConnection: close\r\n\r\n").as_bytes());
    assert!(
        reply.contains("rate_limited") && reply.to_lowercase().contains("retry-after: "),
        "{reply}"
    );
    assert_eq!(server.get("/v1/tools", &other).0, 200, "one bot cannot starve the team");
}

/// A workspace, and a search in it that is slow enough to be caught inside: nothing in the pattern
/// tells which files to leave out, so every line has to be walked.
fn slow_search(home: &Home, more: Value) -> (Team<'_>, Value) {
    let text = "let value = compute(input, output); // a line of code\n".repeat(15_000);
    let files: Vec<(String, String)> =
        (0..40).map(|i| (format!("src/f{i}.rs"), format!("{text}// {i}\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let repo = home.repo("core", &files);
    let pattern = "[a-z]+ [a-z]+ [a-z;,(). ]*[0-9]{3}$";
    let team = home.team_with(&[("core", &repo.path)], more);
    (team, json!({"pattern": pattern, "caseSensitive": false}))
}

#[test]
fn too_many_at_once_are_told_503() {
    let home = Home::new();
    let (team, arguments) = slow_search(&home, json!({"maxConcurrency": 1}));
    let token = team.token("bot", &["--role", "viewer"]);
    let server = team.serve();
    let codes: Vec<u16> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..12)
            .map(|_| scope.spawn(|| server.call(&token, "ctx_search", arguments.clone()).0))
            .collect();
        calls.into_iter().map(|c| c.join().expect("a thread")).collect()
    });
    assert!(codes.contains(&503) && codes.contains(&200), "{codes:?}");
    assert!(codes.iter().all(|c| [200, 503].contains(c)), "{codes:?}");
}

#[test]
fn a_deadline_ends_a_call_over_rest_and_mcp() {
    let home = Home::new();
    let (team, arguments) = slow_search(&home, json!({"requestTimeoutMs": 20}));
    let token = team.token("bot", &["--role", "viewer"]);
    let server = team.serve();
    let (status, body) = server.call(&token, "ctx_search", arguments.clone());
    assert_eq!((status, code(&body)), (504, "request_timeout"), "{body}");
    let (status, body) = server.post(
        "/mcp",
        &token,
        &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ctx_search", "arguments": arguments}}),
    );
    let text = body.to_string();
    assert!(text.contains("request_timeout"), "{status} {text}");
    let records = team.audit();
    assert!(records.iter().any(|r| r["deniedReason"] == "request_timeout" && r["allowed"] == true));
}

#[test]
fn the_workspace_is_body_then_header_then_default() {
    let home = Home::new();
    let one = home.repo("one", &[("one.txt", "1\n")]);
    let two = home.repo("two", &[("two.txt", "2\n")]);
    let three = home.repo("three", &[("three.txt", "3\n")]);
    let team = home.team(&[("one", &one.path), ("two", &two.path), ("three", &three.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve();
    let port = server.port();
    let ask = |path: &str, header: &str, body: &Value| {
        let body = body.to_string();
        let reply = raw(&server, format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n{header}Content-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ).as_bytes());
        reply
            .lines()
            .find_map(|l| l.to_lowercase().strip_prefix("x-leanctx-workspace: ").map(str::to_owned))
            .unwrap_or_else(|| panic!("no workspace in {reply}"))
    };
    let header = "x-leanctx-workspace: two\r\n";
    let rest = "/v1/tools/call";
    let call = json!({"name": "ctx_tree"});
    assert_eq!(ask(rest, "", &call), "one");
    assert_eq!(ask(rest, header, &call), "two");
    assert_eq!(ask(rest, header, &json!({"name": "ctx_tree", "workspaceId": "three"})), "three");
    assert_eq!(
        ask(rest, header, &json!({"name": "ctx_tree", "arguments": {"workspaceId": "three"}})),
        "three"
    );
    let mcp = |arguments: Value| json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ctx_tree", "arguments": arguments}});
    assert_eq!(ask("/mcp", "", &mcp(json!({}))), "one");
    assert_eq!(ask("/mcp", header, &mcp(json!({}))), "two");
    assert_eq!(
        ask("/", header, &mcp(json!({"workspaceId": "three", "agentId": "team:root"}))),
        "three"
    );
    assert!(team.audit().iter().all(|r| r["tokenId"].is_null() || r["tokenId"] == "alice"));
}

#[test]
fn mcp_refuses_what_it_must() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    let ask = |body: Value| server.post("/mcp", &viewer, &body);
    let (status, body) = ask(json!([{"jsonrpc": "2.0", "id": 1, "method": "ping"}]));
    assert_eq!((status, body["error"]["code"].as_i64()), (400, Some(-32600)));
    assert!(team.audit().iter().any(|r| r["deniedReason"] == "batch_requests_not_supported"));
    let (status, body) = ask(
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "nothing"}}),
    );
    assert_eq!((status, body["error"]["code"].as_i64()), (200, Some(-32602)));
    let (status, body) = ask(
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ctx_index"}}),
    );
    assert_eq!((status, body["error"]["data"]["error_code"].as_str()), (403, Some("scope_denied")));
    let (status, body) = ask(
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ctx_tree", "arguments": {"workspaceId": "nowhere"}}}),
    );
    assert_eq!(status, 200);
    assert_eq!(body["result"]["isError"], true);
    assert_eq!(body["result"]["structuredContent"]["error_code"], "unknown_workspace");
    let (status, _) = ask(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    assert_eq!(status, 202);
    let (status, body) = ask(json!({"jsonrpc": "2.0", "id": 2, "method": "resources/subscribe"}));
    assert_eq!((status, body["error"]["code"].as_i64()), (200, Some(-32601)));
    let (_, body) = ask(json!({"jsonrpc": "2.0", "id": 3, "method": "tools/list"}));
    let names: Vec<&str> = body["result"]["tools"]
        .as_array()
        .expect("tools")
        .iter()
        .filter_map(|t| t["name"].as_str())
        .collect();
    assert!(names.contains(&"ctx_search") && !names.contains(&"ctx_index"), "{names:?}");
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
    let (status, body) =
        ask(json!({"jsonrpc": "2.0", "id": 4, "method": "tools/list", "params": {"_meta": meta}}));
    assert_eq!(
        (status, body["error"]["code"].as_i64()),
        (400, Some(-32020)),
        "headers are missing: {body}"
    );
}

#[test]
fn all_workspaces_are_asked_at_once_and_only_those_one_may_see() {
    let home = Home::new();
    let text = |id: &str| "pub fn shared_handler() {}\n".repeat(7) + &format!("// only {id}\n");
    let (one, two, three) = (
        home.repo("one", &[("a.rs", &text("one")), ("b.rs", &text("one"))]),
        home.repo("two", &[("a.rs", &text("two"))]),
        home.repo("three", &[("c.rs", &text("three"))]),
    );
    let team = home.team(&[("one", &one.path), ("two", &two.path), ("three", &three.path)]);
    let all = team.token("all", &["--role", "admin"]);
    let bound = team.token("bound", &["--role", "viewer", "--workspaces", "one,two"]);
    let server = team.serve();
    let everything = |token: &str, limit: u64| {
        let mut arguments =
            json!({"pattern": "shared_handler", "workspaceId": "*", "limit": limit});
        let (mut found, mut totals) = (Vec::new(), Vec::new());
        loop {
            let page = server.ask(token, "ctx_search", arguments.clone());
            assert_eq!((&page["workspace"], &page["commit"]), (&json!("*"), &Value::Null));
            for m in page["matches"].as_array().expect("matches") {
                assert_eq!(m["commit"].as_str().map(str::len), Some(40), "{m}");
                found.push((m["workspace"].to_string(), m["path"].to_string(), m["line"].as_u64()));
            }
            totals.push(page["total"].as_u64());
            match page["cursor"].as_str() {
                Some(cursor) => arguments["cursor"] = cursor.into(),
                None => return (found, totals.pop().flatten()),
            }
        }
    };
    for limit in [1, 3, 7, 8, 100] {
        let (found, total) = everything(&all, limit);
        let unique: std::collections::BTreeSet<_> = found.iter().collect();
        assert_eq!((found.len(), unique.len(), total), (28, 28, Some(28)), "limit {limit}");
        let (found, _) = everything(&bound, limit);
        assert_eq!(found.len(), 21, "limit {limit}");
        assert!(found.iter().all(|(workspace, ..)| !workspace.contains("three")));
    }
    let ranked = server.ask(
        &bound,
        "ctx_semantic_search",
        json!({"query": "shared handler", "workspaceId": "*"}),
    );
    let from: Vec<&str> = ranked["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter_map(|r| r["workspace"].as_str())
        .collect();
    assert_eq!(from.len(), 3);
    assert!(!from.contains(&"three"), "{ranked}");
    let (status, body) = server.call(&all, "ctx_read", json!({"path": "a.rs", "workspaceId": "*"}));
    assert_eq!((status, code(&body)), (400, "invalid_arguments"));
}
