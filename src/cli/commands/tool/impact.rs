//! `impact`: what does a change reach?

use super::face::{CONFIDENCE, CURSOR, Face, Form, LIMIT, Verb, at, flag};
use super::show::{Show, column};
use crate::cli::complete::Names;
use crate::cli::sheet::Tone;

pub const FACE: Face = Face {
    tool: "ctx_impact",
    name: "impact",
    about: "Find what a change of a file, a declaration or a range of commits reaches",
    form: Form::One(
        Verb::new(
            "",
            "",
            Show::Rows(
                "affected",
                &[
                    column("STEPS", "{distance}", Tone::Number),
                    column("FILE", "{path}", Tone::Path),
                    column("HOW SURE", "{confidence}", Tone::Plain),
                    column("TEST", "{test}", Tone::Good),
                ],
            ),
        )
        .takes(&[
            at("path")
                .value("FILE")
                .names(Names::Path)
                .says("A file; with --symbol, the one that declares it"),
            flag("symbol").short('s').value("NAME").names(Names::Symbol),
            flag("range").short('r').value("A..B"),
            flag("depth").short('d').value("STEPS"),
            CONFIDENCE,
            LIMIT.says("Files to show"),
            CURSOR,
        ])
        .examples(&[
            "impact src/gate.rs",
            "impact --symbol Engine.refresh",
            "impact --range HEAD~3.. --json",
        ]),
    ),
    note: "",
};
