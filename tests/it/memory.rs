//! Is what agents tell the server kept, theirs, found again, and told to nobody else?

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::harness::{Home, Server, Team};

const FILES: &[(&str, &str)] = &[("src/lib.rs", "pub fn compare_tokens() {}\n")];

fn tokens(text: &str) -> usize {
    bpe_openai::o200k_base().count(text)
}

/// A call that must succeed: its text and its structured result.
#[track_caller]
fn told(server: &Server, token: &str, tool: &str, arguments: Value) -> (String, Value) {
    let (status, body) = server.call(token, tool, arguments.clone());
    assert_eq!(status, 200, "{tool} {arguments}: {body}");
    let text = body["result"]["content"][0]["text"].as_str().expect("a text").to_owned();
    (text, body["result"]["structuredContent"].clone())
}

#[track_caller]
fn refused(server: &Server, token: &str, tool: &str, arguments: Value) -> String {
    let (status, body) = server.call(token, tool, arguments.clone());
    assert!(matches!(status, 400 | 404), "{tool} {arguments}: {status} {body}");
    body["error"].as_str().expect("a text").to_owned()
}

fn keys(answer: &Value) -> Vec<&str> {
    let facts = answer["facts"].as_array().expect("facts");
    facts.iter().map(|f| f["key"].as_str().expect("a key")).collect()
}

fn remember(key: &str, value: &str) -> Value {
    json!({"action": "remember", "category": "build", "key": key, "value": value})
}

#[test]
fn two_agents_share_what_they_know_and_see_their_conflicts() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let alice = team.token("alice", &["--role", "member"]);
    let bob = team.token("bob", &["--role", "member"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    let know = |token: &str, arguments: Value| told(&server, token, "ctx_knowledge", arguments);
    // Who writes is known from the token, whatever the arguments say.
    let mut forged = remember("tool", "make");
    forged["agentId"] = json!("team:bob");
    let (text, first) = know(&alice, forged);
    assert!(!text.contains("CONFLICT"));
    assert_eq!((&first["fact"]["author"], &first["fact"]["id"]), (&json!("team:alice"), &json!(1)));
    let (text, second) = know(&bob, remember("tool", "ninja"));
    assert!(text.starts_with("[CONFLICT] `build/tool` team:alice"), "{text}");
    assert_eq!(second["conflict"]["agent"], "team:alice");
    assert_eq!(
        (&second["conflict"]["value"], &second["fact"]["supersedes"]),
        (&json!("make"), &json!(1))
    );
    let mut aware = remember("tool", "make");
    aware["supersedes"] = json!(2);
    let (text, _) = know(&alice, aware);
    assert!(!text.contains("CONFLICT"), "{text}");
    let asked = json!({"action": "recall", "category": "build", "key": "tool", "history": true});
    let (_, history) = know(&bob, asked);
    let said: Vec<_> = history["facts"]
        .as_array()
        .expect("facts")
        .iter()
        .map(|f| {
            (
                f["value"].as_str().expect("a value"),
                f["author"].as_str().expect("an author"),
                f["current"] == true,
            )
        })
        .collect();
    assert_eq!(
        said,
        [("make", "team:alice", true), ("ninja", "team:bob", false), ("make", "team:alice", false)]
    );
    know(&alice, remember("timeouts", "integration tests time out after sixty seconds"));
    let (_, found) = know(&bob, json!({"action": "recall", "query": "when does a test time out?"}));
    assert_eq!(keys(&found)[0], "timeouts");
    know(
        &bob,
        json!({"action": "feedback", "category": "build", "key": "timeouts", "helpful": false}),
    );
    let relate =
        json!({"action": "relate", "from": "build/tool", "kind": "bounds", "to": "build/timeouts"});
    told(&server, &bob, "ctx_knowledge_relations", relate);
    let near = json!({"action": "neighbours", "from": "build/timeouts"});
    let (_, near) = told(&server, &alice, "ctx_knowledge_relations", near);
    assert_eq!(near["neighbours"][0]["key"], "tool");
    know(&alice, json!({"action": "remove", "category": "build", "key": "tool"}));
    assert!(
        refused(
            &server,
            &bob,
            "ctx_knowledge",
            json!({"action": "recall", "category": "build", "key": "tool"})
        )
        .contains("build/tool")
    );
    let (_, export) = know(&bob, json!({"action": "export"}));
    assert_eq!(keys(&export), ["timeouts"]);
    let import = json!({"action": "import", "facts": export["facts"]});
    assert_eq!(know(&bob, import).1["imported"]["unchanged"], 1);
    assert_eq!(server.call(&viewer, "ctx_knowledge", json!({"action": "list"})).0, 403);
    let listed =
        server.post("/mcp", &viewer, &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).1;
    assert!(!listed.to_string().contains("ctx_knowledge"));
}

#[test]
fn sessions_are_ones_own_until_they_are_handed_over() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let alice = team.token("alice", &["--role", "admin"]);
    let bob = team.token("bob", &["--role", "admin"]);
    let server = team.serve();
    let at = |token: &str, channel: &str, tool: &str, arguments: Value| {
        // Beside the arguments, as REST has it.
        let body = json!({"name": tool, "arguments": arguments, "channelId": channel});
        let (status, body) = server.post("/v1/tools/call", token, &body);
        assert_eq!(status, 200, "{body}");
        body["result"]["structuredContent"].clone()
    };
    let status = json!({"action": "status"});
    at(&alice, "parser", "ctx_session", json!({"action": "set_task", "task": "mend the parser"}));
    at(
        &alice,
        "parser",
        "ctx_session",
        json!({"action": "finding", "text": "it loops on tabs", "path": "src/lib.rs"}),
    );
    at(
        &alice,
        "parser",
        "ctx_session",
        json!({"action": "decision", "text": "write it anew", "reasoning": "simpler"}),
    );
    at(&alice, "parser", "ctx_session", json!({"action": "checkpoint"}));
    let mine = at(&alice, "parser", "ctx_session", status.clone());
    assert_eq!((&mine["task"], &mine["channel"]), (&json!("mend the parser"), &json!("parser")));
    assert_eq!(mine["counts"], json!({"checkpoint": 1, "decision": 1, "finding": 1}));
    assert_eq!(mine["entries"][1]["reasoning"], "simpler");
    for (token, channel) in [(&bob, "parser"), (&alice, "default")] {
        let other = at(token, channel, "ctx_session", status.clone());
        assert_eq!((&other["task"], &other["entries"]), (&json!(""), &json!([])));
    }
    let handed = at(
        &alice,
        "parser",
        "ctx_handoff",
        json!({"action": "create", "note": "over to you", "to": "bob"}),
    );
    let list = at(&bob, "parser", "ctx_handoff", json!({"action": "list"}));
    assert_eq!(
        (&list["handoffs"][0]["id"], &list["handoffs"][0]["entries"]),
        (&handed["id"], &json!(3))
    );
    let taken = at(&bob, "parser", "ctx_handoff", json!({"action": "pull", "id": handed["id"]}));
    assert_eq!(
        (&taken["adopted"], &taken["handoff"]["task"]),
        (&json!(3), &json!("mend the parser"))
    );
    let his = at(&bob, "parser", "ctx_session", json!({"action": "export"}));
    assert_eq!(
        (&his["task"], &his["entries"][0]["author"]),
        (&json!("mend the parser"), &json!("team:alice"))
    );
    let learned = at(&bob, "parser", "ctx_knowledge", json!({"action": "consolidate"}));
    assert_eq!(learned["consolidated"]["counts"], json!([2, 0, 0]), "{learned}");
    at(&alice, "parser", "ctx_share", json!({"action": "push", "text": "lunch"}));
    let read = |since: Value| {
        at(&bob, "parser", "ctx_share", json!({"action": "pull", "since": since}))["messages"]
            .clone()
    };
    assert_eq!(read(Value::Null)[0]["text"], "lunch");
    assert_eq!(read(Value::Null), json!([]));
    assert_eq!(read(json!(0))[0]["from"], "team:alice");
    // Over MCP the channel is among the arguments.
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "ctx_session", "arguments": {"action": "status", "channelId": "parser"},
    }});
    let (_, answer) = server.post("/mcp", &alice, &call);
    assert_eq!(answer["result"]["structuredContent"]["task"], "mend the parser", "{answer}");
    let body = json!({"name": "ctx_session", "arguments": status, "channelId": "a\nb"});
    assert_eq!(server.post("/v1/tools/call", &alice, &body).0, 400);
    let export = at(&alice, "parser", "ctx_session", json!({"action": "export"}));
    at(&alice, "parser", "ctx_session", json!({"action": "reset"}));
    let import = json!({"action": "import", "task": export["task"], "entries": export["entries"]});
    assert_eq!(at(&alice, "parser", "ctx_session", import)["count"], 3);
}

#[test]
fn a_bound_token_learns_nothing_of_another_workspace() {
    let home = Home::new();
    let core = home.repo("core", FILES);
    let other = home.repo("other", FILES);
    let team = home.team(&[("core", &core.path), ("other", &other.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "core"]);
    let server = team.serve();
    let looks = [
        ("ctx_knowledge", json!({"action": "recall", "query": "which port is used"})),
        ("ctx_knowledge", json!({"action": "list"})),
        ("ctx_knowledge", json!({"action": "export", "history": true})),
        ("ctx_knowledge", json!({"action": "recall", "key": "port"})),
        ("ctx_knowledge_relations", json!({"action": "neighbours", "from": "general/port"})),
        ("ctx_session", json!({"action": "status"})),
        ("ctx_handoff", json!({"action": "list"})),
        ("ctx_share", json!({"action": "pull", "since": 0})),
        ("ctx_artifacts", json!({"action": "list"})),
    ];
    let port = json!({"action": "remember", "key": "port", "value": "the port is 8080"});
    told(&server, &bound, "ctx_knowledge", port.clone());
    let all = |what: &str| -> Vec<Value> {
        looks
            .iter()
            .map(|(tool, arguments)| {
                let answer = server.call(&bound, tool, arguments.clone()).1;
                assert!(!answer.to_string().contains("secret"), "{what}: {answer}");
                answer
            })
            .collect()
    };
    let before = all("before");
    for n in 0..5 {
        for (tool, mut arguments) in [
            (
                "ctx_knowledge",
                json!({"action": "remember", "key": format!("port {n}"), "value": format!("secret port {n}")}),
            ),
            ("ctx_session", json!({"action": "finding", "text": "secret"})),
            ("ctx_handoff", json!({"action": "create", "note": "secret"})),
            ("ctx_share", json!({"action": "push", "text": "secret"})),
            (
                "ctx_artifacts",
                json!({"action": "store", "name": format!("{n}"), "content": "secret"}),
            ),
        ] {
            arguments["workspaceId"] = json!("other");
            told(&server, &admin, tool, arguments);
        }
    }
    assert_eq!(all("after"), before, "every byte is the same, whatever the other workspace holds");
    let (_, next) = told(
        &server,
        &bound,
        "ctx_knowledge",
        json!({"action": "remember", "key": "k", "value": "v"}),
    );
    assert_eq!(next["fact"]["id"], 2, "numbers count within a workspace");
    for (tool, mut arguments) in looks {
        arguments["workspaceId"] = json!("other");
        let (status, answer) = server.call(&bound, tool, arguments);
        assert_eq!((status, &answer["error_code"]), (400, &json!("unknown_workspace")));
    }
}

#[test]
fn bad_calls_are_told_what_is_wrong() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team_with(&[("core", &repo.path)], json!({"storageQuotaBytes": 3000}));
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    for (tool, arguments, said) in [
        ("ctx_knowledge", json!({}), "`action`"),
        ("ctx_knowledge", json!({"action": "forget"}), "no action `forget`"),
        ("ctx_knowledge", json!({"action": "remember", "key": "k"}), "`value` is missing"),
        ("ctx_knowledge", json!({"action": "remember", "value": "v"}), "`key` is missing"),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "k", "value": ""}),
            "`value` is empty",
        ),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "k", "value": "x".repeat(9000)}),
            "8192",
        ),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "k", "value": "v", "confidence": 2}),
            "from 0 to 1",
        ),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "k", "value": "v", "supersedes": 7}),
            "never had the value 7",
        ),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "k", "value": "v", "author": "bob"}),
            "takes no `author`",
        ),
        ("ctx_knowledge", json!({"action": "recall"}), "needs `query` or `key`"),
        ("ctx_knowledge", json!({"action": "recall", "key": "none"}), "nothing is remembered"),
        ("ctx_knowledge", json!({"action": "feedback", "key": "none"}), "`helpful` is missing"),
        ("ctx_knowledge", json!({"action": "list", "category": "a/b"}), "slash"),
        ("ctx_knowledge", json!({"action": "list", "cursor": "zzzz"}), "`cursor`"),
        (
            "ctx_knowledge",
            json!({"action": "import", "facts": [{"key": "a", "value": "b"}, {"key": "", "value": "b"}]}),
            "facts[1]",
        ),
        ("ctx_knowledge", json!({"action": "import"}), "`facts` is missing"),
        (
            "ctx_knowledge",
            json!({"action": "remember", "key": "k", "value": "x".repeat(4000)}),
            "quota of 3000 bytes",
        ),
        (
            "ctx_knowledge_relations",
            json!({"action": "relate", "from": "a", "to": "b", "kind": "k"}),
            "nothing is remembered",
        ),
        (
            "ctx_knowledge_relations",
            json!({"action": "relate", "from": "a", "kind": "k"}),
            "`to` is missing",
        ),
        ("ctx_session", json!({"action": "finding"}), "`text` is missing"),
        ("ctx_session", json!({"action": "status", "text": "x"}), "takes no `text`"),
        (
            "ctx_session",
            json!({"action": "import", "entries": [{"kind": "rumour", "text": "x"}]}),
            "entries[0]",
        ),
        ("ctx_handoff", json!({"action": "pull", "id": 1}), "no handoff 1"),
        ("ctx_handoff", json!({"action": "pull"}), "`id` is missing"),
        ("ctx_share", json!({"action": "push"}), "`text` is missing"),
    ] {
        let error = refused(&server, &token, tool, arguments.clone());
        assert!(error.contains(said), "{tool} {arguments}: {error}");
    }
    assert_eq!(told(&server, &token, "ctx_knowledge", json!({"action": "list"})).1["total"], 0);
}

#[test]
fn no_answer_exceeds_max_tokens_and_pages_make_the_whole() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    for n in 0..40 {
        let value = format!("{} {n} 鍵🦀", "the quick fox ".repeat(n * 12));
        told(
            &server,
            &token,
            "ctx_knowledge",
            json!({"action": "remember", "key": format!("k{n:02}"), "value": value}),
        );
        told(&server, &token, "ctx_session", json!({"action": "finding", "text": value}));
        told(
            &server,
            &token,
            "ctx_artifacts",
            json!({"action": "store", "name": format!("a{n:02}"), "content": value}),
        );
    }
    told(&server, &token, "ctx_handoff", json!({"action": "create", "note": "x".repeat(8000)}));
    let call = prop_oneof![
        Just(("ctx_knowledge", json!({"action": "list", "limit": 100}))),
        Just(("ctx_knowledge", json!({"action": "export"}))),
        Just(("ctx_knowledge", json!({"action": "recall", "query": "fox", "limit": 100}))),
        Just(("ctx_knowledge", json!({"action": "recall", "key": "k39"}))),
        Just(("ctx_knowledge", json!({"action": "consolidate", "dryRun": true}))),
        Just(("ctx_session", json!({"action": "status"}))),
        Just(("ctx_session", json!({"action": "checkpoint", "text": "long ".repeat(500)}))),
        Just(("ctx_session", json!({"action": "export"}))),
        Just(("ctx_handoff", json!({"action": "list"}))),
        Just(("ctx_handoff", json!({"action": "pull", "id": 1}))),
        Just(("ctx_share", json!({"action": "push", "text": "long ".repeat(500)}))),
        Just(("ctx_artifacts", json!({"action": "list"}))),
        Just(("ctx_artifacts", json!({"action": "fetch", "name": "a39"}))),
        Just((
            "ctx_semantic_search",
            json!({"query": "quick fox", "artifacts": true, "limit": 50})
        )),
        (0u32..9).prop_map(|n| (
            "ctx_knowledge",
            json!({"action": "remember", "key": format!("long{n}"), "value": "鍵".repeat(2000)})
        )),
    ];
    let mut runner =
        TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    runner
        .run(&(call, 200u32..4000), |((tool, mut arguments), most)| {
            arguments["maxTokens"] = json!(most);
            let (status, body) = server.call(&token, tool, arguments.clone());
            if status == 200 {
                let text = body["result"]["content"][0]["text"].as_str().expect("a text");
                let data = body["result"]["structuredContent"].to_string();
                let cost = tokens(text).max(tokens(&data));
                prop_assert!(cost <= most as usize, "{tool} {arguments}: {cost}");
            } else {
                let error = body["error"].as_str().expect("a text");
                prop_assert!(error.contains("maxTokens"), "{tool} {arguments}: {body}");
            }
            Ok(())
        })
        .expect("within the limit");
    for (tool, ask, list) in [
        ("ctx_knowledge", json!({"action": "export", "maxTokens": 3000}), "facts"),
        ("ctx_session", json!({"action": "export", "maxTokens": 3000}), "entries"),
        ("ctx_session", json!({"action": "status", "limit": 7, "maxTokens": 3000}), "entries"),
        ("ctx_artifacts", json!({"action": "list", "limit": 9}), "artifacts"),
    ] {
        let (mut seen, mut cursor, mut pages) = (Vec::new(), Value::Null, 0);
        loop {
            let mut ask = ask.clone();
            ask["cursor"] = cursor;
            let (_, page) = told(&server, &token, tool, ask);
            seen.extend(page[list].as_array().expect("a list").iter().map(Value::to_string));
            pages += 1;
            assert!(pages < 200);
            cursor = page["cursor"].clone();
            if page["truncated"] == false {
                break;
            }
        }
        let whole = seen.len();
        seen.sort();
        seen.dedup();
        assert!(pages > 1 && seen.len() == whole && whole >= 40, "{tool}: {whole} in {pages}");
    }
}

/// What one writer was told is kept.
#[derive(Default)]
struct Kept {
    facts: Vec<(String, String)>,
    entries: Vec<String>,
    artifacts: Vec<(String, String)>,
}

/// Writes until the server is gone.
fn write_on(server: &Server, token: &str, writer: usize, round: usize) -> Kept {
    let mut kept = Kept::default();
    for n in 0.. {
        let word = format!("w{writer}r{round}n{n}");
        let facts = json!({"action": "remember", "key": format!("{word}"), "value": word});
        if server.call(token, "ctx_knowledge", facts).0 != 200 {
            break;
        }
        kept.facts.push((word.clone(), word.clone()));
        if server.call(token, "ctx_session", json!({"action": "finding", "text": word})).0 != 200 {
            break;
        }
        kept.entries.push(word.clone());
        // One name a writer: each store takes the place of the last.
        let artifact = json!({"action": "store", "name": format!("w{writer}"), "content": format!("{word} ").repeat(500)});
        if server.call(token, "ctx_artifacts", artifact).0 != 200 {
            break;
        }
        kept.artifacts.push((format!("w{writer}"), word));
    }
    kept
}

fn killed_in_the_middle(rounds: usize) {
    const WRITERS: usize = 4;
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let tokens: Vec<String> =
        (0..WRITERS).map(|n| team.token(&format!("t{n}"), &["--role", "admin"])).collect();
    let (mut facts, mut before) = (Vec::new(), Vec::new());
    let mut entries = vec![Vec::new(); WRITERS];
    for round in 0..rounds {
        let server = team.serve();
        let kept: Vec<Kept> = std::thread::scope(|s| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|n| {
                    let (server, token) = (&server, &tokens[n]);
                    s.spawn(move || write_on(server, token, n, round))
                })
                .collect();
            std::thread::sleep(std::time::Duration::from_millis(150 + 37 * (round as u64 % 10)));
            server.signal("KILL");
            writers.into_iter().map(|w| w.join().expect("a writer")).collect()
        });
        drop(server);
        check_database(&team);
        let server = team.serve();
        for (n, kept) in kept.into_iter().enumerate() {
            if let Some((name, word)) = kept.artifacts.last() {
                let fetch = json!({"action": "fetch", "name": name});
                let (_, artifact) = told(&server, &tokens[n], "ctx_artifacts", fetch);
                let content = artifact["content"].as_str().expect("a text");
                // The last acknowledged, or the one that was on its way; whole in either case.
                let first = content.split(' ').next().expect("a word");
                assert!(content == format!("{first} ").repeat(500), "half of an artifact");
                let number =
                    |word: &str| word.rsplit('n').next().and_then(|n| n.parse::<u64>().ok());
                assert!(number(first) >= number(word), "{first} is older than {word}");
            }
            facts.extend(kept.facts);
            entries[n].extend(kept.entries);
        }
        for (key, value) in &facts {
            let (_, fact) =
                told(&server, &tokens[0], "ctx_knowledge", json!({"action": "recall", "key": key}));
            assert_eq!(fact["facts"][0]["value"], **value, "round {round}");
        }
        for (n, token) in tokens.iter().enumerate() {
            let export = json!({"action": "status", "limit": 1000, "maxTokens": 200_000});
            let (_, session) = told(&server, token, "ctx_session", export);
            let there: Vec<&str> = session["entries"]
                .as_array()
                .expect("entries")
                .iter()
                .map(|e| e["text"].as_str().expect("a text"))
                .collect();
            assert!(
                entries[n].iter().all(|e| there.contains(&e.as_str())),
                "round {round}, writer {n}"
            );
            told(&server, token, "ctx_session", json!({"action": "reset"}));
            entries[n].clear();
        }
        assert!(!facts.is_empty());
        // The next round looks for its own alone, and the last for all.
        before.append(&mut facts);
        drop(server);
    }
    check_database(&team);
    let server = team.serve();
    for (key, value) in before {
        let ask = json!({"action": "recall", "key": key});
        let (_, fact) = told(&server, &tokens[0], "ctx_knowledge", ask);
        assert_eq!(fact["facts"][0]["value"], *value);
    }
}

/// SQLite's own examination, and ours: every blob has a name, every passage an owner, every count
/// is the sum of what it counts.
fn check_database(team: &Team) {
    let db = rusqlite::Connection::open(team.data.join("state.db")).expect("a database");
    let ask = |sql: &str| -> String {
        db.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|v| format!("{v:?}"))
            .unwrap_or_else(|e| e.to_string())
    };
    assert_eq!(ask("PRAGMA integrity_check"), "Text(\"ok\")");
    for (what, sql) in [
        (
            "a blob without a name",
            "SELECT count(*) FROM blob WHERE id NOT IN (SELECT blob FROM artifact)",
        ),
        (
            "a passage of no artifact",
            "SELECT count(*) FROM passage WHERE concept = 'artifact' AND owner NOT IN (SELECT id FROM artifact)",
        ),
        (
            "a passage of no current fact",
            "SELECT count(*) FROM passage WHERE concept = 'fact' AND owner NOT IN (SELECT id FROM fact WHERE retired_at IS NULL)",
        ),
        (
            "a wrong count of passages",
            "SELECT count(*) FROM corpus c WHERE passages <> (SELECT count(*) FROM passage p WHERE p.workspace = c.workspace AND p.concept = c.concept)",
        ),
        (
            "a word of no passage",
            "SELECT count(*) FROM word WHERE rowid NOT IN (SELECT id FROM passage)",
        ),
        (
            "a wrong sum of bytes",
            "SELECT coalesce(sum(bytes), 0) - (SELECT coalesce(sum(length(content)), 0) FROM blob) - 256 * (SELECT count(*) FROM artifact) FROM usage WHERE concept = 'artifact'",
        ),
        (
            "two values that count",
            "SELECT count(*) FROM (SELECT 1 FROM fact WHERE retired_at IS NULL GROUP BY workspace, category, key HAVING count(*) > 1)",
        ),
    ] {
        assert_eq!(ask(sql), "Integer(0)", "{what}");
    }
}

/// `LEAN_CTX_KILLS=50 cargo test --test it memory` for the long run.
#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    let rounds = std::env::var("LEAN_CTX_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    killed_in_the_middle(rounds);
}

#[test]
fn a_check_examines_the_database_beside_a_server_and_finds_damage() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    let admin = team.token("admin", &["--role", "admin"]);
    let config = team.file.display().to_string();
    let check = |more: &[&str]| {
        let args = ["team", "check", "--data", "--config", &config];
        home.run(args.iter().chain(more))
    };
    check(&[]).ok().says("there is no database yet");
    let server = team.serve();
    for n in 0..20 {
        server.ask(&admin, "ctx_knowledge", remember(&format!("k{n}"), &"x".repeat(4000)));
    }
    let sound = check(&["--json"]).ok().json();
    assert_eq!((&sound["ok"], &sound["database"]["faults"]), (&json!(true), &json!([])));
    assert_eq!(server.stop().0, 0);
    let path = team.data.join("state.db");
    let db = rusqlite::Connection::open(&path).expect("a database");
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
    drop(db);
    let mut bytes = std::fs::read(&path).expect("a file");
    let from = 4096 * 6;
    bytes[from..].fill(0x5a);
    std::fs::write(&path, &bytes).expect("a file");
    let damaged = check(&["--json"]).exits(4).json();
    assert_eq!(damaged["ok"], false);
    assert!(!damaged["database"]["faults"].as_array().unwrap().is_empty(), "{damaged}");
    std::fs::write(&path, "no database at all, but a text of some length\n".repeat(100))
        .expect("a file");
    check(&[]).exits(4).says("the database is damaged");
}

#[test]
fn a_database_of_a_newer_version_stops_the_server_with_a_reason() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let team = home.team(&[("core", &repo.path)]);
    team.token("alice", &["--role", "admin"]);
    drop(team.serve());
    let db = rusqlite::Connection::open(team.data.join("state.db")).expect("a database");
    db.pragma_update(None, "user_version", 999).expect("a version");
    drop(db);
    let config = team.file.display().to_string();
    home.run(["team", "serve", "--config", &config])
        .exits(1)
        .says("newer lean-ctx")
        .says("state.db");
}

#[test]
fn processes_at_the_terminal_write_at_once() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let folder = repo.path.display().to_string();
    let call = |arguments: Value| {
        let arguments = arguments.to_string();
        home.run(["call", "ctx_knowledge", &arguments, "--json", "--workspace", &folder])
            .ok()
            .json()
    };
    std::thread::scope(|s| {
        for n in 0..6 {
            let call = &call;
            s.spawn(move || call(remember(&format!("k{n}"), "v")));
        }
    });
    assert_eq!(call(json!({"action": "list"}))["total"], 6);
}

#[test]
fn the_same_tools_answer_the_person_at_the_terminal() {
    let home = Home::new();
    let repo = home.repo("core", FILES);
    let folder = repo.path.display().to_string();
    let call = |tool: &str, arguments: Value| {
        home.run(["call", tool, &arguments.to_string(), "--json", "--workspace", &folder])
            .ok()
            .json()
    };
    let said = call("ctx_knowledge", remember("tool", "cargo"));
    assert_eq!(said["fact"]["author"], "local");
    call("ctx_session", json!({"action": "set_task", "task": "t", "channelId": "c"}));
    assert_eq!(call("ctx_session", json!({"action": "status", "channelId": "c"}))["task"], "t");
    assert_eq!(call("ctx_session", json!({"action": "status"}))["task"], "");
    let found = call("ctx_knowledge", json!({"action": "recall", "query": "cargo"}));
    assert_eq!(keys(&found), ["tool"]);
}
