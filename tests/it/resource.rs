//! What does MCP offer beside tools: resources, completion, prompts? In both eras and over stdio, through the same gate.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use rust_mcp_schema as schema;
use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Server, Team, agent, eventually};
use crate::oracle::same;

const FILES: &[(&str, &str)] = &[
    ("README.md", "# Core\n"),
    ("src/lib.rs", "mod token;\n\npub fn login() {\n    token::compare_tokens();\n}\n"),
    (
        "src/token.rs",
        "pub fn compare_tokens() {}\n\npub struct Token;\n\nimpl Token {\n    pub fn mint() {}\n}\n",
    ),
    ("src/ä b#1.rs", "pub fn odd() {}\n"),
];

struct Client<'a> {
    server: &'a Server,
    token: &'a str,
    modern: bool,
}

impl Client<'_> {
    fn ask(&self, method: &str, mut params: Value) -> Value {
        let mut request = agent()
            .post(format!("{}/mcp", self.server.url))
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
        if self.modern {
            let name = params["name"].as_str().or(params["uri"].as_str()).map(str::to_owned);
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            });
            request =
                request.header("MCP-Protocol-Version", "2026-07-28").header("Mcp-Method", method);
            if let Some(name) = name {
                request = request.header("Mcp-Name", name);
            }
        }
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let mut reply = request.send(body.to_string()).unwrap();
        serde_json::from_str(&reply.body_mut().read_to_string().unwrap()).unwrap()
    }

    #[track_caller]
    fn result(&self, method: &str, params: Value) -> Value {
        let reply = self.ask(method, params);
        assert!(reply["error"].is_null(), "{method}: {reply}");
        reply["result"].clone()
    }

    /// Code and data of the error.
    #[track_caller]
    fn refused(&self, uri: &str) -> (i64, Value) {
        let reply = self.ask("resources/read", json!({"uri": uri}));
        let error = &reply["error"];
        (error["code"].as_i64().unwrap_or_else(|| panic!("{uri}: {reply}")), error["data"].clone())
    }

    fn uris(&self) -> Vec<String> {
        let (mut uris, mut params) = (Vec::new(), json!({}));
        loop {
            let page = self.result("resources/list", params.clone());
            let listed = page["resources"].as_array().unwrap();
            uris.extend(listed.iter().map(|r| r["uri"].as_str().unwrap().to_owned()));
            match page.get("nextCursor") {
                Some(cursor) => params["cursor"] = cursor.clone(),
                None => return uris,
            }
        }
    }

    fn read(&self, uri: &str) -> Value {
        self.result("resources/read", json!({"uri": uri}))["contents"][0].clone()
    }

    fn complete(&self, reference: Value, name: &str, value: &str, beside: Value) -> Vec<String> {
        let argument = json!({"name": name, "value": value});
        let params =
            json!({"ref": reference, "argument": argument, "context": {"arguments": beside}});
        let result = self.result("completion/complete", params);
        serde_json::from_value(result["completion"]["values"].clone()).unwrap()
    }
}

/// Two workspaces with artifacts and a fact in the first; an admin, and a viewer of the first.
fn served(home: &Home) -> (Repo, Repo, Team<'_>, Server, [String; 2]) {
    let (core, other) =
        (home.repo("core", FILES), home.repo("other", &[("only.rs", "pub fn other() {}\n")]));
    let team = home.team(&[("core", &core.path), ("other", &other.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let viewer = team.token("viewer", &["--role", "viewer", "--workspaces", "core"]);
    let server = team.serve();
    for id in ["core", "other"] {
        eventually("the code is read", PATIENCE, || {
            let asked = json!({"workspaceId": id});
            let (status, body) = server.call(&admin, "ctx_overview", asked);
            (status == 200 && body["result"]["isError"] != true).then_some(())
        });
    }
    let put = |tool, arguments| server.ask(&admin, tool, arguments);
    put(
        "ctx_artifacts",
        json!({"action": "store", "name": "notes/a b.md", "content": "# Notes\n"}),
    );
    let pixels =
        json!({"action": "store", "name": "x.png", "content": "AAEC", "encoding": "base64"});
    put("ctx_artifacts", pixels);
    let fact =
        json!({"action": "remember", "category": "build", "key": "why/ninja", "value": "fast"});
    put("ctx_knowledge", fact);
    (core, other, team, server, [admin, viewer])
}

#[test]
fn resources_are_listed_and_read_in_both_eras() {
    let home = Home::new();
    let (_core, _other, team, server, [admin, _]) = served(&home);
    for modern in [false, true] {
        let client = Client { server: &server, token: &admin, modern };
        let uris = client.uris();
        // What most leans on comes first.
        assert_eq!(uris[0], "leanctx://core/file/src/token.rs", "{uris:?}");
        for uri in [
            "leanctx://core/file/src/%C3%A4%20b%231.rs",
            "leanctx://core/artifact/notes/a%20b.md",
            "leanctx://core/knowledge/build/why%2Fninja",
            "leanctx://other/file/only.rs",
        ] {
            assert!(uris.iter().any(|u| u == uri), "{uri}: {uris:?}");
        }
        // Each that is listed can be read, under the very name.
        for uri in &uris {
            assert_eq!(client.read(uri)["uri"], uri.as_str());
        }
        let file = client.read("leanctx://core/file/src%2Ftoken.rs");
        assert_eq!((&file["text"], &file["mimeType"]), (&json!(FILES[2].1), &json!("text/x-rust")));
        let symbol = client.read("leanctx://core/symbol/src/token.rs#Token.mint");
        assert_eq!(symbol["text"], "    pub fn mint() {}\n");
        assert_eq!(client.read("leanctx://core/artifact/notes/a%20b.md")["text"], "# Notes\n");
        let pixels = client.read("leanctx://core/artifact/x.png");
        assert_eq!((&pixels["blob"], &pixels["mimeType"]), (&json!("AAEC"), &json!("image/png")));
        let fact = client.read("leanctx://core/knowledge/build/why%2Fninja");
        let told = fact["text"].as_str().unwrap();
        assert!(told.contains("fast") && told.contains("team:admin"), "{told}");
        let templates = client.result("resources/templates/list", json!({}));
        assert_eq!(templates["resourceTemplates"].as_array().unwrap().len(), 6);
    }
    let read: Vec<Value> =
        team.audit().into_iter().filter(|r| r["method"] == "resources/read").collect();
    for tool in ["ctx_read", "ctx_artifacts", "ctx_knowledge"] {
        let own = read.iter().find(|r| r["tool"] == tool).expect(tool);
        assert_eq!((&own["workspaceId"], &own["allowed"]), (&json!("core"), &json!(true)), "{own}");
    }
    assert!(team.audit().iter().any(|r| r["method"] == "resources/list"));
}

#[test]
fn a_uri_opens_nothing_that_a_tool_would_not() {
    let home = Home::new();
    let (_core, _other, team, server, [_, viewer]) = served(&home);
    for (modern, absent) in [(false, -32002), (true, -32602)] {
        let client = Client { server: &server, token: &viewer, modern };
        let uris = client.uris();
        assert!(uris.iter().all(|uri| uri.starts_with("leanctx://core/file/")), "{uris:?}");
        let templates = client.result("resources/templates/list", json!({}));
        assert_eq!(templates["resourceTemplates"].as_array().unwrap().len(), 4);
        let denied =
            ["leanctx://core/artifact/x.png", "leanctx://core/knowledge/build/why%2Fninja"];
        for uri in denied {
            let (code, data) = client.refused(uri);
            assert_eq!((code, &data["error_code"]), (403, &json!("scope_denied")), "{uri}");
        }
        // What may not be seen and what does not exist are the same to a caller.
        for workspace in ["other", "nowhere"] {
            let (code, data) = client.refused(&format!("leanctx://{workspace}/file/only.rs"));
            assert_eq!((code, &data["error_code"]), (absent, &json!("unknown_workspace")));
        }
        for missing in [
            "leanctx://core/file/nothing.rs",
            "leanctx://core/file/src",
            "leanctx://core/symbol/src/lib.rs#nothing",
        ] {
            let (code, data) = client.refused(missing);
            assert_eq!((code, &data["uri"]), (absent, &json!(missing)));
        }
        for bad in [
            "file:///etc/passwd",
            "leanctx://core/file/../../etc/passwd",
            "leanctx://core/file/..%2F..%2Fetc%2Fpasswd",
            "leanctx://core/file/%2Fetc%2Fpasswd",
            "leanctx://core/file/.git/config",
            "leanctx://core/file/a%00b",
            "leanctx://%2A/file/README.md",
            "leanctx://core/file/%zz",
            "nonsense",
        ] {
            let (code, data) = client.refused(bad);
            assert_eq!((code, &data["error_code"]), (-32602, &json!("invalid_arguments")), "{bad}");
        }
        let forged = client.ask("resources/list", json!({"cursor": "forged"}));
        assert_eq!(forged["error"]["code"], -32602);
    }
    let audit = team.audit();
    for reason in ["scope_denied", "unknown_workspace", "invalid_arguments"] {
        let written = |r: &&Value| r["method"] == "resources/read" && r["deniedReason"] == reason;
        assert!(audit.iter().any(|r| written(&r)), "{reason}");
    }
    assert!(
        !server
            .post("/mcp", "wrong", &json!({"jsonrpc": "2.0", "id": 1, "method": "resources/list"}))
            .1
            .to_string()
            .contains("leanctx:")
    );
}

#[test]
fn a_long_list_has_pages() {
    let home = Home::new();
    let files: Vec<(String, String)> =
        (0..230).map(|n| (format!("src/f{n:03}.rs"), format!("pub fn f{n}() {{}}\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let repo = home.repo("core", &files);
    let team = home.team(&[("core", &repo.path)]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    let client = Client { server: &server, token: &viewer, modern: true };
    let mut uris = client.uris();
    uris.sort();
    uris.dedup();
    assert_eq!(uris.len(), 230);
}

#[test]
fn words_are_completed_within_what_one_may_see() {
    let home = Home::new();
    let (_core, _other, team, server, [admin, viewer]) = served(&home);
    let template = |name: &str| json!({"type": "ref/resource", "uri": name});
    let (file, symbol) =
        ("leanctx://{workspace}/file/{+path}", "leanctx://{workspace}/symbol/{+path}#{name}");
    let knowledge = "leanctx://{workspace}/knowledge/{category}/{key}";
    for modern in [false, true] {
        let client = Client { server: &server, token: &viewer, modern };
        assert_eq!(client.complete(template(file), "path", "src/t", json!({})), ["src/token.rs"]);
        assert_eq!(client.complete(template(file), "path", "tkn", json!({})), ["src/token.rs"]);
        let inside = json!({"workspace": "core", "path": "src/token.rs"});
        let named = client.complete(template(symbol), "name", "mi", inside.clone());
        assert_eq!(named, ["Token.mint"]);
        assert_eq!(client.complete(template(symbol), "name", "", inside).len(), 3);
        assert_eq!(client.complete(template(file), "workspace", "", json!({})), ["core"]);
        let prompt = json!({"type": "ref/prompt", "name": "explain_module"});
        assert_eq!(client.complete(prompt, "path", "read", json!({})), ["README.md"]);
        let ask = |reference: Value, name: &str, beside: Value| {
            let params = json!({
                "ref": reference, "argument": {"name": name, "value": ""}, "context": {"arguments": beside},
            });
            client.ask("completion/complete", params)["error"]["code"].as_i64()
        };
        assert_eq!(ask(template(knowledge), "key", json!({})), Some(403));
        assert_eq!(ask(template(file), "path", json!({"workspace": "other"})), Some(-32602));
        assert_eq!(ask(template("leanctx://nothing"), "path", json!({})), Some(-32602));
        assert_eq!(ask(template(file), "nothing", json!({})), Some(-32602));
    }
    let client = Client { server: &server, token: &admin, modern: true };
    let keys = client.complete(template(knowledge), "key", "", json!({"category": "build"}));
    assert_eq!(keys, ["why/ninja"]);
    let workspaces = client.complete(template(file), "workspace", "", json!({}));
    assert_eq!(workspaces.len(), 2);
    assert!(team.audit().iter().any(|r| r["method"] == "completion/complete"));
}

#[test]
fn prompts_say_what_to_call_and_begin_with_it() {
    let home = Home::new();
    let (core, _other, team, server, [admin, viewer]) = served(&home);
    core.write("src/token.rs", "pub fn compare_tokens() { todo() }\n\nfn todo() {}\n");
    let commit = core.commit("second");
    let tells = |text: &str, parts: &[&str]| {
        for part in parts {
            assert!(text.contains(part), "`{part}` is not in: {text}");
        }
    };
    eventually("the second commit is served", PATIENCE, || {
        let seen = server.ask(&admin, "ctx_tree", json!({"workspaceId": "core"}));
        (seen["commit"] == commit.as_str()).then_some(())
    });
    for modern in [false, true] {
        let client = Client { server: &server, token: &admin, modern };
        let get = |name: &str, arguments: Value| {
            let got = client.result("prompts/get", json!({"name": name, "arguments": arguments}));
            got["messages"][0]["content"]["text"].as_str().unwrap().to_owned()
        };
        let listed = client.result("prompts/list", json!({}));
        assert_eq!(listed["prompts"].as_array().unwrap().len(), 3);
        tells(&get("get_to_know", json!({})), &["ctx_overview", "src/token.rs", "ctx_knowledge"]);
        tells(
            &get("review_range", json!({"range": "HEAD~1..", "workspace": "core"})),
            &["ctx_impact", "HEAD~1..", "diff:HEAD~1", "fn todo()"],
        );
        tells(
            &get("explain_module", json!({"path": "src/token.rs"})),
            &["ctx_graph", "compare_tokens"],
        );
        tells(&get("explain_module", json!({"path": "src"})), &["ctx_tree", "token.rs"]);
        for (name, arguments) in [
            ("nothing", json!({})),
            ("review_range", json!({})),
            ("review_range", json!({"range": "nowhere..", "workspace": "core"})),
            ("explain_module", json!({"path": "../x"})),
            ("explain_module", json!({"path": "nothing"})),
            ("get_to_know", json!({"surprise": "x"})),
            ("get_to_know", json!({"workspace": "nowhere"})),
        ] {
            let reply = client.ask("prompts/get", json!({"name": name, "arguments": arguments}));
            assert_eq!(reply["error"]["code"], -32602, "{name}: {reply}");
        }
        let client = Client { token: &viewer, ..client };
        let listed = client.result("prompts/list", json!({}));
        assert_eq!(listed["prompts"].as_array().unwrap().len(), 1, "{listed}");
        let denied = json!({"name": "review_range", "arguments": {"range": "HEAD~1.."}});
        assert_eq!(client.ask("prompts/get", denied)["error"]["code"], 403);
    }
    let audit = team.audit();
    assert!(audit.iter().any(|r| r["method"] == "prompts/get" && r["tool"] == "ctx_pack"));
    assert!(audit.iter().any(|r| r["method"] == "prompts/get" && r["allowed"] == false));
}

#[test]
fn modern_resources_and_prompts_are_those_of_the_schema() {
    let home = Home::new();
    let (_core, _other, _team, server, [admin, _]) = served(&home);
    let client = Client { server: &server, token: &admin, modern: true };
    let uri = |uri: &str| json!({"uri": uri});
    same::<schema::ListResourcesResult>(&client.result("resources/list", json!({})));
    let templates = client.result("resources/templates/list", json!({}));
    same::<schema::ListResourceTemplatesResult>(&templates);
    for one in ["leanctx://core/file/README.md", "leanctx://core/artifact/x.png"] {
        same::<schema::ReadResourceResult>(&client.result("resources/read", uri(one)));
    }
    same::<schema::ListPromptsResult>(&client.result("prompts/list", json!({})));
    let prompt = json!({"name": "get_to_know", "arguments": {}});
    same::<schema::GetPromptResult>(&client.result("prompts/get", prompt.clone()));
    let complete = json!({
        "ref": {"type": "ref/prompt", "name": "explain_module"},
        "argument": {"name": "path", "value": "src"},
    });
    same::<schema::CompleteResult>(&client.result("completion/complete", complete));
    let missing = client.ask("resources/read", uri("leanctx://core/file/nothing"));
    same::<schema::JsonrpcErrorResponse>(&missing);
}

#[test]
fn stdio_offers_the_same() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let mut command = home.command();
    command.arg("serve").current_dir(&repo.path).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().expect("the binary");
    let mut input = child.stdin.take().expect("piped");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let mut ask = |method: &str, params: Value| -> Value {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        writeln!(input, "{message}").expect("a pipe");
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).expect("JSON")
    };
    let offered = ask("initialize", json!({"protocolVersion": "2025-11-25"}));
    for what in ["tools", "resources", "prompts", "completions"] {
        assert!(offered["result"]["capabilities"][what].is_object(), "{offered}");
    }
    let listed = ask("resources/list", json!({}));
    let uri = &listed["result"]["resources"][0]["uri"];
    assert!(uri.as_str().unwrap().ends_with("/file/src/token.rs"), "{listed}");
    let read = ask("resources/read", json!({"uri": uri}));
    assert_eq!(read["result"]["contents"][0]["text"], FILES[2].1, "{read}");
    let prompt = ask("prompts/get", json!({"name": "get_to_know"}));
    assert_eq!(prompt["result"]["messages"][0]["role"], "user", "{prompt}");
    drop(input);
    child.wait().expect("an end");
}

/// The messages of a subscription, as they come.
struct Stream(Box<dyn std::io::BufRead>);

impl Stream {
    fn open(server: &Server, token: &str, notifications: Value) -> Self {
        let params = json!({
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            },
            "notifications": notifications,
        });
        let body = json!({
            "jsonrpc": "2.0", "id": "sub", "method": "subscriptions/listen", "params": params,
        });
        let reply = agent()
            .post(format!("{}/mcp", server.url))
            .header("Authorization", format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", "subscriptions/listen")
            .send(body.to_string())
            .unwrap();
        assert_eq!(reply.status().as_u16(), 200);
        let kind = reply.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self(Box::new(BufReader::new(reply.into_body().into_reader())))
    }

    fn next(&mut self) -> Option<Value> {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).expect("JSON"));
            }
        }
    }
}

#[test]
fn who_listens_hears_of_what_a_new_index_changes() {
    let home = Home::new();
    let (core, other, team, server, [admin, viewer]) = served(&home);
    let id = &json!({"io.modelcontextprotocol/subscriptionId": "sub"});
    let (token, lib) = ("leanctx://core/file/src/token.rs", "leanctx://core/file/src/lib.rs");
    let asked = json!({
        "toolsListChanged": true,
        "resourceSubscriptions": [token, lib, "leanctx://other/file/only.rs", "leanctx://core/artifact/x.png"],
    });
    let mut stream = Stream::open(&server, &viewer, asked);
    let first = stream.next().unwrap();
    assert_eq!(first["method"], "notifications/subscriptions/acknowledged");
    assert_eq!(&first["params"]["_meta"], id);
    // What may not be seen, and what is not told of, is not among it.
    assert_eq!(first["params"]["notifications"], json!({"resourceSubscriptions": [token, lib]}));
    let mut all = Stream::open(&server, &admin, json!({"resourcesListChanged": true}));
    let honoured = all.next().unwrap()["params"]["notifications"].clone();
    assert_eq!(honoured, json!({"resourcesListChanged": true}));
    other.write("only.rs", "pub fn changed() {}\n");
    other.commit("second");
    assert_eq!(all.next().unwrap()["method"], "notifications/resources/list_changed");
    core.write("src/token.rs", "pub fn compare_tokens() { /* anew */ }\n");
    core.commit("second");
    let told = stream.next().unwrap();
    assert_eq!(told["method"], "notifications/resources/updated");
    assert_eq!(told["params"], json!({"uri": token, "_meta": id}));
    let client = Client { server: &server, token: &viewer, modern: true };
    assert!(client.read(token)["text"].as_str().unwrap().contains("anew"));
    // A token that is taken away ends its stream, with the answer to the request.
    let config = team.file.to_str().unwrap();
    home.run(["team", "token", "revoke", "viewer", "--config", config, "--yes"]).ok();
    let last = stream.next().unwrap();
    assert_eq!((&last["id"], &last["result"]["resultType"]), (&json!("sub"), &json!("complete")));
    assert_eq!(stream.next(), None);
    let client = Client { server: &server, token: &admin, modern: true };
    let bad = client
        .ask("subscriptions/listen", json!({"notifications": {"resourceSubscriptions": [1]}}));
    assert_eq!(bad["error"]["code"], -32602);
    let legacy = Client { modern: false, ..client };
    assert_eq!(legacy.ask("subscriptions/listen", json!({}))["error"]["code"], -32601);
    assert!(team.audit().iter().any(|r| r["method"] == "subscriptions/listen"));
}

#[test]
fn who_listens_hears_of_what_others_write_and_of_nothing_that_it_may_not_read() {
    let home = Home::new();
    let (_core, _other, team, server, [admin, _]) = served(&home);
    let member = team.token("reader", &["--role", "member", "--workspaces", "core"]);
    eventually("the token counts", PATIENCE, || {
        (server.get("/v1/workspaces", &member).0 == 200).then_some(())
    });
    let (fact, artifact) = ("leanctx://core/knowledge/general/k", "leanctx://core/artifact/new.md");
    let elsewhere = "leanctx://other/knowledge/general/k";
    let asked = json!({"resourceSubscriptions": [fact, artifact, elsewhere]});
    let mut reader = Stream::open(&server, &member, asked.clone());
    let honoured = reader.next().unwrap()["params"]["notifications"].clone();
    assert_eq!(honoured, json!({"resourceSubscriptions": [fact]}));
    let mut whole = Stream::open(&server, &admin, asked.clone());
    assert_eq!(whole.next().unwrap()["params"]["notifications"], asked);
    let mut lists = Stream::open(&server, &member, json!({"resourcesListChanged": true}));
    lists.next().unwrap();
    let uri = |told: Option<Value>| told.unwrap()["params"]["uri"].clone();
    let write = |tool: &str, mut arguments: Value, workspace: &str| {
        arguments["workspaceId"] = workspace.into();
        server.ask(&admin, tool, arguments);
    };
    let value = |value: &str| json!({"action": "remember", "key": "k", "value": value});
    let store = |content: &str| json!({"action": "store", "name": "new.md", "content": content});
    write("ctx_artifacts", store("one"), "core");
    assert_eq!(uri(whole.next()), artifact);
    write("ctx_knowledge", value("one"), "other");
    assert_eq!(uri(whole.next()), elsewhere);
    // Neither of them was the member's: what it hears first is its own.
    write("ctx_knowledge", value("one"), "core");
    assert_eq!(uri(whole.next()), fact);
    assert_eq!(uri(reader.next()), fact);
    assert_eq!(lists.next().unwrap()["method"], "notifications/resources/list_changed");
    let vote = json!({"action": "feedback", "key": "k", "helpful": true});
    server.ask(&member, "ctx_knowledge", vote);
    assert_eq!(uri(reader.next()), fact);
    write("ctx_knowledge", json!({"action": "remove", "key": "k"}), "core");
    assert_eq!(uri(reader.next()), fact);
}
