//! Does any answer cost more than its caller allowed, and do pages make a whole?

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::harness::Home;

fn tokens(text: &str) -> usize {
    bpe_openai::o200k_base().count(text)
}

fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = (0..60)
        .map(|i| {
            let text: String = (0..200)
                .map(|l| format!("    let value_{l} = compute_{i}(\"ключ {l} 鍵\", &mut state)?; // note {l}\n"))
                .collect();
            (format!("src/deeply/nested/folder_{}/module_{i}.rs", i % 9), text)
        })
        .collect();
    files.push(("one_line.json".into(), format!("[{}]", "{\"k\":1},".repeat(40_000))));
    files.push(("blank.txt".into(), "\n".repeat(5_000)));
    files.push(("emoji.md".into(), "🦀🧪 ".repeat(3_000)));
    files.push(("empty.txt".into(), String::new()));
    files
}

#[test]
fn no_answer_exceeds_max_tokens() {
    let home = Home::new();
    let files = files();
    let listed: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let repo = home.repo("core", &listed);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    let paths: Vec<String> = files.iter().map(|(p, _)| p.clone()).collect();
    let path = || prop::sample::select(paths.clone());
    let call = prop_oneof![
        path().prop_map(|p| ("ctx_read", json!({"path": p}))),
        (path(), 1usize..300, 0usize..300).prop_map(|(p, a, n)| (
            "ctx_read",
            json!({"path": p, "mode": format!("lines:{a}-{}", a + n)})
        )),
        prop::collection::vec(path(), 1..8).prop_map(|p| ("ctx_multi_read", json!({"paths": p}))),
        (prop::sample::select(vec!["compute", "k", "value_\\d+", ".", "🦀"]), 0u32..5, 1u32..1000)
            .prop_map(|(p, c, l)| (
                "ctx_search",
                json!({"pattern": p, "contextLines": c, "limit": l})
            )),
        (
            prop::sample::select(vec!["compute value", "where is the note", "鍵", "foo(bar:"]),
            1u32..100
        )
            .prop_map(|(q, l)| ("ctx_semantic_search", json!({"query": q, "limit": l}))),
        (1u32..9).prop_map(|d| ("ctx_tree", json!({"depth": d}))),
        prop::sample::select(vec!["**", "*.rs", "src/**/module_1*"])
            .prop_map(|p| ("ctx_glob", json!({"pattern": p}))),
        Just(("ctx_index", json!({}))),
    ];
    let mut runner =
        TestRunner::new(Config { cases: 250, failure_persistence: None, ..Config::default() });
    runner
        .run(&(call, 200usize..6000), |((tool, mut arguments), limit)| {
            arguments["maxTokens"] = limit.into();
            let (status, body) = server.call(&token, tool, arguments.clone());
            if status == 400 {
                // Even one item may be too large: then the caller is told, and how to mend it.
                prop_assert!(
                    body["error"].as_str().unwrap_or_default().contains("maxTokens")
                        || body["error_code"] == "invalid_arguments"
                            && arguments.get("mode").is_some(),
                    "{} {}: {}",
                    tool,
                    arguments,
                    body
                );
                return Ok(());
            }
            prop_assert_eq!(status, 200, "{} {}: {}", tool, arguments, body);
            let text = body["result"]["content"][0]["text"].as_str().expect("text");
            let structured = body["result"]["structuredContent"].to_string();
            prop_assert!(tokens(text) <= limit, "{} {}: text of {}", tool, arguments, tokens(text));
            prop_assert!(
                tokens(&structured) <= limit,
                "{} {}: JSON of {}",
                tool,
                arguments,
                tokens(&structured)
            );
            Ok(())
        })
        .unwrap();
}

/// Follows cursors to the end.
fn pages(ask: &mut dyn FnMut(Value) -> Value, arguments: &Value) -> Vec<Value> {
    let mut pages = Vec::new();
    let mut arguments = arguments.clone();
    loop {
        let page = ask(arguments.clone());
        let cursor = page["cursor"].clone();
        pages.push(page);
        if cursor.is_null() {
            return pages;
        }
        assert!(pages.len() < 2000, "pages without end: {arguments}");
        arguments["cursor"] = cursor;
    }
}

#[test]
fn pages_make_a_whole() {
    let home = Home::new();
    let files = files();
    let listed: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let repo = home.repo("core", &listed);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    for (path, whole) in &files {
        let mut ask = |a: Value| server.ask(&token, "ctx_read", a);
        let limit = if whole.len() > 100_000 { 20_000 } else { 900 };
        let text: String = pages(&mut ask, &json!({"path": path, "maxTokens": limit}))
            .iter()
            .map(|p| p["text"].as_str().expect("text").to_owned())
            .collect();
        assert!(text == *whole, "{path} is put together again from its pages");
    }
    let mut ask = |a: Value| server.ask(&token, "ctx_search", a);
    let found: Vec<(String, u64)> =
        pages(&mut ask, &json!({"pattern": "value_7\\d* ", "limit": 37, "maxTokens": 1500}))
            .iter()
            .flat_map(|p| p["matches"].as_array().expect("matches").clone())
            .map(|m| {
                (m["path"].as_str().expect("path").to_owned(), m["line"].as_u64().expect("line"))
            })
            .collect();
    let unique: BTreeSet<_> = found.iter().collect();
    assert_eq!(unique.len(), found.len(), "no match twice");
    assert_eq!(found.len(), 60 * 11, "every match once");
    let mut ask = |a: Value| server.ask(&token, "ctx_semantic_search", a);
    let mut places = |limit: u64, tokens: u64| -> Vec<(String, u64)> {
        let asked = json!({"query": "compute value note", "limit": limit, "maxTokens": tokens});
        pages(&mut ask, &asked)
            .iter()
            .flat_map(|p| p["results"].as_array().expect("results").clone())
            .map(|r| {
                let path = r["path"].as_str().expect("path").to_owned();
                (path, r["startLine"].as_u64().expect("a line"))
            })
            .collect()
    };
    let ranked = places(7, 600);
    let unique: BTreeSet<_> = ranked.iter().collect();
    assert_eq!(unique.len(), ranked.len(), "no place twice");
    let named: BTreeSet<_> = ranked.iter().map(|(path, _)| path).collect();
    assert_eq!(named.len(), 60, "every file");
    assert_eq!(ranked, places(100, 20_000), "small pages give what a large one does");
    let mut ask = |a: Value| server.ask(&token, "ctx_glob", a);
    let found: Vec<Value> = pages(&mut ask, &json!({"pattern": "**", "maxTokens": 400}))
        .iter()
        .flat_map(|p| p["entries"].as_array().expect("entries").clone())
        .collect();
    assert_eq!(found.len(), files.len());
    let foreign =
        server.call(&token, "ctx_search", json!({"pattern": "x", "cursor": "AAAAAAAAAAAA"}));
    assert_eq!(foreign.0, 400);
}
