//! Does a repository serve the right commit, and all of its files?

use std::fs;

use super::*;
use crate::base::clock;
use crate::git::fixture::Fixture;
use crate::workspace::source::FileKind;

fn head_of(root: &Path, choice: RefChoice) -> (String, String) {
    let head = GitSource::new(root, choice).head().unwrap();
    (head.reference.unwrap(), head.commit.unwrap())
}

fn named(name: &str) -> RefChoice {
    RefChoice::Ref(name.to_owned())
}

#[test]
fn choices_table() {
    let fixture = Fixture::new();
    fixture.repository("up");
    let first = fixture.git("up", &["rev-parse", "HEAD"]);
    fixture.git("up", &["tag", "-a", "v1", "-m", "first"]);
    fixture.git("up", &["branch", "release"]);
    fixture.git(".", &["clone", "-q", "up", "repo"]);
    let repo = fixture.path("repo");
    let second = fixture.commit("repo", "b", "local");
    fixture.git("repo", &["branch", "own"]);
    fixture.git("repo", &["pack-refs", "--all"]);
    for (choice, reference, commit) in [
        (RefChoice::RemoteDefault, "refs/remotes/origin/main", &first),
        (RefChoice::LocalHead, "refs/heads/main", &second),
        (named("main"), "refs/remotes/origin/main", &first),
        (named("release"), "refs/remotes/origin/release", &first),
        (named("own"), "refs/heads/own", &second),
        (named("v1"), "refs/tags/v1", &first),
        (named("refs/heads/main"), "refs/heads/main", &second),
        (named("origin/main"), "refs/remotes/origin/main", &first),
        (named("HEAD"), "refs/heads/main", &second),
    ] {
        let found = head_of(&repo, choice.clone());
        assert_eq!(found, (reference.to_owned(), commit.clone()), "{choice:?}");
    }
    for bad in
        ["none", "refs/heads/none", "", "main~0", "@{0}", &first, ":/change", "a b", "..", "-x"]
    {
        let error = GitSource::new(&repo, named(bad)).head().unwrap_err();
        assert!(error.hint_text().is_some(), "{bad}: {error}");
    }
}

#[test]
fn the_remote_default_falls_back() {
    let fixture = Fixture::new();
    fixture.repository("up");
    fixture.git("up", &["branch", "dev"]);
    fixture.git(".", &["clone", "-q", "-o", "company", "up", "repo"]);
    let repo = fixture.path("repo");
    let reference = || head_of(&repo, RefChoice::RemoteDefault).0;
    assert_eq!(reference(), "refs/remotes/company/main");
    fixture.git("repo", &["remote", "set-head", "company", "-d"]);
    fixture.git("repo", &["checkout", "-q", "dev"]);
    assert_eq!(reference(), "refs/remotes/company/dev", "the checked-out branch's upstream");
    fixture.git("repo", &["checkout", "-q", "--detach"]);
    assert_eq!(reference(), "refs/remotes/company/main");
    fixture.git("repo", &["update-ref", "-d", "refs/remotes/company/main"]);
    assert_eq!(reference(), "refs/remotes/company/dev", "the only branch");
    fixture.git("repo", &["update-ref", "-d", "refs/remotes/company/dev"]);
    assert_eq!(reference(), "HEAD", "nothing fetched");
    fixture.git("repo", &["checkout", "-q", "-b", "own"]);
    fixture.git("repo", &["remote", "remove", "company"]);
    assert_eq!(reference(), "refs/heads/own");
}

#[test]
fn kinds_of_repositories() {
    let fixture = Fixture::new();
    let repo = fixture.repository("repo");
    let commit = fixture.git("repo", &["rev-parse", "HEAD"]);
    fixture.git(".", &["clone", "-q", "--bare", "repo", "bare"]);
    fixture.git("repo", &["worktree", "add", "-q", "-b", "side", "../tree"]);
    fixture
        .git(".", &["clone", "-q", "--depth=1", &format!("file://{}", repo.display()), "shallow"]);
    for (name, reference) in [
        ("repo", "refs/heads/main"),
        ("bare", "refs/heads/main"),
        ("tree", "refs/heads/side"),
        ("shallow", "refs/heads/main"),
    ] {
        let root = fixture.path(name);
        assert!(GitSource::is_repository(&root), "{name}");
        let found = head_of(&root, RefChoice::LocalHead);
        assert_eq!(found, (reference.to_owned(), commit.clone()), "{name}");
        let source = GitSource::new(&root, RefChoice::LocalHead);
        let tree = source.tree(&source.head().unwrap()).unwrap();
        let text = source.reader().unwrap().read("a.txt", tree.files[0].blob).unwrap();
        assert_eq!(text, b"one\n");
    }
    fs::create_dir(repo.join("sub")).unwrap();
    assert!(!GitSource::is_repository(&repo.join("sub")));
    assert_eq!(GitSource::discover(&repo.join("sub")).unwrap(), repo.canonicalize().ok());
    assert!(GitSource::discover(&fixture.path("home")).unwrap().is_none());
}

#[test]
fn failures_say_what_to_do() {
    let fixture = Fixture::new();
    let empty = fixture.init("empty");
    let error = GitSource::new(&empty, RefChoice::RemoteDefault).head().unwrap_err();
    assert!(error.message().contains("has no commit yet"), "{error}");
    let error = GitSource::new(fixture.path("home"), RefChoice::LocalHead).head().unwrap_err();
    assert!(error.message().contains("is not a git repository"), "{error}");
    let error = GitSource::new(fixture.path("none"), RefChoice::LocalHead).head().unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    let repo = fixture.repository("repo");
    let source = GitSource::new(&repo, RefChoice::LocalHead);
    let gone = Head { commit: Some("1".repeat(40)), reference: None };
    assert!(source.tree(&gone).unwrap_err().message().contains("is not in the repository"));
    let short = Head {
        commit: Some(fixture.git("repo", &["rev-parse", "--short", "HEAD"])),
        reference: None,
    };
    assert_eq!(source.tree(&short).unwrap_err().kind(), Kind::InvalidArguments);
}

#[test]
fn anothers_repository_gives_the_safe_directory_hint() {
    let fixture = Fixture::new();
    let repo = fixture.repository("a repo");
    // Only root may give files away, and some machines trust every directory.
    let trusting = git2::Config::open_default().and_then(|c| c.get_string("safe.directory"));
    if !rustix::process::geteuid().is_root() || trusting.is_ok() {
        return;
    }
    for path in [repo.clone(), repo.join(".git")] {
        std::os::unix::fs::chown(path, Some(12345), Some(12345)).unwrap();
    }
    let error = GitSource::new(&repo, RefChoice::LocalHead).head().unwrap_err();
    assert!(error.message().contains("belongs to another user"), "{error}");
    let line = format!(
        "git config --global --add safe.directory '{}'",
        repo.canonicalize().unwrap().display()
    );
    assert!(error.hint_text().unwrap().ends_with(&line), "{:?}", error.hint_text());
    assert!(GitSource::is_repository(&repo));
}

#[test]
fn head_sees_other_processes_changes() {
    let fixture = Fixture::new();
    let repo = fixture.repository("repo");
    let source = GitSource::new(&repo, RefChoice::LocalHead);
    for round in 0..6 {
        let commit = fixture.commit("repo", "a.txt", &round.to_string());
        match round % 3 {
            1 => drop(fixture.git("repo", &["pack-refs", "--all"])),
            2 => drop(fixture.git("repo", &["gc", "-q", "--prune=now"])),
            _ => {}
        }
        let head = source.head().unwrap();
        assert_eq!(head.commit.as_ref(), Some(&commit), "round {round}");
        assert_eq!(source.tree(&head).unwrap().files.len(), 1);
    }
    let before = source.head().unwrap();
    fixture.git("repo", &["update-ref", "refs/heads/main", "HEAD~2"]);
    let after = source.head().unwrap();
    assert_eq!(source.distance(&after, &before).unwrap(), 2);
    assert_eq!(source.distance(&before, &after).unwrap(), 0);
    assert_eq!(source.distance(&before, &before).unwrap(), 0);
    fs::remove_dir_all(&repo).unwrap();
    assert!(source.head().is_err());
    fixture.repository("repo");
    let commit = fixture.git("repo", &["rev-parse", "HEAD"]);
    assert_eq!(source.head().unwrap().commit, Some(commit), "a replaced repository");
}

#[test]
fn head_is_cheap() {
    let fixture = Fixture::new();
    fixture.repository("up");
    fixture.git(".", &["clone", "-q", "up", "repo"]);
    let source = GitSource::new(fixture.path("repo"), RefChoice::RemoteDefault);
    source.head().unwrap();
    let start = clock::instant();
    for _ in 0..100 {
        source.head().unwrap();
    }
    let each = start.elapsed() / 100;
    assert!(each.as_millis() < 5, "{each:?}");
}

#[test]
fn a_tree_equals_ls_tree() {
    let fixture = Fixture::new();
    fixture.init("repo");
    for n in 0..5000 {
        fixture.write("repo", &format!("d{}/e{}.x/f{n}.txt", n % 37, n % 11), &n.to_string());
    }
    for name in ["d1.txt", "d1-", "D1", "d1/z", "ünï/ç.txt", "with space", "-dash"] {
        fixture.write("repo", name, name);
    }
    std::os::unix::fs::symlink("d1.txt", fixture.path("repo/link")).unwrap();
    fixture.commit_all("repo");
    let sub = fixture.git("repo", &["rev-parse", "HEAD"]);
    fixture.git(
        "repo",
        &["update-index", "--add", "--cacheinfo", &format!("160000,{sub},modules/one")],
    );
    fixture.git("repo", &["commit", "-q", "-m", "submodule"]);
    fixture.git("repo", &["gc", "-q"]);

    let source = GitSource::new(fixture.path("repo"), RefChoice::LocalHead);
    let head = source.head().unwrap();
    let tree = source.tree(&head).unwrap();
    let listing = fixture.git("repo", &["ls-tree", "-r", "-z", "HEAD"]);
    let expected: Vec<String> = listing.split_terminator('\0').map(str::to_owned).collect();
    let found: Vec<String> = tree
        .files
        .iter()
        .map(|f| match f.kind {
            FileKind::File => format!("100644 blob {}\t{}", f.blob, f.path),
            FileKind::Symlink => format!("120000 blob {}\t{}", f.blob, f.path),
            FileKind::Submodule => format!("160000 commit {}\t{}", f.blob, f.path),
        })
        .collect();
    assert_eq!(found, expected);
    assert!(tree.files.is_sorted_by(|a, b| a.path.as_bytes() < b.path.as_bytes()));
    let mut reader = source.reader().unwrap();
    let file = tree.files.iter().find(|f| f.path == "d1.txt").unwrap();
    assert_eq!(reader.size(&file.path, file.blob).unwrap(), Some(6));
    assert_eq!(reader.read(&file.path, file.blob).unwrap(), b"d1.txt");
    assert!(reader.read("x", BlobId([7; 20])).is_err());
}

#[test]
fn attributes_come_from_the_commit() {
    let fixture = Fixture::new();
    fixture.init("repo");
    fixture.write(
        "repo",
        ".gitattributes",
        "*.min.js linguist-generated\nvendor/** linguist-vendored\n",
    );
    fixture.write("repo", "vendor/.gitattributes", "own/** -linguist-vendored\n");
    for name in ["a.min.js", "vendor/x.c", "vendor/own/y.c", "z.c"] {
        fixture.write("repo", name, "");
    }
    fixture.commit_all("repo");
    fixture.write("repo", ".gitattributes", "* linguist-generated\n");
    let source = GitSource::new(fixture.path("repo"), RefChoice::LocalHead);
    let tree = source.tree(&source.head().unwrap()).unwrap();
    let of = |path: &str| tree.files.iter().find(|f| f.path == path).unwrap().attributes;
    assert_eq!(of("a.min.js").generated, Some(true));
    assert_eq!(of("vendor/x.c").vendored, Some(true));
    assert_eq!(of("vendor/own/y.c").vendored, Some(false));
    assert_eq!(of("z.c"), Default::default());
}

/// Names that git itself would refuse to check out, and one that is not UTF-8.
#[test]
fn hostile_names_are_counted_and_left_out() {
    let fixture = Fixture::new();
    let root = fixture.init_bare("repo");
    let repo = Repository::open(&root).unwrap();
    let blob = repo.blob(b"x").unwrap();
    let mut raw = Vec::new();
    for name in [&b".."[..], b".git", b"a\xff", b"fine", b"x/y"] {
        raw.extend_from_slice(b"100644 ");
        raw.extend_from_slice(name);
        raw.push(0);
        raw.extend_from_slice(blob.as_bytes());
    }
    let tree = repo.odb().unwrap().write(ObjectType::Tree, &raw).unwrap();
    let who = git2::Signature::new("a", "a@example.com", &git2::Time::new(0, 0)).unwrap();
    let text = format!("tree {tree}\nauthor {who} 0 +0000\ncommitter {who} 0 +0000\n\nx\n");
    let commit = repo.odb().unwrap().write(ObjectType::Commit, text.as_bytes()).unwrap();
    let source = GitSource::new(&root, RefChoice::LocalHead);
    let head = Head { commit: Some(commit.to_string()), reference: None };
    let tree = source.tree(&head).unwrap();
    assert_eq!(tree.files.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(), ["fine"]);
    assert_eq!(tree.unreadable_paths, 4);
}

#[test]
fn formats_that_libgit2_cannot_read_are_named() {
    let fixture = Fixture::new();
    let repo = fixture.repository("repo");
    fixture.git("repo", &["config", "core.repositoryFormatVersion", "1"]);
    fixture.git("repo", &["config", "extensions.partialClone", "origin"]);
    let error = GitSource::new(&repo, RefChoice::LocalHead).head().unwrap_err();
    assert!(error.hint_text().unwrap().contains("partial clones"), "{}", error.chain());
}
