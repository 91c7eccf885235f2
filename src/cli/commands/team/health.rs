//! `team health`: is a server alive? What a container's health check runs, since its image has no other program.

use std::time::Duration;

use serde_json::{Value, json};

use crate::base::{Error, Kind, Result};
use crate::cli::ui::Ui;
use crate::client::{self, Connection};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team health
  lean-ctx team health --url https://ctx.example.com --ready --json

It needs no token: what it asks is open to a load balancer's probes and names nothing.
Exit codes: 0 the server answers as it should, 4 it does not or cannot be reached.";

/// Ask whether a server is alive, or ready to answer about every workspace; exit 4 when it is not.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Address of the server.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// Also whether every workspace serves and the audit log can be written. Not for a check that
    /// restarts the server: a first index takes its time.
    #[arg(long)]
    ready: bool,
    /// Wait this long for the answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
    /// Print `{url, ok, status, answer, error}` for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let url = client::address(&self.url)?;
        let shown = url.as_str().trim_end_matches('/').to_owned();
        let path = if self.ready { "/readyz" } else { "/livez" };
        let asked = Connection::new(&url, None, Duration::from_secs(self.timeout)).get(path);
        let (status, answer, wrong) = match asked {
            Ok(reply) => {
                let answer = reply.value();
                let wrong = fault(reply.status, &answer);
                (Some(reply.status), answer, wrong)
            }
            Err(e) => (None, Value::Null, Some(e.chain())),
        };
        if self.json {
            let ok = wrong.is_none();
            let answer = if answer["status"].is_string() { answer } else { Value::Null };
            ui.json(&json!({"url": shown, "ok": ok, "status": status, "answer": answer, "error": wrong}))?;
        } else if wrong.is_none() {
            let word = if self.ready { "ready" } else { "alive" };
            ui.line(&format!("{shown} is {word}"))?;
        }
        match wrong {
            None => Ok(()),
            Some(wrong) => Err(Error::new(Kind::CheckFailed, format!("`{shown}{path}`: {wrong}"))),
        }
    }
}

/// Why this is no answer of a server that is well.
fn fault(status: u16, answer: &Value) -> Option<String> {
    let count = |name: &str| answer["workspaces"][name].as_u64().unwrap_or(0);
    match (status, answer["status"].as_str()) {
        (200, Some("ok")) => None,
        (503, Some("not_ready")) if answer["auditWritable"] == false => {
            Some("not ready: the audit log cannot be written".into())
        }
        (503, Some("not_ready")) => {
            let (serving, total) = (count("serving"), count("total"));
            Some(format!("not ready: {serving} of {total} workspaces serve"))
        }
        _ => Some(format!("it answers {status}, and not as a lean-ctx team server does")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_word_counts() {
        assert_eq!(fault(200, &json!({"status": "ok"})), None);
        for (status, answer, part) in [
            (200, json!("<html>"), "not as a lean-ctx"),
            (404, json!({"status": "ok"}), "404"),
            (503, json!({"status": "not_ready", "auditWritable": false}), "audit log"),
            (
                503,
                json!({"status": "not_ready", "workspaces": {"total": 3, "serving": 1}}),
                "1 of 3",
            ),
        ] {
            let said = fault(status, &answer).unwrap();
            assert!(said.contains(part), "{said}");
        }
    }
}
