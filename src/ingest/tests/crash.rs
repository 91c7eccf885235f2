//! Does an index open, and equal a fresh one, after a crash at any moment and damage of any file?

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;

/// State `n` of a repository that a killed process and its judge both know.
fn state(source: &Memory, n: u64) {
    let mut files = BTreeMap::new();
    for at in 0..60 {
        // Each commit changes a few files, removes some and brings others back.
        let version = (n + at) / 9;
        if (version + at).is_multiple_of(5) {
            continue;
        }
        let body = format!("fn item_{at}() {{ version({version}); }}\n").repeat(30);
        files.insert(format!("src/part{}/file{at}.rs", at % 4), body.into_bytes());
    }
    let mut blobs = source.blobs.lock().unwrap();
    let mut held = source.files.lock().unwrap();
    held.clear();
    for (path, bytes) in files {
        blobs.insert(blob_of(&bytes).0, bytes.clone());
        let attributes = Attributes::default();
        held.insert(path, Held { bytes, kind: FileKind::File, attributes });
    }
    source.commit.store(n, Ordering::Relaxed);
}

const MARKER: &str = "this-process-is-to-be-killed";

/// The process that is killed: not a test by itself. It works in its current directory.
#[test]
#[ignore = "run by `killed_at_any_moment_it_opens`"]
fn index_until_killed() {
    if !Path::new(MARKER).exists() {
        return;
    }
    let source = Arc::new(Memory::default());
    let engine = engine(Path::new("index"), &source);
    let served = engine.current().and_then(|p| p.snapshot.head().commit.clone());
    let mut n = served.map_or(1, |commit| u64::from_str_radix(&commit, 16).unwrap());
    loop {
        state(&source, n);
        if n % 7 == 3 {
            engine.rebuild(&|_| {}, &Deadline::none()).unwrap();
        } else {
            refresh(&engine);
        }
        n += 1;
    }
}

#[test]
fn killed_at_any_moment_it_opens() {
    let dir = scratch();
    std::fs::write(dir.path().join(MARKER), "").unwrap();
    let exe = std::fs::read_link("/proc/self/exe").unwrap();
    let mut last = 0;
    for round in 0..20u64 {
        let mut child = Command::new(&exe)
            .args(["--ignored", "--exact", "ingest::tests::crash::index_until_killed"])
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + (round * 83) % 400));
        child.kill().unwrap();
        child.wait().unwrap();
        last = judge(&dir.path().join("index"), last, round);
    }
    assert!(last > 1, "the killed processes came to {last} commits");
}

/// What lies there must open, name a commit no older than before, and hold exactly its files.
fn judge(index: &Path, last: u64, round: u64) -> u64 {
    let source = Arc::new(Memory::default());
    let engine = engine(index, &source);
    let Some(served) = engine.current() else {
        assert_eq!(last, 0, "round {round}: what was published is gone");
        return 0;
    };
    let commit = served.snapshot.head().commit.clone().unwrap();
    let n = u64::from_str_radix(&commit, 16).unwrap();
    assert!(n >= last, "round {round}");
    state(&source, n);
    let view = View::new(served);
    assert_fresh(&view, &source, &["version", "item_7"], &["item 7", "version"]);
    if round % 5 == 4 {
        state(&source, n + 1);
        refresh(&engine);
        assert_fresh(&self::view(&engine), &source, &["version"], &["item 9"]);
        return n + 1;
    }
    n
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(dir).unwrap().flatten() {
        if file.path().is_dir() {
            found.extend(files(&file.path()));
        } else {
            found.push(file.path());
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&file, target).unwrap();
    }
}

/// Each file of an index in turn is lost, emptied, or cut: what opens must be whole, and a refresh
/// mends the rest.
#[test]
fn damage_to_any_file_is_mended() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    state(&source, 1);
    refresh(&engine(dir.path(), &source));
    state(&source, 2);
    refresh(&engine(dir.path(), &source));
    for file in files(dir.path()) {
        let name = file.strip_prefix(dir.path()).unwrap();
        for damage in ["lost", "empty", "cut"] {
            let copied = scratch();
            copy(dir.path(), copied.path());
            let target = copied.path().join(name);
            let bytes = std::fs::read(&target).unwrap();
            match damage {
                "lost" => std::fs::remove_file(&target).unwrap(),
                "empty" => std::fs::write(&target, b"").unwrap(),
                _ => std::fs::write(&target, &bytes[..bytes.len() / 2]).unwrap(),
            }
            let engine = engine(copied.path(), &source);
            if engine.current().is_none() {
                refresh(&engine);
            }
            state(&source, 3);
            refresh(&engine);
            let what = format!("{} {damage}", name.display());
            let view = view(&engine);
            assert_eq!(view.snapshot().head(), &source.head().unwrap(), "{what}");
            assert_fresh(&view, &source, &["version"], &["item 9"]);
            state(&source, 2);
        }
    }
}

#[test]
fn an_index_of_another_version_is_built_anew() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    state(&source, 1);
    refresh(&engine(dir.path(), &source));
    let meta = dir.path().join("generation-00000001/ranked/meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    // The second publication is that of the facts.
    let payload = crate::ingest::payload(2);
    assert!(text.contains(&payload), "{text}");
    std::fs::write(&meta, text.replace(&payload, "999 1")).unwrap();
    let engine = engine(dir.path(), &source);
    assert!(engine.current().is_none());
    assert_eq!(refresh(&engine).files_removed, 0);
    assert_fresh(&view(&engine), &source, &["version"], &["item 9"]);
}
