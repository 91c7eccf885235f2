//! Does the ledger survive what happens to ledgers? Drills: many writers, sudden ends, any changed byte, great length.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::*;
use crate::base::clock;
use crate::ledger::{Book, head_path};

struct Scene {
    _keep: Option<tempfile::TempDir>,
    dir: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        let dir = keep.path().to_owned();
        Self { _keep: Some(keep), dir }
    }

    /// The parent's, in a child.
    fn inherited() -> Self {
        let dir = PathBuf::from(std::env::var_os("SAVINGS_TEST_DIR").unwrap());
        Self { _keep: None, dir }
    }

    fn data(&self) -> DataDir {
        DataDir::new(&self.dir)
    }

    fn path(&self) -> PathBuf {
        book(&self.data())
    }

    fn key(&self) -> Arc<Key> {
        Arc::new(Key::open(&self.data().keys()).unwrap())
    }

    fn start(&self) -> Writer {
        Metering::open(&self.data(), self.key(), Options::new(None)).unwrap().writer
    }

    fn verify(&self) -> Report {
        verify(&self.path(), &[], None, &[self.key().public().clone()], false).unwrap()
    }

    /// Runs the named ignored test of this file in a process of its own.
    fn child(&self, name: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "--ignored", "--quiet", "--nocapture"])
            .arg(format!("savings::tests::{name}"))
            .env("SAVINGS_TEST_DIR", &self.dir);
        command
    }
}

fn event(n: usize) -> Event<'static> {
    Event {
        tool: "ctx_search",
        mechanism: Mechanism::Routing,
        evidence: Evidence::Modelled,
        method: "first_files",
        baseline: 1000 + n,
        actual: 10,
        bounce: n % 7,
        workspace: "core",
        token: "alice",
    }
}

const PROCESSES: u64 = 5;
const THREADS: u64 = 40;
const EACH: u64 = 3;

#[test]
#[ignore = "run as a child of `two_hundred_writers_in_five_processes_lose_nothing`"]
fn child_books_from_forty_threads() {
    let writers: Vec<Writer> = {
        let scene = Scene::inherited();
        (0..THREADS).map(|_| scene.start()).collect()
    };
    thread::scope(|scope| {
        for writer in &writers {
            scope.spawn(move || (0..EACH as usize).for_each(|n| writer.book(&event(n))));
        }
    });
    for writer in writers {
        writer.close().unwrap();
        assert_eq!(writer.stats().lost, 0);
    }
}

/// Two hundred writers, each with a book of its own open, as so many commands would have.
#[test]
fn two_hundred_writers_in_five_processes_lose_nothing() {
    let scene = Scene::new();
    let start = || scene.child("child_books_from_forty_threads").spawn().unwrap();
    let children: Vec<_> = (0..PROCESSES).map(|_| start()).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let report = scene.verify();
    assert!(report.book.ok, "{:?}", report.book.faults);
    // Beside them, remarks of those who came before the first head was signed.
    assert_eq!(report.totals.events(), PROCESSES * THREADS * EACH);
    assert_eq!((report.unread, report.book.unsigned), (0, 0));
}

#[test]
#[ignore = "run as a child of `a_kill_loses_at_most_the_event_in_flight`"]
fn child_books_and_says_so() {
    let writer = Scene::inherited().start();
    let mut out = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(Scene::inherited().dir.join("said"))
        .unwrap();
    for n in 0.. {
        writer.book(&event(n));
        // One byte for each event of which somebody has an answer.
        out.write_all(b".").unwrap();
    }
}

/// Kills a writer at random moments. `LEAN_CTX_KILLS` says how often; 6 times by default.
#[test]
fn a_kill_loses_at_most_the_event_in_flight() {
    let scene = Scene::new();
    let kills = std::env::var("LEAN_CTX_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    for round in 0..kills {
        let said = || fs::metadata(scene.dir.join("said")).map_or(0, |m| m.len());
        let before = said();
        let mut child =
            scene.child("child_books_and_says_so").stdout(Stdio::null()).spawn().unwrap();
        let until = clock::instant() + Duration::from_secs(30);
        while said() < before + 20 + (round * 37) % 400 {
            assert!(clock::instant() < until, "the child books nothing");
            thread::sleep(Duration::from_micros(200 + round * 61 % 1500));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        scene.start().close().unwrap();
        let report = scene.verify();
        assert!(report.book.ok, "{:?}", report.book.faults);
        let events = report.totals.events();
        assert!(
            events >= said() && events <= said() + round + 1,
            "{events} events in the book, {} answers given",
            said()
        );
    }
}

#[test]
fn every_changed_byte_is_found() {
    let scene = Scene::new();
    let writer = scene.start();
    (0..3).for_each(|n| writer.book(&event(n)));
    writer.close().unwrap();
    let whole = fs::read(scene.path()).unwrap();
    let head = fs::read(head_path(&scene.path())).unwrap();
    for at in 0..whole.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut edited = whole.clone();
            edited[at] ^= flip;
            fs::write(scene.path(), &edited).unwrap();
            let report = scene.verify();
            assert!(!report.book.ok, "byte {at} changed by {flip:#x}");
            assert!(report.book.faults.iter().any(|f| f.line.is_some()), "byte {at}: no line");
        }
    }
    fs::write(scene.path(), &whole).unwrap();
    for at in 0..head.len() {
        let mut edited = head.clone();
        edited[at] ^= 1;
        fs::write(head_path(&scene.path()), &edited).unwrap();
        assert!(!scene.verify().book.ok, "byte {at} of the head");
    }
}

#[test]
fn each_harm_is_told_by_its_own_words_and_line() {
    let scene = Scene::new();
    let writer = scene.start();
    (0..9).for_each(|n| writer.book(&event(n)));
    writer.close().unwrap();
    let whole = fs::read_to_string(scene.path()).unwrap();
    type Harm = fn(Vec<String>) -> Vec<String>;
    let cases: [(&str, Harm, Option<u64>); 5] = [
        (
            "was edited",
            |mut l| {
                l[4] = l[4].replace("\"actual_tokens\":10", "\"actual_tokens\":9");
                l
            },
            Some(5),
        ),
        (
            "record 5 is missing",
            |mut l| {
                l.remove(4);
                l
            },
            Some(5),
        ),
        (
            "were reordered",
            |mut l| {
                l.swap(4, 5);
                l
            },
            Some(6),
        ),
        (
            "cut off",
            |mut l| {
                l.truncate(6);
                l
            },
            None,
        ),
        (
            "is unfinished",
            |mut l| {
                l[8].truncate(200);
                l
            },
            Some(9),
        ),
    ];
    for (words, harm, line) in cases {
        let mut text = harm(whole.lines().map(str::to_owned).collect()).join("\n");
        if words != "is unfinished" {
            text.push('\n');
        }
        fs::write(scene.path(), text).unwrap();
        let report = scene.verify();
        let fault = report.book.faults.iter().find(|f| f.message.contains(words));
        let fault = fault.unwrap_or_else(|| panic!("{words}: {:?}", report.book.faults));
        assert!(line.is_none() || fault.line == line, "{words}: {fault:?}");
    }
    fs::remove_file(scene.path()).unwrap();
    let report = scene.verify();
    assert!(report.book.faults.iter().any(|f| f.code == "deleted"), "{:?}", report.book.faults);
}

#[test]
fn an_older_pair_is_told_by_a_head_kept_elsewhere_and_named_without_one() {
    let scene = Scene::new();
    let writer = scene.start();
    writer.book(&event(0));
    writer.close().unwrap();
    let (path, head) = (scene.path(), head_path(&scene.path()));
    let old = (fs::read(&path).unwrap(), fs::read(&head).unwrap());
    let writer = scene.start();
    writer.book(&event(1));
    writer.close().unwrap();
    let kept = scene.dir.join("kept");
    fs::copy(&head, &kept).unwrap();
    fs::write(&path, old.0).unwrap();
    fs::write(&head, old.1).unwrap();
    let report = scene.verify();
    assert!(report.book.ok && report.book.not_excluded[0].contains("older copy"));
    let keys = [scene.key().public().clone()];
    let report = verify(&path, &[], Some(&kept), &keys, false).unwrap();
    assert!(report.book.faults.iter().any(|f| f.code == "rolled_back"), "{:?}", report.book);
}

/// Entries of a long ledger: 10,000 by default, as many as `LEAN_CTX_LEDGER_ENTRIES` says. What is
/// measured is printed with `--nocapture`; memory is held by the verifier's state alone.
#[test]
fn a_long_ledger_is_verified_in_bounded_memory() {
    let entries: usize = std::env::var("LEAN_CTX_LEDGER_ENTRIES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000);
    let scene = Scene::new();
    fs::create_dir_all(scene.path().parent().unwrap()).unwrap();
    let mut book = Book::open(&scene.path(), FORMAT, WORD, scene.key()).unwrap();
    let body = serde_json::to_vec(&entry::tests::entry()).unwrap();
    let batch: Vec<&[u8]> = vec![&body; 1000];
    let began = clock::instant();
    for _ in 0..entries / 1000 {
        book.append(&batch).unwrap();
    }
    book.seal().finish().unwrap();
    let written = began.elapsed();
    let (before, began) = (peak_kib(), clock::instant());
    let report = scene.verify();
    let took = began.elapsed();
    let grown = peak_kib().saturating_sub(before);
    assert!(report.book.ok);
    assert_eq!(report.book.records as usize, entries / 1000 * 1000);
    assert!(grown < 64 << 10, "{grown} KiB more");
    let _ = writeln!(
        std::io::stderr(),
        "{entries} entries: written in {written:.1?}, verified in {took:.1?}, peak memory +{grown} KiB"
    );
}

/// Largest resident set of this process so far.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}
