//! `team audit verify`: has the audit log been edited, cut or put back?

use std::path::PathBuf;

use crate::audit::{self, Report};
use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::examined;
use crate::cli::given::public_keys;
use crate::cli::ui::Ui;
use crate::ledger::Key;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team audit verify
  lean-ctx team audit verify audit.jsonl.1 audit.jsonl --head kept.head --key server.vkey
  lean-ctx team audit verify --json | jq .faults

Exit codes: 0 it holds, 4 it does not; every fault has its file and line. What cannot be excluded
without a head kept elsewhere is said.";

/// Check the audit log: its chain, its signed head, and that nothing was cut off or put back.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The log's files, the oldest first; by default the configured one and its rotated siblings.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A head that was kept elsewhere, to tell an older log that was put back.
    #[arg(long, value_name = "HEAD")]
    head: Option<PathBuf>,
    /// The public key: what `team keys show` printed, or a file that holds it, with `--rotations`
    /// behind it where it was rotated; by default the server's own.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Old files were removed on purpose: that they are missing is no fault.
    #[arg(long)]
    partial: bool,
    #[command(flatten)]
    config: ConfigArg,
    /// Print the report for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let report = self.check()?;
        if self.json {
            ui.json(&report)?;
        } else {
            print(ui, &report)?;
        }
        examined::verdict("audit log", &report.book)
    }

    fn check(&self) -> Result<Report> {
        // With its files and a key named, the log is checked anywhere: no team.json is needed.
        let (log, own) = match (self.files.last(), &self.key) {
            (Some(last), Some(_)) => (last.clone(), Vec::new()),
            _ => {
                let config = load(&self.config.source()?)?;
                let keys = Key::load(&config.data.keys())?.map(|key| key.trusted());
                (config.audit_log, keys.unwrap_or_default())
            }
        };
        let keys = match &self.key {
            Some(given) => public_keys(given)?,
            None => own,
        };
        audit::verify(&log, &self.files, self.head.as_deref(), &keys, self.partial)
    }
}

fn print(ui: &Ui, report: &Report) -> Result<()> {
    let book = &report.book;
    examined::faults(ui, book)?;
    for remark in &report.notes {
        ui.line(&format!("noted at record {}: {}", remark.record, remark.text))?;
    }
    ui.line(&format!(
        "{} records in {} files; decisions: {} allowed, {} denied (a record may stand for several)",
        book.records,
        book.files.len(),
        report.allowed,
        report.denied
    ))?;
    examined::limits(ui, book)
}
