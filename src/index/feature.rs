//! What is kept of a file beside its words, so that ranking need not read it again?
//!
//! A record of the declarations (their kinds, lines, and names as hashes of words) and of what each part of the file is
//! about. Records lie in the packs beside the texts; ranking reads those of candidates alone, in place.
//!
//! A record is: flags and number of topics (`u8` each); the number of the file's words (LEB128) and their hashes (`u32` each,
//! little-endian), each once; for each topic the number of its words (`u8`) and those words' places; then a row for each
//! declaration: kind and number of words in one byte (`u8` more for many words), first line as the step from the row
//! before (zigzag) and length, hash of the whole name (`u32`, little-endian; its style in the lowest bits), places of its words.
//! Places and numbers are LEB128.

use std::borrow::Cow;

use super::scan::Told;
use super::token::each;
use crate::code::facts::SymbolKind;

/// A file that only gives on what others declare.
const HANDS_ON: u8 = 1;

/// Declarations of one file that are kept; files with more are generated.
const MOST: usize = 4000;
/// Words of one name.
const WORDS: usize = 12;
/// Parts of a file whose topics are kept, and words of one.
pub const TOPICS: usize = 8;
pub const TOPIC_WORDS: usize = 32;

/// A declaration to keep.
pub struct Declared<'t> {
    pub name: Cow<'t, str>,
    pub kind: SymbolKind,
    pub lines: (u32, u32),
}

impl From<Told> for Declared<'static> {
    fn from(told: Told) -> Self {
        Self { name: Cow::Owned(told.name), kind: told.kind, lines: told.lines }
    }
}

/// A word as records know it. The same on every machine, and in every version of one index.
pub fn hash(word: &str) -> u32 {
    crc32fast::hash(word.as_bytes())
}

/// A name without case and marks: `Foo::get_user` is `getuser`.
pub fn squashed(name: &str) -> String {
    let mut squashed = String::new();
    squash(name, &mut squashed);
    squashed
}

fn squash(name: &str, to: &mut String) {
    let last = name.trim_end_matches(['.', ':', '(', ')', '!', '?']);
    let last = last.rsplit(['.', ':', '/', '#', '\\']).next().unwrap_or(last);
    to.clear();
    if last.is_ascii() {
        to.extend(last.chars().filter(char::is_ascii_alphanumeric));
        to.make_ascii_lowercase();
    } else {
        to.extend(last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    }
}

/// Words from which on their number has a byte of its own.
const MANY: u8 = 7;

/// The words of one file, each once.
#[derive(Default)]
struct Words {
    places: foldhash::HashMap<u32, u32>,
    bytes: Vec<u8>,
}

impl Words {
    fn place(&mut self, word: u32) -> u32 {
        let next = self.places.len() as u32;
        *self.places.entry(word).or_insert_with(|| {
            self.bytes.extend_from_slice(&word.to_le_bytes());
            next
        })
    }
}

/// How a name is written: `FromRequest` is not `from_request`, though both are one word to a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style(u8);

/// The name begins with a capital; there is a `_` in it.
const CAPITAL: u8 = 1;
const JOINED: u8 = 2;

/// The style of a name's last part.
pub fn style(name: &str) -> Style {
    let name = name.trim_end_matches(['.', ':', '(', ')', '!', '?']);
    let last = name.rsplit(['.', ':', '/', '#', '\\']).next().unwrap_or(name).trim_matches('_');
    let capital = if last.starts_with(char::is_uppercase) { CAPITAL } else { 0 };
    Style(capital | if last.contains('_') { JOINED } else { 0 })
}

/// A squashed name as records know it: a hash that leaves room for the style.
pub fn whole(squashed: &str) -> u32 {
    hash(squashed) & !3
}

/// `topics`: of each part of the file the words that say what it is about.
pub fn encode(declared: &[Declared<'_>], topics: &[Vec<u32>], hands_on: bool) -> Vec<u8> {
    let topics = &topics[..topics.len().min(TOPICS)];
    let (mut words, mut rows) = (Words::default(), Vec::new());
    for topic in topics {
        let topic = &topic[..topic.len().min(TOPIC_WORDS)];
        rows.push(topic.len() as u8);
        topic.iter().for_each(|word| varint(&mut rows, words.place(*word)));
    }
    let (mut before, mut whole, mut parts) = (0, String::new(), Vec::new());
    for declared in declared.iter().take(MOST) {
        squash(&declared.name, &mut whole);
        let own = hash(&whole);
        parts.clear();
        each(&declared.name, |word| parts.push(hash(word)));
        if parts.len() > 1 {
            // The whole is kept apart.
            parts.retain(|word| *word != own);
        }
        parts.truncate(WORDS);
        let (first, last) = declared.lines;
        let count = parts.len() as u8;
        rows.push(declared.kind as u8 | count.min(MANY) << 5);
        if count >= MANY {
            rows.push(count);
        }
        varint(&mut rows, zigzag(first.wrapping_sub(before)));
        varint(&mut rows, last.saturating_sub(first));
        let styled = (own & !3) | u32::from(style(&declared.name).0);
        rows.extend_from_slice(&styled.to_le_bytes());
        parts.iter().for_each(|part| varint(&mut rows, words.place(*part)));
        before = first;
    }
    let mut bytes = vec![if hands_on { HANDS_ON } else { 0 }, topics.len() as u8];
    varint(&mut bytes, words.places.len() as u32);
    bytes.append(&mut words.bytes);
    bytes.append(&mut rows);
    bytes
}

fn varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A number at the beginning, which is taken off.
fn number(bytes: &mut &[u8]) -> Option<u32> {
    // Nearly all are small.
    if let Some((byte, rest)) = bytes.split_first().filter(|(byte, _)| **byte < 0x80) {
        *bytes = rest;
        return Some(u32::from(*byte));
    }
    let mut value = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

const fn zigzag(step: u32) -> u32 {
    let step = step.cast_signed();
    ((step << 1) ^ (step >> 31)).cast_unsigned()
}

const fn unzigzag(number: u32) -> u32 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}

/// Places of words, read where they lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Places<'a> {
    words: &'a [u8],
    bytes: &'a [u8],
}

impl<'a> Places<'a> {
    /// The first `count` of what `bytes` begins with, which are taken off.
    fn take(words: &'a [u8], bytes: &mut &'a [u8], count: u8) -> Option<Self> {
        let (mut end, mut left) = (0, count);
        while left > 0 {
            left -= u8::from(bytes.get(end)? & 0x80 == 0);
            end += 1;
        }
        let (own, rest) = bytes.split_at(end);
        *bytes = rest;
        Some(Self { words, bytes: own })
    }

    fn hashes(self) -> impl Iterator<Item = u32> + use<'a> {
        let Self { words, mut bytes } = self;
        std::iter::from_fn(move || {
            let at = 4 * number(&mut bytes)? as usize;
            Some(u32::from_le_bytes(words.get(at..at.checked_add(4)?)?.try_into().ok()?))
        })
    }
}

/// A record, read where it lies.
#[derive(Clone, Copy)]
pub struct Features<'a>(&'a [u8]);

/// A declaration of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    pub kind: SymbolKind,
    pub style: Style,
    pub lines: (u32, u32),
    /// As `whole` makes it of the name without case and marks.
    pub whole: u32,
    parts: Places<'a>,
}

impl<'a> Features<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn hands_on(&self) -> bool {
        self.0.first().is_some_and(|flags| flags & HANDS_ON != 0)
    }

    /// Its words, and what lies behind them.
    fn split(self) -> Option<(&'a [u8], &'a [u8])> {
        let mut rest = self.0.get(2..)?;
        let count = number(&mut rest)? as usize;
        rest.split_at_checked(count.checked_mul(4)?)
    }

    /// The words that any of it has, as hashes.
    pub fn words(self) -> impl Iterator<Item = u32> + 'a {
        let (words, _) = self.split().unwrap_or_default();
        words.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
    }

    /// Of each part of the file the words that say what it is about, as hashes. Ends early where the
    /// record is damaged.
    pub fn topics(self) -> impl Iterator<Item = impl Iterator<Item = u32> + 'a> {
        let (words, mut rest) = self.split().unwrap_or_default();
        let count = self.0.get(1).copied().unwrap_or(0);
        (0..count).map_while(move |_| topic(words, &mut rest).map(Places::hashes))
    }

    /// Ends early where the record is damaged.
    pub fn rows(&self) -> Rows<'a> {
        let (words, mut rest) = self.split().unwrap_or_default();
        for _ in 0..self.0.get(1).copied().unwrap_or(0) {
            if topic(words, &mut rest).is_none() {
                rest = &[];
            }
        }
        Rows { words, rest, before: 0 }
    }
}

/// The words of the topic that is next, which is taken off.
fn topic<'a>(words: &'a [u8], rest: &mut &'a [u8]) -> Option<Places<'a>> {
    let (count, after) = rest.split_first()?;
    *rest = after;
    Places::take(words, rest, *count)
}

impl Row<'_> {
    pub fn parts(&self) -> impl Iterator<Item = u32> {
        self.parts.hashes()
    }

    /// Of what people ask for by name.
    pub const fn is_strong(&self) -> bool {
        self.kind.is_callable() || self.kind.is_type() || matches!(self.kind, SymbolKind::Module)
    }
}

pub struct Rows<'a> {
    words: &'a [u8],
    rest: &'a [u8],
    /// First line of the row before.
    before: u32,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let (head, rest) = self.rest.split_first()?;
        let kind = *SymbolKind::ALL.get(usize::from(head & 31))?;
        self.rest = rest;
        let mut count = head >> 5;
        if count == MANY {
            let (many, rest) = self.rest.split_first()?;
            (count, self.rest) = (*many, rest);
        }
        let first = self.before.wrapping_add(unzigzag(number(&mut self.rest)?));
        let length = number(&mut self.rest)?;
        let (whole, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        let parts = Places::take(self.words, &mut self.rest, count)?;
        self.before = first;
        let whole = u32::from_le_bytes(whole.try_into().ok()?);
        let (style, whole) = (Style((whole & 3) as u8), whole & !3);
        Some(Row { kind, style, lines: (first, first.saturating_add(length)), whole, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gives_back_what_was_put_in_and_survives_damage() {
        let declared = [
            Declared { name: "Template".into(), kind: SymbolKind::Class, lines: (3, 300) },
            Declared {
                name: "render_to_string".into(),
                kind: SymbolKind::Method,
                lines: (200, 210),
            },
        ];
        let bytes = encode(&declared, &[vec![1, 2], vec![3]], true);
        let features = Features::new(&bytes);
        let topics: Vec<Vec<u32>> = features.topics().map(Iterator::collect).collect();
        assert_eq!(topics, [vec![1, 2], vec![3]]);
        assert!(features.hands_on());
        let rows: Vec<Row> = features.rows().collect();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].kind, rows[0].lines), (SymbolKind::Class, (3, 300)));
        assert_eq!((rows[1].kind, rows[1].lines), (SymbolKind::Method, (200, 210)));
        assert_eq!(rows[1].whole, whole("rendertostring"));
        assert_eq!((rows[0].style, rows[1].style), (style("A"), style("a_b")));
        let parts: Vec<u32> = rows[1].parts().collect();
        assert_eq!(parts, ["render", "to", "string"].map(hash));
        for end in 0..bytes.len() {
            assert!(Features::new(&bytes[..end]).rows().count() <= 2);
        }
    }

    #[test]
    fn a_name_is_the_same_in_every_spelling() {
        for name in ["Foo::get_user", "foo.getUser()", "GET_USER", "Foo#get_user?", "get-user"] {
            assert_eq!(squashed(name), "getuser", "{name}");
        }
        assert_eq!(style("Foo::get_user()"), style("_set_user"));
        assert_ne!(style("Foo::GetUser"), style("foo.getUser"));
    }
}
