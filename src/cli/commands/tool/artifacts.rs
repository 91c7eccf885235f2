//! `artifacts`: which files are kept beside the repository: packs, notes, reports?

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::face::{CURSOR, Face, Form, LIMIT, Take, Verb, at, flag};
use super::show::{Column, Show, column};
use crate::base::Result;
use crate::base::error::Context as _;
use crate::cli::complete::Names;
use crate::cli::given;
use crate::cli::sheet::Tone;

const NAME: Take = at("name").needed().says("Such as notes.md or reports/2026/load.md");
const COLUMNS: &[Column] = &[
    column("NAME", "{name}", Tone::Strong),
    column("SIZE", "{bytes|size}", Tone::Number),
    column("KIND", "{encoding}", Tone::Word),
    column("VERSION", "{version}", Tone::Number),
    column("BY", "{author}", Tone::Plain),
    column("STORED AT", "{storedAt|time}", Tone::Faint),
];

pub const FACE: Face = Face {
    tool: "ctx_artifacts",
    name: "artifacts",
    about: "Keep files by name beside the repository: packs, notes, reports",
    form: Form::Many {
        bare: true,
        verbs: &[
            Verb::new("list", "List what is kept", Show::Rows("artifacts", COLUMNS))
                .does(&[("action", "list")])
                .takes(&[
                    flag("prefix").value("TEXT").says("Only names that begin with it"),
                    LIMIT,
                    CURSOR,
                ])
                .examples(&["artifacts list", "artifacts list --prefix reports/"]),
            Verb::new("store", "Keep a file", Show::Text)
                .does(&[("action", "store")])
                .takes(&[
                    NAME,
                    at("content").needed().value("FILE").names(Names::File).says(
                        "The file to keep, or - for the standard input; takes the place of what the \
                         name holds",
                    ),
                ])
                .prepared(contents)
                .examples(&[
                    "artifacts store notes.md ./notes.md",
                    "pack 'rotate a token' | lean-ctx artifacts store rotate.md -",
                ]),
            Verb::new("fetch", "Print what is kept under a name", Show::Raw(bytes))
                .does(&[("action", "fetch")])
                .takes(&[NAME])
                .joined(join)
                .examples(&["artifacts fetch notes.md", "artifacts fetch logo.png > logo.png"]),
            Verb::new("remove", "Forget what is kept under a name", Show::Text)
                .does(&[("action", "remove")])
                .takes(&[NAME])
                .examples(&["artifacts remove notes.md"]),
        ],
    },
    note: "",
};

/// The bytes of the file that was named: as text, if they are.
fn contents(arguments: &mut Map<String, Value>) -> Result<()> {
    let file = arguments.get("content").and_then(Value::as_str).unwrap_or_default();
    let (encoding, content) = match String::from_utf8(given::bytes(Path::new(file))?) {
        Ok(text) => ("text", text),
        Err(e) => ("base64", STANDARD.encode(e.into_bytes())),
    };
    arguments.insert("encoding".into(), encoding.into());
    arguments.insert("content".into(), content.into());
    Ok(())
}

/// A page's bytes behind those before. Of base64 each page is whole.
fn join(whole: &mut Value, page: Value) {
    let all = [&whole["content"], &page["content"]].map(|c| c.as_str().unwrap_or_default());
    let joined = match whole["artifact"]["encoding"] == "base64" {
        true => all.map(|c| STANDARD.decode(c).unwrap_or_default()).concat(),
        false => all.concat().into_bytes(),
    };
    whole["content"] = match String::from_utf8(joined) {
        Ok(text) if whole["artifact"]["encoding"] != "base64" => text.into(),
        Ok(text) => STANDARD.encode(text).into(),
        Err(e) => STANDARD.encode(e.into_bytes()).into(),
    };
    whole["endByte"] = page["endByte"].clone();
    whole["truncated"] = page["truncated"].clone();
}

fn bytes(whole: &Value) -> Result<Vec<u8>> {
    let content = whole["content"].as_str().unwrap_or_default();
    match whole["artifact"]["encoding"] == "base64" {
        true => STANDARD.decode(content).context(|| "the artifact is not base64".into()),
        false => Ok(content.as_bytes().to_vec()),
    }
}
