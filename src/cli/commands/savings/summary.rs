//! `savings`, alone: what was saved?

use super::place::{PeriodArg, PlaceArg, PricesArg, insist, tally};
use super::show;
use crate::base::Result;
use crate::base::clock;
use crate::cli::ui::Ui;
use crate::ledger::Key;
use crate::roi::{ledger, statement};

// Its arguments stand among those of `savings`, whose group has the same name.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    #[command(flatten)]
    period: PeriodArg,
    #[command(flatten)]
    prices: PricesArg,
    #[command(flatten)]
    place: PlaceArg,
    /// Print the numbers for programs: the fields of `savings roi --json`, unsigned.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let mut tally = tally(&self.period, &self.prices)?;
        let data = self.place.data()?;
        let key = Key::load(&data.keys())?;
        let book = ledger::read(&crate::savings::book(&data), key.as_ref(), &mut tally)?;
        let report = statement::unsigned(&tally, &book, key.as_ref(), clock::now());
        if self.json {
            ui.json(&report)?;
        } else {
            show::report(ui, tally.period(), &report)?;
        }
        insist(&book.verdict)
    }
}
