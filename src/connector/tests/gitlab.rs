//! GitLab, by answers in the shape that its documentation records.

use super::*;

fn issue(iid: u64, updated: &str, state: &str) -> Value {
    json!({
        "id": 70 + iid, "iid": iid, "project_id": 4, "title": format!("Ut commodi {iid}"),
        "description": "Omnis vero earum sunt corporis dolor et placeat.", "state": state,
        "created_at": "2026-01-04T15:31:46.176Z", "updated_at": updated, "closed_at": null,
        "labels": ["foo", "bar"], "milestone": {"id": 1, "iid": 3, "title": "v4.0"},
        "assignees": [{"id": 1, "username": "root", "name": "Administrator"}],
        "author": {"id": 18, "username": "eileen.lowe", "name": "Alexandra Bashirian"},
        "web_url": format!("https://gitlab.example.com/acme/app/-/issues/{iid}"), "user_notes_count": 1,
    })
}

#[test]
fn issues_are_asked_as_documented_and_pages_followed_by_number_or_key() {
    let mock = Mock::start(|seen| {
        match (seen.asks("page").as_deref(), seen.asks("cursor")) {
        (None, None) => {
            Given::json(&json!([issue(5, "2026-03-02T15:31:51.081Z", "opened")])).with("X-Next-Page", "2")
        }
        (Some("2"), None) => Given::json(&json!([issue(4, "2026-03-01T15:31:51.081Z", "closed")]))
            .with("X-Next-Page", "3")
            .with("Link", "<https://x/api/v4/projects/4/issues?pagination=keyset&cursor=eyJpZCI6>; rel=\"next\""),
        (None, Some(_)) => Given::json(&json!([issue(3, "2026-02-01T15:31:51.081Z", "closed")])).with("X-Next-Page", ""),
        _ => Given::status(404),
    }
    });
    let source = source(&mock, Provider::Gitlab, Resource::Issues, "acme/tools/app");
    let since = "2026-02-01T10:00:00Z".parse().ok();
    let mut query = Query { since, limit: 50, state: Some("open".into()), ..Query::default() };
    let mut all = Vec::new();
    loop {
        let page = page(&source, &query);
        all.extend(page.items);
        query.next = page.next;
        if query.next.is_none() {
            break;
        }
    }
    let got: Vec<_> = all.iter().map(|i| (i.id.as_str(), i.open)).collect();
    assert_eq!(got, [("5", true), ("4", false), ("3", false)]);
    assert_eq!((all[0].author.as_deref(), all[0].labels.len()), (Some("eileen.lowe"), 2));
    let seen = mock.seen();
    assert_eq!(seen[0].path, "/projects/acme%2Ftools%2Fapp/issues");
    assert_eq!(seen[0].header("private-token"), Some(TOKEN));
    assert_eq!(seen[0].header("authorization"), None);
    for (name, value) in [
        ("state", "opened"),
        ("order_by", "updated_at"),
        ("sort", "desc"),
        ("per_page", "50"),
        ("updated_after", "2026-02-01T10:00:00.000Z"),
    ] {
        assert_eq!(seen[0].asks(name).as_deref(), Some(value));
        assert_eq!(seen[1].asks(name).as_deref(), Some(value), "the second page asks the same");
    }
    assert_eq!(seen[2].query, "pagination=keyset&cursor=eyJpZCI6");
    assert_eq!(seen.len(), 3);
}

#[test]
fn merge_requests_pipelines_and_notes() {
    let mock = Mock::start(|seen| match seen.path.as_str() {
        "/projects/4/merge_requests" => {
            let mut value = issue(1, "2026-03-02T15:31:51.081Z", "merged");
            value["source_branch"] = json!("fix");
            value["target_branch"] = json!("main");
            Given::json(&json!([value]))
        }
        "/projects/4/pipelines" => Given::json(&json!([
            {"id": 48, "iid": 13, "project_id": 4, "status": "running", "source": "push", "ref": "main",
             "sha": "eb94b618", "web_url": "https://gitlab.example.com/acme/app/-/pipelines/48",
             "created_at": "2026-08-12T10:06:04.561Z", "updated_at": "2026-08-12T10:09:56.223Z", "name": null},
            {"id": 47, "status": "failed", "ref": "new", "sha": "a91957a8", "updated_at": "2026-08-11T10:09:56.223Z"},
        ])),
        "/projects/4/issues/5" => Given::json(&issue(5, "2026-03-02T15:31:51.081Z", "opened")),
        "/projects/4/issues/5/notes" => Given::json(&json!([
            {"id": 302, "body": "closed", "system": true, "author": {"username": "pipin"}},
            {"id": 305, "body": "Text of the comment", "system": false, "author": {"username": "pipin"},
             "created_at": "2026-10-02T09:56:03Z"},
        ])),
        _ => Given::status(404),
    });
    let requests =
        page(&source(&mock, Provider::Gitlab, Resource::MergeRequests, "4"), &Query::default());
    let item = &requests.items[0];
    assert_eq!(
        (item.kind.as_str(), item.state.as_str(), item.open),
        ("merge_request", "merged", false)
    );
    let runs = page(
        &source(&mock, Provider::Gitlab, Resource::Pipelines, "4"),
        &Query { state: Some("failed".into()), ..Query::default() },
    );
    assert_eq!(mock.seen()[1].asks("status").as_deref(), Some("failed"));
    let states: Vec<_> = runs.items.iter().map(|i| (i.state.as_str(), i.open)).collect();
    assert_eq!(states, [("running", true), ("failed", false)]);
    let issue =
        source(&mock, Provider::Gitlab, Resource::Issues, "4").one("5", &soon()).unwrap().unwrap();
    assert_eq!(issue.comments.len(), 1);
    assert_eq!(issue.comments[0].body, "Text of the comment");
    let wrong =
        Source::local(Provider::Gitlab, Resource::Issues, Some("a/../b"), &outside(&mock.url));
    assert_eq!(wrong.err().unwrap().fault, Fault::Config);
}
