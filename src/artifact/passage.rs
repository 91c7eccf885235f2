//! Into which parts is a text cut, so that a question finds a place in it and not only the whole?

use crate::store::passage::Span;

/// A passage ends after so many lines, or where the next line would make it longer than this.
const LINES: usize = 40;
const BYTES: usize = 4096;
/// Text behind this is kept but not searched: the index must not outgrow what it is of, nor hold
/// up other writers.
pub const SEARCHED: usize = 4 << 20;

/// Passages end to end; the first is found by the words of the name as well.
pub fn cut(name: &str, text: &str) -> Vec<(Span, String)> {
    let text = &text[..text.floor_char_boundary(SEARCHED)];
    let mut passages = Vec::new();
    let (mut start, mut line) = (0, 1);
    while start < text.len() || passages.is_empty() {
        let (length, lines) = measure(&text[start..]);
        let part = &text[start..start + length];
        let words = match passages.is_empty() {
            true => format!("{name}\n{part}"),
            false => part.to_owned(),
        };
        let span = Span {
            lines: (line as u64, (line + lines.saturating_sub(1)) as u64),
            bytes: (start as u64, (start + length) as u64),
        };
        passages.push((span, words));
        start += length;
        // A long line that was cut goes on in the next passage.
        line += part.matches('\n').count();
    }
    passages
}

/// Bytes and lines of the passage that this text begins with.
fn measure(text: &str) -> (usize, usize) {
    let (mut length, mut lines) = (0, 0);
    for line in text.split_inclusive('\n').take(LINES) {
        if length + line.len() > BYTES {
            break;
        }
        length += line.len();
        lines += 1;
    }
    match lines {
        0 if !text.is_empty() => (text.floor_char_boundary(BYTES), 1),
        _ => (length, lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn passages_are_the_text(lines in prop::collection::vec("[a鍵 ]{0,90}", 0..200), long in 0usize..20_000) {
            let text = format!("{}\n{}", lines.join("\n"), "é".repeat(long));
            let passages = cut("n", &text);
            let mut end = 0;
            for (span, words) in &passages {
                prop_assert_eq!(span.bytes.0, end);
                end = span.bytes.1;
                let part = &text[span.bytes.0 as usize..end as usize];
                prop_assert!(words.ends_with(part) && part.len() <= BYTES);
                let before = text[..span.bytes.0 as usize].matches('\n').count() as u64;
                prop_assert_eq!(span.lines.0, before + 1);
                prop_assert_eq!(span.lines.1, before + part.trim_end_matches('\n').matches('\n').count() as u64
                    + 1 + (part.len() - part.trim_end_matches('\n').len()).saturating_sub(1) as u64);
            }
            prop_assert_eq!(end as usize, text.len());
        }
    }

    #[test]
    fn an_empty_text_is_found_by_its_name() {
        assert_eq!(cut("plan.md", "").len(), 1);
        assert_eq!(cut("plan.md", "")[0].1, "plan.md\n");
        assert_eq!(cut("n", &"x\n".repeat(SEARCHED)).last().unwrap().0.bytes.1, SEARCHED as u64);
    }
}
