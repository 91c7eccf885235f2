//! Is every request checked in the same order, and does a flood of refused ones cost little?

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Home, Repo, Server, eventually};

fn sample(home: &Home) -> Repo {
    home.repo("core", &[("README.md", "# Sample\n")])
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", server.port())).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("an option");
    stream
}

/// What comes back until the server closes.
fn rest(mut stream: TcpStream) -> String {
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    String::from_utf8_lossy(&reply).into_owned()
}

/// Sends this and not a byte more; the reply must not wait for one.
#[track_caller]
fn told(server: &Server, head: &str, status: u16, code: &str) -> String {
    let mut stream = connect(server);
    let begun = Instant::now();
    stream.write_all(head.as_bytes()).expect("sent");
    let reply = rest(stream);
    assert!(reply.starts_with(&format!("HTTP/1.1 {status} ")), "{head}{reply}");
    assert!(reply.contains(code), "{head}{reply}");
    assert!(begun.elapsed() < Duration::from_secs(5), "it waited: {head}");
    reply
}

/// A head that announces a large body; the body never comes.
fn post(path: &str, fields: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\n{fields}Content-Type: application/json\r\n\
         Content-Length: 1000000\r\n\r\n"
    )
}

#[test]
fn each_check_comes_before_the_next_and_all_before_the_body() {
    let home = Home::new();
    let repo = sample(&home);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"perTokenRps": 1, "perTokenBurst": 2, "maxBodyBytes": 2_000_000}),
    );
    let token = team.token("bot", &["--role", "viewer"]);
    let server = team.serve();
    let (local, evil) = ("Host: localhost\r\n", "Host: evil.example\r\n");
    let bearer = format!("{local}Authorization: Bearer {token}\r\n");

    let long = format!("{local}X-Long: {}\r\n", "a".repeat(17_000));
    told(&server, &post("/v1/tools/call", &long), 400, "invalid_request");
    let (status, _) = server.get("/health", "");
    assert_eq!(status, 200);
    // Method of a known path: public, so before host and token.
    let put = |fields: &str| format!("PUT /v1/tools HTTP/1.1\r\n{fields}Connection: close\r\n\r\n");
    told(&server, &put(evil), 405, "method_not_allowed");
    told(&server, &post("/v1/tools/call", evil), 403, "host_denied");
    let foreign = format!("{local}Origin: https://evil.example\r\n");
    told(&server, &post("/v1/tools/call", &foreign), 403, "origin_denied");
    for path in ["/v1/tools/call", "/mcp", "/", "/anything"] {
        told(&server, &post(path, local), 401, "unauthorized");
    }
    // No invitation to send the body either.
    let expecting = format!("{local}Expect: 100-continue\r\n");
    let reply = told(&server, &post("/mcp", &expecting), 401, "unauthorized");
    assert!(!reply.contains("100 Continue"), "{reply}");
    let expecting = format!("{bearer}Expect: 100-continue\r\n");
    let mut stream = connect(&server);
    stream.write_all(post("/mcp", &expecting).as_bytes()).expect("sent");
    let mut invited = [0; 25];
    stream.read_exact(&mut invited).expect("a known token is invited");
    assert!(invited.starts_with(b"HTTP/1.1 100 "));
    let huge = post("/mcp", &bearer).replace("1000000", "100000000000");
    told(&server, &huge, 413, "payload_too_large");
    let reply = told(&server, &post("/mcp", &bearer), 429, "rate_limited");
    assert!(reply.contains("Retry-After: "), "{reply}");
}

#[test]
fn failures_are_throttled_by_address_and_a_valid_token_is_not() {
    let home = Home::new();
    let repo = sample(&home);
    let team = home.team_with(&[("core", &repo.path)], json!({"trustedProxies": ["127.0.0.0/8"]}));
    let token = team.token("bot", &["--role", "viewer"]);
    let server = team.serve();
    let ask = |from: &str, secret: &str| {
        let mut stream = connect(&server);
        let request = format!(
            "GET /v1/workspaces HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\n\
             Authorization: Bearer {secret}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        rest(stream)
    };
    let status = |reply: &str| reply[9..12].parse::<u16>().expect("a status");
    let failures: Vec<u16> = (0..25).map(|_| status(&ask("192.0.2.1", "wrong"))).collect();
    assert_eq!(failures, [[401; 20].as_slice(), &[429; 5]].concat());
    let reply = ask("192.0.2.1", "wrong");
    let wait = reply.lines().find_map(|l| l.strip_prefix("Retry-After: ")).expect("a wait");
    assert!((1..=61).contains(&wait.parse::<u32>().expect("seconds")), "{reply}");
    assert_eq!(status(&ask("192.0.2.1", &token)), 200, "its neighbours are not locked out");
    assert_eq!(status(&ask("192.0.2.2", "wrong")), 401, "another client of the same proxy");
    // Whoever has one IPv6 address has its whole /64.
    for n in 0..25 {
        ask(&format!("2001:db8::{n}"), "wrong");
    }
    assert_eq!(status(&ask("2001:db8::ffff", "wrong")), 429);
    assert_eq!(status(&ask("2001:db8:0:1::1", "wrong")), 401);
    eventually("the throttled are in the book, counted", Duration::from_secs(5), || {
        let records = team.audit();
        let of = |remote: &str| {
            let of = records
                .iter()
                .filter(|r| r["deniedReason"] == "rate_limited" && r["remote"] == remote);
            of.map(|r| r["count"].as_u64().unwrap_or(1)).sum::<u64>()
        };
        (of("192.0.2.1") == 6 && of("2001:db8::/64") == 6).then_some(())
    });
}

/// `n` requests on kept connections, a hundred on each; the replies' statuses.
fn flood(server: &Server, n: usize, request: impl Fn(usize) -> String) -> Vec<u16> {
    let mut statuses = Vec::new();
    for first in (0..n).step_by(100) {
        let mut stream = connect(server);
        let mut all: String = (first..n.min(first + 100)).map(&request).collect();
        all.push_str("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(all.as_bytes()).expect("sent");
        let replies = rest(stream);
        let codes = replies.split("HTTP/1.1 ").skip(1).filter_map(|r| r[..3].parse::<u16>().ok());
        statuses.extend(codes.filter(|code| *code != 200));
    }
    statuses
}

#[test]
fn a_flood_of_refusals_costs_few_bytes_of_the_book() {
    let home = Home::new();
    let repo = sample(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("bot", &["--role", "viewer"]);
    let server = team.serve();
    let size = || std::fs::metadata(team.data.join("audit.jsonl")).map_or(0, |m| m.len());

    // The caller's choice of path must not be the book's choice of lines.
    let begun = Instant::now();
    let statuses = flood(&server, 5000, |n| match n % 3 {
        0 => format!("POST /{n} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        1 => format!("GET /{n} HTTP/1.1\r\nHost: evil-{n}.example\r\n\r\n"),
        _ => format!("POST /x{n} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {n}\r\n\r\n"),
    });
    assert_eq!(statuses.len(), 5000);
    assert!(statuses.iter().all(|s| [401, 403, 429].contains(s)));
    let counted = eventually("each of them is counted", Duration::from_secs(5), || {
        let records = team.audit();
        let refused = records.iter().filter(|r| r["allowed"] == false);
        let counted = refused.map(|r| r["count"].as_u64().unwrap_or(1)).sum::<u64>();
        (counted >= 5000).then_some(counted)
    });
    assert_eq!(counted, 5000);
    // Three reasons, each at most two records of 600 bytes a second.
    let seconds = begun.elapsed().as_secs() + 2;
    assert!(size() < seconds * 3 * 2 * 600, "{} bytes in {seconds} s", size());

    // What is not even a request is nobody's decision: it is not written at all.
    let before = size();
    for _ in 0..500 {
        let mut stream = connect(&server);
        stream.write_all(b"GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").expect("sent");
        assert!(rest(stream).starts_with("HTTP/1.1 400 "));
    }
    assert_eq!(
        flood(&server, 500, |n| format!("GET /{n} HTTP/1.1\r\nHost: localhost\r\n\r\n")).len(),
        500
    );
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(size(), before);
}
