//! What does a person see of an answer? Its first line, its data as a table or lines, and how to go on.

use serde_json::Value;

use crate::base::Result;
use crate::cli::local::Answered;
use crate::cli::sheet::{Head, Sheet, Span, Tone};

/// How an answer's data is laid out.
#[derive(Clone, Copy)]
pub enum Show {
    /// The tool's own text.
    Text,
    /// A table of the items of a list.
    Rows(&'static str, &'static [Column]),
    Own(fn(&Value, &mut Sheet)),
    /// Bytes, as they are.
    Raw(fn(&Value) -> Result<Vec<u8>>),
}

/// A column of a table.
#[derive(Clone, Copy)]
pub struct Column {
    head: Head<'static>,
    /// Text with `{field}` in it; where the first field is missing, nothing. `{field|size}` is in
    /// bytes, `{field|time}` a time to the minute.
    from: &'static str,
    tone: Tone,
}

pub const fn column(name: &'static str, from: &'static str, tone: Tone) -> Column {
    Column { head: Head { name, cut: false }, from, tone }
}

impl Column {
    /// May be cut off.
    pub const fn cut(mut self) -> Self {
        self.head.cut = true;
        self
    }
}

/// Lays an answer out.
pub fn sheet(show: Show, answer: &Answered, data: &Value) -> Sheet {
    let mut sheet = Sheet::default();
    if let Show::Text | Show::Raw(_) = show {
        sheet.text(Tone::Plain, answer.text.trim_end_matches('\n'));
        return sheet;
    }
    let first = answer.text.lines().next().unwrap_or_default();
    caption(&mut sheet, first);
    match show {
        Show::Text | Show::Raw(_) => {}
        Show::Rows(list, columns) => rows(&mut sheet, &data[list], columns),
        Show::Own(show) => show(data, &mut sheet),
    }
    // What was not looked at.
    let notes = answer.text.lines().rev().take_while(|line| line.starts_with('['));
    for note in notes.filter(|note| !note.contains(": cursor ")) {
        sheet.line([Span::new(Tone::Faint, note)]);
    }
    if let Some(cursor) = data["cursor"].as_str() {
        let more = answer.text.lines().next_back().and_then(|l| l.strip_prefix('['));
        let more = more.and_then(|l| l.split_once(':')).map_or("more", |(more, _)| more);
        sheet.line([Span::new(Tone::Faint, format!("{more}: add --cursor {cursor}"))]);
    }
    sheet
}

/// An answer's first line: what was found, and of which commit.
fn caption(sheet: &mut Sheet, line: &str) {
    match line.rfind(" (") {
        Some(at) => {
            let (what, place) = line.split_at(at);
            sheet.line([Span::new(Tone::Strong, what), Span::new(Tone::Faint, place)]);
        }
        None => sheet.line([Span::new(Tone::Strong, line)]),
    }
}

/// A table of a list's items.
pub fn rows(sheet: &mut Sheet, list: &Value, columns: &[Column]) {
    let head: Vec<Head<'static>> = columns.iter().map(|c| c.head).collect();
    let row = |item: &Value| {
        columns.iter().map(|c| Span::new(c.tone, filled(c.from, item))).collect::<Vec<_>>()
    };
    sheet.table(&head, list.as_array().into_iter().flatten().map(row).collect());
}

/// A table of two columns without a heading: what, how.
pub fn facts(sheet: &mut Sheet, facts: &[(&str, String)]) {
    let widest = facts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let name = format!("  {name:widest$}  ");
        sheet.line([Span::new(Tone::Faint, name), Span::plain(value)]);
    }
}

/// `{path}:{startLine}` of an item.
pub fn filled(from: &str, item: &Value) -> String {
    let mut text = String::new();
    let mut rest = from;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((field, after)) = after.split_once('}') else { break };
        let (field, how) = field.split_once('|').unwrap_or((field, ""));
        let value = spelt(&item[field], how);
        if value.is_empty() {
            // What belongs to a field that is not there is not there either.
            return text;
        }
        text.push_str(before);
        text.push_str(&value);
        rest = after;
    }
    text + rest
}

fn spelt(value: &Value, how: &str) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if how == "time" => time(text),
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Number(n) if how == "size" => size(n.as_u64().unwrap_or_default()),
        Value::Number(n) => n.to_string(),
        Value::Bool(yes) => if *yes { "yes" } else { "" }.into(),
        Value::Array(items) => {
            let between = if how == "words" { " " } else { ", " };
            items.iter().map(|i| spelt(i, how)).collect::<Vec<_>>().join(between)
        }
        Value::Object(_) => value.to_string(),
    }
}

/// `2026-11-22T18:07:10.409Z` → `2026-11-22 18:07Z`.
pub fn time(rfc3339: &str) -> String {
    match (rfc3339.get(..10), rfc3339.get(11..16)) {
        (Some(day), Some(minute)) if rfc3339.ends_with('Z') => format!("{day} {minute}Z"),
        _ => rfc3339.into(),
    }
}

/// Bytes in the largest unit that leaves a digit before the point.
pub fn size(bytes: u64) -> String {
    #[allow(clippy::cast_precision_loss)]
    let of = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", of(1 << 10)),
        1_048_576..1_073_741_824 => format!("{:.1} MiB", of(1 << 20)),
        _ => format!("{:.1} GiB", of(1 << 30)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cell_is_filled_from_its_item() {
        let item =
            json!({"path": "a.rs", "line": 3, "bytes": 2048, "at": "2026-11-22T18:07:10.4Z"});
        assert_eq!(filled("{path}:{line}", &item), "a.rs:3");
        assert_eq!(filled("{path}:{nothing}", &item), "a.rs");
        assert_eq!(filled("{nothing}:{path}", &item), "");
        assert_eq!(filled("{bytes|size}", &item), "2.0 KiB");
        assert_eq!(filled("{at|time}", &item), "2026-11-22 18:07Z");
    }

    #[test]
    fn an_answer_is_led_by_what_was_found_and_ends_with_how_to_go_on() {
        let data = json!({"routes": [{"method": "GET", "route": "/a"}], "cursor": "abc"});
        let text = "9 routes (core @ 1234)\nGET /a\n[8 more: cursor abc]".to_owned();
        let structured = serde_json::value::to_raw_value(&data).unwrap();
        let answer = Answered { text, structured };
        const COLUMNS: [Column; 2] =
            [column("METHOD", "{method}", Tone::Word), column("ROUTE", "{route}", Tone::Plain)];
        let show = Show::Rows("routes", &COLUMNS);
        assert_eq!(
            sheet(show, &answer, &data).render(Some(80), false),
            "9 routes (core @ 1234)\nMETHOD  ROUTE\nGET     /a\n8 more: add --cursor abc\n"
        );
    }
}
