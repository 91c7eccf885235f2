//! Does a proof bind an answer to what it came from, for somebody who has only a key and a repository?

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Home, Repo, Said};

const CODE: &str = "fn alpha() {}\n\nfn beta() {\n    alpha()\n}\n";

/// A repository, and a proof of a search of it made at the terminal.
struct Proved {
    home: Home,
    repo: Repo,
    key: PathBuf,
    proof: PathBuf,
    answer: PathBuf,
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn proved() -> Proved {
    let home = Home::new();
    let repo = home.repo("core", &[("src/a.rs", CODE), ("b.md", "# alpha\n"), ("empty", "")]);
    let (key, proof, answer) =
        (home.join("local.vkey"), home.join("p.proof"), home.join("answer.json"));
    let shown = home.run(["proof", "--public-key"]).ok();
    std::fs::write(&key, &shown.stdout).unwrap();
    let arguments = r#"{"pattern": "alpha", "contextLines": 1}"#;
    let workspace = text(&repo.path);
    let out = text(&proof);
    let said = home.run([
        "proof",
        "ctx_search",
        "--arguments",
        arguments,
        "--workspace",
        &workspace,
        "--out",
        &out,
        "--json",
    ]);
    std::fs::write(&answer, said.ok().stdout).unwrap();
    Proved { home, repo, key, proof, answer }
}

impl Proved {
    fn verify(&self, file: &Path, more: &[&str]) -> Said {
        let (file, key) = (text(file), text(&self.key));
        self.home.run([&["verify", &file, "--key", &key], more].concat())
    }

    fn with_repo(&self, file: &Path) -> Said {
        self.verify(file, &["--repo", &text(&self.repo.path)])
    }
}

/// What the envelope states.
fn statement(envelope: &Value) -> Value {
    use base64::Engine as _;
    let payload = envelope["payload"].as_str().expect("a payload");
    let bytes = base64::engine::general_purpose::STANDARD.decode(payload).expect("base64");
    serde_json::from_slice(&bytes).expect("a statement")
}

#[test]
fn a_proof_of_the_terminal_is_checked_offline() {
    let made = proved();
    let envelope: Value =
        serde_json::from_str(&std::fs::read_to_string(&made.proof).unwrap()).unwrap();
    assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
    let stated = statement(&envelope);
    assert_eq!(stated["_type"], "https://in-toto.io/Statement/v1");
    let predicate = &stated["predicate"];
    assert_eq!(predicate["commit"], made.repo.git(&["rev-parse", "HEAD"]));
    assert_eq!(predicate["tool"], "ctx_search");
    let citations = predicate["citations"].as_array().unwrap();
    let lines: Vec<(&str, u64, u64)> = citations
        .iter()
        .map(|c| {
            let number = |field: &str| c[field].as_u64().unwrap();
            (c["path"].as_str().unwrap(), number("startLine"), number("endLine"))
        })
        .collect();
    assert_eq!(lines, [("b.md", 1, 1), ("src/a.rs", 1, 5)], "matches with their context");
    assert_eq!(citations[1]["blob"], made.repo.git(&["rev-parse", "HEAD:src/a.rs"]));

    let answer = text(&made.answer);
    let repo = text(&made.repo.path);
    let all = ["--repo", &repo, "--answer", &answer, "--arguments"];
    let arguments = r#"{"contextLines":1,"pattern":"alpha"}"#;
    made.verify(&made.proof, &[&all[..], &[arguments]].concat())
        .ok()
        .says("signature: made with")
        .says("answer: it is the one")
        .says("arguments: they are those")
        .says("2 ranges of 2 files")
        .says("the signature alone vouches");
    let report = made.verify(&made.proof, &["--repo", &repo, "--json"]).ok().json();
    assert_eq!((&report["valid"], &report["proved"]["tool"]), (&json!(true), &json!("ctx_search")));

    // History moves on, and a clone with nothing checked out serves as well.
    made.repo.write("src/a.rs", "fn other() {}\n");
    std::fs::remove_file(made.repo.path.join("b.md")).unwrap();
    made.repo.commit("another");
    made.with_repo(&made.proof).ok();
    let (remote, _) = made.home.cloned(&made.repo, "copy");
    made.verify(&made.proof, &["--repo", &text(&remote)]).ok();
}

#[test]
fn what_is_not_the_signed_is_told_with_exit_4() {
    let made = proved();
    let file = std::fs::read(&made.proof).unwrap();
    let changed = made.home.join("changed");
    let mut attempts: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "not JSON"),
        (file[..file.len() - 1].to_vec(), "not JSON"),
        (b"not json at all".to_vec(), "not JSON"),
        (b"{\"a\": 1}".to_vec(), "not a DSSE envelope"),
    ];
    let key: Vec<&[u8]> = vec![b"payload", b"payloadType", b"keyid", b"sig\""];
    for word in key {
        let at = file.windows(word.len()).position(|w| w == word).unwrap();
        for at in [at, at + word.len() + 5] {
            let mut bytes = file.clone();
            bytes[at] ^= 1;
            attempts.push((bytes, ""));
        }
    }
    for (bytes, reason) in attempts {
        std::fs::write(&changed, bytes).unwrap();
        made.with_repo(&changed).exits(4).says("the proof is not valid: ").says(reason);
    }
    let other = made.home.repo("other", &[("x", "x\n")]);
    made.verify(&made.proof, &["--repo", &text(&other.path)])
        .exits(4)
        .says("does not hold the commit");
    let answer = std::fs::read_to_string(&made.answer).unwrap();
    std::fs::write(&changed, answer.replacen("alpha", "Alpha", 1)).unwrap();
    made.verify(&made.proof, &["--answer", &text(&changed)]).exits(4).says("answer is not the one");
    made.verify(&made.proof, &["--arguments", "{}"]).exits(4).says("arguments are not those");
    let foreign = Home::new();
    let key = foreign.run(["proof", "--public-key"]).ok().stdout;
    let proof = text(&made.proof);
    made.home.run(["verify", &proof, "--key", key.trim()]).exits(4).says("another key");
}

#[test]
fn a_tampered_repository_is_told() {
    let made = proved();
    // The blob's own file holds another text now.
    let blob = made.repo.git(&["rev-parse", "HEAD:src/a.rs"]);
    made.repo.write("forged", CODE.replace("alpha", "omega"));
    let forged = made.repo.git(&["hash-object", "-w", "forged"]);
    let object = |id: &str| made.repo.path.join(".git/objects").join(&id[..2]).join(&id[2..]);
    std::fs::remove_file(object(&blob)).unwrap();
    std::fs::copy(object(&forged), object(&blob)).unwrap();
    made.with_repo(&made.proof).exits(4).says("`src/a.rs` lines 1-5");
    std::fs::remove_file(object(&blob)).unwrap();
    made.with_repo(&made.proof).exits(4).says("cannot read the blob");
}

#[test]
fn misuse_is_exit_2() {
    let made = proved();
    let (home, proof, key) = (&made.home, text(&made.proof), text(&made.key));
    home.run(["verify", &proof]).exits(2).says("--key");
    home.run(["verify", &proof, "--key", "nonsense"]).exits(2).says("neither a public key");
    home.run(["verify", "nowhere", "--key", &key]).exits(2).says("cannot read `nowhere`");
    made.verify(&made.proof, &["--answer", "nowhere"]).exits(2);
    made.verify(&made.proof, &["--repo", "nowhere"]).exits(2);
    made.verify(&made.proof, &["--repo", &text(home.path())]).exits(2).says("no git repository");
    home.run(["proof"]).exits(2);
    home.run(["proof", "ctx_tree", "--arguments", "[]"]).exits(2);
    // The private half is never repeated.
    let private = home.join(".lean-ctx/keys/server.key");
    let said = home.run(["verify", &proof, "--key", &text(&private)]).exits(2);
    assert!(!said.stderr.contains("PRIVATE"), "{said}");
}

#[test]
fn what_no_commit_holds_is_not_proved() {
    let made = proved();
    let at = text(&made.repo.path);
    let tree =
        |more: &[&str]| made.home.run([&["proof", "ctx_tree", "--workspace", &at], more].concat());
    tree(&[]).ok();
    made.repo.write("src/a.rs", "fn edited() {}\n");
    tree(&[]).exits(1).says("uncommitted files lie over the commit");
    let bundle = tree(&["--committed"]).ok();
    let file = made.home.join("bundle.json");
    std::fs::write(&file, &bundle.stdout).unwrap();
    made.with_repo(&file).ok().says("answer: it is the one").says("3 ranges of 3 files");
    let changed = bundle.stdout.replacen("entries (core @", "entries (gore @", 1);
    assert_ne!(changed, bundle.stdout);
    std::fs::write(&file, changed).unwrap();
    made.with_repo(&file).exits(4).says("the answer's text");

    let folder = made.home.join("plain");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), "text\n").unwrap();
    made.home
        .run(["proof", "ctx_tree", "--workspace", &text(&folder)])
        .exits(1)
        .says("not made from a commit");
    for (tool, arguments) in [
        ("ctx_index", r#"{"action":"rebuild"}"#),
        ("ctx_index", "{}"),
        ("ctx_semantic_search", r#"{"query":"x","artifacts":true}"#),
        ("ctx_semantic_search", r#"{"query":"x","action":"reindex"}"#),
        ("ctx_proof", r#"{"tool":"ctx_tree"}"#),
        ("ctx_verify", r#"{"proof":{}}"#),
        ("ctx", r#"{"tool":"tree"}"#),
        ("ctx_nothing", "{}"),
        ("ctx_tree", r#"{"workspaceId":"*"}"#),
    ] {
        made.home
            .run(["proof", tool, "--arguments", arguments, "--workspace", &at, "--committed"])
            .exits(2);
    }
    let shell = made.home.run(["proof", "ctx_shell", "--workspace", &at, "--committed"]);
    shell.exits(3).says("not served to anyone");
}

#[test]
fn a_server_proves_and_verifies() {
    let home = Home::new();
    let repo = home.repo("core", &[("src/a.rs", CODE), ("b.md", "# alpha\n")]);
    let web = home.repo("web", &[("index.js", "alpha()\n")]);
    let team = home.team(&[("core", &repo.path), ("web", &web.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let member = team.token("member", &["--role", "member"]);
    let narrow = team.token("narrow", &["--scopes", "artifacts", "--workspaces", "core"]);
    let server = team.serve();
    let search = json!({"tool": "ctx_search", "arguments": {"pattern": "alpha"}});
    let result = server.ask(&admin, "ctx_proof", search.clone());
    assert_eq!(result["answer"]["total"], 3, "{result}");
    assert_eq!(result["commit"], repo.git(&["rev-parse", "HEAD"]));

    // As it came, and the envelope alone: with the public key, offline.
    let config = text(&team.file);
    let key = home.run(["team", "keys", "show", "--config", &config]).ok().stdout;
    let file = home.join("result.json");
    let repository = text(&repo.path);
    let verify = |value: &Value| {
        std::fs::write(&file, value.to_string()).unwrap();
        home.run(["verify", &text(&file), "--key", key.trim(), "--repo", &repository])
    };
    verify(&result).ok().says("answer: it is the one").says("3 ranges of 2 files");
    verify(&result["proof"]).ok();
    let mut changed = result.clone();
    changed["answer"]["total"] = json!(2);
    verify(&changed).exits(4).says("the answer is not the one");

    // The server itself says the same.
    let check = |arguments: Value| server.ask(&admin, "ctx_verify", arguments);
    let good = check(json!({"proof": result["proof"], "answer": result["answer"]}));
    assert_eq!(good["valid"], true, "{good}");
    assert_eq!(check(json!({"proof": result}))["valid"], true);
    assert_eq!(check(json!({"proof": {"proof": 1}}))["valid"], false);
    let elsewhere = check(json!({"proof": result["proof"], "workspaceId": "web"}));
    assert!(elsewhere["faults"][0].as_str().unwrap().contains("workspace `core`"), "{elsewhere}");
    assert_eq!(check(json!({"proof": changed}))["valid"], false);

    // Who may not use a tool gets no proof of it either, and that is written down as that tool.
    assert_eq!(server.call(&member, "ctx_proof", search.clone()).0, 403);
    let (status, denied) = server.call(&narrow, "ctx_proof", search.clone());
    assert_eq!((status, &denied["error_code"]), (403, &json!("scope_denied")), "{denied}");
    let mut other = search.clone();
    other["workspaceId"] = json!("web");
    assert_eq!(server.call(&narrow, "ctx_proof", other).1["error_code"], "unknown_workspace");
    for tool in ["ctx_index", "ctx_proof", "ctx_verify"] {
        assert_eq!(server.call(&admin, "ctx_proof", json!({"tool": tool})).0, 400, "{tool}");
    }
    assert_eq!(server.call(&admin, "ctx_proof", json!({"tool": "ctx_shell"})).0, 403);
    let records = team.audit();
    let of = |token: &str, tool: &str, allowed: bool| {
        let same = |r: &&Value| {
            r["tokenId"] == token && r["tool"] == tool && r["allowed"] == json!(allowed)
        };
        records.iter().filter(same).count()
    };
    assert_eq!((of("admin", "ctx_search", true), of("narrow", "ctx_search", false)), (1, 1));
    assert!(of("admin", "ctx_proof", true) > 0 && of("admin", "ctx_shell", false) == 1);

    // Others learn of a proof.
    let events = server.get("/v1/events/search?q=proof_added", &admin).1;
    assert_eq!(events["count"], 1, "{events}");

    // The operator's terminal uses the same key and the same book, while the server runs.
    let out = text(&home.join("op.proof"));
    let operator = ["proof", "read", "--arguments", r#"{"path":"index.js"}"#, "--config", &config];
    let more = ["--workspace", "web", "--out", &out];
    home.run([&operator[..], &more].concat()).ok().says("alpha()");
    home.run(["verify", &out, "--key", key.trim(), "--repo", &text(&web.path)]).ok();
    let proof: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    let held = check(json!({"proof": proof, "workspaceId": "web"}));
    assert_eq!(held["valid"], true, "{held}");
    let gone = ["proof", "tree", "--config", &config, "--workspace", "nope"];
    home.run(gone).exits(2).says("no workspace `nope`");
    server.stop();
    home.run(["team", "audit", "verify", "--config", &config]).ok();
}

/// Whatever a tool cites stands in the commit as it says.
#[test]
fn every_tool_that_answers_from_a_commit_is_proved() {
    let home = Home::new();
    let repo = home.repo(
        "core",
        &[
            ("Cargo.toml", "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
            ("src/main.rs", "mod a;\nfn main() {\n    a::alpha();\n}\n"),
            ("src/a.rs", "pub fn alpha() {\n    beta()\n}\nfn beta() {}"),
            ("app.py", "from flask import Flask\napp = Flask(__name__)\n\n@app.get(\"/x\")\ndef x():\n    return 1\n"),
            ("bad.txt", "one \u{1b}[0m\r\ntwo\r\n"),
            ("empty.rs", ""),
        ],
    );
    std::os::unix::fs::symlink("src/a.rs", repo.path.join("link.rs")).unwrap();
    repo.write("latin.txt", b"caf\xe9 alpha\n\n\xff\n");
    repo.commit("a link and bytes that are no text");
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    for (tool, arguments) in [
        ("search", json!({"pattern": "alpha", "contextLines": 20})),
        ("search", json!({"pattern": "nowhere"})),
        ("semantic_search", json!({"query": "alpha beta"})),
        ("read", json!({"path": "link.rs"})),
        ("read", json!({"path": "latin.txt", "mode": "lines:1-2"})),
        ("read", json!({"path": "empty.rs"})),
        ("read", json!({"path": "src/a.rs", "mode": "signatures"})),
        ("read", json!({"path": "src/a.rs", "mode": "map"})),
        ("read", json!({"path": "src/a.rs", "mode": "symbol:beta"})),
        ("read", json!({"path": "latin.txt", "mode": "diff:HEAD~1"})),
        ("multi_read", json!({"paths": ["src/a.rs", "bad.txt", "empty.rs", "nope"]})),
        ("tree", json!({"depth": 5})),
        ("glob", json!({"pattern": "**/*.rs"})),
        ("outline", json!({"path": "src/a.rs"})),
        ("symbol", json!({"name": "alpha"})),
        ("overview", json!({})),
        ("graph", json!({"action": "dependencies", "path": "src/main.rs"})),
        ("impact", json!({"path": "src/a.rs"})),
        ("callgraph", json!({"symbol": "alpha"})),
        ("routes", json!({})),
    ] {
        let result = server.ask(
            &admin,
            "ctx_proof",
            json!({"tool": tool, "arguments": arguments, "maxTokens": 50_000}),
        );
        let held =
            server.ask(&admin, "ctx_verify", json!({"proof": result, "arguments": arguments}));
        assert_eq!(held["valid"], true, "{tool} {arguments}: {held}");
        assert_eq!(held["checked"].as_array().unwrap().len(), 4, "{tool} {arguments}: {held}");
    }
}

#[test]
fn a_large_answer_is_cut_until_its_proof_fits() {
    let home = Home::new();
    let files: Vec<(String, String)> = (0..300)
        .map(|n| (format!("src/module_{n}.rs"), format!("fn alpha_{n}() {{}}\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let repo = home.repo("core", &files);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let search = |limit: u64| {
        json!({
            "tool": "ctx_search",
            "arguments": {"pattern": "alpha", "limit": 300, "maxTokens": 20_000},
            "maxTokens": limit,
        })
    };
    for (limit, least) in [(4000, 5), (30_000, 80), (200_000, 300)] {
        let result = server.ask(&admin, "ctx_proof", search(limit));
        let shown = result["answer"]["matches"].as_array().unwrap().len();
        assert!(shown >= least, "{limit}: {shown}");
        assert_eq!(
            statement(&result["proof"])["predicate"]["citations"].as_array().unwrap().len(),
            shown
        );
        let held = server.ask(&admin, "ctx_verify", json!({"proof": result}));
        assert_eq!(held["valid"], true, "{held}");
    }
    let (status, said) = server.call(&admin, "ctx_proof", search(200));
    assert_eq!(status, 400, "{said}");
    assert!(said["error"].as_str().unwrap().contains("does not fit"), "{said}");
}
