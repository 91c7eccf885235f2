//! Into which pieces is a file cut, so that a ranked answer can point at lines and not at files?
//!
//! A declaration that is long enough is a piece of its own, with the comment above it; short neighbours share one.
//! A long one that holds others is cut at those. What nothing says anything about is cut into windows.

use super::scan::Line;

/// A window's most lines.
const LINES: u32 = 60;
/// A window's most bytes: bounds what waits in the indexing queue, and cuts lines of minified code.
const BYTES: usize = 8 << 10;
/// Lines up to which a declaration with others in it is not cut.
const WHOLE: u32 = 40;
/// Lines up to which neighbours are joined.
const JOINED: u32 = 24;
/// Lines up to which a piece is none.
const SCRAP: u32 = 3;

/// A run of whole lines (or a part of one overlong line). Lines count from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    pub start_line: u32,
    pub end_line: u32,
    pub text: &'a str,
}

/// Where a declaration lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// First and last line, 1-based, included.
    pub lines: (u32, u32),
    /// The part around it: an index into the same list, lower than its own.
    pub parent: Option<usize>,
}

/// Pieces without overlap that cover `text`. A file without a line yields one empty piece: it has a
/// path that can be asked for. `parts` are sorted by their first line.
pub fn chunks<'t>(text: &'t str, lines: &[Line], parts: &[Part]) -> Vec<Chunk<'t>> {
    let mut chunks = Vec::new();
    let total = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let mut starts = joined(&starts(lines, parts), total);
    starts.push(total + 1);
    let mut rest = text;
    for pair in starts.windows(2) {
        let mut piece = rest;
        if pair[1] <= total {
            let ends =
                memchr::memchr_iter(b'\n', rest.as_bytes()).nth((pair[1] - pair[0] - 1) as usize);
            let end = ends.map_or(rest.len(), |end| end + 1);
            (piece, rest) = rest.split_at(end);
        }
        windows(piece, pair[0], &mut chunks);
    }
    if chunks.is_empty() {
        chunks.push(Chunk { start_line: 1, end_line: 1, text });
    }
    chunks
}

/// The lines with which pieces begin, rising, the first of the file among them.
fn starts(lines: &[Line], parts: &[Part]) -> Vec<u32> {
    let total = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let mut begins = vec![false; lines.len() + 2];
    begins[1] = true;
    // Of each part whether it is cut at those in it.
    let mut opened = vec![false; parts.len()];
    for (at, part) in parts.iter().enumerate() {
        let (first, last) = part.lines;
        if first == 0 || first > total || last < first {
            continue;
        }
        let around = part.parent.map(|parent| (opened[parent], parts[parent].lines.0 + 1));
        let (cut, top) = around.unwrap_or((total > WHOLE, 1));
        if !cut {
            continue;
        }
        opened[at] = last - first >= WHOLE;
        begins[led(lines, first, top) as usize] = true;
        if last < total {
            begins[last as usize + 1] = true;
        }
    }
    (1..=total.max(1)).filter(|line| begins[*line as usize]).collect()
}

/// The first line of the comments and attributes right above a line.
fn led(lines: &[Line], line: u32, top: u32) -> u32 {
    let mut first = line;
    while first > top && lines[first as usize - 2] == Line::Lead {
        first -= 1;
    }
    first
}

/// Joins short neighbours, and what is hardly a piece (a class's first line, a closing brace) with
/// what follows or, at the end, with what it closes.
fn joined(starts: &[u32], total: u32) -> Vec<u32> {
    let mut kept: Vec<u32> = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let next = starts.get(at + 1).copied();
        let end = next.unwrap_or(total + 1);
        match kept.last() {
            Some(open) if end - open <= JOINED => {}
            Some(open) if start - open <= SCRAP && end - open <= LINES => {}
            Some(open) if next.is_none() && end - start <= SCRAP && end - open <= LINES => {}
            _ => kept.push(*start),
        }
    }
    kept
}

fn windows<'t>(text: &'t str, first: u32, chunks: &mut Vec<Chunk<'t>>) {
    let mut rest = text;
    let mut line = first;
    while !rest.is_empty() {
        let (len, breaks, whole) = window(rest);
        let (text, after) = rest.split_at(len);
        let end_line = line + breaks - u32::from(whole && text.ends_with('\n'));
        chunks.push(Chunk { start_line: line, end_line, text });
        line += breaks;
        rest = after;
    }
}

/// Bytes of the first window of `text`, the line breaks in it, and whether it ends with a line.
fn window(text: &str) -> (usize, u32, bool) {
    let mut len = 0;
    let mut breaks = 0;
    for line in text.split_inclusive('\n') {
        if len + line.len() > BYTES {
            if len == 0 {
                let cut = (0..=BYTES).rev().find(|at| text.is_char_boundary(*at));
                return (cut.unwrap_or(BYTES), 0, false);
            }
            break;
        }
        len += line.len();
        breaks += u32::from(line.ends_with('\n'));
        if breaks == LINES {
            break;
        }
    }
    (len, breaks, true)
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    fn spans(text: &str, parts: &[Part]) -> Vec<(u32, u32)> {
        let lines = scan(text, None).lines;
        chunks(text, &lines, parts).iter().map(|c| (c.start_line, c.end_line)).collect()
    }

    fn part(first: u32, last: u32, parent: Option<usize>) -> Part {
        Part { lines: (first, last), parent }
    }

    #[test]
    fn windows_cover_every_line_once() {
        assert_eq!(spans("", &[]), [(1, 1)]);
        assert_eq!(spans("a", &[]), [(1, 1)]);
        assert_eq!(spans("a\n", &[]), [(1, 1)]);
        assert_eq!(spans(&"x\n".repeat(60), &[]), [(1, 60)]);
        assert_eq!(spans(&"x\n".repeat(61), &[]), [(1, 60), (61, 61)]);
        let text = format!("{}y", "x\n".repeat(120));
        assert_eq!(spans(&text, &[]), [(1, 60), (61, 120), (121, 121)]);
    }

    #[test]
    fn an_overlong_line_is_cut_at_characters() {
        let text = format!("a\n{}\nb\n", "é".repeat(BYTES));
        let lines = scan(&text, None).lines;
        let all = chunks(&text, &lines, &[]);
        assert_eq!(all.iter().map(|c| c.text).collect::<String>(), text);
        assert_eq!(all.first().map(|c| (c.start_line, c.end_line)), Some((1, 1)));
        assert_eq!(all[1].start_line, 2);
        assert_eq!(all.last().map(|c| c.end_line), Some(3));
    }

    #[test]
    fn long_declarations_stand_alone_and_short_ones_together() {
        let text = "x\n".repeat(100);
        // Two short functions, a long one, a class with two methods.
        let parts = [
            part(1, 5, None),
            part(7, 12, None),
            part(14, 45, None),
            part(47, 100, None),
            part(48, 73, Some(3)),
            part(74, 99, Some(3)),
        ];
        assert_eq!(spans(&text, &parts), [(1, 13), (14, 45), (46, 73), (74, 100)]);
        // A short file is one piece.
        assert_eq!(spans(&"x\n".repeat(30), &parts[..2]), [(1, 30)]);
    }

    #[test]
    fn a_comment_goes_with_what_it_is_about() {
        let text = format!("{}/// Says.\n/// More.\n{}", "a\n".repeat(40), "b\n".repeat(40));
        let lines = scan(&text, Some(crate::workspace::language::Language::Rust)).lines;
        let all = chunks(&text, &lines, &[part(1, 40, None), part(43, 82, None)]);
        assert_eq!(all[1].start_line, 41);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(
            text in "([a-zé/]{0,30}\n?){0,200}",
            ranges in proptest::collection::vec((0u32..250, 0u32..90), 0..20),
        ) {
            let mut ranges = ranges;
            ranges.sort_unstable();
            let parts: Vec<Part> = (0..)
                .zip(&ranges)
                .map(|(at, (first, len))| part(*first, first + len, (at % 3 == 2).then(|| at - 1)))
                .collect();
            let lines = scan(&text, None).lines;
            let all = chunks(&text, &lines, &parts);
            proptest::prop_assert_eq!(all.iter().map(|c| c.text).collect::<String>(), &*text);
            for pair in all.windows(2) {
                proptest::prop_assert!(pair[1].start_line >= pair[0].end_line);
            }
        }
    }
}
