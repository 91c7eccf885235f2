//! `team check`: would the server start with this team.json, and is its database sound?

use serde_json::json;

use crate::base::{Error, Kind, Result};
use crate::cli::config_arg::ConfigArg;
use crate::cli::ui::Ui;
use crate::config::{Config, Embedding, Fault, Loaded, Source, environment};
use crate::index::embedding::model::Model;
use crate::store::Store;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team check --config /etc/lean-ctx/team.json
  lean-ctx team check --json < team.json --config -
  lean-ctx team check --config /etc/lean-ctx/team.json --data

`--data` reads the whole database, beside a server that is at work on it if need be, and changes nothing.

Exit codes: 0 it would start, 2 team.json has faults, 4 the database has; all of them are listed.";

/// Check team.json: every fault at once, with its place and what to write instead.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Also examine the database of what callers share: every page and every reference.
    #[arg(long)]
    data: bool,
    /// Print `{ok, faults, warnings, database?}` for programs.
    #[arg(long)]
    json: bool,
}

/// What stands against the database, if there is one.
struct Examined {
    path: String,
    faults: Option<Vec<String>>,
}

impl Examined {
    fn new(config: &Config) -> Result<Self> {
        let store = Store::new(config.data.state()).on(environment::filesystem()?);
        Ok(Self { path: store.path().display().to_string(), faults: store.faults()? })
    }

    fn sound(&self) -> bool {
        self.faults.as_ref().is_none_or(Vec::is_empty)
    }

    fn print(&self, ui: &Ui) -> Result<()> {
        let path = &self.path;
        match &self.faults {
            None => {
                ui.line(&format!("there is no database yet; `{path}` is made at the first start"))
            }
            Some(faults) if faults.is_empty() => ui.line(&format!("database `{path}` is sound")),
            Some(faults) => {
                faults.iter().try_for_each(|fault| ui.line(&format!("fault: database: {fault}")))
            }
        }
    }
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        let (faults, warnings, database) = match Config::survey(&source) {
            Ok(Loaded { config, warnings }) => {
                let database = self.data.then(|| Examined::new(&config)).transpose()?;
                let faults = config.serve_faults().into_iter().chain(faulty_model(&config));
                (faults.collect(), warnings, database)
            }
            Err((faults, warnings)) => (faults, warnings, None),
        };
        let sound = database.as_ref().is_none_or(Examined::sound);
        if self.json {
            let ok = faults.is_empty() && sound;
            let mut report = json!({"ok": ok, "faults": faults, "warnings": warnings});
            if let Some(Examined { path, faults }) = &database {
                let exists = faults.is_some();
                report["database"] = json!({"path": path, "exists": exists, "faults": faults});
            }
            ui.json(&report)?;
        } else {
            print(ui, &source, &faults, &warnings)?;
            database.as_ref().map_or(Ok(()), |database| database.print(ui))?;
        }
        match faults.len() {
            0 if sound => Ok(()),
            0 => Err(Error::new(Kind::CheckFailed, "the database is damaged")
                .hint("stop the server and restore it from a backup")),
            1 => Err(Error::new(Kind::Config, "team.json has a fault")),
            n => Err(Error::new(Kind::Config, format!("team.json has {n} faults"))),
        }
    }
}

/// What is in a model's files: a start looks no further than that they are there.
fn faulty_model(config: &Config) -> Option<Fault> {
    let Embedding::Model(folder) = &config.index.embedding else { return None };
    let error = Model::check(folder).err()?;
    let remedy = error.hint_text().unwrap_or("name another folder, or write `true` or `\"off\"`");
    Some(Fault::new("index.embedding.model", error.chain(), remedy))
}

fn print(ui: &Ui, source: &Source, faults: &[Fault], warnings: &[Fault]) -> Result<()> {
    for fault in faults {
        ui.line(&format!("fault: {fault}\n       {}", fault.remedy))?;
    }
    for warning in warnings {
        ui.line(&format!("warning: {warning}\n         {}", warning.remedy))?;
    }
    if faults.is_empty() { ui.line(&format!("{source} is sound")) } else { Ok(()) }
}
