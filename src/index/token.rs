//! Which words stand in this code? The one tokenizer, for what is indexed and for what is asked.
//!
//! An identifier is split at `_`, `-`, case changes and digits; its parts are stemmed, and the whole
//! is kept beside them without separators, so that `getUserName`, `get_user_name` and
//! `get-user-name` are one word to a query. Text in CJK scripts, which has no blanks, yields single
//! characters and pairs.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longer runs are data (base64, digests), not words.
const LONGEST: usize = 64;

/// The words of `text`, in order, with repetitions.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, |word| words.push(word.to_owned()));
    words
}

/// As `words`, of which none is kept.
pub fn each(text: &str, mut say: impl FnMut(&str)) {
    let mut stream = CodeStream::new(text);
    while stream.advance() {
        say(&stream.token.text);
    }
}

/// What has been asked about ways of spelling: of each whether it is a part of something, and which number its word has.
pub type Spelt<'t> = foldhash::HashMap<(&'t str, bool), Option<usize>>;

/// Tells `say` of each word of `text` that has a number which; returns how many words there are. `number` is asked once for
/// each way of spelling: in code the same few stand again and again.
pub fn numbered<'t>(
    text: &'t str,
    known: &mut Spelt<'t>,
    number: impl Fn(&str) -> Option<usize>,
    mut say: impl FnMut(usize),
) -> usize {
    let (mut stream, mut count) = (CodeStream::new(text), 0);
    while let Some(piece) = stream.piece() {
        count += 1;
        let (from, to) = piece.range();
        let known = known.entry((&text[from..to], matches!(piece, Piece::Part(..))));
        let found = known.or_insert_with(|| {
            stream.spell(piece);
            number(&stream.token.text)
        });
        if let Some(number) = found {
            say(*number);
        }
    }
    count
}

/// The words of `text` with how they are spelt there, in small letters. Not the wholes of identifiers of several parts.
pub fn spelt(text: &str) -> Vec<(String, String)> {
    let mut stream = CodeStream::new(text);
    let mut words = Vec::new();
    while stream.advance() {
        let piece = stream.pieces[stream.next - 1];
        if let Piece::Part(from, to) | Piece::Exact(from, to) = piece {
            words.push((stream.token.text.clone(), text[from..to].to_lowercase()));
        }
    }
    words
}

#[derive(Clone)]
pub struct CodeTokenizer;

impl Tokenizer for CodeTokenizer {
    type TokenStream<'a> = CodeStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CodeStream<'a> {
        CodeStream::new(text)
    }
}

/// A piece of the current run that is still to be given out, as a byte range of the text.
#[derive(Clone, Copy)]
enum Piece {
    /// A part of an identifier, or a word of one part: stemmed.
    Part(usize, usize),
    /// An identifier of several parts: joined, not stemmed.
    Whole(usize, usize),
    /// One or two CJK characters: as they are.
    Exact(usize, usize),
}

impl Piece {
    const fn range(self) -> (usize, usize) {
        let (Self::Part(from, to) | Self::Whole(from, to) | Self::Exact(from, to)) = self;
        (from, to)
    }
}

pub struct CodeStream<'a> {
    text: &'a str,
    at: usize,
    pieces: Vec<Piece>,
    next: usize,
    token: Token,
}

impl<'a> CodeStream<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, pieces: Vec::with_capacity(16), next: 0, token: Token::default() }
    }

    /// Finds the next run of word characters and its pieces; `false` at the end of the text.
    fn scan(&mut self) -> bool {
        self.pieces.clear();
        self.next = 0;
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            if CLASS[bytes[self.at] as usize] == Class::Other {
                self.at += 1;
                continue;
            }
            if bytes[self.at] < 0x80 {
                self.identifier();
            } else {
                self.foreign();
            }
            if !self.pieces.is_empty() {
                return true;
            }
        }
        false
    }

    /// A run that begins in ASCII; one that meets another script is handed to `word`.
    fn identifier(&mut self) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start;
        while end < bytes.len() {
            match CLASS[bytes[end] as usize] {
                Class::Foreign => return self.word(start),
                Class::Other if !joins(bytes, end) => break,
                _ => end += 1,
            }
        }
        self.at = end;
        if end - start > LONGEST {
            return;
        }
        self.split_ascii(start, end);
    }

    fn split_ascii(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let class = |at: usize| CLASS[bytes[at] as usize];
        let mut from = start;
        for at in start..end {
            let own = class(at);
            if own == Class::Mark || own == Class::Other {
                self.part(from, at);
                from = at + 1;
            } else if at > from {
                let before = class(at - 1);
                let turn = match (before, own) {
                    (Class::Lower, Class::Upper)
                    | (Class::Digit, Class::Lower | Class::Upper)
                    | (Class::Lower | Class::Upper, Class::Digit) => true,
                    // `HTTPServer`: the last capital begins the next part.
                    (Class::Upper, Class::Upper) => at + 1 < end && class(at + 1) == Class::Lower,
                    _ => false,
                };
                if turn {
                    self.part(from, at);
                    from = at;
                }
            }
        }
        self.part(from, end);
        self.with_whole(start, end);
    }

    fn part(&mut self, from: usize, to: usize) {
        if to > from {
            self.pieces.push(Piece::Part(from, to));
        }
    }

    /// Puts the whole before its parts, and drops parts that say nothing.
    fn with_whole(&mut self, start: usize, end: usize) {
        let parts = self.pieces.len();
        if parts < 2 {
            return;
        }
        // Mixed case and digits without rhythm: a key or a digest, not a name.
        if end - start > 24 && (end - start) < parts * 3 {
            self.pieces.clear();
        } else {
            self.pieces.retain(|piece| !matches!(piece, Piece::Part(from, to) if to - from < 2));
        }
        self.pieces.insert(0, Piece::Whole(start, end));
    }

    /// A run that begins outside ASCII.
    fn foreign(&mut self) {
        let rest = &self.text[self.at..];
        let first = rest.chars().next().expect("the position is inside the text");
        if is_cjk(first) {
            self.ideographs();
        } else if first.is_alphanumeric() {
            self.word(self.at);
        } else {
            self.at += first.len_utf8();
        }
    }

    fn ideographs(&mut self) {
        let mut before: Option<usize> = None;
        for c in self.text[self.at..].chars() {
            if !is_cjk(c) {
                break;
            }
            let end = self.at + c.len_utf8();
            self.pieces.push(Piece::Exact(self.at, end));
            if let Some(start) = before {
                self.pieces.push(Piece::Exact(start, end));
            }
            before = Some(self.at);
            self.at = end;
        }
    }

    /// A word of any alphabet, split at marks and case changes.
    fn word(&mut self, start: usize) {
        let mut from = start;
        let mut end = start;
        let mut before = '_';
        for c in self.text[start..].chars() {
            if is_cjk(c) || !(c.is_alphanumeric() || c == '_') {
                break;
            }
            if c == '_' {
                self.part(from, end);
                from = end + 1;
            } else if c.is_uppercase() && before.is_lowercase() {
                self.part(from, end);
                from = end;
            }
            before = c;
            end += c.len_utf8();
        }
        self.part(from, end);
        self.at = end;
        if end - start > 2 * LONGEST {
            self.pieces.clear();
            return;
        }
        self.with_whole(start, end);
    }
}

impl CodeStream<'_> {
    #[inline]
    fn piece(&mut self) -> Option<Piece> {
        if self.next == self.pieces.len() && !self.scan() {
            return None;
        }
        self.next += 1;
        Some(self.pieces[self.next - 1])
    }

    /// Makes a piece the token's text.
    #[inline]
    fn spell(&mut self, piece: Piece) {
        let (from, to) = piece.range();
        let text = &mut self.token.text;
        text.clear();
        lower_into(text, &self.text[from..to]);
        if matches!(piece, Piece::Part(..)) {
            stem(text);
        }
    }
}

impl TokenStream for CodeStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(piece) = self.piece() else { return false };
        (self.token.offset_from, self.token.offset_to) = piece.range();
        self.token.position = self.token.position.wrapping_add(1);
        self.spell(piece);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Lower,
    Upper,
    Digit,
    /// `_`, which separates within an identifier.
    Mark,
    /// A byte of a character outside ASCII.
    Foreign,
}

static CLASS: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Mark,
            0x80..=0xff => Class::Foreign,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

/// Whether the byte at `at` is a hyphen between two letters, as in `dry-run`.
fn joins(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'-'
        && at > 0
        && bytes[at - 1].is_ascii_alphabetic()
        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

const fn is_cjk(c: char) -> bool {
    matches!(c as u32,
        0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af
        | 0xf900..=0xfaff | 0x20000..=0x3fffd)
}

fn lower_into(out: &mut String, text: &str) {
    if text.is_ascii() {
        let before = out.len();
        text.split(['_', '-']).for_each(|part| out.push_str(part));
        out[before..].make_ascii_lowercase();
    } else {
        out.extend(text.chars().filter(|c| *c != '_').flat_map(char::to_lowercase));
    }
}

/// Takes off an English plural, `-ing` and `-ed`, and a final `e`, after Porter's steps 1a, 1b and 5a
/// (M. F. Porter, An algorithm for suffix stripping, 1980); his later steps join words that mean
/// different things in code.
fn stem(word: &mut String) {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return;
    }
    plural(word);
    for suffix in ["ing", "ed"] {
        let Some(root) = word.strip_suffix(suffix) else { continue };
        if root.len() < 3 || !root.bytes().any(is_vowel) || word.ends_with("eed") {
            continue;
        }
        word.truncate(root.len());
        mend(word);
    }
    if word.len() > 4 && word.ends_with('e') {
        word.pop();
    }
}

fn plural(word: &mut String) {
    if word.ends_with("ies") && word.len() > 4 {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.ends_with("xes") {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.pop();
    }
}

/// After a suffix is gone: `mapp` → `map`, `typ` → `type`.
fn mend(word: &mut String) {
    let bytes = word.as_bytes();
    let [.., a, b] = bytes else { return };
    if a == b && !matches!(b, b'l' | b's' | b'z') && !is_vowel(*b) {
        word.pop();
    } else if let [first, middle, last] = bytes
        && !is_vowel(*first)
        && is_vowel(*middle)
        && !is_vowel(*last)
        && !matches!(last, b'w' | b'x')
    {
        word.push('e');
    }
}

const fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        words(text).join(" ")
    }

    #[test]
    fn identifiers_are_split_and_kept_whole() {
        for (text, expected) in [
            ("getUserName", "getusername get user name"),
            ("get_user_name", "getusername get user name"),
            ("GET_USER_NAME", "getusername get user name"),
            ("get-user-name", "getusername get user name"),
            ("HTTPServer", "httpserver http server"),
            ("parseJSON", "parsejson pars json"),
            ("sha256", "sha256 sha 256"),
            ("utf8_to_utf16", "utf8toutf16 utf to utf 16"),
            ("i", "i"),
            ("foo(bar:", "foo bar"),
            ("a.b->c", "a b c"),
            ("--dry-run", "dryrun dry run"),
            ("_private", "privat"),
            ("__init__", "init"),
            ("0x1F", "0x1f"),
            ("", ""),
            ("+++ === ---", ""),
        ] {
            assert_eq!(joined(text), expected, "{text}");
        }
    }

    #[test]
    fn words_meet_their_other_forms() {
        for forms in [
            "parse parses parsed parsing",
            "index indexed indexing",
            "cache caches cached caching",
            "map maps mapped mapping",
            "type types typed typing",
            "query queries",
            "box boxes",
            "class classes",
            "file files",
            "embed embedding embeds",
            "note notes noted",
        ] {
            let stems: std::collections::BTreeSet<String> = words(forms).into_iter().collect();
            assert_eq!(stems.len(), 1, "{forms}: {stems:?}");
        }
        assert_eq!(joined("string status thing need this us"), "string status thing need this us");
    }

    #[test]
    fn other_scripts_are_words_too() {
        assert_eq!(joined("Über_größe"), "übergröße über größe");
        assert_eq!(joined("café"), "café");
        assert_eq!(joined("проверкаСвязи"), "проверкасвязи проверка связи");
        assert_eq!(joined("検索 x"), "検 索 検索 x");
        assert_eq!(joined("foo検bar"), "foo 検 bar");
    }

    #[test]
    fn data_is_no_word() {
        assert!(words(&"ab".repeat(100)).is_empty());
        assert_eq!(words("aB3dE5fG7hI9jK1lM3nO5pQ7r").len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_tokenized_alike_in_lower_and_upper_camel(text in "\\PC{0,80}") {
            for word in words(&text) {
                proptest::prop_assert!(!word.is_empty());
                proptest::prop_assert!(word.len() <= 4 * LONGEST);
            }
        }

        #[test]
        fn numbered_words_are_the_words(text in "[a-cA-CsS_ 検ä]{0,60}", again in "[a-cA-CsS_ ]{0,60}") {
            let all: Vec<String> = [words(&text), words(&again)].concat();
            let number = |word: &str| all.iter().position(|own| own == word).filter(|at| at % 2 == 0);
            let (mut known, mut said, mut count) = (Spelt::default(), Vec::new(), 0);
            for text in [&text, &again] {
                count += numbered(text, &mut known, number, |at| said.push(at));
            }
            let slow: Vec<usize> = all.iter().filter_map(|word| number(word)).collect();
            proptest::prop_assert_eq!((count, said), (all.len(), slow));
        }
    }
}
