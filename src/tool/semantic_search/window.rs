//! Which lines of a place say most about the question? Those that hold the most of its words.

use std::cmp::Reverse;

/// Of a word its first bytes, by which it is found; shorter words say nothing.
const HEAD: usize = 3;
/// Binary digits of a hash of them.
const DIGITS: u32 = 12;

/// The words of a question, looked for all at once: a pasted report has hundreds.
pub struct Asked {
    /// Each once, sorted by hash: its hash, how often the question says it, and itself in small letters.
    words: Vec<(usize, usize, String)>,
    /// For each hash where in `words` its own begin.
    starts: Vec<u32>,
}

impl Asked {
    pub fn new(question: &str) -> Self {
        let split = question.split(|c: char| !c.is_alphanumeric() && c != '_');
        let words = split.filter(|word| word.chars().count() >= HEAD).map(str::to_lowercase);
        let mut words: Vec<(usize, usize, String)> =
            words.map(|word| (hash(word.as_bytes()), 1, word)).collect();
        words.sort_unstable();
        words.dedup_by(|next, word| {
            let same = next.2 == word.2;
            word.1 += if same { next.1 } else { 0 };
            same
        });
        let mut starts = vec![0; (1 << DIGITS) + 1];
        words.iter().for_each(|word| starts[word.0 + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { words, starts }
    }

    /// The `most` lines that say most, and the place of the first of them.
    pub fn window<'a, 'l>(&self, lines: &'a [&'l str], most: usize) -> (usize, &'a [&'l str]) {
        let mut seen = vec![0; self.words.len()];
        let mut lower = String::new();
        let mut scores = Vec::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            lower.clear();
            if line.is_ascii() {
                lower.push_str(line);
                lower.make_ascii_lowercase();
            } else {
                lower = line.to_lowercase();
            }
            scores.push(self.count(lower.as_bytes(), &mut seen, at + 1));
        }
        let size = most.min(lines.len());
        let best = (0..=lines.len() - size)
            .max_by_key(|at| (scores[*at..at + size].iter().sum::<usize>(), Reverse(*at)))
            .unwrap_or(0);
        (best, &lines[best..best + size])
    }

    /// How many of the words a line holds. `seen` says of each in which line it was last seen.
    fn count(&self, line: &[u8], seen: &mut [usize], number: usize) -> usize {
        let mut count = 0;
        for at in 0..(line.len() + 1).saturating_sub(HEAD) {
            let hash = hash(&line[at..]);
            let own = self.starts[hash] as usize..self.starts[hash + 1] as usize;
            for ((_, times, word), seen) in self.words[own.clone()].iter().zip(&mut seen[own]) {
                if *seen != number && line[at..].starts_with(word.as_bytes()) {
                    *seen = number;
                    count += times;
                }
            }
        }
        count
    }
}

/// Of the first bytes, of which there are enough (Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4).
fn hash(bytes: &[u8]) -> usize {
    let head = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
    (head.wrapping_mul(0x9e37_79b1) >> (u32::BITS - DIGITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_asked_for_twice_counts_twice() {
        let asked = Asked::new("Parse the config, parse it; ab");
        let lines = ["fn reparse_all() {}", "config and the rest", "ab ab ab", "PARSE"];
        assert_eq!(asked.window(&lines, 1), (0, &lines[..1]));
        assert_eq!(asked.window(&lines, 2), (0, &lines[..2]));
        assert_eq!(asked.window(&lines[1..], 1), (0, &lines[1..2]));
        assert_eq!(asked.window(&[], 8), (0, &[][..]));
    }

    proptest::proptest! {
        #[test]
        fn words_are_found_as_one_by_one(
            question in "([a-cA-CäÄ_]{1,5} ){0,12}", lines in proptest::collection::vec("[a-cA-CÄ_ ]{0,30}", 0..12),
            most in 0usize..6,
        ) {
            let words: Vec<String> = question
                .split(' ')
                .filter(|word| word.chars().count() > 2)
                .map(str::to_lowercase)
                .collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let score = |line: &&str| words.iter().filter(|w| line.to_lowercase().contains(*w)).count();
            let size = most.min(lines.len());
            let sum = |at: usize| lines[at..at + size].iter().map(score).sum::<usize>();
            let best = (0..=lines.len() - size).max_by_key(|at| (sum(*at), Reverse(*at))).unwrap();
            proptest::prop_assert_eq!(Asked::new(&question).window(&lines, most).0, best);
        }
    }
}
