//! `outline`: what does this file declare?

use super::face::{CURSOR, Face, Form, KIND, Verb, at};
use super::show::{Show, column};
use crate::cli::complete::Names;
use crate::cli::sheet::Tone;

pub const FACE: Face = Face {
    tool: "ctx_outline",
    name: "outline",
    about: "List what a file declares: functions, types, members, headings or keys",
    form: Form::One(
        Verb::new(
            "",
            "",
            Show::Rows(
                "symbols",
                &[
                    column("LINES", "{startLine}-{endLine}", Tone::Number),
                    column("KIND", "{kind}", Tone::Word),
                    column("NAME", "{name}", Tone::Strong),
                    column("SIGNATURE", "{signature}", Tone::Faint).cut(),
                ],
            ),
        )
        .takes(&[at("path").needed().value("FILE").names(Names::Path), KIND, CURSOR])
        .examples(&[
            "outline src/main.rs",
            "outline README.md",
            "outline src/gate.rs --kind function",
        ]),
    ),
    note: "",
};
