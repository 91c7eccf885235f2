//! What would this program change about the data of an older one, before it serves it?

use serde::Serialize;

use crate::base::form::{self, FORM};
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::ingest;
use crate::store::{self, Store};

/// What is to be done to one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Due {
    /// Nothing.
    Current,
    /// There is none; a new one is made when it is needed.
    Absent,
    /// It is rewritten, on a copy first.
    Migrates,
    /// It is made anew from the repositories, while nothing of it is served.
    Rebuilds,
    /// A newer program wrote it: this one does not open it.
    Refused,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    pub name: String,
    pub due: Due,
    pub message: String,
    pub remedy: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Survey {
    pub schema_version: u32,
    /// This program can open the data.
    pub ok: bool,
    pub version: &'static str,
    pub parts: Vec<Part>,
}

/// Looks at a data root and changes nothing.
///
/// # Errors
/// Any I/O error.
pub fn survey(data: &DataDir, workspaces: &[String]) -> Result<Survey> {
    let mut parts = vec![form_of(data), database(data)];
    parts.extend(workspaces.iter().map(|id| index(data, id)));
    let ok = parts.iter().all(|part| part.due != Due::Refused);
    Ok(Survey { schema_version: 1, ok, version: env!("CARGO_PKG_VERSION"), parts })
}

/// Does what [`survey`] says of the database and the form. An index is made by whoever serves it.
///
/// # Errors
/// When the data is a newer program's, or a step failed on the copy: then it is as it was.
pub fn upgrade(data: &DataDir) -> Result<()> {
    form::check(data)?;
    if data.state().exists() {
        Store::new(data.state()).open()?;
    }
    if data.root().is_dir() {
        form::stamp(data)?;
    }
    Ok(())
}

/// # Errors
/// `CheckFailed` when the data is not for this program.
pub fn verdict(survey: &Survey) -> Result<()> {
    match survey.ok {
        true => Ok(()),
        false => Err(Error::new(Kind::CheckFailed, "this lean-ctx does not open that data")),
    }
}

fn part(name: impl Into<String>, due: Due, message: impl Into<String>) -> Part {
    Part { name: name.into(), due, message: message.into(), remedy: None }
}

fn refused(name: &str, e: &Error) -> Part {
    let remedy = e.hint_text().map(str::to_owned);
    Part { remedy, ..part(name, Due::Refused, e.chain()) }
}

fn form_of(data: &DataDir) -> Part {
    const NAME: &str = "format";
    if let Err(e) = form::check(data) {
        return refused(NAME, &e);
    }
    match form::read(data) {
        Err(e) => refused(NAME, &e),
        Ok(None) if !data.root().exists() => part(NAME, Due::Absent, "there is no data yet"),
        Ok(None) => part(NAME, Due::Migrates, format!("`format.json` will say {FORM}")),
        Ok(Some(found)) if found.format < FORM => {
            part(NAME, Due::Migrates, format!("from {} to {FORM}", found.format))
        }
        Ok(Some(found)) => {
            part(NAME, Due::Current, format!("{FORM}, since lean-ctx {}", found.written_by))
        }
    }
}

fn database(data: &DataDir) -> Part {
    const NAME: &str = "database";
    match store::due(&data.state()) {
        Err(e) => refused(NAME, &e),
        Ok(None) => part(NAME, Due::Absent, "there is none yet"),
        Ok(Some(due)) if due.steps.is_empty() => {
            part(NAME, Due::Current, format!("{} steps done", due.done))
        }
        Ok(Some(due)) => {
            let steps = due.steps.join("`, `");
            part(NAME, Due::Migrates, format!("steps to do: `{steps}`, on a copy first"))
        }
    }
}

fn index(data: &DataDir, id: &str) -> Part {
    let name = format!("index `{id}`");
    let dir = data.index(id);
    if !dir.join("current").exists() {
        return part(name, Due::Absent, "there is none yet");
    }
    match ingest::version_of(&dir) {
        Some((found, own)) if found == own => part(name, Due::Current, format!("version {own}")),
        Some((found, own)) => {
            let message =
                format!("version {found}; {own} is made from the repository at the first start");
            part(name, Due::Rebuilds, message)
        }
        None => part(
            name,
            Due::Rebuilds,
            "does not open; it is made from the repository at the first start",
        ),
    }
}
