//! `savings team`: what have all of a team saved together?

use serde_json::Value;

use crate::base::{Error, Result};
use crate::cli::server_arg::ServerArg;
use crate::cli::ui::Ui;
use crate::client;

const EXAMPLES: &str = "\
Examples:
  lean-ctx savings team --server https://ctx.example.com
  lean-ctx savings team --server https://ctx.example.com --token-file /run/secrets/ops --json

The token needs the scope `audit` and no bound workspaces. It is read from LEAN_CTX_TEAM_TOKEN or
from --token-file, never from the command line. Each member counts with the newest batch that it
has pushed.";

/// Show what the members of a team report to its server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    server: ServerArg,
    /// Print the summary for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (server, token) = self.server.open()?;
        let summary = client::get(&server, "/v1/savings/summary", &token)?;
        if self.json {
            return ui.json(&summary);
        }
        let Some(members) = summary["by_member"].as_array() else {
            return Err(Error::failed(format!("`{server}` gives no summary"))
                .hint("is this the address of a lean-ctx team server?"));
        };
        if members.is_empty() {
            return ui.line("nobody has reported savings yet: `lean-ctx savings push` does");
        }
        let mut rows: Vec<Vec<String>> = members.iter().map(member).collect();
        rows.push(figures("all", &summary["totals"], ""));
        ui.table(&["member", "net tokens", "gross tokens", "USD", "calls", "reported"], rows)?;
        for (name, field) in [("model", "by_model"), ("tool", "by_tool")] {
            let rows: Vec<Vec<String>> = summary[field]
                .as_array()
                .into_iter()
                .flatten()
                .map(|row| vec![text(&row[name]), text(&row["saved_tokens"])])
                .collect();
            if !rows.is_empty() {
                ui.line("")?;
                ui.table(&[name, "gross tokens"], rows)?;
            }
        }
        Ok(())
    }
}

fn member(row: &Value) -> Vec<String> {
    let signer = text(&row["signer"]);
    let name = format!("{} ({})", text(&row["agent_id"]), signer.get(..16).unwrap_or(&signer));
    figures(&name, row, &text(&row["last_reported"]))
}

fn figures(name: &str, of: &Value, reported: &str) -> Vec<String> {
    vec![
        name.to_owned(),
        text(&of["net_saved_tokens"]),
        text(&of["saved_tokens"]),
        format!("{:.2}", of["saved_usd"].as_f64().unwrap_or_default()),
        text(&of["total_events"]),
        reported.to_owned(),
    ]
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
