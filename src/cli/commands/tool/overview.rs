//! `overview`: what is this repository, and where does one begin to read?

use serde_json::Value;

use super::face::{CURSOR, Face, Form, LIMIT, Verb};
use super::show::{Show, column, rows};
use super::symbol;
use crate::cli::sheet::{Sheet, Span, Tone};

pub const FACE: Face = Face {
    tool: "ctx_overview",
    name: "overview",
    about: "Get to know a repository: languages, folders, where to begin, central files",
    form: Form::One(
        Verb::new("", "", Show::Own(overview))
            .takes(&[LIMIT, CURSOR])
            .examples(&["overview", "overview --limit 10 --max-tokens 2000"]),
    ),
    note: "",
};

fn overview(data: &Value, sheet: &mut Sheet) {
    let count =
        |head, tone| column(head, if head == "FILES" { "{files}" } else { "{lines}" }, tone);
    let section = |sheet: &mut Sheet, key: &str, columns: &[super::show::Column]| {
        if data[key].as_array().is_some_and(|list| !list.is_empty()) {
            sheet.blank();
            rows(sheet, &data[key], columns);
        }
    };
    section(
        sheet,
        "languages",
        &[
            column("LANGUAGE", "{language}", Tone::Word),
            count("FILES", Tone::Number),
            count("LINES", Tone::Number),
        ],
    );
    section(
        sheet,
        "folders",
        &[
            column("FOLDER", "{path}/", Tone::Path),
            count("FILES", Tone::Number),
            count("LINES", Tone::Number),
        ],
    );
    section(
        sheet,
        "entryPoints",
        &[column("BEGIN WITH", "{path}", Tone::Path), column("WHICH IS", "{kind}", Tone::Word)],
    );
    for file in data["central"].as_array().into_iter().flatten() {
        sheet.blank();
        sheet.line([Span::new(Tone::Path, file["path"].as_str().unwrap_or_default())]);
        rows(sheet, &file["symbols"], &symbol::COLUMNS);
    }
}
