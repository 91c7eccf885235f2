//! `team slo-report`: does a running server keep its service level objectives?

use serde::Serialize;
use serde_json::Value;

use crate::base::{Error, Kind, Result, clock};
use crate::cli::server_arg::ServerArg;
use crate::cli::ui::Ui;
use crate::client;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team slo-report --server https://ctx.example.com
  lean-ctx team slo-report --server http://127.0.0.1:8484 --token-file /run/secrets/ops --json

The token needs the scope `audit` and no bound workspaces. It is read from LEAN_CTX_TEAM_TOKEN or
from --token-file, never from the command line.
Objectives: availability >= 99.5 %, query p95 < 500 ms, index lag < 300 s.
Exit codes: 0 all are kept, 4 one is violated, 1 the server cannot be reached, 3 it refuses the token.";

/// Check a running server's availability, latency and index lag; exit 4 when one is violated.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    server: ServerArg,
    /// Print the report for programs.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    server: String,
    checked_at: String,
    ok: bool,
    /// Requests that availability and latency are of.
    window: u64,
    objectives: Vec<Objective>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Objective {
    name: &'static str,
    /// `>=` or `<`: how what was measured must stand to the target.
    relation: &'static str,
    target: f64,
    unit: &'static str,
    measured: f64,
    ok: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (server, token) = self.server.open()?;
        let metrics = client::get(&server, "/v1/metrics", &token)?;
        let objectives = objectives(&metrics["slo"]).ok_or_else(|| {
            Error::failed(format!("`{server}` gives no metrics"))
                .hint("is this the address of a lean-ctx team server?")
        })?;
        let report = Report {
            server: server.to_string(),
            checked_at: clock::rfc3339(clock::now()),
            ok: objectives.iter().all(|o| o.ok),
            window: metrics["slo"]["window_len"].as_u64().unwrap_or(0),
            objectives,
        };
        if self.json {
            ui.json(&report)?;
        } else {
            print(ui, &report)?;
        }
        let violated: Vec<&str> =
            report.objectives.iter().filter(|o| !o.ok).map(|o| o.name).collect();
        match violated.len() {
            0 => Ok(()),
            _ => Err(Error::new(
                Kind::CheckFailed,
                format!("objectives violated: `{}`", violated.join("`, `")),
            )),
        }
    }
}

/// `None`: this is no measurement.
fn objectives(slo: &Value) -> Option<Vec<Objective>> {
    let at_least = |name, target, unit, field: &str| {
        let measured = slo[field].as_f64()?;
        Some(Objective { name, relation: ">=", target, unit, measured, ok: measured >= target })
    };
    let below = |name, target, unit, field: &str| {
        let measured = slo[field].as_f64()?;
        Some(Objective { name, relation: "<", target, unit, measured, ok: measured < target })
    };
    Some(vec![
        at_least("team_availability_pct", 99.5, "%", "availability_pct")?,
        below("team_query_p95_ms", 500.0, "ms", "p95_ms")?,
        below("team_index_lag_seconds", 300.0, "s", "index_lag_seconds")?,
    ])
}

fn print(ui: &Ui, report: &Report) -> Result<()> {
    let row = |o: &Objective| {
        vec![
            o.name.to_owned(),
            format!("{:.3} {}", o.measured, o.unit),
            format!("{} {} {}", o.relation, o.target, o.unit),
            if o.ok { "kept" } else { "VIOLATED" }.to_owned(),
        ]
    };
    let rows = report.objectives.iter().map(row).collect();
    ui.table(&["objective", "measured", "target", "state"], rows)?;
    ui.note(&format!("over the newest {} requests of {}", report.window, report.server));
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kept(availability: f64, p95: f64, lag: f64) -> Vec<bool> {
        let slo =
            json!({"availability_pct": availability, "p95_ms": p95, "index_lag_seconds": lag});
        objectives(&slo).unwrap().iter().map(|o| o.ok).collect()
    }

    #[test]
    fn the_bounds_are_those_of_the_contract() {
        assert_eq!(kept(99.5, 499.99, 299.9), [true; 3]);
        assert_eq!(kept(99.49, 500.0, 300.0), [false; 3]);
        assert_eq!(kept(100.0, 0.0, 301.0), [true, true, false]);
        assert!(objectives(&json!({"p95_ms": 1})).is_none());
    }
}
