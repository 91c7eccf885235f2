//! Does a fetch bring what is new, over each transport, and leave everything else alone?

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use zeroize::Zeroizing;

use super::*;
use crate::base::Kind;
use crate::git::clone::clone;
use crate::git::fixture::Fixture;
use crate::git::http_server::{Manners, Server};
use crate::git::reference::RefChoice;
use crate::git::repository::GitSource;
use crate::workspace::source::Source as _;

const SECRET: &str = "t0ps3cret";

fn options() -> FetchOptions<'static> {
    FetchOptions {
        credentials: Credentials::default(),
        deadline: Deadline::none(),
        progress: &|_| {},
        ssh: None,
        tags: NO_TAGS,
    }
}

fn with_token(token: &str) -> FetchOptions<'static> {
    let token = Some(Zeroizing::new(token.to_owned()));
    FetchOptions { credentials: Credentials { token }, ..options() }
}

fn fetched(root: &Path) -> FetchReport {
    fetch(root, &options()).unwrap().unwrap()
}

/// An upstream and a clone of it.
fn pair() -> (Fixture, PathBuf) {
    let fixture = Fixture::new();
    fixture.repository("up");
    fixture.git(".", &["clone", "-q", "up", "repo"]);
    let repo = fixture.path("repo");
    (fixture, repo)
}

#[test]
fn moves_tracking_refs_only() {
    let (fixture, repo) = pair();
    // A configuration that would overwrite branches, were it followed.
    fixture.git("repo", &["config", "remote.origin.fetch", "+refs/*:refs/*"]);
    fixture.write("repo", "dirty", "x");
    let before = fixture.git("repo", &["rev-parse", "HEAD"]);
    let watched = || {
        let index = fs::read(repo.join(".git/index")).unwrap();
        let refs = fixture.git("repo", &["for-each-ref", "refs/heads", "refs/tags"]);
        let head = fs::read(repo.join(".git/HEAD")).unwrap();
        (index, refs, head, repo.join(".git/FETCH_HEAD").exists())
    };
    let untouched = watched();
    let after = fixture.commit("up", "b.txt", "two");
    fixture.git("up", &["tag", "v1"]);
    fixture.git("up", &["branch", "topic/x"]);

    let report = fetched(&repo);
    assert_eq!(report.remote, "origin");
    assert_eq!(report.default_branch.as_deref(), Some("main"));
    let update = |name: &str, old: Option<&String>| RefUpdate {
        name: format!("refs/remotes/origin/{name}"),
        old: old.cloned(),
        new: after.clone(),
    };
    assert_eq!(report.updated, [update("main", Some(&before)), update("topic/x", None)]);
    assert_eq!(report.pruned, [""; 0]);
    assert_eq!(watched(), untouched);
    assert_eq!(fetched(&repo).updated, []);

    let source = GitSource::new(&repo, RefChoice::RemoteDefault);
    assert_eq!(source.head().unwrap().commit, Some(after.clone()));
    // A force push, a deleted branch, another default branch.
    fixture.git("up", &["reset", "-q", "--hard", "HEAD~1"]);
    let forced = fixture.commit("up", "c.txt", "three");
    fixture.git("up", &["branch", "-D", "topic/x"]);
    fixture.git("up", &["branch", "topic"]);
    let report = fetched(&repo);
    assert_eq!(report.pruned, ["refs/remotes/origin/topic/x"]);
    assert_eq!(source.head().unwrap().commit, Some(forced));
    fixture.git("up", &["branch", "-m", "main", "trunk"]);
    let report = fetched(&repo);
    assert_eq!(report.default_branch.as_deref(), Some("trunk"));
    assert_eq!(report.pruned, ["refs/remotes/origin/main"]);
    assert_eq!(source.head().unwrap().reference.as_deref(), Some("refs/remotes/origin/trunk"));
    assert_eq!(watched(), untouched);
    fixture.git("repo", &["fsck", "--strict"]);
}

#[test]
fn which_remote() {
    let fixture = Fixture::new();
    let repo = fixture.repository("repo");
    assert_eq!(fetch(&repo, &options()).unwrap(), None, "no remote");
    fixture.git(".", &["init", "-q", "--bare", "empty"]);
    let url = format!("file://{}", fixture.path("empty").display());
    fixture.git("repo", &["remote", "add", "one", &url]);
    let report = fetched(&repo);
    assert_eq!((report.remote.as_str(), report.default_branch), ("one", None));
    fixture.git("repo", &["remote", "add", "two", &url]);
    let error = fetch(&repo, &options()).unwrap_err();
    assert!(error.message().contains("several remotes"), "{error}");
    fixture.git("repo", &["remote", "add", "origin", "ext::sh -c exit"]);
    let error = fetch(&repo, &options()).unwrap_err();
    assert_eq!(error.kind(), Kind::Config, "{error}");
    fixture.git("repo", &["remote", "set-url", "origin", "/nowhere/at/all"]);
    let error = fetch(&repo, &options()).unwrap_err();
    assert!(error.message().contains("`/nowhere/at/all`"), "{error}");
}

#[test]
fn shallow_and_linked_repositories_fetch_too() {
    let (fixture, repo) = pair();
    let up = format!("file://{}", fixture.path("up").display());
    fixture.commit("up", "b", "2");
    fixture.git(".", &["clone", "-q", "--depth=1", &up, "shallow"]);
    fixture.git("repo", &["worktree", "add", "-q", "../linked"]);
    let commit = fixture.commit("up", "c", "3");
    for root in [fixture.path("shallow"), fixture.path("linked")] {
        fetched(&root);
        let source = GitSource::new(&root, RefChoice::RemoteDefault);
        let head = source.head().unwrap();
        assert_eq!(head.commit.as_ref(), Some(&commit));
        assert_eq!(source.tree(&head).unwrap().files.len(), 3);
    }
    assert!(repo.exists());
}

#[test]
fn clones_whole_or_not_at_all() {
    let fixture = Fixture::new();
    fixture.repository("up");
    let up = format!("file://{}", fixture.path("up").display());
    let root = fixture.path("repos/one");
    fs::create_dir_all(fixture.path("repos/.one.clone-0123/objects")).unwrap();
    let error = clone("file:///nowhere", &root, &options()).unwrap_err();
    assert!(error.message().contains("file:///nowhere"), "{error}");
    assert_eq!(fs::read_dir(fixture.path("repos")).unwrap().count(), 0, "leftovers");
    let report = clone(&up, &root, &options()).unwrap();
    assert_eq!(report.updated.len(), 1);
    assert_eq!(fs::read_dir(fixture.path("repos")).unwrap().count(), 1);
    let mode = root.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let source = GitSource::new(&root, RefChoice::RemoteDefault);
    let commit = fixture.git("up", &["rev-parse", "HEAD"]);
    assert_eq!(source.head().unwrap().commit, Some(commit));
    assert!(clone(&up, &root, &options()).unwrap_err().message().contains("not empty"));
    assert!(clone("ext::sh", &fixture.path("two"), &options()).is_err());
    let later = fixture.commit("up", "b", "2");
    fetched(&root);
    assert_eq!(source.head().unwrap().commit, Some(later));
    fixture.git("repos/one", &["fsck", "--strict"]);
}

fn big_upstream(fixture: &Fixture) -> String {
    fixture.init("up");
    for n in 0..400 {
        let text: String =
            (0..200u32).map(|k| format!("{}\n", k.wrapping_mul(n * 7919 + 13))).collect();
        fixture.write("up", &format!("f{n}"), &text);
    }
    fixture.commit_all("up")
}

fn header(user: &str, password: &str) -> String {
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    format!("Basic {pair}")
}

#[test]
fn http_clones_and_fetches() {
    let fixture = Fixture::new();
    big_upstream(&fixture);
    let server = Server::start(&fixture.path(""), Manners::default());
    let root = fixture.path("clone");
    let most = Cell::new(Progress::default());
    let watching = FetchOptions { progress: &|p| most.set(p), ..options() };
    let report = clone(&server.url("up/"), &root, &watching).unwrap();
    assert_eq!(report.received_objects, 402);
    assert_eq!(most.get().received_objects, 402);
    for n in 0..60 {
        fixture.commit("up", "a.txt", &n.to_string());
    }
    let commit = fixture.git("up", &["rev-parse", "HEAD"]);
    let report = fetched(&root);
    assert_eq!(report.updated[0].new, commit);
    assert!(report.received_objects < 200, "only what is new: {}", report.received_objects);
    assert_eq!(fetched(&root).received_objects, 0);
    fixture.git("clone", &["fsck", "--strict"]);
    // More than one round of negotiation: history here that the server does not have.
    let bare = fixture.path("clone");
    fixture.git(".", &["clone", "-q", "up", "side"]);
    for n in 0..90 {
        fixture.commit("side", "s.txt", &n.to_string());
    }
    fixture.git("side", &["push", "-q", bare.to_str().unwrap(), "HEAD:refs/heads/side"]);
    fixture.commit("up", "z.txt", "z");
    assert!(fetched(&root).received_objects < 10);
    assert!(server.seen.lock().unwrap().iter().all(|(_, login)| login.is_none()));
}

#[test]
fn http_credentials() {
    let fixture = Fixture::new();
    fixture.repository("up");
    let password = Some(header("x-access-token", SECRET));
    let server = Server::start(&fixture.path(""), Manners { password, ..Manners::default() });
    let root = fixture.path("clone");
    let attempt = |url: &str, how: &FetchOptions<'_>| {
        let error = clone(url, &root, how).unwrap_err();
        let text = format!("{} {:?} {error:?}", error.chain(), error.hint_text());
        assert!(!text.contains(SECRET), "{text}");
        assert!(!text.contains("wr0ng"), "{text}");
        assert!(!text.contains(&header("x-access-token", "wr0ng")[6..]), "{text}");
        text
    };
    assert!(attempt(&server.url("up"), &options()).contains("asks for a login and none is known"));
    assert!(attempt(&server.url("up"), &with_token("wr0ng")).contains("refused the token"));
    let inside = format!("http://me:wr0ng@127.0.0.1:{}/up", server.port);
    assert!(attempt(&inside, &options()).contains("refused the user and password in the URL"));
    server.seen.lock().unwrap().clear();
    clone(&server.url("up"), &root, &with_token(SECRET)).unwrap();
    let seen = server.seen.lock().unwrap().clone();
    assert_eq!(seen[0].1, None, "shown before it was asked for");
    assert!(seen[1..].iter().all(|(_, login)| *login == Some(header("x-access-token", SECRET))));
    let inside = format!("http://x-access-token:{SECRET}@127.0.0.1:{}/up", server.port);
    clone(&inside, &fixture.path("other"), &options()).unwrap();
}

#[test]
fn http_asks_the_credential_helper() {
    let fixture = Fixture::new();
    fixture.repository("up");
    let password = Some(header("me", SECRET));
    let server = Server::start(&fixture.path(""), Manners { password, ..Manners::default() });
    fixture.init("repo");
    let point_to = |host: &str| {
        let url = format!("http://{host}:{}/up", server.port);
        fixture.git("repo", &["config", "remote.origin.url", &url]);
    };
    let asked = fixture.path("asked");
    let helper = format!(
        "!f() {{ cat >>'{}'; echo username=me; echo password={SECRET}; }}; f",
        asked.display()
    );
    fixture.git("repo", &["config", "credential.helper", &helper]);
    // A host without a name would get whatever password the helper finds first.
    point_to("127.0.0.1");
    assert!(fetch(&fixture.path("repo"), &options()).is_err());
    assert!(!asked.exists());
    point_to("localhost");
    assert_eq!(fetched(&fixture.path("repo")).updated.len(), 1);
    let question = fs::read_to_string(&asked).unwrap();
    assert_eq!(question, format!("protocol=http\nhost=localhost:{}\n", server.port));
}

#[test]
fn http_redirects() {
    let fixture = Fixture::new();
    fixture.repository("up");
    let login = header("x-access-token", SECRET);
    let locked = Manners { password: Some(login.clone()), ..Manners::default() };
    let other = Server::start(&fixture.path(""), locked.clone());
    let open = Server::start(&fixture.path(""), Manners::default());
    let to = |place: String| {
        let manners = Manners { moved_to: Some(place), ..locked.clone() };
        Server::start(&fixture.path(""), manners)
    };
    let attempt = |server: &Server, name: &str| {
        clone(&server.url("moved"), &fixture.path(name), &with_token(SECRET))
    };
    // Within the host, credentials go along.
    attempt(&to("/up".to_owned()), "a").unwrap();
    // To another server: its content, but no credentials.
    attempt(&to(open.url("up")), "b").unwrap();
    assert!(open.seen.lock().unwrap().iter().all(|(_, login)| login.is_none()));
    let error = attempt(&to(other.url("up")), "c").unwrap_err();
    assert!(error.message().contains("only to the configured host"), "{error}");
    assert!(other.seen.lock().unwrap().iter().all(|(_, login)| login.is_none()));
    for place in ["file:///etc", "ftp://127.0.0.1/up", "http://u:p@127.0.0.1/up", "/moved", "/x?y="]
    {
        let error = attempt(&to(place.to_owned()), "d").unwrap_err();
        assert!(error.message().contains("redirects"), "{place}: {error}");
    }
    assert!(!fixture.path("d").exists());
}

#[test]
fn http_oddities() {
    let fixture = Fixture::new();
    big_upstream(&fixture);
    let root = fixture.path("clone");
    let start = |manners| Server::start(&fixture.path(""), manners);
    let attempt = |url: &str| clone(url, &root, &options()).unwrap_err();

    let portal = start(Manners { page: Some(("text/html", "<b>login</b>")), ..Manners::default() });
    let error = attempt(&portal.url("up"));
    assert!(error.message().contains("content type `text/html`"), "{error}");
    let kind = "application/x-git-upload-pack-advertisement";
    let liar =
        start(Manners { page: Some((kind, "001dERR \u{1b}[31mred\n0000")), ..Manners::default() });
    let error = attempt(&liar.url("up"));
    assert!(!error.chain().contains('\u{1b}'), "{error:?}");
    let error = attempt(&start(Manners::default()).url("none"));
    assert!(error.message().ends_with("answered 404"), "{error}");
    let broken = start(Manners { cut_after: Some(20_000), ..Manners::default() });
    let error = attempt(&broken.url("up"));
    assert!(!root.exists(), "{error}");
    assert!(attempt("http://127.0.0.1:1/x").message().contains("cannot reach"));
    let error = attempt("http://name.invalid/x");
    assert!(error.message().contains("name.invalid"), "{error}");
}

#[test]
fn a_cancelled_fetch_ends() {
    let fixture = Fixture::new();
    big_upstream(&fixture);
    let server = Server::start(&fixture.path(""), Manners::default());
    for url in [server.url("up"), format!("file://{}", fixture.path("up").display())] {
        let cancelled = Arc::new(AtomicBool::new(false));
        let later = clock::instant() + Duration::from_secs(600);
        let deadline = Deadline::new(later, Arc::clone(&cancelled));
        let progress = |p: Progress| {
            if p.received_objects > 10 {
                cancelled.store(true, Ordering::Relaxed);
            }
        };
        let how = FetchOptions { deadline, progress: &progress, ..options() };
        let error = clone(&url, &fixture.path("clone"), &how).unwrap_err();
        assert_eq!(error.kind(), Kind::RequestTimeout, "{error}");
        assert!(!fixture.path("clone").exists());
    }
}

/// Writes a program that does for `ssh` what a remote host would: runs its last argument.
fn fake_ssh(fixture: &Fixture, body: &str) -> FetchOptions<'static> {
    let path = fixture.path("fake-ssh");
    let log = fixture.path("ssh.log");
    let home = fixture.path("home");
    let head = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >>'{}'\n", log.display());
    fs::write(&path, format!("{head}export HOME='{}'\n{body}\n", home.display())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    FetchOptions { ssh: Some(Ssh::Program(path.into())), ..options() }
}

#[test]
fn ssh_clones_and_fetches() {
    let fixture = Fixture::new();
    big_upstream(&fixture);
    let how = fake_ssh(&fixture, "for last; do :; done; exec sh -c \"$last\"");
    let root = fixture.path("clone");
    let url = format!("ssh://git@host.example:2222{}", fixture.path("up").display());
    let report = clone(&url, &root, &how).unwrap();
    assert_eq!(report.received_objects, 402);
    let log = fs::read_to_string(fixture.path("ssh.log")).unwrap();
    let words: Vec<&str> = log.lines().collect();
    let command = format!("git-upload-pack '{}'", fixture.path("up").display());
    assert_eq!(words[words.len() - 4..], ["-p", "2222", "git@host.example", &command]);
    assert!(words.contains(&"BatchMode=yes"));
    let commit = fixture.commit("up", "b", "2");
    let report = fetch(&root, &how).unwrap().unwrap();
    assert_eq!(report.updated[0].new, commit);
    assert!(fetch(&root, &how).unwrap().unwrap().updated.is_empty());
    let short = format!("host:{}", fixture.path("up").display());
    clone(&short, &fixture.path("other"), &how).unwrap();
    // The same through git's own setting.
    fixture.git(
        "clone",
        &["config", "core.sshCommand", &fixture.path("fake-ssh").display().to_string()],
    );
    let commit = fixture.commit("up", "c", "3");
    assert_eq!(fetched(&root).updated[0].new, commit);
}

#[test]
fn ssh_failures() {
    let fixture = Fixture::new();
    fixture.repository("up");
    let root = fixture.path("clone");
    let how = fake_ssh(&fixture, "printf 'Host key \\033[1mverification failed.' >&2; exit 255");
    let error = clone("git@host:x", &root, &how).unwrap_err();
    assert!(
        error.message().contains("ssh to `host` failed: Host key  [1mverification failed."),
        "{error}"
    );
    assert!(error.hint_text().is_some());
    let how = FetchOptions { ssh: Some(Ssh::Program("/no/such/ssh".into())), ..options() };
    assert!(clone("git@host:x", &root, &how).unwrap_err().message().contains("cannot run `ssh`"));
    // Silent for ever: the deadline ends it, and the child with it.
    let how = fake_ssh(&fixture, "exec sleep 60");
    let how = FetchOptions { deadline: Deadline::after(Duration::from_millis(300)), ..how };
    let start = clock::instant();
    assert_eq!(clone("git@host:x", &root, &how).unwrap_err().kind(), Kind::RequestTimeout);
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(!root.exists());
}

#[test]
fn half_received_packs_are_swept() {
    let (_fixture, repo) = pair();
    let directory = repo.join(".git/objects/pack");
    for (name, age) in [("pack_git2_old", 2), ("pack_git2_new", 0)] {
        let file = fs::File::create(directory.join(name)).unwrap();
        let day = Duration::from_secs(24 * 60 * 60);
        file.set_modified(SystemTime::from(clock::now()) - age * day).unwrap();
    }
    fetched(&repo);
    assert!(!directory.join("pack_git2_old").exists());
    assert!(directory.join("pack_git2_new").exists());
}

/// Not a test of its own: what the next test runs in a process that it lets die.
#[test]
fn dies_midway() {
    let (Ok(url), Ok(root)) = (std::env::var("TEST_URL"), std::env::var("TEST_ROOT")) else {
        return;
    };
    let progress = |p: Progress| {
        if p.received_objects > 100 {
            let own = rustix::process::getpid();
            let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
        }
    };
    let how = FetchOptions { progress: &progress, ..options() };
    let root = PathBuf::from(root);
    let _ = if root.exists() {
        fetch(&root, &how).map(drop)
    } else {
        clone(&url, &root, &how).map(drop)
    };
}

#[test]
fn killed_midway_nothing_is_half_there() {
    let fixture = Fixture::new();
    big_upstream(&fixture);
    let server = Server::start(&fixture.path(""), Manners::default());
    let url = server.url("up");
    let root = fixture.path("repos/one");
    let die = || {
        let done = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "git::fetch::tests::dies_midway"])
            .env("TEST_URL", &url)
            .env("TEST_ROOT", &root)
            .output()
            .unwrap();
        assert!(done.status.code().is_none(), "killed by a signal: {:?}", done.status);
    };
    let entries = || fs::read_dir(fixture.path("repos")).unwrap().count();
    die();
    assert!(!root.exists());
    assert_eq!(entries(), 1, "what was fetched so far");
    clone(&url, &root, &options()).unwrap();
    assert_eq!(entries(), 1, "the clone alone");

    let source = GitSource::new(&root, RefChoice::RemoteDefault);
    let before = source.head().unwrap();
    for n in 0..300 {
        fixture.write("up", &format!("g{n}"), &format!("{n}\n").repeat(50));
    }
    let commit = fixture.commit_all("up");
    die();
    assert_eq!(source.head().unwrap(), before);
    assert_eq!(source.tree(&before).unwrap().files.len(), 400);
    fetched(&root);
    assert_eq!(source.head().unwrap().commit, Some(commit));
    fixture.git("repos/one", &["fsck", "--strict"]);
}

#[test]
fn the_tags_that_are_wanted_come_to_a_place_of_their_own() {
    let (fixture, repo) = pair();
    fixture.git("up", &["tag", "-a", "v1.0", "-m", "one"]);
    fixture.git("up", &["tag", "other"]);
    fixture.git("up", &["tag", "v2", "HEAD^{tree}"]);
    // Reached by no branch: only the tag leads to it.
    fixture.git("up", &["checkout", "-q", "-b", "aside"]);
    let aside = fixture.commit("up", "b", "aside");
    fixture.git("up", &["tag", "v3/aside"]);
    fixture.git("up", &["checkout", "-q", "main"]);
    fixture.git("up", &["branch", "-q", "-D", "aside"]);
    let wanted = |tag: &str| tag.starts_with("refs/tags/v");
    let fetched = |wanted: &dyn Fn(&str) -> bool| {
        fetch(&repo, &FetchOptions { tags: wanted, ..options() }).unwrap().unwrap()
    };
    let report = fetched(&wanted);
    assert_eq!(report.updated.iter().filter(|u| u.name.starts_with(TRACKED_TAGS)).count(), 3);
    assert_eq!(fixture.git(&repo, &["tag"]), "", "the repository's own tags are its own");
    let named = |name: &str| {
        let found = crate::git::reference::named(&open(&repo).unwrap(), name).ok();
        found.map(|head| (head.commit.unwrap(), head.reference.unwrap()))
    };
    assert_eq!(named("v3/aside"), Some((aside.clone(), "refs/tags/v3/aside".to_owned())));
    assert_eq!(named("refs/tags/v3/aside"), named("v3/aside"));
    assert!(named("v1.0").is_some_and(|(_, name)| name == "refs/tags/v1.0"));
    assert_eq!((named("other"), named("v2")), (None, None), "not wanted; no commit");

    fixture.git("up", &["tag", "-d", "v1.0"]);
    fixture.git("up", &["tag", "-f", "v3/aside", "main"]);
    let report = fetched(&wanted);
    assert_eq!(report.pruned, [format!("{TRACKED_TAGS}v1.0")]);
    assert_ne!(named("v3/aside").unwrap().0, aside, "it has moved");
    assert_eq!(fetched(NO_TAGS).pruned.len(), 2, "what is listed no longer goes");
}
