//! `multi-read`: what stands in these files?

use super::face::{CURSOR, Face, Form, Verb, at};
use super::show::Show;
use crate::cli::complete::Names;

pub const FACE: Face = Face {
    tool: "ctx_multi_read",
    name: "multi-read",
    about: "Read several files within one token budget",
    form: Form::One(
        Verb::new("", "", Show::Text)
            .takes(&[
                at("paths")
                    .needed()
                    .value("FILE")
                    .names(Names::Path)
                    .says("Files, from where you stand; up to 50"),
                CURSOR,
            ])
            .examples(&[
                "multi-read src/main.rs src/lib.rs",
                "multi-read Cargo.toml README.md --max-tokens 2000",
            ]),
    ),
    note: "",
};
