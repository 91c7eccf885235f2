//! Is nothing answered that is not written, and does the log recover by itself?

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::channel;

use tempfile::TempDir;

use super::*;
use crate::audit::read::Entry;
use crate::audit::{Filter, read};
use crate::auth::Grant;
use crate::base::Kind;
use crate::base::clock::Deadline;
use crate::base::files::Lock;
use crate::ledger::head_path;

fn scene() -> (TempDir, PathBuf, Arc<Key>) {
    let dir = tempfile::tempdir().unwrap();
    let key = Arc::new(Key::open(&dir.path().join("keys")).unwrap());
    let log = dir.path().join("audit.jsonl");
    (dir, log, key)
}

fn all(path: &Path) -> Vec<Entry> {
    let filter = Filter {
        since: None,
        token: None,
        allowed: None,
        routine: true,
        grant: Grant::All,
        limit: usize::MAX,
    };
    let mut found = read(path, &filter, &Deadline::none()).unwrap();
    found.reverse();
    found
}

#[track_caller]
fn eventually(holds: impl Fn() -> bool) {
    let begun = clock::instant();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it never came");
        thread::sleep(Duration::from_millis(2));
    }
}

fn refusal(remote: &str) -> Record {
    let mut record = Record::new("ctx_read", "tools/call").reason(Kind::Unauthorized);
    record.remote = Some(remote.into());
    record
}

#[test]
fn a_record_is_in_the_file_before_it_is_answered() {
    let (_dir, log, key) = scene();
    let writer = Writer::start(&log, key, Options::default()).unwrap();
    for n in 1..=20 {
        writer.record(Record::new(format!("t{n}"), "m").allow()).unwrap();
        assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), n);
    }
    writer.close().unwrap();
    writer.close().unwrap();
    assert_eq!(writer.stats().written, 20);
    assert!(fs::read_to_string(head_path(&log)).unwrap().contains("\n20\n"));
    let error = writer.record(Record::new("late", "m")).unwrap_err();
    assert_eq!(error.kind(), Kind::AuditUnavailable);
}

#[test]
fn order_of_submission_is_order_in_the_book() {
    let (_dir, log, key) = scene();
    let writer = Writer::start(&log, key, Options::default()).unwrap();
    let (tell, told) = channel();
    for n in 0..3000 {
        let tell = tell.clone();
        let record = Record::new(n.to_string(), "m").allow();
        writer.submit(record, Box::new(move |r| tell.send((n, r.is_ok())).unwrap()));
    }
    let answers: Vec<_> = told.iter().take(3000).collect();
    assert!(answers.iter().enumerate().all(|(i, (n, ok))| i == *n && *ok));
    let tools: Vec<_> = all(&log).into_iter().map(|e| e.record.tool).collect();
    assert!(tools.iter().enumerate().all(|(i, t)| *t == i.to_string()));
}

#[test]
fn repeats_are_counted() {
    let (_dir, log, key) = scene();
    let writer = Writer::start(&log, key, Options::default()).unwrap();
    let (tell, told) = channel();
    let refuse = |record: Record| {
        let tell = tell.clone();
        writer.refuse(record, Box::new(move |r| tell.send(r.is_ok()).unwrap()));
    };
    for _ in 0..500 {
        refuse(refusal("10.0.0.1"));
        refuse(refusal("10.0.0.2"));
    }
    refuse(refusal("10.0.0.3"));
    assert!(told.iter().take(1001).all(|ok| ok));
    let firsts = all(&log);
    assert_eq!(firsts.len(), 3);
    assert!(firsts.iter().all(|e| e.record.count.is_none()));
    thread::sleep(Duration::from_millis(1300));
    let later = all(&log);
    assert_eq!(later.len(), 5, "one more for each of the two that repeated");
    assert!(later[3..].iter().all(|e| e.record.count == Some(499)));
    refuse(refusal("10.0.0.1"));
    refuse(refusal("10.0.0.1"));
    writer.close().unwrap();
    let last = all(&log);
    assert_eq!(last.len(), 7);
    assert_eq!(last[6].record.count, Some(1));
}

#[test]
fn a_panicking_caller_is_alone() {
    let (_dir, log, key) = scene();
    let writer = Writer::start(&log, key, Options::default()).unwrap();
    writer.submit(Record::new("a", "m"), Box::new(|_| panic!("a caller's own fault")));
    writer.record(Record::new("b", "m")).unwrap();
    assert_eq!(all(&log).len(), 2);
}

/// Keeps the writer from its book until dropped, as a disk that hangs would.
fn stall(log: &Path) -> Lock {
    let mut name = log.as_os_str().to_owned();
    name.push(".lock");
    Lock::wait(Path::new(&name)).unwrap()
}

#[test]
fn a_writer_that_hangs_is_not_waited_for() {
    let (_dir, log, key) = scene();
    let patience = Duration::from_millis(150);
    let options = Options { queue: 4, patience, ..Options::default() };
    let writer = Writer::start(&log, key, options).unwrap();
    let stalled = stall(&log);
    let begun = clock::instant();
    let error = writer.record(Record::new("slow", "m")).unwrap_err();
    assert_eq!(error.kind(), Kind::AuditUnavailable);
    assert!(begun.elapsed() >= patience);
    let (tell, told) = channel();
    for n in 0..7 {
        let tell = tell.clone();
        let done = Box::new(move |r: Result<()>| tell.send((n, r.is_ok())).unwrap());
        writer.submit(Record::new("s", "m"), done);
    }
    // Four wait; the rest was refused on the spot.
    let refused: Vec<_> = told.try_iter().collect();
    assert_eq!(refused, [(4, false), (5, false), (6, false)]);
    assert_eq!(writer.stats().queued, 4);
    assert!(writer.record(Record::new("full", "m")).is_err());
    drop(stalled);
    assert_eq!(
        told.iter().take(4).collect::<Vec<_>>(),
        [(0, true), (1, true), (2, true), (3, true)]
    );
    writer.record(Record::new("well again", "m")).unwrap();
}

#[test]
fn repeats_wait_for_a_first_that_is_not_written_yet() {
    let (_dir, log, key) = scene();
    let writer = Writer::start(&log, key, Options::default()).unwrap();
    let stalled = stall(&log);
    let (tell, told) = channel();
    for _ in 0..2000 {
        let tell = tell.clone();
        writer.refuse(refusal("10.0.0.1"), Box::new(move |r| tell.send(r.is_ok()).unwrap()));
    }
    thread::sleep(Duration::from_millis(50));
    let early: Vec<_> = told.try_iter().collect();
    assert_eq!(early.len(), 2000 - 1 - 1024, "only those too many were answered");
    assert!(early.iter().all(|ok| !ok));
    drop(stalled);
    assert!(told.iter().take(1025).all(|ok| ok));
    writer.close().unwrap();
    let counts: Vec<_> = all(&log).into_iter().map(|e| e.record.count).collect();
    assert_eq!(counts, [None, Some(1024)]);
}

#[test]
fn a_rotated_log_is_one_chain() {
    let (dir, log, key) = scene();
    let writer = Writer::start(&log, Arc::clone(&key), Options::default()).unwrap();
    writer.record(Record::new("a", "m").allow()).unwrap();
    fs::rename(&log, dir.path().join("audit.jsonl.1")).unwrap();
    writer.record(Record::new("b", "m").allow()).unwrap();
    fs::rename(&log, dir.path().join("audit.jsonl.2")).unwrap();
    writer.reopen();
    eventually(|| log.exists());
    writer.record(Record::new("c", "m").allow()).unwrap();
    writer.close().unwrap();
    let report = crate::audit::verify(&log, &[], None, &[key.public().clone()], false).unwrap();
    assert!(report.book.ok, "{:?}", report.book.faults);
    assert_eq!((report.book.files.len(), report.allowed), (3, 3));
}

#[test]
fn what_the_ledger_notes_is_written_down() {
    let (_dir, log, key) = scene();
    let keys = [key.public().clone()];
    let start = || Writer::start(&log, Arc::clone(&key), Options::default()).unwrap();
    start().record(Record::new("a", "m").allow()).unwrap();
    let mut torn = fs::read(&log).unwrap();
    torn.extend_from_slice(b"{\"ts\":");
    fs::write(&log, torn).unwrap();
    let writer = start();
    // Without any call to follow.
    eventually(|| all(&log).len() == 2);
    writer.close().unwrap();
    let report = crate::audit::verify(&log, &[], None, &keys, false).unwrap();
    assert!(report.book.ok, "{:?}", report.book.faults);
    assert_eq!((report.book.records, report.allowed), (2, 1), "a note is no decision");
    assert!(report.notes[0].text.contains("6 bytes"), "{:?}", report.notes);
}

#[test]
fn heads_follow_without_being_asked_for() {
    let (_dir, log, key) = scene();
    let writer = Writer::start(&log, Arc::clone(&key), Options::default()).unwrap();
    let signed = || fs::read_to_string(head_path(&log)).unwrap_or_default();
    let until = |text: &str| eventually(|| signed().contains(text));
    until("\n0\n");
    writer.record(Record::new("a", "m").allow()).unwrap();
    until("\n1\n");
    (0..256).for_each(|_| writer.submit(Record::new("b", "m"), Box::new(|_| {})));
    until("\n257\n");
}

#[test]
#[ignore = "run as a child of `a_full_disk_refuses_answers_and_the_log_recovers`"]
fn child_with_a_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let dir = PathBuf::from(std::env::var_os("AUDIT_TEST_DIR").unwrap());
    let (log, keys) = (dir.join("audit.jsonl"), dir.join("keys"));
    let key = Arc::new(Key::open(&keys).unwrap());
    let writer = Writer::start(&log, key, Options::default()).unwrap();
    (0..10).for_each(|_| writer.record(Record::new("before", "m").allow()).unwrap());
    let before = fs::read(&log).unwrap();
    let maximum = getrlimit(Resource::Fsize).maximum;
    let limit = |current| setrlimit(Resource::Fsize, Rlimit { current, maximum }).unwrap();
    limit(Some(before.len() as u64 + 50));
    for _ in 0..3 {
        let error = writer.record(Record::new("during", "m").allow()).unwrap_err();
        assert_eq!(error.kind(), Kind::AuditUnavailable);
        assert_eq!(fs::read(&log).unwrap(), before);
    }
    let stats = writer.stats();
    assert!(stats.failing && stats.failed == 3, "{stats:?}");
    assert!(stats.last_error.unwrap().contains("bytes were taken"));
    limit(None);
    writer.record(Record::new("after", "m").allow()).unwrap();
    assert!(!writer.stats().failing);
    writer.close().unwrap();
}

#[test]
fn a_full_disk_refuses_answers_and_the_log_recovers() {
    let (dir, log, key) = scene();
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--quiet", "audit::writer::tests::child_with_a_limit"])
        .env("AUDIT_TEST_DIR", dir.path())
        .status()
        .unwrap();
    assert!(child.success());
    let report = crate::audit::verify(&log, &[], None, &[key.public().clone()], false).unwrap();
    assert!(report.book.ok, "{:?}", report.book.faults);
    assert_eq!((report.book.records, report.allowed, report.notes.len()), (11, 11, 0));
}

#[test]
fn a_dropped_writer_closes() {
    let (_dir, log, key) = scene();
    let (tell, told) = channel();
    {
        let writer = Writer::start(&log, key, Options::default()).unwrap();
        for _ in 0..100 {
            let tell = tell.clone();
            writer.submit(Record::new("x", "m"), Box::new(move |r| tell.send(r.is_ok()).unwrap()));
        }
    }
    assert_eq!(told.try_iter().filter(|ok| *ok).count(), 100);
    assert!(fs::read_to_string(head_path(&log)).unwrap().contains("\n100\n"));
}
