//! Does each reader get each event once and in order, whatever the others do?

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;

use super::super::{Kind, Payload};
use super::*;

const PATIENCE: Duration = Duration::from_secs(60);

/// What lies between the stream's thread and a reader.
#[derive(Default)]
struct Pipe {
    pieces: Mutex<VecDeque<Vec<u8>>>,
    gone: AtomicBool,
    /// Bytes that fit.
    holds: usize,
    revoked: AtomicBool,
}

impl Pipe {
    fn new(holds: usize) -> Arc<Self> {
        Arc::new(Self { holds, ..Self::default() })
    }

    fn take(&self) -> String {
        let mut pieces = self.pieces.lock().unwrap();
        String::from_utf8(pieces.drain(..).flatten().collect()).unwrap()
    }
}

impl Sink for Arc<Pipe> {
    fn room(&self) -> usize {
        let held: usize = self.pieces.lock().unwrap().iter().map(Vec::len).sum();
        self.holds.saturating_sub(held)
    }

    fn ready(&self) -> bool {
        self.room() * 2 >= self.holds
    }

    fn send(&self, frames: Vec<u8>) -> bool {
        assert!(frames.len() <= self.room(), "more than there was room for");
        self.pieces.lock().unwrap().push_back(frames);
        !self.closed()
    }

    fn closed(&self) -> bool {
        self.gone.load(Ordering::Relaxed)
    }

    fn ended(&self) -> Option<&'static str> {
        self.revoked.load(Ordering::Relaxed).then_some("revoked")
    }
}

fn log(dir: &tempfile::TempDir, keep: Keep) -> Log {
    Log::start(Arc::new(Store::new(dir.path().join("state.db"))), keep).unwrap()
}

fn start(since: Option<u64>, batch: usize) -> Start {
    Start {
        workspace: "core".into(),
        channel: "default".into(),
        since,
        full: true,
        batch,
        token: "t".into(),
        agent: "reader".into(),
    }
}

fn draft(actor: &str, action: &str) -> Draft {
    let payload = Payload { tool: "ctx_x".into(), action: action.into(), ..Payload::default() };
    Draft::new("core", "default", Kind::ToolCallRecorded, actor, payload)
}

/// The ids of the frames in a text, with their data.
fn frames(text: &str) -> Vec<(u64, serde_json::Value)> {
    let mut found = Vec::new();
    for frame in text.split("\n\n").filter(|f| f.starts_with("id: ")) {
        let line = |name: &str| frame.lines().find_map(|l| l.strip_prefix(name)).unwrap();
        found.push((line("id: ").parse().unwrap(), serde_json::from_str(line("data: ")).unwrap()));
    }
    found
}

/// Reads until the id `last`, leaving and resuming after some hundred events each time.
fn read_all(log: &Log, seed: u64, holds: usize, last: u64) -> Vec<u64> {
    let (mut seen, mut since) = (Vec::new(), None);
    let mut random = seed;
    let mut next = |n: u64| {
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (random >> 33) % n
    };
    let end = clock::instant() + PATIENCE;
    while since != Some(last) {
        let pipe = Pipe::new(holds);
        log.join(start(since, 1 + next(300) as usize), Box::new(Arc::clone(&pipe))).unwrap();
        let stay = seen.len() as u64 + next(2000);
        while since != Some(last) && (seen.len() as u64) < stay {
            assert!(clock::instant() < end, "stuck at {since:?}");
            for (id, _) in frames(&pipe.take()) {
                seen.push(id);
                since = Some(id);
            }
            thread::sleep(Duration::from_millis(next(4)));
        }
        // What is on its way when a reader leaves is lost to it, and comes again.
        pipe.gone.store(true, Ordering::Relaxed);
    }
    seen
}

#[test]
fn twenty_writers_and_readers_that_come_and_go() {
    const LAST: u64 = 20 * 500;
    let dir = tempfile::tempdir().unwrap();
    let log = log(&dir, Keep::Forever);
    thread::scope(|scope| {
        for writer in 0..20 {
            let log = &log;
            scope.spawn(move || {
                for n in 0..500 {
                    let draft = draft(&format!("w{writer}"), &n.to_string());
                    if n % 50 == 0 {
                        log.shared.store.write(|w| log.append(w, &draft)).unwrap();
                        log.told("core", "default", &draft.actor, 1, 1);
                    } else {
                        log.record(draft);
                    }
                    if n % 7 == 0 {
                        thread::sleep(Duration::from_millis(1));
                    }
                }
            });
        }
        let readers: Vec<_> = (1..=8)
            .map(|seed| {
                let log = &log;
                let holds = if seed == 1 { 20_000 } else { 64 * 1024 };
                scope.spawn(move || read_all(log, seed, holds, LAST))
            })
            .collect();
        for reader in readers {
            assert!(reader.join().unwrap().into_iter().eq(1..=LAST), "each once, in order");
        }
    });
    let counts = log.counts();
    assert_eq!((counts.appended, counts.dropped, counts.queued), (LAST, 0, 0));
    // Every writer's events are in the order in which it wrote them, each the child of the last.
    let store = Arc::clone(&log.shared.store);
    drop(log);
    let kept = store.read(|r| kept::after(r, "core", "default", 0, 20_000)).unwrap();
    let of_one: Vec<_> = kept.iter().filter(|e| e.actor == "w7").collect();
    assert_eq!(of_one.len(), 500);
    assert!(of_one.windows(2).all(|pair| pair[1].parent == Some(pair[0].id)));
    assert!(kept.iter().zip(1..).all(|(event, version)| event.version == version));
}

fn eventually(what: &str, mut ask: impl FnMut() -> bool) {
    let end = clock::instant() + PATIENCE;
    while !ask() {
        assert!(clock::instant() < end, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_reader_that_does_not_read_delays_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let log = log(&dir, Keep::Forever);
    let (stuck, brisk) = (Pipe::new(600), Pipe::new(1 << 20));
    log.join(start(None, 200), Box::new(Arc::clone(&stuck))).unwrap();
    log.join(start(None, 200), Box::new(Arc::clone(&brisk))).unwrap();
    let mut text = String::new();
    for n in 0..1000 {
        log.record(draft("w", &n.to_string()));
    }
    eventually("the brisk one has all", || {
        text.push_str(&brisk.take());
        frames(&text).len() == 1000
    });
    let mut late = stuck.take();
    assert!(frames(&late).len() < 3, "{late}");
    eventually("the other catches up at its own pace", || {
        late.push_str(&stuck.take());
        frames(&late).len() == 1000
    });
    assert!(frames(&late).iter().map(|(id, _)| *id).eq(1..=1000));
}

#[test]
fn a_resume_older_than_retention_begins_with_a_gap() {
    let dir = tempfile::tempdir().unwrap();
    let log = log(&dir, Keep::Forever);
    for n in 0..50 {
        log.record(draft("w", &n.to_string()));
    }
    eventually("all are kept", || log.counts().appended == 50);
    log.keep(Keep::Bytes(1500));
    let oldest = || log.shared.store.read(|r| kept::extent(r, "core", "default")).unwrap().oldest;
    eventually("the oldest are gone", || oldest() > Some(20));
    let pipe = Pipe::new(1 << 20);
    log.join(start(Some(3), 200), Box::new(Arc::clone(&pipe))).unwrap();
    let mut text = String::new();
    eventually("all that is left", || {
        text.push_str(&pipe.take());
        frames(&text).last().is_some_and(|(id, _)| *id == 50)
    });
    let frames = frames(&text);
    assert!(text.starts_with(&format!("id: {}\nevent: gap\n", oldest().unwrap() - 1)), "{text}");
    assert_eq!(frames[0].1["oldestId"].as_u64(), oldest());
    assert_eq!(frames[0].1["since"], 3);
    assert_eq!(Some(frames[1].0), oldest());
    // Who has read nothing yet has missed nothing.
    let pipe = Pipe::new(1 << 20);
    log.join(start(None, 200), Box::new(Arc::clone(&pipe))).unwrap();
    eventually("it begins", || !pipe.pieces.lock().unwrap().is_empty());
    assert!(
        pipe.take().starts_with(&format!("id: {}\nevent: tool_call_recorded", oldest().unwrap()))
    );
    // Ids that were never given out: the store was put back.
    let pipe = Pipe::new(1 << 20);
    log.join(start(Some(90), 200), Box::new(Arc::clone(&pipe))).unwrap();
    eventually("it is told", || !pipe.pieces.lock().unwrap().is_empty());
    assert!(pipe.take().starts_with("id: 50\nevent: gap\n"));
}

#[test]
fn readers_are_capped_and_a_revoked_one_is_told_and_ended() {
    let dir = tempfile::tempdir().unwrap();
    let log = log(&dir, Keep::Forever);
    let pipes: Vec<_> = (0..128).map(|_| Pipe::new(1000)).collect();
    for pipe in &pipes {
        log.join(start(None, 1), Box::new(Arc::clone(pipe))).unwrap();
    }
    let refused = log.join(start(None, 1), Box::new(Pipe::new(1))).unwrap_err();
    assert_eq!(refused.kind(), crate::base::Kind::Overloaded);
    let other = Start { token: "other".into(), ..start(None, 1) };
    log.join(other, Box::new(Pipe::new(1000))).unwrap();
    pipes[0].revoked.store(true, Ordering::Relaxed);
    pipes[1].gone.store(true, Ordering::Relaxed);
    eventually("their places are free", || log.counts().streams == 127);
    assert!(pipes[0].take().contains("event: closed\ndata: {\"reason\":\"revoked\"}"));
}
