//! How does text become a part of a page? Always through `escape`, so that no name in a ledger is markup.

use std::fmt::Write as _;

/// Text for an element or a quoted attribute. Control characters, and those that turn the direction
/// of writing, are replaced: what is read must be what is there.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                out.push('\u{fffd}');
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A table. The first column is its rows' heading; the others are numbers, and stand to the right.
/// All of it is text.
pub fn table(caption: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("<table><caption>{}</caption><thead><tr>", escape(caption));
    for name in head {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(name));
    }
    out.push_str("</tr></thead><tbody>\n");
    for cells in rows {
        out.push_str("<tr>");
        for (i, cell) in cells.iter().enumerate() {
            let _ = match i {
                0 => write!(out, "<th scope=\"row\">{}</th>", escape(cell)),
                _ => write!(out, "<td>{}</td>", escape(cell)),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            escape("<script>'\"&\u{0}\u{202e}é"),
            "&lt;script&gt;&#39;&quot;&amp;\u{fffd}\u{fffd}é"
        );
        let table = table("<c>", &["<h>"], &[vec!["<r>".into(), "<d>".into()]]);
        assert!(!table.contains("<c>") && !table.contains("<h>") && !table.contains("<d>"));
    }
}
