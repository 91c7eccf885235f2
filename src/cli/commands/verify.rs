//! `verify`: does this proof hold? Without a server, with a key that was had before.

use std::path::PathBuf;

use crate::base::clock::Deadline;
use crate::base::{Error, Kind, Result};
use crate::cli::given;
use crate::cli::ui::Ui;
use crate::git::repository::GitSource;
use crate::proof::verify::{Given, Report, named, verify};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team keys show > server.vkey         once, from whom you trust
  lean-ctx verify main.proof --key server.vkey
  lean-ctx verify main.proof --key server.vkey --repo ~/src/core --answer answer.json
  lean-ctx verify answer-and-proof.json --key server.vkey --repo . --json

Exit codes: 0 valid, 4 not valid, 2 misuse. With --repo each cited range is rebuilt from git at the
proof's commit and compared. Order and scores of a ranking, and what was left out, are vouched for
by the signature alone.";

/// Check a proof: its signature, the answer, and every cited line against a repository.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The proof, alone or with its answer, as `lean-ctx proof` and ctx_proof give it; - for stdin.
    file: PathBuf,
    /// The server's public key: what `team keys show` printed, or a file that holds it.
    #[arg(long, value_name = "KEY")]
    key: String,
    /// A repository that holds the proof's commit.
    #[arg(long, value_name = "PATH")]
    repo: Option<PathBuf>,
    /// The answer to compare with the proof: a structured result, or a reply that carries one.
    #[arg(long, value_name = "FILE")]
    answer: Option<PathBuf>,
    /// The arguments to compare with the proof: JSON as it stands, @FILE, or - for stdin.
    #[arg(long, value_name = "JSON")]
    arguments: Option<String>,
    /// Print the report for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let keys = given::public_keys(&self.key)?;
        let file = given::bytes(&self.file)?;
        let answer = self.answer.as_deref().map(given::bytes).transpose()?;
        let arguments = self.arguments.as_deref().map(given::json).transpose()?;
        let repository = self.repo.as_deref().map(root_of).transpose()?;
        let given = Given {
            file: &file,
            key: named(&keys, &file),
            workspace: None,
            answer: answer.as_deref(),
            arguments: arguments.as_deref(),
            repository: repository.as_deref(),
        };
        let report = verify(&given, &Deadline::none())?;
        if self.json {
            ui.json(&report)?;
        } else {
            print(ui, &report)?;
        }
        match report.faults.first() {
            None => Ok(()),
            Some(why) => {
                Err(Error::new(Kind::CheckFailed, format!("the proof is not valid: {why}")))
            }
        }
    }
}

fn root_of(path: &std::path::Path) -> Result<PathBuf> {
    GitSource::discover(path)?.ok_or_else(|| {
        Error::new(Kind::Usage, format!("`{}` is no git repository", path.display()))
    })
}

fn print(ui: &Ui, report: &Report) -> Result<()> {
    ui.line(if report.valid { "valid" } else { "not valid" })?;
    if let Some(proved) = &report.proved {
        ui.line(&format!(
            "{} of workspace {} at commit {}, {}",
            proved.tool, proved.workspace, proved.commit, proved.time
        ))?;
    }
    for fault in &report.faults {
        ui.line(&format!("fault: {fault}"))?;
    }
    let told = report.faults.len() as u64;
    if report.fault_count > told {
        ui.line(&format!("and {} more faults", report.fault_count - told))?;
    }
    for check in &report.checked {
        ui.line(&format!("{}: {}", check.what, check.how))?;
    }
    report.not_checked.iter().try_for_each(|open| ui.line(&format!("not checked: {open}")))
}
