//! `savings verify-batch`: did its signer sign this batch as it is?

use std::path::PathBuf;

use serde_json::json;

use crate::base::{Error, Kind, Result};
use crate::cli::given;
use crate::cli::ui::Ui;
use crate::savings::batch;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings verify-batch savings.json
  lean-ctx savings verify-batch savings.json --key anna.vkey --json

Exit codes: 0 it is signed as it is, 4 it is not, 2 misuse. Without --key it is not said whose key
that is: anybody can make one. Whether the totals are true only the signer's ledger can tell.";

/// Check a signed batch of savings, without a ledger, a network or an account.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The batch; - for stdin.
    file: PathBuf,
    /// Whose it must be: a public key as `team keys show` prints it, or a file that holds one.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Print the result for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let key = self.key.as_deref().map(given::public_key).transpose()?;
        let bytes = given::bytes(&self.file)?;
        let checked = batch::check(&bytes, key.as_ref());
        if self.json {
            let known = key.is_some();
            ui.json(&match &checked {
                Ok((batch, _)) => json!({"valid": true, "keyChecked": known, "batch": batch}),
                Err(e) => json!({"valid": false, "keyChecked": known, "fault": e.chain()}),
            })?;
        }
        // Whatever is wrong with what is in the file, it is not the batch that was signed.
        let (batch, signer) = checked.map_err(|e| {
            let why = format!("the batch is not valid: {}", e.chain());
            let error = Error::new(Kind::CheckFailed, why);
            match e.hint_text() {
                Some(hint) => error.hint(hint),
                None => error,
            }
        })?;
        if self.json {
            return Ok(());
        }
        let totals = &batch.totals;
        ui.line("valid")?;
        ui.line(&format!("signed by {}", signer.hex()))?;
        ui.line(&format!("{} on {}, period {}", batch.agent_id, batch.created_at, batch.period))?;
        ui.line(&format!(
            "{} tokens net ({} gross), {} USD, {} calls",
            totals.net_saved_tokens, totals.saved_tokens, totals.saved_usd, totals.total_events
        ))?;
        ui.line(&format!("ledger up to {}", batch.last_entry_hash))?;
        if key.is_none() {
            ui.line("not checked: whose key that is (give --key)")?;
        }
        ui.line("not checked: the signer's ledger itself")
    }
}
