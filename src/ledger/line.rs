//! How is a record put into the chain, and where does a line of the book stand in it? The writer's side.

use std::io::Write as _;

use sha2::{Digest as _, Sha256};

use super::format::{Format, GENESIS, MAX_LINE};
use crate::base::digest::Sha256Digest;
use crate::base::{Error, Result};

/// The hash of the last record; `None` before the first.
pub type Tail = Option<Sha256Digest>;

pub fn tail_text(tail: Tail) -> String {
    tail.map_or_else(|| GENESIS.to_owned(), hex::encode)
}

pub fn parse_tail(text: &[u8]) -> Option<Tail> {
    if text == GENESIS.as_bytes() { Some(None) } else { parse_hash(text).map(Some) }
}

fn parse_hash(text: &[u8]) -> Option<Sha256Digest> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok()?;
    Some(hash)
}

/// Appends the line of `body`, a compact JSON object, to `out`, newline included; returns its hash.
///
/// # Errors
/// `internal` when the body is not an object on one line, or too long.
pub fn compose(
    format: &Format,
    body: &[u8],
    seq: u64,
    prev: Tail,
    out: &mut Vec<u8>,
) -> Result<Sha256Digest> {
    let inside = body
        .strip_prefix(b"{")
        .and_then(|b| b.strip_suffix(b"}"))
        .filter(|b| !b.contains(&b'\n') && b.len() < MAX_LINE - 512)
        .ok_or_else(|| Error::internal("a record is not a JSON object on one line below 1 MiB"))?;
    let start = out.len();
    out.push(b'{');
    out.extend_from_slice(inside);
    if !inside.is_empty() {
        out.push(b',');
    }
    if let Some(name) = format.seq {
        out.extend_from_slice(format!("\"{name}\":{seq},").as_bytes());
    }
    out.extend_from_slice(format!("\"{}\":\"{}\"", format.prev, tail_text(prev)).as_bytes());
    let hash: Sha256Digest =
        Sha256::new().chain_update(&out[start..]).chain_update("}").finalize().into();
    writeln!(out, ",\"{}\":\"{}\"}}", format.hash, hex::encode(hash))
        .map_err(|e| Error::internal("memory does not take a line").source(e))?;
    Ok(hash)
}

/// Where a line stands in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// `None` in books without numbers.
    pub seq: Option<u64>,
    pub prev: Tail,
    pub hash: Sha256Digest,
}

/// Reads a line's last fields; `None` when it is not a record of such a book.
pub fn parse(format: &Format, line: &[u8]) -> Option<Link> {
    let (rest, hash) = line.strip_suffix(b"\"}")?.split_last_chunk::<64>()?;
    let rest = strip_name(rest, format.hash)?.strip_suffix(b"\",")?;
    let at = rest.iter().rposition(|b| *b == b'"')?;
    let prev = parse_tail(&rest[at + 1..])?;
    let rest = strip_name(&rest[..=at], format.prev)?;
    let seq = match format.seq {
        None => None,
        Some(name) => {
            let rest = rest.strip_suffix(b",")?;
            let at = rest.iter().rposition(|b| !b.is_ascii_digit())?;
            let number = std::str::from_utf8(&rest[at + 1..]).ok()?.parse().ok()?;
            rest[..=at].strip_suffix(format!("\"{name}\":").as_bytes())?;
            Some(number)
        }
    };
    Some(Link { seq, prev, hash: parse_hash(hash)? })
}

fn strip_name<'a>(rest: &'a [u8], name: &str) -> Option<&'a [u8]> {
    rest.strip_suffix(format!("\"{name}\":\"").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERED: Format = Format { seq: Some("seq"), prev: "prevHash", hash: "hash" };
    const PLAIN: Format = Format { seq: None, prev: "prev_hash", hash: "entry_hash" };

    #[test]
    fn what_is_composed_is_parsed() {
        for format in [NUMBERED, PLAIN] {
            let mut out = Vec::new();
            let first = compose(&format, b"{}", 1, None, &mut out).unwrap();
            let length = out.len();
            let second =
                compose(&format, br#"{"a":"\"seq\":9,"}"#, 2, Some(first), &mut out).unwrap();
            let (one, two) = (&out[..length - 1], &out[length..out.len() - 1]);
            let number = |n| format.seq.map(|_| n);
            assert_eq!(parse(&format, one), Some(Link { seq: number(1), prev: None, hash: first }));
            assert_eq!(
                parse(&format, two),
                Some(Link { seq: number(2), prev: Some(first), hash: second })
            );
            serde_json::from_slice::<serde_json::Value>(two).unwrap();
            for cut in 0..two.len() {
                assert_eq!(parse(&format, &two[..cut]), None);
            }
        }
    }

    #[test]
    fn the_hash_is_over_the_object_without_its_last_field() {
        let mut out = Vec::new();
        let hash = compose(&NUMBERED, br#"{"a":1}"#, 1, None, &mut out).unwrap();
        let expected = br#"{"a":1,"seq":1,"prevHash":"genesis"}"#;
        assert_eq!(hash, crate::base::digest::sha256(expected));
    }

    #[test]
    fn bodies_that_would_break_the_book_are_refused() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_LINE));
        for body in [b"".as_slice(), b"{", b"[]", b"{\"a\":\n1}", long.as_bytes()] {
            let mut out = Vec::new();
            assert!(compose(&NUMBERED, body, 1, None, &mut out).is_err());
        }
    }
}
