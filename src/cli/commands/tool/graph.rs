//! `graph`: what does a file need, what needs it, how do two hang together?

use serde_json::Value;

use super::face::{CONFIDENCE, CURSOR, Face, Form, LIMIT, Take, Verb, at, flag};
use super::show::{Column, Show, column, facts};
use crate::cli::complete::Names;
use crate::cli::sheet::{Sheet, Span, Tone};

const FILE: Take =
    at("path").needed().value("FILE").names(Names::Path).says("File, from where you stand");
const DEPTH: Take = flag("depth").short('d').value("STEPS");
const EDGES: &[Column] = &[
    column("FROM", "{from}:{line}", Tone::Path),
    column("TO", "{to}", Tone::Path),
    column("KIND", "{kind}", Tone::Word),
    column("HOW SURE", "{confidence}", Tone::Plain),
    column("BY", "{how}", Tone::Faint),
];

pub const FACE: Face = Face {
    tool: "ctx_graph",
    name: "graph",
    about: "Follow imports and uses between files",
    form: Form::Many {
        bare: false,
        verbs: &[
            Verb::new("deps", "What a file imports or uses", Show::Rows("edges", EDGES))
                .does(&[("action", "dependencies")])
                .takes(&[FILE, DEPTH, CONFIDENCE, LIMIT.says("Edges to show"), CURSOR])
                .examples(&["graph deps src/main.rs", "graph deps src/main.rs --depth 3 --json"]),
            Verb::new("dependents", "What imports or uses a file", Show::Rows("edges", EDGES))
                .does(&[("action", "dependents")])
                .takes(&[FILE, DEPTH, CONFIDENCE, LIMIT.says("Edges to show"), CURSOR])
                .examples(&[
                    "graph dependents src/gate.rs",
                    "graph dependents src/gate.rs --depth 2",
                ]),
            Verb::new(
                "path",
                "A shortest way from one file to another",
                Show::Rows("edges", EDGES),
            )
            .does(&[("action", "path")])
            .takes(&[
                FILE.value("FROM").says("The file where the way begins"),
                at("to").needed().names(Names::Path).says("The file where it ends"),
            ])
            .examples(&["graph path src/main.rs src/gate.rs"]),
            Verb::new("cycles", "Files that depend on each other in circles", Show::Own(cycles))
                .does(&[("action", "cycles")])
                .takes(&[CONFIDENCE, LIMIT.says("Circles to show"), CURSOR])
                .examples(&["graph cycles", "graph cycles --confidence certain"]),
            Verb::new("status", "How much of the code is understood", Show::Own(status))
                .does(&[("action", "status")])
                .examples(&["graph status"]),
        ],
    },
    note: "",
};

fn cycles(data: &Value, sheet: &mut Sheet) {
    for cycle in data["cycles"].as_array().into_iter().flatten() {
        let files = cycle.as_array().map(Vec::as_slice).unwrap_or_default();
        sheet.blank();
        sheet.text(Tone::Strong, &format!("{} files", files.len()));
        for file in files {
            sheet.line([Span::new(Tone::Path, format!("  {}", file.as_str().unwrap_or_default()))]);
        }
    }
}

fn status(data: &Value, sheet: &mut Sheet) {
    let status = &data["status"];
    let number = |value: &Value| value.as_u64().map(|n| n.to_string()).unwrap_or_default();
    let by = |key: &str| {
        let parts = status[key].as_object().into_iter().flatten();
        parts.map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(", ")
    };
    let read = format!(
        "{} clean, {} in part, {} failed",
        status["parsedClean"], status["parsedInPart"], status["parseFailed"]
    );
    facts(
        sheet,
        &[
            ("files", number(&status["files"])),
            ("code read", read),
            ("declarations", number(&status["symbols"])),
            ("edges", format!("{} ({})", status["edges"], by("edgesByConfidence"))),
            ("uses", number(&status["uses"])),
            ("unresolved imports", by("unresolved")),
            ("memory", status["bytes"].as_u64().map(super::show::size).unwrap_or_default()),
        ],
    );
}
