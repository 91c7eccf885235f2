//! Are tokens counted as o200k_base defines them, and how fast, beside bpe-openai?
//!
//! `scripts/bench tokens [TREE]` runs it: each file of the tree that is UTF-8 (by default 40 MB of crates' sources,
//! `LEAN_CTX_BENCH_MB`) is counted by both on one thread, then 1 MB of each ASCII character. Exit 1 where a count
//! differs. The vocabulary is loaded before the clock starts.

mod load;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lean_ctx::bench::count_tokens;

use load::corpus::corpus;

/// What one is asked to count over and over; the best of a few rounds is the least disturbed.
const ROUNDS: usize = 3;
/// Megabytes a second.
const MARK: f64 = 20.0;

fn main() {
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::TempDir::new().expect("a temporary directory");
    let root = corpus(dir.path());
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(!files.is_empty(), "no text below {}", root.display());
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let peer = bpe_openai::o200k_base();
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    let mut differ = Vec::new();
    // Whoever counts first loads its vocabulary.
    assert_eq!(count_tokens(&files[0].1), peer.count(&files[0].1), "{:?}", files[0].0);
    for _ in 0..ROUNDS {
        let (our_counts, took) = timed(&files, count_tokens);
        ours = ours.min(took);
        let (their_counts, took) = timed(&files, |text| peer.count(text));
        theirs = theirs.min(took);
        let pairs = files.iter().zip(our_counts).zip(their_counts);
        differ = pairs.filter(|((_, a), b)| a != b).map(|((file, ..), _)| file.0.clone()).collect();
    }
    let speed = |took: Duration| bytes as f64 / 1e6 / took.as_secs_f64();
    println!("corpus: {}, {} files, {:.1} MB", root.display(), files.len(), bytes as f64 / 1e6);
    println!("files counted differently: {} (mark: none)", differ.len());
    println!(
        "ours {:.1} MB/s (mark {MARK}), bpe-openai {:.1} MB/s, {:.2} of its time",
        speed(ours),
        speed(theirs),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
    let (mut slowest, mut of) = (Duration::ZERO, '\0');
    for byte in 0..128u8 {
        let text = char::from(byte).to_string().repeat(1_000_000);
        let began = Instant::now();
        let count = count_tokens(&text);
        let took = began.elapsed();
        if took > slowest {
            (slowest, of) = (took, char::from(byte));
        }
        if count != peer.count(&text) {
            differ.push(PathBuf::from(format!("1 MB of {:?}", char::from(byte))));
        }
    }
    println!("1 MB of one character, each of 128: slowest {:?} in {slowest:.0?}", of);
    if !differ.is_empty() {
        differ
            .iter()
            .take(20)
            .for_each(|path| eprintln!("counted differently: {}", path.display()));
        std::process::exit(1);
    }
}

fn timed(files: &[(PathBuf, String)], count: impl Fn(&str) -> usize) -> (Vec<usize>, Duration) {
    let began = Instant::now();
    let counts = files.iter().map(|(_, text)| count(text)).collect();
    (counts, began.elapsed())
}

fn collect(dir: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
        if kind.is_dir() && entry.file_name() != ".git" {
            collect(&path, files);
        } else if kind.is_file()
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            files.push((path, text));
        }
    }
}
