//! `semantic-search`: where is this done, in your own words?

use serde_json::Value;

use super::face::{CURSOR, Face, Form, LANGUAGE, LIMIT, Verb, at, flag};
use super::show::{Show, filled};
use crate::cli::complete::Names;
use crate::cli::sheet::{Sheet, Span, Tone};

pub const FACE: Face = Face {
    tool: "ctx_semantic_search",
    name: "semantic-search",
    about: "Rank places by how well they answer a question in your own words",
    form: Form::One(
        Verb::new("", "", Show::Own(places))
            .takes(&[
                at("query").needed().value("QUESTION"),
                flag("path").short('p').names(Names::Path),
                LANGUAGE,
                LIMIT,
                flag("explain").says("Say of each place what it scored for"),
                flag("artifacts").says("Rank stored artifacts as well"),
                flag("knowledge").says("Rank what is known as well"),
                flag("outside").long("no-outside").says("Leave out what connectors have fetched"),
                CURSOR,
            ])
            .examples(&[
                "semantic-search 'where are tokens compared'",
                "semantic-search 'retry with backoff' --path src --language rust --limit 3",
                "semantic-search parseConfig --explain",
            ]),
    ),
    note: "",
};

fn places(data: &Value, sheet: &mut Sheet) {
    for place in data["results"].as_array().into_iter().flatten() {
        let score = place["score"].as_f64().map(|score| format!("  {score:.2}"));
        sheet.blank();
        sheet.line([
            Span::new(Tone::Path, filled("{path}:{startLine}-{endLine}", place)),
            Span::new(Tone::Word, filled("  {kind}", place)),
            Span::new(Tone::Faint, score.unwrap_or_default()),
        ]);
        sheet.text(Tone::Faint, &filled("  {explanation}", place));
        let first = place["snippetLine"].as_u64().unwrap_or(1);
        let lines = place["snippet"].as_str().unwrap_or_default().lines();
        for (number, line) in (first..).zip(lines) {
            numbered(sheet, number, ": ", [Span::plain(line)]);
        }
    }
}

/// A line of a file behind its number.
pub fn numbered(sheet: &mut Sheet, number: u64, sign: &str, spans: impl IntoIterator<Item = Span>) {
    let lead = [Span::new(Tone::Number, format!("{number:>6}")), Span::new(Tone::Faint, sign)];
    sheet.line(lead.into_iter().chain(spans));
}
