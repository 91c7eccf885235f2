//! Does every event get into the ledger once, whatever happens around it?

use std::fs;
use std::sync::Arc;

use super::*;
use crate::savings::verify;

struct Scene {
    dir: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn keys(&self) -> PathBuf {
        self.dir.path().join("keys")
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("savings/ledger.jsonl")
    }

    fn start(&self, options: Options) -> Writer {
        let key = Arc::new(Key::open(&self.keys()).unwrap());
        Writer::start(&self.path(), &self.keys(), key, options).unwrap()
    }

    fn verify(&self) -> crate::savings::Report {
        let keys = [Key::open(&self.keys()).unwrap().public().clone()];
        verify(&self.path(), &[], None, &keys, false).unwrap()
    }
}

fn event(actual: usize) -> Event<'static> {
    Event {
        tool: "ctx_read",
        mechanism: Mechanism::Compression,
        evidence: Evidence::Measured,
        method: "same_lines",
        baseline: 1000,
        actual,
        bounce: 0,
        workspace: "core",
        token: "alice",
    }
}

fn options() -> Options {
    Options { totals: true, ..Options::new(Some("claude-sonnet-4-5".into())) }
}

#[test]
fn an_event_is_in_the_file_when_booking_returns() {
    let scene = Scene::new();
    let writer = scene.start(options());
    for n in 1..=5 {
        writer.book(&event(n * 100));
        assert_eq!(fs::read_to_string(scene.path()).unwrap().lines().count(), n);
    }
    writer.close().unwrap();
    let report = scene.verify();
    assert!(report.book.ok, "{:?}", report.book.faults);
    assert_eq!((report.book.records, report.book.unsigned), (5, 0));
    let sum = report.totals.measured;
    assert_eq!((sum.saved_tokens, sum.net_micro_usd), (3500, 10_500));
    let text = fs::read_to_string(scene.path()).unwrap();
    assert!(!text.contains("core") && !text.contains("alice"), "{text}");
}

#[test]
fn many_threads_lose_nothing_and_totals_go_on_after_a_restart() {
    let scene = Scene::new();
    for round in 1..=2u64 {
        let writer = scene.start(options());
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..250).for_each(|_| writer.book(&event(10))));
            }
        });
        let until = clock::instant() + Duration::from_secs(20);
        while !writer.totals().complete || writer.stats().queued > 0 {
            assert!(clock::instant() < until);
            thread::yield_now();
        }
        writer.close().unwrap();
        assert_eq!(writer.stats(), Stats { written: 2000, ..Stats::default() });
        assert_eq!(writer.totals().events(), 2000 * round);
    }
    let report = scene.verify();
    assert!(report.book.ok, "{:?}", report.book.faults);
    assert_eq!(report.totals.events(), 4000);
}

#[test]
fn what_cannot_be_written_waits_and_is_told() {
    let scene = Scene::new();
    fs::create_dir_all(scene.path()).unwrap();
    let writer = scene.start(options());
    (0..3).for_each(|_| writer.book(&event(1)));
    let stats = writer.stats();
    assert!(stats.failing && stats.queued == 3 && stats.lost == 0, "{stats:?}");
    assert!(stats.last_error.unwrap().contains("not a regular file"));
    fs::remove_dir(scene.path()).unwrap();
    let until = clock::instant() + Duration::from_secs(20);
    while writer.stats().queued > 0 {
        assert!(clock::instant() < until);
        thread::sleep(Duration::from_millis(5));
    }
    assert!(!writer.stats().failing);
    writer.close().unwrap();
    assert_eq!(scene.verify().totals.events(), 3);
}

#[test]
fn what_can_never_be_written_is_counted_as_lost() {
    let scene = Scene::new();
    fs::create_dir_all(scene.path()).unwrap();
    let writer = scene.start(options());
    writer.book(&event(1));
    assert!(writer.close().is_err());
    assert_eq!(writer.stats().lost, 1);
    writer.book(&event(1));
    assert_eq!(writer.stats().lost, 2, "nothing is booked after the end");
}

#[test]
fn a_torn_line_is_cut_off_and_noted() {
    let scene = Scene::new();
    let writer = scene.start(options());
    writer.book(&event(1));
    writer.close().unwrap();
    let mut text = fs::read_to_string(scene.path()).unwrap();
    text.push_str("{\"ts\":\"2026");
    fs::write(scene.path(), text).unwrap();
    let writer = scene.start(options());
    writer.book(&event(2));
    writer.close().unwrap();
    let report = scene.verify();
    assert!(report.book.ok, "{:?}", report.book.faults);
    assert_eq!((report.totals.events(), report.book.records), (2, 3));
    assert!(report.notes[0].text.contains("unfinished last line"), "{:?}", report.notes);
    assert_eq!(read::read(&scene.path()).unwrap().count(), 2);
}

#[test]
fn an_unknown_model_has_no_price() {
    let scene = Scene::new();
    let writer = scene.start(Options { totals: true, ..Options::new(None) });
    writer.book(&event(1));
    writer.close().unwrap();
    let (_, entry) = read::read(&scene.path()).unwrap().next().unwrap();
    let entry = entry.unwrap();
    assert_eq!((entry.unit_price_per_m_usd, entry.saved_usd), (None, None));
    assert_eq!(entry.model_id, "unknown");
    assert_eq!(scene.verify().totals.measured.unpriced_events, 1);
}
