//! What of a provider's text may be shown and kept? Text, without what only a terminal or a machine would see.

use serde_json::Value;

/// Bytes of one text that are kept; a log pasted into an issue is longer.
pub const MOST_BODY: usize = 64 << 10;
const MOST_LINE: usize = 512;

/// A text of several lines.
pub fn body(text: &str) -> String {
    clean(text, MOST_BODY, true)
}

/// A name or a title.
pub fn line(text: &str) -> String {
    clean(text, MOST_LINE, false).trim().to_owned()
}

/// Without control characters (which move a terminal's cursor), marks of direction (which make a text read otherwise
/// than it is), and the invisible letters in which instructions for machines are hidden.
fn clean(text: &str, most: usize, lines: bool) -> String {
    let mut clean = String::with_capacity(text.len().min(most));
    for c in text.chars() {
        if clean.len() + c.len_utf8() > most {
            break;
        }
        match c {
            '\n' if lines => clean.push('\n'),
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            c if c.is_control() || is_hidden(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Directions (UAX 9), joiners that show nothing, tags (U+E0000), and variation selectors beyond the usual sixteen.
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A field that should hold a line of text.
pub fn field(value: &Value, name: &str) -> String {
    value[name].as_str().map(line).unwrap_or_default()
}

/// As [`field`]; none where it is empty.
pub fn maybe(value: &Value, name: &str) -> Option<String> {
    Some(field(value, name)).filter(|text| !text.is_empty())
}

/// A field that should hold an https address of a page.
pub fn address(value: &Value, name: &str) -> Option<String> {
    maybe(value, name).filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// A number or a word that names something.
pub fn name(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => line(text),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_sees_is_taken_out() {
        assert_eq!(body("a\u{1b}[31mb\r\nc\u{202e}d\u{e0041}\0"), "a[31mb\ncd");
        assert_eq!(line("two\nlines\tand more "), "two lines and more");
        assert_eq!(line("naïve 鍵 👩‍💻"), "naïve 鍵 👩‍💻");
    }

    proptest! {
        #[test]
        fn texts_are_bounded_and_plain(text in "\\PC{0,600}[\\x00-\\x1f]{0,9}") {
            let (one, many) = (line(&text), body(&text));
            prop_assert!(one.len() <= MOST_LINE && !one.contains('\n'));
            prop_assert!(many.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert_eq!(body(&many), many);
        }
    }
}
