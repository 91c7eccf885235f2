//! `routes`: which HTTP routes does the code declare?

use super::face::{CURSOR, Face, Form, LIMIT, Verb, at, flag};
use super::show::{Show, column};
use crate::cli::complete::Names;
use crate::cli::sheet::Tone;

pub const FACE: Face = Face {
    tool: "ctx_routes",
    name: "routes",
    about: "List the HTTP routes that the code declares",
    form: Form::One(
        Verb::new(
            "",
            "",
            Show::Rows(
                "routes",
                &[
                    column("METHOD", "{method}", Tone::Word),
                    column("ROUTE", "{route}", Tone::Strong),
                    column("HANDLER", "{handler}", Tone::Plain),
                    column("PLACE", "{path}:{line}", Tone::Path),
                    column("FRAMEWORK", "{framework}", Tone::Faint),
                ],
            ),
        )
        .takes(&[
            at("path").names(Names::Path).says("Only files at or below this path"),
            flag("method").short('m'),
            flag("contains").value("TEXT"),
            LIMIT.says("Routes to show"),
            CURSOR,
        ])
        .examples(&["routes", "routes src/api --method POST", "routes --contains /users"]),
    ),
    note: "",
};
