//! Into how many tokens does one piece of text merge? Byte pair encoding: of all neighbours that together are a
//! token, those of the lowest rank merge first, the leftmost of equals, until none are left.

use super::vocabulary::{NONE, rank, rank_of_pair};

/// Bytes merged at once. Finding the next merge takes longer in more of them, so longer pieces go through in windows.
const WINDOW: usize = 256;

/// Bytes at the end of a window whose parts what follows may still change.
const UNSURE: usize = 64;

/// Parts whose lowest merge is remembered together.
const BLOCK: usize = 16;

/// No merge: later than all others.
const NEVER: u64 = u64::MAX;

/// What merging writes down, kept to be used again. A part of the piece is known by the byte at which it starts.
#[derive(Default)]
pub struct Scratch {
    /// For each part, where the next one starts; at the end, the end.
    next: Vec<u32>,
    /// For each part but the first, where the one before it starts.
    previous: Vec<u32>,
    /// For each part, its merge with the next: the rank, and below it the part, so that the lowest is the first.
    merges: Vec<u64>,
    /// The lowest of each block of `merges`.
    lowest: Vec<u64>,
}

impl Scratch {
    /// Tokens of a piece.
    pub fn count(&mut self, piece: &[u8]) -> usize {
        if piece.len() <= WINDOW { self.merge(piece) } else { self.windows(piece) }
    }

    /// Merges windows that overlap. A sequence of tokens is what merging makes of their text if each two neighbours
    /// alone would be left as they are. So a window may start where any part of the one before it does, and the
    /// parts before that one stand if the new window begins with the same part. If not, the one before was too short.
    fn windows(&mut self, piece: &[u8]) -> usize {
        let (mut size, mut from, mut count) = (WINDOW, 0, 0);
        let mut before: Option<Window> = None;
        loop {
            let end = piece.len().min(from + size);
            let parts = self.merge(&piece[from..end]);
            if let Some(window) = before.take_if(|w| w.end_of_next != from + self.next[0] as usize)
            {
                (from, count, size) = (window.start, window.count, size * 2);
                continue;
            }
            if end == piece.len() {
                return count + parts;
            }
            let (sure, at) = self.sure(end - from - UNSURE);
            if sure == 0 {
                (size, before) = (size * 2, None);
                continue;
            }
            let end_of_next = from + self.next[at] as usize;
            before = Some(Window { start: from, count, end_of_next });
            (from, count) = (from + at, count + sure);
        }
    }

    /// How many parts end at `limit` or before it, and where the next one starts.
    fn sure(&self, limit: usize) -> (usize, usize) {
        let (mut parts, mut at) = (0, 0);
        while self.next[at] as usize <= limit {
            (parts, at) = (parts + 1, self.next[at] as usize);
        }
        (parts, at)
    }

    /// Merges a piece, and answers how many parts are left.
    fn merge(&mut self, piece: &[u8]) -> usize {
        let length = piece.len();
        self.next.clear();
        self.next.extend(1..=length as u32 + 1);
        self.previous.clear();
        self.previous.extend((0..=length as u32).map(|part| part.saturating_sub(1)));
        self.merges.clear();
        let pairs = piece.iter().zip(&piece[1..]).enumerate();
        self.merges.extend(pairs.map(|(part, (a, b))| merge(rank_of_pair(*a, *b), part)));
        self.merges.resize(length.next_multiple_of(BLOCK), NEVER);
        self.lowest.clear();
        self.lowest.extend(self.merges.chunks(BLOCK).map(lowest));
        let mut parts = length;
        loop {
            let first = lowest(&self.lowest);
            if first == NEVER {
                return parts;
            }
            parts -= 1;
            self.join(piece, first as u32 as usize);
        }
    }

    /// Joins a part and the next.
    fn join(&mut self, piece: &[u8], part: usize) {
        let gone = self.next[part] as usize;
        let end = self.next[gone] as usize;
        self.next[part] = end as u32;
        if end < piece.len() {
            self.previous[end] = part as u32;
            self.set(part, merge(rank(&piece[part..self.next[end] as usize]), part));
        } else {
            self.set(part, NEVER);
        }
        self.set(gone, NEVER);
        if part > 0 {
            let before = self.previous[part] as usize;
            self.set(before, merge(rank(&piece[before..end]), before));
        }
    }

    #[inline]
    fn set(&mut self, part: usize, merge: u64) {
        let before = std::mem::replace(&mut self.merges[part], merge);
        let block = part / BLOCK;
        if merge < self.lowest[block] {
            self.lowest[block] = merge;
        } else if before == self.lowest[block] {
            self.lowest[block] = lowest(&self.merges[block * BLOCK..(block + 1) * BLOCK]);
        }
    }
}

/// A window whose sure parts are counted as long as the next window agrees.
struct Window {
    start: usize,
    /// Parts before it.
    count: usize,
    /// Where the part ends with which the next window starts.
    end_of_next: usize,
}

#[inline]
fn merge(rank: u32, part: usize) -> u64 {
    if rank == NONE { NEVER } else { u64::from(rank) << 32 | part as u64 }
}

#[inline]
fn lowest(merges: &[u64]) -> u64 {
    merges.iter().fold(NEVER, |a, b| a.min(*b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Merging the whole is the definition; windows are the way to do it in linear time.
        #[test]
        fn windows_make_what_merging_the_whole_makes(
            piece in prop_oneof!["[ab]{0,2000}", "[a-zA-Z]{0,2000}", "[=#*/_-]{0,2000}", "[ \t]{0,2000}",
                "[一-龥]{0,700}", "( {1,150}|=|-{1,90}|\n){0,40}", "(the|and|ing|[eaot]){0,600}"],
        ) {
            let mut scratch = Scratch::default();
            if !piece.is_empty() {
                prop_assert_eq!(scratch.windows(piece.as_bytes()), scratch.merge(piece.as_bytes()));
            }
        }
    }
}
