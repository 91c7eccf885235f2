//! Which refs does a caller get, and is all else one answer?

use std::path::Path;

use super::*;
use crate::git::fixture::Fixture;
use crate::git::reference::{RefChoice, head};
use crate::git::repository::open;

fn ask(root: &Path, allowed: Allowed<'_>, name: &str) -> Option<Head> {
    let repo = open(root).unwrap();
    let served = head(&repo, &RefChoice::RemoteDefault).unwrap();
    Asking::new(&repo, &served, allowed).unwrap().find(name, &Deadline::none()).unwrap()
}

fn commit(found: Option<Head>) -> Option<String> {
    found.and_then(|head| head.commit)
}

/// A clone with branches `main`, `release/1` and `secret` of its remote, a local `own`, a tag `v1`,
/// and a symbolic ref `release/door` that leads to `secret`.
struct Refs {
    fixture: Fixture,
    first: String,
    main: String,
    release: String,
    secret: String,
    lost: String,
}

impl Refs {
    fn new() -> Self {
        let fixture = Fixture::new();
        fixture.init("up");
        let first = fixture.commit("up", "a", "1");
        fixture.git("up", &["tag", "-a", "v1", "-m", "first"]);
        fixture.git("up", &["checkout", "-q", "-b", "release/1"]);
        let release = fixture.commit("up", "a", "2");
        fixture.git("up", &["checkout", "-q", "-b", "secret", "main"]);
        let secret = fixture.commit("up", "a", "3");
        fixture.git("up", &["checkout", "-q", "main"]);
        let main = fixture.commit("up", "a", "4");
        fixture.git(".", &["clone", "-q", "up", "repo"]);
        let door = "refs/remotes/origin/release/door";
        fixture.git("repo", &["symbolic-ref", door, "refs/remotes/origin/secret"]);
        fixture.git("repo", &["checkout", "-q", "-b", "own"]);
        let lost = fixture.commit("repo", "a", "5");
        fixture.git("repo", &["reset", "-q", "--hard", "HEAD~1"]);
        Self { fixture, first, main, release, secret, lost }
    }

    fn ask(&self, allowed: Allowed<'_>, name: &str) -> Option<String> {
        commit(ask(&self.fixture.path("repo"), allowed, name))
    }
}

#[test]
fn what_is_listed_is_served_by_any_of_its_names() {
    let refs = Refs::new();
    let listed = |pattern: &'static str, name: &str| {
        refs.ask(Allowed::Those(&|known| known == pattern), name)
    };
    let release = Some(refs.release.clone());
    for pattern in ["release/1", "refs/heads/release/1", "refs/remotes/origin/release/1"] {
        for name in ["release/1", "origin/release/1", "refs/remotes/origin/release/1"] {
            assert_eq!(listed(pattern, name), release, "{pattern} {name}");
        }
        assert_eq!(listed(pattern, &refs.release), release);
        assert_eq!(listed(pattern, &refs.release[..9]), release);
        // What comes before it is part of it.
        assert_eq!(listed(pattern, &refs.first), Some(refs.first.clone()));
        assert_eq!(listed(pattern, &refs.main), Some(refs.main.clone()), "what is served");
        for other in ["secret", "v1", "own", "HEAD", &refs.secret, &refs.lost] {
            assert_eq!(listed(pattern, other), None, "{pattern} {other}");
        }
    }
    for pattern in ["v1", "refs/tags/v1"] {
        assert_eq!(listed(pattern, "v1"), Some(refs.first.clone()));
    }
    assert_eq!(listed("own", "own"), Some(refs.main.clone()));
    assert_eq!(listed("release/door", "release/door"), None, "it leads to what is not listed");
}

#[test]
fn nothing_is_listed_by_default_and_what_is_served_may_be_named() {
    let refs = Refs::new();
    let none = |name: &str| refs.ask(Allowed::Those(&|_| false), name);
    for own in ["main", "origin/main", &refs.main, &refs.main[..7]] {
        assert_eq!(none(own), Some(refs.main.clone()), "{own}");
    }
    assert_eq!(none(&refs.first), Some(refs.first.clone()), "its history is served as well");
    let odd = ["", "..", "a b", "main~0", "main@{0}", ":/4", "-x", "refs/heads/", "\0", "a\nb"];
    let others = ["release/1", "secret", "v1", "own", "HEAD", "nowhere", "FETCH_HEAD", "stash"];
    for other in odd.iter().chain(&others) {
        assert_eq!(none(other), None, "{other:?}");
        assert!(other.is_empty() || none(&other.repeat(600)).is_none());
    }
    for id in [&refs.secret, &refs.release, &refs.lost, &refs.main[..6], &"0".repeat(40)] {
        assert_eq!(none(id), None, "{id}");
    }
}

#[test]
fn at_home_all_is_served_that_can_be_reached() {
    let refs = Refs::new();
    let all = |name: &str| refs.ask(Allowed::All, name);
    for (name, wanted) in [
        ("secret", &refs.secret),
        ("release/door", &refs.secret),
        ("v1", &refs.first),
        ("HEAD", &refs.main),
        ("HEAD~1", &refs.first),
        ("origin/release/1^", &refs.first),
        (&refs.secret[..12], &refs.secret),
    ] {
        assert_eq!(all(name), Some(wanted.clone()), "{name}");
    }
    for gone in [&refs.lost, "own@{1}", "nowhere", "HEAD:a", "HEAD^{tree}", "\0"] {
        assert_eq!(all(gone), None, "{gone}");
    }
    refs.fixture.git("repo", &["checkout", "-q", "--detach", &refs.lost]);
    assert_eq!(all(&refs.lost), Some(refs.lost.clone()), "it is checked out");
}
