//! Is all that is asked told to the operator's log and to a collector, by the conventions' names, and no secret with it?

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, eventually, wait};

/// What a request to the collector was: its path, its head, its body.
type Message = (String, String, Value);

/// A collector that keeps what it is sent.
struct Collector {
    url: String,
    heard: Arc<Mutex<Vec<Message>>>,
}

impl Collector {
    /// `status`: what it answers.
    fn new(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let keep = Arc::clone(&keep);
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream);
                    while let Some(message) = read(&mut reader) {
                        keep.lock().unwrap().push(message);
                        let reply = format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\n{{}}");
                        if reader.get_mut().write_all(reply.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { url, heard }
    }

    fn of(&self, path: &str) -> Vec<Value> {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|m| m.0 == path).map(|m| m.2.clone()).collect()
    }

    fn spans(&self) -> Vec<Value> {
        let lists = self.of("/v1/traces").into_iter();
        lists
            .flat_map(|m| {
                m["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().cloned().unwrap()
            })
            .collect()
    }

    /// Everything, as text.
    fn whole(&self) -> String {
        let heard = self.heard.lock().unwrap();
        heard.iter().map(|m| m.2.to_string()).collect()
    }
}

fn read(reader: &mut impl BufRead) -> Option<Message> {
    let (mut first, mut head, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut first).ok().filter(|n| *n > 0)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
        if line == "\r\n" {
            break;
        }
        if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().ok()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    Some((path, head, serde_json::from_slice(&body).ok()?))
}

/// An attribute of a span or a data point.
fn attribute(of: &Value, key: &str) -> Option<String> {
    let all = of["attributes"].as_array()?;
    let value = &all.iter().find(|a| a["key"] == key)?["value"];
    value["stringValue"].as_str().or(value["intValue"].as_str()).map(str::to_owned)
}

fn post(server: &Server, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, String) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let mut request = agent
        .post(format!("{}{path}", server.url))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let reply = request.send(body.to_string()).unwrap();
    let id = reply.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();
    (reply.status().as_u16(), id)
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const OTHER: &str = "0af7651916cd43dd8448eb211c80319c";
/// Of arguments, paths and code: none of it may be told.
const ASKED: [&str; 5] = ["needle_93", "hidden_dir", "nothing_of_ours", "who_knows", "fn_text_77"];

fn options(command: &mut Command, collector: &str) {
    command.args(["--log-format", "json", "--log-level", "info"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    command.env("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=collector%20secret");
    command.env("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
    command.env("OTEL_BSP_SCHEDULE_DELAY", "50").env("OTEL_METRIC_EXPORT_INTERVAL", "100");
}

#[test]
fn requests_are_told_and_no_secret_with_them() {
    let home = Home::new();
    let collector = Collector::new(200);
    let repo = home.repo("core", &[("hidden_dir/a.rs", "fn needle_93() { fn_text_77() }\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve_with(|command| options(command, &collector.url));
    let bearer = format!("Bearer {token}");
    let parent = |trace: &str| format!("00-{trace}-00f067aa0ba902b7-01");
    let auth = ("Authorization", bearer.as_str());
    let search = json!({"name": "ctx_search", "arguments": {"pattern": "needle_93"}});
    // REST, with ids of the caller's own.
    let own = [auth, ("x-request-id", "proxy-4711.a"), ("traceparent", &parent(TRACE))];
    assert_eq!(post(&server, "/v1/tools/call", &own, &search), (200, "proxy-4711.a".into()));
    // An id that could not stand in a log is replaced.
    let (_, made) =
        post(&server, "/v1/tools/call", &[auth, ("x-request-id", "a b\"c{}{}")], &search);
    assert!(made.len() == 32 && made.bytes().all(|b| b.is_ascii_hexdigit()), "{made}");
    // MCP, whose own trace comes before the transport's.
    let rpc = |id: &str, params: Value| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
    let meta = json!({"traceparent": parent(OTHER)});
    let mut call = rpc("q-1", search.clone());
    call["params"]["_meta"] = meta;
    assert_eq!(post(&server, "/mcp", &[auth, ("traceparent", &parent(TRACE))], &call).0, 200);
    let failing = json!({"name": "ctx_read", "arguments": {"path": "hidden_dir/who_knows.rs"}});
    assert_eq!(post(&server, "/mcp", &[auth], &rpc("q-2", failing)).0, 200);
    let unknown = json!({"name": "nothing_of_ours", "arguments": {}});
    assert_eq!(post(&server, "/mcp", &[auth], &rpc("q-3", unknown)).0, 200);
    // A stranger, whose trace is not taken.
    let stranger =
        [("Authorization", "Bearer lctx_wrong_secret"), ("traceparent", &*parent(TRACE))];
    assert_eq!(post(&server, "/v1/tools/call", &stranger, &search).0, 401);
    eventually("all spans are exported", PATIENCE, || {
        let spans = collector.spans();
        spans
            .iter()
            .any(|s| attribute(s, "http.response.status_code").as_deref() == Some("401"))
            .then_some(())
    });
    eventually("measures are exported", PATIENCE, || {
        collector.of("/v1/metrics").last().filter(|m| m.to_string().contains("-32602")).map(|_| ())
    });
    let (code, log) = server.stop();
    assert_eq!(code, 0, "{log}");

    spans(&collector.spans());
    measures(collector.of("/v1/metrics").last().unwrap());
    lines(&log);
    let head = collector.heard.lock().unwrap()[0].1.to_ascii_lowercase();
    assert!(head.contains("x-collector-key: collector secret"), "{head}");
    let told = collector.whole();
    for secret in ASKED.iter().chain(&[&*token, "lctx_", "collector secret", "collector%20secret"])
    {
        assert!(!log.contains(secret), "the log tells {secret}:\n{log}");
        assert!(!told.contains(secret), "the collector is told {secret}:\n{told}");
    }
    let audit = team.audit();
    assert!(audit.iter().any(|r| r["requestId"] == "proxy-4711.a"), "{audit:?}");
}

fn spans(spans: &[Value]) {
    let find = |key: &str, value: &str| {
        let found = spans.iter().find(|s| attribute(s, key).as_deref() == Some(value));
        found.unwrap_or_else(|| panic!("no span with {key} {value}: {spans:#?}"))
    };
    let rest = find("leanctx.request.id", "proxy-4711.a");
    assert_eq!(rest["name"], "POST /v1/tools/call");
    assert_eq!(rest["kind"], 2);
    assert_eq!(
        (&rest["traceId"], &rest["parentSpanId"]),
        (&json!(TRACE), &json!("00f067aa0ba902b7"))
    );
    assert_eq!(attribute(rest, "http.route").as_deref(), Some("/v1/tools/call"));
    assert_eq!(attribute(rest, "leanctx.workspace.id").as_deref(), Some("core"));
    let mcp = find("jsonrpc.request.id", "q-1");
    assert_eq!(mcp["name"], "tools/call ctx_search");
    assert_eq!((&mcp["traceId"], &mcp["kind"]), (&json!(OTHER), &json!(2)));
    assert_eq!(mcp["links"][0]["traceId"], TRACE, "what carried it is linked");
    for (key, value) in [
        ("mcp.method.name", "tools/call"),
        ("gen_ai.tool.name", "ctx_search"),
        ("gen_ai.operation.name", "execute_tool"),
        ("network.transport", "tcp"),
        ("network.protocol.name", "http"),
    ] {
        assert_eq!(attribute(mcp, key).as_deref(), Some(value), "{key}: {mcp}");
    }
    assert!(attribute(mcp, "error.type").is_none() && attribute(mcp, "mcp.session.id").is_none());
    let failed = find("jsonrpc.request.id", "q-2");
    assert_eq!(attribute(failed, "error.type").as_deref(), Some("tool_error"));
    assert_eq!(failed["status"]["code"], 2);
    let carrier =
        spans.iter().find(|s| s["spanId"] == failed["parentSpanId"]).expect("its carrier");
    assert_eq!((&carrier["name"], &carrier["traceId"]), (&json!("POST /mcp"), &failed["traceId"]));
    let unknown = find("jsonrpc.request.id", "q-3");
    assert_eq!(attribute(unknown, "error.type").as_deref(), Some("-32602"));
    assert_eq!(attribute(unknown, "rpc.response.status_code").as_deref(), Some("-32602"));
    assert_eq!(unknown["name"], "tools/call", "a name that is not ours is not told");
    let stranger = find("http.response.status_code", "401");
    assert_ne!(stranger["traceId"], TRACE);
}

fn measures(message: &Value) {
    let resource = &message["resourceMetrics"][0]["resource"];
    assert_eq!(attribute(resource, "service.name").as_deref(), Some("lean-ctx"));
    assert_eq!(attribute(resource, "deployment.environment.name").as_deref(), Some("test"));
    let all = message["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].as_array().unwrap();
    let mcp = all.iter().find(|m| m["name"] == "mcp.server.operation.duration").expect("MCP's");
    assert_eq!(mcp["unit"], "s");
    let points = mcp["histogram"]["dataPoints"].as_array().unwrap();
    let point = points
        .iter()
        .find(|p| attribute(p, "gen_ai.tool.name").as_deref() == Some("ctx_search"))
        .expect("a point of the tool");
    assert_eq!(point["count"], "1");
    let buckets = point["bucketCounts"].as_array().unwrap();
    assert_eq!(buckets.len(), point["explicitBounds"].as_array().unwrap().len() + 1);
    assert!(all.iter().any(|m| m["name"] == "http.server.request.duration"));
}

fn lines(log: &str) {
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    assert!(
        lines
            .iter()
            .all(|l| l["ts"].is_string() && l["level"].is_string() && l["message"].is_string())
    );
    let rest = lines.iter().find(|l| l["requestId"] == "proxy-4711.a").expect("its line");
    assert_eq!(
        (&rest["tool"], &rest["status"], &rest["tokenId"]),
        (&json!("ctx_search"), &json!(200), &json!("alice"))
    );
    assert_eq!(rest["traceId"], TRACE);
    let failed = lines.iter().find(|l| l["tool"] == "ctx_read").expect("its line");
    assert_eq!((&failed["rpc"], &failed["route"]), (&json!("tools/call"), &json!("/mcp")));
    assert!(failed["error"].is_string(), "{failed}");
    let stranger = lines.iter().find(|l| l["status"] == 401).expect("its line");
    assert_eq!((&stranger["level"], &stranger["error"]), (&json!("warn"), &json!("unauthorized")));
    let probes = lines.iter().filter(|l| l["route"] == "/readyz").count();
    assert_eq!(probes, 0, "health checks are told at debug");
}

/// A collector that takes nothing holds nobody up, and what is lost is counted.
#[test]
fn a_collector_that_refuses_costs_spans_and_nothing_else() {
    let home = Home::new();
    let collector = Collector::new(400);
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("ann", &["--role", "admin"]);
    let server = team.serve_with(|command| {
        options(command, &collector.url);
        command.env("OTEL_BSP_MAX_QUEUE_SIZE", "1");
    });
    for _ in 0..20 {
        server.ask(&token, "ctx_tree", json!({}));
    }
    eventually("lost spans are counted", PATIENCE, || {
        let bearer = format!("Bearer {token}");
        let agent = ureq::Agent::new_with_defaults();
        let text = agent
            .get(format!("{}/v1/metrics?format=prometheus", server.url))
            .header("Authorization", &bearer)
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap();
        let dropped =
            text.lines().find_map(|l| l.strip_prefix("leanctx_team_spans_dropped_total "));
        dropped.and_then(|n| n.parse::<f64>().ok()).filter(|n| *n >= 5.0)
    });
    assert_eq!(server.stop().0, 0);
}

#[test]
fn over_a_pipe_messages_are_told_where_somebody_wants_them() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn needle_93() {}\n")]);
    let collector = Collector::new(200);
    let mut command = home.command();
    command.args(["serve", "--workspace", repo.path.to_str().unwrap()]);
    options(&mut command, &collector.url);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let params = json!({"name": "ctx_search", "arguments": {"pattern": "needle_93"}});
    let call = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params});
    child.stdin.take().unwrap().write_all(format!("{call}\n").as_bytes()).unwrap();
    assert!(wait(&mut child, PATIENCE).expect("an end").success());
    let (mut answer, mut log) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(answer.contains("needle_93"));
    let line = log.lines().find(|l| l.contains("ctx_search")).expect("a line");
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["rpc"], &line["level"]), (&json!("tools/call"), &json!("info")));
    let span = &collector.spans()[0];
    assert_eq!(attribute(span, "network.transport").as_deref(), Some("pipe"));
    assert_eq!(attribute(span, "jsonrpc.request.id").as_deref(), Some("7"));
    assert!(!log.contains("needle_93") && !collector.whole().contains("needle_93"));
}

#[test]
fn a_word_that_is_none_is_wrong_usage() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let mut command = home.command();
    command.args(["team", "serve", "--config"]).arg(&team.file).env("LEAN_CTX_LOG_LEVEL", "loud");
    let said = crate::harness::finish(command);
    assert_eq!(said.code(), 2, "{said}");
    said.says("LEAN_CTX_LOG_LEVEL");
}
