//! `savings sign`: who vouches for the totals, without giving the ledger away?

use std::path::PathBuf;

use super::period::PeriodArg;
use super::place::PlaceArg;
use crate::base::files::{self, Mode};
use crate::base::{Error, Result, clock};
use crate::cli::ui::Ui;
use crate::ledger::{Key, rotation};
use crate::savings::batch::{self, Batch};

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings sign --out savings.json
  lean-ctx savings sign --period 2026-10 | lean-ctx savings verify-batch -

The batch has totals by model, tool and mechanism, the ledger's first and last hash, and no entry,
path or name. Only what was measured is in it. Anybody can check it: `savings verify-batch`.";

/// Sign the ledger's totals as a batch that can be checked without the ledger.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    period: PeriodArg,
    /// Where to write the batch; by default to stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: PlaceArg,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (batch, text) = signed(&self.place, &self.period)?;
        if !batch.chain_valid {
            ui.warn(
                "the ledger does not hold, and the batch says so: see `lean-ctx savings verify`",
            );
        }
        match &self.out {
            None => ui.line(&text),
            Some(path) => {
                files::write_atomic(path, format!("{text}\n").as_bytes(), Mode::Plain)?;
                let totals = &batch.totals;
                ui.note(&format!(
                    "{} tokens net in {} calls, signed into `{}`",
                    totals.net_saved_tokens,
                    totals.total_events,
                    path.display()
                ));
                Ok(())
            }
        }
    }
}

/// The batch, and its text under the data root's signature.
///
/// # Errors
/// When there is nothing to sign, or the ledger or the key cannot be read.
pub fn signed(place: &PlaceArg, period: &PeriodArg) -> Result<(Batch, String)> {
    let data = place.data()?;
    let empty = || {
        Error::failed("nothing was metered in that period: there is nothing to sign").hint(
            "each answered call is metered; `lean-ctx savings verify` tells how many there are",
        )
    };
    // A look must not make a key.
    let key = Key::load(&data.keys())?.ok_or_else(empty)?;
    let batch = batch::make(&data, Some(&key), &period.period, clock::now())?;
    if batch.last_entry_hash == batch::GENESIS {
        return Err(empty());
    }
    let text = batch.clone().sign_after(&key, &rotation::text(&data.keys())?)?;
    Ok((batch, text))
}
