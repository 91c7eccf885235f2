//! In which form does a data root lie, and is this program one that knows it?
//!
//! One small file, `format.json`, is asked before anything else in the data root is opened. Its
//! number grows when a release writes something that older ones would misread; what has versions
//! of its own beside it (the database's steps, the index) can grow without it. A data root without
//! the file is of the time before it, which is form 1.

use std::io::ErrorKind;

use serde::{Deserialize, Serialize};

use super::error::Context as _;
use super::files::{self, Mode};
use super::layout::DataDir;
use super::{Error, Kind, Result, clock};

/// The form that this program writes, and the newest that it reads.
pub const FORM: u32 = 1;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    pub format: u32,
    /// The version of lean-ctx that brought the data root to this form.
    pub written_by: String,
    pub at: String,
}

impl Form {
    /// This program's own.
    pub fn own() -> Self {
        Self {
            format: FORM,
            written_by: env!("CARGO_PKG_VERSION").to_owned(),
            at: clock::rfc3339(clock::now()),
        }
    }

    /// As the file has it.
    pub fn text(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("plain fields print as JSON");
        format!("{json}\n")
    }
}

/// What stands in the data root; `None` where nothing was ever written.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn read(data: &DataDir) -> Result<Option<Form>> {
    let path = data.form();
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).context(|| format!("cannot read `{}`", path.display())),
    };
    // Of a newer one more is not needed than its number and who wrote it.
    serde_json::from_slice(&text).map(Some).map_err(|e| {
        Error::new(Kind::Config, format!("`{}` does not say a format", path.display()))
            .hint("restore it from a backup; it holds `format`, `writtenBy` and `at`")
            .source(e)
    })
}

/// May this program open what lies in the data root?
///
/// # Errors
/// `Config` when a newer program wrote it, or a restore into it was cut short.
pub fn check(data: &DataDir) -> Result<()> {
    if data.restoring().exists() {
        let root = data.root().display();
        return Err(Error::new(
            Kind::Config,
            format!("a restore into `{root}` was cut short: what is there is half a backup"),
        )
        .hint("run the same `lean-ctx team restore` again: it begins anew"));
    }
    match read(data)? {
        Some(form) if form.format > FORM => {
            Err(newer(&format!("`{}`", data.root().display()), &form))
        }
        _ => Ok(()),
    }
}

/// `what` was written by a program that this one is too old for.
pub fn newer(what: &str, form: &Form) -> Error {
    let (ours, theirs) = (env!("CARGO_PKG_VERSION"), &form.written_by);
    Error::new(
        Kind::Config,
        format!(
            "{what} is in format {}, written by lean-ctx {theirs}; this is {ours}, which knows formats up to {FORM}",
            form.format
        ),
    )
    .hint(format!(
        "run lean-ctx {theirs} or newer; the way back is a backup from before the update, restored elsewhere with this version: `lean-ctx team restore`"
    ))
}

/// Writes down that the data root is in this program's form. Nothing is touched where it says so.
///
/// # Errors
/// As [`check`], and any I/O error.
pub fn stamp(data: &DataDir) -> Result<()> {
    check(data)?;
    if read(data)?.is_some_and(|form| form.format == FORM) {
        return Ok(());
    }
    files::private_dir(data.root())?;
    files::write_atomic(&data.form(), Form::own().text().as_bytes(), Mode::Private)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_form_is_refused_with_the_way_back() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::new(dir.path().join("data"));
        check(&data).unwrap();
        stamp(&data).unwrap();
        let first = read(&data).unwrap().unwrap();
        assert_eq!(first.format, FORM);
        stamp(&data).unwrap();
        assert_eq!(read(&data).unwrap().unwrap(), first, "once");
        let newer = r#"{"format": 2, "writtenBy": "9.1.0", "at": "later", "more": 1}"#;
        std::fs::write(data.form(), newer).unwrap();
        for refused in [check(&data).unwrap_err(), stamp(&data).unwrap_err()] {
            assert!(refused.message().contains("9.1.0"), "{refused}");
            assert!(refused.hint_text().unwrap().contains("team restore"));
        }
        for damaged in ["", "{}", "\u{0}"] {
            std::fs::write(data.form(), damaged).unwrap();
            assert_eq!(check(&data).unwrap_err().kind(), Kind::Config);
        }
    }

    #[test]
    fn half_a_restore_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::new(dir.path());
        std::fs::create_dir(data.restoring()).unwrap();
        assert!(check(&data).unwrap_err().hint_text().unwrap().contains("again"));
    }
}
