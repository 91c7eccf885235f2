//! Do other people's clients connect, list and call? The official Python client, in its default mode.

use crate::harness::{Home, finish};

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
        // Past the harness, which would swallow it.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"NOT RUN: the Python client; set LEAN_CTX_TEST_PYTHON to an interpreter with mcp==2.3.0, as .ci/run does\n",
        );
        return;
    };
    let home = Home::new();
    let repo = home.repo("core", &[("src/lib.rs", "pub fn compare_tokens() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "member"]);
    let server = team.serve();
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
