//! What is wrong here, and what would mend it? Each check is one line with its remedy.

mod clients;
mod daemon;
mod disk;
mod index;
pub mod team;

use std::path::Path;

use serde::Serialize;
use url::Url;

use crate::app::Space;
use crate::auth::Secret;
use crate::base::layout::DataDir;
use crate::setup::Machine;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// Something works less well than it could.
    Warning,
    /// Something does not work.
    Failure,
}

#[derive(Debug, Clone, Serialize)]
pub struct Check {
    pub name: String,
    pub state: State,
    pub message: String,
    /// What to do; none where nothing is to be done.
    pub remedy: Option<String>,
    /// Whether it was mended just now.
    pub fixed: bool,
}

impl Check {
    pub fn ok(name: impl Into<String>, message: impl Into<String>) -> Self {
        let (name, message) = (name.into(), message.into());
        Self { name, state: State::Ok, message, remedy: None, fixed: false }
    }

    pub fn warning(
        name: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { state: State::Warning, remedy: Some(remedy.into()), ..Self::ok(name, message) }
    }

    pub fn failure(
        name: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { state: State::Failure, remedy: Some(remedy.into()), ..Self::ok(name, message) }
    }

    fn fixed(self, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { state: State::Ok, message, remedy: None, fixed: true, ..self }
    }
}

/// What is looked at.
pub struct Patient<'a> {
    pub data: &'a DataDir,
    pub machine: &'a Machine,
    /// The repository that the person stands in.
    pub space: Option<&'a Space>,
    pub token: Option<&'a Secret>,
    /// A team's server.
    pub team: Option<&'a Url>,
    /// Mend what can be mended without asking.
    pub fix: bool,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Findings {
    schema_version: u32,
    /// No check failed.
    pub ok: bool,
    pub checks: Vec<Check>,
}

impl Findings {
    pub fn new(checks: Vec<Check>) -> Self {
        let ok = checks.iter().all(|check| check.state != State::Failure);
        Self { schema_version: 1, ok, checks }
    }
}

/// Examines everything.
pub fn examine(patient: &Patient) -> Findings {
    let mut checks = vec![version(&patient.machine.program)];
    checks.extend(disk::checks(patient.data, patient.fix));
    checks.push(index::check(patient));
    checks.extend(clients::checks(patient));
    checks.push(daemon::check(patient.data));
    checks.push(team::token(patient.token));
    if let Some(server) = patient.team {
        checks.extend(team::checks(server, patient.token));
    }
    Findings::new(checks)
}

fn version(program: &Path) -> Check {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let version = env!("CARGO_PKG_VERSION");
    Check::ok("version", format!("lean-ctx {version} for {os} {arch}, `{}`", program.display()))
}
