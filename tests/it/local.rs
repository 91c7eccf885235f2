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

/// What a command writes to a terminal of 60 columns and 12 rows; `None` where no `script` can make one.
fn on_a_terminal(home: &Home, at: &std::path::Path, variables: &str, line: &str) -> Option<String> {
    let mut probe = home.program("script");
    probe.args(["-qec", "true", "/dev/null"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("not run: there is no `script` of util-linux");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_lean-ctx");
    let typed = format!("stty cols 60 rows 12; {variables} '{program}' {line}");
    let mut command = home.program("script");
    command.args(["-qec", &typed, "/dev/null"]).current_dir(at);
    command.env("TERM", "xterm").env("SHELL", "/bin/sh");
    Some(finish(command).ok().stdout.replace("\r\n", "\n"))
}

#[test]
fn a_person_is_shown_a_table_that_fits_and_a_program_the_text() {
    let home = Home::new();
    let code: String = (0..9)
        .map(|n| {
            format!("pub fn needle_{n}(first: &str, second: &str) -> Option<String> {{ None }}\n")
        })
        .collect();
    let repo = home.repo("core", &[("src/a.rs", &code), ("long.txt", &"line\n".repeat(40))]);
    let terminal = |variables: &str, line: &str| on_a_terminal(&home, &repo.path, variables, line);
    // The index is built first, so that its bar is not among the lines.
    let Some(_) = terminal("NO_COLOR=1 PAGER=", "symbol needle_3") else { return };
    let plain = terminal("NO_COLOR=1 PAGER=", "symbol needle_3").unwrap();
    assert!(!plain.contains("\u{1b}[3"), "{plain:?}");
    let table: Vec<&str> = plain.lines().filter(|line| !line.is_empty()).collect();
    assert!(table.iter().any(|l| l.starts_with("PLACE")), "{plain}");
    assert!(table.iter().any(|l| l.starts_with("src/a.rs:4") && l.ends_with('…')), "{plain}");
    assert!(table.iter().all(|line| line.chars().count() <= 60), "{plain}");
    let colours = terminal("PAGER=", "symbol needle_3").unwrap();
    assert!(colours.contains("\u{1b}[1m"), "{colours:?}");
    // Longer than the screen: through the pager, which is not asked where it fits.
    let paged = terminal("NO_COLOR=1 PAGER='sed s/^/P:/'", "read long.txt").unwrap();
    assert!(paged.contains("P:line"), "{paged}");
    let short = terminal("NO_COLOR=1 PAGER='sed s/^/P:/'", "symbol needle_3").unwrap();
    assert!(!short.contains("P:"), "{short}");
    let lost = terminal("NO_COLOR=1 PAGER=no-such-pager", "read long.txt").unwrap();
    assert!(lost.contains("line\nline"), "{lost}");
    let mut piped = home.command();
    piped.args(["symbol", "needle_3"]).current_dir(&repo.path);
    let piped = finish(piped).ok();
    assert!(piped.stdout.starts_with("1 declaration (exact, "), "{piped}");
    assert!(!piped.stdout.contains("PLACE") && !piped.stdout.contains('\u{1b}'), "{piped}");
}

#[test]
fn a_command_takes_what_is_typed_and_says_what_is_wrong_with_it() {
    let home = Home::new();
    let repo = home.repo(
        "core",
        &[("src/a.rs", "mod b;\nfn one() { b::two(); }\n"), ("src/b.rs", "pub fn two() {}\n")],
    );
    let below = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).current_dir(repo.path.join("src"));
        finish(command)
    };
    below(&["outline", "a.rs"]).ok().says("one");
    below(&["symbol", "two", "--references"]).ok().says("a.rs");
    let graph = below(&["graph", "deps", "a.rs", "--json"]).ok().json();
    assert!(graph["nodes"].as_array().unwrap().iter().any(|n| n == "src/b.rs"), "{graph}");
    below(&["graph", "path", "a.rs", "b.rs"]).ok().says("1 edge");
    below(&["callgraph", "two"]).ok().says("one");
    below(&["search", "fn", "--count"]).ok().says("a.rs: 1");
    // A file goes in and out again to the byte, text or not.
    std::fs::write(home.join("odd"), b"\xff\x00 odd \n").unwrap();
    let odd = home.join("odd");
    below(&["artifacts", "store", "odd", odd.to_str().unwrap()]).ok();
    let mut fetch = home.command();
    fetch.args(["artifacts", "fetch", "odd"]).current_dir(&repo.path);
    assert_eq!(fetch.output().unwrap().stdout, b"\xff\x00 odd \n");
    // What is exported is whole, whatever its pages.
    for n in 0..30 {
        below(&["session", "finding", &format!("finding {n}")]).ok();
    }
    let whole = below(&["session", "export", "--max-tokens", "600"]).ok().json();
    assert_eq!(whole["entries"].as_array().unwrap().len(), 30, "{whole}");
    for (args, code, part) in [
        (&["outline"][..], 2, "<FILE>"),
        (&["graph", "sideways"], 2, "sideways"),
        (&["symbol", "two", "--limit", "many"], 2, "--limit"),
        (&["outline", "nowhere.rs"], 1, "nowhere.rs"),
        (&["pack", "two", "--max-tokens", "3"], 2, "`--max-tokens` must be"),
        (&["impact"], 2, "`FILE`, `--symbol` and `--range`"),
        (&["relations", "of", "general/none"], 1, "lean-ctx knowledge list"),
    ] {
        let said = below(args);
        assert_eq!(said.code(), code, "{args:?}: {said}");
        assert!(said.stderr.contains(part), "{args:?}: {said}");
    }
}
