//! `savings roi`: a report that procurement can hand around, and check without us.

mod verify;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::place::{PeriodArg, PlaceArg, PricesArg, insist, tally};
use super::show;
use crate::base::error::Context as _;
use crate::base::files::{self, Mode};
use crate::base::{Result, clock};
use crate::cli::ui::Ui;
use crate::ledger::Key;
use crate::roi::report::Report;
use crate::roi::tally::Tally;
use crate::roi::{focus, page, statement};

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings roi --period 2026-10
  lean-ctx savings roi --period 2026-10 --out report/
  lean-ctx savings roi --json --config team.json
  lean-ctx savings roi verify savings-roi-2026-10.dsse.json --key server.vkey

--out writes four files: the signed report (.dsse.json: DSSE around an in-toto statement about the
ledger's head), a FOCUS dataset (.focus.csv), a page to read and print (.html), and the ledger's
head (.head), to be kept elsewhere for `savings verify --head`.";

/// Make a signed report of what was saved: tokens, money, and on what that rests.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    period: PeriodArg,
    #[command(flatten)]
    prices: PricesArg,
    #[command(flatten)]
    place: PlaceArg,
    /// Write the report's files into this folder; it is made where it is missing.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the report for programs, with its envelope.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        if let Some(Command::Verify(args)) = self.command {
            return args.run(ui);
        }
        let mut tally = tally(&self.period, &self.prices)?;
        let data = self.place.data()?;
        let key = Key::open(&data.keys())?;
        let (report, verdict) = statement::make(&data, &key, &mut tally, clock::now())?;
        if self.json {
            ui.json(&report)?;
        } else {
            show::report(ui, tally.period(), &report)?;
        }
        insist(&verdict)?;
        if !self.json {
            ui.line(&format!(
                "signed with {} over {} records of the ledger, last {}",
                key.public().name(),
                report.ledger.size,
                report.last_entry_hash
            ))?;
        }
        match &self.out {
            Some(folder) => write(ui, folder, &report, &tally),
            None => Ok(()),
        }
    }
}

/// Readable by nobody else: whom a report is given to is its owner's choice.
fn write(ui: &Ui, folder: &Path, report: &Report, tally: &Tally) -> Result<()> {
    files::private_dir(folder)?;
    let stem = format!("savings-roi-{}", report.period);
    let envelope = serde_json::to_vec(&report.envelope).context(|| "cannot spell JSON".into())?;
    let signed = format!("{stem}.dsse.json");
    let page = page::html(report, &signed);
    let table = focus::csv(tally, &report.agent_id);
    let note = report.ledger.note.clone().unwrap_or_default();
    for (name, bytes) in [
        (signed, envelope),
        (format!("{stem}.focus.csv"), table.into_bytes()),
        (format!("{stem}.html"), page.into_bytes()),
        (format!("{stem}.head"), note.into_bytes()),
    ] {
        let path = folder.join(name);
        files::write_atomic(&path, &bytes, Mode::Private)?;
        ui.note(&format!("wrote {}", path.display()));
    }
    Ok(())
}
