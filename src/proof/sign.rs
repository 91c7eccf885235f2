//! How is a proof made? What an answer cites is looked up in git, digested, stated and signed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use memchr::memchr_iter;
use serde_json::Value;

use super::format::{
    Citation, Digest, Envelope, PAYLOAD_TYPE, PREDICATE_TYPE, Predicate, STATEMENT_TYPE,
    STRUCTURED, Signature, Statement, Subject, TEXT,
};
use super::json;
use crate::base::clock::{self, Deadline};
use crate::base::digest::sha256_hex;
use crate::base::{Error, Kind, Result};
use crate::git::object::Commit;
use crate::ledger::Key;
use crate::workspace::source::BlobId;

/// Lines of a file; the file as a whole where there are none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    pub path: Arc<str>,
    /// First and last, from 1, inclusive.
    pub lines: Option<(u32, u32)>,
    pub blob: BlobId,
}

/// Both forms of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    pub structured: &'a str,
    pub text: &'a str,
}

/// What is to be proved.
#[derive(Debug)]
pub struct Claim<'a> {
    pub workspace: &'a str,
    /// 40 hex digits.
    pub commit: &'a str,
    pub tool: &'a str,
    pub arguments: &'a Value,
    pub max_tokens: usize,
    pub answer: Answered<'a>,
    pub ranges: BTreeSet<Range>,
    pub time: Timestamp,
}

/// Signs `claim`. Every range is read from the repository at `root`, not from the index that the
/// answer came from, so that nothing is signed that a verifier would not find.
///
/// # Errors
/// `tool_error` when the repository does not hold the commit, or not what is cited of it;
/// `request_timeout`.
pub fn sign(claim: Claim, root: &Path, key: &Key, deadline: &Deadline) -> Result<Envelope> {
    let commit = Commit::open(root, claim.commit)?.ok_or_else(|| {
        refusal(format!("the repository no longer holds commit `{}`", claim.commit))
            .hint("ask again: the workspace is being brought up to date")
    })?;
    let structured: Value = serde_json::from_str(claim.answer.structured)
        .map_err(|e| Error::internal("an answer is no JSON").source(e))?;
    let subject = |name: &str, bytes: &str| Subject {
        name: name.to_owned(),
        digest: Digest { sha256: sha256_hex(bytes.as_bytes()) },
    };
    let statement = Statement {
        kind: STATEMENT_TYPE.to_owned(),
        subject: vec![
            subject(STRUCTURED, &json::canonical(&structured)?),
            subject(TEXT, claim.answer.text),
        ],
        predicate_type: PREDICATE_TYPE.to_owned(),
        predicate: Predicate {
            workspace: claim.workspace.to_owned(),
            commit: claim.commit.to_owned(),
            tool: claim.tool.to_owned(),
            arguments_sha256: sha256_hex(json::canonical(claim.arguments)?.as_bytes()),
            max_tokens: claim.max_tokens as u64,
            time: clock::rfc3339(claim.time),
            key: key.public_hex(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            citations: citations(&claim.ranges, &commit, deadline)?,
        },
    };
    let payload = serde_json::to_vec(&statement)
        .map_err(|e| Error::internal("a statement does not serialise").source(e))?;
    Ok(seal(&payload, key))
}

/// The envelope of an in-toto statement, however its predicate is made.
pub fn seal(payload: &[u8], key: &Key) -> Envelope {
    let signature = key.sign(&pre_authentication(PAYLOAD_TYPE, payload));
    Envelope {
        payload: STANDARD.encode(payload),
        payload_type: PAYLOAD_TYPE.to_owned(),
        signatures: vec![Signature { keyid: key.public_hex(), sig: STANDARD.encode(signature) }],
    }
}

/// DSSE's PAE: what is signed names its type, and no two pairs of type and payload are the same.
fn pre_authentication(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

fn citations(
    ranges: &BTreeSet<Range>,
    commit: &Commit,
    deadline: &Deadline,
) -> Result<Vec<Citation>> {
    let mut citations = Vec::with_capacity(ranges.len());
    // Ranges of a file follow each other: it is looked up and read once.
    let mut file: Option<(Arc<str>, BlobId, Option<Vec<u8>>)> = None;
    for range in ranges {
        deadline.check()?;
        let known = file.take().filter(|(path, ..)| *path == range.path);
        let (path, blob, mut bytes) = match known {
            Some(known) => known,
            None => (Arc::clone(&range.path), found(commit, &range.path)?, None),
        };
        if blob != range.blob {
            return Err(refusal(format!("`{path}` is not in the commit as it was answered from")));
        }
        let mut citation = Citation {
            path: path.to_string(),
            blob: blob.to_string(),
            start_line: None,
            end_line: None,
            sha256: None,
        };
        if let Some((first, last)) = range.lines {
            let bytes = match &mut bytes {
                Some(bytes) => bytes,
                none => none.insert(commit.bytes(blob)?),
            };
            citation.start_line = Some(first);
            citation.end_line = Some(last);
            citation.sha256 = Some(sha256_hex(cut(bytes, first, last).ok_or_else(|| {
                refusal(format!("`{path}` has no lines {first} to {last} in the commit"))
            })?));
        }
        citations.push(citation);
        file = Some((path, blob, bytes));
    }
    Ok(citations)
}

fn found(commit: &Commit, path: &str) -> Result<BlobId> {
    commit.at(path)?.ok_or_else(|| refusal(format!("`{path}` is not in the commit")))
}

/// Lines `first` to `last`, with their ends; `None` where the text has fewer.
pub fn cut(bytes: &[u8], first: u32, last: u32) -> Option<&[u8]> {
    if first == 0 || last < first {
        return None;
    }
    let mut ends = memchr_iter(b'\n', bytes).map(|at| at + 1);
    let from = match first {
        1 => 0,
        first => ends.nth(first as usize - 2)?,
    };
    let to = match ends.nth((last - first) as usize) {
        Some(end) => end,
        // The last line of a text may lack its end.
        None => {
            let open = bytes.last().is_some_and(|b| *b != b'\n');
            let whole = memchr_iter(b'\n', bytes).count() + usize::from(open);
            (whole == last as usize).then_some(bytes.len())?
        }
    };
    Some(&bytes[from..to])
}

fn refusal(message: String) -> Error {
    Error::new(Kind::ToolError, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_with_their_ends() {
        let text = b"one\ntwo\nthree";
        let lines = |first, last| cut(text, first, last).map(|l| std::str::from_utf8(l).unwrap());
        assert_eq!(lines(1, 1), Some("one\n"));
        assert_eq!(lines(2, 3), Some("two\nthree"));
        assert_eq!(lines(1, 3), Some("one\ntwo\nthree"));
        assert_eq!(lines(3, 3), Some("three"));
        for (first, last) in [(0, 1), (2, 1), (4, 4), (3, 4), (1, u32::MAX), (u32::MAX, u32::MAX)] {
            assert_eq!(lines(first, last), None, "{first}-{last}");
        }
        assert_eq!(cut(b"a\n", 1, 1), Some(&b"a\n"[..]));
        assert_eq!(cut(b"a\n", 2, 2), None);
        assert_eq!(cut(b"", 1, 1), None);
        assert_eq!(cut(b"\n\n", 2, 2), Some(&b"\n"[..]));
    }

    #[test]
    fn the_specification_s_example_of_what_is_signed() {
        let bytes = pre_authentication("http://example.com/HelloWorld", b"hello world");
        assert_eq!(bytes, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }
}
