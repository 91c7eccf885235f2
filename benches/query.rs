//! How long does one ranked question take within the process, and which part of it how long?
//!
//! `scripts/bench query [TREE]` runs it; without a tree the corpus is that of `serve`. Asked are questions in words, names and
//! paths that the tree has, and pasted reports with frames of its files. The index is warm, one caller, nothing is answered
//! from memory of earlier answers. Beside the time of a clock stands the mean that it took of a processor, which other work
//! on the machine changes little. `LEAN_CTX_BENCH_ROUNDS` passes over all questions (default 20). `LEAN_CTX_BENCH_ANSWERS`
//! names a file for the answers with all candidates' features, to the digit: what only makes it quicker changes none.

mod load;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lean_ctx::bench::{
    Deadline, Engine, Filter, Folder, IndexOptions, View, features, rank, watched,
};

use load::corpus::corpus;
use load::number;

/// What people ask of a code base that they do not know.
const QUESTIONS: &[&str] = &[
    "where are passwords hashed and compared",
    "how is a request routed to its handler",
    "what happens when a connection times out",
    "where is the configuration file read",
    "how are database migrations applied",
    "escape html in template output",
    "where are cookies signed",
    "how does the cache decide what to evict",
    "parse command line arguments",
    "which code writes log messages to disk",
    "retry after a failed network call",
    "where is the user's session stored",
    "validate an email address",
    "serialize objects to json",
    "how are file uploads limited in size",
    "translate messages into another language",
    "where is the current time zone set",
    "format a number with thousands separators",
    "compile a regular expression once and reuse it",
    "how are permissions of a group checked",
    "lock a file while it is written",
    "what runs when the server shuts down",
    "join two tables in a query",
    "where are static files collected",
    "detect changes and reload automatically",
    "convert a string to lower case without allocating",
    "protect forms against cross site requests",
    "iterate over rows in chunks",
    "where do errors become responses",
    "how are tests discovered and run in parallel",
    "allocate memory for a buffer",
    "the scheduler picks the next task",
    "compute a checksum of a block",
    "read a directory recursively",
    "split a path into its components",
    "send mail through a server with tls",
];
/// Names and paths of the tree that are asked for, and reports about its files.
const NAMES: usize = 16;
const PATHS: usize = 4;
const REPORTS: usize = 4;

/// Warm, p50 and p95 in milliseconds, the re-rank included: of a tree such as Django, and of one such as Linux.
const MARKS: [(&str, f64, f64); 2] = [("Django", 2.0, 5.0), ("Linux", 5.0, 15.0)];
/// Bytes of text from which a tree is such as Linux.
const HUGE: u64 = 400 << 20;

fn main() {
    // `cargo test` runs benches too, to see that they build; there is nothing to measure then.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::TempDir::new().expect("a temporary directory");
    let tree = corpus(dir.path());
    println!("corpus: {}", tree.display());
    let began = Instant::now();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let limits = IndexOptions { memory_mb: 512, threads, graph: false };
    let data = dir.path().join("index");
    fs::create_dir_all(&data).expect("a directory");
    let engine = Engine::open(&data, Arc::new(Folder::new(&tree)), limits).expect("an index");
    engine.refresh(&|_| {}, &Deadline::none()).expect("an index");
    engine.learn(&Deadline::none()).expect("a table");
    let stats = engine.stats().expect("an index").expect("an index");
    println!(
        "{} files, {} MB of text, indexed in {:.1?}",
        stats.counts.files,
        stats.counts.bytes / 1_000_000,
        began.elapsed()
    );
    let view = View::new(engine.current().expect("an index"));
    let asked = asked(&tree);
    let file = std::env::var_os("LEAN_CTX_BENCH_ANSWERS");
    let first = file.map(|file| {
        let answers = answers(&view, &asked);
        fs::write(file, &answers).expect("a file");
        answers
    });
    let rounds = number("LEAN_CTX_BENCH_ROUNDS", 20);
    let mut watch = Watch::default();
    for round in 0..=rounds {
        for (kind, query) in &asked {
            // The first pass makes all warm.
            watch.ask(&view, kind, query, round > 0);
        }
    }
    if let Some(first) = first {
        assert_eq!(first, answers(&view, &asked), "what is kept of files changes answers");
    }
    let (name, p50, p95) = MARKS[usize::from(stats.counts.bytes > HUGE)];
    watch.tell(&format!("mark, as {name}: p50 {p50:.0}, p95 {p95:.0}"));
}

/// What is answered, with what counted.
fn answers(view: &View, asked: &[(&'static str, String)]) -> String {
    let mut text = String::new();
    for (_, query) in asked {
        let (kind, rows) = features(view, query).expect("candidates");
        text += &format!("{kind} {query:?}\n");
        for (path, row) in rows {
            text += &format!("  {path} {row:?}\n");
        }
        let hits = rank(view, query, &Filter::default(), 10, false, &Deadline::none());
        for hit in hits.expect("an answer") {
            text += &format!("= {} {}-{} {}\n", hit.path, hit.start_line, hit.end_line, hit.score);
        }
    }
    text
}

/// Times of whole questions by their kind, and of phases.
#[derive(Default)]
struct Watch {
    times: BTreeMap<&'static str, Vec<[f64; 2]>>,
    phases: Vec<(&'static str, Duration)>,
}

impl Watch {
    fn ask(&mut self, view: &View, kind: &'static str, query: &str, counts: bool) {
        let busy = busy();
        let (mut laps, began) = (Vec::with_capacity(16), Instant::now());
        let mut lap = |phase| laps.push((phase, Instant::now()));
        let found =
            watched(view, query, &Filter::default(), (10, false), &Deadline::none(), &mut lap);
        let took = [began.elapsed(), self::busy().saturating_sub(busy)];
        found.expect("an answer");
        if !counts {
            return;
        }
        for of in [kind, "all"] {
            self.times.entry(of).or_default().push(took.map(|took| took.as_secs_f64() * 1e3));
        }
        let mut before = began;
        for (phase, at) in laps {
            let lap = at - before;
            before = at;
            match self.phases.iter_mut().find(|(name, _)| *name == phase) {
                Some((_, sum)) => *sum += lap,
                None => self.phases.push((phase, lap)),
            }
        }
    }

    fn tell(self, mark: &str) {
        println!(
            "\n{:<12} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8}",
            "kind", "asked", "mean ms", "p50", "p95", "p99", "cpu ms"
        );
        let all = self.times.get("all").map_or(0, Vec::len);
        for (kind, times) in &self.times {
            let beside = if *kind == "all" { mark } else { "" };
            let [mean, p50, p95, p99] = spread(times.iter().map(|took| took[0]).collect());
            // The system adds it up a few milliseconds late: of one question it tells little.
            let cpu = times.iter().map(|took| took[1]).sum::<f64>() / times.len() as f64;
            println!(
                "{kind:<12} {:>7} {mean:>8.2} {p50:>8.2} {p95:>8.2} {p99:>8.2} {cpu:>8.2}  {beside}",
                times.len()
            );
        }
        println!("\n{:<12} {:>10} {:>6}", "phase", "mean us", "share");
        let whole: Duration = self.phases.iter().map(|(_, sum)| *sum).sum();
        for (phase, sum) in &self.phases {
            let mean = sum.as_secs_f64() * 1e6 / all.max(1) as f64;
            let share = sum.as_secs_f64() / whole.as_secs_f64();
            println!("{phase:<12} {mean:>10.1} {:>5.1}%", share * 100.0);
        }
    }
}

/// Mean, p50, p95, p99.
fn spread(mut times: Vec<f64>) -> [f64; 4] {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() as f64 * part) as usize).min(times.len() - 1)];
    [times.iter().sum::<f64>() / times.len() as f64, at(0.5), at(0.95), at(0.99)]
}

/// What this thread has taken of a processor; nothing where the system does not tell.
fn busy() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// Questions in words, and what the tree itself has names for.
fn asked(tree: &Path) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    list(tree, &mut files);
    files.sort();
    let pick = |n: usize, of: usize| (0..n).map(move |at| (at * 7919 + 13) % of.max(1));
    let mut names: Vec<String> = pick(200, files.len())
        .filter_map(|at| fs::read_to_string(&files[at]).ok())
        .flat_map(|text| text.lines().filter_map(declared).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    names.sort();
    names.dedup();
    let path = |at: usize| files[at].strip_prefix(tree).unwrap_or(&files[at]).display().to_string();
    let mut asked: Vec<(&'static str, String)> =
        QUESTIONS.iter().map(|question| ("question", (*question).to_owned())).collect();
    asked.extend(pick(NAMES, names.len()).map(|at| ("name", names[at].clone())));
    asked.extend(pick(PATHS, files.len()).map(|at| ("path", path(at))));
    for which in 0..REPORTS {
        let frames: Vec<String> = pick(6, files.len())
            .map(|at| (at + which * 101) % files.len())
            .zip(pick(6, names.len()))
            .map(|(at, name)| {
                format!("  File \"/srv/app/{}\", line {}, in {}", path(at), at % 90, names[name])
            })
            .collect();
        let report = format!(
            "{} breaks after the upgrade\n\nWe upgraded yesterday and since then {} fails now and then under load, \
             mostly when several workers write at once. It worked in the release before. Expected: the old \
             behaviour, or at least a clear message. What we see instead:\n\n{}\nValueError: the value is not valid \
             here\n\n{}. We also tried without the cache, and with another database, with the same result.",
            names[which * 31 % names.len()],
            names[which * 57 % names.len()],
            frames.join("\n"),
            QUESTIONS[which * 5],
        );
        asked.push(("report", report));
    }
    asked
}

/// The name that a line declares, in most languages.
fn declared(line: &str) -> Option<&str> {
    let rest = ["def ", "class ", "fn ", "pub fn ", "func ", "struct ", "function "]
        .iter()
        .find_map(|word| line.trim_start().strip_prefix(word))?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (end > 5).then(|| &rest[..end])
}

/// Files of code at and below a folder.
fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if kind.is_dir() && entry.file_name() != ".git" {
            list(&path, files);
        } else if kind.is_file()
            && ["rs", "py", "ts", "go", "java", "c", "h", "js", "rb"].contains(&ending)
        {
            files.push(path);
        }
    }
}
