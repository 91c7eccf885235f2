//! `doctor`: what is wrong here, and what would mend it?

use crate::auth::Secret;
use crate::base::{Error, Kind, Result};
use crate::cli::local::WorkspaceArg;
use crate::cli::ui::Ui;
use crate::client;
use crate::config::environment;
use crate::doctor::{self, Check, Findings, Patient, State};
use crate::setup::Machine;

const EXAMPLES: &str = "\
Examples:
  lean-ctx doctor
  lean-ctx doctor --fix
  LEAN_CTX_TEAM_TOKEN=lctx_… lean-ctx doctor --team https://ctx.example.com --json

With --team it also calls a tool that every server must refuse; that call stands in the audit log.
Exit codes: 0 nothing failed (there may be warnings), 4 a check failed, 2 wrong usage.";

/// Check this installation, its clients, the index here and, with --team, a team's server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A team's server to check as well, with the token in LEAN_CTX_TEAM_TOKEN.
    #[arg(long, value_name = "URL")]
    team: Option<String>,
    /// Mend what can be mended: rights, and an index that is damaged or missing.
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    workspace: WorkspaceArg,
    /// Print `{schema_version, ok, checks}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let running = std::env::current_exe()
            .map_err(|e| Error::failed("cannot tell where this program lies").source(e))?;
        let findings = doctor::examine(&Patient {
            data: &environment::local_data()?,
            machine: &Machine::new(environment::person()?, running),
            space: self.workspace.space()?.as_ref(),
            token: environment::team_token().map(|t| Secret::new(t.as_str())).as_ref(),
            team: self.team.as_deref().map(client::address).transpose()?.as_ref(),
            fix: self.fix,
        });
        tell(ui, &findings, self.json)
    }
}

/// All findings; checks that failed are an error that names them.
///
/// # Errors
/// `check_failed`; as [`Ui::line`].
pub fn tell(ui: &Ui, findings: &Findings, json: bool) -> Result<()> {
    if json {
        ui.json(findings)?;
    } else {
        findings.checks.iter().try_for_each(|check| print(ui, check))?;
    }
    ui.flush()?;
    let failed = findings.checks.iter().filter(|check| check.state == State::Failure);
    let failed: Vec<&str> = failed.map(|check| check.name.as_str()).collect();
    match findings.ok {
        true => Ok(()),
        false => Err(Error::new(Kind::CheckFailed, format!("failed: `{}`", failed.join("`, `")))),
    }
}

/// One check, with its remedy below it.
///
/// # Errors
/// As [`Ui::line`].
pub fn print(ui: &Ui, check: &Check) -> Result<()> {
    let word = match check.state {
        State::Ok if check.fixed => "fixed",
        State::Ok => "ok",
        State::Warning => "warning",
        State::Failure => "FAILURE",
    };
    ui.line(&format!("{word:<8} {}: {}", check.name, check.message))?;
    match &check.remedy {
        Some(remedy) => ui.line(&format!("         {remedy}")),
        None => Ok(()),
    }
}
