//! On which sources is measured? A named repository, or crates' sources, which everybody has.

use std::fs;
use std::path::{Path, PathBuf};

use super::number;

/// A git repository of crates' sources.
pub fn corpus(dir: &Path) -> PathBuf {
    if let Some(repo) = std::env::var_os("LEAN_CTX_BENCH_REPO") {
        return repo.into();
    }
    let limit = number("LEAN_CTX_BENCH_MB", 40) * 1_000_000;
    let home = std::env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    );
    let repo = dir.join("corpus");
    fs::create_dir_all(&repo).expect("a directory");
    let mut crates: Vec<PathBuf> = fs::read_dir(home.join("registry/src"))
        .expect("the cargo registry: build something first")
        .flatten()
        .flat_map(|index| fs::read_dir(index.path()).into_iter().flatten().flatten())
        .map(|e| e.path())
        .collect();
    crates.sort();
    let mut taken = 0;
    for krate in crates {
        if taken >= limit {
            break;
        }
        let to = repo.join(krate.file_name().expect("a name"));
        taken += copy(&krate, &to);
    }
    super::init(&repo);
    repo
}

/// Copies sources of at most 1 MiB; their bytes.
fn copy(from: &Path, to: &Path) -> u64 {
    let mut bytes = 0;
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && entry.file_name() != ".git" {
            bytes += copy(&path, &target);
        } else if kind.is_file() && entry.metadata().is_ok_and(|m| m.len() <= 1 << 20) {
            fs::create_dir_all(to).expect("a directory");
            bytes += fs::copy(&path, &target).expect("a copy");
        }
    }
    bytes
}
