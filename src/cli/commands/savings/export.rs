//! `savings export`: what was metered, event by event, or as the FinOps tools take it?

use super::place::{PeriodArg, PlaceArg, PricesArg, insist, tally};
use crate::base::error::Context as _;
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::cli::ui::Ui;
use crate::ledger::Key;
use crate::roi::csv::{self, Event};
use crate::roi::period::day_of;
use crate::roi::{focus, ledger};
use crate::savings::{book, read};

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings export > events.json
  lean-ctx savings export --format csv --period 2026-10 > october.csv
  lean-ctx savings export --format focus --config team.json > focus.csv

json and csv have one row an event, money in dollars. focus is a dataset by FOCUS 1.2 (FinOps Open
Cost and Usage Specification), one row a day, tool, model and class of evidence; ours are the
columns with x_. Its costs are 0: savings are nobody's invoice, they stand in x_SavedCost.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Json,
    Csv,
    Focus,
}

/// Print the metered events: as JSON, CSV, or as a FOCUS dataset.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// How they are spelled.
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    format: Form,
    #[command(flatten)]
    period: PeriodArg,
    #[command(flatten)]
    prices: PricesArg,
    #[command(flatten)]
    place: PlaceArg,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let data = self.place.data()?;
        match self.format {
            Form::Focus => self.focus(ui, &data),
            form if self.prices.given() => Err(Error::new(
                Kind::Usage,
                format!("{form:?} prints events as they were booked: `--prices` is for focus")
                    .to_lowercase(),
            )),
            form => self.events(ui, &data, form),
        }
    }

    fn focus(&self, ui: &Ui, data: &DataDir) -> Result<()> {
        let mut tally = tally(&self.period, &self.prices)?;
        let key = Key::load(&data.keys())?;
        let read = ledger::read(&book(data), key.as_ref(), &mut tally)?;
        insist(&read.verdict)?;
        let account = key.as_ref().map_or("lean-ctx", |key| key.public().name());
        ui.bytes(focus::csv(&tally, account).as_bytes())
    }

    fn events(&self, ui: &Ui, data: &DataDir, form: Form) -> Result<()> {
        let period = self.period.parse()?;
        let mut first = true;
        let mut out = match form {
            Form::Csv => csv::row(&csv::HEAD.map(str::to_owned)),
            _ => "[".to_owned(),
        };
        for (_, entry) in read(&book(data))? {
            let entry = entry?;
            if !period.holds(day_of(entry.ts)) {
                continue;
            }
            let event = Event::from(entry);
            if form == Form::Csv {
                out.push_str(&event.row());
            } else {
                out.push_str(if first { "\n" } else { ",\n" });
                let text = serde_json::to_string(&event);
                out.push_str(&text.context(|| "cannot spell JSON".into())?);
            }
            first = false;
            if out.len() > 1 << 16 {
                ui.bytes(out.as_bytes())?;
                out.clear();
            }
        }
        if form != Form::Csv {
            out.push_str("\n]\n");
        }
        ui.bytes(out.as_bytes())?;
        if first {
            ui.note(&format!("nothing was metered {}", period.phrase()));
        }
        Ok(())
    }
}
