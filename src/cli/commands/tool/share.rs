//! `share`: what do those who work here tell each other?

use serde_json::Value;

use super::face::{CHANNEL, Face, Form, LIMIT, Verb, at, flag};
use super::show::{Show, filled};
use crate::cli::sheet::{Sheet, Span, Tone};

pub const FACE: Face = Face {
    tool: "ctx_share",
    name: "share",
    about: "Leave messages for all who work here, and read theirs",
    form: Form::Many {
        bare: false,
        verbs: &[
            Verb::new("push", "Leave a message", Show::Text)
                .does(&[("action", "push")])
                .takes(&[at("text").needed(), CHANNEL])
                .examples(&["share push 'the schema changes today'"]),
            Verb::new("pull", "Read what others left since you last did", Show::Own(messages))
                .does(&[("action", "pull")])
                .takes(&[
                    flag("since")
                        .value("ID")
                        .says("Messages after this number [default: the last that you read]"),
                    LIMIT,
                    CHANNEL,
                ])
                .examples(&["share pull", "share pull --since 0 --json"]),
        ],
    },
    note: "",
};

fn messages(data: &Value, sheet: &mut Sheet) {
    for message in data["messages"].as_array().into_iter().flatten() {
        sheet.blank();
        sheet.line([
            Span::new(Tone::Strong, filled("{from}", message)),
            Span::new(Tone::Faint, filled("  #{id} {at|time}", message)),
        ]);
        for line in message["text"].as_str().unwrap_or_default().lines() {
            sheet.line([Span::plain(format!("  {line}"))]);
        }
    }
}
