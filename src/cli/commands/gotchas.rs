//! `gotchas`: which mistakes were made here before, and what helped?

use std::path::PathBuf;

use clap::Subcommand;

use crate::account::source::GOTCHA;
use crate::base::Result;
use crate::cli::local::{Memories, WorkspaceArg};
use crate::cli::ui::Ui;
use crate::knowledge::{Fact, Name, Saying};

const EXAMPLES: &str = "\
Examples:
  lean-ctx gotchas add 'error: linker `cc` not found' 'apt install build-essential'
  lean-ctx gotchas list --json
  lean-ctx gotchas remove 'error: linker `cc` not found'

They are knowledge of category `gotcha`: AI clients recall them with ctx_knowledge.";
const ADD: &str = "\
Example:
  lean-ctx gotchas add 'port 5432 is in use' 'docker compose down'";
const LIST: &str = "\
Example:
  lean-ctx gotchas list";
const REMOVE: &str = "\
Example:
  lean-ctx gotchas remove 'port 5432 is in use'";

/// Patterns that were met in a repository, each with what helped.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Keep a fix for a pattern.
    #[command(after_help = ADD)]
    Add {
        /// What is met: an error's text, a line.
        pattern: String,
        /// What helps.
        fix: String,
        /// The repository or folder; by default the one you stand in.
        #[arg(long, value_name = "PATH")]
        workspace: Option<PathBuf>,
    },
    /// Show them all.
    #[command(after_help = LIST)]
    List {
        /// Print an array for programs.
        #[arg(long)]
        json: bool,
        /// The repository or folder; by default the one you stand in.
        #[arg(long, value_name = "PATH")]
        workspace: Option<PathBuf>,
    },
    /// Forget one.
    #[command(after_help = REMOVE)]
    Remove {
        /// The pattern, as `list` shows it.
        pattern: String,
        /// The repository or folder; by default the one you stand in.
        #[arg(long, value_name = "PATH")]
        workspace: Option<PathBuf>,
    },
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Add { pattern, fix, workspace } => {
                let here = WorkspaceArg::at(workspace).memories()?;
                let saying = Saying { value: &fix, confidence: 1.0, supersedes: None };
                let done = here.memory().remember(&Name::new(Some(GOTCHA), &pattern)?, &saying)?;
                ui.note(match (done.unchanged, done.fact.supersedes) {
                    (true, _) => "known already",
                    (_, Some(_)) => "kept in place of the former fix",
                    (_, None) => "kept",
                });
                Ok(())
            }
            Command::List { json, workspace } => {
                list(ui, &WorkspaceArg::at(workspace).memories()?, json)
            }
            Command::Remove { pattern, workspace } => {
                let here = WorkspaceArg::at(workspace).memories()?;
                here.memory().remove(&Name::new(Some(GOTCHA), &pattern)?)?;
                ui.note("removed");
                Ok(())
            }
        }
    }
}

fn list(ui: &Ui, here: &Memories, json: bool) -> Result<()> {
    let (facts, _) = here.memory().list(GOTCHA, "", ("", ""), usize::from(u16::MAX))?;
    if json {
        let row = |fact: &Fact| serde_json::json!({"pattern": fact.key, "fix": fact.value});
        return ui.json(&facts.iter().map(row).collect::<Vec<_>>());
    }
    if facts.is_empty() {
        ui.note("no gotchas here yet; `lean-ctx gotchas add PATTERN FIX` keeps one");
        return Ok(());
    }
    ui.table(
        &["PATTERN", "FIX"],
        facts.into_iter().map(|fact| vec![fact.key, fact.value]).collect(),
    )
}
