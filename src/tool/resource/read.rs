//! What stands in the thing that a URI names? Asked as the tool that reads it is: same gate, same scopes, same book.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::mime;
use super::uri::{Thing, Uri};
use crate::app::App;
use crate::auth::ScopeSet;
use crate::base::digest::sha256_hex;
use crate::base::{Error, Kind, Result};
use crate::gate::{Ask, Caller, Effect};
use crate::tool::read::Opened;
use crate::tool::{self, Arguments, Call, Invocation, Tool};
use crate::view::budget::MOST_TOKENS;

/// The word of the book.
pub const METHOD: &str = "resources/read";
/// A resource comes whole or not at all: the protocol has no pages for one.
pub const MOST_BYTES: usize = 1 << 20;

/// A resource that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Content {
    pub mime: &'static str,
    pub body: Body,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    Text(String),
    /// Base64.
    Blob(String),
}

/// Reads what `uri` names.
///
/// # Errors
/// `not_found` for what is not there; `invalid_arguments` for what is no URI of ours or no path
/// inside a workspace; `tool_error` for what is larger than `MOST_BYTES` and while the workspace
/// has never been indexed; and every refusal of the gate.
pub fn read(app: &App, caller: &Caller, uri: &str) -> Result<Content> {
    let parsed = match Uri::parse(uri) {
        Ok(parsed) => parsed,
        Err(e) => return Err(refuse(app, caller, uri, e)),
    };
    let (name, mut arguments) = asked(&parsed.thing);
    if let Some(reference) = parsed.reference {
        arguments["ref"] = reference.into();
    }
    let invocation = Invocation {
        caller,
        method: METHOD,
        name,
        arguments: Some(arguments),
        workspace: Some(parsed.workspace),
        channel: None,
    };
    tool::enter(app, invocation, |tool, call, arguments| match &parsed.thing {
        Thing::File { path } => file(call, path),
        Thing::Symbol { path, name } => symbol(call, path, name),
        Thing::Artifact { name } => artifact(call, name),
        Thing::Fact { .. } => fact(tool, call, arguments),
    })
}

/// A URI that names nothing is refused in the book, too.
fn refuse(app: &App, caller: &Caller, uri: &str, error: Error) -> Error {
    let ask = Ask {
        caller,
        tool: None,
        method: METHOD,
        workspace: None,
        needs: ScopeSet::NONE,
        effect: Effect::Read,
        arguments_sha256: Some(sha256_hex(uri.as_bytes())),
    };
    app.gate().refuse(&ask, error)
}

/// The tool that reads the same, and with which arguments.
fn asked(thing: &Thing) -> (&'static str, Value) {
    match thing {
        Thing::File { path } => ("ctx_read", json!({"path": path})),
        Thing::Symbol { path, name } => {
            ("ctx_read", json!({"path": path, "mode": format!("symbol:{name}")}))
        }
        Thing::Artifact { name } => ("ctx_artifacts", json!({"action": "fetch", "name": name})),
        Thing::Fact { category, key } => (
            "ctx_knowledge",
            json!({"action": "recall", "category": category, "key": key, "maxTokens": MOST_TOKENS}),
        ),
    }
}

fn file(call: &Call, path: &str) -> Result<Content> {
    let view = call.view()?;
    let opened = Opened::new(call, &view, path).map_err(absent)?;
    text(mime::of_file(path), opened.text())
}

fn symbol(call: &Call, path: &str, name: &str) -> Result<Content> {
    let view = call.view()?;
    let opened = Opened::new(call, &view, path).map_err(absent)?;
    text(mime::of_file(path), &opened.declaration(name).map_err(absent)?)
}

fn artifact(call: &Call, name: &str) -> Result<Content> {
    let (entry, bytes) = call.shelf().get(name)?;
    match String::from_utf8(bytes) {
        Ok(content) if entry.is_text => text(mime::of_artifact(name, true), &content),
        Ok(content) => blob(name, content.as_bytes()),
        Err(e) => blob(name, e.as_bytes()),
    }
}

/// The value with who said it and how far it is believed: a value alone would pass for the truth.
fn fact(tool: &dyn Tool, call: &Call, arguments: Arguments) -> Result<Content> {
    text(mime::PLAIN, &tool.run(call, arguments)?.text)
}

fn text(mime: &'static str, text: &str) -> Result<Content> {
    within(text.len())?;
    Ok(Content { mime, body: Body::Text(text.to_owned()) })
}

fn blob(name: &str, bytes: &[u8]) -> Result<Content> {
    within(bytes.len())?;
    Ok(Content { mime: mime::of_artifact(name, false), body: Body::Blob(STANDARD.encode(bytes)) })
}

fn within(bytes: usize) -> Result<()> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(Error::new(
        Kind::ToolError,
        format!("{bytes} bytes are more than a resource may have, {MOST_BYTES}"),
    )
    .hint("ctx_read and ctx_artifacts give it in pages"))
}

/// For a tool a wrong path is a failed call; for a URI it means that there is no such resource.
fn absent(error: Error) -> Error {
    if error.kind() != Kind::ToolError {
        return error;
    }
    let absent = Error::new(Kind::NotFound, error.message());
    match error.hint_text() {
        Some(hint) => absent.hint(hint),
        None => absent,
    }
}
