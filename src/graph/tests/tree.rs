//! The graph of a directory as lines, for the scripts that compare it with what a language's own
//! tools say (`scripts/accuracy/`).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::graph;
use crate::graph::{Confidence, Graph};

/// Files that are read: more is no source.
const LARGEST: u64 = 2 << 20;

fn walk(root: &Path, at: &Path, files: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(at).expect("a directory");
    for entry in entries.map(|entry| entry.expect("an entry")) {
        let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
        if kind.is_dir() && !matches!(entry.file_name().to_str(), Some(".git" | "node_modules")) {
            walk(root, &path, files);
        } else if kind.is_file() && entry.metadata().is_ok_and(|meta| meta.len() <= LARGEST) {
            let bytes = std::fs::read(&path).expect("a readable file");
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.push((name.replace('\\', "/"), text));
        }
    }
}

/// One line each, with tabs: `edge FROM TO KIND HOW CONFIDENCE LINE`, `unresolved FROM MODULE REASON
/// LINE`, `symbol FILE NAME KIND LINE`, `use FILE NAME LINE FROM KIND CONFIDENCE LINE` (what is used,
/// with its own line, before where).
fn lines(graph: &Graph) -> String {
    let word = |w: &dyn std::fmt::Debug| format!("{w:?}").to_lowercase();
    let mut out = String::new();
    let fits = "a string takes any line";
    for e in graph.edges() {
        let (from, to) = (graph.path(e.from), graph.path(e.to));
        let (kind, how, sure) = (word(&e.kind), word(&e.how), word(&e.confidence));
        writeln!(out, "edge\t{from}\t{to}\t{kind}\t{how}\t{sure}\t{}", e.line).expect(fits);
    }
    for u in graph.unresolved() {
        let (from, reason) = (graph.path(u.from), word(&u.reason));
        writeln!(out, "unresolved\t{from}\t{}\t{reason}\t{}", u.module, u.line).expect(fits);
    }
    for s in graph.symbols() {
        let (node, name) = (graph.symbol(s), graph.qualified(s));
        let (file, kind) = (graph.path(node.file), node.kind.name());
        writeln!(out, "symbol\t{file}\t{name}\t{kind}\t{}", node.lines.0).expect(fits);
    }
    for u in graph.uses().iter().filter(|u| u.confidence > Confidence::Possible) {
        let (node, name) = (graph.symbol(u.to), graph.qualified(u.to));
        let (file, from, line) = (graph.path(node.file), graph.path(u.from), node.lines.0);
        let (kind, sure) = (word(&u.kind), word(&u.confidence));
        writeln!(out, "use\t{file}\t{name}\t{line}\t{from}\t{kind}\t{sure}\t{}", u.line)
            .expect(fits);
    }
    out
}

/// `LEAN_CTX_TREE=DIR LEAN_CTX_LINES=FILE cargo test --lib graph::tests::tree -- --ignored`
#[test]
#[ignore = "run by scripts/accuracy, which name the directory"]
fn of_a_directory() {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).expect("a path");
    let (root, out) = (from("LEAN_CTX_TREE"), from("LEAN_CTX_LINES"));
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    let texts: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let began = Instant::now();
    let graph = graph(&texts);
    eprintln!("{} files, {bytes} bytes, {:?}", texts.len(), began.elapsed());
    std::fs::write(out, lines(&graph)).expect("a place to write to");
}
