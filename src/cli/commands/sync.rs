//! `sync`: how do this machine and the account come to the same?

use serde_json::{Value, json};

use crate::account::auto;
use crate::account::home::masked;
use crate::account::section::Section;
use crate::account::sync::{Outcome, Sync, would_send};
use crate::base::{Error, Result};
use crate::cli::account_arg::signed_in;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx sync
  lean-ctx sync --dry-run
  lean-ctx sync --json | jq '.sections[] | select(.status == \"failed\")'

Everything is sealed on this machine before it is sent. A section that fails is named, and the others are still done.";

/// Bring this machine and the account to the same, each section by itself.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print the result for programs.
    #[arg(long)]
    json: bool,
    /// Only say what would be sent; nobody is asked and nothing is changed.
    #[arg(long)]
    dry_run: bool,
    /// Believe a server that has gone back to an older state than this machine has seen: after its operator restored a
    /// backup. What this machine has is sent again.
    #[arg(long)]
    accept_older: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let done = match self.dry_run {
            true => tried()?,
            false => synced(ui, false, self.accept_older)?,
        };
        report(ui, &done, self.json, self.dry_run)
    }
}

/// What came of all sections.
pub struct Done {
    account: String,
    server: String,
    sections: Vec<(Section, Result<Outcome>)>,
    warnings: Vec<String>,
}

fn tried() -> Result<Done> {
    let (machine, credentials) = signed_in()?;
    let each = |section| (section, would_send(&machine, &credentials, section));
    Ok(Done {
        account: masked(&credentials.email),
        server: credentials.server.to_string(),
        sections: Section::ALL.into_iter().map(each).collect(),
        warnings: Vec::new(),
    })
}

/// # Errors
/// When the account cannot be reached or is another; what a section fails with is in the result.
pub fn synced(ui: &Ui, pull: bool, accept_older: bool) -> Result<Done> {
    let (machine, credentials) = signed_in()?;
    let _held = machine.home.lock()?;
    auto::attempted(&machine.home)?;
    let bar = ui.progress("syncing", Some(Section::ALL.len() as u64));
    let mut sync = Sync::begin(&machine, &credentials, (pull, accept_older))?;
    let mut sections = Vec::new();
    for (at, section) in Section::ALL.into_iter().enumerate() {
        bar.set(at as u64);
        sections.push((section, sync.section(section)));
    }
    let mut warnings = std::mem::take(&mut sync.warnings);
    if let Err(e) = sync.state() {
        warnings.push(format!(
            "what this machine has seen could not be signed for the others: {}",
            e.chain()
        ));
    }
    let (account, server) = (masked(&credentials.email), credentials.server.to_string());
    Ok(Done { account, server, sections, warnings })
}

/// # Errors
/// Names the sections that failed; when stdout cannot be written.
pub fn report(ui: &Ui, done: &Done, json: bool, dry_run: bool) -> Result<()> {
    let failed: Vec<(Section, &Error)> =
        done.sections.iter().filter_map(|(s, out)| Some((*s, out.as_ref().err()?))).collect();
    if json {
        ui.json(&json!({
            "schema_version": 1,
            "account": done.account,
            "server": done.server,
            "dry_run": dry_run,
            "success": failed.is_empty(),
            "sections": done.sections.iter().map(|(s, out)| spelt(*s, out)).collect::<Vec<_>>(),
            "warnings": done.warnings,
        }))?;
    } else {
        people(ui, done, dry_run)?;
    }
    done.warnings.iter().for_each(|warning| ui.warn(warning));
    let Some((_, first)) = failed.first() else { return Ok(()) };
    let kind = first.kind();
    let names: Vec<&str> = failed.iter().map(|(section, _)| section.name()).collect();
    for (section, error) in &failed {
        ui.warn(&format!("`{}` was not synced: {}", section.name(), error.chain()));
        if let Some(hint) = error.hint_text() {
            ui.hint(hint);
        }
    }
    Err(Error::new(kind, format!("not all is synced: {} failed", names.join(", "))))
}

fn people(ui: &Ui, done: &Done, dry_run: bool) -> Result<()> {
    let mut rows = Vec::new();
    let mut empty = Vec::new();
    for (section, outcome) in &done.sections {
        match outcome {
            Ok(out) if out.entries == 0 => empty.push(*section),
            Ok(out) => rows.push(vec![
                section.name().to_owned(),
                out.sent.to_string(),
                if dry_run { "-".into() } else { out.received.to_string() },
                out.entries.to_string(),
                out.version.to_string(),
            ]),
            Err(_) => rows.push(vec![section.name().to_owned(), "failed".into()]),
        }
    }
    let sent = if dry_run { "WOULD SEND" } else { "SENT" };
    if !rows.is_empty() {
        ui.table(&["SECTION", sent, "RECEIVED", "ENTRIES", "VERSION"], rows)?;
    }
    for section in empty {
        ui.line(&format!("No {} to sync yet", section.words()))?;
    }
    for (section, outcome) in &done.sections {
        let Ok(outcome) = outcome else { continue };
        for (key, values) in &outcome.conflicts {
            ui.say(&format!("{}: {key} was written apart; both are kept:", section.name()));
            for (at, value) in values.iter().enumerate() {
                let counts = if at == 0 { "counts" } else { "kept" };
                ui.say(&format!("  [{counts}] {value}"));
            }
            ui.say("  writing it anew on any machine settles it");
        }
    }
    Ok(())
}

fn spelt(section: Section, outcome: &Result<Outcome>) -> Value {
    match outcome {
        Ok(out) => json!({
            "section": section.name(),
            "status": if out.entries == 0 { "empty" } else { "ok" },
            "sent": out.sent,
            "received": out.received,
            "entries": out.entries,
            "version": out.version,
            "conflicts": out.conflicts.iter().map(|(key, values)| json!({"key": key, "values": values})).collect::<Vec<_>>(),
        }),
        Err(e) => json!({"section": section.name(), "status": "failed", "error": e.chain()}),
    }
}
