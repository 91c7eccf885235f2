//! Are artifacts kept, found, shut off and counted as they should, over the wire and at the terminal?

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, Server, eventually};

const FILES: &[(&str, &str)] = &[(
    "src/lib.rs",
    "/// Compares two tokens in constant time.\npub fn compare_tokens(a: &str, b: &str) -> bool {\n    a == b\n}\n",
)];

fn store(server: &Server, token: &str, name: &str, content: &str) -> Value {
    let arguments = json!({"action": "store", "name": name, "content": content});
    server.ask(token, "ctx_artifacts", arguments)
}

fn names(answer: &Value) -> Vec<&str> {
    let items = answer["artifacts"].as_array().expect("a list");
    items.iter().map(|i| i["name"].as_str().expect("a name")).collect()
}

#[test]
fn artifacts_are_stored_listed_fetched_and_removed() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let alice = team.token("alice", &["--scopes", "search,artifacts"]);
    let bob = team.token("bob", &["--role", "member"]);
    let server = team.serve();
    let stored = store(&server, &alice, "notes/load.md", "# Load\n\nForty requests.\n");
    assert_eq!(stored["artifact"]["author"], "team:alice");
    assert_eq!((&stored["workspace"], &stored["unchanged"]), (&json!("core"), &json!(false)));
    store(&server, &alice, "notes/plan.md", "first");
    let second = store(&server, &alice, "notes/plan.md", "second");
    assert_eq!(second["artifact"]["version"], 2);
    assert_eq!(store(&server, &alice, "notes/plan.md", "second")["unchanged"], true);
    let bytes =
        json!({"action": "store", "name": "logo.bin", "content": "AP8A/w==", "encoding": "base64"});
    server.ask(&alice, "ctx_artifacts", bytes);
    let all = server.ask(&alice, "ctx_artifacts", json!({"action": "list"}));
    assert_eq!(names(&all), ["logo.bin", "notes/load.md", "notes/plan.md"]);
    let some = server.ask(
        &alice,
        "ctx_artifacts",
        json!({"action": "list", "prefix": "notes/", "limit": 1}),
    );
    assert_eq!((names(&some), &some["total"]), (vec!["notes/load.md"], &json!(2)));
    let rest = json!({"action": "list", "prefix": "notes/", "cursor": some["cursor"]});
    assert_eq!(names(&server.ask(&alice, "ctx_artifacts", rest)), ["notes/plan.md"]);
    let logo = server.ask(&alice, "ctx_artifacts", json!({"action": "fetch", "name": "logo.bin"}));
    assert_eq!((&logo["content"], &logo["artifact"]["bytes"]), (&json!("AP8A/w=="), &json!(4)));
    server.ask(&alice, "ctx_artifacts", json!({"action": "remove", "name": "logo.bin"}));
    let (status, gone) =
        server.call(&alice, "ctx_artifacts", json!({"action": "fetch", "name": "logo.bin"}));
    assert_eq!((status, &gone["error_code"]), (404, &json!("not_found")), "{gone}");
    let (status, refused) = server.call(&bob, "ctx_artifacts", json!({"action": "list"}));
    assert_eq!((status, &refused["error_code"]), (403, &json!("scope_denied")));
    // Every change is in the book before and after it happens; looks are there once.
    let book = team.audit();
    let phases = |phase: &str| {
        book.iter().filter(|r| r["tool"] == "ctx_artifacts" && r["phase"] == phase).count()
    };
    assert_eq!((phases("intent"), phases("outcome")), (6, 6));
    let text = std::fs::read_to_string(team.data.join("audit.jsonl")).expect("the book");
    assert!(!text.contains("Forty requests"), "contents are never in the book");
    let (code, said) = server.stop();
    assert_eq!(code, 0, "{said}");
    let server = team.serve();
    let kept =
        server.ask(&alice, "ctx_artifacts", json!({"action": "fetch", "name": "notes/plan.md"}));
    assert_eq!(kept["content"], "second");
}

#[test]
fn a_large_artifact_comes_in_pages_that_make_the_whole() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    let text: String = (0..4000).map(|n| format!("line {n} — ключ\n")).collect();
    store(&server, &token, "long.txt", &text);
    let (mut whole, mut cursor, mut pages) = (String::new(), Value::Null, 0);
    loop {
        let ask =
            json!({"action": "fetch", "name": "long.txt", "maxTokens": 5000, "cursor": cursor});
        let page = server.ask(&token, "ctx_artifacts", ask);
        assert_eq!(page["startByte"], whole.len());
        whole.push_str(page["content"].as_str().expect("text"));
        pages += 1;
        if page["truncated"] == false {
            break;
        }
        cursor = page["cursor"].clone();
        assert!(pages < 100);
    }
    assert_eq!(whole, text);
    assert!(pages > 3, "{pages}");
    store(&server, &token, "long.txt", "short now");
    let ask = json!({"action": "fetch", "name": "long.txt", "maxTokens": 5000, "cursor": cursor});
    let (status, stale) = server.call(&token, "ctx_artifacts", ask);
    assert_eq!(status, 400);
    assert!(stale["error"].as_str().expect("text").contains("has changed"), "{stale}");
    // A store is acknowledged even where there is no room for more than that.
    let name = "имя".repeat(30);
    let ask = json!({"action": "store", "name": name, "content": "x", "maxTokens": 200});
    server.ask(&token, "ctx_artifacts", ask);
}

#[test]
fn a_search_finds_them_beside_code_and_only_for_those_who_may() {
    let home = Home::new();
    let core = home.repo("core", FILES);
    let other = home.repo("other", &[("readme.md", "nothing\n")]);
    let team = home.team(&[("core", &core.path), ("other", &other.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "core"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    // What is read of the code counts in scores, and comes behind the text.
    eventually("the code is read", Duration::from_secs(20), || {
        let status = json!({"action": "status"});
        (server.call(&bound, "ctx_graph", status).0 == 200).then_some(())
    });
    let ask = json!({"query": "how are tokens compared", "artifacts": true, "explain": true});
    store(
        &server,
        &bound,
        "security.md",
        "# Notes\n\nTokens are compared in constant time, because comparing tokens leaks.\n",
    );
    let before = server.call(&bound, "ctx_semantic_search", ask.clone()).1;
    let list = server.call(&bound, "ctx_artifacts", json!({"action": "list"})).1;
    for n in 0..9 {
        let secret = json!({
            "action": "store", "name": format!("security-{n}.md"), "workspaceId": "other",
            "content": format!("the others' secret: tokens compared by length, {n}"),
        });
        server.ask(&admin, "ctx_artifacts", secret);
    }
    let found = server.call(&bound, "ctx_semantic_search", ask.clone()).1;
    assert_eq!(found, before, "what another workspace holds changes nothing, not even a score");
    assert_eq!(server.call(&bound, "ctx_artifacts", json!({"action": "list"})).1, list);
    let results = found["result"]["structuredContent"]["results"].as_array().expect("results");
    let kinds: Vec<&str> = results.iter().map(|r| r["kind"].as_str().expect("a kind")).collect();
    assert!(kinds.contains(&"code") && kinds.contains(&"artifact"), "{found}");
    let artifact = results.iter().find(|r| r["kind"] == "artifact").expect("found");
    assert_eq!((&artifact["path"], &artifact["startLine"]), (&json!("security.md"), &json!(1)));
    assert!(artifact["snippet"].as_str().expect("text").contains("constant time"));
    let scores: Vec<f64> = results.iter().map(|r| r["score"].as_f64().expect("a score")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let everywhere =
        json!({"query": "tokens compared secret", "artifacts": true, "workspaceId": "*"});
    let wide = server.ask(&admin, "ctx_semantic_search", everywhere.clone());
    assert!(wide.to_string().contains("security-3.md"), "{wide}");
    assert!(
        !server.ask(&bound, "ctx_semantic_search", everywhere).to_string().contains("security-")
    );
    let without = server.ask(&admin, "ctx_semantic_search", json!({"query": "tokens compared"}));
    assert!(!without.to_string().contains("security.md"));
    assert_eq!(server.call(&viewer, "ctx_semantic_search", ask).0, 403);
    for action in ["fetch", "remove"] {
        let theirs = json!({"action": action, "name": "security-3.md", "workspaceId": "other"});
        let (status, refused) = server.call(&bound, "ctx_artifacts", theirs);
        assert_eq!((status, &refused["error_code"]), (400, &json!("unknown_workspace")));
    }
}

#[test]
fn a_search_finds_what_is_known_beside_code_and_only_for_those_who_may() {
    let home = Home::new();
    let core = home.repo("core", FILES);
    let other = home.repo("other", &[("readme.md", "nothing\n")]);
    let team = home.team(&[("core", &core.path), ("other", &other.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "core"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    for (workspace, value) in [
        ("core", "Tokens are compared in constant time, because comparing tokens leaks."),
        ("other", "The others' secret: tokens are compared by length."),
    ] {
        let fact = json!({
            "action": "remember", "category": "security", "key": "compare", "value": value, "workspaceId": workspace,
        });
        server.ask(&admin, "ctx_knowledge", fact);
    }
    let ask = json!({"query": "how are tokens compared", "knowledge": true, "artifacts": true, "explain": true});
    let found = server.ask(&bound, "ctx_semantic_search", ask.clone());
    let results = found["results"].as_array().expect("results");
    let known = results.iter().find(|r| r["kind"] == "knowledge").expect("found");
    assert_eq!(known["path"], "security/compare");
    assert!(known["snippet"].as_str().expect("text").contains("constant time"));
    assert!(known["explanation"].as_str().expect("text").contains("team:admin"), "{known}");
    assert!(results.iter().any(|r| r["kind"] == "code"), "{found}");
    let scores: Vec<f64> = results.iter().map(|r| r["score"].as_f64().expect("a score")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");

    let everywhere =
        json!({"query": "tokens compared secret", "knowledge": true, "workspaceId": "*"});
    let all = |token| server.ask(token, "ctx_semantic_search", everywhere.clone()).to_string();
    assert!(all(&admin).contains("others' secret"));
    assert!(!all(&bound).contains("others' secret"));
    let without = json!({"query": "how are tokens compared"});
    assert!(
        !server.ask(&admin, "ctx_semantic_search", without).to_string().contains("\"knowledge\"")
    );
    assert_eq!(server.call(&viewer, "ctx_semantic_search", ask).0, 403);
}

#[test]
fn faults_and_limits_are_named() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let more = json!({"storageQuotaBytes": 100_000, "maxBodyBytes": 64 << 20});
    let team = home.team_with(&[("core", &repo.path)], more);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve_with(|command| {
        command.env("LEANCTX_TEAM_STORAGE_QUOTA_BYTES", "20000");
    });
    let refused = |arguments: Value| {
        let (status, body) = server.call(&token, "ctx_artifacts", arguments);
        assert_eq!(status, 400, "{body}");
        body["error"].as_str().expect("a text").to_owned()
    };
    let put =
        |name: &str, content: &str| json!({"action": "store", "name": name, "content": content});
    assert!(refused(put("a", &"x".repeat(20_000))).contains("quota of 20000 bytes"));
    assert!(refused(put("a", &"x".repeat(17 << 20))).contains("16777216"));
    assert!(refused(put("../../etc/passwd", "x")).contains("`name`"));
    assert!(refused(put("", "x")).contains("`name` is empty"));
    assert!(refused(json!({"action": "store", "name": "a"})).contains("`content` is missing"));
    assert!(refused(json!({"action": "store", "content": "a"})).contains("`name` is missing"));
    assert!(
        refused(json!({"action": "store", "name": "a", "content": "%%", "encoding": "base64"}))
            .contains("not base64")
    );
    assert!(
        refused(json!({"action": "list", "content": "x"})).contains("`list` takes no `content`")
    );
    assert!(refused(json!({"action": "drop"})).contains("no action `drop`"));
    assert!(refused(json!({})).contains("`action`"));
    assert!(refused(json!({"action": "list", "cursor": "AAAA"})).contains("`cursor`"));
    store(&server, &token, "a", "within");
}

#[test]
fn at_the_terminal_two_repositories_of_one_name_stay_apart() {
    let home = Home::new();
    home.repo("one/api", FILES);
    home.repo("two/api", FILES);
    let call = |folder: &str, arguments: Value| {
        let folder = home.join(folder);
        home.run([
            "call",
            "ctx_artifacts",
            &arguments.to_string(),
            "--json",
            "--workspace",
            &folder.display().to_string(),
        ])
    };
    let database = home.join(".lean-ctx/state.db");
    assert_eq!(call("one/api", json!({"action": "list"})).ok().json()["total"], 0);
    assert!(!database.exists(), "a look makes no database");
    let stored =
        call("one/api", json!({"action": "store", "name": "n", "content": "x"})).ok().json();
    assert_eq!(stored["artifact"]["author"], "local");
    assert!(database.exists());
    assert_eq!(call("one/api", json!({"action": "list"})).ok().json()["total"], 1);
    assert_eq!(call("two/api", json!({"action": "list"})).ok().json()["total"], 0);
}
