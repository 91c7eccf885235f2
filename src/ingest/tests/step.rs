//! Is a first index that was ended on its way gone on with, and do queries go on while one is built?

use std::sync::mpsc::channel;

use super::*;
use crate::base::Kind;

fn many(source: &Memory, files: usize) {
    for n in 0..files {
        source.put(&format!("src/f{n:04}.rs"), format!("fn item_{n}() {{}} // needle\n"));
    }
}

/// Ends a run after so many files.
fn cut(engine: &Engine, files: u64) -> Kind {
    let deadline = Deadline::none();
    let progress = |p: super::super::Progress| {
        if p.files_done >= files {
            deadline.cancel();
        }
    };
    engine.refresh(&progress, &deadline).unwrap_err().kind()
}

#[test]
fn what_a_run_has_done_is_not_done_again() {
    let (dir, source) = (scratch(), Arc::new(Memory::default()));
    many(&source, 300);
    let reads = || source.reads.load(Ordering::Relaxed);
    assert_eq!(cut(&engine(dir.path(), &source), 160), Kind::RequestTimeout);
    let first = reads();
    assert!((160..240).contains(&first), "{first}");
    // Another process, and another commit.
    source.put("src/f0001.rs", "fn changed() {}\n");
    source.remove("src/f0002.rs");
    let second = engine(dir.path(), &source);
    assert!(second.current().is_none(), "part of a commit is not served");
    assert_eq!(cut(&second, 100), Kind::RequestTimeout);
    let third = engine(dir.path(), &source);
    let told = Mutex::new(Vec::new());
    let progress =
        |p: super::super::Progress| told.lock().unwrap().push((p.files_done, p.files_total));
    third.refresh(&progress, &Deadline::none()).unwrap();
    // What is under way when a run ends is read twice: at most a step each time, and the queue.
    assert!(reads() < 300 + 2 * 80, "{} reads of 300 files", reads());
    let told = told.into_inner().unwrap();
    assert!(told.iter().all(|(done, total)| done <= total), "{told:?}");
    assert!(told[0].1 < 200, "what is left, and not all: {:?}", told[0]);
    // All but a few files hold `item`: which of equals are among the first is not asked.
    assert_fresh(&view(&third), &source, &["needle", "changed"], &["changed"]);
    let left = std::fs::read_dir(dir.path()).unwrap().flatten();
    let generations = left.filter(|e| e.file_name().to_string_lossy().starts_with("generation"));
    assert_eq!(generations.count(), 1);
    assert_fresh(&view(&engine(dir.path(), &source)), &source, &["needle"], &[]);
}

#[test]
fn a_damaged_beginning_is_begun_anew() {
    let (dir, source) = (scratch(), Arc::new(Memory::default()));
    many(&source, 100);
    cut(&engine(dir.path(), &source), 60);
    let pack = dir.path().join("generation-00000001/text-00000000.pack");
    std::fs::write(pack, b"").unwrap();
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    assert_fresh(&view(&engine), &source, &["needle"], &["item 7"]);
}

/// A rebuild that cannot go on until queries were answered: none of them waits for it.
#[test]
fn queries_do_not_wait_for_a_rebuild() {
    let (dir, source) = (scratch(), Arc::new(Memory::default()));
    many(&source, 200);
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    let (go, answered) = channel();
    let answered = Mutex::new(answered);
    std::thread::scope(|scope| {
        let engine = &engine;
        let rebuild = scope.spawn(move || {
            let progress = |_| {
                let _ = answered.lock().unwrap().recv();
            };
            engine.rebuild(&progress, &Deadline::none()).unwrap()
        });
        for n in 0..50 {
            let view = view(engine);
            assert_eq!(search(&view, "needle").total, 200);
            assert!(!ask(&view, &format!("item {n}")).is_empty());
            assert_eq!(view.graph().unwrap().files().count(), 200);
            go.send(()).unwrap();
        }
        assert!(!rebuild.is_finished(), "they were answered while it ran");
        // From here on it runs freely, its merges too.
        drop(go);
        while !rebuild.is_finished() {
            assert_eq!(search(&view(engine), "needle").total, 200);
            assert_eq!(ask(&view(engine), "needle").len(), 200);
        }
    });
    assert_fresh(&view(&engine), &source, &["needle"], &["item 7"]);
}
