//! `index`: how is the index, and can it be built anew?

use serde_json::Value;

use super::face::{Face, Form, Verb};
use super::show::{Show, facts, size, time};
use crate::cli::sheet::Sheet;

pub const FACE: Face = Face {
    tool: "ctx_index",
    name: "index",
    about: "Bring the index up to date and show how it is; rebuild it",
    form: Form::Many {
        bare: true,
        verbs: &[
            Verb::new("status", "Bring the index up to date and show how it is", Show::Own(status))
                .does(&[("action", "status")])
                .examples(&["index", "index --workspace ~/src/core --json"]),
            Verb::new("rebuild", "Index everything anew", Show::Own(status))
                .does(&[("action", "rebuild")])
                .examples(&["index rebuild"]),
        ],
    },
    note: "Every command that asks the repository does the same first; what has not changed is not read again.",
};

fn status(data: &Value, sheet: &mut Sheet) {
    let text = |key: &str| data[key].as_str().unwrap_or_default().to_owned();
    let left: Vec<String> = data["leftOut"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, count)| **count != 0)
        .map(|(why, count)| format!("{count} {}", why.replace('_', " ")))
        .collect();
    let bytes = |key: &str| data[key].as_u64().map(size).unwrap_or_default();
    let code = &data["code"];
    let read = match code.is_object() {
        true => format!(
            "{} files clean, {} in part, {} failed",
            code["parsedClean"], code["parsedInPart"], code["parseFailed"]
        ),
        false => String::new(),
    };
    facts(
        sheet,
        &[
            ("branch", text("branch")),
            ("files", data["files"].to_string()),
            ("text", bytes("bytes")),
            ("on disk", bytes("diskBytes")),
            ("left out", left.join(", ")),
            ("code read", read),
            ("indexed at", time(&text("indexedAt"))),
            ("error", text("error")),
        ],
    );
}
