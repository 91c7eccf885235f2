//! Which files make up a book? The one that is written, and those that were rotated away from it.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::format::{Format, MAX_LINE};
use super::line;
use crate::base::Result;
use crate::base::error::Context as _;

/// Where the signed head of the book in `path` lies.
pub fn head_path(path: &Path) -> PathBuf {
    with_suffix(path, ".head")
}

pub fn lock_path(path: &Path) -> PathBuf {
    with_suffix(path, ".lock")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The rotated siblings of `path` (`name.1`, `name-20261122`, …; plain files only), oldest record
/// first, then `path` itself, if it exists. Compressed ones are left out: unpack them first.
///
/// # Errors
/// When the directory or one of the files cannot be read.
pub fn parts(path: &Path, format: &Format) -> Result<Vec<PathBuf>> {
    let mut rotated = Vec::new();
    for sibling in siblings(path)? {
        if let Some(place) = place(&sibling, format)? {
            rotated.push((place, sibling));
        }
    }
    rotated.sort();
    let mut all: Vec<PathBuf> = rotated.into_iter().map(|(_, p)| p).collect();
    if path.is_file() {
        all.push(path.to_owned());
    }
    Ok(all)
}

fn siblings(path: &Path) -> Result<Vec<PathBuf>> {
    let dir = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let act = || format!("cannot list `{}`", dir.display());
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).context(act)? {
        let entry = entry.context(act)?;
        let file = entry.file_name();
        let Some(rest) = file.to_str().and_then(|f| f.strip_prefix(name)) else { continue };
        let rotated = rest.starts_with(['.', '-']) && !is_ours(rest) && !is_packed(rest);
        if rotated && entry.file_type().context(act)?.is_file() {
            found.push(dir.join(file));
        }
    }
    Ok(found)
}

fn is_ours(rest: &str) -> bool {
    rest == ".lock" || rest == ".head" || rest.starts_with(".head.")
}

fn is_packed(rest: &str) -> bool {
    [".gz", ".xz", ".zst", ".bz2"].iter().any(|end| rest.ends_with(end))
}

/// Sorts rotated files: by the number of the first record, else by age. `None` when empty.
fn place(path: &Path, format: &Format) -> Result<Option<(u64, SystemTime)>> {
    let act = || format!("cannot read `{}`", path.display());
    let file = File::open(path).context(act)?;
    let age = file.metadata().and_then(|m| m.modified()).context(act)?;
    let mut lines = BufReader::new(file);
    let mut first = Vec::new();
    (&mut lines).take(MAX_LINE as u64).read_until(b'\n', &mut first).context(act)?;
    if first.is_empty() {
        return Ok(None);
    }
    let seq = line::parse(format, first.trim_ascii_end()).and_then(|l| l.seq);
    Ok(Some((seq.unwrap_or(0), age)))
}
