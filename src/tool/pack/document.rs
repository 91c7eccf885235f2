//! How is a pack written down, in Markdown and in XML?

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gather::Part;
use crate::tool::Frame;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Markdown,
    Xml,
}

pub fn write(format: Format, title: &str, frame: &Frame, parts: &[Part]) -> String {
    match format {
        Format::Markdown => markdown(title, frame, parts),
        Format::Xml => xml(title, frame, parts),
    }
}

fn markdown(title: &str, frame: &Frame, parts: &[Part]) -> String {
    let mut text = format!("# Context: {}\n\n{}\n", one_line(title), frame.label());
    for part in parts {
        let (first, last) = part.lines;
        let _ = write!(text, "\n## {}:{first}-{last} ({})\n\n", part.path, part.kind.name());
        let _ = write!(text, "{}\n\n", one_line(&part.why));
        let fence = fence(&part.text);
        let language = part.language.unwrap_or_default();
        let _ = write!(text, "{fence}{language}\n{}", part.text);
        if !part.text.ends_with('\n') {
            text.push('\n');
        }
        let _ = writeln!(text, "{fence}");
    }
    text
}

/// Longer than any run of backticks in the text (CommonMark §4.5).
fn fence(text: &str) -> String {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest.max(2) + 1)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn xml(title: &str, frame: &Frame, parts: &[Part]) -> String {
    let commit = frame.commit.as_deref().unwrap_or_default();
    let mut text = format!(
        "<context for=\"{}\" workspace=\"{}\" commit=\"{}\">\n",
        escaped(&one_line(title)),
        escaped(&frame.workspace),
        escaped(commit)
    );
    for part in parts {
        let (first, last) = part.lines;
        let _ = writeln!(
            text,
            "<part path=\"{}\" lines=\"{first}-{last}\" kind=\"{}\" why=\"{}\"><![CDATA[\n{}]]></part>",
            escaped(&part.path),
            part.kind.name(),
            escaped(&one_line(&part.why)),
            data(&part.text)
        );
    }
    text.push_str("</context>\n");
    text
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_allowed(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
    out
}

/// A CDATA section ends at `]]>`, so one that holds it is two; and XML 1.0 knows no control
/// characters but tab and line ends (§2.2).
fn data(text: &str) -> String {
    let text: String = text.chars().map(|c| if is_allowed(c) { c } else { '\u{FFFD}' }).collect();
    text.replace("]]>", "]]]]><![CDATA[>")
}

const fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::{data, escaped, fence};

    #[test]
    fn nothing_in_a_text_ends_its_block() {
        assert_eq!(fence("a ``` b ```` c"), "`````");
        assert_eq!(fence("plain"), "```");
        assert_eq!(data("a]]>b\u{1}"), "a]]]]><![CDATA[>b\u{FFFD}");
        assert_eq!(escaped("<a b=\"c\">&"), "&lt;a b=&quot;c&quot;&gt;&amp;");
    }
}
