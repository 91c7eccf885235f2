//! Does a book survive crashes, full disks, rotation and company?

use std::thread;

use super::*;
use crate::ledger::fixture::{FORMAT, Scene, codes, fill};

#[test]
fn begins_at_genesis_and_goes_on_after_a_restart() {
    let scene = Scene::new();
    let mut book = scene.open();
    assert_eq!(book.unsealed(), 1, "an empty book needs a head");
    book.seal().finish().unwrap();
    fill(&mut book, 3);
    drop(book);
    let first = scene.lines()[0].clone();
    assert!(first.contains(r#""seq":1,"prevHash":"genesis","hash":""#));
    // The head is behind: the tail is read.
    let mut book = scene.open();
    assert_eq!((book.size(), book.take_notes()), (3, vec![]));
    fill(&mut book, 2);
    book.seal().finish().unwrap();
    scene.assert_holds(5);
    // Without a head, everything is read.
    fs::remove_file(head_path(&scene.path)).unwrap();
    let mut book = scene.open();
    assert_eq!((book.size(), book.take_notes()), (5, vec![Note::HeadMissing { found: 5 }]));
    fill(&mut book, 1);
    book.seal().finish().unwrap();
    scene.assert_holds(6);
}

#[test]
fn a_crash_at_any_byte_of_the_last_two_lines_is_repaired() {
    let scene = Scene::written(3);
    fill(&mut scene.open(), 2);
    let whole = scene.text().into_bytes();
    let lengths: Vec<usize> = scene.lines().iter().map(String::len).collect();
    let third: usize = lengths[..3].iter().sum();
    let fourth = third + lengths[3];
    for cut in third..=whole.len() {
        fs::write(&scene.path, &whole[..cut]).unwrap();
        let mut book = scene.open();
        let (survivors, good) = match cut {
            c if c < fourth => (3, third),
            c if c < whole.len() => (4, fourth),
            c => (5, c),
        };
        assert_eq!(book.size(), survivors, "cut at {cut}");
        let torn = (cut - good) as u64;
        let expected = if torn > 0 { vec![Note::TornTail { bytes: torn }] } else { vec![] };
        assert_eq!(book.take_notes(), expected, "cut at {cut}");
        fill(&mut book, 1);
        let report = scene.verify();
        assert!(report.ok, "cut at {cut}: {:?}", report.faults);
        assert_eq!(report.records, survivors + 1);
    }
}

#[test]
fn a_signed_head_is_never_contradicted() {
    // Cut off the end, deleted, replaced: after a restart the fault is still there.
    type Harm = fn(&Scene);
    let cases: [(&str, Harm); 3] = [
        ("missing", |s| s.put(&s.lines()[..6])),
        ("missing_start", |s| fs::remove_file(&s.path).unwrap()),
        ("repeated", |s| {
            let other = Scene::new();
            let mut book = other.open();
            book.append(&["{}"]).unwrap();
            fill(&mut book, 11);
            fs::copy(other.path, &s.path).unwrap();
        }),
    ];
    for (code, harm) in cases {
        let scene = Scene::written(10);
        harm(&scene);
        let mut book = scene.open();
        assert_eq!(book.size(), 10, "{code}");
        assert_eq!(book.take_notes().len(), 1, "{code}");
        fill(&mut book, 2);
        book.seal().finish().unwrap();
        drop(book);
        let again = scene.open();
        assert_eq!((again.size(), again.notes.len()), (12, 0), "{code}: noted once");
        let report = scene.verify();
        assert!(codes(&report).contains(&code), "{:?}", report.faults);
    }
}

#[test]
fn a_book_without_beginning_and_head_is_not_continued() {
    let scene = Scene::written(5);
    scene.put(&scene.lines()[2..]);
    fs::remove_file(head_path(&scene.path)).unwrap();
    let error = Book::open(&scene.path, FORMAT, "test", Arc::clone(&scene.key)).err().unwrap();
    assert_eq!(error.kind(), Kind::Config);
}

#[test]
fn lines_of_another_log_are_left_alone() {
    let scene = Scene::new();
    let old = "{\"ts\":\"2025-01-01T00:00:00Z\",\"allowed\":true}\n".repeat(3);
    fs::write(&scene.path, &old).unwrap();
    let mut book = scene.open();
    assert_eq!(book.take_notes(), [Note::Foreign { lines: 3 }]);
    fill(&mut book, 2);
    assert!(scene.text().starts_with(&old));
    assert_eq!(scene.open().size(), 2);
}

#[test]
fn what_is_not_a_file_is_refused() {
    let scene = Scene::new();
    for path in ["/dev/full", "/dev/null", scene.dir.path().to_str().unwrap()] {
        assert!(open_file(Path::new(path), 0o600).is_err(), "{path}");
    }
}

#[test]
fn follows_a_rotated_file() {
    let scene = Scene::new();
    let mut book = scene.open();
    let rotate = |to: &str| fs::rename(&scene.path, scene.dir.path().join(to)).unwrap();
    fill(&mut book, 3);
    rotate("book.jsonl.1");
    // No signal: the next batch notices.
    fill(&mut book, 2);
    assert_eq!(scene.lines().len(), 2);
    book.seal().finish().unwrap();
    rotate("book.jsonl-20261122");
    // A signal, and a crash before anything was written.
    book.reopen().unwrap();
    assert_eq!(scene.text(), "");
    drop(book);
    let mut book = scene.open();
    assert_eq!((book.size(), book.take_notes()), (5, vec![]));
    fill(&mut book, 1);
    // Rotated while nobody ran, with records that no head covers.
    drop(book);
    rotate("book.jsonl.0");
    let mut book = scene.open();
    assert_eq!((book.size(), book.take_notes()), (6, vec![]));
    fill(&mut book, 1);
    book.seal().finish().unwrap();
    assert_eq!(
        parts_of(&scene),
        ["book.jsonl.1", "book.jsonl-20261122", "book.jsonl.0", "book.jsonl"]
    );
    scene.assert_holds(7);
    // A removed part is missed.
    fs::remove_file(scene.dir.path().join("book.jsonl-20261122")).unwrap();
    assert_eq!(codes(&scene.verify()), ["missing"]);
}

fn parts_of(scene: &Scene) -> Vec<String> {
    let all = crate::ledger::parts(&scene.path, &FORMAT).unwrap();
    all.iter().map(|p| p.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_file_cut_under_the_writer_is_noted_and_the_chain_goes_on() {
    let scene = Scene::new();
    let mut book = scene.open();
    fill(&mut book, 4);
    let length = scene.text().len() as u64;
    File::options().write(true).open(&scene.path).unwrap().set_len(length - 10).unwrap();
    fill(&mut book, 1);
    let notes = book.take_notes();
    assert_eq!(notes[0], Note::Shortened { from: length, to: length - 10 });
    assert!(matches!(notes[1], Note::TornTail { .. }));
    book.seal().finish().unwrap();
    assert_eq!(codes(&scene.verify()), ["missing"]);
}

#[test]
fn two_writers_rotation_and_a_torn_line_between_them() {
    let scene = Scene::new();
    let (mut a, mut b) = (scene.open(), scene.open());
    fill(&mut a, 2);
    fill(&mut b, 3);
    fill(&mut a, 1);
    // B dies in the middle of a line.
    (&*b.file).write_all(b"{\"half\":").unwrap();
    fill(&mut a, 1);
    assert_eq!(a.take_notes(), [Note::TornTail { bytes: 8 }]);
    // A follows twice while B sleeps.
    for to in ["book.jsonl.2", "book.jsonl.1"] {
        fs::rename(&scene.path, scene.dir.path().join(to)).unwrap();
        fill(&mut a, 2);
    }
    a.seal().finish().unwrap();
    fill(&mut b, 1);
    assert_eq!((b.size(), a.size()), (12, 11));
    b.seal().finish().unwrap();
    // An older state does not replace a newer head.
    a.seal().finish().unwrap();
    assert_eq!(scene.verify().head.unwrap().size, 12);
    scene.assert_holds(12);
}

#[test]
fn many_writers_make_one_chain() {
    let scene = Scene::new();
    thread::scope(|s| {
        for _ in 0..8 {
            s.spawn(|| {
                let mut book = scene.open();
                for n in 1..=25 {
                    fill(&mut book, n % 4 + 1);
                    if n % 10 == 0 {
                        book.seal().finish().unwrap();
                    }
                }
            });
        }
    });
    let per_writer: u64 = (1..=25).map(|n| n % 4 + 1).sum();
    scene.open().seal().finish().unwrap();
    scene.assert_holds(8 * per_writer);
}

/// Runs the named ignored test of this file in a process of its own.
fn child(name: &str, scene: &Scene) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "--ignored", "--quiet"])
        .arg(format!("ledger::book::tests::{name}"))
        .env("LEDGER_TEST_DIR", scene.dir.path());
    command
}

fn inherited() -> Scene {
    let dir = PathBuf::from(std::env::var_os("LEDGER_TEST_DIR").unwrap());
    let key = Arc::new(Key::open(&dir.join("keys")).unwrap());
    // Not to be removed by the child.
    let keep = tempfile::tempdir().unwrap();
    Scene { dir: keep, path: dir.join("book.jsonl"), key }
}

#[test]
#[ignore = "run as a child of `several_processes_make_one_chain`"]
fn child_appends() {
    let scene = inherited();
    let mut book = scene.open();
    (0..40).for_each(|_| fill(&mut book, 3));
    book.seal().finish().unwrap();
}

#[test]
fn several_processes_make_one_chain() {
    let scene = Scene::new();
    let children: Vec<_> =
        (0..4).map(|_| child("child_appends", &scene).spawn().unwrap()).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    scene.assert_holds(4 * 40 * 3);
}

#[test]
#[ignore = "run as a child of `a_killed_writer_leaves_a_good_book`"]
fn child_appends_for_ever() {
    let scene = inherited();
    let mut book = scene.open();
    loop {
        fill(&mut book, 50);
        book.seal().finish().unwrap();
    }
}

#[test]
fn a_killed_writer_leaves_a_good_book() {
    let scene = Scene::new();
    for round in 0..5u64 {
        let mut writer = child("child_appends_for_ever", &scene).spawn().unwrap();
        let before = fs::metadata(&scene.path).map_or(0, |m| m.len());
        while fs::metadata(&scene.path).map_or(0, |m| m.len()) < before + 20_000 {
            thread::sleep(std::time::Duration::from_millis(1 + round));
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        let mut book = scene.open();
        let records = book.size();
        fill(&mut book, 1);
        scene.assert_holds(records + 1);
    }
}

#[test]
#[ignore = "run as a child of `a_write_that_fails_leaves_the_file_as_it_was`"]
fn child_meets_the_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let _harmless = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    let scene = inherited();
    let mut book = scene.open();
    fill(&mut book, 3);
    let before = scene.text();
    let limit = |to: Option<u64>| {
        let maximum = getrlimit(Resource::Fsize).maximum;
        setrlimit(Resource::Fsize, Rlimit { current: to, maximum }).unwrap();
    };
    // Room for nothing, for half a line, for some lines of a batch: all or none.
    for room in [0, 1, 100, 500] {
        limit(Some(before.len() as u64 + room));
        let bodies: Vec<String> = (0..10).map(|i| format!("{{\"n\":{i}}}")).collect();
        let error = book.append(&bodies).unwrap_err();
        assert_eq!(error.kind(), Kind::Failed);
        assert_eq!(scene.text(), before);
        assert_eq!(book.size(), 3);
    }
    limit(None);
    fill(&mut book, 2);
    book.seal().finish().unwrap();
    assert_eq!(book.take_notes(), []);
    scene.assert_holds(5);
}

#[test]
fn a_write_that_fails_leaves_the_file_as_it_was() {
    let scene = Scene::new();
    assert!(child("child_meets_the_limit", &scene).status().unwrap().success());
    scene.assert_holds(5);
}

#[test]
fn what_could_not_be_cut_off_is_cut_before_the_next_record() {
    let scene = Scene::new();
    let mut book = scene.open();
    fill(&mut book, 2);
    // As a failed write and a failed truncation leave it: a whole line and a half.
    let stray = format!("{}{{\"half", scene.lines()[1]);
    (&*book.file).write_all(stray.as_bytes()).unwrap();
    book.leftover = Some(book.end + stray.len() as u64);
    fill(&mut book, 1);
    assert_eq!(book.take_notes(), []);
    book.seal().finish().unwrap();
    scene.assert_holds(3);
}

#[test]
fn heads_of_a_lost_key_are_replaced_and_noted() {
    let scene = Scene::written(4);
    fs::remove_dir_all(scene.dir.path().join("keys")).unwrap();
    let key = Arc::new(Key::open(&scene.dir.path().join("keys")).unwrap());
    let mut book = Book::open(&scene.path, FORMAT, "test", key).unwrap();
    assert_eq!(book.size(), 4);
    assert_eq!(book.take_notes(), [Note::HeadMissing { found: 4 }, Note::HeadUnknown]);
}
