//! Is what is learned the same for all who share it, used by nobody else, and bounded?

use std::sync::atomic::Ordering;

use super::*;
use crate::index::embedding::model::tests::save;
use crate::index::embedding::{Table, Teacher};
use crate::ingest::{learn, learn_together};
use crate::workspace::manifest::Learned;

/// Pairs of what a comment says and what the code under it does.
const MEANINGS: [(&str, &str); 4] =
    [("open", "acquire"), ("send", "transmit"), ("delete", "purge"), ("sort", "arrange")];

/// A workspace with so many pairs, a hundred a file.
fn library(seed: u64, pairs: u64) -> Arc<Memory> {
    let source = Arc::new(Memory::default());
    let mut state = seed;
    let mut roll = |sides: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    for file in 0..pairs / 100 {
        let mut text = String::new();
        for n in 0..100 {
            let (said, done) = MEANINGS[roll(4) as usize];
            let (a, b, c) = (roll(40), roll(40), roll(40));
            text.push_str(&format!(
                "/// {said} wordy{a} wordy{b} wordy{c} always\nfn {done}_{file}_{n}() {{ {done}(w{b}) }}\n\n"
            ));
        }
        source.put(&format!("src/part{file}.rs"), text);
    }
    source
}

fn taught(dir: &Path, source: &Arc<Memory>, teacher: Teacher) -> Engine {
    let source: Arc<dyn Source> = Arc::clone(source) as _;
    let options = Options { memory_mb: 30, threads: 2, graph: false };
    let engine = Engine::open_taught(dir, source, options, teacher).unwrap();
    refresh(&engine);
    engine
}

fn learned(engine: &Engine) -> Option<Learned> {
    view(engine).snapshot().manifest.learned
}

fn table(engine: &Engine) -> Vec<u8> {
    let place = learned(engine).unwrap().table.expect("there is a table");
    view(engine).snapshot().packs.get(place).unwrap().to_vec()
}

fn counts_meaning(engine: &Engine) -> bool {
    counts_meaning_of(engine, "open wordy1")
}

fn counts_meaning_of(engine: &Engine, query: &str) -> bool {
    let hits = ask(&view(engine), query);
    let why = hits[0].why.as_ref().unwrap();
    why.counted.iter().any(|(name, _)| *name == "embedding")
}

#[test]
fn a_group_learns_together_and_who_leaves_it_forgets() {
    let dirs = [scratch(), scratch()];
    let sources = [library(1, 1200), library(2, 1000)];
    let group = Teacher::Group(["a".to_owned(), "b".to_owned()].into());
    let engines: Vec<Engine> = dirs
        .iter()
        .zip(&sources)
        .map(|(dir, source)| taught(dir.path(), source, group.clone()))
        .collect();
    let members = [("a", &engines[0]), ("b", &engines[1])];
    let none = Deadline::none();
    assert!(!engines[0].learn(&none).unwrap(), "one of a group does not learn alone");
    assert!(!counts_meaning(&engines[0]));
    assert!(learn_together(&members, &none).unwrap());
    let shared = table(&engines[0]);
    assert_eq!(table(&engines[1]), shared, "both have the one table");
    assert!(Table::read(&shared).is_some());
    assert!(engines.iter().all(counts_meaning));
    assert!(!learn_together(&members, &none).unwrap(), "it is not due again");

    // The same whatever the number of threads, and whoever asks.
    for threads in [1, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let views = [view(&engines[0]), view(&engines[1])];
        let named = [("a", views[0].snapshot()), ("b", views[1].snapshot())];
        let again = pool.install(|| learn::lesson(&named, &none)).unwrap();
        assert!(again.table.unwrap() == shared, "{threads} threads");
    }

    // A member that has grown by a third brings both a new one.
    let more = library(3, 500);
    for (path, held) in &*more.files.lock().unwrap() {
        sources[1].put(&format!("more/{path}"), &held.bytes);
    }
    refresh(&engines[1]);
    assert_eq!(table(&engines[1]), shared, "until then the old one counts");
    assert!(learn_together(&members, &none).unwrap());
    assert!(table(&engines[0]) != shared && table(&engines[0]) == table(&engines[1]));

    // Out of the group, or with learning switched off, nothing of it is used from the first look on.
    drop(engines);
    let kept = taught(dirs[0].path(), &sources[0], group);
    assert!(counts_meaning(&kept), "a restart forgets nothing");
    drop(kept);
    for other in [
        Teacher::Own,
        Teacher::Off,
        Teacher::Group(["a".to_owned(), "b".to_owned(), "c".to_owned()].into()),
    ] {
        let engine = taught(dirs[0].path(), &sources[0], other);
        assert_eq!(learned(&engine), None);
        assert!(!counts_meaning(&engine));
    }
    let own = taught(dirs[0].path(), &sources[0], Teacher::Own);
    assert!(own.learn(&none).unwrap());
    assert_eq!(learned(&own).unwrap().table, None, "alone it has too few pairs");
    let off = taught(dirs[0].path(), &sources[0], Teacher::Off);
    assert!(!off.learn(&none).unwrap());
}

#[test]
fn a_deadline_ends_learning_and_what_is_published_meanwhile_stays() {
    let (dir, source) = (scratch(), library(4, 2100));
    let engine = taught(dir.path(), &source, Teacher::Own);
    let late = Deadline::none();
    late.cancel();
    assert!(engine.learn(&late).is_err());
    assert_eq!(learned(&engine), None);

    let before = view(&engine);
    let lesson = learn::lesson(&[("", before.snapshot())], &Deadline::none()).unwrap();
    source.put("src/later.rs", "fn later() {}\n");
    refresh(&engine);
    let reads = source.reads.load(Ordering::Relaxed);
    engine.keep(&lesson, 1, &Deadline::none()).unwrap();
    assert!(view(&engine).snapshot().manifest.find("src/later.rs").is_some());
    assert!(counts_meaning(&engine));
    assert_eq!(source.reads.load(Ordering::Relaxed), reads, "the source is not asked");
    assert!(table(&engine).len() < (1 << 20) * 3);

    let before = Arc::clone(&view(&engine).published().meanings);
    source.put("src/later.rs", "fn later_still() {}\n");
    refresh(&engine);
    let kept = |engine: &Engine| Arc::ptr_eq(&before, &view(engine).published().meanings);
    assert!(kept(&engine), "a change makes nothing anew that it does not touch");
    assert!(counts_meaning(&engine));
    engine.keep(&lesson, 2, &Deadline::none()).unwrap();
    assert!(!kept(&engine), "another table means other things");
}

#[test]
fn a_model_takes_the_place_of_what_is_learned() {
    let (dir, source) = (scratch(), Arc::new(Memory::default()));
    source.put("src/a.rs", "/// Destroys the handle.\nfn first() {}\n");
    source.put("src/z.rs", "/// Acquires the handle.\nfn other() {}\n");
    source.put("notes.md", "# Open\n\nHow to open and acquire.\n");
    let folder = dir.path().join("model");
    let (near, far) = ([1.0, 0.0, 0.1, 0.0], [-1.0, 0.2, 0.0, 0.0]);
    let words = [("open", near), ("acquire", near), ("##s", [0.0; 4]), ("destroy", far)];
    save(&folder, &words);
    let order = |engine: &Engine| {
        let hits = ask(&view(engine), "open the handle");
        let at = |path: &str| hits.iter().position(|hit| &*hit.path == path).unwrap();
        at("src/z.rs") < at("src/a.rs")
    };
    let index = dir.path().join("index");
    let without = taught(&index, &source, Teacher::Own);
    without.learn(&Deadline::none()).unwrap();
    assert!(!order(&without) && learned(&without).unwrap().table.is_none());
    drop(without);

    let engine = taught(&index, &source, Teacher::Model(folder.clone()));
    assert_eq!(learned(&engine), None, "what was learned is not what the model says");
    assert!(engine.learn(&Deadline::none()).unwrap());
    assert!(order(&engine) && counts_meaning_of(&engine, "open the handle"));
    assert!(!engine.learn(&Deadline::none()).unwrap(), "it is not due again");
    let before = learned(&engine).unwrap();
    // Another model is told from the last one, and taken.
    save(&folder, &[("open", near), ("acquire", far), ("##s", [0.0; 4]), ("destroy", near)]);
    assert!(engine.learn(&Deadline::none()).unwrap());
    assert!(!order(&engine) && learned(&engine).unwrap().of != before.of);
    // A broken one changes nothing, and says so.
    std::fs::write(folder.join("model.safetensors"), "").unwrap();
    let error = engine.learn(&Deadline::none()).unwrap_err();
    assert_eq!(error.kind(), crate::base::Kind::Config);
    assert!(table(&engine).len() > 8);
}
