//! Into how many tokens does one piece of text merge? Byte pair encoding: of all neighbours that together are a
//! token, those of the lowest rank merge first, the leftmost of equals, until none are left.

use super::vocabulary::{NONE, rank};

/// Bytes merged at once. Merging takes time with the square of it, so longer pieces go through it in windows.
const WINDOW: usize = 256;

/// Bytes at the end of a window whose tokens the following text may still change.
const UNSURE: usize = 64;

/// What merging writes down, kept to be used again.
#[derive(Default)]
pub struct Scratch {
    /// Where each part starts, and the end.
    starts: Vec<u32>,
    /// For each part but the last: the rank of the token that it and the next would make.
    ranks: Vec<u32>,
}

impl Scratch {
    /// Tokens of a piece.
    pub fn count(&mut self, piece: &[u8]) -> usize {
        if piece.len() <= WINDOW { self.merge(piece) } else { self.windows(piece) }
    }

    /// Merges windows that overlap. Parts are the piece's own as long as each two neighbours would be left alone,
    /// were there nothing but them; so a window may start at any part's start, and what was left of it stands if
    /// its own first part is the one that the window before it had there. If not, the window before was too short.
    fn windows(&mut self, piece: &[u8]) -> usize {
        let (mut size, mut from, mut count) = (WINDOW, 0, 0);
        // The sure parts of the window before this one: how far back it starts, how many they are, and where the
        // first unsure one ends.
        let mut before: Option<(usize, usize, usize)> = None;
        loop {
            let end = piece.len().min(from + size);
            let parts = self.merge(&piece[from..end]);
            if let Some((start, sure, expected)) = before
                && from + self.starts[1] as usize != expected
            {
                (from, count, size) = (start, count - sure, size * 2);
                before = None;
                continue;
            }
            if end == piece.len() {
                return count + parts;
            }
            let limit = (end - from - UNSURE) as u32;
            let sure = self.starts[..parts].partition_point(|s| *s <= limit) - 1;
            if sure == 0 {
                (size, before) = (size * 2, None);
                continue;
            }
            before = Some((from, sure, from + self.starts[sure + 1] as usize));
            count += sure;
            from += self.starts[sure] as usize;
        }
    }

    fn merge(&mut self, piece: &[u8]) -> usize {
        let Self { starts, ranks } = self;
        starts.clear();
        starts.extend(0..=piece.len() as u32);
        ranks.clear();
        ranks.extend(piece.windows(2).map(rank));
        let pair = |starts: &[u32], part: usize| match starts.get(part + 2) {
            Some(end) => rank(&piece[starts[part] as usize..*end as usize]),
            None => NONE,
        };
        while let Some(&lowest) = ranks.iter().min()
            && lowest != NONE
        {
            let part = ranks.iter().position(|r| *r == lowest).expect("the lowest is among them");
            starts.remove(part + 1);
            // The pair of the next part goes, as that part does.
            if part + 1 < ranks.len() {
                ranks.remove(part + 1);
                ranks[part] = pair(starts, part);
            } else {
                ranks.pop();
            }
            if part > 0 {
                ranks[part - 1] = pair(starts, part - 1);
            }
        }
        starts.len() - 1
    }
}
