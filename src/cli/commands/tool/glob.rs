//! `glob`: which files have such a name?

use super::face::{CURSOR, Face, Form, Verb, at};
use super::show::{Show, column};
use crate::cli::sheet::Tone;

pub const FACE: Face = Face {
    tool: "ctx_glob",
    name: "glob",
    about: "Find files by a glob over their paths",
    form: Form::One(
        Verb::new(
            "",
            "",
            Show::Rows(
                "entries",
                &[
                    column("FILE", "{path}", Tone::Path),
                    column("SIZE", "{bytes|size}", Tone::Faint),
                ],
            ),
        )
        .takes(&[
            at("pattern").needed().value("GLOB").says(
                "Over paths from the repository's root, such as 'src/**/*.rs'; one without / \
                 matches file names anywhere",
            ),
            CURSOR,
        ])
        .examples(&[
            "glob '*.toml'",
            "glob 'src/**/mod.rs'",
            "glob '**/test_*.{py,rs}' --json",
        ]),
    ),
    note: "",
};
