//! `symbol`: where is this declared, and where is it used?

use serde_json::Value;

use super::face::{CONFIDENCE, CURSOR, Face, Form, KIND, LANGUAGE, LIMIT, Verb, at, flag};
use super::show::{Column, Show, column, filled, rows};
use crate::cli::complete::Names;
use crate::cli::sheet::{Sheet, Span, Tone};

pub const FACE: Face = Face {
    tool: "ctx_symbol",
    name: "symbol",
    about: "Find where a name is declared and, with --references, where it is used",
    form: Form::One(
        Verb::new("", "", Show::Own(symbols))
            .takes(&[
                at("name").needed().names(Names::Symbol),
                flag("references").short('r').says("Also show where each is used"),
                KIND,
                flag("path").short('p').names(Names::Path),
                LANGUAGE,
                flag("matching").value("HOW"),
                CONFIDENCE,
                LIMIT.says("Declarations to show"),
                CURSOR,
            ])
            .examples(&[
                "symbol Engine.refresh",
                "symbol refresh --references --kind method",
                "symbol Conf --matching prefix --language rust",
            ]),
    ),
    note: "",
};

/// Of a declaration.
pub const COLUMNS: [Column; 4] = [
    column("PLACE", "{path}:{startLine}", Tone::Path),
    column("KIND", "{kind}", Tone::Word),
    column("NAME", "{name}", Tone::Strong),
    column("SIGNATURE", "{signature}", Tone::Faint).cut(),
];

fn symbols(data: &Value, sheet: &mut Sheet) {
    let found = data["symbols"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !found.iter().any(|symbol| symbol["references"].is_array()) {
        return rows(sheet, &data["symbols"], &COLUMNS);
    }
    for symbol in found {
        sheet.blank();
        sheet.line([
            Span::new(Tone::Path, filled("{path}:{startLine}", symbol)),
            Span::new(Tone::Word, filled("  {kind} ", symbol)),
            Span::new(Tone::Strong, filled("{name}", symbol)),
        ]);
        sheet.text(Tone::Faint, &filled("  {signature}", symbol));
        let uses = symbol["references"].as_array().map_or(0, Vec::len) as u64;
        rows(
            sheet,
            &symbol["references"],
            &[
                column("  USED AT", "  {path}:{line}", Tone::Path),
                column("IN", "{within}", Tone::Plain),
                column("AS", "{kind}", Tone::Word),
                column("HOW SURE", "{confidence}", Tone::Faint),
            ],
        );
        let all = symbol["referenceCount"].as_u64().unwrap_or(uses);
        if all > uses {
            sheet.text(Tone::Faint, &format!("  and {} more uses", all - uses));
        } else if all == 0 {
            sheet.text(Tone::Faint, "  not used");
        }
    }
}
