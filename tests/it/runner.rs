//! Does `serve` hold what agent runners need: protocol alone on stdout, a quick end, many at once?

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, wait};

/// One `serve`, as a client holds it.
struct Runner {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    last: u64,
}

impl Runner {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output, last: 0 }
    }

    fn here(home: &Home, cwd: &Path) -> Self {
        let mut command = home.command();
        command.arg("serve").current_dir(cwd);
        Self::start(command)
    }

    #[track_caller]
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let message =
            json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params});
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|e| panic!("{method}: {e}: {line:?}"));
        assert_eq!(answer["id"], self.last, "{answer}");
        answer
    }

    #[track_caller]
    fn search(&mut self, pattern: &str) -> Value {
        let params = json!({"name": "ctx_search", "arguments": {"pattern": pattern}});
        self.ask("tools/call", params)["result"]["structuredContent"].clone()
    }

    #[track_caller]
    fn end(mut self) {
        drop(self.input.take());
        let status = wait(&mut self.child, PATIENCE).expect("the end of input ends it");
        assert_eq!(status.code(), Some(0));
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn ten_on_one_repository_share_one_index() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn round_0() {}\n"), ("b.rs", "fn b() {}\n")]);
    let mut runners: Vec<Runner> = (0..10).map(|_| Runner::here(&home, &repo.path)).collect();
    for round in 1..=3 {
        let text = format!("fn round_{round}() {{}}\n");
        repo.write("a.rs", &text);
        for runner in &mut runners {
            let found = runner.search(&format!("round_{round}"));
            assert_eq!((&found["total"], &found["dirty"]), (&json!(1), &json!(true)), "{found}");
        }
        let commit = repo.commit("an edit");
        for runner in &mut runners {
            let found = runner.search("round_");
            assert_eq!(found["total"], 1, "{found}");
            assert_eq!(found["matches"][0]["text"], text.trim_end(), "{found}");
            assert_eq!(found["commit"], commit.as_str(), "{found}");
        }
    }
    runners.into_iter().for_each(Runner::end);
    let indexes = std::fs::read_dir(home.join(".lean-ctx/index")).unwrap().count();
    assert_eq!(indexes, 1);
    home.run(["search", "round_3", "--workspace", repo.path.to_str().unwrap()]).ok().says("a.rs");
}

#[test]
fn a_signal_ends_it_at_once() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    let mut runner = Runner::here(&home, &repo.path);
    runner.ask("ping", json!({}));
    let kill = format!("kill -TERM {}", runner.child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    wait(&mut runner.child, PATIENCE).expect("SIGTERM ends it");
}

/// What prints to descriptor 1 (a library, a child) must not come out between messages.
#[cfg(target_os = "linux")]
#[test]
fn stdout_is_the_protocols_alone() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    let mut runner = Runner::here(&home, &repo.path);
    runner.ask("ping", json!({}));
    let of = |fd: u32| std::fs::read_link(format!("/proc/{}/fd/{fd}", runner.child.id())).unwrap();
    assert_eq!(of(1), of(2), "what prints, prints on stderr");
    runner.end();
}

#[test]
fn a_home_is_too_much_to_index() {
    let home = Home::new();
    let mut runner = Runner::here(&home, home.path());
    assert_eq!(wait(&mut runner.child, PATIENCE).expect("an end").code(), Some(2));
    // Unless the client says which folder it has open.
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    let mut command = home.command();
    command.arg("serve").env("WORKSPACE_FOLDER_PATHS", &repo.path);
    let mut runner = Runner::start(command);
    assert_eq!(runner.search("fn a")["total"], 1);
    runner.end();
}

#[test]
fn a_client_of_stdio_alone_reaches_a_team() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn alpha() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "viewer"]);
    let server = team.serve();
    let bridge = |token: &str| {
        let mut command = home.command();
        command.args(["serve", "--team", &format!("{}/mcp", server.url)]);
        command.env("LEAN_CTX_TEAM_TOKEN", token);
        Runner::start(command)
    };
    let mut runner = bridge(&token);
    let hello = runner.ask(
        "initialize",
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}),
    );
    assert_eq!(hello["result"]["protocolVersion"], "2025-06-18", "{hello}");
    writeln!(
        runner.input.as_mut().unwrap(),
        "{}",
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"})
    )
    .unwrap();
    assert_eq!(runner.search("fn alpha")["total"], 1);
    let denied = runner.ask("tools/call", json!({"name": "ctx_shell", "arguments": {}}));
    assert_eq!(denied["error"]["data"]["error_code"], "scope_denied", "{denied}");
    runner.end();

    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
    let mut modern = bridge(&token);
    let found = modern.ask("server/discover", json!({"_meta": meta}));
    assert_eq!(found["result"]["supportedVersions"][0], "2026-07-28", "{found}");
    let call = json!({"_meta": meta, "name": "ctx_search", "arguments": {"pattern": "alpha"}});
    assert_eq!(modern.ask("tools/call", call)["result"]["structuredContent"]["total"], 1);
    modern.end();

    let mut stranger = bridge("lctx_nobody");
    let refused = stranger.ask("ping", json!({}));
    assert_eq!(refused["error"]["data"]["error_code"], "unauthorized", "{refused}");
    stranger.end();
}
