//! `savings push`: how does a team learn what its members save?

use super::period::PeriodArg;
use super::place::PlaceArg;
use super::sign::signed;
use crate::base::{Error, Kind, Result};
use crate::cli::server_arg::ServerArg;
use crate::cli::ui::Ui;
use crate::client;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings push --server https://ctx.example.com
  lean-ctx savings push --server https://ctx.example.com --token-file ~/.config/ctx.token

What is sent is what `savings sign` prints: totals, no entries. The token is read from
LEAN_CTX_TEAM_TOKEN or from --token-file, never from the command line; it must not be bound to
workspaces. Its first push binds this machine's key to it.";

/// Send the ledger's signed totals to a team's server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    server: ServerArg,
    #[command(flatten)]
    period: PeriodArg,
    #[command(flatten)]
    place: PlaceArg,
    /// Print the server's answer for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (server, token) = self.server.open()?;
        let (batch, text) = signed(&self.place, &self.period)?;
        if !batch.chain_valid {
            return Err(Error::new(Kind::CheckFailed, "the ledger does not hold: it is not sent")
                .hint("`lean-ctx savings verify` tells what is wrong with it"));
        }
        let answer = client::post(&server, "/api/v1/savings/ingest", &token, &text)?;
        if self.json {
            return ui.json(&answer);
        }
        ui.line(&format!("{} tokens net are reported to {server}", batch.totals.net_saved_tokens))
    }
}
