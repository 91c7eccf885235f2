//! `session`: what are you at, here?

use serde_json::{Map, Value};

use super::face::{CHANNEL, CURSOR, Face, Form, LIMIT, Take, Verb, at, flag};
use super::knowledge::{append, exported};
use super::show::{Show, filled};
use crate::base::Result;
use crate::cli::complete::Names;
use crate::cli::sheet::{Sheet, Span, Tone};

const TEXT: Take = at("text").needed().says("What is to be kept");
const ABOUT: Take =
    flag("path").short('p').value("FILE").names(Names::Path).says("The file that it is about");

pub const FACE: Face = Face {
    tool: "ctx_session",
    name: "session",
    about: "Keep what you are at: task, findings, decisions",
    form: Form::Many {
        bare: true,
        verbs: &[
            Verb::new(
                "status",
                "Show the task and what was kept, the last first",
                Show::Own(status),
            )
            .does(&[("action", "status")])
            .takes(&[LIMIT, CHANNEL, CURSOR])
            .examples(&["session", "session status --limit 5 --json"]),
            Verb::new("task", "Say what you are at", Show::Text)
                .does(&[("action", "set_task")])
                .takes(&[at("task").needed().says("What you are at"), CHANNEL])
                .examples(&["session task 'rotate tokens without a restart'"]),
            Verb::new("finding", "Keep what you have found", Show::Text)
                .does(&[("action", "finding")])
                .takes(&[TEXT, ABOUT, CHANNEL])
                .examples(&[
                    "session finding 'the roster is compared whole' --path src/auth/token.rs",
                ]),
            Verb::new("decision", "Keep what you have decided", Show::Text)
                .does(&[("action", "decision")])
                .takes(&[
                    TEXT,
                    flag("reasoning").long("because").value("WHY").says("Why"),
                    ABOUT,
                    CHANNEL,
                ])
                .examples(&[
                    "session decision 'tokens overlap for an hour' --because 'CI runs are long'",
                ]),
            Verb::new("checkpoint", "Keep how far you are", Show::Text)
                .does(&[("action", "checkpoint")])
                .takes(&[TEXT, CHANNEL])
                .examples(&["session checkpoint 'tests are green, docs are left'"]),
            Verb::new("save", "Make sure that all is on the disk", Show::Text)
                .does(&[("action", "save")])
                .takes(&[CHANNEL])
                .examples(&["session save"]),
            Verb::new("reset", "Forget task and entries", Show::Text)
                .does(&[("action", "reset")])
                .takes(&[CHANNEL])
                .examples(&["session reset"]),
            Verb::new("export", "Print task and entries as JSON", Show::Own(status))
                .does(&[("action", "export")])
                .takes(&[CHANNEL])
                .prepared(most)
                .joined(join)
                .examples(&["session export > session.json"]),
            Verb::new("import", "Take in what was exported", Show::Text)
                .does(&[("action", "import")])
                .takes(&[
                    at("entries")
                        .needed()
                        .value("FILE")
                        .names(Names::File)
                        .says("A file that `session export` has made, or - for the standard input"),
                    flag("replace").says("Take the place of what is there"),
                    CHANNEL,
                ])
                .prepared(read)
                .examples(&["session import session.json"]),
        ],
    },
    note: "",
};

fn status(data: &Value, sheet: &mut Sheet) {
    if let Some(task) = data["task"].as_str() {
        sheet.line([Span::new(Tone::Faint, "task: "), Span::plain(task)]);
    }
    entries(&data["entries"], sheet);
}

/// Entries of a session, a heading and a text each.
pub fn entries(list: &Value, sheet: &mut Sheet) {
    for entry in list.as_array().into_iter().flatten() {
        sheet.blank();
        sheet.line([
            Span::new(Tone::Word, filled("{kind}", entry)),
            Span::new(Tone::Faint, filled("  {author} {at|time}", entry)),
            Span::new(Tone::Path, filled("  {path}", entry)),
        ]);
        for key in ["text", "reasoning"] {
            let lead = if key == "reasoning" { "  because " } else { "  " };
            for line in entry[key].as_str().unwrap_or_default().lines() {
                sheet.line([Span::plain(format!("{lead}{line}"))]);
            }
        }
    }
}

fn most(arguments: &mut Map<String, Value>) -> Result<()> {
    arguments.insert("limit".into(), 1000.into());
    Ok(())
}

fn join(whole: &mut Value, page: Value) {
    append(whole, page, "entries");
}

/// An exported session has a task, too.
fn read(arguments: &mut Map<String, Value>) -> Result<()> {
    let whole = exported(arguments, "entries", "entries")?;
    if let Some(task) = whole["task"].as_str() {
        arguments.insert("task".into(), task.into());
    }
    Ok(())
}
