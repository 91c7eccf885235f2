//! Which texts of a pack can hold this pattern? For each run of three bytes, the texts it occurs in.
//!
//! After R. Cox, "Regular Expression Matching with a Trigram Index" (2012,
//! <https://swtch.com/~rsc/regexp/regexp4.html>). An answer may name texts without a match, never
//! miss one with: whoever asks verifies. Two things lose precision on purpose. Letters are folded
//! (ASCII), so that one index serves both kinds of search, and bytes above 127 share 26 codes, so
//! that a trigram has 21 bits. Runs over a line's end are left out: no match reaches over one.
//!
//! A pack has one segment for each 2048 texts or so, written behind them: nothing grows with the
//! pack. A segment is, little-endian: texts `u32`, trigrams `u32`, the texts' offsets in the pack
//! (`u64` each, rising), the directory (trigram `u32`, start of its list `u32`; by trigram), lists.
//! A list has the texts' ordinals as LEB128 of the gaps less one, or, where that is no shorter, a
//! bit for each text.

/// Texts of one segment, at most: 11 bits.
const TEXTS: usize = 1 << 11;
/// A segment ends behind the text that reaches this number; four bytes each, twice while sorting.
const POSTINGS: usize = 1 << 22;
const HEADER: usize = 8;
const DIRECTORY_ROW: usize = 8;

/// Three codes of 7 bits, the first one highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trigram(u32);

impl Trigram {
    pub const fn of(codes: [u8; 3]) -> Self {
        Self(((codes[0] as u32) << 14) | ((codes[1] as u32) << 7) | codes[2] as u32)
    }
}

/// What stands for a byte, below 128. Capitals are folded, which frees their 26 codes for the
/// bytes above 127.
pub const fn code(byte: u8) -> u8 {
    if byte.is_ascii() { byte.to_ascii_lowercase() } else { b'A' + byte % 26 }
}

const CODES: [u8; 256] = {
    let mut codes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        codes[byte] = code(byte as u8);
        byte += 1;
    }
    codes
};

/// What a text must hold to be worth a look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Nothing.
    Any,
    Has(Trigram),
    All(Vec<Self>),
    /// At least one; of none there is no way to fulfil it.
    One(Vec<Self>),
}

/// Gathers the trigrams of a pack's texts, a segment at a time.
#[derive(Default)]
pub struct Collector {
    /// A bit for each trigram of the present text; empty until the first one.
    seen: Vec<u64>,
    /// Trigram << 11 | ordinal: sorted by ordinal as they come.
    postings: Vec<u32>,
    fresh: Vec<u32>,
    offsets: Vec<u64>,
}

impl Collector {
    /// Adds the text that lies at `offset` of the pack, behind all others.
    pub fn add(&mut self, offset: u64, text: &[u8]) {
        self.seen.resize(1 << (21 - 6), 0);
        if self.fresh.len() < text.len() {
            self.fresh.resize(text.len(), 0);
        }
        let ordinal = self.offsets.len() as u32;
        let mut found = 0;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text).chain([text.len()]) {
            let line = &text[start..end];
            start = end + 1;
            let [first, second, rest @ ..] = line else { continue };
            let mut trigram = u32::from(CODES[*first as usize]) << 7;
            trigram |= u32::from(CODES[*second as usize]);
            for byte in rest {
                trigram = (trigram << 7 | u32::from(CODES[*byte as usize])) & 0x1f_ffff;
                // Written in any case and kept if new: a branch here would be guessed wrong often.
                let word = &mut self.seen[(trigram >> 6) as usize];
                let bit = 1 << (trigram & 63);
                self.fresh[found] = trigram;
                found += usize::from(*word & bit == 0);
                *word |= bit;
            }
        }
        for trigram in &self.fresh[..found] {
            self.seen[(trigram >> 6) as usize] = 0;
        }
        self.postings.extend(self.fresh[..found].iter().map(|trigram| trigram << 11 | ordinal));
        self.offsets.push(offset);
    }

    pub const fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    pub const fn is_full(&self) -> bool {
        self.offsets.len() == TEXTS || self.postings.len() >= POSTINGS
    }

    /// The texts so far as a segment; empty again.
    pub fn segment(&mut self) -> Vec<u8> {
        let postings = sorted(std::mem::take(&mut self.postings));
        let mut directory = Vec::new();
        let mut lists = Vec::new();
        for list in postings.chunk_by(|a, b| a >> 11 == b >> 11) {
            directory.extend_from_slice(&(list[0] >> 11).to_le_bytes());
            directory.extend_from_slice(&(lists.len() as u32).to_le_bytes());
            encode(list, self.offsets.len(), &mut lists);
        }
        let mut segment = Vec::with_capacity(
            HEADER + self.offsets.len() * size_of::<u64>() + directory.len() + lists.len(),
        );
        segment.extend_from_slice(&(self.offsets.len() as u32).to_le_bytes());
        segment.extend_from_slice(&((directory.len() / DIRECTORY_ROW) as u32).to_le_bytes());
        segment.extend(self.offsets.drain(..).flat_map(u64::to_le_bytes));
        segment.append(&mut directory);
        segment.append(&mut lists);
        segment
    }
}

/// By trigram, then by ordinal: two stable passes over the trigram's bits.
fn sorted(mut postings: Vec<u32>) -> Vec<u32> {
    let mut other = vec![0; postings.len()];
    for (shift, bits) in [(11, 11), (22, 10)] {
        let digit = |posting: u32| ((posting >> shift) & ((1 << bits) - 1)) as usize;
        let mut ends = vec![0; (1 << bits) + 1];
        for posting in &postings {
            ends[digit(*posting) + 1] += 1;
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        for posting in &postings {
            let end = &mut ends[digit(*posting)];
            other[*end] = *posting;
            *end += 1;
        }
        std::mem::swap(&mut postings, &mut other);
    }
    postings
}

/// `list` rises and has one trigram.
fn encode(list: &[u32], texts: usize, to: &mut Vec<u8>) {
    let start = to.len();
    let bits = texts.div_ceil(8);
    if list.len() < bits {
        let mut next = 0;
        for posting in list {
            let ordinal = posting & (TEXTS as u32 - 1);
            let gap = ordinal - next;
            next = ordinal + 1;
            if gap >= 128 {
                to.push(gap as u8 | 128);
            }
            // A gap has at most 11 bits.
            to.push(if gap >= 128 { (gap >> 7) as u8 } else { gap as u8 });
        }
    }
    if list.len() >= bits || to.len() - start >= bits {
        to.truncate(start);
        to.resize(start + bits, 0);
        for posting in list {
            let ordinal = (posting & (TEXTS as u32 - 1)) as usize;
            to[start + ordinal / 8] |= 1 << (ordinal % 8);
        }
    }
}

/// A set of a segment's texts.
type Texts = [u64; TEXTS / 64];

/// A segment in a mapped file. What it says is believed only as far as it lies within bounds: its
/// checksum is the pack's affair.
pub struct Segment<'b> {
    offsets: &'b [u8],
    directory: &'b [u8],
    lists: &'b [u8],
}

impl<'b> Segment<'b> {
    /// `None` when these bytes are no segment.
    pub fn read(bytes: &'b [u8]) -> Option<Self> {
        let texts = number(bytes, 0)?;
        let trigrams = number(bytes, 4)?;
        if texts > TEXTS {
            return None;
        }
        let (offsets, rest) = bytes[HEADER..].split_at_checked(texts * size_of::<u64>())?;
        let (directory, lists) = rest.split_at_checked(trigrams.checked_mul(DIRECTORY_ROW)?)?;
        Some(Self { offsets, directory, lists })
    }

    /// Adds the offsets of the texts that fulfil `need`, rising. `None` for a damaged segment.
    pub fn offsets(&self, need: &Need, to: &mut Vec<u64>) -> Option<()> {
        let texts = self.fulfil(need)?;
        let offset = |at: usize| self.offsets.get(at * 8..at * 8 + 8)?.try_into().ok();
        for (at, word) in texts.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let ordinal = at * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                to.push(u64::from_le_bytes(offset(ordinal)?));
            }
        }
        Some(())
    }

    fn fulfil(&self, need: &Need) -> Option<Texts> {
        match need {
            Need::Any => Some(self.every()),
            Need::Has(trigram) => self.holders(*trigram),
            Need::All(needs) => {
                let mut all = self.every();
                for need in needs {
                    let texts = self.fulfil(need)?;
                    all.iter_mut().zip(texts).for_each(|(a, b)| *a &= b);
                    if all.iter().all(|word| *word == 0) {
                        break;
                    }
                }
                Some(all)
            }
            Need::One(needs) => needs.iter().try_fold([0; TEXTS / 64], |mut one, need| {
                let texts = self.fulfil(need)?;
                one.iter_mut().zip(texts).for_each(|(a, b)| *a |= b);
                Some(one)
            }),
        }
    }

    fn every(&self) -> Texts {
        let mut texts = [0; TEXTS / 64];
        (0..self.texts()).for_each(|ordinal| mark(&mut texts, ordinal));
        texts
    }

    const fn texts(&self) -> usize {
        self.offsets.len() / size_of::<u64>()
    }

    fn holders(&self, trigram: Trigram) -> Option<Texts> {
        let mut texts = [0; TEXTS / 64];
        let Some(list) = self.list(trigram)? else { return Some(texts) };
        if list.len() == self.texts().div_ceil(8) {
            for (word, bytes) in texts.iter_mut().zip(list.chunks(8)) {
                let mut whole = [0; 8];
                whole[..bytes.len()].copy_from_slice(bytes);
                *word = u64::from_le_bytes(whole);
            }
            return Some(texts);
        }
        let (mut next, mut high) = (0, None);
        for byte in list {
            let gap = match high.take() {
                Some(low) => low | usize::from(*byte) << 7,
                None if *byte < 128 => usize::from(*byte),
                None => {
                    high = Some(usize::from(*byte & 127));
                    continue;
                }
            };
            let ordinal = next + gap;
            if ordinal >= self.texts() {
                return None;
            }
            mark(&mut texts, ordinal);
            next = ordinal + 1;
        }
        Some(texts)
    }

    /// The trigram's list, where it has one. `None` for a damaged directory.
    fn list(&self, trigram: Trigram) -> Option<Option<&'b [u8]>> {
        let rows = self.directory.len() / DIRECTORY_ROW;
        let (mut low, mut high) = (0, rows);
        while low < high {
            let middle = usize::midpoint(low, high);
            if number(self.directory, middle * DIRECTORY_ROW)? < trigram.0 as usize {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low == rows || number(self.directory, low * DIRECTORY_ROW)? != trigram.0 as usize {
            return Some(None);
        }
        let start = number(self.directory, low * DIRECTORY_ROW + 4)?;
        let end = match low + 1 {
            next if next == rows => self.lists.len(),
            next => number(self.directory, next * DIRECTORY_ROW + 4)?,
        };
        Some(Some(self.lists.get(start..end)?))
    }
}

fn mark(texts: &mut Texts, ordinal: usize) {
    texts[ordinal / 64] |= 1 << (ordinal % 64);
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(bytes) as usize)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(text: &[u8]) -> BTreeSet<Trigram> {
        text.split(|byte| *byte == b'\n')
            .flat_map(|line| line.windows(3))
            .map(|w| Trigram::of([code(w[0]), code(w[1]), code(w[2])]))
            .collect()
    }

    fn segment(texts: &[Vec<u8>]) -> Vec<u8> {
        let mut collector = Collector::default();
        for (at, text) in texts.iter().enumerate() {
            collector.add(at as u64, text);
        }
        collector.segment()
    }

    fn ask(segment: &[u8], need: &Need) -> Option<Vec<u64>> {
        let mut found = Vec::new();
        Segment::read(segment)?.offsets(need, &mut found)?;
        Some(found)
    }

    fn has(text: &str) -> Need {
        Need::All(of(text.as_bytes()).into_iter().map(Need::Has).collect())
    }

    #[test]
    fn texts_are_found_by_what_they_hold() {
        let texts = ["Hello", "", "shell\nox", "hel\nlo", "é HELL"].map(|t| t.as_bytes().to_vec());
        let segment = segment(&texts);
        assert_eq!(ask(&segment, &has("hell")).unwrap(), [0, 2, 4]);
        assert_eq!(ask(&segment, &has("HELLO")).unwrap(), [0]);
        assert_eq!(ask(&segment, &has("hel")).unwrap(), [0, 2, 3, 4]);
        assert_eq!(ask(&segment, &has("é h")).unwrap(), [4]);
        assert!(ask(&segment, &has("lox")).unwrap().is_empty(), "over a line's end");
        assert_eq!(ask(&segment, &Need::Any).unwrap(), [0, 1, 2, 3, 4]);
        assert!(ask(&segment, &Need::One(Vec::new())).unwrap().is_empty());
        let either = Need::One(vec![has("hello"), has("hel"), has("zzz")]);
        assert_eq!(ask(&segment, &either).unwrap(), [0, 2, 3, 4]);
    }

    #[test]
    fn rare_and_common_trigrams_are_found_in_many_texts() {
        let text = |n: usize| match n {
            0 | 700 | 2047 => b"rare common".to_vec(),
            n if n % 3 == 0 => b"common".to_vec(),
            _ => b"other".to_vec(),
        };
        let texts: Vec<_> = (0..TEXTS).map(text).collect();
        let mut collector = Collector::default();
        texts.iter().zip(0..).for_each(|(text, at)| collector.add(at, text));
        assert!(collector.is_full());
        let segment = collector.segment();
        assert!(collector.is_empty() && !collector.is_full());
        assert_eq!(ask(&segment, &has("rare")).unwrap(), [0, 700, 2047]);
        let common = ask(&segment, &has("common")).unwrap();
        assert_eq!(
            common.len(),
            (0..TEXTS).filter(|n| n % 3 == 0 || [700, 2047].contains(n)).count()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_trigram_names_exactly_its_texts(
            texts in proptest::collection::vec(proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'B'), Just(b'\n'), any::<u8>()], 0..40), 1..60),
        ) {
            let segment = segment(&texts);
            let sets: Vec<_> = texts.iter().map(|text| of(text)).collect();
            for trigram in sets.iter().flatten() {
                let expected: Vec<u64> =
                    (0..).zip(&sets).filter(|(_, set)| set.contains(trigram)).map(|(at, _)| at).collect();
                prop_assert_eq!(ask(&segment, &Need::Has(*trigram)), Some(expected));
            }
        }

        #[test]
        fn damage_is_never_followed_out_of_bounds(at in 0usize..400, value: u8, cut in 0usize..400) {
            let mut segment = segment(&[b"some text".to_vec(), b"more text\nhere".to_vec()]);
            let len = segment.len();
            segment[at % len] = value;
            segment.truncate(cut);
            for trigram in of(b"some text more here zzz") {
                let _ = ask(&segment, &Need::Has(trigram));
            }
        }
    }
}
