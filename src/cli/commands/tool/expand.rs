//! `expand`: what stands in the lines that an answer left out?

use super::face::{CURSOR, Face, Form, Verb, at, flag};
use super::show::Show;
use crate::cli::complete::Names;

pub const FACE: Face = Face {
    tool: "ctx_expand",
    name: "expand",
    about: "Show the lines that a compressed answer left out",
    form: Form::One(
        Verb::new("", "", Show::Text)
            .takes(&[
                at("path")
                    .needed()
                    .value("FILE")
                    .names(Names::Path)
                    .says("File, from where you stand"),
                flag("lines").short('l').value("A-B").says(
                    "First and last line, as an answer marks what it left out; may be given again",
                ),
                flag("symbol").short('s').value("NAME").names(Names::Symbol),
                CURSOR,
            ])
            .examples(&[
                "expand src/gate.rs --lines 22-25 --lines 40-61",
                "expand src/gate.rs --symbol Gate.enter",
            ]),
    ),
    note: "",
};
