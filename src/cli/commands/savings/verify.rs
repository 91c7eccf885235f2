//! `savings verify`: has the ledger been edited, cut or put back?

use std::path::PathBuf;

use super::place::PlaceArg;
use crate::base::Result;
use crate::cli::examined;
use crate::cli::given::public_keys;
use crate::cli::ui::Ui;
use crate::ledger::Key;
use crate::savings::{self, Report, book};

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings verify
  lean-ctx savings verify --head kept.head --key server.vkey
  lean-ctx savings verify ledger.jsonl --key server.vkey --head kept.head
  lean-ctx savings verify --config team.json --json | jq .faults

Exit codes: 0 it holds, 4 it does not; every fault has its file and line. What cannot be excluded
without a head kept elsewhere is said. `savings roi --out DIR` writes a head to keep.";

/// Check the savings ledger: its chain, its signed head, and that nothing was cut off or put back.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ledger's files, the oldest first; by default the data root's and its rotated siblings.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A head that was kept elsewhere, to tell an older ledger that was put back.
    #[arg(long, value_name = "FILE")]
    head: Option<PathBuf>,
    /// The public key: what `savings keys show` or `team keys show` printed, or a file that holds
    /// it, with `--rotations` behind it where it was rotated; by default the data root's own.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Old files were removed on purpose: that they are missing is no fault.
    #[arg(long)]
    partial: bool,
    #[command(flatten)]
    place: PlaceArg,
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
        examined::verdict("ledger", &report.book)
    }

    fn check(&self) -> Result<Report> {
        // With its files and a key named, a ledger is checked anywhere.
        let (path, own) = match (self.files.last(), &self.key) {
            (Some(last), Some(_)) => (last.clone(), Vec::new()),
            _ => {
                let data = self.place.data()?;
                let keys = Key::load(&data.keys())?.map(|key| key.trusted());
                (book(&data), keys.unwrap_or_default())
            }
        };
        let keys = match &self.key {
            Some(given) => public_keys(given)?,
            None => own,
        };
        savings::verify(&path, &self.files, self.head.as_deref(), &keys, self.partial)
    }
}

fn print(ui: &Ui, found: &Report) -> Result<()> {
    let report = &found.book;
    examined::faults(ui, report)?;
    if report.records == 0 && report.fault_count == 0 {
        ui.line("the ledger is empty: nothing has been metered yet")?;
    } else {
        ui.line(&format!(
            "{} records in {} files: {} events measured, {} modelled, {} remarks",
            report.records,
            report.files.len(),
            found.totals.measured.events,
            found.totals.modelled.events,
            found.notes.len()
        ))?;
    }
    for remark in &found.notes {
        ui.line(&format!("noted at record {}: {}", remark.record, remark.text))?;
    }
    examined::limits(ui, report)
}
