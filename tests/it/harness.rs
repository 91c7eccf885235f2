//! How does a test get a home, repositories and a server of its own?

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than anything should take on a slow machine; reached only by what hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What a finished command said; printed whole when an expectation of it fails.
pub struct Said {
    pub command: String,
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "$ {}\n{}\n--- stdout\n{}\n--- stderr\n{}",
            self.command, self.status, self.stdout, self.stderr
        )
    }
}

impl Said {
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "wanted exit {code}\n{self}");
        self
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("stdout is not JSON: {e}\n{self}"))
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(
            self.stderr.contains(part) || self.stdout.contains(part),
            "missing {part:?}\n{self}"
        );
        self
    }
}

/// A program that knows of this home and nothing else.
fn alone(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "test")
        .env("GIT_AUTHOR_EMAIL", "test@example.invalid")
        .env("GIT_COMMITTER_NAME", "test")
        .env("GIT_COMMITTER_EMAIL", "test@example.invalid")
        // A commit's id is a function of what it holds.
        .env("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z")
        .env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")
        .stdin(Stdio::null());
    command
}

/// A home directory with nothing in it, and commands that see only that.
pub struct Home {
    dir: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: TempDir::new().expect("a temporary directory") }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The binary under test, in this home.
    pub fn command(&self) -> Command {
        self.program(env!("CARGO_BIN_EXE_lean-ctx"))
    }

    /// Any program, with an environment of this home alone.
    pub fn program(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = alone(program, self.path());
        command.current_dir(self.path());
        command
    }

    /// Runs `lean-ctx` with these arguments to its end.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Said {
        let mut command = self.command();
        command.args(args);
        finish(command)
    }

    /// A repository with one commit of the given files.
    pub fn repo(&self, name: &str, files: &[(&str, &str)]) -> Repo {
        let repo = Repo { path: self.join(name), home: self.path().to_owned() };
        std::fs::create_dir_all(&repo.path).expect("a directory");
        repo.git(&["init", "-q", "-b", "main"]);
        for (path, text) in files {
            repo.write(path, text);
        }
        repo.commit("first");
        repo
    }

    /// A bare remote of `repo`, and a clone of it: (remote, clone).
    pub fn cloned(&self, repo: &Repo, name: &str) -> (PathBuf, Repo) {
        let remote = self.join(&format!("{name}.git"));
        repo.git(&["clone", "-q", "--bare", ".", &remote.display().to_string()]);
        repo.git(&["remote", "add", "origin", &remote.display().to_string()]);
        let clone = Repo { path: self.join(name), home: self.path().to_owned() };
        repo.git(&[
            "clone",
            "-q",
            &remote.display().to_string(),
            &clone.path.display().to_string(),
        ]);
        (remote, clone)
    }

    /// Writes a team.json with these workspaces and a data folder beside it.
    pub fn team(&self, workspaces: &[(&str, &Path)]) -> Team<'_> {
        self.team_with(workspaces, json!({}))
    }

    /// As [`Home::team`], with more keys.
    pub fn team_with(&self, workspaces: &[(&str, &Path)], more: Value) -> Team<'_> {
        let data = self.join("data");
        std::fs::create_dir_all(&data).expect("a directory");
        let mut config = json!({
            "host": "127.0.0.1",
            "port": 0,
            "defaultWorkspaceId": workspaces[0].0,
            "workspaces": workspaces.iter().map(|(id, root)| json!({"id": id, "root": root})).collect::<Vec<_>>(),
            "tokens": [],
            "auditLogPath": data.join("audit.jsonl"),
            "maxRps": 100_000,
            "rateBurst": 100_000,
        });
        for (key, value) in more.as_object().expect("an object") {
            config[key] = value.clone();
        }
        let file = self.join("team.json");
        std::fs::write(&file, serde_json::to_string_pretty(&config).expect("JSON"))
            .expect("a file");
        Team { home: self, file, data }
    }
}

/// Runs a command to its end, or kills it when it hangs.
#[track_caller]
pub fn finish(command: Command) -> Said {
    finish_within(PATIENCE, command)
}

/// As [`finish`], of a command that may take as long as this.
#[track_caller]
pub fn finish_within(limit: Duration, mut command: Command) -> Said {
    let said = format!("{command:?}");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|e| panic!("{said}: {e}"));
    let out = drain(child.stdout.take().expect("piped"));
    let err = drain(child.stderr.take().expect("piped"));
    let status = wait(&mut child, limit).unwrap_or_else(|| {
        let _ = child.kill();
        panic!("hangs: {said}");
    });
    Said {
        command: said,
        status,
        stdout: out.join().expect("a reader"),
        stderr: err.join().expect("a reader"),
    }
}

fn drain(mut stream: impl std::io::Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

pub fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().expect("a child") {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

/// Says that a test had nothing to run with. Past the test runner, which would swallow it: a pass
/// that nobody knows to be empty would be a lie.
pub fn not_run(why: &str) {
    let _ = writeln!(std::io::stderr(), "NOT RUN: {why}");
}

/// Asks until the answer is there.
#[track_caller]
pub fn eventually<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < end, "not within {limit:?}: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

pub struct Repo {
    pub path: PathBuf,
    home: PathBuf,
}

impl Repo {
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        let output =
            alone("git", &self.home).args(args).current_dir(&self.path).output().expect("git");
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.path.join(path);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
        std::fs::write(file, text).expect("a file");
    }

    /// Commits everything; the commit's id.
    #[track_caller]
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }
}

/// A team.json and its data folder.
pub struct Team<'h> {
    pub home: &'h Home,
    pub file: PathBuf,
    pub data: PathBuf,
}

impl Team<'_> {
    /// Mints a token and gives its secret.
    #[track_caller]
    pub fn token(&self, id: &str, grant: &[&str]) -> String {
        let config = self.file.display().to_string();
        let mut args = vec!["team", "token", "create", "--config", &config, "--id", id];
        args.extend(grant);
        self.home.run(args).ok().stdout.trim().to_owned()
    }

    pub fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.data.join("audit.jsonl")).unwrap_or_default();
        text.lines().map(|l| serde_json::from_str(l).expect("a record")).collect()
    }

    #[track_caller]
    pub fn serve(&self) -> Server {
        self.serve_with(|_| {})
    }

    /// Starts the server and waits until every workspace answers.
    #[track_caller]
    pub fn serve_with(&self, change: impl FnOnce(&mut Command)) -> Server {
        let server = self.start_with(change);
        eventually("every workspace serves", PATIENCE, || {
            (server.get("/readyz", "").0 == 200).then_some(())
        });
        server
    }

    /// Starts the server and waits for its address alone.
    #[track_caller]
    pub fn start_with(&self, change: impl FnOnce(&mut Command)) -> Server {
        let mut command = self.home.command();
        command.args(["team", "serve", "--config"]).arg(&self.file);
        change(&mut command);
        Server::start(command)
    }
}

/// A running server; killed when it goes out of scope.
pub struct Server {
    pub child: Child,
    pub url: String,
    _stdout: BufReader<ChildStdout>,
    stderr: Option<thread::JoinHandle<String>>,
}

impl Server {
    /// Runs a command that prints `listening on URL` and goes on.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary");
        let stderr = drain(child.stderr.take().expect("piped"));
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        while let Ok(n) = stdout.read_line(&mut line) {
            if let Some((_, url)) = line.trim().split_once("listening on ") {
                let url = url.to_owned();
                return Self { child, url, _stdout: stdout, stderr: Some(stderr) };
            }
            if n == 0 {
                break;
            }
            line.clear();
        }
        let _ = child.kill();
        let _ = child.wait();
        let said = stderr.join().unwrap_or_default();
        panic!("the server did not start:\n{said}");
    }

    pub fn port(&self) -> u16 {
        self.url
            .rsplit(':')
            .next()
            .and_then(|p| p.trim_end_matches('/').parse().ok())
            .expect("a port")
    }

    pub fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let mut request = agent().get(format!("{}{path}", self.url));
        if !token.is_empty() {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        answer(request.call())
    }

    pub fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let mut request =
            agent().post(format!("{}{path}", self.url)).header("Content-Type", "application/json");
        if !token.is_empty() {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        answer(request.send(body.to_string()))
    }

    /// POST /v1/tools/call.
    pub fn call(&self, token: &str, name: &str, arguments: Value) -> (u16, Value) {
        self.post("/v1/tools/call", token, &json!({"name": name, "arguments": arguments}))
    }

    /// The structured result of a call that must succeed.
    #[track_caller]
    pub fn ask(&self, token: &str, name: &str, arguments: Value) -> Value {
        let (status, body) = self.call(token, name, arguments.clone());
        assert_eq!(status, 200, "{name} {arguments}: {body}");
        body["result"]["structuredContent"].clone()
    }

    pub fn signal(&self, name: &str) {
        // The shell's own: not every machine has the program.
        let status = Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", self.child.id())])
            .status()
            .expect("a shell");
        assert!(status.success());
    }

    /// SIGTERM, then the end: exit code and what was said on stderr.
    #[track_caller]
    pub fn stop(mut self) -> (i32, String) {
        self.signal("TERM");
        let status = wait(&mut self.child, PATIENCE).expect("the server ends");
        let said = self.stderr.take().expect("once").join().unwrap_or_default();
        (status.code().unwrap_or(-1), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .into()
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, Value) {
    match result {
        Ok(mut response) => {
            let status = response.status().as_u16();
            let text = response.body_mut().read_to_string().unwrap_or_default();
            (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
        }
        Err(e) => (0, Value::String(e.to_string())),
    }
}
