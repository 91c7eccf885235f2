//! Does a call come to the same over REST, over MCP by HTTP in both eras, and over stdio?

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use regex::Regex;
use serde_json::{Value, json};

use crate::harness::{Home, Repo, Server, Team};

const FILES: &[(&str, &str)] = &[
    ("README.md", "# Sample\n\nA sample repository.\n"),
    (
        "src/lib.rs",
        "mod parse;\n\npub fn compare_tokens(a: &str, b: &str) -> bool {\n    parse::trim(a) == parse::trim(b)\n}\n",
    ),
    ("src/parse.rs", "pub fn trim(text: &str) -> &str {\n    text.trim()\n}\n"),
    ("Cargo.toml", "[package]\nname = \"sample\"\n"),
];

/// Calls in their order: later ones see what earlier ones wrote.
fn calls() -> Vec<(&'static str, Value)> {
    vec![
        ("ctx_search", json!({"pattern": "trim\\("})),
        ("ctx_search", json!({"pattern": "(", "regex": true})),
        ("ctx_search", json!({"pattern": "x", "limitt": 3})),
        ("ctx_semantic_search", json!({"query": "compare tokens"})),
        ("ctx_read", json!({"path": "src/lib.rs"})),
        ("ctx_read", json!({"path": "../etc/passwd"})),
        ("ctx_read", json!({"path": "none.rs"})),
        ("ctx_multi_read", json!({"paths": ["README.md", "src/parse.rs"]})),
        ("ctx_tree", json!({})),
        ("ctx_glob", json!({"pattern": "**/*.rs"})),
        ("ctx_outline", json!({"path": "src/lib.rs"})),
        ("ctx_symbol", json!({"name": "trim"})),
        ("ctx_graph", json!({"action": "dependents", "path": "src/parse.rs"})),
        ("ctx", json!({"tool": "search", "pattern": "compare"})),
        ("ctx_shell", json!({"command": "id"})),
        ("ctx_search", json!({"pattern": "x", "workspaceId": "nowhere"})),
        ("ctx_search", json!({"pattern": "x", "maxTokens": 3})),
        (
            "ctx_artifacts",
            json!({"action": "store", "name": "notes.md", "content": "tokens are compared by parse::trim"}),
        ),
        ("ctx_artifacts", json!({"action": "store", "name": "../notes.md", "content": "x"})),
        ("ctx_artifacts", json!({"action": "fetch", "name": "notes.md"})),
        ("ctx_artifacts", json!({"action": "list"})),
        ("ctx_semantic_search", json!({"query": "compare tokens", "artifacts": true})),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "trim", "value": "tokens are trimmed first"}),
        ),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "trim", "value": "tokens are trimmed last", "supersedes": 1}),
        ),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "x", "value": "", "author": "somebody"}),
        ),
        (
            "ctx_knowledge",
            json!({"action": "feedback", "key": "trim", "helpful": true, "reasoning": "seen in src/parse.rs"}),
        ),
        ("ctx_knowledge", json!({"action": "list", "reasoning": "of no use"})),
        ("ctx_knowledge", json!({"action": "recall", "query": "what of the tokens"})),
        ("ctx_index", json!({"action": "status", "wait": true})),
        ("ctx_knowledge", json!({"action": "recall", "key": "trim", "history": true})),
        ("ctx_session", json!({"action": "set_task", "task": "mend it", "channelId": "c"})),
        (
            "ctx_session",
            json!({"action": "decision", "text": "trim once", "reasoning": "faster", "channelId": "c"}),
        ),
        ("ctx_session", json!({"action": "status", "channelId": "c"})),
        ("ctx_session", json!({"action": "status"})),
        ("ctx_handoff", json!({"action": "create", "note": "all yours", "channelId": "c"})),
        ("ctx_handoff", json!({"action": "pull", "id": 1})),
        ("ctx_handoff", json!({"action": "list", "channelId": "c"})),
        ("ctx_share", json!({"action": "push", "text": "done"})),
        ("ctx_share", json!({"action": "pull"})),
        ("ctx_knowledge", json!({"action": "consolidate", "channelId": "c"})),
    ]
}

/// What a call came to: its text and its data, or the envelope of its refusal.
type Outcome = Result<(String, Value), Value>;

fn of_result(result: &Value) -> Outcome {
    let data = result["structuredContent"].clone();
    match result["isError"] == true {
        true => Err(data),
        false => Ok((result["content"][0]["text"].as_str().expect("a text").to_owned(), data)),
    }
}

fn of_message(message: &Value) -> Outcome {
    match message.get("result") {
        Some(result) => of_result(result),
        None => Err(message["error"]["data"].clone()),
    }
}

/// Without what differs from one moment and one caller to the next.
fn plain(outcome: &Outcome) -> String {
    let text = serde_json::to_string_pretty(&json!(match outcome {
        Ok((text, data)) => json!([text, data]),
        Err(envelope) => json!([envelope]),
    }))
    .expect("JSON");
    let time = Regex::new(r"\d{4}-\d\d-\d\dT[\d:.]+Z").expect("a pattern");
    time.replace_all(&text, "TIME").replace("team:alice", "local")
}

fn rest(server: &Server, token: &str, tool: &str, arguments: &Value) -> Outcome {
    let (status, body) = server.call(token, tool, arguments.clone());
    if status == 200 { of_result(&body["result"]) } else { Err(body) }
}

fn message(tool: &str, arguments: &Value, modern: bool) -> Value {
    let mut params = json!({"name": tool, "arguments": arguments});
    if modern {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
    }
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
}

fn mcp(server: &Server, token: &str, tool: &str, arguments: &Value, modern: bool) -> Outcome {
    let mut request = crate::harness::agent()
        .post(format!("{}/mcp", server.url))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .header("Authorization", format!("Bearer {token}"));
    if modern {
        request = request
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", "tools/call")
            .header("Mcp-Name", tool);
    }
    let mut reply = request.send(message(tool, arguments, modern).to_string()).expect("a reply");
    let body = reply.body_mut().read_to_string().expect("a body");
    of_message(&serde_json::from_str(&body).expect("JSON"))
}

struct Pipe {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Pipe {
    fn start(home: &Home, repo: &Repo) -> Self {
        let mut command = home.command();
        command.arg("serve").current_dir(&repo.path).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().expect("the binary");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, input, output }
    }

    fn ask(&mut self, tool: &str, arguments: &Value) -> Outcome {
        writeln!(self.input, "{}", message(tool, arguments, false)).expect("a pipe");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        of_message(&serde_json::from_str(&line).expect("JSON"))
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server over the same repository, with a memory of its own.
fn team<'h>(home: &'h Home, repo: &Repo, role: &str) -> (Team<'h>, String, Server) {
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", role]);
    let server = team.serve();
    crate::harness::eventually("the code is read", std::time::Duration::from_secs(30), || {
        (server.call(&token, "ctx_overview", json!({})).0 == 200).then_some(())
    });
    (team, token, server)
}

#[test]
fn every_surface_answers_alike() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let homes = [Home::new(), Home::new(), Home::new()];
    let [(_a, a, by_rest), (_b, b, by_mcp), (_c, c, by_modern)] =
        homes.each_ref().map(|home| team(home, &repo, "admin"));
    let mut stdio = Pipe::start(&home, &repo);
    let mut refused = 0;
    for (tool, arguments) in calls() {
        let wanted = rest(&by_rest, &a, tool, &arguments);
        refused += usize::from(wanted.is_err());
        let wanted = plain(&wanted);
        for (surface, outcome) in [
            ("MCP 2025-11-25", mcp(&by_mcp, &b, tool, &arguments, false)),
            ("MCP 2026-07-28", mcp(&by_modern, &c, tool, &arguments, true)),
            ("stdio", stdio.ask(tool, &arguments)),
        ] {
            assert_eq!(plain(&outcome), wanted, "{surface}: {tool} {arguments}");
        }
    }
    assert!(refused >= 8, "the table holds refusals, too: {refused}");
}

#[test]
fn every_surface_refuses_alike() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let homes = [Home::new(), Home::new()];
    let [(_a, a, by_rest), (_b, b, by_mcp)] =
        homes.each_ref().map(|home| team(home, &repo, "viewer"));
    let mut denied = 0;
    for (tool, arguments) in calls() {
        let wanted = rest(&by_rest, &a, tool, &arguments);
        denied += usize::from(wanted.as_ref().is_err_and(|e| e["error_code"] == "scope_denied"));
        let outcome = mcp(&by_mcp, &b, tool, &arguments, false);
        assert_eq!(plain(&outcome), plain(&wanted), "{tool} {arguments}");
    }
    assert!(denied >= 20, "{denied}");
}
