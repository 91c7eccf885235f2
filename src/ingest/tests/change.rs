//! Is what is served after any change what a fresh index would serve?

use proptest::prelude::*;

use super::*;
use crate::ingest::Behind;
use crate::workspace::manifest::Reason;

#[test]
fn a_change_is_indexed_alone_and_found() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("src/server.rs", "fn listenForClients() {}\nfn other() {}\n");
    source.put("src/token.rs", "struct BearerToken;\n");
    let engine = engine(dir.path(), &source);
    assert!(engine.current().is_none());
    let first = refresh(&engine);
    assert_eq!((first.changed, first.files_indexed, first.files_removed), (true, 2, 0));
    assert_eq!(paths(&ask(&view(&engine), "listen for clients")), ["src/server.rs"]);
    assert_eq!(engine.behind().unwrap(), Behind::Current);

    source.put("src/token.rs", "struct BearerToken { secret: String }\n");
    assert_eq!(engine.behind().unwrap(), Behind::By(1));
    let old = view(&engine);
    let second = refresh(&engine);
    assert_eq!((second.files_indexed, second.files_removed), (1, 1));
    assert_eq!(search(&view(&engine), "secret").total, 1);
    assert_eq!(search(&old, "secret").total, 0, "a view shows what it showed");
    assert_eq!(read(&old, "src/token.rs").unwrap(), "struct BearerToken;\n");
    assert!(!refresh(&engine).changed);
}

#[test]
fn renames_and_copies_read_nothing() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("old_name.rs", "fn body() {}\n");
    source.put("twin.rs", "fn body() {}\n");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    assert_eq!(source.reads.load(Ordering::Relaxed), 1, "equal blobs are read once");
    assert_eq!(view(&engine).snapshot().manifest.packs[0].text, 13, "and packed once");

    source.rename("old_name.rs", "sub/fresh_label.rs");
    refresh(&engine);
    assert_eq!(source.reads.load(Ordering::Relaxed), 1);
    let view = view(&engine);
    assert_eq!(paths(&ask(&view, "fresh label")), ["sub/fresh_label.rs"]);
    assert!(ask(&view, "old_name").is_empty());
    assert_fresh(&view, &source, &["body"], &["body"]);
}

#[test]
fn what_becomes_binary_or_generated_leaves_and_returns() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("a.rs", "fn apple() {}\n");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    source.put("a.rs", b"\0apple");
    refresh(&engine);
    assert_eq!(search(&view(&engine), "apple").total, 0);
    assert_eq!(view(&engine).snapshot().manifest.counts().of(Reason::Binary), 1);
    source.put("a.rs", "fn apple() {}\n");
    refresh(&engine);
    assert_eq!(search(&view(&engine), "apple").total, 1);

    let generated = Attributes { generated: Some(true), ..Attributes::default() };
    source.put_as("a.rs", b"fn apple() {}\n", FileKind::File, generated);
    refresh(&engine);
    assert!(ask(&view(&engine), "apple").is_empty(), "the attribute alone has changed");
    assert_eq!(view(&engine).snapshot().manifest.counts().of(Reason::Generated), 1);
    assert_eq!(read(&view(&engine), "a.rs").unwrap(), "fn apple() {}\n", "it stays readable");
    source.put("a.rs", "fn apple() {}\n");
    refresh(&engine);
    assert_fresh(&view(&engine), &source, &["apple"], &["apple"]);
}

#[test]
fn unrelated_history_and_no_files_at_all() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    let engine = engine(dir.path(), &source);
    assert!(refresh(&engine).changed, "a repository without files is served too");
    assert_eq!(search(&view(&engine), "x").total, 0);
    assert!(ask(&view(&engine), "anything").is_empty());
    for n in 0..20 {
        source.put(&format!("one/{n}.py"), format!("def first_{n}(): pass\n"));
    }
    refresh(&engine);
    source.files.lock().unwrap().clear();
    for n in 0..20 {
        source.put(&format!("two/{n}.go"), format!("func second{n}() {{}}\n"));
    }
    let done = refresh(&engine);
    assert_eq!((done.files_indexed, done.files_removed), (20, 20));
    assert_fresh(&view(&engine), &source, &["first", "second"], &["first", "second 7"]);
    source.files.lock().unwrap().clear();
    source.commit.fetch_add(1, Ordering::Relaxed);
    refresh(&engine);
    assert_fresh(&view(&engine), &source, &["."], &["second"]);
}

#[test]
fn a_commit_without_a_change_is_served_by_name() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("a", "x");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    source.commit.fetch_add(5, Ordering::Relaxed);
    let done = refresh(&engine);
    assert_eq!((done.changed, done.files_indexed), (true, 0));
    assert_eq!(view(&engine).snapshot().head(), &source.head().unwrap());
}

#[test]
fn packs_do_not_pile_up() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    for n in 0..50 {
        source.put(&format!("f{n}"), format!("text {n}\n").repeat(100));
    }
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    for n in 0..60 {
        source.put(&format!("f{}", n % 7), format!("changed {n}\n").repeat(100));
        refresh(&engine);
        let view = view(&engine);
        let manifest = &view.snapshot().manifest;
        assert!(manifest.packs.len() <= 18, "{} packs", manifest.packs.len());
        let on_disk: u64 = manifest.packs.iter().map(|pack| pack.len).sum();
        assert!(on_disk <= 3 * manifest.counts().bytes, "{on_disk} bytes");
    }
    assert_fresh(&view(&engine), &source, &["changed 5", "text 3"], &["changed"]);
    let generation = std::fs::read_dir(dir.path().join("generation-00000001")).unwrap();
    let left = generation.flatten().filter(|f| f.file_name() != "ranked").count();
    let manifest = Arc::clone(&view(&engine).snapshot().manifest);
    assert_eq!(left, manifest.packs.len() + 1, "what nothing names is gone");
}

#[test]
fn a_rebuild_serves_the_old_until_it_is_done() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("a.rs", "fn one() {}");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    let seen = std::cell::Cell::new(0);
    let progress = |_| {
        seen.set(seen.get() + 1);
        assert_eq!(search(&view(&engine), "one").total, 1);
    };
    assert!(engine.rebuild(&progress, &Deadline::none()).unwrap().changed);
    assert_eq!(seen.get(), 1);
    assert_fresh(&view(&engine), &source, &["one"], &["one"]);
    let names = std::fs::read_dir(dir.path()).unwrap().flatten();
    assert_eq!(names.filter(|f| f.path().is_dir()).count(), 1, "the old one is gone");
}

#[test]
fn another_engines_publication_is_taken_over() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("a.rs", "fn one() {}");
    let (ours, theirs) = (engine(dir.path(), &source), engine(dir.path(), &source));
    refresh(&ours);
    let reads = source.reads.load(Ordering::Relaxed);
    let done = refresh(&theirs);
    assert_eq!((done.changed, done.files_indexed), (true, 0));
    source.put("b.rs", "fn two() {}");
    refresh(&theirs);
    let done = refresh(&ours);
    assert_eq!((done.changed, done.files_indexed), (true, 0));
    assert_eq!(source.reads.load(Ordering::Relaxed), reads + 1);
    assert_eq!(search(&view(&ours), "two").total, 1);
    theirs.rebuild(&|_| {}, &Deadline::none()).unwrap();
    source.put("c.rs", "fn three() {}");
    assert_eq!(refresh(&ours).files_indexed, 1);
    assert_fresh(&view(&ours), &source, &["fn"], &["three"]);
}

#[test]
fn a_failure_leaves_what_is_served() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("a.rs", "fn one() {}");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    source.put("b.rs", "fn two() {}");
    source.blobs.lock().unwrap().remove(&blob_of(b"fn two() {}").0);
    assert!(engine.refresh(&|_| {}, &Deadline::none()).is_err());
    assert_eq!(search(&view(&engine), "one").total, 1);
    source.put("b.rs", "fn two() {}");
    let late = Deadline::after(std::time::Duration::ZERO);
    assert!(engine.refresh(&|_| {}, &late).is_err());
    refresh(&engine);
    assert_fresh(&view(&engine), &source, &["fn"], &["two"]);
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8),
    Copy(u8, u8),
    Rename(u8, u8),
    Remove(u8),
    Generated(u8),
    Refresh,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..12u8, 0..16u8).prop_map(|(path, text)| Step::Put(path, text)),
        1 => (0..12u8, 0..12u8).prop_map(|(from, to)| Step::Copy(from, to)),
        2 => (0..12u8, 0..12u8).prop_map(|(from, to)| Step::Rename(from, to)),
        2 => (0..12u8).prop_map(Step::Remove),
        1 => (0..12u8).prop_map(Step::Generated),
        4 => Just(Step::Refresh),
        1 => Just(Step::Reopen),
    ]
}

fn path(n: u8) -> String {
    [
        "a.rs",
        "a/b.rs",
        "a/c.py",
        "a-b.ts",
        "vendor/x.go",
        "z",
        "README.md",
        "a/b/c/d/e/f.c",
        "m.min.js",
        "tests/t.rs",
        "ü.txt",
        "a b",
    ][n as usize]
        .to_owned()
}

fn text(n: u8) -> Vec<u8> {
    match n {
        0 => Vec::new(),
        1 => b"\0binary word".to_vec(),
        2 => b"invalid \xff\xfe word\n".to_vec(),
        3 => vec![b'w'; (1 << 20) + 1],
        4 => format!("word {}", "long ".repeat(5000)).into_bytes(),
        n => format!(
            "fn word{n}() {{\n{}}}\n",
            "    call(other, word);\n".repeat(usize::from(n) * 11)
        )
        .into_bytes(),
    }
}

fn apply(source: &Memory, step: &Step) {
    let held = |n: u8| source.files.lock().unwrap().get(&path(n)).cloned();
    match step {
        Step::Put(at, n) => source.put(&path(*at), text(*n)),
        Step::Copy(from, to) => {
            if let Some(held) = held(*from) {
                source.put_as(&path(*to), &held.bytes, held.kind, held.attributes);
            }
        }
        Step::Rename(from, to) => source.rename(&path(*from), &path(*to)),
        Step::Remove(at) => source.remove(&path(*at)),
        Step::Generated(at) => {
            if let Some(held) = held(*at) {
                let attributes = Attributes { generated: Some(true), ..held.attributes };
                source.put_as(&path(*at), &held.bytes, held.kind, attributes);
            }
        }
        Step::Refresh | Step::Reopen => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn incremental_equals_fresh(steps in proptest::collection::vec(step(), 1..40)) {
        let dir = scratch();
        let source = Arc::new(Memory::default());
        let mut ours = engine(dir.path(), &source);
        for step in &steps {
            apply(&source, step);
            match step {
                Step::Refresh => { refresh(&ours); }
                Step::Reopen => ours = engine(dir.path(), &source),
                _ => {}
            }
        }
        refresh(&ours);
        assert_fresh(&view(&ours), &source, &["word", "(?i)CALL|long", "^fn"], &["word", "call other", "readme vendor"]);
    }
}
