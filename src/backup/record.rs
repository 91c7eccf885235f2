//! When was the last backup made, and has it been restored since to see that it can be? What a preflight reads.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::error::Context as _;
use crate::base::files::{self, Mode};
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};

/// Of the last archive that was made of a data root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub schema_version: u32,
    pub created_at: String,
    pub archive: PathBuf,
    pub bytes: u64,
    /// Of the archive's file.
    pub sha256: String,
    pub encrypted: bool,
    /// The last test of an archive of this data root, this one or an older one.
    pub restore_test: Option<Test>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Test {
    pub at: String,
    pub ok: bool,
    /// The archive that was tested: when it was made, and its digest.
    pub created_at: String,
    pub sha256: String,
}

fn path(data: &DataDir) -> PathBuf {
    data.backup().join("last.json")
}

/// # Errors
/// When it is there and cannot be read.
pub fn read(data: &DataDir) -> Result<Option<Record>> {
    let path = path(data);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).context(|| format!("cannot read `{}`", path.display())),
    };
    serde_json::from_slice(&text).map(Some).map_err(|e| {
        Error::new(Kind::Failed, format!("`{}` is no record of a backup", path.display()))
            .hint("remove it: the next backup writes it anew")
            .source(e)
    })
}

/// # Errors
/// Any I/O error.
pub fn write(data: &DataDir, record: &Record) -> Result<()> {
    files::private_dir(&data.backup())?;
    let text = serde_json::to_vec_pretty(record)
        .map_err(|e| Error::internal("a record does not serialise").source(e))?;
    files::write_atomic(&path(data), &text, Mode::Private)
}
