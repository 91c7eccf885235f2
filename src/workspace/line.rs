//! Where does a line of a text begin?

use memchr::{memchr, memchr_iter};

/// Bytes whose line ends are counted together, which is several times as quick as looking at each.
const BLOCK: usize = 1024;

/// Where in `text` its first `lines` lines end: at its own end where it has no more.
pub fn behind(text: &[u8], lines: usize) -> usize {
    let (mut left, mut at) = (lines, 0);
    while left > 0 && at < text.len() {
        let block = &text[at..text.len().min(at + BLOCK)];
        let ends = memchr_iter(b'\n', block).count();
        if ends < left {
            (left, at) = (left - ends, at + block.len());
            continue;
        }
        while left > 0 {
            let Some(end) = memchr(b'\n', &text[at..]) else { return text.len() };
            (left, at) = (left - 1, at + end + 1);
        }
    }
    at
}

/// The lines `first` (from 1) to `last` of a text, that one included, with their line ends.
pub fn cut(text: &[u8], (first, last): (u32, u32)) -> &[u8] {
    let before = first.saturating_sub(1);
    let rest = &text[behind(text, before as usize)..];
    &rest[..behind(rest, last.saturating_sub(before) as usize)]
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn lines_are_those_of_a_slow_look(
            lines in proptest::collection::vec("[a-c]{0,300}", 0..30), open in "[a-c]{0,3}",
            first in 0u32..35, count in 0u32..35,
        ) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).chain([open]).collect();
            let last = first + count;
            let all = text.split_inclusive('\n').enumerate();
            let slow: String = all
                .filter(|(at, _)| (first.max(1)..=last).contains(&(*at as u32 + 1)))
                .map(|(_, line)| line)
                .collect();
            proptest::prop_assert_eq!(cut(text.as_bytes(), (first, last)), slow.as_bytes());
        }
    }
}
