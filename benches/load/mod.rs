//! What do benches need to ask a running server? A team, the release binary, and connections to it.

#![allow(dead_code, reason = "each bench uses its part")]

pub mod corpus;
pub mod crowd;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

pub struct Team {
    pub file: PathBuf,
    pub token: String,
}

impl Team {
    /// One workspace, `corpus`, and nothing in the way of load.
    pub fn new(dir: &Path, repo: &Path) -> Self {
        let data = dir.join("data");
        fs::create_dir_all(&data).expect("a directory");
        let file = dir.join("team.json");
        let config = json!({
            "host": "127.0.0.1", "port": 0, "defaultWorkspaceId": "corpus",
            "workspaces": [{"id": "corpus", "root": repo}],
            "tokens": [], "auditLogPath": data.join("audit.jsonl"),
            "maxRps": 1_000_000, "rateBurst": 1_000_000, "maxConcurrency": 256,
            "perTokenRps": 1_000_000, "perTokenBurst": 1_000_000, "trustedProxies": ["127.0.0.1"],
        });
        fs::write(&file, config.to_string()).expect("a file");
        let output = binary()
            .args(["team", "token", "create", "--id", "bench", "--role", "admin", "--config"])
            .arg(&file)
            .output()
            .expect("the binary");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { file, token: String::from_utf8_lossy(&output.stdout).trim().to_owned() }
    }
}

pub fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lean-ctx"))
}

pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn start(team: &Team) -> Self {
        let mut child = binary()
            .args(["team", "serve", "--config"])
            .arg(&team.file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|l| l.split_once("listening on http://").map(|(_, a)| a.trim().to_owned()))
            .expect("an address");
        Self { child, address }
    }

    pub fn until_ready(&self, began: Instant) -> Duration {
        loop {
            let mut connection = Connection::open(&self.address);
            if connection
                .ask("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                .is_some_and(|(s, _)| s == 200)
            {
                return began.elapsed();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn try_call(&self, team: &Team, tool: &str, arguments: &Value) -> (u16, Value) {
        let mut connection = Connection::open(&self.address);
        let (status, body) =
            connection.ask(&rest(team, tool, arguments, &self.address)).expect("an answer");
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    pub fn call(&self, team: &Team, tool: &str, arguments: &Value) -> Value {
        let (status, body) = self.try_call(team, tool, arguments);
        assert_eq!(status, 200, "{body}");
        body["result"]["structuredContent"].clone()
    }

    /// What it has taken of the processors.
    pub fn busy(&self) -> Duration {
        let path = format!("/proc/{}/task", self.child.id());
        let tasks = fs::read_dir(path).into_iter().flatten().flatten();
        // Nanoseconds on a processor; threads that have ended are not counted.
        let spent = |task: fs::DirEntry| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        };
        Duration::from_nanos(tasks.filter_map(spent).sum())
    }

    /// Resident megabytes.
    pub fn resident(&self) -> f64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e3
    }
}

pub fn rest(team: &Team, tool: &str, arguments: &Value, address: &str) -> String {
    let body = json!({"name": tool, "arguments": arguments}).to_string();
    post("/v1/tools/call", team, &body, address)
}

pub fn post(path: &str, team: &Team, body: &str, address: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        team.token,
        body.len()
    )
}

/// A keep-alive connection that reads whole replies.
pub struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    pub fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("an option");
        Self { reader: BufReader::with_capacity(1 << 16, stream) }
    }

    pub fn ask(&mut self, request: &str) -> Option<(u16, Vec<u8>)> {
        self.reader.get_mut().write_all(request.as_bytes()).ok()?;
        let mut line = String::new();
        self.reader.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            line.clear();
            self.reader.read_line(&mut line).ok()?;
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).ok()?;
        Some((status, body))
    }
}

fn git(repo: &Path, args: &[&str]) {
    let status = Command::new("git").args(args).current_dir(repo).status().expect("git");
    assert!(status.success(), "git {args:?}");
}

/// Makes a repository of what lies in `repo`.
pub fn init(repo: &Path) {
    git(repo, &["init", "-q", "-b", "main"]);
    commit(repo);
}

/// Commits whatever has changed.
pub fn commit(repo: &Path) {
    let author = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"];
    git(repo, &["add", "-A"]);
    git(repo, &[&author[..], &["commit", "-q", "-m", "bench"]].concat());
}
