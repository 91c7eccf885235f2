//! What is kept of a file beside its words, so that ranking need not read it again?
//!
//! A record of the declarations (their kinds, lines, and names as hashes of words) and of what each part of the file is
//! about. Records lie in the packs beside the texts; ranking reads those of candidates alone, in place.
//!
//! A record is: flags and number of topics (`u8` each); the number of the file's words (LEB128) and their hashes (`u32` each,
//! little-endian), each once and in the order in which they are come upon; for each topic the number of its words (`u8`), a bit
//! for each of them that tells whether it is the next new one, and the places of the others; then a row for each
//! declaration: kind and number of words in one byte (`u8` more for many words), first line as the step from the row
//! before (zigzag), length and three bits (below), hash of the whole name (`u32`, little-endian; its style in the lowest bits),
//! places of its words. Places and numbers are LEB128.
//!
//! The three bits: how many words it has in common with the beginning of the row before (those are left out), up to
//! 3; or, 4 and the style, that the name is its one word, whose hash is not written again.

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
/// Beside a row's length: bits, what they say of words in common, and that the name is one word.
const BITS: u32 = 3;
const SAME: u8 = 3;
const SINGLE: u8 = 4;

/// The words of one file, each once.
#[derive(Default)]
struct Words {
    places: foldhash::HashMap<u32, u32>,
    bytes: Vec<u8>,
}

impl Words {
    fn place(&mut self, word: u32) -> u32 {
        let next = self.next();
        *self.places.entry(word).or_insert_with(|| {
            self.bytes.extend_from_slice(&word.to_le_bytes());
            next
        })
    }

    /// The place of the next new word.
    fn next(&self) -> u32 {
        self.places.len() as u32
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
        let fresh = rows.len();
        rows.resize(fresh + topic.len().div_ceil(8), 0);
        for (at, word) in topic.iter().enumerate() {
            let next = words.next();
            match words.place(*word) {
                place if place == next => rows[fresh + at / 8] |= 1 << (at % 8),
                place => varint(&mut rows, place),
            }
        }
    }
    let (mut before, mut whole) = (0, String::new());
    let (mut parts, mut parts_before): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
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
        let same = parts.iter().zip(&parts_before).take_while(|(a, b)| a == b).count();
        let same = same.min(usize::from(SAME));
        let style = style(&declared.name).0;
        let single = matches!(*parts, [part] if (part ^ own) & !3 == 0);
        let bits = if single { SINGLE | style } else { same as u8 };
        varint(
            &mut rows,
            last.saturating_sub(first).min(u32::MAX >> BITS) << BITS | u32::from(bits),
        );
        if !single {
            rows.extend_from_slice(&((own & !3) | u32::from(style)).to_le_bytes());
        }
        let same = if single { 0 } else { same };
        parts[same..].iter().for_each(|part| varint(&mut rows, words.place(*part)));
        std::mem::swap(&mut parts, &mut parts_before);
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

/// Words by their places, up to the most that a topic has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Places<'a, const MOST: usize> {
    words: &'a [u8],
    places: [u32; MOST],
    count: u8,
}

impl<'a, const MOST: usize> Places<'a, MOST> {
    const fn none(words: &'a [u8]) -> Self {
        Self { words, places: [0; MOST], count: 0 }
    }

    fn hash(&self, at: u8) -> Option<u32> {
        if at >= self.count {
            return None;
        }
        let at = 4 * *self.places.get(usize::from(at))? as usize;
        Some(u32::from_le_bytes(self.words.get(at..at.checked_add(4)?)?.try_into().ok()?))
    }

    fn hashes(self) -> impl Iterator<Item = u32> + use<'a, MOST> {
        (0..self.count).map_while(move |at| self.hash(at))
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
    parts: Places<'a, WORDS>,
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
        let (count, mut next) = (self.0.get(1).copied().unwrap_or(0), 0);
        (0..count).map_while(move |_| topic(words, &mut rest, &mut next).map(Places::hashes))
    }

    /// Ends early where the record is damaged.
    pub fn rows(&self) -> Rows<'a> {
        let (words, mut rest) = self.split().unwrap_or_default();
        for _ in 0..self.0.get(1).copied().unwrap_or(0) {
            if topic(words, &mut rest, &mut 0).is_none() {
                rest = &[];
            }
        }
        Rows { rest, before: 0, parts: Places::none(words) }
    }
}

/// The words of the topic that is next, which is taken off; `next`: the place of the next new word.
fn topic<'a>(
    words: &'a [u8],
    rest: &mut &'a [u8],
    next: &mut u32,
) -> Option<Places<'a, TOPIC_WORDS>> {
    let (count, after) = rest.split_first()?;
    let (fresh, after) = after.split_at_checked(usize::from(*count).div_ceil(8))?;
    *rest = after;
    let mut topic = Places::none(words);
    for at in 0..usize::from(*count) {
        let place = topic.places.get_mut(at)?;
        *place = *next;
        match fresh[at / 8] & 1 << (at % 8) {
            0 => *place = number(rest)?,
            _ => *next = next.saturating_add(1),
        }
    }
    topic.count = *count;
    Some(topic)
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
    rest: &'a [u8],
    /// First line of the row before, and its words.
    before: u32,
    parts: Places<'a, WORDS>,
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
        let bits = (length & ((1 << BITS) - 1)) as u8;
        let length = length >> BITS;
        let (style, single) = (Style(bits & 3), bits & SINGLE != 0);
        let mut whole = None;
        if !single {
            let (own, rest) = self.rest.split_at_checked(4)?;
            (whole, self.rest) = (Some(u32::from_le_bytes(own.try_into().ok()?)), rest);
        }
        let same = if single { 0 } else { usize::from(bits & SAME) };
        for place in self.parts.places.get_mut(same..usize::from(count))? {
            *place = number(&mut self.rest)?;
        }
        self.parts.count = count;
        self.before = first;
        let (style, whole) = match whole {
            Some(whole) => (Style((whole & 3) as u8), whole & !3),
            None => (style, self.parts.hash(0)? & !3),
        };
        let lines = (first, first.saturating_add(length));
        Some(Row { kind, style, lines, whole, parts: self.parts })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn any_declarations_and_topics_are_read_as_they_were_written(
            names in proptest::collection::vec("(get|set|User|name|_|[A-Z][a-z]|é){1,15}", 0..30),
            lines in proptest::collection::vec((0u32..5000, 0u32..5000), 30),
            topics in proptest::collection::vec(proptest::collection::vec(0u32..60, 0..TOPIC_WORDS), 0..TOPICS),
        ) {
            let declared: Vec<Declared> = names.iter().zip(&lines).zip(SymbolKind::ALL.iter().cycle()).map(
                |((name, (first, length)), kind)| Declared { name: name.into(), kind: *kind, lines: (*first, first + length) },
            ).collect();
            let topics: Vec<Vec<u32>> = topics.into_iter().map(|mut topic| { topic.sort_unstable(); topic.dedup(); topic }).collect();
            let bytes = encode(&declared, &topics, false);
            let features = Features::new(&bytes);
            let read: Vec<Vec<u32>> = features.topics().map(Iterator::collect).collect();
            prop_assert_eq!(read, topics);
            let rows: Vec<Row> = features.rows().collect();
            prop_assert_eq!(rows.len(), declared.len());
            for (row, declared) in rows.iter().zip(&declared) {
                let squashed = squashed(&declared.name);
                prop_assert_eq!((row.kind, row.style, row.lines), (declared.kind, style(&declared.name), declared.lines));
                prop_assert_eq!(row.whole, whole(&squashed));
                let mut parts: Vec<u32> = Vec::new();
                each(&declared.name, |word| parts.push(hash(word)));
                if parts.len() > 1 {
                    parts.retain(|part| *part != hash(&squashed));
                }
                parts.truncate(WORDS);
                prop_assert_eq!(row.parts().collect::<Vec<_>>(), parts);
            }
        }

        #[test]
        fn any_bytes_can_be_read(bytes in proptest::collection::vec(prop_oneof![0u8..4, any::<u8>()], 0..120)) {
            let features = Features::new(&bytes);
            let topics: usize = features.topics().map(Iterator::count).sum();
            let parts: usize = features.rows().map(|row| row.parts().count()).sum();
            prop_assert!(topics <= 255 * TOPIC_WORDS && parts <= WORDS * bytes.len());
            features.words().count();
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
