//! Does what a connector brings stay true to its provider: over runs, limits, crashes, and changes of team.json?

use std::sync::{Arc, Mutex};

use super::*;
use crate::config::SecretSource;
use crate::config::connector::{Connector, address};
use crate::store::Store;
use crate::store::connector::{self as rows, Entry};
use crate::store::{Concept, usage};

/// GitHub's issues: number, second of the last change, whether it is open.
type Issues = Arc<Mutex<Vec<(u64, i64, bool)>>>;

struct Rig {
    _dir: tempfile::TempDir,
    store: Arc<Store>,
    issues: Issues,
    mock: Mock,
    connector: Connector,
}

fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn listed(issues: &[(u64, i64, bool)], seen: &Seen) -> Given {
    let mut list: Vec<_> = issues.to_vec();
    list.sort_by_key(|(number, second, _)| std::cmp::Reverse((*second, *number)));
    let since = seen.asks("since").map(|text| text.parse::<jiff::Timestamp>().unwrap());
    let state = seen.asks("state");
    list.retain(|(_, second, open)| {
        since.is_none_or(|since| at(*second) >= since)
            && match state.as_deref() {
                Some("open") => *open,
                Some("closed") => !*open,
                _ => true,
            }
    });
    let number =
        |name: &str, usual: usize| seen.asks(name).map_or(usual, |text| text.parse().unwrap());
    let (page, size) = (number("page", 1), number("per_page", 30));
    let left = list.len().saturating_sub((page - 1) * size);
    let shown: Vec<Value> = list
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .map(|(number, second, open)| {
            json!({
                "number": number, "title": format!("Case {number}"), "state": if *open { "open" } else { "closed" },
                "user": {"login": "alice"}, "labels": [], "html_url": format!("https://github.com/a/b/issues/{number}"),
                "updated_at": at(*second).to_string(), "body": format!("word{number} of the report"),
            })
        })
        .collect();
    let given = Given::json(&json!(shown));
    if left <= size {
        return given;
    }
    let kept =
        url::form_urlencoded::parse(seen.query.as_bytes()).filter(|(name, _)| name != "page");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("page", &(page + 1).to_string())
        .finish();
    given.with("Link", &format!("<https://api.github.com/x?{query}>; rel=\"next\""))
}

impl Rig {
    /// `count` issues, the even ones open; `first` may answer in the provider's place.
    fn new(
        count: u64,
        first: impl Fn(&Seen, &Arc<Store>) -> Option<Given> + Send + Sync + 'static,
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::new(dir.path().join("state.db")));
        let issues: Issues =
            Arc::new(Mutex::new((1..=count).map(|n| (n, n as i64 * 300, n % 2 == 0)).collect()));
        let (of_mock, at_hand) = (Arc::clone(&issues), Arc::clone(&store));
        let mock = Mock::start(move |seen| {
            first(seen, &at_hand).unwrap_or_else(|| listed(&of_mock.lock().unwrap(), seen))
        });
        let connector = Connector {
            id: "gh".into(),
            provider: Provider::Github,
            resource: Resource::Issues,
            project: Some("acme/app".into()),
            host: Some(address(&mock.url).unwrap()),
            state: None,
            limit: 10,
            interval: Duration::from_secs(300),
            secret: Some(SecretSource::Literal(Secret::new(TOKEN))),
            workspace: None,
            display_name: None,
            enabled: true,
        };
        let rig = Self { _dir: dir, store, issues, mock, connector };
        settle(&rig.store, &[(&rig.connector, "core")]).unwrap();
        rig
    }

    fn run(&self) -> Ran {
        let deadline = soon();
        let job = Job {
            store: &self.store,
            connector: &self.connector,
            outside: &Outside::default(),
            quota: None,
            deadline: &deadline,
        };
        run(&job).unwrap()
    }

    /// A run whose time has come.
    fn again(&self) -> Ran {
        self.store.write(|w| rows::age(w, "gh", None)).unwrap();
        self.run()
    }

    fn entry(&self) -> Entry {
        self.store.read(|r| rows::get(r, "gh")).unwrap().unwrap()
    }

    /// The numbers of what is kept, newest first.
    fn kept(&self) -> Vec<u64> {
        let all = self.store.read(|r| rows::list(r, "gh", None, 0, 1000)).unwrap();
        all.iter().map(|d| kept(d).unwrap().id.parse().unwrap()).collect()
    }

    fn found(&self, words: &str) -> Vec<String> {
        let hits = self
            .store
            .read(|r| rows::search(r, "core", &["gh"], words, 10, &Deadline::none()))
            .unwrap();
        hits.into_iter().map(|hit| serde_json::from_str::<Item>(&hit.item).unwrap().id).collect()
    }

    fn asked(&self) -> usize {
        self.mock.seen().len()
    }
}

#[track_caller]
fn well(ran: &Ran) -> (u64, u64) {
    match ran {
        Ran::Well { changed, items } => (*changed, *items),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_run_brings_all_and_the_next_what_is_new() {
    let rig = Rig::new(25, |_, _| None);
    assert_eq!(well(&rig.run()), (25, 25));
    assert_eq!((rig.asked(), rig.kept()), (3, (1..=25).rev().collect()));
    assert_eq!(rig.found("word7"), ["7"]);
    let entry = rig.entry();
    assert!(entry.next_run > entry.last_run.unwrap() + 260_000, "in its interval again");
    assert!(matches!(rig.run(), Ran::NotDue));
    // Two change within the same second; one of them is closed.
    for issue in &mut rig.issues.lock().unwrap()[5..7] {
        (issue.1, issue.2) = (9000, false);
    }
    assert_eq!(well(&rig.again()), (2, 25));
    let last = rig.mock.seen().pop().unwrap();
    assert_eq!((rig.asked(), last.asks("state").as_deref()), (4, Some("all")));
    let since: jiff::Timestamp = last.asks("since").unwrap().parse().unwrap();
    assert!(since < at(25 * 300) && since >= at(24 * 300), "a little before the newest: {since}");
    let mut newest = rig.kept()[..2].to_vec();
    newest.sort_unstable();
    assert_eq!(newest, [6, 7]);
    // The same second once more: it is not passed over.
    rig.issues.lock().unwrap()[9].1 = 9000;
    assert_eq!(well(&rig.again()), (1, 25));
    assert_eq!(well(&rig.again()), (0, 25), "nothing new");
}

#[test]
fn what_no_longer_fits_the_state_or_is_gone_at_the_provider_goes() {
    let mut rig = Rig::new(12, |_, _| None);
    rig.connector.state = Some("open".into());
    settle(&rig.store, &[(&rig.connector, "core")]).unwrap();
    assert_eq!(well(&rig.run()), (6, 6));
    assert_eq!(rig.mock.seen()[0].asks("state").as_deref(), Some("open"));
    // 12 is closed, 11 opened again.
    {
        let mut issues = rig.issues.lock().unwrap();
        (issues[11].1, issues[11].2) = (9000, false);
        (issues[10].1, issues[10].2) = (9001, true);
    }
    assert_eq!(well(&rig.again()), (2, 6));
    assert_eq!(rig.kept(), [11, 10, 8, 6, 4, 2]);
    assert!(rig.found("word12").is_empty());
    // 4 is deleted there: nothing tells of it, but a full walk does not meet it.
    rig.issues.lock().unwrap().retain(|(number, ..)| *number != 4);
    assert_eq!(well(&rig.again()), (0, 6));
    let place = rig.entry().place.replace("\"full_at\":\"2", "\"full_at\":\"1");
    rig.store.write(|w| rows::age(w, "gh", Some(&place))).unwrap();
    assert_eq!(well(&rig.run()), (1, 5));
    assert_eq!(rig.kept(), [11, 10, 8, 6, 2]);
}

#[test]
fn a_limit_is_waited_for_and_the_walk_goes_on_behind_what_was_kept() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let rig = Rig::new(25, move |seen, _| {
        let second = seen.asks("page").as_deref() == Some("2");
        let first = second && times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        first.then(|| Given::status(429).with("Retry-After", "600"))
    });
    let Ran::Failed(trouble) = rig.run() else { panic!("limited") };
    assert_eq!(trouble.fault, Fault::RateLimited);
    let entry = rig.entry();
    assert_eq!((rig.kept().len(), entry.fault.unwrap().0.as_str()), (10, "rate_limited"));
    assert!(entry.limited_until.unwrap() >= entry.last_run.unwrap() + 590_000);
    assert!(entry.next_run >= entry.limited_until.unwrap());
    assert_eq!(status(&rig.store, &rig.connector).unwrap().state, "rate_limited");
    assert!(matches!(rig.run(), Ran::NotDue), "it is left alone until then");
    // Even whoever mends team.json does not make it due before.
    settle(&rig.store, &[(&rig.connector, "core")]).unwrap();
    assert!(matches!(rig.run(), Ran::NotDue));
    assert_eq!(well(&rig.again()), (15, 25));
    let pages: Vec<_> = rig.mock.seen().iter().map(|seen| seen.asks("page")).collect();
    let page = |n: &str| Some(n.to_owned());
    assert_eq!(pages, [None, page("2"), page("2"), page("3")]);
}

#[test]
fn the_last_request_of_an_hour_is_the_last() {
    let rig = Rig::new(25, |seen, _| {
        seen.asks("page").is_none().then(|| {
            Given::json(&json!([]))
                .with("X-RateLimit-Remaining", "0")
                .with("X-RateLimit-Reset", &(jiff::Timestamp::now().as_second() + 500).to_string())
        })
    });
    well(&rig.run());
    assert_eq!(rig.asked(), 1);
    assert!(rig.entry().next_run > rig.entry().last_run.unwrap() + 450_000);
    assert_eq!(status(&rig.store, &rig.connector).unwrap().state, "rate_limited");
}

#[test]
fn failures_wait_longer_each_time_and_say_nothing_of_the_secret() {
    let rig = Rig::new(3, |seen, _| {
        let body = format!("{:?}", seen.header("authorization")).into_bytes();
        Some(Given { body, ..Given::status(500) })
    });
    let mut waits = Vec::new();
    for _ in 0..4 {
        assert!(matches!(rig.again(), Ran::Failed(_)));
        let entry = rig.entry();
        waits.push((entry.next_run - entry.last_run.unwrap()) / 1000);
    }
    let expected = [60, 120, 240, 300];
    assert!(
        waits.iter().zip(expected).all(|(w, e)| (e * 9 / 10 - 1..=e * 11 / 10 + 40).contains(w)),
        "{waits:?}"
    );
    let said = status(&rig.store, &rig.connector).unwrap();
    assert_eq!((said.state, said.error.as_ref().unwrap().failures), ("failed", 4));
    assert_eq!(said.error.as_ref().unwrap().kind, "unavailable");
    let database = std::fs::read(rig.store.path()).unwrap();
    let log = std::fs::read(rig.store.path().with_extension("db-wal")).unwrap_or_default();
    for bytes in [database, log, format!("{said:?}").into_bytes()] {
        assert!(memchr::memmem::find(&bytes, TOKEN.as_bytes()).is_none());
    }
    // Somebody has looked at team.json.
    settle(&rig.store, &[(&rig.connector, "core")]).unwrap();
    assert!(matches!(rig.run(), Ran::Failed(_)), "it is tried at once");
}

#[test]
fn a_page_that_is_known_no_more_begins_the_walk_anew() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let rig = Rig::new(25, move |seen, _| {
        let third = seen.asks("page").as_deref() == Some("3");
        let first = third && times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        first.then(|| Given::status(422))
    });
    assert!(matches!(rig.run(), Ran::Failed(_)));
    assert_eq!(well(&rig.again()), (5, 25));
    let pages = rig.mock.seen().iter().filter(|seen| seen.asks("page").is_none()).count();
    assert_eq!((pages, rig.asked()), (2, 6));
}

#[test]
fn what_is_configured_no_more_is_gone_with_all_that_it_brought() {
    let mut rig = Rig::new(25, |_, _| None);
    well(&rig.run());
    let used = || rig.store.read(|r| usage::of(r, Concept::Document)).unwrap();
    assert!(used() > 25 * usage::ROW);
    // The very same again changes nothing.
    settle(&rig.store, &[(&rig.connector, "core")]).unwrap();
    assert_eq!((rig.kept().len(), used() > 0), (25, true));
    // Of another workspace.
    settle(&rig.store, &[(&rig.connector, "web")]).unwrap();
    assert!(rig.kept().is_empty() && rig.found("word7").is_empty() && used() == 0);
    assert_eq!(rig.entry().next_run, 0, "and is due");
    well(&rig.run());
    settle(&rig.store, &[]).unwrap();
    assert_eq!((used(), rig.store.read(rows::all).unwrap().len()), (0, 0));
    rig.connector.enabled = false;
    settle(&rig.store, &[(&rig.connector, "core")]).unwrap();
    assert_eq!(status(&rig.store, &rig.connector).unwrap().state, "disabled");
}

#[test]
fn a_run_whose_connector_is_taken_away_meanwhile_leaves_nothing() {
    let rig = Rig::new(25, |seen, store| {
        if seen.asks("page").as_deref() == Some("2") {
            settle(store, &[]).unwrap();
        }
        None
    });
    assert!(matches!(rig.run(), Ran::Failed(_)));
    assert!(rig.kept().is_empty() && rig.store.read(rows::all).unwrap().is_empty());
}

#[test]
fn one_at_a_time_and_whoever_died_has_no_turn() {
    let rig = Rig::new(3, |_, _| None);
    let now = crate::base::clock::now().as_millisecond();
    let taken = rig.store.write(|w| rows::take(w, "gh", 7, now, now + 90_000)).unwrap();
    assert!(taken.is_some());
    assert!(matches!(rig.run(), Ran::NotDue));
    assert_eq!(status(&rig.store, &rig.connector).unwrap().state, "running");
    begin(&rig.store).unwrap();
    well(&rig.run());
    assert!(due(&rig.store, crate::base::clock::now()).unwrap().is_empty());
}

#[test]
fn the_quota_holds_for_what_comes_from_outside() {
    let rig = Rig::new(25, |_, _| None);
    let deadline = soon();
    let job = Job {
        store: &rig.store,
        connector: &rig.connector,
        outside: &Outside::default(),
        quota: Some(usage::ROW * 12),
        deadline: &deadline,
    };
    let Ran::Failed(trouble) = run(&job).unwrap() else { panic!("it has no room") };
    assert_eq!(trouble.fault, Fault::Storage);
    assert!(rig.kept().is_empty(), "a page is kept whole or not at all");
    assert_eq!(rig.store.read(|r| usage::of(r, Concept::Document)).unwrap(), 0);
}

#[test]
fn credentials_of_the_environment_are_for_its_own_address() {
    let mut rig = Rig::new(1, |_, _| None);
    rig.connector.secret = None;
    let mut known = outside(&format!("{}/api/v3", rig.mock.url));
    let ask = |rig: &Rig, known: &Outside| {
        Source::of(&rig.connector, known).unwrap().page(&Query::default(), &soon()).unwrap();
        rig.mock.seen().pop().unwrap().header("authorization").map(str::to_owned)
    };
    assert_eq!(ask(&rig, &known).as_deref(), Some("Bearer tok_0123456789abcdef"));
    known.github.address = Some("http://127.0.0.1:9".into());
    assert_eq!(ask(&rig, &known), None, "another address has other credentials");
    known.github.address = None;
    assert_eq!(ask(&rig, &known), None, "those of the public one are for it alone");
}

#[test]
fn a_secret_of_jira_is_an_account_or_a_token() {
    let rig = Rig::new(1, |_, _| Some(Given::json(&json!({"issues": []}))));
    for (secret, path, header) in [
        (
            "me@example.com:hunter22x",
            "/rest/api/3/search/jql",
            "Basic bWVAZXhhbXBsZS5jb206aHVudGVyMjJ4",
        ),
        ("pat:with:colons", "/rest/api/2/search", "Bearer pat:with:colons"),
    ] {
        let connector = Connector {
            provider: Provider::Jira,
            project: None,
            secret: Some(SecretSource::Literal(Secret::new(secret))),
            ..rig.connector.clone()
        };
        let source = Source::of(&connector, &Outside::default()).unwrap();
        source.page(&Query { limit: 1, ..Query::default() }, &soon()).unwrap();
        let seen = rig.mock.seen().pop().unwrap();
        assert_eq!((seen.path.as_str(), seen.header("authorization")), (path, Some(header)));
        assert!(seen.asks("jql").unwrap().starts_with("created >= "), "Cloud wants a bound");
    }
}
