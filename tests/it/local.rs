//! Do the tools answer at the terminal and over stdio, without a server, an account, or a commit?

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, finish, wait};

#[test]
fn what_was_just_edited_is_found() {
    let home = Home::new();
    let repo = home.repo(
        "core",
        &[
            ("a.rs", "fn committed() {}\n"),
            ("gone.rs", "fn removed() {}\n"),
            (".gitignore", "ignored/\n"),
        ],
    );
    let at = repo.path.to_str().unwrap().to_owned();
    let call = |tool: &str, arguments: Value| {
        home.run(["call", tool, &arguments.to_string(), "--workspace", &at, "--json"]).ok().json()
    };
    let clean = call("ctx_search", json!({"pattern": "fn "}));
    assert_eq!(clean["total"], 2);
    assert!(clean["dirty"].is_null());
    repo.write("a.rs", "fn edited() {}\n");
    repo.write("new.rs", "fn untracked_handler() {}\n");
    repo.write("ignored/x.rs", "fn ignored() {}\n");
    std::fs::remove_file(repo.path.join("gone.rs")).unwrap();
    let dirty = call("ctx_search", json!({"pattern": "fn "}));
    assert_eq!(dirty["dirty"], true);
    let lines: Vec<&str> =
        dirty["matches"].as_array().unwrap().iter().map(|m| m["text"].as_str().unwrap()).collect();
    assert_eq!(lines, ["fn edited() {}", "fn untracked_handler() {}"]);
    let ranked = call("ctx_semantic_search", json!({"query": "untracked handler"}));
    assert_eq!(ranked["results"][0]["path"], "new.rs");
    assert_eq!(call("ctx_read", json!({"path": "a.rs"}))["text"], "fn edited() {}\n");
    let said = home.run(["call", "ctx_read", r#"{"path":"gone.rs"}"#, "--workspace", &at]);
    assert_ne!(said.code(), 0, "{said}");
}

#[test]
fn the_short_forms_answer() {
    let home = Home::new();
    let repo = home.repo("core", &[("src/a.rs", "fn one() {}\nfn two() {}\nfn three() {}\n")]);
    let run = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).current_dir(&repo.path);
        finish(command)
    };
    assert!(run(&["search", "fn t"]).ok().stdout.contains("two"));
    let read = run(&["read", "src/a.rs", "--lines", "2-2"]).ok();
    assert!(read.stdout.contains("two") && !read.stdout.contains("three"), "{read}");
    assert!(run(&["tree"]).ok().stdout.contains("src"));
    let below = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).current_dir(repo.path.join("src"));
        finish(command)
    };
    below(&["read", "a.rs"]).ok().says("fn two");
    below(&["tree", ".."]).ok().says("src/");
    assert_eq!(below(&["read", "../../x"]).code(), 2);
    assert_eq!(run(&["read", "../x"]).code(), 2);
    assert_eq!(run(&["call", "ctx_shell", "{}"]).code(), 3);
    assert_eq!(run(&["call", "ctx_read", "not json"]).code(), 2);
    assert_eq!(run(&["call", "ctx_read", r#"{"path":"nope"}"#]).code(), 1);
}

#[test]
fn a_repository_without_a_commit_is_a_folder() {
    let home = Home::new();
    let at = home.join("fresh");
    std::fs::create_dir_all(&at).unwrap();
    let mut git = home.program("git");
    git.args(["init", "-q"]).current_dir(&at);
    finish(git).ok();
    std::fs::write(at.join("a.txt"), "x_needle\n").unwrap();
    home.run(["search", "x_needle", "--workspace", at.to_str().unwrap()]).ok().says("a.txt");
}

#[test]
fn a_plain_folder_is_served_too() {
    let home = Home::new();
    let folder = home.join("plain");
    std::fs::create_dir_all(folder.join("sub")).unwrap();
    std::fs::write(folder.join("sub/note.md"), "# Hello\nplain words\n").unwrap();
    std::fs::write(folder.join(".gitignore"), "*.log\n").unwrap();
    std::fs::write(folder.join("x.log"), "plain words\n").unwrap();
    let ask = || {
        home.run([
            "call",
            "ctx_search",
            r#"{"pattern":"plain words"}"#,
            "--workspace",
            folder.to_str().unwrap(),
            "--json",
        ])
        .ok()
        .json()
    };
    let first = ask().to_string();
    assert!(
        first.contains("sub/note.md")
            && !first.contains("x.log")
            && first.contains("\"commit\":null"),
        "{first}"
    );
    std::fs::write(folder.join("more.md"), "more plain words\n").unwrap();
    assert!(ask().to_string().contains("more.md"));
}

#[test]
fn stdio_speaks_both_eras_and_nothing_else() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn committed() {}\n")]);
    let mut command = home.command();
    command
        .arg("serve")
        .current_dir(&repo.path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut ask = |message: Value| {
        writeln!(input, "{message}").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap_or_else(|e| panic!("{e}: {line:?}"))
    };
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
    let discovered = ask(
        json!({"jsonrpc": "2.0", "id": "d", "method": "server/discover", "params": {"_meta": meta}}),
    );
    assert_eq!(discovered["result"]["supportedVersions"][0], "2026-07-28");
    let initialized = ask(
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}),
    );
    assert_eq!(initialized["result"]["protocolVersion"], "2025-06-18");
    let listed = ask(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}));
    assert!(listed["result"]["tools"].as_array().unwrap().iter().any(|t| t["name"] == "ctx_index"));
    repo.write("a.rs", "fn edited() {}\n");
    let found = ask(
        json!({"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "ctx_search", "arguments": {"pattern": "fn e"}}}),
    );
    assert_eq!(found["result"]["structuredContent"]["dirty"], true, "{found}");
    repo.commit("the edit");
    let found = ask(
        json!({"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "ctx_search", "arguments": {"pattern": "fn e"}}}),
    );
    let content = &found["result"]["structuredContent"];
    assert!(content["dirty"].is_null() && content["total"] == 1, "a commit is followed: {found}");
    let bad = ask(json!({"jsonrpc": "2.0", "id": 4, "method": "nonsense"}));
    assert_eq!(bad["error"]["code"], -32601);
    drop(input);
    let status = wait(&mut child, PATIENCE).expect("end of input ends it");
    assert_eq!(status.code(), Some(0));
}
