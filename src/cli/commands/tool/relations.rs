//! `relations`: which facts hang together?

use super::face::{CURSOR, Face, Form, Take, Verb, at, flag};
use super::show::{Column, Show, column};
use crate::cli::sheet::Tone;

const FROM: Take = at("from").needed().value("CATEGORY/KEY").says("A fact");
const TO: Take =
    at("to").needed().value("CATEGORY/KEY").says("The fact that it hangs together with");
const COLUMNS: &[Column] = &[
    column("STEPS", "{distance}", Tone::Number),
    column("FACT", "{category}/{key}", Tone::Strong),
    column("BY WAY OF", "{relation|words}", Tone::Word),
    column("BY", "{author}", Tone::Faint),
    column("VALUE", "{value}", Tone::Plain).cut(),
];

pub const FACE: Face = Face {
    tool: "ctx_knowledge_relations",
    name: "relations",
    about: "Tie facts together, and find what hangs together with one",
    form: Form::Many {
        bare: false,
        verbs: &[
            Verb::new("add", "Tie two facts together", Show::Text)
                .does(&[("action", "relate")])
                .takes(&[
                    FROM,
                    at("kind")
                        .needed()
                        .value("HOW")
                        .says("How they hang together, such as needs or contradicts"),
                    TO,
                ])
                .examples(&["relations add general/build needs decision/toolchain"]),
            Verb::new("remove", "Untie two facts", Show::Text)
                .does(&[("action", "unrelate")])
                .takes(&[
                    FROM,
                    TO,
                    flag("kind").short('k').value("HOW").says("Only ties of this kind"),
                ])
                .examples(&["relations remove general/build decision/toolchain"]),
            Verb::new(
                "of",
                "What hangs together with a fact, either way",
                Show::Rows("neighbours", COLUMNS),
            )
            .does(&[("action", "neighbours")])
            .takes(&[
                FROM,
                flag("kind").short('k').value("HOW").says("Only ties of this kind"),
                flag("depth").short('d').value("STEPS"),
                CURSOR,
            ])
            .examples(&["relations of general/build --depth 2"]),
        ],
    },
    note: "",
};
