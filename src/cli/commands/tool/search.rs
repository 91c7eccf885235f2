//! What does a person see of `search`? Matches below their files, what matched in relief.

use serde_json::Value;

use super::semantic_search::numbered;
use super::show::{Column, Show, column, rows};
use crate::cli::sheet::{Sheet, Span, Tone};

pub const SHOW: Show = Show::Own(matches);

fn matches(data: &Value, sheet: &mut Sheet) {
    const FILES: [Column; 2] =
        [column("FILE", "{path}", Tone::Path), column("MATCHES", "{count}", Tone::Number)];
    rows(sheet, &data["byFile"], &FILES);
    let (mut workspace, mut path, mut last) = ("", "", 0);
    for found in data["matches"].as_array().into_iter().flatten() {
        let text = |key: &str| found[key].as_str().unwrap_or_default();
        if (text("workspace"), text("path")) != (workspace, path) {
            (workspace, path, last) = (text("workspace"), text("path"), 0);
            sheet.blank();
            sheet.line([Span::new(Tone::Path, path)]);
        }
        let line = found["line"].as_u64().unwrap_or_default();
        let around = |key: &str| {
            let lines = found[key].as_array().cloned().unwrap_or_default();
            lines.iter().filter_map(|l| l.as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let before = around("before");
        let first = line.saturating_sub(before.len() as u64);
        if last > 0 && first > last + 1 && !before.is_empty() {
            sheet.line([Span::new(Tone::Faint, "    --")]);
        }
        for (number, text) in (first..).zip(before).filter(|(number, _)| *number > last) {
            numbered(sheet, number, "- ", [Span::new(Tone::Faint, text)]);
        }
        for (number, text) in (line..).zip(text("text").split('\n')) {
            numbered(sheet, number, ": ", [Span::plain(text)]);
        }
        last = found["endLine"].as_u64().unwrap_or(line);
        for (number, text) in (last + 1..).zip(around("after")) {
            numbered(sheet, number, "- ", [Span::new(Tone::Faint, text)]);
            last = number;
        }
    }
}
