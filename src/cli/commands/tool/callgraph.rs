//! `callgraph`: who calls this, and what does it call?

use super::face::{CONFIDENCE, CURSOR, Face, Form, LIMIT, Verb, at, flag};
use super::show::{Show, column};
use crate::cli::complete::Names;
use crate::cli::sheet::Tone;

pub const FACE: Face = Face {
    tool: "ctx_callgraph",
    name: "callgraph",
    about: "Find who calls a function, or what it calls",
    form: Form::One(
        Verb::new(
            "",
            "",
            Show::Rows(
                "edges",
                &[
                    column("FROM", "{from}", Tone::Path),
                    column("LINE", "{line}", Tone::Number),
                    column("TO", "{to}", Tone::Path),
                    column("HOW SURE", "{confidence}", Tone::Plain),
                ],
            ),
        )
        .takes(&[
            at("symbol").needed().names(Names::Symbol),
            flag("direction").value("WAY"),
            flag("path").short('p').names(Names::Path),
            flag("depth").short('d').value("STEPS"),
            CONFIDENCE,
            LIMIT.says("Calls to show"),
            CURSOR,
        ])
        .examples(&[
            "callgraph Engine.refresh",
            "callgraph main --direction callees --depth 2",
            "callgraph refresh --confidence possible",
        ]),
    ),
    note: "",
};
