//! Which places does ranked search give for questions with known answers? `scripts/retrieval` reads what this writes.
//!
//! `retrieval TREES QUERIES [--only a,b] [--features] [--unlearned]`: each folder of TREES is indexed as a workspace of its own; QUERIES holds
//! lines with `id`, `repo` and `query`. Writes a line for each query: its id, its places, the milliseconds it took; with `--features`
//! each candidate's path and features instead, for `scripts/fit`; with `--unlearned` without the embedding.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use lean_ctx::bench::{
    Deadline, Engine, FEATURES, Filter, Folder, IndexOptions, PIECE_FEATURES, View, features,
    pieces, rank,
};
use serde_json::{Value, json};

const PLACES: usize = 20;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if arguments.len() < 2 {
        // `cargo test --benches` and `cargo bench` come without arguments.
        return;
    }
    let options = arguments.split_off(2);
    let only: Option<Vec<&str>> = options
        .iter()
        .position(|option| option == "--only")
        .map(|at| options[at + 1].split(',').collect());
    let trees = PathBuf::from(&arguments[0]);
    let queries = std::fs::read_to_string(&arguments[1]).unwrap();
    let mut by_repo: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in queries.lines().filter(|line| !line.trim().is_empty()) {
        let query: Value = serde_json::from_str(line).unwrap();
        by_repo.entry(query["repo"].as_str().unwrap().to_owned()).or_default().push(query);
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (repo, queries) in by_repo {
        let root = trees.join(&repo);
        if !root.is_dir() || only.as_ref().is_some_and(|only| !only.contains(&repo.as_str())) {
            continue;
        }
        let dir = tempfile::tempdir().unwrap();
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let limits = IndexOptions { memory_mb: 256, threads, graph: false };
        let start = Instant::now();
        let engine = Engine::open(dir.path(), Arc::new(Folder::new(&root)), limits).unwrap();
        engine.refresh(&|_| {}, &Deadline::none()).unwrap();
        let learns = Instant::now();
        if !options.iter().any(|option| option == "--unlearned") {
            engine.learn(&Deadline::none()).unwrap();
        }
        let learns = learns.elapsed();
        let stats = engine.stats().unwrap().unwrap();
        eprintln!(
            "{repo}: {} files, {} kB of text, {:.2} of it ranked index, {:.1} s, {:.1} of them learning",
            stats.counts.files,
            stats.counts.bytes / 1000,
            stats.parts.ranked as f64 / stats.counts.bytes.max(1) as f64,
            start.elapsed().as_secs_f64(),
            learns.as_secs_f64(),
        );
        let view = View::new(engine.current().unwrap());
        for query in queries {
            let words = query["query"].as_str().unwrap();
            if options.iter().any(|option| option == "--features") {
                let (asked, rows) = features(&view, words).unwrap();
                let rows: Vec<Value> = rows
                    .into_iter()
                    .map(|(path, row)| {
                        let rounded = |value: &f32| (f64::from(*value) * 1e6).round() / 1e6;
                        json!([&*path, row.iter().map(rounded).collect::<Vec<f64>>()])
                    })
                    .collect();
                writeln!(
                    out,
                    "{}",
                    json!({"id": query["id"], "asked": asked, "names": FEATURES, "rows": rows})
                )
                .unwrap();
                continue;
            }
            if options.iter().any(|option| option == "--pieces") {
                let files: Vec<Value> = pieces(&view, words, PLACES)
                    .unwrap()
                    .into_iter()
                    .map(|(path, cut)| {
                        let rounded = |value: &f32| (f64::from(*value) * 1e6).round() / 1e6;
                        let row = |(lines, row): &((u32, u32), lean_ctx::bench::PieceValues)| {
                            json!([lines.0, lines.1, row.iter().map(rounded).collect::<Vec<f64>>()])
                        };
                        json!([&*path, cut.iter().map(row).collect::<Vec<Value>>()])
                    })
                    .collect();
                let line = json!({"id": query["id"], "names": PIECE_FEATURES, "files": files});
                writeln!(out, "{line}").unwrap();
                continue;
            }
            let start = Instant::now();
            let hits =
                rank(&view, words, &Filter::default(), PLACES, false, &Deadline::none()).unwrap();
            let ms = start.elapsed().as_secs_f64() * 1000.0;
            let results: Vec<Value> = hits
                .iter()
                .map(
                    |hit| json!({"path": &*hit.path, "start": hit.start_line, "end": hit.end_line}),
                )
                .collect();
            writeln!(out, "{}", json!({"id": query["id"], "results": results, "ms": ms})).unwrap();
        }
    }
}
