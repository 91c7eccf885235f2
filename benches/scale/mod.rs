//! What does an index of a whole tree cost: time, memory, disk by part, and questions while it changes?
//!
//! `scripts/bench index [TREE]`. A git repository is read from its objects, any other folder from its files.

mod bytes;
mod edited;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lean_ctx::bench::{
    Case, Deadline, Engine, Filter, Folder, GitSource, IndexOptions, Query, RefChoice, Source,
    View, grep, heap, rank,
};

/// Published by the peers of themselves; see the notes beside the queries of `scripts/retrieval`.
const PEERS: &str = "\
peers, as they publish it: zoekt takes 3.5 times the text, Linux (545 MB) in 160 s;
codebase-memory-mcp Linux in 180 s and django in 6 s on an M3 Pro; plain tantivy with this tokenizer,
no symbols, Linux 41.8 s on two threads, 0.22 of the text, 547 MB resident, p50 2.7 ms, p95 7.4 ms";

const QUESTIONS: &[&str] = &[
    "where is the checksum of a packet verified",
    "parse command line options",
    "how are locks released when an error occurs",
    "read the configuration file",
    "allocate a buffer and copy user data into it",
    "retry after a timeout",
    "HashMap insert",
    "error handling when a file does not exist",
    "register a driver",
    "serialize to json",
];

const PATTERNS: &[&str] = &[
    "TODO|FIXME",
    r"\bunsafe\b",
    "register_[a-z]+_driver",
    r"return (None|null|NULL)\b",
    "zzqqxy",
];

pub fn report() {
    heap::prepare();
    let scratch = tempfile::TempDir::new().expect("a temporary directory");
    let root = crate::load::corpus::corpus(scratch.path());
    let source: Arc<dyn Source> = match root.join(".git").exists() || root.join("objects").exists()
    {
        true => Arc::new(GitSource::new(&root, RefChoice::LocalHead)),
        false => Arc::new(Folder::new(&root)),
    };
    let memory_mb = number("LEAN_CTX_BENCH_MEMORY_MB", 256);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let options = IndexOptions { memory_mb, threads, graph: true };
    let index = scratch.path().join("index");
    let source = Arc::new(edited::Edited::new(source));
    let engine = Engine::open(&index, Arc::clone(&source) as Arc<dyn Source>, options);
    let engine = engine.expect("an index");
    println!("tree: {}, {threads} threads, memoryMb {memory_mb}", root.display());
    built(&engine);
    let stats = engine.stats().expect("a readable index").expect("one");
    let text = stats.counts.bytes as f64;
    println!("{} files, {:.1} MB of text", stats.counts.files, text / 1e6);
    let parts = stats.parts;
    let rows = [
        ("stored text", parts.text),
        ("trigrams", parts.trigrams),
        ("ranked", parts.ranked),
        ("symbols", parts.symbols),
        ("list of files", parts.manifest),
        ("all", parts.all()),
    ];
    for (name, bytes) in rows {
        println!(
            "  {name:<14} {:>9.1} MB {:>6.3} of the text",
            bytes as f64 / 1e6,
            bytes as f64 / text
        );
    }
    bytes::told(&engine.current().expect("an index"), text);
    asked(&engine, "alone");
    changed(&engine, &source);
    println!("{PEERS}");
}

/// Commits that change one file each, one after the other, and questions meanwhile.
fn changed(engine: &Engine, source: &edited::Edited) {
    let refresh = || {
        source.edit();
        let began = Instant::now();
        engine.refresh(&|_| {}, &Deadline::none()).expect("an index");
        let served = began.elapsed();
        drop(engine.current().map(|live| live.graph()));
        (served, began.elapsed())
    };
    let (mut whole, mut graph): (Vec<_>, Vec<_>) = (0..20).map(|_| refresh()).unzip();
    let ([whole, ..], [graph, ..]) = (percentiles(&mut whole), percentiles(&mut graph));
    println!(
        "one file changed: published and settled after {whole:.0} ms, with symbols and graph {graph:.0} ms"
    );
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut commits = 0;
            while !over.load(Ordering::Relaxed) {
                refresh();
                commits += 1;
            }
            commits
        });
        asked(engine, "while commits are indexed and merged");
        over.store(true, Ordering::Relaxed);
        println!("{} commits meanwhile", writer.join().expect("a writer"));
    });
}

/// Builds the index, and tells when what was there.
fn built(engine: &Engine) {
    let (over, anonymous) = (AtomicBool::new(false), AtomicU64::new(0));
    let began = Instant::now();
    let mut marks: Vec<(&str, Duration, f64, f64)> = Vec::new();
    std::thread::scope(|scope| {
        let sampler = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                anonymous.fetch_max(of_status("RssAnon") as u64, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let watcher = scope.spawn(|| {
            let mut marks = Vec::new();
            let mut mark = |what| {
                let peak = anonymous.swap(0, Ordering::Relaxed) as f64 / 1e3;
                marks.push((what, began.elapsed(), processor(), peak));
            };
            let until = |there: &dyn Fn() -> bool| {
                while !there() && !over.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(2));
                }
            };
            until(&|| engine.current().is_some());
            mark("text searchable");
            until(&|| engine.current().is_some_and(|live| live.snapshot.manifest.parsed));
            mark("symbols");
            if let Some(live) = engine.current() {
                drop(live.graph());
            }
            mark("graph");
            marks
        });
        let done = engine.refresh(&|_| {}, &Deadline::none());
        let all = (began.elapsed(), processor());
        marks = watcher.join().expect("a watcher");
        over.store(true, Ordering::Relaxed);
        sampler.join().expect("a sampler");
        marks.push((
            "merges settled",
            all.0,
            all.1,
            anonymous.load(Ordering::Relaxed) as f64 / 1e3,
        ));
        done.expect("an index");
    });
    let bytes = engine.stats().expect("a readable index").expect("one").counts.bytes as f64;
    println!("{:<16} {:>9} {:>9} {:>9} {:>14}", "", "s", "MB/s", "CPU s", "peak anon MB");
    for (what, wall, cpu, peak) in marks {
        let s = wall.as_secs_f64();
        println!("{what:<16} {s:>9.2} {:>9.1} {cpu:>9.2} {peak:>14.0}", bytes / 1e6 / s);
    }
    println!(
        "peak resident {:.0} MB (mapped files are in it), anonymous now {:.0} MB",
        of_status("VmHWM") / 1e3,
        of_status("RssAnon") / 1e3
    );
}

/// Asks everything some times over, and tells the median and the slow end.
fn asked(engine: &Engine, when: &str) {
    let none = Deadline::none();
    let (mut ranked, mut exact) = (Vec::new(), Vec::new());
    for round in 0..20 {
        // What is served by now, as a server's calls take it.
        let view = View::new(engine.current().expect("an index"));
        for question in QUESTIONS {
            let began = Instant::now();
            rank(&view, question, &Filter::default(), 10, false, &none).expect("an answer");
            if round > 0 {
                ranked.push(began.elapsed());
            }
        }
        for pattern in PATTERNS {
            let query = Query {
                pattern: (*pattern).to_owned(),
                regex: true,
                case: Case::Sensitive,
                ..Query::default()
            };
            let began = Instant::now();
            grep(&view, &query, None, 50, &none).expect("an answer");
            if round > 0 {
                exact.push(began.elapsed());
            }
        }
    }
    for (what, mut times) in [("ranked", ranked), ("exact", exact)] {
        let [p50, p95, p99] = percentiles(&mut times);
        println!("{what} search, {when}: p50 {p50:.2} ms, p95 {p95:.2} ms, p99 {p99:.2} ms");
    }
}

fn percentiles(times: &mut [Duration]) -> [f64; 3] {
    times.sort_unstable();
    [50, 95, 99].map(|p| {
        let at = (times.len() * p / 100).min(times.len().saturating_sub(1));
        times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    })
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Kilobytes.
fn of_status(key: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

/// Seconds of all threads, in the kernel and out of it.
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
    let ticks = behind.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
