//! GitHub, by answers in the shape that its documentation records.

use super::*;

/// An issue as `GET /repos/{owner}/{repo}/issues` lists it, shortened to what is stable.
fn issue(number: u64, updated: &str, state: &str) -> Value {
    json!({
        "id": 1000 + number, "node_id": "I_kw", "number": number, "state": state,
        "url": format!("https://api.github.com/repos/acme/app/issues/{number}"),
        "html_url": format!("https://github.com/acme/app/issues/{number}"),
        "title": format!("Login fails, case {number}"),
        "user": {"login": "alice", "id": 1, "type": "User", "site_admin": false},
        "labels": [{"id": 208, "name": "bug", "color": "f29513", "default": true}, {"name": "auth"}],
        "assignee": null, "assignees": [{"login": "bob"}], "milestone": {"number": 1, "title": "v1.0"},
        "locked": false, "comments": 2, "state_reason": null,
        "created_at": "2026-01-01T00:00:00Z", "updated_at": updated, "closed_at": null,
        "author_association": "MEMBER", "body": "Steps:\r\n1. open\r\n2. see it fail",
    })
}

fn pull(number: u64, updated: &str, merged: bool) -> Value {
    let mut value = issue(number, updated, if merged { "closed" } else { "open" });
    value["merged_at"] = if merged { json!(updated) } else { Value::Null };
    value["draft"] = json!(false);
    value["head"] = json!({"label": "acme:fix", "ref": "fix", "sha": "abc"});
    value["base"] = json!({"label": "acme:main", "ref": "main", "sha": "def"});
    value
}

fn run(id: u64, status: &str, conclusion: Value) -> Value {
    json!({
        "id": id, "name": "CI", "node_id": "WFR", "head_branch": "main", "head_sha": "acb5820c",
        "path": ".github/workflows/ci.yml", "display_title": "Fix login", "run_number": 562,
        "event": "push", "status": status, "conclusion": conclusion, "workflow_id": 159038,
        "html_url": format!("https://github.com/acme/app/actions/runs/{id}"),
        "created_at": "2026-01-22T19:33:08Z", "updated_at": "2026-01-22T19:35:08Z",
        "run_attempt": 1, "actor": {"login": "octocat"},
    })
}

#[test]
fn issues_are_asked_as_documented_and_pages_followed() {
    let mock = Mock::start(|seen| {
        let list = match seen.asks("page").as_deref() {
            None => {
                json!([issue(9, "2026-03-02T00:00:00Z", "open"), {"number": 8, "pull_request": {}}])
            }
            Some("2") => json!([issue(7, "2026-03-01T00:00:00Z", "closed")]),
            _ => json!([]),
        };
        let given = Given::json(&list).with("ETag", "\"one\"");
        match seen.asks("page") {
            None => given.with(
                "Link",
                "<https://api.github.com/repositories/1/issues?page=2&per_page=2>; rel=\"next\", \
                 <https://api.github.com/repositories/1/issues?page=5>; rel=\"last\"",
            ),
            Some(_) => given,
        }
    });
    let source = source(&mock, Provider::Github, Resource::Issues, "acme/app");
    let since = "2026-02-01T10:00:00.5Z".parse().ok();
    let query = Query { since, limit: 500, ..Query::default() };
    let first = page(&source, &query);
    assert_eq!((ids(&first), first.etag.as_deref()), (vec!["9"], Some("\"one\"")));
    let second = page(&source, &Query { next: first.next.clone(), ..query });
    assert_eq!((ids(&second), &second.next), (vec!["7"], &None));
    let item = &first.items[0];
    assert_eq!((item.kind.as_str(), item.state.as_str(), item.open), ("issue", "open", true));
    assert_eq!(item.labels, ["bug", "auth"]);
    assert_eq!(item.body, "Steps:\n1. open\n2. see it fail");
    assert_eq!(item.url.as_deref(), Some("https://github.com/acme/app/issues/9"));
    let facts: Vec<_> = item.facts.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
    assert_eq!(facts, [("milestone", "v1.0"), ("assignees", "bob")]);
    let seen = mock.seen();
    assert_eq!(seen[0].path, "/repos/acme/app/issues");
    for (name, value) in [
        ("state", "all"),
        ("sort", "updated"),
        ("direction", "desc"),
        ("per_page", "100"),
        ("since", "2026-02-01T10:00:00Z"),
    ] {
        assert_eq!(seen[0].asks(name).as_deref(), Some(value));
    }
    assert_eq!(seen[0].header("authorization"), Some("Bearer tok_0123456789abcdef"));
    assert_eq!(seen[0].header("accept"), Some("application/vnd.github+json"));
    assert_eq!(seen[0].header("x-github-api-version"), Some("2022-11-28"));
    assert!(seen[0].header("user-agent").unwrap().starts_with("lean-ctx/"));
    assert_eq!(seen[1].query, "page=2&per_page=2", "the next page is the one that Link names");
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let mock = Mock::start(|seen| match seen.header("if-none-match") {
        Some("\"one\"") => Given::status(304).with("ETag", "\"one\""),
        _ => {
            Given::json(&json!([issue(1, "2026-03-01T00:00:00Z", "open")])).with("ETag", "\"one\"")
        }
    });
    let source = source(&mock, Provider::Github, Resource::Issues, "acme/app");
    let first = page(&source, &Query::default());
    let again = page(&source, &Query { etag: first.etag, ..Query::default() });
    assert!(again.unchanged && again.items.is_empty());
}

#[test]
fn pull_requests_and_runs_are_kinds_of_their_own() {
    let mock = Mock::start(|seen| match seen.path.as_str() {
        "/repos/acme/app/pulls" => Given::json(&json!([
            pull(12, "2026-03-02T00:00:00Z", true),
            pull(11, "2026-03-01T00:00:00Z", false)
        ])),
        "/repos/acme/app/actions/runs" => Given::json(&json!({"total_count": 2, "workflow_runs": [
            run(31, "in_progress", Value::Null), run(30, "completed", json!("failure"))
        ]})),
        _ => Given::status(404),
    });
    let pulls = page(
        &source(&mock, Provider::Github, Resource::PullRequests, "acme/app"),
        &Query { state: Some("merged".into()), ..Query::default() },
    );
    let states: Vec<_> = pulls.items.iter().map(|i| (i.kind.as_str(), i.state.as_str())).collect();
    assert_eq!(states, [("pull_request", "merged"), ("pull_request", "open")]);
    assert_eq!(mock.seen()[0].asks("state").as_deref(), Some("closed"));
    let runs = page(
        &source(&mock, Provider::Github, Resource::Actions, "acme/app"),
        &Query { state: Some("failure".into()), ..Query::default() },
    );
    assert_eq!(mock.seen()[1].asks("status").as_deref(), Some("failure"));
    let states: Vec<_> = runs.items.iter().map(|i| (i.state.as_str(), i.unfinished)).collect();
    assert_eq!(states, [("in_progress", true), ("failure", false)]);
    assert_eq!(runs.items[0].kind, "pipeline");
    assert!(runs.items[0].place() < runs.items[0].updated);
}

#[test]
fn one_item_comes_with_its_comments() {
    let mock = Mock::start(|seen| match seen.path.as_str() {
        "/repos/acme/app/issues/9" => Given::json(&issue(9, "2026-03-02T00:00:00Z", "open")),
        "/repos/acme/app/issues/9/comments" => Given::json(&json!([
            {"id": 1, "user": {"login": "bob"}, "created_at": "2026-03-02T00:00:00Z", "body": "same\u{202e} here"},
        ])),
        _ => Given::status(404),
    });
    let source = source(&mock, Provider::Github, Resource::Issues, "acme/app");
    let item = source.one("9", &soon()).unwrap().unwrap();
    assert_eq!(item.comments[0].body, "same here");
    let (text, _) = document(&item, &source.label());
    assert!(text.starts_with(
        "Login fails, case 9\nissue 9 of acme/app on github, open, by alice, updated 2026"
    ));
    assert!(text.contains("labels: bug, auth\n") && text.contains("comment by bob"), "{text}");
    assert_eq!(source.path("9"), "github:acme/app/issues/9");
    for wrong in ["", "../issues", "9/comments", "x"] {
        assert_eq!(source.one(wrong, &soon()).unwrap_err().fault, Fault::Config, "{wrong}");
    }
}
