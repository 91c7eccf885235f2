//! Can a call ask for another ref, is the answer that of the ref's commit, and of which refs only?

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Server, eventually};

const BASE: &[(&str, &str)] = &[
    ("README.md", "# Shop\n\nHow orders are paid.\n"),
    ("src/lib.rs", "mod order;\nmod pay;\npub use order::total;\n"),
    ("src/order.rs", "use crate::pay::charge;\n\npub fn total() -> u32 {\n    charge(7)\n}\n"),
    ("src/pay.rs", "pub fn charge(n: u32) -> u32 {\n    n + 1\n}\n"),
    ("py/app.py", "from py.store import load\n\ndef main():\n    return load()\n"),
    ("py/store.py", "def load():\n    return 'orders'\n"),
    ("vendor/dep.c", "int vendored;\n"),
];

/// `main`; `feature/refund`, which changes, adds, renames and removes; `release/1`, an older state
/// with a tag; `secret/plan`; and a commit that no ref leads to.
struct Shop {
    repo: Repo,
    first: String,
    feature: String,
    secret: String,
    lost: String,
}

fn shop(home: &Home) -> Shop {
    let repo = home.repo("shop", BASE);
    let first = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["branch", "release/1"]);
    repo.git(&["tag", "-a", "v1.0", "-m", "one"]);
    repo.git(&["checkout", "-q", "-b", "feature/refund"]);
    repo.write(
        "src/refund.rs",
        "use crate::pay::charge;\n\npub fn refund() -> u32 {\n    charge(0)\n}\n",
    );
    repo.write("src/lib.rs", "mod order;\nmod pay;\nmod refund;\npub use refund::refund;\n");
    repo.write("docs/refunds.md", "# Refunds\n\nHow orders are paid back.\n");
    repo.git(&["mv", "py/store.py", "py/depot.py"]);
    repo.write("py/app.py", "from py.depot import load\n\ndef main():\n    return load()\n");
    repo.git(&["rm", "-q", "vendor/dep.c"]);
    let feature = repo.commit("refunds");
    repo.git(&["checkout", "-q", "-b", "secret/plan", "main"]);
    repo.write("plan.md", "the secret plan\n");
    let secret = repo.commit("plan");
    repo.write("plan.md", "the lost plan\n");
    let lost = repo.commit("lost");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.write(
        "src/order.rs",
        "use crate::pay::charge;\n\npub fn total() -> u32 {\n    charge(8)\n}\n",
    );
    repo.write("NEWS", "eight\n");
    repo.commit("eight");
    Shop { repo, first, feature, secret, lost }
}

fn questions() -> Vec<(&'static str, Value)> {
    vec![
        ("ctx_search", json!({"pattern": "charge|orders", "contextLines": 1})),
        ("ctx_search", json!({"pattern": "fn \\w+\\(", "path": "src", "limit": 2})),
        ("ctx_semantic_search", json!({"query": "how are orders paid back"})),
        ("ctx_read", json!({"path": "src/lib.rs"})),
        ("ctx_read", json!({"path": "src/order.rs", "mode": "signatures"})),
        ("ctx_multi_read", json!({"paths": ["README.md", "docs/refunds.md", "py/depot.py"]})),
        ("ctx_tree", json!({"depth": 5})),
        ("ctx_glob", json!({"pattern": "**/*.rs"})),
        ("ctx_outline", json!({"path": "src/order.rs"})),
        ("ctx_expand", json!({"path": "src/order.rs", "symbol": "total"})),
        ("ctx_symbol", json!({"name": "refund"})),
        ("ctx_symbol", json!({"name": "charge"})),
        ("ctx_graph", json!({"action": "neighbors", "path": "src/pay.rs"})),
        ("ctx_graph", json!({"action": "status"})),
        ("ctx_impact", json!({"path": "src/pay.rs"})),
        ("ctx_callgraph", json!({"symbol": "charge", "path": "src/pay.rs"})),
        ("ctx_routes", json!({})),
        ("ctx_overview", json!({})),
    ]
}

/// An answer without what tells by which way it came.
fn bare(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().expect("an object");
    for way in ["workspace", "ref", "behindBy", "cursor"] {
        fields.remove(way);
    }
    answer
}

/// What is ranked, in its order; scores differ by what rounding leaves.
fn ranked(answer: &Value) -> Vec<[Value; 3]> {
    let results = answer["results"].as_array().expect("a list").iter();
    results.map(|hit| ["path", "startLine", "snippet"].map(|key| hit[key].clone())).collect()
}

fn with(mut arguments: Value, key: &str, value: &str) -> Value {
    arguments[key] = value.into();
    arguments
}

#[test]
fn an_overlay_answers_as_an_index_of_that_commit() {
    let home = Home::new();
    let shop = shop(&home);
    let root = &shop.repo.path;
    let workspaces = json!([
        {"id": "shop", "root": root, "ref": "main", "refs": ["feature/*", "release/*", "v*"]},
        {"id": "feature", "root": root, "ref": "feature/refund"},
        {"id": "release", "root": root, "ref": "v1.0"},
    ]);
    let team = home.team_with(&[("shop", root)], json!({"workspaces": workspaces}));
    let token = team.token("dev", &["--role", "member"]);
    let server = team.serve();
    let refs = [
        ("feature/refund", "feature", &shop.feature),
        ("refs/heads/feature/refund", "feature", &shop.feature),
        (&shop.feature, "feature", &shop.feature),
        ("release/1", "release", &shop.first),
        ("v1.0", "release", &shop.first),
        (&shop.first[..10], "release", &shop.first),
        (&shop.first[..12].to_uppercase(), "release", &shop.first),
    ];
    for (reference, own, commit) in refs {
        for (tool, arguments) in questions() {
            let what = format!("{tool} {arguments} at {reference}");
            let (status, aside) =
                server.call(&token, tool, with(arguments.clone(), "ref", reference));
            let (wanted, fresh) = server.call(&token, tool, with(arguments, "workspaceId", own));
            assert_eq!(status, wanted, "{what}: {aside}");
            if status != 200 {
                assert_eq!(aside, fresh, "{what}");
                continue;
            }
            let answer = &aside["result"]["structuredContent"];
            assert_eq!((&answer["commit"], &answer["ref"]), (&json!(commit), &json!(reference)));
            assert_eq!((&answer["workspace"], &answer["behindBy"]), (&json!("shop"), &json!(0)));
            assert_eq!(answer.get("dirty"), None);
            let fresh = fresh["result"]["structuredContent"].clone();
            match tool {
                "ctx_semantic_search" => assert_eq!(ranked(answer), ranked(&fresh), "{what}"),
                _ => assert_eq!(bare(answer.clone()), bare(fresh), "{what}"),
            }
        }
    }
    // What is served is as it was, and is told as such.
    let plain = server.ask(&token, "ctx_read", json!({"path": "src/order.rs"}));
    assert!(plain["text"].as_str().unwrap().contains("charge(8)") && plain.get("ref").is_none());
    let named = server.ask(&token, "ctx_read", json!({"path": "src/order.rs", "ref": "main"}));
    assert_eq!((&named["text"], &named["ref"]), (&plain["text"], &json!("main")));
}

#[test]
fn what_is_not_listed_and_what_is_not_there_are_one_answer() {
    let home = Home::new();
    let shop = shop(&home);
    let root = &shop.repo.path;
    let workspaces = json!([
        {"id": "shop", "root": root, "ref": "main", "refs": ["feature/*"]},
        {"id": "closed", "root": root, "ref": "main"},
    ]);
    let team = home.team_with(&[("shop", root)], json!({"workspaces": workspaces}));
    let token = team.token("dev", &["--role", "viewer"]);
    let server = team.serve();
    let refused = |workspace: &str, reference: &str| {
        let arguments = json!({"pattern": "plan", "workspaceId": workspace, "ref": reference});
        let (status, body) = server.call(&token, "ctx_search", arguments);
        assert_eq!(
            (status, &body["error_code"]),
            (400, &json!("invalid_arguments")),
            "{reference}"
        );
        body["error"].as_str().expect("a text").replace(reference, "REF").replace(workspace, "ID")
    };
    let nowhere = refused("shop", "nowhere");
    let others = ["secret/plan", "refs/heads/secret/plan", "v1.0x", "HEAD~1", "release/1", "-x"];
    for reference in others.into_iter().chain([&*shop.secret, &shop.lost, &shop.secret[..8]]) {
        assert_eq!(refused("shop", reference), nowhere, "{reference}");
    }
    for reference in ["feature/refund", &shop.feature] {
        assert_eq!(refused("closed", reference), nowhere, "{reference}");
    }
    // Of a tool that reads no commit, of all workspaces, and of the wrong type.
    for (tool, arguments) in [
        ("ctx_search", json!({"pattern": "x", "ref": "feature/refund", "workspaceId": "*"})),
        ("ctx_search", json!({"pattern": "x", "ref": 7})),
        ("ctx_search", json!({"pattern": "x", "ref": ""})),
    ] {
        let (status, body) = server.call(&token, tool, arguments.clone());
        assert_eq!(
            (status, &body["error_code"]),
            (400, &json!("invalid_arguments")),
            "{arguments}"
        );
    }
    let listed = server.get("/v1/tools", &token).1;
    let takes = |name: &str| {
        let tools = listed["tools"].as_array().unwrap();
        let tool = tools.iter().find(|t| t["name"] == name);
        tool.map(|t| t["input_schema"]["properties"].get("ref").is_some())
    };
    assert_eq!((takes("ctx_search"), takes("ctx_read")), (Some(true), Some(true)));
    let records = team.audit();
    let refusals = records.iter().filter(|r| r["deniedReason"] == "invalid_arguments").count();
    assert!(refusals >= 12, "each is in the book: {refusals}");
}

fn text_at(server: &Server, token: &str, reference: &str) -> Option<String> {
    let arguments = json!({"path": "src/refund.rs", "ref": reference});
    let (status, body) = server.call(token, "ctx_read", arguments);
    let text = body["result"]["structuredContent"]["text"].as_str().map(str::to_owned);
    assert!((status == 200) == text.is_some(), "{body}");
    text
}

#[test]
fn it_follows_the_ref_and_a_proof_names_its_commit() {
    let home = Home::new();
    let shop = shop(&home);
    let repo = &shop.repo;
    let workspaces =
        json!([{"id": "shop", "root": repo.path, "ref": "main", "refs": ["feature/**"]}]);
    let team = home.team_with(&[("shop", &repo.path)], json!({"workspaces": workspaces}));
    let token = team.token("dev", &["--role", "owner"]);
    let server = team.serve();
    let arguments = json!({"tool": "ctx_read", "arguments": {"path": "src/refund.rs", "ref": "feature/refund"}});
    let proved = server.ask(&token, "ctx_proof", arguments);
    assert_eq!(
        (&proved["commit"], &proved["ref"]),
        (&json!(shop.feature), &json!("feature/refund"))
    );
    let proof = home.join("p.proof");
    std::fs::write(&proof, proved["proof"].to_string()).unwrap();
    let config = team.file.display().to_string();
    let key = home.run(["proof", "--public-key", "--config", &config]).ok().stdout;
    std::fs::write(home.join("team.vkey"), key).unwrap();
    let (proof, key) = (proof.display().to_string(), home.join("team.vkey").display().to_string());
    let root = repo.path.display().to_string();
    home.run(["verify", &proof, "--key", &key, "--repo", &root]).ok().says(&shop.feature);

    assert!(text_at(&server, &token, "feature/refund").unwrap().contains("charge(0)"));
    repo.git(&["checkout", "-q", "feature/refund"]);
    repo.write("src/refund.rs", "pub fn refund() -> u32 {\n    9\n}\n");
    repo.commit("nine");
    repo.git(&["checkout", "-q", "main"]);
    // It is looked up at each call.
    assert!(text_at(&server, &token, "feature/refund").unwrap().contains("    9\n"));
    // The base moves under it.
    repo.write("NEWS", "nine\n");
    let main = repo.commit("news");
    eventually("the new commit is served", PATIENCE, || {
        let news = server.ask(&token, "ctx_read", json!({"path": "NEWS"}));
        (news["commit"] == json!(main)).then_some(())
    });
    assert!(text_at(&server, &token, "feature/refund").unwrap().contains("    9\n"));
    repo.git(&["branch", "-q", "-D", "feature/refund"]);
    assert_eq!(text_at(&server, &token, "feature/refund"), None, "it is gone");
    assert_eq!(text_at(&server, &token, &shop.feature), None, "and its commits with it");
}

#[test]
fn many_callers_of_one_ref_are_answered_alike() {
    let home = Home::new();
    let shop = shop(&home);
    let workspaces = json!([{"id": "shop", "root": shop.repo.path, "ref": "main", "refs": ["**"]}]);
    let team = home.team_with(&[("shop", &shop.repo.path)], json!({"workspaces": workspaces}));
    let token = team.token("dev", &["--role", "member"]);
    let server = team.serve();
    let commits = ["feature/refund", "secret/plan", "release/1"];
    let answers = std::thread::scope(|scope| {
        let ask = |n: usize| {
            let reference = commits[n % commits.len()];
            let (server, token) = (&server, &token);
            scope.spawn(move || {
                let tree = server.ask(token, "ctx_tree", json!({"depth": 9, "ref": reference}));
                (reference, bare(tree))
            })
        };
        let threads: Vec<_> = (0..12).map(ask).collect();
        threads.into_iter().map(|t| t.join().expect("an answer")).collect::<Vec<_>>()
    });
    for (reference, tree) in &answers {
        let first = answers.iter().find(|(other, _)| other == reference).unwrap();
        assert_eq!(tree, &first.1, "{reference}");
    }
}

/// The terminal, in a repository and in a second working tree of it.
#[test]
fn at_home_any_ref_is_asked_and_working_trees_are_apart() {
    let home = Home::new();
    let shop = shop(&home);
    let repo = &shop.repo;
    let root = repo.path.display().to_string();
    let tree = home.join("tree").display().to_string();
    repo.git(&["worktree", "add", "-q", &tree, "feature/refund"]);
    repo.write("src/pay.rs", "pub fn uncommitted() {}\n");
    let search = |at: &str, pattern: &str, more: &[&str]| {
        let args = [&["search", pattern, "--workspace", at, "--json"], more].concat();
        home.run(args).ok().json()
    };
    let dirty = search(&root, "uncommitted", &[]);
    assert_eq!((&dirty["total"], &dirty["dirty"]), (&json!(1), &json!(true)));
    for reference in ["HEAD", "main", "secret/plan", "HEAD~1", &shop.secret] {
        let clean = search(&root, "uncommitted", &["--ref", reference]);
        assert_eq!((&clean["total"], clean.get("dirty")), (&json!(0), None), "{reference}");
        assert_eq!(clean["ref"], json!(reference));
        assert_eq!(clean["commit"], repo.git(&["rev-parse", reference]));
    }
    let read = ["read", "src/refund.rs", "--workspace", &root, "--ref", "feature/refund"];
    home.run(read).ok().says("charge(0)");
    for gone in [&shop.lost, "nowhere"] {
        let said = home.run(["tree", "--workspace", &root, "--ref", gone]);
        assert_ne!(said.code(), 0);
        said.says("no ref");
    }
    // The second working tree: its own branch, its own uncommitted files, the same refs.
    let here = search(&tree, "fn refund", &[]);
    assert_eq!((&here["commit"], here.get("dirty")), (&json!(shop.feature), None));
    std::fs::write(home.join("tree/src/new.rs"), "pub fn only_here() {}\n").unwrap();
    assert_eq!(search(&tree, "only_here", &[])["total"], json!(1));
    assert_eq!(search(&root, "only_here", &[])["total"], json!(0));
    assert_eq!(search(&tree, "charge.8.", &["--ref", "main"])["total"], json!(1));
    assert_eq!(search(&tree, "charge.8.", &[])["total"], json!(0));
}

/// A clone that the server made: the remote's tags come with a sync, those that are listed and no others.
#[test]
fn a_clone_has_the_tags_that_are_listed() {
    let home = Home::new();
    let shop = shop(&home);
    let repo = &shop.repo;
    repo.git(&["tag", "private"]);
    // No branch leads there.
    repo.git(&["tag", "v2.0", &shop.lost]);
    let url = format!("file://{}", repo.path.display());
    let workspaces = json!([
        {"id": "shop", "url": url, "ref": "main", "refs": ["v*"]},
        {"id": "pinned", "url": url, "ref": "v1.0"},
    ]);
    let team = home.team_with(&[("shop", &repo.path)], json!({"workspaces": workspaces}));
    let token = team.token("dev", &["--role", "member"]);
    let server = team.serve();
    eventually("both are served", PATIENCE, || {
        let asked = |id: &str| server.call(&token, "ctx_tree", json!({"workspaceId": id})).0 == 200;
        (asked("shop") && asked("pinned")).then_some(())
    });
    let at = |reference: &str| {
        let arguments = json!({"path": "src/order.rs", "ref": reference});
        let (status, body) = server.call(&token, "ctx_read", arguments);
        (status == 200).then(|| body["result"]["structuredContent"]["commit"].clone())
    };
    assert_eq!(at("v1.0"), Some(json!(shop.first)));
    assert_eq!(at("refs/tags/v1.0"), Some(json!(shop.first)));
    assert_eq!(at("v2.0"), Some(json!(shop.lost)));
    assert_eq!(at(&shop.secret), Some(json!(shop.secret)), "a listed tag leads there");
    assert_eq!((at("private"), at("refs/lean-ctx/tags/private")), (None, None));
    let pinned =
        server.ask(&token, "ctx_read", json!({"path": "src/order.rs", "workspaceId": "pinned"}));
    assert_eq!(pinned["commit"], json!(shop.first));

    // A new tag, one that moved and one that is gone.
    repo.git(&["tag", "v3.0", &shop.feature]);
    repo.git(&["tag", "-f", "v2.0", &shop.secret]);
    repo.git(&["tag", "-d", "v1.0"]);
    let file = team.file.display().to_string();
    home.run(["team", "sync", "--config", &file]).exits(1);
    assert_eq!(at("v3.0"), Some(json!(shop.feature)));
    assert_eq!((at("v2.0"), at("v1.0")), (Some(json!(shop.secret)), None));
}

/// A resource's URI may name a ref, too: the same content as the tool's, and the same refusals.
#[test]
fn a_uri_names_a_ref() {
    let home = Home::new();
    let shop = shop(&home);
    let root = &shop.repo.path;
    let workspaces = json!([{"id": "shop", "root": root, "ref": "main", "refs": ["feature/*"]}]);
    let team = home.team_with(&[("shop", root)], json!({"workspaces": workspaces}));
    let token = team.token("dev", &["--role", "viewer"]);
    let server = team.serve();
    let ask = |method: &str, params: Value| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        server.post("/mcp", &token, &body).1
    };
    let read = |uri: &str| {
        let reply = ask("resources/read", json!({"uri": uri}));
        reply["result"]["contents"][0]["text"].as_str().map(str::to_owned)
    };
    let tool = |path: &str| {
        let arguments = json!({"path": path, "ref": "feature/refund"});
        server.ask(&token, "ctx_read", arguments)["text"].as_str().map(str::to_owned)
    };
    let at = |path: &str| read(&format!("leanctx://shop/file/{path}?ref=feature%2Frefund"));
    assert_eq!(
        at("src/lib.rs"),
        Some("mod order;\nmod pay;\nmod refund;\npub use refund::refund;\n".into())
    );
    assert_ne!(at("src/lib.rs"), read("leanctx://shop/file/src/lib.rs"));
    assert!(
        tool("src/refund.rs")
            .unwrap()
            .contains(at("src/refund.rs").unwrap().lines().last().unwrap())
    );
    let symbol = read("leanctx://shop/symbol/src/refund.rs?ref=feature%2Frefund#refund").unwrap();
    assert!(symbol.contains("charge(0)"), "{symbol}");
    for closed in ["secret%2Fplan", "nowhere", &shop.lost] {
        assert_eq!(read(&format!("leanctx://shop/file/plan.md?ref={closed}")), None, "{closed}");
    }
    // What an answer at a ref links to is that ref's.
    let call = json!({"name": "ctx_semantic_search", "arguments": {"query": "refund", "limit": 1, "ref": "feature/refund"}});
    let reply = ask("tools/call", call);
    let links: Vec<&str> = reply["result"]["content"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|part| part["uri"].as_str())
        .collect();
    assert_eq!(links, ["leanctx://shop/file/src/refund.rs?ref=feature%2Frefund"], "{reply}");
    assert!(read(links[0]).unwrap().contains("charge(0)"));
}
