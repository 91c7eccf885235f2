//! `team serve`: the server itself.

use std::sync::Arc;

use crate::base::Result;
use crate::cli::config_arg::ConfigArg;
use crate::cli::log_arg::LogArg;
use crate::cli::serving::Opened;
use crate::cli::ui::Ui;
use crate::config::{Config, fault};
use crate::trace::Level;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team serve --config /etc/lean-ctx/team.json
  lean-ctx team serve --config env:TEAM_JSON
  lean-ctx team serve --log-format json --log-level warn

stdout gets one line, `listening on URL`; everything else is on stderr, a line for each request
among it (never a token or an argument). OTEL_EXPORTER_OTLP_ENDPOINT and its kin send traces and
measures to a collector. SIGTERM and SIGINT answer
what was accepted and end with 0; SIGHUP reopens the audit log. A changed team.json is taken
within two seconds.

Under systemd, Type=notify is told when the server is ready, and the socket of a socket unit is
served instead of `host` and `port`.";

/// Serve the team's repositories to MCP clients and scripts, until SIGTERM.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    #[command(flatten)]
    log: LogArg,
}

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        let tracer = self.log.tracer(ui, Level::Info)?;
        let source = self.config.source()?;
        let loaded = Config::load(&source).map_err(|faults| fault::error(&source, &faults))?;
        let faults = loaded.config.serve_faults();
        if !faults.is_empty() {
            return Err(fault::error(&source, &faults));
        }
        for warning in &loaded.warnings {
            ui.warn(&warning.to_string());
        }
        let opened = Opened::new(ui, loaded.config, source, tracer)?;
        opened.serve(ui, |url| {
            ui.line(&format!("listening on {url}"))?;
            ui.flush()
        })
    }
}
