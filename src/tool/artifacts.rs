//! ctx_artifacts: which files are kept beside this workspace, and what stands in one?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Frame, Spec, Tool, counted, schema};
use crate::artifact::{Entry, MOST_BYTES, Shelf};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Result, clock};
use crate::gate::Effect;
use crate::view::{budget, cursor};

pub struct Artifacts;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Store,
    List,
    Fetch,
    Remove,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    #[default]
    Text,
    Base64,
}

/// Arguments of ctx_artifacts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    action: Action,
    /// Of `store`, `fetch`, `remove`: such as `notes.md` or `reports/2026/load.md`.
    name: Option<String>,
    /// Of `store`: takes the place of what the name holds.
    content: Option<String>,
    /// Of `store`: how `content` is written.
    #[serde(default)]
    encoding: Encoding,
    /// Of `list`: names that begin with it.
    #[serde(default)]
    prefix: String,
    /// Of `list`: artifacts to give.
    #[serde(default = "hundred")]
    #[schemars(range(min = 1, max = 1000))]
    limit: usize,
    /// Of `list` and `fetch`, from an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn hundred() -> usize {
    100
}

/// Most artifacts of a page.
const MOST_LISTED: usize = 1000;

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Item {
    name: String,
    sha256: String,
    bytes: u64,
    /// Text is found by ctx_semantic_search with `artifacts: true`.
    encoding: Encoding,
    /// 1 for a name's first content, one more for each that took its place.
    version: u64,
    author: String,
    stored_at: Option<String>,
}

impl From<Entry> for Item {
    fn from(entry: Entry) -> Self {
        Self {
            name: entry.name,
            sha256: hex::encode(entry.sha256),
            bytes: entry.bytes,
            encoding: if entry.is_text { Encoding::Text } else { Encoding::Base64 },
            version: entry.version,
            author: entry.author,
            stored_at: clock::rfc3339_of(entry.at),
        }
    }
}

#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: Option<&'a Frame>,
    /// Of `store`, `fetch`, `remove`.
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact: Option<&'a Item>,
    /// Of `store`: the name held this very content already.
    #[serde(skip_serializing_if = "Option::is_none")]
    unchanged: Option<bool>,
    /// Of `fetch`: the content from `startByte` on, in the artifact's encoding.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_byte: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_byte: Option<usize>,
    /// Of `list`: by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    artifacts: Option<&'a [Item]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    /// Hand it back for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

const SPEC: Spec = Spec {
    name: "ctx_artifacts",
    title: "Stored artifacts",
    description: "Keeps files by name beside the workspace for all who may see it: `store` (text, or base64), `list`, \
`fetch`, `remove`. Text is found by ctx_semantic_search with `artifacts: true`.",
    scopes: ScopeSet::of(&[Scope::Artifacts]),
    read_only: false,
};

impl Tool for Artifacts {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn effect(&self, arguments: &Map<String, Value>) -> Effect {
        match arguments.get("action").and_then(Value::as_str) {
            Some("list" | "fetch") => Effect::Read,
            _ => Effect::Change,
        }
    }

    fn destroys(&self) -> bool {
        true
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        arguments.fit_action(&[
            ("store", &["name", "content", "encoding"]),
            ("list", &["prefix", "limit", "cursor"]),
            ("fetch", &["name", "cursor"]),
            ("remove", &["name"]),
        ])?;
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        let shelf = call.shelf();
        match input.action {
            Action::Store => store(call, &shelf, &input),
            Action::List => list(call, &shelf, &input, &question),
            Action::Fetch => fetch(call, &shelf, &input, &question),
            Action::Remove => remove(call, &shelf, &input),
        }
    }
}

fn name(input: &Input) -> Result<&str> {
    input.name.as_deref().ok_or_else(|| Error::invalid("`name` is missing"))
}

fn store(call: &Call, shelf: &Shelf, input: &Input) -> Result<Answer> {
    let content = input.content.as_deref().ok_or_else(|| Error::invalid("`content` is missing"))?;
    let bytes = match input.encoding {
        Encoding::Text => content.as_bytes().to_vec(),
        Encoding::Base64 => decode(content)?,
    };
    let stored = shelf.put(name(input)?, &bytes, call.agent(), call.storage_quota)?;
    let verb = if stored.unchanged { "unchanged" } else { "stored" };
    one(call, verb, stored.entry, Some(stored.unchanged))
}

fn decode(content: &str) -> Result<Vec<u8>> {
    // Some encoders wrap lines. Each four letters hold three bytes, so too long a text is not
    // decoded first.
    let letters: Vec<u8> = content.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if letters.len() / 4 * 3 > MOST_BYTES + 3 {
        return Err(Error::invalid(format!("an artifact has at most {MOST_BYTES} bytes")));
    }
    STANDARD.decode(letters).map_err(|e| {
        Error::invalid("`content` is not base64")
            .hint("the alphabet with `+` and `/`, padded with `=`")
            .source(e)
    })
}

fn remove(call: &Call, shelf: &Shelf, input: &Input) -> Result<Answer> {
    one(call, "removed", shelf.remove(name(input)?)?, None)
}

/// An answer that only says what was done to one artifact.
fn one(call: &Call, verb: &str, entry: Entry, unchanged: Option<bool>) -> Result<Answer> {
    let (frame, item) = (call.place(), Item::from(entry));
    let text = format!("{verb}: {} ({})\nsha256 {}\n", line(&item), frame.label(), item.sha256);
    let output =
        Output { frame: Some(&frame), artifact: Some(&item), unchanged, ..Output::default() };
    Answer::new(text, &output, &frame)?.or_brief(call.max_tokens, || {
        let output = Output { frame: Some(&frame), ..Output::default() };
        Answer::new(format!("{verb} ({})\n", frame.label()), &output, &frame)
    })
}

fn line(item: &Item) -> String {
    let kind = if item.encoding == Encoding::Text { "text" } else { "binary" };
    let at = item.stored_at.as_deref().unwrap_or("at an unknown time");
    format!(
        "{}  {} bytes, {kind}, version {}, {} {at}",
        item.name, item.bytes, item.version, item.author
    )
}

fn list(call: &Call, shelf: &Shelf, input: &Input, question: &str) -> Result<Answer> {
    let frame = call.place();
    let from = match &input.cursor {
        Some(c) => cursor::decode::<String>(question, c)?,
        None => String::new(),
    };
    let limit = input.limit.clamp(1, MOST_LISTED);
    // One more than is shown tells where the next page begins.
    let (entries, total) = shelf.list(&input.prefix, &from, limit + 1)?;
    let items: Vec<Item> = entries.into_iter().map(Item::from).collect();
    let page = &items[..limit.min(items.len())];
    let sizes: Vec<usize> = page.iter().map(|item| item.name.len() + 180).collect();
    let render = |n: usize| {
        let next = items.get(n).map(|item| cursor::encode(question, &item.name));
        let mut text = format!(
            "{n} of {} ({})\n",
            counted(usize::try_from(total).unwrap_or(usize::MAX), "artifact"),
            frame.label()
        );
        for item in &page[..n] {
            text.push_str(&line(item));
            text.push('\n');
        }
        if let Some(cursor) = &next {
            text.push_str(&format!("[more: cursor {cursor}]"));
        }
        let output = Output {
            frame: Some(&frame),
            artifacts: Some(&page[..n]),
            total: Some(total),
            truncated: Some(next.is_some()),
            cursor: next,
            ..Output::default()
        };
        Answer::new(text, &output, &frame)
    };
    Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
}

/// Where a page of a content begins, and of which content.
#[derive(Serialize, Deserialize)]
struct Place {
    sha256: [u8; 8],
    byte: usize,
}

fn fetch(call: &Call, shelf: &Shelf, input: &Input, question: &str) -> Result<Answer> {
    let frame = call.place();
    let (entry, content) = shelf.get(name(input)?)?;
    let mark = *entry.sha256.first_chunk::<8>().expect("a digest is longer");
    let from = match &input.cursor {
        Some(c) => cursor::decode::<Place>(question, c)?,
        None => Place { sha256: mark, byte: 0 },
    };
    let rest = content.get(from.byte..).unwrap_or_default();
    let begins =
        from.byte <= content.len() && (!entry.is_text || std::str::from_utf8(rest).is_ok());
    if from.sha256 != mark || !begins {
        return Err(Error::invalid("the artifact has changed since `cursor` was given")
            .hint("fetch it from its beginning: leave `cursor` out"));
    }
    let pieces = pieces(&content, entry.is_text, from.byte, call.max_tokens * WIDEST);
    let item = Item::from(entry);
    let sizes: Vec<usize> = pieces.iter().map(String::len).collect();
    let ends: Vec<usize> = std::iter::once(from.byte)
        .chain(pieces.iter().scan(from.byte, |at, piece| {
            *at += if item.encoding == Encoding::Text { piece.len() } else { bytes_of(piece) };
            Some(*at)
        }))
        .collect();
    let render = |n: usize| {
        let shown = pieces[..n].concat();
        let place = |byte| cursor::encode(question, &Place { sha256: mark, byte });
        let next = (ends[n] < content.len()).then(|| place(ends[n]));
        let mut text = format!("{} ({})\n{shown}", line(&item), frame.label());
        if let Some(cursor) = &next {
            let left = content.len() - ends[n];
            text.push_str(&format!("\n[{left} bytes more: cursor {cursor}]"));
        }
        let output = Output {
            frame: Some(&frame),
            artifact: Some(&item),
            content: Some(&shown),
            start_byte: Some(from.byte),
            end_byte: Some(ends[n]),
            truncated: Some(next.is_some()),
            cursor: next,
            ..Output::default()
        };
        Answer::new(text, &output, &frame)
    };
    Ok(budget::fit(&sizes, call.max_tokens, render)?.0)
}

/// Longest piece, in bytes of content; a multiple of 3, so that base64 of pieces joins.
const PIECE: usize = 768;

/// Bytes of content for each token of a page that are looked at: a token is rarely wider.
const WIDEST: usize = 96;

/// A content from a byte on, about `most` bytes of it, in parts that a page may end between:
/// lines, or as much of one.
fn pieces(content: &[u8], is_text: bool, from: usize, most: usize) -> Vec<String> {
    let rest = &content[from..];
    if !is_text {
        return rest.chunks(PIECE).take(most.div_ceil(PIECE)).map(|p| STANDARD.encode(p)).collect();
    }
    // Text, and `from` lies between its characters.
    let text = std::str::from_utf8(rest).unwrap_or_default();
    let text = &text[..text.ceil_char_boundary(most)];
    let mut pieces = Vec::new();
    for mut line in text.split_inclusive('\n') {
        while !line.is_empty() {
            let (piece, more) = line.split_at(line.floor_char_boundary(PIECE));
            pieces.push(piece.to_owned());
            line = more;
        }
    }
    pieces
}

fn bytes_of(base64: &str) -> usize {
    base64.len() / 4 * 3 - base64.bytes().rev().take_while(|b| *b == b'=').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_make_the_whole(bytes in prop::collection::vec(any::<u8>(), 0..5000), text in "\\PC{0,900}\n{0,3}\\PC{0,900}") {
            let binary = pieces(&bytes, false, 0, usize::MAX);
            prop_assert_eq!(binary.iter().map(|p| bytes_of(p)).sum::<usize>(), bytes.len());
            prop_assert_eq!(decode(&binary.concat()).unwrap(), bytes);
            let parts = pieces(text.as_bytes(), true, 0, usize::MAX);
            prop_assert!(parts.iter().all(|p| !p.is_empty() && p.len() <= PIECE));
            prop_assert_eq!(parts.concat(), text);
        }
    }
}
