//! Are our answers of MCP 2026-07-28 those of its schema? Read into types made from the official schema, and written
//! again: nothing may be missing there, and nothing of ours unknown.

use std::fmt::Debug;

use rust_mcp_schema as schema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::harness::{Home, Server, agent};

struct Client<'a> {
    server: &'a Server,
    token: &'a str,
}

impl Client<'_> {
    fn ask(&self, method: &str, mut params: Value) -> (u16, Value) {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let name = params["name"].as_str().unwrap_or_default();
        let mut request = agent()
            .post(format!("{}/mcp", self.server.url))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", method);
        if !name.is_empty() {
            request = request.header("Mcp-Name", name);
        }
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let mut reply = request.send(body.to_string()).unwrap();
        let text = reply.body_mut().read_to_string().unwrap();
        (reply.status().as_u16(), serde_json::from_str(&text).unwrap())
    }
}

#[track_caller]
pub fn same<T: DeserializeOwned + Serialize + Debug>(ours: &Value) {
    let read: T = serde_json::from_value(ours.clone()).unwrap_or_else(|e| panic!("{e}: {ours}"));
    assert_eq!(&serde_json::to_value(&read).unwrap(), ours);
}

#[test]
fn modern_answers_are_those_of_the_schema() {
    let home = Home::new();
    let repo = home.repo("core", &[("src/lib.rs", "pub fn compare_tokens() {}\n")]);
    let team = home.team(&[("core", &repo.path)]);
    let (member, viewer) =
        (team.token("m", &["--role", "member"]), team.token("v", &["--role", "viewer"]));
    let server = team.serve();
    let client = Client { server: &server, token: &member };

    same::<schema::DiscoverResultResponse>(&client.ask("server/discover", json!({})).1);
    same::<schema::ListToolsResultResponse>(&client.ask("tools/list", json!({})).1);
    let call = |name: &str, arguments: Value| {
        client.ask("tools/call", json!({"name": name, "arguments": arguments}))
    };
    let calls = [
        ("ctx_search", json!({"pattern": "compare_tokens"}), false),
        ("ctx_semantic_search", json!({"query": "compare"}), false),
        ("ctx_read", json!({"path": "src/lib.rs"}), false),
        ("ctx_multi_read", json!({"paths": ["src/lib.rs", "nowhere"]}), false),
        ("ctx_tree", json!({}), false),
        ("ctx_glob", json!({"pattern": "**/*.rs"}), false),
        ("ctx_read", json!({"path": "../secret"}), true),
        ("ctx_search", json!({"patern": "x"}), true),
    ];
    for (name, arguments, failed) in calls {
        let (status, reply) = call(name, arguments);
        assert_eq!((status, &reply["result"]["isError"]), (200, &json!(failed)), "{reply}");
        // The type of the whole response also takes our result for an `InputRequiredResult`.
        same::<schema::CallToolResult>(&reply["result"]);
    }

    let viewer = Client { server: &server, token: &viewer };
    for (status, reply) in [
        call("no_such_tool", json!({})),
        client.ask("logging/setLevel", json!({})),
        client.ask("tools/list", json!({"cursor": "forged"})),
        viewer.ask("tools/call", json!({"name": "ctx_index", "arguments": {"action": "build"}})),
    ] {
        assert!(reply["error"]["code"].is_i64(), "{status} {reply}");
        same::<schema::JsonrpcErrorResponse>(&reply);
    }
}
