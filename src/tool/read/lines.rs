//! What are the lines of a text, and how is one cut that is too long for a page?

use serde::{Deserialize, Serialize};

/// Where a page begins: a line, and a byte within it when the line itself was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub line: usize,
    pub byte: usize,
}

/// A text, cut into lines that keep their ends.
pub struct Lines<'a> {
    text: &'a str,
    /// Where each line begins, and the text's end.
    starts: Vec<usize>,
}

/// A line, or a part of one that is very long.
pub struct Piece<'a> {
    pub place: Place,
    pub text: &'a str,
}

/// Bytes of a piece at most. A token may be a byte long, so that the smallest page takes a piece;
/// a line of a megabyte is then thousands of pieces, and no page is impossible.
const LONGEST: usize = 160;

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut starts: Vec<usize> = vec![0];
        starts.extend(memchr_newlines(text.as_bytes()));
        if *starts.last().expect("begins with 0") != text.len() {
            starts.push(text.len());
        }
        Self { text, starts }
    }

    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Lines `first` to `last`, 1-based and inclusive, as one text.
    pub fn text(&self, first: usize, last: usize) -> &'a str {
        let from = self.starts.get(first.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let to = self.starts.get(last).copied().unwrap_or(self.text.len());
        &self.text[from..to.max(from)]
    }

    /// The line in which a byte is, 1-based, and what stands before the byte in it.
    pub fn at(&self, byte: usize) -> (usize, &'a str) {
        let line = self.starts.partition_point(|start| *start <= byte).clamp(1, self.len().max(1));
        let start = self.starts[line - 1].min(self.text.len());
        (line, self.text.get(start..byte).unwrap_or_default())
    }

    /// From a place to the end of line `last`, in pieces.
    pub fn pieces(&self, from: Place, last: usize) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        for line in from.line.max(1)..=last.min(self.len()) {
            let whole = self.text(line, line);
            let mut byte = if line == from.line { from.byte.min(whole.len()) } else { 0 };
            while !whole.is_char_boundary(byte) {
                byte -= 1;
            }
            while byte < whole.len() {
                let mut end = (byte + LONGEST).min(whole.len());
                while !whole.is_char_boundary(end) {
                    end -= 1;
                }
                pieces.push(Piece { place: Place { line, byte }, text: &whole[byte..end] });
                byte = end;
            }
        }
        pieces
    }
}

/// Offsets just after each line feed.
fn memchr_newlines(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "(.{0,40}\n?){0,20}", long in 0usize..9000) {
            let text = format!("{text}{}", "ü".repeat(long));
            let lines = Lines::of(&text);
            let all: String =
                lines.pieces(Place { line: 1, byte: 0 }, lines.len()).iter().map(|p| p.text).collect();
            prop_assert_eq!(all, text);
        }
    }

    #[test]
    fn lines_are_counted_as_people_do() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n", 1), ("\n\n", 2)] {
            assert_eq!(Lines::of(text).len(), lines, "{text:?}");
        }
        assert_eq!(Lines::of("a\nb\nc").text(2, 3), "b\nc");
    }
}
