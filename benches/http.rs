//! What does the front door cost? Requests a second and their p99, beside axum and behind nginx, with and without slow clients,
//! and how many of the calls' events were kept meanwhile.
//!
//! `scripts/bench http` runs it. `LEAN_CTX_BENCH_SECONDS` a row (default 2). axum's binary is named
//! by `LEAN_CTX_BENCH_AXUM`; nginx is looked for in `PATH`, or named by `LEAN_CTX_BENCH_NGINX`.
//! What is not there is not measured, and said so.

mod load;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use load::crowd::{self, Row, Slow};
use load::{Connection, Server, Team, number, rest};

const CONNECTIONS: [usize; 4] = [1, 16, 64, 256];
const SLOW: usize = 500;

fn main() {
    // `cargo test` runs benches too, to see that they build; there is nothing to measure then.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::TempDir::new().expect("a temporary directory");
    let repo = sample(dir.path());
    let team = Team::new(dir.path(), &repo);
    let ours = Server::start(&team);
    ours.until_ready(Instant::now());
    let axum = Peer::axum(&repo, &team);
    let nginx = Peer::nginx(dir.path(), &ours.address);

    let mut table = Table::default();
    for (name, requests) in workloads(&team, &ours.address) {
        for (whose, address) in [
            ("lean-ctx", Some(&ours.address)),
            ("nginx → lean-ctx", nginx.as_ref().map(|p| &p.address)),
            ("axum", axum.as_ref().map(|p| &p.address)),
        ] {
            if let Some(address) = address {
                let before = Events::now(&team, &ours.address);
                let began = Instant::now();
                table.measure(name, whose, address, &requests);
                before.since(&Events::now(&team, &ours.address), began.elapsed());
            }
        }
    }
    let audited =
        fs::read_to_string(dir.path().join("data/audit.jsonl")).map_or(0, |t| t.lines().count());
    println!("\nrecords in the audit log: {audited}; resident: {:.0} MB", ours.resident());
    if table.lost > 0 {
        println!("NOT ANSWERED: {}", table.lost);
    }
}

/// What became of the events of calls: each is kept behind its answer, or dropped where the disk is slower than they come.
struct Events {
    kept: u64,
    dropped: u64,
}

impl Events {
    fn now(team: &Team, address: &str) -> Self {
        let token = &team.token;
        let request = format!(
            "GET /v1/metrics HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        let (_, body) = Connection::open(address).ask(&request).expect("an answer");
        let metrics: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let count = |name: &str| metrics[name].as_u64().expect("a count");
        Self { kept: count("eventsAppended"), dropped: count("eventsDropped") }
    }

    /// Nothing is said of what has no events, or is not ours.
    fn since(&self, now: &Self, time: Duration) {
        let (kept, dropped) = (now.kept - self.kept, now.dropped - self.dropped);
        if kept + dropped > 0 {
            let rate = kept as f64 / time.as_secs_f64();
            println!("events: {kept} kept ({rate:.0} a second), {dropped} dropped");
        }
    }
}

#[derive(Default)]
struct Table {
    lost: usize,
}

impl Table {
    /// Rows of one workload at one server, each with and without the slow connections.
    fn measure(&mut self, name: &str, whose: &str, address: &str, requests: &[String]) {
        let time = Duration::from_secs(number("LEAN_CTX_BENCH_SECONDS", 2));
        let plain: Vec<Row> =
            CONNECTIONS.iter().map(|n| crowd::ask(address, requests, *n, time)).collect();
        let slow = Slow::start(address, SLOW);
        let beside: Vec<Row> =
            CONNECTIONS.iter().map(|n| crowd::ask(address, requests, *n, time)).collect();
        drop(slow);
        println!("\n{name}, {whose} (replies of {} bytes)", plain[0].bytes);
        println!(
            "{:>6} {:>10} {:>8} {:>8} {:>8} | with {SLOW} slow: {:>10} {:>8} {:>8} {:>6}",
            "conns",
            "requests/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "requests/s",
            "p99 ms",
            "max ms",
            "ratio"
        );
        for ((n, row), slow) in CONNECTIONS.iter().zip(&plain).zip(&beside) {
            println!(
                "{n:>6} {:>10.0} {:>8.2} {:>8.2} {:>8.1} |                {:>10.0} {:>8.2} {:>8.1} {:>6.2}{}{}",
                row.rate,
                row.p50,
                row.p99,
                row.worst,
                slow.rate,
                slow.p99,
                slow.worst,
                slow.p99 / row.p99,
                fault(row),
                fault(slow),
            );
            self.lost += row.unanswered + slow.unanswered;
        }
    }
}

fn fault(row: &Row) -> String {
    match (row.refused, row.unanswered) {
        (0, 0) => String::new(),
        (refused, unanswered) => format!("  REFUSED {refused} UNANSWERED {unanswered}"),
    }
}

/// 120 files: one of 200 KB of replies, the others of 4 KB. A reply holds a file twice, as text and in JSON.
fn sample(dir: &Path) -> PathBuf {
    let repo = dir.join("sample");
    fs::create_dir_all(&repo).expect("a directory");
    let text = |name: &str, bytes: usize| {
        let line = |n: usize| format!("    let {name}_{n} = compute(input, {n}); // line\n");
        (0..bytes / line(0).len()).map(line).collect::<String>()
    };
    fs::write(repo.join("large.rs"), text("large", 93_000)).expect("a file");
    fs::create_dir_all(repo.join("tiny")).expect("a directory");
    fs::write(repo.join("tiny/one.rs"), "fn one() {}\n").expect("a file");
    for n in 0..119 {
        fs::write(repo.join(format!("file_{n}.rs")), text(&format!("v{n}"), 1_700))
            .expect("a file");
    }
    load::init(&repo);
    repo
}

/// The cheapest calls that are authorised, paced and audited: ctx_tree of a folder of one file, and
/// GET /v1/workspaces, which also asks git where the branch is now. /livez is none of these, so
/// the difference is what the decision and its record cost.
fn workloads(team: &Team, address: &str) -> Vec<(&'static str, Vec<String>)> {
    let get = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\r\n",
            team.token
        )
    };
    let call = |tool: &str, arguments: serde_json::Value| rest(team, tool, &arguments, address);
    let search = |n: usize| json!({"pattern": format!("v{n}_7 ="), "regex": false});
    let read = |n: usize| json!({"path": format!("file_{n}.rs")});
    vec![
        ("GET /livez: no token, no record", vec![get("/livez")]),
        ("ctx_tree of one file", vec![call("ctx_tree", json!({"path": "tiny"}))]),
        ("GET /v1/workspaces", vec![get("/v1/workspaces")]),
        ("ctx_search", (0..119).map(|n| call("ctx_search", search(n))).collect()),
        ("ctx_read, 4 KB", (0..119).map(|n| call("ctx_read", read(n))).collect()),
        (
            "ctx_read, 200 KB",
            vec![call("ctx_read", json!({"path": "large.rs", "maxTokens": 100_000}))],
        ),
    ]
}

/// Another server, ended with the bench.
struct Peer {
    child: Child,
    address: String,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Peer {
    fn axum(repo: &Path, team: &Team) -> Option<Self> {
        let Some(binary) = std::env::var_os("LEAN_CTX_BENCH_AXUM") else {
            println!("LEAN_CTX_BENCH_AXUM names no binary: axum is not measured");
            return None;
        };
        let mut child = Command::new(binary)
            .arg(repo)
            .arg(&team.token)
            .stdout(Stdio::piped())
            .spawn()
            .expect("axum's binary");
        let line = BufReader::new(child.stdout.take().expect("piped")).lines().next();
        let line = line.expect("a line").expect("a line");
        let address = line.rsplit('/').next().expect("an address").to_owned();
        Some(Self { child, address })
    }

    /// As ARCHITECTURE's reader would set it up: kept upstream connections, nothing buffered on disk.
    fn nginx(dir: &Path, upstream: &str) -> Option<Self> {
        let binary = std::env::var_os("LEAN_CTX_BENCH_NGINX").unwrap_or_else(|| "nginx".into());
        if Command::new(&binary).arg("-v").stderr(Stdio::null()).status().is_err() {
            println!("nginx is not here: not measured");
            return None;
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("an address").to_string();
        drop(free);
        let home = dir.join("nginx");
        fs::create_dir_all(&home).expect("a directory");
        let conf = home.join("nginx.conf");
        fs::write(&conf, conf_of(&home, &address, upstream)).expect("a file");
        let child = Command::new(&binary)
            .arg("-e")
            .arg(home.join("error.log"))
            .arg("-p")
            .arg(&home)
            .arg("-c")
            .arg(&conf)
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx");
        let peer = Self { child, address };
        let end = Instant::now() + Duration::from_secs(5);
        while std::net::TcpStream::connect(&peer.address).is_err() {
            assert!(Instant::now() < end, "nginx does not start: {}", home.display());
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut connection = Connection::open(&peer.address);
        let (status, _) =
            connection.ask("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a reply");
        assert_eq!(status, 200, "nginx does not reach the server");
        Some(peer)
    }
}

fn conf_of(home: &Path, address: &str, upstream: &str) -> String {
    let home = home.display();
    format!(
        "daemon off; master_process off; worker_processes 1; pid {home}/pid;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  keepalive_requests 100000000;
  upstream server {{ server {upstream}; keepalive 256; keepalive_requests 100000000; }}
  server {{
    listen {address} backlog=1024;
    client_max_body_size 4m;
    location / {{
      proxy_pass http://server;
      proxy_http_version 1.1;
      proxy_set_header Connection \"\";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_buffers 16 64k;
      proxy_buffer_size 64k;
      proxy_busy_buffers_size 128k;
    }}
  }}
}}
"
    )
}
