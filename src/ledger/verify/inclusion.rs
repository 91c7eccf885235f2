//! Is this record in the book of which I have the signed head, or only somebody's word? The verifier of inclusion proofs.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::report::Signature;
use super::{Ask, entry, head};
use crate::ledger::format::{Format, INCLUSION};
use crate::ledger::key::PublicKey;

/// A record that is in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Included {
    /// Its number; the first is 1.
    pub number: u64,
    /// Its line, without the newline.
    pub line: String,
    /// Records under the head that it was proved by.
    pub size: u64,
    /// The book's name: key and word.
    pub origin: String,
}

/// Checks a proof of the form that `prove` says, of the book that `word` names.
///
/// # Errors
/// Says what does not hold.
pub fn check(
    proof: &str,
    format: &Format,
    word: &str,
    keys: &[PublicKey],
) -> Result<Included, String> {
    let (stated, note) = proof.split_once("\n\n").ok_or("it has no head")?;
    let mut lines = stated.split('\n');
    if lines.next() != Some(INCLUSION) {
        return Err(format!("it does not begin with `{INCLUSION}`"));
    }
    let extra = lines.next().and_then(|l| l.strip_prefix("extra ")).ok_or("it has no record")?;
    let line = exact(extra).ok_or("its record is not base64")?;
    let index = lines.next().and_then(|l| l.strip_prefix("index ")).ok_or("it has no index")?;
    let index: u64 =
        index.parse().ok().filter(|n: &u64| n.to_string() == index).ok_or("its index is none")?;
    let hashes: Option<Vec<[u8; 32]>> =
        lines.map(|l| exact(l).and_then(|b| b.try_into().ok())).collect();
    let hashes = hashes.ok_or("one of its hashes is not 32 bytes of base64")?;

    let ask =
        Ask { files: &[], format: *format, word, head: None, kept: None, keys, partial: false };
    let head = head::parse(note.as_bytes(), Path::new("-"), &ask)?;
    if head.report.signature != Signature::Good {
        return Err("the head was not signed for this book by the given key".into());
    }
    let size = head.report.size;
    if index >= size {
        return Err(format!("its index {index} is not among the {size} records of the head"));
    }
    if root(&line, index, size, &hashes) != Some(head.root) {
        return Err("the record does not lead to the head".into());
    }
    let read = entry::read(format, &line)
        .map_err(|why| format!("what it proves is not a record of this book: {why}"))?;
    if read.stated != read.computed || read.seq.is_some_and(|seq| seq != index + 1) {
        return Err("the record does not have the hash or the number it states".into());
    }
    let line = String::from_utf8(line).map_err(|_| "the record is not UTF-8")?;
    Ok(Included { number: index + 1, line, size, origin: head.report.origin })
}

/// Base64 in its one spelling.
fn exact(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok().filter(|bytes| STANDARD.encode(bytes) == text)
}

/// RFC 9162 §2.1.3.2: the root that leaf and path lead to; `None` for a path of the wrong length.
fn root(leaf: &[u8], index: u64, size: u64, path: &[[u8; 32]]) -> Option<[u8; 32]> {
    let (mut at, mut last) = (index, size - 1);
    let mut root = hash(&[&[0], leaf]);
    for beside in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            root = hash(&[&[1], beside, &root]);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            root = hash(&[&[1], &root, beside]);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(root)
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut all = Sha256::new();
    parts.iter().for_each(|p| all.update(p));
    all.finalize().into()
}
