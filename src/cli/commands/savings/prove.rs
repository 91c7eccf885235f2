//! `savings prove`: how is one entry shown to be in the ledger, to somebody who has not the ledger?

use std::path::PathBuf;

use serde_json::{Value, json};

use super::place::PlaceArg;
use crate::base::digest::Sha256Digest;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};
use crate::cli::given;
use crate::cli::ui::Ui;
use crate::ledger::prove::{Which, prove};
use crate::ledger::verify::inclusion;
use crate::savings::{FORMAT, WORD, book};

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings prove --number 17 > 17.tlog-proof
  lean-ctx savings prove --entry 3f0a…c2 --config team.json > entry.tlog-proof
  lean-ctx savings prove --check 17.tlog-proof --key server.vkey

A proof holds the entry, the hashes that lead from it to the ledger's Merkle root (RFC 6962), and
the signed head: it is checked anywhere, offline. The form is c2sp.org/tlog-proof.
Exit codes: 0 it holds, 4 it does not.";

/// Prove that an entry is in the ledger, or check such a proof.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[group(id = "what", required = true, multiple = false)]
pub struct Args {
    /// The entry, by its `seq`.
    #[arg(long, value_name = "N", group = "what")]
    number: Option<u64>,
    /// The entry, by its `entry_hash`.
    #[arg(long, value_name = "HASH", group = "what")]
    entry: Option<String>,
    /// A proof to check; - for stdin.
    #[arg(long, value_name = "FILE", group = "what", requires = "key")]
    check: Option<PathBuf>,
    /// Of --check: the public key that is trusted, or a file that holds it.
    #[arg(long, value_name = "KEY", requires = "check")]
    key: Option<String>,
    #[command(flatten)]
    place: PlaceArg,
    /// Of --check: print what was proved for programs.
    #[arg(long, requires = "check")]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match (&self.check, &self.key) {
            (Some(file), Some(key)) => self.check(ui, file, key),
            _ => {
                let which = match &self.entry {
                    Some(text) => Which::Hash(hash(text)?),
                    None => Which::Number(self.number.unwrap_or_default()),
                };
                let proof = prove(&book(&self.place.data()?), &FORMAT, which)?;
                proof.lines().try_for_each(|line| ui.line(line))
            }
        }
    }

    fn check(&self, ui: &Ui, file: &std::path::Path, key: &str) -> Result<()> {
        let keys = given::public_keys(key)?;
        let text = String::from_utf8_lossy(&given::bytes(file)?).into_owned();
        let shown = inclusion::check(&text, &FORMAT, WORD, &keys).map_err(|why| {
            Error::new(Kind::CheckFailed, format!("the proof does not hold: {why}"))
        })?;
        let entry: Value =
            serde_json::from_str(&shown.line).context(|| "cannot read the entry".into())?;
        if self.json {
            let (origin, size) = (&shown.origin, shown.size);
            return ui.json(&json!({"entry": entry, "records": size, "origin": origin}));
        }
        ui.line(&format!("record {} of {}, signed by {}", shown.number, shown.size, shown.origin))?;
        ui.line(&shown.line)
    }
}

fn hash(text: &str) -> Result<Sha256Digest> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).map_err(|_| {
        Error::new(Kind::Usage, format!("`{text}` is not an entry's hash"))
            .hint("an `entry_hash` is 64 hex digits; `savings export` prints them")
    })?;
    Ok(hash)
}
