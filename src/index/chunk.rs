//! Into which pieces is a file cut, so that a ranked answer can point at lines and not at files?

/// A window's most lines.
const LINES: u32 = 60;
/// A window's most bytes: bounds what waits in the indexing queue, and cuts lines of minified code.
const BYTES: usize = 8 << 10;

/// A run of whole lines (or a part of one overlong line). Lines count from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    pub start_line: u32,
    pub end_line: u32,
    pub text: &'a str,
}

/// Windows of lines, without overlap. A file without a line yields one empty chunk: it has a path
/// that can be asked for.
pub fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while !rest.is_empty() {
        let (len, breaks, whole) = window(rest);
        let (text, after) = rest.split_at(len);
        let end_line = line + breaks - u32::from(whole && text.ends_with('\n'));
        chunks.push(Chunk { start_line: line, end_line, text });
        line += breaks;
        rest = after;
    }
    if chunks.is_empty() {
        chunks.push(Chunk { start_line: 1, end_line: 1, text });
    }
    chunks
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
    use super::*;

    fn spans(text: &str) -> Vec<(u32, u32)> {
        chunks(text).iter().map(|c| (c.start_line, c.end_line)).collect()
    }

    #[test]
    fn windows_cover_every_line_once() {
        assert_eq!(spans(""), [(1, 1)]);
        assert_eq!(spans("a"), [(1, 1)]);
        assert_eq!(spans("a\n"), [(1, 1)]);
        assert_eq!(spans(&"x\n".repeat(60)), [(1, 60)]);
        assert_eq!(spans(&"x\n".repeat(61)), [(1, 60), (61, 61)]);
        assert_eq!(spans(&format!("{}y", "x\n".repeat(120))), [(1, 60), (61, 120), (121, 121)]);
    }

    #[test]
    fn an_overlong_line_is_cut_at_characters() {
        let text = format!("a\n{}\nb\n", "é".repeat(BYTES));
        let all = chunks(&text);
        assert_eq!(all.iter().map(|c| c.text).collect::<String>(), text);
        assert_eq!(all.first().map(|c| (c.start_line, c.end_line)), Some((1, 1)));
        assert_eq!(all[1].start_line, 2);
        assert_eq!(all.last().map(|c| c.end_line), Some(3));
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(text in "([a-zé]{0,30}\n?){0,200}") {
            let all = chunks(&text);
            proptest::prop_assert_eq!(all.iter().map(|c| c.text).collect::<String>(), &*text);
            for pair in all.windows(2) {
                proptest::prop_assert!(pair[1].start_line >= pair[0].end_line);
            }
        }
    }
}
