//! `savings roi verify`: does this report hold? On any machine, with a key that was had before.

use std::path::PathBuf;

use super::PricesArg;
use crate::base::{Error, Kind, Result};
use crate::cli::given;
use crate::cli::ui::Ui;
use crate::proof::verify::named;
use crate::roi::check::{Checked, Given, check};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team keys show > server.vkey         once, from whom you trust
  lean-ctx savings roi verify savings-roi-2026-10.dsse.json --key server.vkey
  lean-ctx savings roi verify report.json --key server.vkey --ledger ledger.jsonl --json

Exit codes: 0 valid, 4 not valid, 2 misuse. No account and no network is needed. A second verifier,
of other authors' libraries alone, is scripts/roi-verify.py; docs/savings.md has the format.";

/// Check a signed report: its signature, the ledger's head that it is about, and its sums.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The report, as `savings roi --out` (.dsse.json) or `savings roi --json` gives it; - for stdin.
    file: PathBuf,
    /// The public key of who made it: what `team keys show` or `proof --public-key` printed, or a
    /// file that holds it.
    #[arg(long, value_name = "KEY")]
    key: String,
    /// The ledger, to add it up again; its rotated files and its head beside it.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    prices: PricesArg,
    /// Print what was found for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let keys = given::public_keys(&self.key)?;
        let file = given::bytes(&self.file)?;
        if let Some(path) = self.ledger.as_deref().filter(|path| !path.is_file()) {
            return Err(Error::new(
                Kind::Usage,
                format!("`{}` is no ledger: there is no such file", path.display()),
            ));
        }
        let found = check(Given {
            file: &file,
            key: named(&keys, &file),
            ledger: self.ledger.as_deref(),
            prices: self.prices.load()?,
        })?;
        if self.json {
            ui.json(&found)?;
        } else {
            print(ui, &found)?;
        }
        match found.faults.first() {
            None => Ok(()),
            Some(why) => {
                Err(Error::new(Kind::CheckFailed, format!("the report is not valid: {why}")))
            }
        }
    }
}

fn print(ui: &Ui, found: &Checked) -> Result<()> {
    ui.line(if found.valid { "valid" } else { "not valid" })?;
    if let Some(report) = &found.report {
        let worth = report.net_after_overhead_usd.map_or("unknown".into(), |usd| usd.dollars());
        ui.line(&format!(
            "period {}, made {}: {} measured calls saved {} tokens net, worth {worth}",
            report.period.escape_debug(),
            report.created_at.escape_debug(),
            report.total_events,
            report.net_after_overhead_tokens
        ))?;
    }
    found.faults.iter().try_for_each(|fault| ui.line(&format!("fault: {fault}")))?;
    found.checked.iter().try_for_each(|check| ui.line(check))?;
    found.not_checked.iter().try_for_each(|open| ui.line(&format!("not checked: {open}")))
}
