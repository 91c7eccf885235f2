//! What is kept of a file beside its words, so that ranking need not read it again?
//!
//! A record of the declarations (their kinds, lines, and names as hashes of words) and of what each part of the file is
//! about. Records lie in the packs beside the texts; ranking reads those of candidates alone, in place.
//!
//! A record is: flags and number of topics (`u8` each); for each topic the number of its words (`u8`) and their hashes (`u32`,
//! little-endian); then a row for each declaration: kind and number of words (`u8` each), first line and
//! length (varints), hash of the whole name, hashes of its words (`u32` each, little-endian).

use std::borrow::Cow;

use super::scan::Told;
use super::token::words;
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
    let last = name.trim_end_matches(['.', ':', '(', ')', '!', '?']);
    let last = last.rsplit(['.', ':', '/', '#', '\\']).next().unwrap_or(last);
    last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `topics`: of each part of the file the words that say what it is about.
pub fn encode(declared: &[Declared<'_>], topics: &[Vec<u32>], hands_on: bool) -> Vec<u8> {
    let topics = &topics[..topics.len().min(TOPICS)];
    let mut bytes = vec![if hands_on { HANDS_ON } else { 0 }, topics.len() as u8];
    for topic in topics {
        let topic = &topic[..topic.len().min(TOPIC_WORDS)];
        bytes.push(topic.len() as u8);
        topic.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    }
    for declared in declared.iter().take(MOST) {
        let whole = squashed(&declared.name);
        let mut parts = words(&declared.name);
        if parts.len() > 1 {
            // The whole is kept apart.
            parts.retain(|word| *word != whole);
        }
        parts.truncate(WORDS);
        let (first, last) = declared.lines;
        bytes.push(declared.kind as u8);
        bytes.push(u8::try_from(parts.len()).unwrap_or(u8::MAX));
        varint(&mut bytes, first);
        varint(&mut bytes, last.saturating_sub(first));
        bytes.extend_from_slice(&hash(&whole).to_le_bytes());
        for part in &parts {
            bytes.extend_from_slice(&hash(part).to_le_bytes());
        }
    }
    bytes
}

fn varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A record, read where it lies.
#[derive(Clone, Copy)]
pub struct Features<'a>(&'a [u8]);

/// A declaration of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    pub kind: SymbolKind,
    pub lines: (u32, u32),
    /// Hash of the name without case and marks.
    pub whole: u32,
    parts: &'a [u8],
}

impl<'a> Features<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn hands_on(&self) -> bool {
        self.0.first().is_some_and(|flags| flags & HANDS_ON != 0)
    }

    /// Of each part of the file the words that say what it is about, as hashes. Ends early where the
    /// record is damaged.
    pub fn topics(self) -> impl Iterator<Item = impl Iterator<Item = u32> + 'a> {
        let mut rest = self.0.get(2..).unwrap_or_default();
        let count = self.0.get(1).copied().unwrap_or(0);
        (0..count).map_while(move |_| {
            let (topic, after) = topic(rest)?;
            rest = after;
            Some(topic.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])))
        })
    }

    /// Ends early where the record is damaged.
    pub fn rows(&self) -> Rows<'a> {
        let mut rest = self.0.get(2..).unwrap_or_default();
        for _ in 0..self.0.get(1).copied().unwrap_or(0) {
            let Some((_, after)) = topic(rest) else { return Rows(&[]) };
            rest = after;
        }
        Rows(rest)
    }
}

/// The words of the topic that is next, and what follows it.
fn topic(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (count, rest) = bytes.split_first()?;
    rest.split_at_checked(4 * usize::from(*count))
}

impl Row<'_> {
    pub fn parts(&self) -> impl Iterator<Item = u32> {
        self.parts
            .chunks_exact(4)
            .map(|part| u32::from_le_bytes([part[0], part[1], part[2], part[3]]))
    }

    /// Of what people ask for by name.
    pub const fn is_strong(&self) -> bool {
        self.kind.is_callable() || self.kind.is_type() || matches!(self.kind, SymbolKind::Module)
    }
}

pub struct Rows<'a>(&'a [u8]);

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let kind = *SymbolKind::ALL.get(usize::from(*self.0.first()?))?;
        let count = usize::from(*self.0.get(1)?);
        self.0 = &self.0[2..];
        let (first, length) = (self.varint()?, self.varint()?);
        let (whole, rest) = self.0.split_at_checked(4)?;
        let (parts, rest) = rest.split_at_checked(4 * count)?;
        self.0 = rest;
        let whole = u32::from_le_bytes(whole.try_into().ok()?);
        Some(Row { kind, lines: (first, first.saturating_add(length)), whole, parts })
    }
}

impl Rows<'_> {
    fn varint(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
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
        assert_eq!(rows[1].whole, hash("rendertostring"));
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
    }
}
