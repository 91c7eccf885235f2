//! What does the audit log say? Newest first for people, and when each token was last used.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::FORMAT;
use super::record::Record;
use crate::auth::Grant;
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::base::error::Context as _;
use crate::ledger::{MAX_LINE, parts};

/// A record as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    #[serde(flatten)]
    pub record: Record,
    #[serde(flatten)]
    pub chain: Option<Chain>,
}

/// Where it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    pub seq: u64,
    pub prev_hash: String,
    pub hash: String,
}

/// Which records are wanted.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Not older than this.
    pub since: Option<Timestamp>,
    pub token: Option<String>,
    pub allowed: Option<bool>,
    /// Those that are [`Record::is_routine`], too.
    pub routine: bool,
    /// Only what happened in these workspaces, and then without the chain's fields: who may not
    /// see all records can do nothing with them.
    pub grant: Grant,
    pub limit: usize,
}

impl Filter {
    fn takes(&self, record: &Record) -> bool {
        let visible = match &self.grant {
            Grant::All => true,
            only @ Grant::Only(_) => record.workspace_id.as_ref().is_some_and(|w| only.covers(w)),
        };
        visible
            && self.since.is_none_or(|since| record.ts >= since)
            && self.token.as_ref().is_none_or(|t| record.token_id.as_ref() == Some(t))
            && self.allowed.is_none_or(|a| record.allowed == a)
            && (self.routine || !record.is_routine())
    }

    /// Records are in order of writing; their times may differ from it by as long as a call lasts.
    fn ends_at(&self, record: &Record) -> bool {
        let slack = SignedDuration::from_mins(10);
        self.since
            .is_some_and(|since| record.ts.checked_add(slack).is_ok_and(|latest| latest < since))
    }
}

/// The newest records of the log in `path` and its rotated siblings that `filter` takes, newest
/// first. Lines that are no records are passed over: `verify` tells of them.
///
/// # Errors
/// Any I/O error; `request_timeout`.
pub fn read(path: &Path, filter: &Filter, deadline: &Deadline) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    for part in parts(path, &FORMAT)?.iter().rev() {
        let act = || format!("cannot read `{}`", part.display());
        let mut lines = Backwards::new(File::open(part).context(act)?).context(act)?;
        while let Some(line) = lines.next().context(act)? {
            deadline.check()?;
            if found.len() >= filter.limit {
                return Ok(found);
            }
            let Ok(mut entry) = serde_json::from_slice::<Entry>(&line) else { continue };
            if filter.ends_at(&entry.record) {
                return Ok(found);
            }
            if filter.takes(&entry.record) {
                if matches!(filter.grant, Grant::Only(_)) {
                    entry.chain = None;
                }
                found.push(entry);
            }
        }
    }
    Ok(found)
}

/// The lines of a file, last one first, in memory bounded by the longest line.
struct Backwards {
    file: File,
    /// What lies before this is not read yet.
    unread: u64,
    /// Read, and not yet given out.
    held: Vec<u8>,
}

const BLOCK: u64 = 1 << 16;

impl Backwards {
    fn new(file: File) -> std::io::Result<Self> {
        let unread = file.metadata()?.len();
        Ok(Self { file, unread, held: Vec::new() })
    }

    fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        if self.held.ends_with(b"\n") {
            self.held.pop();
        }
        // A newline is sought only in what was just read: long lines stay linear.
        let mut fresh = self.held.len();
        loop {
            if let Some(at) = self.held[..fresh].iter().rposition(|b| *b == b'\n') {
                let line = self.held.split_off(at + 1);
                return Ok(Some(line));
            }
            if self.unread == 0 {
                let line = std::mem::take(&mut self.held);
                return Ok((!line.is_empty()).then_some(line));
            }
            if self.held.len() > MAX_LINE {
                // Not a record: only its beginning matters, to find where the one before ends.
                self.held.clear();
            }
            fresh = self.fetch()?;
        }
    }

    fn fetch(&mut self) -> std::io::Result<usize> {
        let size = self.unread.min(BLOCK);
        let mut block = vec![0; size as usize];
        self.file.read_exact_at(&mut block, self.unread - size)?;
        self.unread -= size;
        if self.held.is_empty() && block.ends_with(b"\n") {
            block.pop();
        }
        let fresh = block.len();
        block.append(&mut self.held);
        self.held = block;
        Ok(fresh)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Use<'a> {
    ts: Timestamp,
    #[serde(borrow)]
    token_id: Option<std::borrow::Cow<'a, str>>,
    allowed: bool,
}

/// When each token was last allowed something, by the log in `path` and its rotated siblings.
///
/// # Errors
/// Any I/O error.
pub fn last_used(path: &Path) -> Result<BTreeMap<String, Timestamp>> {
    let mut last: BTreeMap<String, Timestamp> = BTreeMap::new();
    for part in parts(path, &FORMAT)? {
        let act = || format!("cannot read `{}`", part.display());
        let mut lines = BufReader::with_capacity(1 << 18, File::open(&part).context(act)?);
        let mut line = Vec::new();
        while (&mut lines).take(MAX_LINE as u64).read_until(b'\n', &mut line).context(act)? > 0 {
            if let Ok(Use { ts, token_id: Some(id), allowed: true }) = serde_json::from_slice(&line)
            {
                match last.get_mut(id.as_ref()) {
                    Some(known) => *known = ts.max(*known),
                    None => drop(last.insert(id.into_owned(), ts)),
                }
            }
            line.clear();
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::sync::Arc;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::audit::{Options, Writer};
    use crate::base::Kind;
    use crate::ledger::Key;

    const ALL: Filter = Filter {
        since: None,
        token: None,
        allowed: None,
        routine: true,
        grant: Grant::All,
        limit: 1000,
    };

    fn record(tool: &str, token: &str, at: &str) -> Record {
        let mut record = Record::new(tool, "tools/call").allow();
        record.ts = at.parse().unwrap();
        record.token_id = Some(token.into());
        record.workspace_id = Some(tool.into());
        record
    }

    /// Four records in two files, and some lines that are none.
    fn log() -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        let key = Arc::new(Key::open(&dir.path().join("keys")).unwrap());
        let writer = Writer::start(&path, key, Options::default()).unwrap();
        writer.record(record("w1", "ann", "2026-01-01T00:00:00Z")).unwrap();
        writer.record(record("w2", "bob", "2026-01-02T00:00:00Z")).unwrap();
        fs::rename(&path, dir.path().join("audit.jsonl.1")).unwrap();
        writer.record(record("w1", "ann", "2026-01-03T00:00:00Z")).unwrap();
        let mut denied = record("w1", "bob", "2026-01-04T00:00:00Z").reason(Kind::ScopeDenied);
        denied.allowed = false;
        writer.record(denied).unwrap();
        writer.close().unwrap();
        fs::write(dir.path().join("audit.jsonl.2.gz"), "packed").unwrap();
        fs::write(
            dir.path().join("audit.jsonl.bak"),
            format!("\n{}\nno JSON\n", "x".repeat(3 << 20)),
        )
        .unwrap();
        (dir, path)
    }

    fn days(filter: &Filter, path: &Path) -> Vec<String> {
        let found = read(path, filter, &Deadline::none()).unwrap();
        found.iter().map(|e| e.record.ts.to_string()[8..10].to_owned()).collect()
    }

    #[test]
    fn newest_first_over_rotated_files_and_filtered() {
        let (_dir, path) = log();
        assert_eq!(days(&ALL, &path), ["04", "03", "02", "01"]);
        assert_eq!(days(&Filter { limit: 3, ..ALL }, &path), ["04", "03", "02"]);
        assert_eq!(days(&Filter { token: Some("bob".into()), ..ALL }, &path), ["04", "02"]);
        assert_eq!(days(&Filter { allowed: Some(true), ..ALL }, &path), ["03", "02", "01"]);
        let since = "2026-01-02T00:00:00Z".parse().ok();
        assert_eq!(days(&Filter { since, ..ALL }, &path), ["04", "03", "02"]);
        let routine = |tool: &str, method: &str| Record::new(tool, method).allow().is_routine();
        assert!(routine("/v1/metrics", "/v1/metrics") && !routine("ctx_read", "/v1/tools/call"));
        assert!(!Record::new("/v1/metrics", "/v1/metrics").is_routine(), "it was refused");
        assert_eq!(days(&Filter { routine: false, ..ALL }, &path), ["04", "03", "02", "01"]);
        let out_of_time = read(&path, &ALL, &Deadline::after(Duration::ZERO)).unwrap_err();
        assert_eq!(out_of_time.kind(), Kind::RequestTimeout);
    }

    #[test]
    fn who_may_see_one_workspace_sees_its_records_without_the_chain() {
        let (_dir, path) = log();
        let full = read(&path, &ALL, &Deadline::none()).unwrap();
        assert_eq!(full[0].chain.as_ref().unwrap().seq, 4);
        let grant = Grant::Only(BTreeSet::from(["w2".to_owned()]));
        let found = read(&path, &Filter { grant, ..ALL }, &Deadline::none()).unwrap();
        assert_eq!(found.len(), 1);
        let json = serde_json::to_string(&found[0]).unwrap();
        assert!(json.contains("\"workspaceId\":\"w2\"") && !json.contains("ash\":\""), "{json}");
    }

    #[test]
    fn last_use_counts_only_what_was_allowed() {
        let (_dir, path) = log();
        let last: Vec<_> =
            last_used(&path).unwrap().into_iter().map(|(id, at)| format!("{id} {at}")).collect();
        assert_eq!(last, ["ann 2026-01-03T00:00:00Z", "bob 2026-01-02T00:00:00Z"]);
    }

    #[test]
    fn a_log_that_is_not_there_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        assert!(read(&path, &ALL, &Deadline::none()).unwrap().is_empty());
        assert!(last_used(&path).unwrap().is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn backwards_is_the_reverse(lengths in prop::collection::vec(1usize..90_000, 0..12), ended: bool) {
            let lines: Vec<Vec<u8>> =
                lengths.iter().enumerate().map(|(i, n)| vec![b'a' + i as u8; *n]).collect();
            let mut text = lines.join(&b'\n');
            if ended && !text.is_empty() {
                text.push(b'\n');
            }
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), text).unwrap();
            let mut backwards = Backwards::new(file.reopen().unwrap()).unwrap();
            let mut found = Vec::new();
            while let Some(line) = backwards.next().unwrap() {
                found.push(line);
            }
            found.reverse();
            prop_assert!(found == lines);
        }
    }
}
