//! `pack`: what does a task or a change need, in one document?

use super::face::{Face, Form, Verb, at, flag};
use super::show::Show;
use crate::cli::complete::Names;

pub const FACE: Face = Face {
    tool: "ctx_pack",
    name: "pack",
    about: "Gather what a task, files or a range of commits need into one document",
    form: Form::One(
        Verb::new("", "", Show::Text)
            .takes(&[
                at("query").value("TASK"),
                flag("paths")
                    .long("path")
                    .short('p')
                    .value("FILE")
                    .names(Names::Path)
                    .says("A file that matters, from where you stand; may be given again"),
                flag("range").short('r').value("A..B"),
                flag("format").short('f').says("How the document is written"),
                flag("saveAs").value("NAME").says("Also store it as an artifact of this name"),
            ])
            .examples(&[
                "pack 'rotate a token' > context.md",
                "pack --range HEAD~3.. --max-tokens 20000",
                "pack 'fix the parser' --path src/parse.rs --format xml",
            ]),
    ),
    note: "",
};
