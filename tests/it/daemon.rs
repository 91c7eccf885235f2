//! Does one background process answer for ten editors as each would by itself, and end without harm?

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Said, eventually, finish, wait};

/// A daemon in a home, ended when it goes out of scope.
struct Daemon<'h> {
    home: &'h Home,
    pid: u64,
}

impl<'h> Daemon<'h> {
    #[track_caller]
    fn start(home: &'h Home, more: &[&str]) -> Self {
        let said = home.run([&["daemon", "start", "--json"], more].concat()).ok();
        let started = said.json();
        assert_eq!(started["status"], "started", "{said}");
        Self { home, pid: started["pid"].as_u64().expect("a process") }
    }

    fn signal(&self, name: &str) {
        signal(self.pid, name);
    }

    /// Utime and stime.
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).expect("it runs");
        let rest = stat.rsplit_once(')').expect("a name").1;
        rest.split_whitespace().skip(11).take(2).map(|n| n.parse::<u64>().expect("ticks")).sum()
    }
}

impl Drop for Daemon<'_> {
    fn drop(&mut self) {
        let _ = self.home.command().args(["daemon", "stop"]).output();
    }
}

fn signal(pid: u64, name: &str) {
    let line = format!("kill -{name} {pid}");
    assert!(Command::new("sh").args(["-c", &line]).status().expect("a shell").success());
}

#[track_caller]
fn status(home: &Home) -> Value {
    home.run(["daemon", "status", "--json"]).ok().json()
}

fn lives(pid: u64) -> bool {
    // A zombie is dead; its parent is not ours to wait for.
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

fn in_repo(home: &Home, repo: &Repo, args: &[&str]) -> Said {
    let mut command = home.command();
    command.args(args).current_dir(&repo.path);
    finish(command)
}

/// `serve`, as an editor runs it.
struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    asked: u64,
}

impl Editor {
    fn start(home: &Home, repo: &Repo) -> Self {
        let mut command = home.command();
        command.arg("serve").current_dir(&repo.path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, input, output, asked: 0 }
    }

    fn send(&mut self, method: &str, params: Value) -> u64 {
        self.asked += 1;
        let message =
            json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params});
        let input = self.input.as_mut().expect("open");
        input.write_all(format!("{message}\n").as_bytes()).expect("it reads");
        self.asked
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("text");
        line
    }

    #[track_caller]
    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        let line = self.hear();
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        assert_eq!(message["id"], id, "{message}");
        message
    }

    #[track_caller]
    fn count(&mut self, pattern: &str) -> u64 {
        let call = json!({"name": "ctx_search", "arguments": {"pattern": pattern}});
        let said = self.ask("tools/call", call);
        said["result"]["structuredContent"]["total"].as_u64().unwrap_or_else(|| panic!("{said}"))
    }

    #[track_caller]
    fn end(mut self) {
        drop(self.input.take());
        let status = wait(&mut self.child, PATIENCE).expect("the end of stdin ends it");
        assert!(status.success());
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_starts_once_and_ends() {
    let home = Home::new();
    home.run(["daemon"]).ok().says("no daemon runs");
    assert_eq!(status(&home)["running"], false);
    home.run(["daemon", "stop"]).ok().says("no daemon runs");
    assert!(!home.join(".lean-ctx/daemon").exists(), "a look makes nothing");
    let daemon = Daemon::start(&home, &[]);
    home.run(["daemon", "start"]).ok().says("already");
    home.run(["daemon"]).ok().says(&format!("process {}", daemon.pid));
    let folder = home.join(".lean-ctx/daemon");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in ["socket", "log", "lock", "daemon.json"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    // Nothing of whoever started it stays open, and it has no terminal.
    let stat = fs::read_to_string(format!("/proc/{}/stat", daemon.pid)).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    assert_eq!((fields[3], fields[4]), (daemon.pid.to_string().as_str(), "0"), "session, terminal");
    assert_eq!(fs::read_link(format!("/proc/{}/cwd", daemon.pid)).unwrap(), Path::new("/"));
    assert_eq!(
        fs::read_link(format!("/proc/{}/fd/0", daemon.pid)).unwrap(),
        Path::new("/dev/null")
    );
    let environment = fs::read(format!("/proc/{}/environ", daemon.pid)).unwrap();
    assert!(!String::from_utf8_lossy(&environment).contains("GIT_AUTHOR_NAME"));
    let other = home.run(["daemon", "restart", "--memory-mb", "512", "--json"]).ok().json();
    assert_ne!(other["pid"], daemon.pid);
    assert_eq!(status(&home)["settings"]["memoryMb"], 512);
    home.run(["daemon", "restart"]).ok();
    assert_eq!(status(&home)["settings"]["memoryMb"], 512, "a restart keeps its limits");
    home.run(["daemon", "logs", "-n", "1"]).ok().says("started");
    home.run(["daemon", "stop"]).ok().says("has ended");
    assert!(!lives(daemon.pid));
    assert!(!folder.join("socket").exists());
    home.run(["daemon", "run", "--memory-mb", "0"]).exits(2);
}

#[test]
fn of_ten_starts_one_starts_it() {
    let home = Home::new();
    let starts: Vec<Child> = (0..10)
        .map(|_| {
            let mut command = home.command();
            command.args(["daemon", "start", "--json"]).stdout(Stdio::piped());
            command.spawn().expect("the binary")
        })
        .collect();
    let _daemon = Daemon { home: &home, pid: 0 };
    let said: Vec<Value> = starts
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().expect("an end");
            assert!(output.status.success());
            serde_json::from_slice(&output.stdout).expect("JSON")
        })
        .collect();
    assert_eq!(said.iter().filter(|s| s["status"] == "started").count(), 1);
    assert!(said.iter().all(|s| s["pid"] == said[0]["pid"]), "{said:?}");
}

#[test]
fn what_a_killed_one_left_is_no_hindrance() {
    let home = Home::new();
    let killed = Daemon::start(&home, &[]);
    killed.signal("KILL");
    eventually("it is gone", PATIENCE, || (!lives(killed.pid)).then_some(()));
    assert!(home.join(".lean-ctx/daemon/socket").exists(), "a stale socket");
    assert_eq!(status(&home)["running"], false);
    // Its number has come again, as it were: it is a stranger's now.
    let mut stranger = Command::new("sleep").arg("600").spawn().expect("sleep");
    let holder = json!({"pid": stranger.id(), "birth": 1});
    fs::write(home.join(".lean-ctx/daemon/daemon.json"), holder.to_string()).unwrap();
    home.run(["daemon", "stop"]).ok().says("no daemon runs");
    let next = Daemon::start(&home, &[]);
    fs::write(home.join(".lean-ctx/daemon/daemon.json"), holder.to_string()).unwrap();
    home.run(["daemon", "stop"]).ok().says(&format!("process {}", next.pid));
    assert!(!lives(next.pid));
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger lives");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[test]
fn one_that_does_not_listen_is_ended_too() {
    let home = Home::new();
    let daemon = Daemon::start(&home, &[]);
    daemon.signal("STOP");
    home.run(["daemon", "stop"]).ok().says(&format!("process {}", daemon.pid));
    assert!(!lives(daemon.pid));
    let next = Daemon::start(&home, &[]);
    // One whose socket is taken away can never be asked anything again.
    fs::remove_file(home.join(".lean-ctx/daemon/socket")).unwrap();
    eventually("it ends", PATIENCE, || (!lives(next.pid)).then_some(()));
}

/// The same questions with and without it: the same bytes, exit codes and records.
#[test]
fn answers_have_the_same_bytes() {
    let home = Home::new();
    let repo = home.repo(
        "core",
        &[
            ("src/a.rs", "mod b;\nfn one() { two() }\nfn two() {}\n"),
            ("src/b.rs", "/// Compares tokens.\npub fn compare() {}\n"),
            ("README.md", "# Core\n\nwords\n"),
        ],
    );
    repo.write("src/a.rs", "mod b;\nfn one() { two() }\nfn two() {}\nfn edited() {}\n");
    repo.write("new.py", "def fresh():\n    pass\n");
    let table: &[&[&str]] = &[
        &["search", "fn "],
        &["search", "fn ", "--json", "--context", "1"],
        &["search", "--ranked", "where are tokens compared"],
        &["search", "fn ["],
        &["read", "src/a.rs", "--lines", "2-3"],
        &["read", "src/a.rs", "--mode", "signatures", "--json"],
        &["read", "src/a.rs", "--mode", "diff:HEAD"],
        &["read", "nowhere.rs"],
        &["read", "../outside"],
        &["tree", "--depth", "3"],
        &["call", "ctx_overview"],
        &["call", "ctx_graph", r#"{"path": "src/b.rs", "action": "dependents"}"#],
        &["call", "ctx_symbol", r#"{"name": "one"}"#, "--json"],
        &["call", "ctx_shell", r#"{"command": "ls"}"#],
        &["call", "ctx_search", r#"{"patern": "x"}"#],
        &["call", "ctx_nothing"],
        &["call", "ctx_knowledge", r#"{"action": "recall", "query": "x"}"#],
        &["call", "ctx_search", r#"{"pattern": "x", "workspaceId": "other"}"#],
        &["proof", "ctx_search", "--arguments", r#"{"pattern": "fn"}"#],
    ];
    let messages = [
        (
            "initialize",
            json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}),
        ),
        ("tools/list", json!({})),
        ("resources/list", json!({})),
        ("tools/call", json!({"name": "ctx_read", "arguments": {"path": "src/b.rs"}})),
        (
            "tools/call",
            json!({"name": "ctx_semantic_search", "arguments": {"query": "compare tokens"}}),
        ),
        ("tools/call", json!({"name": "ctx_read", "arguments": {"path": "nowhere"}})),
        ("tools/call", json!({"name": "ctx_execute", "arguments": {}})),
        ("nothing/such", json!({})),
    ];
    let records = || -> Vec<Value> {
        let text = fs::read_to_string(home.join(".lean-ctx/audit.jsonl")).unwrap_or_default();
        let all = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a record"));
        all.map(|r| {
            json!([
                r["tool"],
                r["method"],
                r["tokenId"],
                r["workspaceId"],
                r["allowed"],
                r["deniedReason"],
                r["argumentsSha256"]
            ])
        })
        .collect()
    };
    let asked = || {
        let before = records().len();
        let mut said: Vec<String> = table
            .iter()
            .map(|args| {
                let said = in_repo(&home, &repo, args);
                format!("{}\n{}\n{}", said.code(), said.stdout, said.stderr)
            })
            .collect();
        let mut editor = Editor::start(&home, &repo);
        for (method, params) in &messages {
            editor.send(method, params.clone());
            said.push(editor.hear());
        }
        editor.end();
        (said, records().split_off(before))
    };
    let (alone, alone_records) = asked();
    let _daemon = Daemon::start(&home, &[]);
    let (served, served_records) = asked();
    for (at, (alone, served)) in alone.iter().zip(&served).enumerate() {
        assert_eq!(alone, served, "{:?}", table.get(at));
    }
    assert_eq!(alone_records, served_records, "each is written down once");
    assert!(alone_records.len() > table.len());
    assert_eq!(status(&home)["workspaces"][0]["loaded"], true, "it was asked");
}

/// The index lies on disk once, and in one process's memory.
#[test]
fn ten_editors_share_one_index_while_files_change() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn word_0() {}\n")]);
    let daemon = Daemon::start(&home, &[]);
    let mut editors: Vec<Editor> = (0..10).map(|_| Editor::start(&home, &repo)).collect();
    let rounds = match std::env::var_os("LEAN_CTX_LONG_TESTS") {
        Some(_) => 400,
        None => 6,
    };
    for round in 1..=rounds {
        repo.write(&format!("dir_{}/f_{round}.rs", round % 5), format!("fn word_{round}() {{}}\n"));
        if round % 2 == 0 {
            repo.commit("more");
        }
        for editor in &mut editors {
            let call =
                json!({"name": "ctx_search", "arguments": {"pattern": "fn word_", "limit": 1}});
            editor.send("tools/call", call);
        }
        for editor in &mut editors {
            let line = editor.hear();
            let said: Value = serde_json::from_str(&line).expect("JSON");
            assert_eq!(said["result"]["structuredContent"]["total"], round + 1, "{said}");
        }
    }
    let now = status(&home);
    assert_eq!(now["connections"], 10);
    assert_eq!(now["workspaces"].as_array().map(Vec::len), Some(1), "{now}");
    let indexes: Vec<PathBuf> = fs::read_dir(home.join(".lean-ctx/index"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(indexes.len(), 1, "{indexes:?}");
    let maps = |pid: u64| fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    assert!(maps(daemon.pid).contains("/.lean-ctx/index/"));
    for editor in &editors {
        assert!(!maps(u64::from(editor.child.id())).contains("/.lean-ctx/index/"));
    }
    editors.into_iter().for_each(Editor::end);
}

#[test]
fn a_commit_is_indexed_before_anybody_asks() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn one() {}\n"), (".gitignore", "/target/\n")]);
    let _daemon = Daemon::start(&home, &[]);
    in_repo(&home, &repo, &["search", "fn"]).ok();
    let room = |home: &Home| status(home)["workspaces"][0].clone();
    eventually("it is watched", PATIENCE, || room(&home)["watched"].as_u64().filter(|n| *n > 0));
    let follows = |commit: &str| {
        eventually("the commit is served", PATIENCE, || {
            (room(&home)["commit"] == commit).then_some(())
        });
    };
    repo.write("b.rs", "fn two() {}\n");
    follows(&repo.commit("second"));
    repo.git(&["checkout", "-q", "-b", "topic/deep", "HEAD~1"]);
    follows(&repo.git(&["rev-parse", "HEAD"]));
    follows(&repo.commit("third"));
    let before = room(&home)["watched"].as_u64();
    fs::create_dir_all(repo.path.join("target/debug/deps")).unwrap();
    fs::create_dir_all(repo.path.join("src/deep")).unwrap();
    eventually("new folders are watched", PATIENCE, || {
        in_repo(&home, &repo, &["daemon", "status"]).ok();
        in_repo(&home, &repo, &["search", "fn"]).ok();
        (room(&home)["watched"].as_u64() >= before).then_some(())
    });
}

#[test]
fn without_watches_it_looks_now_and_then_and_says_so() {
    let home = Home::new();
    let repo = home.repo("core", &[("a/a.rs", "fn one() {}\n"), ("b/b.rs", "fn two() {}\n")]);
    let _daemon = Daemon::start(&home, &["--max-watches", "2"]);
    in_repo(&home, &repo, &["search", "fn"]).ok();
    let why = eventually("it says so", PATIENCE, || {
        status(&home)["workspaces"][0]["polling"].as_str().map(str::to_owned)
    });
    assert!(why.contains("more than 2"), "{why}");
    home.run(["daemon", "logs"]).ok().says("is looked at every 10 s");
    repo.write("c.rs", "fn three() {}\n");
    repo.commit("second");
    in_repo(&home, &repo, &["search", "fn "]).ok().says("3 matches");
}

#[test]
fn memory_is_bounded_by_unloading_what_was_used_longest_ago() {
    let home = Home::new();
    let repos: Vec<Repo> = (0..4)
        .map(|n| home.repo(&format!("r{n}"), &[("a.rs", &format!("fn only_{n}() {{}}\n") as &str)]))
        .collect();
    let _daemon = Daemon::start(&home, &["--memory-mb", "1"]);
    let loaded = || -> Vec<String> {
        let rooms = status(&home)["workspaces"].as_array().cloned().unwrap_or_default();
        let loaded = rooms.iter().filter(|room| room["loaded"] == true);
        loaded.map(|room| room["id"].as_str().unwrap().to_owned()).collect()
    };
    for _ in 0..2 {
        for (n, repo) in repos.iter().enumerate() {
            in_repo(&home, repo, &["search", "fn"]).ok().says(&format!("only_{n}"));
        }
        eventually("only the last is loaded", PATIENCE, || (loaded() == ["r3"]).then_some(()));
    }
    home.run(["daemon", "restart", "--memory-mb", "4096", "--unload-after", "2s"]).ok();
    for repo in &repos {
        in_repo(&home, repo, &["search", "fn"]).ok();
    }
    eventually("nothing is loaded", PATIENCE, || loaded().is_empty().then_some(()));
    in_repo(&home, &repos[0], &["search", "fn"]).ok().says("only_0");
}

#[test]
fn another_build_does_not_ask_it() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn one() {}\n")]);
    let daemon = Daemon::start(&home, &[]);
    let copy = home.join("lean-ctx");
    fs::copy(env!("CARGO_BIN_EXE_lean-ctx"), &copy).unwrap();
    let other = |args: &[&str]| {
        let mut command = home.program(&copy);
        command.args(args).current_dir(&repo.path);
        finish(command)
    };
    other(&["search", "fn"]).ok().says("fn one").says("of another build");
    assert_eq!(status(&home)["workspaces"].as_array().map(Vec::len), Some(0), "it was not asked");
    assert_eq!(other(&["daemon", "status", "--json"]).ok().json()["sameBuild"], false);
    other(&["daemon", "start"]).ok().says("already").says("daemon restart");
    let restarted = other(&["daemon", "restart", "--json"]).ok().json();
    assert_ne!(restarted["pid"], daemon.pid);
    assert!(!lives(daemon.pid));
    assert!(!other(&["search", "fn"]).ok().stderr.contains("another build"));
}

/// Stopped, it takes in what it is asked and answers nothing; then it is killed.
#[test]
fn one_that_dies_during_a_call_is_made_up_for() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn one() {}\n")]);
    let daemon = Daemon::start(&home, &[]);
    let mut editor = Editor::start(&home, &repo);
    assert_eq!(editor.count("fn"), 1);
    daemon.signal("STOP");
    let taken = |child: &Child| -> u64 {
        let io = fs::read_to_string(format!("/proc/{}/io", child.id())).expect("it runs");
        let line = io.lines().find_map(|line| line.strip_prefix("rchar: ")).expect("a count");
        line.parse().expect("a number")
    };
    let before = taken(&editor.child);
    let read =
        editor.send("tools/call", json!({"name": "ctx_search", "arguments": {"pattern": "fn"}}));
    let fact = json!({"action": "remember", "category": "c", "key": "k", "value": "v"});
    let change = editor.send("tools/call", json!({"name": "ctx_knowledge", "arguments": fact}));
    let list = editor.send("tools/list", json!({}));
    // So many bytes are more than two of them have.
    eventually("it has read them", PATIENCE, || {
        (taken(&editor.child) > before + 310).then_some(())
    });
    daemon.signal("KILL");
    let mut answers: Vec<Value> =
        (0..3).map(|_| serde_json::from_str(&editor.hear()).expect("an answer")).collect();
    answers.sort_by_key(|answer| answer["id"].as_u64());
    assert_eq!(
        answers.iter().map(|a| a["id"].as_u64()).collect::<Vec<_>>(),
        [Some(read), Some(change), Some(list)]
    );
    assert_eq!(answers[0]["result"]["structuredContent"]["total"], 1, "{}", answers[0]);
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("may have been made"));
    assert!(answers[2]["result"]["tools"].is_array());
    // It goes on alone.
    repo.write("b.rs", "fn two() {}\n");
    assert_eq!(editor.count("fn"), 2);
    editor.end();
}

#[test]
fn when_it_ends_its_clients_go_on() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn one() {}\n")]);
    let daemon = Daemon::start(&home, &[]);
    let mut editor = Editor::start(&home, &repo);
    assert_eq!(editor.count("fn"), 1);
    home.run(["daemon", "stop"]).ok();
    assert!(!lives(daemon.pid));
    assert_eq!(editor.count("fn"), 1);
    editor.end();
}

#[test]
fn a_long_path_has_its_socket_elsewhere() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn one() {}\n")]);
    let data = home.join(&"deep/".repeat(30));
    let run = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).current_dir(&repo.path).env("LEAN_CTX_DATA_DIR", &data);
        finish(command)
    };
    run(&["daemon", "start"]).ok();
    let now = run(&["daemon", "status", "--json"]).ok().json();
    let socket = PathBuf::from(now["socket"].as_str().unwrap());
    assert!(!socket.starts_with(&data) && socket.as_os_str().len() < 104);
    let folder = fs::metadata(socket.parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    assert_eq!(folder.uid(), fs::metadata(home.path()).unwrap().uid());
    run(&["search", "fn"]).ok().says("fn one");
    assert_eq!(run(&["daemon", "status", "--json"]).json()["workspaces"][0]["id"], "core");
    // However the folder is named.
    let mut command = home.command();
    let near = Path::new(".").join(data.strip_prefix(home.path()).unwrap());
    command.args(["daemon", "restart"]).env("LEAN_CTX_DATA_DIR", near);
    finish(command).ok();
    assert_eq!(run(&["daemon", "status", "--json"]).ok().json()["running"], true);
    run(&["daemon", "stop"]).ok().says("has ended");
    fs::remove_dir(socket.parent().unwrap()).unwrap();
}

/// A minute of it with LEAN_CTX_LONG_TESTS, else seconds.
#[test]
fn idle_it_takes_no_time() {
    let home = Home::new();
    let repo = home.repo("core", &[("a/a.rs", "fn one() {}\n")]);
    let daemon = Daemon::start(&home, &[]);
    let mut editor = Editor::start(&home, &repo);
    assert_eq!(editor.count("fn"), 1);
    let pause = |seconds| std::thread::sleep(Duration::from_secs(seconds));
    // What the call has left to do is over when a second costs nothing.
    eventually("it is idle", PATIENCE, || {
        let before = daemon.ticks();
        pause(1);
        (daemon.ticks() == before).then_some(())
    });
    let before = daemon.ticks();
    pause(if std::env::var_os("LEAN_CTX_LONG_TESTS").is_some() { 60 } else { 3 });
    assert!(daemon.ticks() - before <= 1, "{} ticks", daemon.ticks() - before);
    editor.end();
}

#[test]
fn a_service_manager_is_told_how_to_start_it() {
    let home = Home::new();
    let unit = home.join(".config/systemd/user/lean-ctx.service");
    let bin = home.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let said = home.join("said");
    let manager = |code: u8| {
        let script = format!("#!/bin/sh\necho \"$@\" >> '{}'\nexit {code}\n", said.display());
        fs::write(bin.join("systemctl"), script).unwrap();
        fs::set_permissions(bin.join("systemctl"), fs::Permissions::from_mode(0o755)).unwrap();
    };
    let run = |args: &[&str]| {
        let mut command = home.command();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        command
            .arg("daemon")
            .args(args)
            .env("PATH", path)
            .env("LEAN_CTX_DATA_DIR", home.join("d %"));
        finish(command)
    };
    manager(0);
    run(&["enable", "--dry-run"]).ok().says("ExecStart=").says("enable --now");
    assert!(!unit.exists() && !said.exists(), "nothing was done");
    let done = run(&["enable", "--json", "--memory-mb", "256"]).ok().json();
    assert_eq!((done["status"].as_str(), done["ran"].as_bool()), (Some("enabled"), Some(true)));
    let text = fs::read_to_string(&unit).unwrap();
    assert!(text.contains("daemon run --memory-mb=256") && text.contains("NoNewPrivileges=yes"));
    assert!(text.contains("d %%\""), "the data folder: {text}");
    assert_eq!(run(&["enable", "--json", "--memory-mb", "256"]).ok().json()["status"], "already");
    assert_eq!(fs::read_to_string(&unit).unwrap(), text);
    let told = fs::read_to_string(&said).unwrap();
    assert!(
        told.contains("--user daemon-reload\n--user enable --now lean-ctx.service\n"),
        "{told}"
    );
    assert_eq!(run(&["disable", "--dry-run", "--json"]).ok().json()["status"], "remove");
    assert!(unit.exists());
    // Where there is none to be had, the person is told what to run.
    manager(1);
    let done = run(&["disable"]).ok().says("systemctl --user disable --now lean-ctx.service");
    assert!(!unit.exists(), "{done}");
    assert_eq!(run(&["disable", "--json"]).ok().json()["status"], "already");
    run(&["enable"]).ok().says("was not told");
    assert!(unit.exists());
}
