//! What was done, for people and for pipelines (CONTRACT §8; `schemas/bootstrap.schema.json`).

use std::path::Path;

use serde::Serialize;

use crate::base::error::Context as _;
use crate::base::files::{Mode, private_dir, write_atomic};
use crate::base::{Error, Result, clock};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A file was made.
    Created,
    /// A file was changed.
    Updated,
    /// It was so.
    Already,
    Skipped,
    Error,
    NotDetected,
    /// Something was run that changes no file of the user's.
    Ran,
}

impl Status {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Already => "already",
            Self::Skipped => "skipped",
            Self::Error => "error",
            Self::NotDetected => "not detected",
            Self::Ran => "ran",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Item {
    pub name: String,
    pub status: Status,
    pub path: Option<String>,
    pub note: Option<String>,
}

impl Item {
    pub fn new(name: impl Into<String>, status: Status) -> Self {
        Self { name: name.into(), status, path: None, note: None }
    }

    #[must_use]
    pub fn path(mut self, path: &Path) -> Self {
        self.path = Some(path.display().to_string());
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

#[derive(Debug, Serialize)]
pub struct Step {
    pub name: String,
    pub ok: bool,
    pub items: Vec<Item>,
    pub warnings: Vec<String>,
    pub errors: Vec<String>,
}

impl Step {
    pub fn new(name: impl Into<String>) -> Self {
        let (items, warnings, errors) = Default::default();
        Self { name: name.into(), ok: true, items, warnings, errors }
    }

    pub fn add(&mut self, item: Item) {
        self.items.push(item);
    }

    /// An item that failed: the step is not ok.
    pub fn fail(&mut self, item: Item, error: &Error) {
        let told = error.chain();
        self.ok = false;
        self.errors.push(format!("{}: {told}", item.name));
        self.items.push(Item { status: Status::Error, note: Some(told), ..item });
    }
}

#[derive(Debug, Serialize)]
pub struct Platform {
    os: &'static str,
    arch: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Report {
    schema_version: u32,
    started_at: String,
    finished_at: String,
    pub success: bool,
    platform: Platform,
    pub steps: Vec<Step>,
    pub warnings: Vec<String>,
    pub errors: Vec<String>,
}

impl Report {
    pub fn start() -> Self {
        let now = clock::rfc3339(clock::now());
        Self {
            schema_version: 1,
            started_at: now.clone(),
            finished_at: now,
            success: true,
            platform: Platform { os: std::env::consts::OS, arch: std::env::consts::ARCH },
            steps: Vec::new(),
            warnings: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Sums up: what a step warns of and fails with is the report's, under the step's name.
    pub fn finish(&mut self) {
        let named = |step: &Step, text: &String| format!("{}: {text}", step.name);
        for step in &self.steps {
            self.warnings.extend(step.warnings.iter().map(|text| named(step, text)));
            self.errors.extend(step.errors.iter().map(|text| named(step, text)));
        }
        self.success = self.errors.is_empty() && self.steps.iter().all(|step| step.ok);
        self.finished_at = clock::rfc3339(clock::now());
    }

    /// Keeps it as the newest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, path: &Path) -> Result<()> {
        if let Some(dir) = path.parent() {
            private_dir(dir)?;
        }
        let text = serde_json::to_vec_pretty(self).context(|| "cannot spell JSON".into())?;
        write_atomic(path, &text, Mode::Private)
    }
}
