//! Are providers asked as they document it, and is what they answer believed no further than it should be?

mod github;
mod gitlab;
mod jira;
mod run;

use std::time::Duration;

use serde_json::{Value, json};

use super::document::document;
pub use super::fixture::{Given, Mock, Seen};
use super::item::Page;
use super::trouble::Fault;
use super::*;
use crate::auth::Secret;
use crate::base::clock::Deadline;
use crate::config::connector::{Provider, Resource};
use crate::config::environment::{Outside, Site};

pub const TOKEN: &str = "tok_0123456789abcdef";

/// An environment in which every provider is this server.
pub fn outside(url: &str) -> Outside {
    let site = Site {
        address: Some(url.to_owned()),
        exact: true,
        user: None,
        secret: Some(Secret::new(TOKEN)),
    };
    Outside { github: site.clone(), gitlab: site.clone(), jira: site, database: None }
}

pub fn source(mock: &Mock, provider: Provider, resource: Resource, project: &str) -> Source {
    Source::local(provider, resource, Some(project), &outside(&mock.url)).unwrap()
}

pub fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(60))
}

pub fn page(source: &Source, query: &Query) -> Page {
    source.page(query, &soon()).unwrap()
}

pub fn ids(page: &Page) -> Vec<&str> {
    page.items.iter().map(|item| item.id.as_str()).collect()
}

/// Every way in which a server may refuse or mislead, whatever the provider.
#[test]
fn refusals_are_told_apart_and_say_nothing_of_the_secret() {
    let echo = |seen: &Seen, status: u16| Given {
        body: format!("{{\"message\": {:?}}}", seen.header("authorization")).into_bytes(),
        ..Given::status(status)
    };
    for (status, fault) in [
        (401, Fault::Unauthorized),
        (403, Fault::Forbidden),
        (404, Fault::NotFound),
        (410, Fault::NotFound),
        (422, Fault::Rejected),
        (500, Fault::Unavailable),
        (503, Fault::Unavailable),
        (204, Fault::Rejected),
    ] {
        let mock = Mock::start(move |seen| echo(seen, status));
        let source = source(&mock, Provider::Github, Resource::Issues, "acme/app");
        let trouble = source.page(&Query::default(), &soon()).unwrap_err();
        assert_eq!(trouble.fault, fault, "{status}: {trouble:?}");
        assert!(!format!("{trouble:?}").contains(TOKEN), "{trouble:?}");
        let error = crate::base::Error::from(trouble);
        assert!(!format!("{error:?} {}", error.chain()).contains(TOKEN));
    }
}

#[test]
fn limits_are_obeyed_and_told() {
    let mock = Mock::start(|seen| match seen.asks("state").as_deref() {
        Some("open") => Given::status(429).with("Retry-After", "120"),
        Some("closed") => Given::json(&json!([]))
            .with("X-RateLimit-Remaining", "0")
            .with("X-RateLimit-Reset", "4102444800"),
        _ => Given {
            body: b"{\"message\": \"secondary rate limit\"}".to_vec(),
            ..Given::status(403)
        },
    });
    let source = source(&mock, Provider::Github, Resource::Issues, "acme/app");
    let ask = |state: &str| {
        source.page(&Query { state: Some(state.into()), ..Query::default() }, &soon())
    };
    let now = crate::base::clock::now();
    let wait = |until: Option<jiff::Timestamp>| until.unwrap().as_second() - now.as_second();
    let refused = ask("open").unwrap_err();
    assert_eq!(refused.fault, Fault::RateLimited);
    assert!((115..=200).contains(&wait(refused.until)), "{refused:?}");
    let refused = ask("all").unwrap_err();
    assert_eq!(refused.fault, Fault::RateLimited);
    assert!((55..=140).contains(&wait(refused.until)), "{refused:?}");
    let page = ask("closed").unwrap();
    // A year 2100 is not believed.
    assert!((86_000..=86_500).contains(&wait(page.until)), "{:?}", page.until);
}

#[test]
fn credentials_follow_no_redirect_to_elsewhere() {
    let thief = Mock::start(|_| Given::json(&json!([])));
    let elsewhere = thief.url.clone();
    let mock = Mock::start(move |seen| match seen.path.as_str() {
        "/repos/acme/app/issues" => Given::status(302).with("Location", &format!("{elsewhere}/x")),
        "/repos/acme/old/issues" => {
            Given::status(301).with("Location", "/repositories/7/issues?page=1")
        }
        "/repos/acme/loop/issues" => Given::status(301).with("Location", "/repos/acme/loop/issues"),
        "/repositories/7/issues" => Given::json(&json!([])),
        _ => Given::status(404),
    });
    let ask = |project: &str| {
        source(&mock, Provider::Github, Resource::Issues, project).page(&Query::default(), &soon())
    };
    assert_eq!(ask("acme/app").unwrap_err().fault, Fault::Redirected);
    assert!(ask("acme/old").is_ok(), "a renamed repository is followed within its API");
    assert_eq!(ask("acme/loop").unwrap_err().fault, Fault::Redirected);
    assert!(thief.seen().is_empty(), "the other host was never asked");
}

#[test]
fn hostile_answers_are_bounded() {
    let many = "[".repeat(100_000).into_bytes();
    let huge = vec![b' '; 17 << 20];
    for (body, fault) in [
        (b"<html>".to_vec(), Fault::Malformed),
        (b"{\"message\": 1}".to_vec(), Fault::Malformed),
        (
            b"[1, null, {\"number\": {}}, {\"number\": 1, \"title\": 7, \"labels\": {}}]".to_vec(),
            Fault::Storage,
        ),
        (many, Fault::Malformed),
        (huge, Fault::TooLarge),
        (Vec::new(), Fault::Malformed),
    ] {
        let given = Given { status: 200, headers: Vec::new(), body };
        let mock = Mock::start(move |_| given.clone());
        let source = source(&mock, Provider::Github, Resource::Issues, "acme/app");
        match source.page(&Query::default(), &soon()) {
            Err(trouble) => assert_eq!(trouble.fault, fault, "{trouble:?}"),
            // What can be read of a list is taken, however odd its members are.
            Ok(page) => assert_eq!((ids(&page), fault), (vec!["1"], Fault::Storage)),
        }
    }
}

#[test]
fn nobody_is_there_and_nobody_answers() {
    let gone = Mock::start(|_| Given::status(200));
    let url = gone.url.clone();
    drop(gone);
    let source = Source::local(
        Provider::Github,
        Resource::Issues,
        Some("a/b"),
        &outside("http://127.0.0.1:1"),
    )
    .unwrap();
    let _ = url;
    assert_eq!(source.page(&Query::default(), &soon()).unwrap_err().fault, Fault::Unavailable);
    let slow = Mock::start(|_| {
        std::thread::sleep(Duration::from_secs(3));
        Given::status(200)
    });
    let source = super::tests::source(&slow, Provider::Github, Resource::Issues, "a/b");
    let short = Deadline::after(Duration::from_millis(100));
    assert_eq!(source.page(&Query::default(), &short).unwrap_err().fault, Fault::Timeout);
}

#[test]
fn what_was_shown_is_not_kept_though_a_server_says_it_back() {
    let mock = Mock::start(|seen| {
        let said = seen.header("authorization").unwrap_or_default();
        Given::json(&json!([{"number": 1, "title": said, "body": format!("it is {said}")}]))
    });
    let page = page(&source(&mock, Provider::Github, Resource::Issues, "a/b"), &Query::default());
    assert_eq!(page.items[0].title, "Bearer [secret]");
    assert!(!format!("{page:?}").contains(TOKEN));
}

#[test]
fn a_source_needs_what_it_needs() {
    let fault = |provider, resource, project, outside: &Outside| {
        Source::local(provider, resource, project, outside).err().map(|t| t.fault)
    };
    let known = outside("http://127.0.0.1:1");
    let wrong = Some(Fault::Config);
    assert_eq!(fault(Provider::Github, Resource::Issues, None, &known), wrong);
    assert_eq!(fault(Provider::Github, Resource::Pipelines, Some("a/b"), &known), wrong);
    for project in ["a", "a/", "/b", "a/b/c", "../..", "a/b?x=1", "a b/c"] {
        assert_eq!(
            fault(Provider::Github, Resource::Issues, Some(project), &known),
            wrong,
            "{project}"
        );
    }
    let mut clear = known.clone();
    clear.github.address = Some("http://github.example.com".into());
    assert_eq!(fault(Provider::Github, Resource::Issues, Some("a/b"), &clear), wrong);
}
