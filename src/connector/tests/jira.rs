//! Jira, by answers in the shape that its documentation records: Cloud's and a Data Center's.

use super::*;

fn issue(key: &str, description: Value, category: &str) -> Value {
    json!({
        "expand": "", "id": "10002", "self": "https://acme.atlassian.net/rest/api/3/issue/10002", "key": key,
        "fields": {
            "summary": format!("Main order flow broken, {key}"), "description": description,
            "status": {"name": "In Progress", "id": "3", "statusCategory": {"id": 4, "key": category}},
            "labels": ["checkout"], "issuetype": {"name": "Bug"}, "priority": {"name": "High"},
            "reporter": {"displayName": "Mia Krystof"}, "assignee": null,
            "updated": "2026-01-15T10:30:00.000+0100",
            "comment": {"comments": [{"author": {"displayName": "Bob"}, "created": "2026-01-15T10:31:00.000+0100",
                "body": {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [
                    {"type": "text", "text": "I see it "}, {"type": "mention", "attrs": {"id": "1", "text": "@mia"}}]}]}}]},
        },
    })
}

fn adf() -> Value {
    json!({"type": "doc", "version": 1, "content": [
        {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Steps"}]},
        {"type": "bulletList", "content": [
            {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "order"}]}]},
            {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "pay"}]}]}]},
    ]})
}

#[test]
fn cloud_is_asked_with_an_account_and_paged_by_token() {
    let mock = Mock::start(|seen| match seen.asks("nextPageToken").as_deref() {
        None => Given::json(&json!({"issues": [issue("CORE-2", adf(), "indeterminate")],
            "nextPageToken": "CAEaAggD", "isLast": false})),
        Some("CAEaAggD") => {
            Given::json(&json!({"issues": [issue("CORE-1", Value::Null, "done")], "isLast": true}))
        }
        _ => Given::status(400),
    });
    let mut outside = outside(&mock.url);
    outside.jira.user = Some("mia@example.com".into());
    let source = Source::local(Provider::Jira, Resource::Issues, Some("CORE"), &outside).unwrap();
    let since = Some(crate::base::clock::now());
    let query = Query { since, limit: 500, state: Some("open".into()), ..Query::default() };
    let first = page(&source, &query);
    let second = page(&source, &Query { next: first.next.clone(), ..query });
    assert_eq!((ids(&first), ids(&second), &second.next), (vec!["CORE-2"], vec!["CORE-1"], &None));
    let item = &first.items[0];
    assert_eq!(item.body, "Steps\n- order\n- pay");
    assert_eq!(
        (item.state.as_str(), item.open, second.items[0].open),
        ("In Progress", true, false)
    );
    assert_eq!(item.updated.unwrap().to_string(), "2026-01-15T09:30:00Z");
    assert_eq!(item.comments[0].body, "I see it @mia");
    assert_eq!(item.url.as_deref(), Some(format!("{}/browse/CORE-2", mock.url).as_str()));
    let seen = mock.seen();
    assert_eq!(seen[0].path, "/rest/api/3/search/jql");
    assert_eq!(
        seen[0].asks("jql").unwrap(),
        "project = \"CORE\" AND statusCategory != Done AND updated >= \"-6m\" ORDER BY updated DESC, key DESC"
    );
    assert_eq!(seen[0].asks("maxResults").as_deref(), Some("100"));
    let basic = seen[0].header("authorization").unwrap();
    assert_eq!(basic, "Basic bWlhQGV4YW1wbGUuY29tOnRva18wMTIzNDU2Nzg5YWJjZGVm");
}

#[test]
fn a_data_center_is_asked_with_a_token_alone_and_paged_by_number() {
    let mock = Mock::start(|seen| match seen.asks("startAt").as_deref() {
        Some("0") => Given::json(&json!({"startAt": 0, "maxResults": 1, "total": 2,
            "issues": [issue("CORE-2", json!("h2. Steps"), "new")]})),
        Some("1") => Given::json(&json!({"startAt": 1, "maxResults": 1, "total": 2,
            "issues": [issue("CORE-1", json!("x"), "done")]})),
        _ => Given::json(&issue("CORE-2", json!("h2. Steps"), "new")),
    });
    let source = source(&mock, Provider::Jira, Resource::Issues, "CORE");
    let query = Query { state: Some("Won't \"fix\"".into()), limit: 1, ..Query::default() };
    let first = page(&source, &query);
    let second = page(&source, &Query { next: first.next.clone(), ..query });
    assert_eq!((ids(&first), ids(&second), &second.next), (vec!["CORE-2"], vec!["CORE-1"], &None));
    assert_eq!(first.items[0].body, "h2. Steps");
    let seen = mock.seen();
    assert_eq!(seen[0].path, "/rest/api/2/search");
    assert!(seen[0].asks("jql").unwrap().contains("status = \"Won't \\\"fix\\\"\""));
    assert_eq!(seen[0].header("authorization"), Some("Bearer tok_0123456789abcdef"));
    assert_eq!(source.one("CORE-2", &soon()).unwrap().unwrap().id, "CORE-2");
    assert_eq!(mock.seen()[2].path, "/rest/api/2/issue/CORE-2");
    let wrong = |project| {
        Source::local(Provider::Jira, Resource::Issues, Some(project), &outside(&mock.url)).err()
    };
    assert_eq!(wrong("A\" OR 1=1").unwrap().fault, Fault::Config);
    assert!(source.one("x/../y", &soon()).is_err());
}

#[test]
fn a_document_that_is_too_deep_is_no_text() {
    let mut node = json!({"type": "text", "text": "deep"});
    for _ in 0..50 {
        node = json!({"type": "paragraph", "content": [node]});
    }
    let mock = Mock::start(move |_| Given::json(&issue("A-1", node.clone(), "new")));
    let item =
        source(&mock, Provider::Jira, Resource::Issues, "A").one("A-1", &soon()).unwrap().unwrap();
    assert!(!item.body.contains("deep"));
}
