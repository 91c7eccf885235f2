//! Do the cited files and lines stand in the commit as the proof says?

use std::collections::BTreeSet;
use std::path::Path;

use super::report::Report;
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::base::digest::sha256_hex;
use crate::git::object::Commit;
use crate::git::repository::GitSource;
use crate::proof::format::{Citation, Predicate};
use crate::workspace::source::BlobId;

/// Looks every citation up in the commit's own tree, and digests its lines anew.
pub fn check(
    root: &Path,
    predicate: &Predicate,
    deadline: &Deadline,
    report: &mut Report,
) -> Result<()> {
    let id = &predicate.commit;
    if id.len() != 40 || !id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        report.fault(format!("`commit` is `{}`, no commit id", id.escape_debug()));
        return Ok(());
    }
    let commit = match Commit::open(root, id) {
        Ok(Some(commit)) => commit,
        Ok(None) => {
            report.fault(format!("the repository does not hold the commit {id}"));
            return Ok(());
        }
        Err(e) if GitSource::is_repository(root) => {
            report.fault(e.chain());
            return Ok(());
        }
        Err(e) => return Err(e),
    };
    let before = report.fault_count;
    let mut paths = BTreeSet::new();
    let mut last: Option<(BlobId, Vec<u8>)> = None;
    for citation in &predicate.citations {
        deadline.check()?;
        paths.insert(&citation.path);
        if let Err(why) = rebuild(&commit, citation, &mut last) {
            report.fault(format!("{}: {why}", place(citation)));
        }
    }
    if report.fault_count == before {
        let (ranges, files) =
            (counted(predicate.citations.len(), "range"), counted(paths.len(), "file"));
        let found = if paths.is_empty() {
            "nothing is cited".into()
        } else {
            format!("{ranges} of {files}")
        };
        report.held("citations", format!("found in commit {id}: {found}"));
    }
    Ok(())
}

/// `last` is the blob that was read last: the ranges of one file stand together.
fn rebuild(
    commit: &Commit,
    citation: &Citation,
    last: &mut Option<(BlobId, Vec<u8>)>,
) -> Result<(), String> {
    let blob = match commit.at(&citation.path) {
        Ok(Some(blob)) => blob,
        Ok(None) => return Err("it is not in the commit".into()),
        Err(e) => return Err(e.chain()),
    };
    if blob.to_string() != citation.blob {
        return Err(format!("the commit has blob {blob} there, the proof {}", citation.blob));
    }
    let (first, end, wanted) = match (citation.start_line, citation.end_line, &citation.sha256) {
        (None, None, None) => return Ok(()),
        (Some(first), Some(end), Some(wanted)) => (first, end, wanted),
        _ => return Err("it has only some of `startLine`, `endLine` and `sha256`".into()),
    };
    if last.as_ref().is_none_or(|(id, _)| *id != blob) {
        *last = Some((blob, commit.bytes(blob).map_err(|e| e.chain())?));
    }
    let bytes = last.as_ref().map_or(&[][..], |(_, bytes)| bytes);
    let lines = lines(bytes, first, end).ok_or("the file has no such lines")?;
    if sha256_hex(&lines) != *wanted {
        return Err("the lines are not those that were signed".into());
    }
    Ok(())
}

/// The lines, end to end, if all of them are there.
pub fn lines(bytes: &[u8], first: u32, last: u32) -> Option<Vec<u8>> {
    let (skip, count) = (first.checked_sub(1)? as usize, last.checked_sub(first)? as usize + 1);
    let taken: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').skip(skip).take(count).collect();
    (taken.len() == count).then(|| taken.concat())
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn place(citation: &Citation) -> String {
    let path = citation.path.escape_debug();
    match (citation.start_line, citation.end_line) {
        (Some(first), Some(last)) => format!("`{path}` lines {first}-{last}"),
        _ => format!("`{path}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(lines(b"a\nb\nc", 2, 3).unwrap(), b"b\nc");
        assert_eq!(lines(b"a\nb\n", 2, 2).unwrap(), b"b\n");
        for (first, last) in [(0, 1), (2, 1), (3, 3), (2, 3), (1, u32::MAX)] {
            assert_eq!(lines(b"a\nb\n", first, last), None, "{first}-{last}");
        }
        assert_eq!(lines(b"", 1, 1), None);
    }
}
