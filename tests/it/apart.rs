//! Do a server and a sync in a process of its own work on one data folder, as two tasks do on a network file system?

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, eventually, wait};

/// A team whose configuration comes from a secret store, by the environment, and whose data folder counts as one on a
/// network file system.
struct Apart<'h> {
    home: &'h Home,
    config: String,
    token: String,
}

impl<'h> Apart<'h> {
    fn new(home: &'h Home, remote: &Path) -> Self {
        let url = format!("file://{}", remote.display());
        let root = home.join("repos/core");
        let more = json!({"workspaces": [{"id": "core", "root": root, "url": url}]});
        let team = home.team_with(&[("core", &root)], more);
        let token = team.token("alice", &["--role", "admin"]);
        let config = std::fs::read_to_string(&team.file).unwrap();
        std::fs::remove_file(&team.file).unwrap();
        Self { home, config, token }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command();
        command
            .args(args)
            .args(["--config", "env:TEAM_JSON"])
            .env("TEAM_JSON", &self.config)
            .env("LEAN_CTX_FILESYSTEM", "network");
        command
    }

    fn sync(&self) -> Value {
        crate::harness::finish(self.command(&["team", "sync", "--json"])).ok().json()
    }

    fn serve(&self) -> Server {
        let server = Server::start(self.command(&["team", "serve"]));
        eventually("the workspace serves", PATIENCE, || {
            (server.get("/readyz", "").0 == 200).then_some(())
        });
        server
    }

    fn text(&self, server: &Server) -> Value {
        server.ask(&self.token, "ctx_read", json!({"path": "a.txt"}))["text"].clone()
    }
}

/// Whatever becomes of the test, its process ends.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_sync_in_its_own_process_is_served_by_polling() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "first words\n")]);
    let remote = home.join("remote.git");
    upstream.git(&["clone", "-q", "--bare", ".", &remote.display().to_string()]);
    upstream.git(&["remote", "add", "origin", &remote.display().to_string()]);
    let team = Apart::new(&home, &remote);
    assert_eq!(
        team.sync()[0]["state"],
        "cloned",
        "the first sync clones, before there is a server"
    );
    let server = team.serve();
    assert_eq!(team.text(&server), "first words\n");
    let fact = json!({"action": "remember", "category": "a", "key": "b", "value": "kept"});
    server.ask(&team.token, "ctx_knowledge", fact);

    for words in ["second words\n", "third words\n"] {
        upstream.write("a.txt", words);
        upstream.commit(words);
        upstream.git(&["push", "-q", "origin", "HEAD:main"]);
        let report = team.sync();
        assert_eq!(report[0]["state"], "updated", "{report}");
        eventually("the new commit is served", Duration::from_secs(30), || {
            (team.text(&server) == words).then_some(())
        });
    }

    // A log's shared memory is nothing that two machines have, and events of files do not cross between them.
    for name in ["state.db-wal", "state.db-shm"] {
        assert!(!home.join("data").join(name).exists(), "{name}");
    }
    #[cfg(target_os = "linux")]
    for entry in std::fs::read_dir(format!("/proc/{}/fd", server.child.id())).unwrap() {
        let target = std::fs::read_link(entry.unwrap().path()).unwrap_or_default();
        assert!(!target.to_string_lossy().contains("inotify"), "the server watches files");
    }
    // What looks at the database beside the server is not refused.
    let said = crate::harness::finish(team.command(&["team", "check", "--data", "--json"])).ok();
    assert_eq!(said.json()["ok"], true, "{said}");
    let recall = json!({"action": "recall", "query": "kept"});
    assert!(server.ask(&team.token, "ctx_knowledge", recall).to_string().contains("kept"));
    assert_eq!(server.stop().0, 0);
}

#[test]
fn a_second_server_waits_until_the_first_has_gone() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "words\n")]);
    let team = Apart::new(&home, &upstream.path);
    let first = team.serve();
    let (said, told) = (home.join("said"), home.join("told"));
    let mut command = team.command(&["team", "serve"]);
    command.stdout(std::fs::File::create(&said).unwrap());
    command.stderr(std::fs::File::create(&told).unwrap()).stdin(Stdio::null());
    let mut second = Ended(command.spawn().unwrap());
    let read = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
    eventually("it says that it waits", PATIENCE, || {
        read(&told).contains("another server has").then_some(())
    });
    assert_eq!(read(&said), "", "it serves nobody");
    // Killed, as a machine that vanishes: its lock is free all the same.
    drop(first);
    let url = eventually("it takes over", PATIENCE, || {
        read(&said).trim().strip_prefix("listening on ").map(str::to_owned)
    });
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let pid = second.0.id();
    assert!(
        Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().unwrap().success()
    );
    assert_eq!(wait(&mut second.0, PATIENCE).and_then(|s| s.code()), Some(0));
}

#[test]
fn the_word_for_a_file_system_is_checked() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "words\n")]);
    let team = Apart::new(&home, &upstream.path);
    let mut command = team.command(&["team", "serve"]);
    command.env("LEAN_CTX_FILESYSTEM", "floppy");
    crate::harness::finish(command)
        .exits(2)
        .says("LEAN_CTX_FILESYSTEM")
        .says("`network` or `local`");
}
