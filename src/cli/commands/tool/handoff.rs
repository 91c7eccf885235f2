//! `handoff`: how does another go on where you stop?

use serde_json::Value;

use super::face::{CHANNEL, CURSOR, Face, Form, LIMIT, Verb, at, flag};
use super::session::entries;
use super::show::{Show, column, filled};
use crate::cli::sheet::{Sheet, Span, Tone};

pub const FACE: Face = Face {
    tool: "ctx_handoff",
    name: "handoff",
    about: "Pass your session's task and entries on, or take another's over",
    form: Form::Many {
        bare: true,
        verbs: &[
            Verb::new(
                "list",
                "List what is there to be taken over",
                Show::Rows(
                    "handoffs",
                    &[
                        column("ID", "{id}", Tone::Number),
                        column("FROM", "{from}", Tone::Plain),
                        column("TO", "{to}", Tone::Plain),
                        column("AT", "{at|time}", Tone::Faint),
                        column("ENTRIES", "{entries}", Tone::Number),
                        column("TASK", "{task}", Tone::Strong),
                        column("NOTE", "{note}", Tone::Plain),
                        column("PULLED BY", "{pulledBy}", Tone::Word),
                    ],
                ),
            )
            .does(&[("action", "list")])
            .takes(&[LIMIT.says("Handoffs to show"), CHANNEL, CURSOR])
            .examples(&["handoff list"]),
            Verb::new("create", "Leave a copy of your session for another", Show::Text)
                .does(&[("action", "create")])
                .takes(&[
                    at("note").says("What the next one should know first"),
                    flag("to")
                        .value("TOKEN")
                        .says("Id of the token that it is for [default: whoever pulls it]"),
                    CHANNEL,
                ])
                .examples(&[
                    "handoff create 'the migration is half done'",
                    "handoff create --to alice",
                ]),
            Verb::new("pull", "Take one over", Show::Own(pulled))
                .does(&[("action", "pull")])
                .takes(&[
                    at("id").needed().says("Its number, as `handoff list` gives it"),
                    flag("adopt")
                        .long("no-adopt")
                        .says("Only show it; leave your own session as it is"),
                    CHANNEL,
                ])
                .examples(&["handoff pull 3", "handoff pull 3 --no-adopt"]),
        ],
    },
    note: "",
};

fn pulled(data: &Value, sheet: &mut Sheet) {
    let handoff = &data["handoff"];
    for (lead, from) in [("task: ", "{task}"), ("note: ", "{note}")] {
        let text = filled(from, handoff);
        if !text.is_empty() {
            sheet.line([Span::new(Tone::Faint, lead), Span::plain(text)]);
        }
    }
    entries(&data["entries"], sheet);
}
