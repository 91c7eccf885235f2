//! `knowledge`: what is known of this repository, and who said so?

use std::path::Path;

use serde_json::{Map, Value};

use super::face::{CURSOR, Face, Form, LIMIT, Take, Verb, at, flag};
use super::show::{Show, filled};
use crate::base::{Error, Kind, Result};
use crate::cli::complete::Names;
use crate::cli::given;
use crate::cli::sheet::{Sheet, Span, Tone};

const CATEGORY: Take = flag("category").short('c').says("Such as decision [default: general]");
const KEY: Take = at("key").needed().says("What the fact is of, such as build/tool");
const WHY: Take =
    flag("reasoning").long("because").value("WHY").says("Why, for those who read it later");

pub const FACE: Face = Face {
    tool: "ctx_knowledge",
    name: "knowledge",
    about: "Remember and recall what is known of the repository",
    form: Form::Many {
        bare: true,
        verbs: &[
            Verb::new("list", "List facts by key", Show::Own(facts))
                .does(&[("action", "list")])
                .takes(&[
                    CATEGORY.says("Only of this category"),
                    flag("prefix").value("TEXT").says("Only keys that begin with it"),
                    LIMIT,
                    CURSOR,
                ])
                .examples(&["knowledge list", "knowledge list --category decision"]),
            Verb::new("remember", "Keep a fact", Show::Text)
                .does(&[("action", "remember")])
                .takes(&[
                    KEY,
                    at("value").needed().says("A sentence or a paragraph"),
                    CATEGORY,
                    flag("confidence").value("0..1").says("How sure it is [default: 1]"),
                    flag("supersedes").value("ID").says("Id of the fact that it takes the place of"),
                    WHY,
                ])
                .examples(&[
                    "knowledge remember build 'cargo build --release; needs a C compiler'",
                    "knowledge remember store 'one SQLite file' -c decision --because 'one file is backed up'",
                ]),
            Verb::new("recall", "Find facts by words or by key", Show::Own(facts))
                .does(&[("action", "recall")])
                .takes(&[
                    at("query").value("QUESTION"),
                    flag("key").short('k').says("The fact of this key"),
                    CATEGORY.says("Only of this category"),
                    flag("history").says("Older and removed values of a key, too"),
                    LIMIT,
                    CURSOR,
                ])
                .examples(&["knowledge recall 'how is it built'", "knowledge recall --key build --history"]),
            Verb::new("feedback", "Say whether a fact was right", Show::Text)
                .does(&[("action", "feedback")])
                .takes(&[
                    KEY,
                    flag("helpful").says("It was right; without this it was wrong"),
                    CATEGORY,
                    WHY,
                ])
                .prepared(judged)
                .examples(&[
                    "knowledge feedback build --helpful",
                    "knowledge feedback build --because 'make, not cargo'",
                ]),
            Verb::new("remove", "Take a fact back", Show::Text)
                .does(&[("action", "remove")])
                .takes(&[
                    KEY,
                    CATEGORY,
                    flag("purge").says("Erase its history and relations as well"),
                    WHY,
                ])
                .examples(&["knowledge remove build", "knowledge remove build --purge"]),
            Verb::new(
                "consolidate",
                "Take in the session's findings and merge duplicates",
                Show::Text,
            )
            .does(&[("action", "consolidate")])
            .takes(&[
                CATEGORY.says("Only of this category"),
                flag("dryRun").says("Change nothing; say what would be done"),
            ])
            .examples(&["knowledge consolidate --dry-run"]),
            Verb::new("export", "Print all facts as JSON", Show::Own(facts))
                .does(&[("action", "export")])
                .takes(&[flag("history").says("Older and removed values, too")])
                .prepared(most)
                .joined(join)
                .examples(&["knowledge export > facts.json"]),
            Verb::new("import", "Take facts in that were exported", Show::Text)
                .does(&[("action", "import")])
                .takes(&[
                    at("facts").needed().value("FILE").names(Names::File).says(
                        "A file that `knowledge export` has made, or - for the standard input",
                    ),
                    flag("replace").says("Take the place of values that differ"),
                ])
                .prepared(read)
                .examples(&["knowledge import facts.json", "knowledge import - < facts.json"]),
        ],
    },
    note: "",
};

fn facts(data: &Value, sheet: &mut Sheet) {
    for fact in data["facts"].as_array().into_iter().flatten() {
        let current = fact["current"] != false;
        sheet.blank();
        sheet.line([
            Span::new(
                if current { Tone::Strong } else { Tone::Faint },
                filled("{category}/{key}", fact),
            ),
            Span::new(Tone::Faint, filled("  #{id} by {author} {at|time}, belief {belief}", fact)),
            Span::new(Tone::Bad, if current { "" } else { "  no longer so" }),
        ]);
        for line in fact["value"].as_str().unwrap_or_default().lines() {
            sheet.line([Span::plain(format!("  {line}"))]);
        }
    }
}

/// What is not said to be right is said to be wrong.
fn judged(arguments: &mut Map<String, Value>) -> Result<()> {
    arguments.entry("helpful").or_insert(false.into());
    Ok(())
}

/// As many on a page as there may be.
fn most(arguments: &mut Map<String, Value>) -> Result<()> {
    arguments.insert("limit".into(), 500.into());
    Ok(())
}

fn join(whole: &mut Value, page: Value) {
    append(whole, page, "facts");
}

/// A page's items behind those before.
pub fn append(whole: &mut Value, mut page: Value, list: &str) {
    if let (Some(all), Some(more)) = (whole[list].as_array_mut(), page[list].as_array_mut()) {
        all.append(more);
    }
    whole["truncated"] = page["truncated"].clone();
}

fn read(arguments: &mut Map<String, Value>) -> Result<()> {
    exported(arguments, "facts", "facts").map(drop)
}

/// Puts the list of an exported file in the place of its name; the whole file is given back.
///
/// # Errors
/// `Usage` when it is none.
pub fn exported(arguments: &mut Map<String, Value>, property: &str, list: &str) -> Result<Value> {
    let file = arguments.get(property).and_then(Value::as_str).unwrap_or_default().to_owned();
    let wrong = |why: String| {
        Error::new(Kind::Usage, format!("`{file}` holds no {list}: {why}"))
            .hint(format!("give what `export` printed: an object with a list `{list}`"))
    };
    let whole: Value = serde_json::from_slice(&given::bytes(Path::new(&file))?)
        .map_err(|e| wrong(e.to_string()))?;
    let items = if whole.is_array() { &whole } else { &whole[list] };
    if !items.is_array() {
        return Err(wrong("there is no such list".into()));
    }
    arguments.insert(property.to_owned(), items.clone());
    Ok(whole)
}
