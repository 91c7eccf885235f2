//! Is the memory that indexing may use kept to?

use std::process::Command;

use super::*;
use crate::base::heap;

const MARKER: &str = "this-process-is-to-be-measured";
const FILES: usize = 4000;
const MEMORY_MB: usize = 64;
/// The program and the index as far as they are mapped, and this test's repository, which is in memory.
const BESIDE_MB: u64 = 120;

/// Each file has words of its own, as code has.
fn repository() -> Arc<Memory> {
    let source = Arc::new(Memory::default());
    for at in 0..FILES {
        let part = |n: usize| {
            let (a, b) = (at * 31 + n * 17, at * 7 + n * 13);
            format!(
                "/// Takes part {n} of item {a} apart and weighs it.\n\
                 pub fn weigh_{a}_{b}(item: &Item{a}) -> u64 {{\n    split_{b}(item).scale_{n}()\n}}\n\n"
            )
        };
        source.put(
            &format!("src/part{}/item{at}.rs", at % 97),
            (0..12).map(part).collect::<String>(),
        );
    }
    source
}

/// The process that is measured: not a test by itself. It works in its current directory.
#[test]
#[ignore = "run by `a_run_keeps_to_its_memory`"]
fn index_and_tell() {
    if !Path::new(MARKER).exists() {
        return;
    }
    heap::prepare();
    let source: Arc<dyn Source> = repository();
    let options = Options { memory_mb: MEMORY_MB, threads: 2, graph: true };
    let engine = Engine::open(Path::new("index"), source, options).unwrap();
    engine.refresh(&|_| {}, &Deadline::none()).unwrap();
    assert!(engine.current().unwrap().snapshot.manifest.parsed);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    std::fs::write("status", status).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_keeps_to_its_memory() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(MARKER), "").unwrap();
    let exe = std::fs::read_link("/proc/self/exe").unwrap();
    let done = Command::new(&exe)
        .args(["--ignored", "--exact", "ingest::tests::bound::index_and_tell"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    let status = std::fs::read_to_string(dir.path().join("status")).unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    let peak = peak.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() >> 10;
    let most = MEMORY_MB as u64 + BESIDE_MB;
    assert!(peak <= most, "{peak} MB at most, more than {most}: {status}");
}
