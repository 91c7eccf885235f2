//! How long does a sync take when everybody syncs at once?
//!
//! `scripts/bench cloud` runs it: `LEAN_CTX_BENCH_ACCOUNTS` accounts (default 500), each on a
//! connection and an address of its own, read and write all eight sections with 8 KiB blobs, twice:
//! the first time with nothing there, the second over what is there. Then a third round, in which
//! nothing has changed and everything is only read.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATHS: [&str; 8] = [
    "/api/stats",
    "/api/sync/commands",
    "/api/sync/cep",
    "/api/sync/gain",
    "/api/sync/buddy",
    "/api/sync/feedback",
    "/api/sync/knowledge",
    "/api/sync/gotchas",
];
const BLOB: usize = 8 << 10;

fn main() {
    // `cargo test` runs benches too, to see that they build; there is nothing to measure then.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let accounts = std::env::var("LEAN_CTX_BENCH_ACCOUNTS").ok().and_then(|n| n.parse().ok());
    let accounts: usize = accounts.unwrap_or(500);
    let dir = tempfile::TempDir::new().expect("a temporary directory");
    let (mut server, port) = serve(dir.path());

    let began = Instant::now();
    let keys: Vec<String> = thread::scope(|scope| {
        let some = |part: usize| {
            scope.spawn(move || {
                (0..accounts).filter(|n| n % 8 == part).map(|n| enter(port, n)).collect::<Vec<_>>()
            })
        };
        let all: Vec<_> = (0..8).map(some).collect();
        all.into_iter().flat_map(|t| t.join().expect("a thread")).collect()
    });
    let took = began.elapsed();
    println!(
        "{accounts} registrations and logins: {took:.2?}, {:.0} a second",
        2.0 * accounts as f64 / took.as_secs_f64()
    );
    println!(
        "\n{:<28} {:>9} {:>10} {:>9} {:>9} {:>12} {:>12}",
        "all at once", "total", "requests/s", "p50 ms", "p99 ms", "sync p50 ms", "sync p99 ms"
    );
    round("first sync", port, &keys, true);
    round("over what is there", port, &keys, true);
    round("nothing has changed", port, &keys, false);
    let _ = server.kill();
    let _ = server.wait();
}

fn serve(dir: &std::path::Path) -> (Child, u16) {
    let file = dir.join("cloud.json");
    let much = 1_000_000_000;
    let config = json!({
        "host": "127.0.0.1", "port": 0, "dataDir": "data",
        "registration": "open", "emailVerification": "off", "trustedProxies": ["127.0.0.1"],
        "throttle": {"registrationsPerAddress": much, "loginsPerAddress": much, "requestsPerSecond": 100_000},
    });
    std::fs::write(&file, config.to_string()).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_lean-ctx"))
        .args(["cloud", "serve", "--quiet", "--config"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    out.read_line(&mut line).expect("a line");
    let port = line.trim().rsplit(':').next().and_then(|p| p.parse().ok());
    (child, port.expect("a port"))
}

/// A kept connection, from an address of its own.
struct Connection {
    stream: BufReader<TcpStream>,
    from: String,
}

impl Connection {
    fn new(port: u16, number: usize) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a socket");
        let from = format!("10.{}.{}.{}", number >> 16, (number >> 8) & 255, number & 255);
        Self { stream: BufReader::new(stream), from }
    }

    /// Status, version and body.
    fn ask(&mut self, head: &str, fields: &str, body: &[u8]) -> (u16, u64, Vec<u8>) {
        let text = format!(
            "{head} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {}\r\n{fields}content-length: {}\r\n\r\n",
            self.from,
            body.len()
        );
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.get_mut().write_all(&bytes).expect("a server");
        let (mut status, mut version, mut length) = (0, 0, 0);
        for n in 0.. {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("an answer");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                None if n == 0 => {
                    status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
                }
                Some(("content-length", n)) => length = n.parse().unwrap_or(0),
                Some((name, value)) if name.eq_ignore_ascii_case("etag") => {
                    version = value.trim_matches('"').parse().unwrap_or(0);
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("a body");
        (status, version, body)
    }
}

/// Registers and logs in; the API key.
fn enter(port: u16, number: usize) -> String {
    let mut connection = Connection::new(port, number);
    let email = format!("{number}@example.com");
    let mut post = |path: &str, body: &Value| {
        let fields = "content-type: application/json\r\n";
        let (status, _, body) =
            connection.ask(&format!("POST {path}"), fields, body.to_string().as_bytes());
        assert!(matches!(status, 200 | 202), "{status} {}", String::from_utf8_lossy(&body));
        serde_json::from_slice::<Value>(&body).expect("JSON")
    };
    let password = "ab".repeat(32);
    post(
        "/api/auth/register",
        &json!({"email": email, "password": password,
            "wrapped_key": "ab".repeat(72), "key_check": "cd".repeat(32)}),
    );
    // The first key of RFC 8032's examples.
    let public_key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let entered = post(
        "/api/auth/login",
        &json!({"email": email, "password": password,
            "device": {"name": "bench", "public_key": public_key}}),
    );
    entered["api_key"].as_str().expect("a key").to_owned()
}

fn round(name: &str, port: u16, keys: &[String], writes: bool) {
    let ready = Barrier::new(keys.len() + 1);
    let (began, times) = thread::scope(|scope| {
        let ready = &ready;
        let all: Vec<_> = keys
            .iter()
            .enumerate()
            .map(|(number, key)| {
                let work = move || {
                    let mut connection = Connection::new(port, number);
                    ready.wait();
                    sync(&mut connection, key, writes)
                };
                let thread = thread::Builder::new().stack_size(128 << 10);
                thread.spawn_scoped(scope, work).expect("a thread")
            })
            .collect();
        ready.wait();
        let began = Instant::now();
        (began, all.into_iter().map(|t| t.join().expect("a thread")).collect::<Vec<_>>())
    });
    let took = began.elapsed();
    let mut requests: Vec<Duration> = times.iter().flat_map(|(r, _)| r.iter().copied()).collect();
    let mut syncs: Vec<Duration> = times.iter().map(|(_, whole)| *whole).collect();
    let rate = requests.len() as f64 / took.as_secs_f64();
    let at = |of: &mut Vec<Duration>, share: f64| {
        of.sort_unstable();
        of[((of.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3
    };
    println!(
        "{name:<28} {:>9} {rate:>10.0} {:>9.1} {:>9.1} {:>12.0} {:>12.0}",
        format!("{took:.2?}"),
        at(&mut requests, 0.5),
        at(&mut requests, 0.99),
        at(&mut syncs, 0.5),
        at(&mut syncs, 0.99),
    );
}

/// One account's sync: how long each request took, and all of it.
fn sync(connection: &mut Connection, key: &str, writes: bool) -> (Vec<Duration>, Duration) {
    let blob = vec![7; BLOB];
    let bearer = format!("authorization: Bearer {key}\r\n");
    let began = Instant::now();
    let mut times = Vec::new();
    let mut timed = |head: &str, fields: &str, body: &[u8]| {
        let asked = Instant::now();
        let (status, version, _) = connection.ask(head, fields, body);
        times.push(asked.elapsed());
        assert!(matches!(status, 200 | 204), "{head}: {status}");
        version
    };
    for path in PATHS {
        let version = timed(&format!("GET {path}"), &bearer, b"");
        if writes {
            let fields = format!(
                "{bearer}content-type: application/octet-stream\r\nif-match: \"{version}\"\r\n"
            );
            timed(&format!("POST {path}"), &fields, &blob);
        }
    }
    (times, began.elapsed())
}
