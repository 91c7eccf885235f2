//! Is the audit log complete, told from a tampered one, and the condition of every answer?

use std::path::Path;

use serde_json::json;

use crate::harness::{Home, Team, finish};

fn asked<'h>(home: &'h Home, calls: usize) -> Team<'h> {
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve();
    for _ in 0..calls {
        server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    }
    assert_eq!(server.stop().0, 0);
    team
}

fn verify(team: &Team) -> crate::harness::Said {
    let file = team.file.display().to_string();
    team.home.run(["team", "audit", "verify", "--config", &file])
}

fn change(log: &Path, edit: impl FnOnce(Vec<String>) -> Vec<String>) {
    let text = std::fs::read_to_string(log).unwrap();
    let lines = edit(text.lines().map(str::to_owned).collect());
    std::fs::write(log, lines.join("\n") + "\n").unwrap();
}

#[test]
fn every_kind_of_tampering_is_told() {
    let home = Home::new();
    let team = asked(&home, 30);
    let log = team.data.join("audit.jsonl");
    let whole = std::fs::read(&log).unwrap();
    verify(&team).ok();
    type Tamper = fn(Vec<String>) -> Vec<String>;
    let tamperings: [(&str, Tamper); 5] = [
        ("edited", |mut lines| {
            lines[7] = lines[7].replace("alice", "mallory");
            lines
        }),
        ("dropped", |mut lines| {
            lines.remove(7);
            lines
        }),
        ("swapped", |mut lines| {
            lines.swap(7, 8);
            lines
        }),
        ("truncated", |mut lines| {
            lines.truncate(lines.len() - 3);
            lines
        }),
        ("first dropped", |lines| lines[1..].to_vec()),
    ];
    for (name, tamper) in tamperings {
        change(&log, tamper);
        let said = verify(&team);
        assert_eq!(said.code(), 4, "{name}: {said}");
        std::fs::write(&log, &whole).unwrap();
    }
    verify(&team).ok();
    std::fs::remove_file(&log).unwrap();
    assert_eq!(verify(&team).code(), 4, "a deleted log is told");
}

#[test]
fn a_torn_last_line_is_cut_and_noted() {
    let home = Home::new();
    let team = asked(&home, 5);
    let log = team.data.join("audit.jsonl");
    let mut bytes = std::fs::read(&log).unwrap();
    bytes.extend_from_slice(b"{\"ts\":\"2026-11-22T0");
    std::fs::write(&log, bytes).unwrap();
    let token = team.token("bob", &["--role", "member"]);
    let server = team.serve();
    server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    assert_eq!(server.stop().0, 0);
    verify(&team).ok();
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.lines().all(|l| serde_json::from_str::<serde_json::Value>(l).is_ok()), "{text}");
    assert!(text.contains("\"note\""), "{text}");
}

#[test]
fn what_cannot_be_written_down_is_not_answered() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    // The index is made first: its files are larger than the log may become. So is the store's
    // log, which is full before: calls that nobody can be told of are answered all the same.
    assert_eq!(team.serve().stop().0, 0);
    let mut command = home.program("prlimit");
    command
        .args(["--fsize=500000", env!("CARGO_BIN_EXE_lean-ctx"), "team", "serve", "--config"])
        .arg(&team.file);
    let server = crate::harness::Server::start(command);
    let mut answered = 0;
    let refused = loop {
        let (status, body) = server.call(&token, "ctx_read", json!({"path": "a.txt"}));
        match status {
            200 => answered += 1,
            503 => break body,
            other => panic!("{other}: {body}"),
        }
        assert!(answered < 10_000, "the log grew past its limit");
    };
    assert!(answered > 0);
    assert_eq!(refused["error_code"], "audit_unavailable");
    assert!(!refused.to_string().contains("\"text\""), "nothing of the answer is given");
    let (status, _) = server.get("/v1/workspaces", &token);
    assert_eq!(status, 503, "not through another door either");
    assert_eq!(server.get("/health", "").0, 200);
    let records = team.audit();
    assert_eq!(records.iter().filter(|r| r["tool"] == "ctx_read").count(), answered);
}

#[test]
fn the_log_is_rotated_under_the_server() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve();
    let ask = || server.ask(&token, "ctx_read", json!({"path": "a.txt"}));
    ask();
    let (log, old) = (team.data.join("audit.jsonl"), team.data.join("audit.jsonl.1"));
    std::fs::rename(&log, &old).unwrap();
    server.signal("HUP");
    crate::harness::eventually("a new file", std::time::Duration::from_secs(5), || {
        ask();
        log.exists().then_some(())
    });
    ask();
    assert_eq!(server.stop().0, 0);
    let file = team.file.display().to_string();
    let mut command = home.command();
    command.args(["team", "audit", "verify"]).args([&old, &log]).args(["--config", &file]);
    finish(command).ok();
    let said = home.run(["team", "keys", "show", "--config", &file]).ok();
    assert!(!said.stdout.trim().is_empty());
}
