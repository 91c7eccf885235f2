//! What does a person see of `tree`? Folders and files with their sizes, indented.

use serde_json::Value;

use super::show::{Show, size};
use crate::cli::sheet::{Head, Sheet, Span, Tone};

pub const SHOW: Show = Show::Own(entries);

const HEAD: [Head<'static>; 2] =
    [Head { name: "NAME", cut: false }, Head { name: "SIZE", cut: false }];

fn entries(data: &Value, sheet: &mut Sheet) {
    let list = data["entries"].as_array().cloned().unwrap_or_default();
    let depth = |path: &str| path.matches('/').count();
    let least = list.iter().filter_map(|e| e["path"].as_str()).map(depth).min().unwrap_or_default();
    let row = |entry: &Value| {
        let path = entry["path"].as_str().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or(path);
        let indent = "  ".repeat(depth(path) - least);
        let bytes = entry["bytes"].as_u64().map(size).unwrap_or_default();
        let folder = entry["kind"] == "directory";
        let name = match folder {
            true => Span::new(Tone::Path, format!("{indent}{name}/")),
            false => Span::plain(format!("{indent}{name}")),
        };
        vec![name, Span::new(Tone::Faint, bytes)]
    };
    sheet.table(&HEAD, list.iter().map(row).collect());
}
