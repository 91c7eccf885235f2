//! What does an archive say of itself, before anything in it is read?

use serde::{Deserialize, Serialize};

use crate::base::form::Form;
use crate::base::{Error, Kind, Result};

/// The archive's first entry.
pub const NAME: &str = "lean-ctx-backup.json";
/// Far more than a thousand workspaces need.
pub const MOST: u64 = 64 << 20;
/// Of archives. Another one is not read.
pub const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    pub schema_version: u32,
    pub created_at: String,
    /// The data root's form, and the program that made this.
    pub form: Form,
    /// Files that follow, without the lists of digests, and their bytes.
    pub files: u64,
    pub bytes: u64,
    /// Where the data root lay.
    pub data: String,
    /// The name of the audit log: its files lie under `audit/`.
    pub audit_log: String,
    /// Older files of the audit log were taken away on purpose before: that they are missing is no
    /// fault of the copy.
    pub audit_partial: bool,
    /// Rows of each of the database's tables.
    pub rows: Vec<(String, u64)>,
    /// Whether the indexes are in it, or only what they are of.
    pub with_index: bool,
    pub workspaces: Vec<Workspace>,
    /// Secrets that team.json names and that lie elsewhere: they are not in it.
    pub elsewhere: Vec<String>,
    /// What lies in the data root and is not in it.
    pub left_out: Vec<String>,
}

/// What is served of a workspace, and how it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    pub id: String,
    pub root: String,
    pub url: Option<String>,
    /// The commit that is indexed and the ref that led to it; none of a plain folder, or before the
    /// first index.
    pub commit: Option<String>,
    pub reference: Option<String>,
    pub files: u64,
    /// SHA-256 over the indexed paths and the blob of each.
    pub manifest_sha256: Option<String>,
    /// Questions, with the digests of their answers.
    pub probes: Vec<Probe>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    pub tool: String,
    pub arguments: serde_json::Value,
    /// Of the structured answer.
    pub sha256: String,
    /// Which of equally good places comes first is the index's own: another index of the same
    /// commit may say it otherwise.
    pub ranked: bool,
}

impl Header {
    /// # Errors
    /// `CheckFailed` for what is no header; `Config` for one of a newer program.
    pub fn parse(text: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Foremost {
            schema_version: u32,
            form: Form,
        }
        let wrong = |e| super::archive::damaged(&format!("`{NAME}` cannot be read")).source(e);
        // Alone first: a newer one may have grown in any other way.
        let foremost: Foremost = serde_json::from_slice(text).map_err(wrong)?;
        let form = &foremost.form;
        if foremost.schema_version > VERSION || form.format > crate::base::form::FORM {
            return Err(Error::new(
                Kind::Config,
                format!(
                    "the archive was made by lean-ctx {}, in a form that is newer than this one, {}, knows",
                    form.written_by,
                    env!("CARGO_PKG_VERSION")
                ),
            )
            .hint(format!("restore it with lean-ctx {} or newer", form.written_by)));
        }
        serde_json::from_slice(text).map_err(wrong)
    }
}
