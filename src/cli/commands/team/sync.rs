//! `team sync`: what is new at the remotes?

use crate::base::clock::Deadline;
use crate::base::{Error, Kind, Result};
use crate::cli::complete::Names;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::ui::Ui;
use crate::config::fault::suggest;
use crate::config::{Workspace, environment};
use crate::git::fetch::{FetchOptions, NO_TAGS};
use crate::git::transport::Credentials;
use crate::sync::{SyncOutcome, SyncState, Target, sync_one};
use crate::workspace::source;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team sync
  lean-ctx team sync --workspace core --json
  LEAN_CTX_GIT_TOKEN=… lean-ctx team sync --config /etc/lean-ctx/team.json   (from cron)

It moves refs/remotes/* alone: no checked-out branch is touched. A running server serves the new
commits within seconds. All workspaces are tried; any failure exits with 1 and is named.";

/// Fetch every workspace's remote, and clone those that are not there yet.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Only this workspace; may be given again.
    #[arg(long = "workspace", value_name = "ID", add = Names::Workspace)]
    workspaces: Vec<String>,
    /// Print an array of outcomes for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        let wanted = |w: &&Workspace| self.workspaces.is_empty() || self.workspaces.contains(&w.id);
        let outcomes: Vec<SyncOutcome> = config
            .workspaces
            .iter()
            .filter(wanted)
            .map(|workspace| {
                let bar = ui.progress(&format!("syncing {}", workspace.id), Some(0));
                let options = FetchOptions {
                    credentials: Credentials { token: environment::git_token() },
                    deadline: Deadline::none(),
                    progress: &|p| {
                        bar.set_total(p.total_objects as u64);
                        bar.set(p.received_objects as u64);
                    },
                    ssh: None,
                    tags: NO_TAGS,
                };
                sync_one(&Target::of(workspace), &config.data, &options)
            })
            .collect();
        if self.json {
            ui.json(&outcomes)?;
        } else {
            outcomes.iter().try_for_each(|o| ui.line(&sentence(o)))?;
        }
        let failed: Vec<&str> =
            outcomes.iter().filter(|o| o.is_failure()).map(|o| o.workspace.as_str()).collect();
        if !failed.is_empty() {
            return Err(Error::failed(format!("not synced: `{}`", failed.join("`, `"))));
        }
        match self.workspaces.iter().find(|id| config.workspace(id).is_none()) {
            None => Ok(()),
            Some(id) => {
                let known: Vec<&str> = config.workspaces.iter().map(|w| w.id.as_str()).collect();
                Err(Error::new(Kind::Usage, format!("there is no workspace `{id}`"))
                    .hint(suggest(id, known)))
            }
        }
    }
}

fn sentence(outcome: &SyncOutcome) -> String {
    let short =
        |commit: &Option<String>| commit.as_deref().map_or("nothing", source::short).to_owned();
    let id = &outcome.workspace;
    match outcome.state {
        SyncState::Updated => {
            format!("{id}: updated, {} → {}", short(&outcome.before), short(&outcome.after))
        }
        SyncState::Unchanged => format!("{id}: unchanged, {}", short(&outcome.after)),
        SyncState::Cloned => format!("{id}: cloned, {}", short(&outcome.after)),
        SyncState::Skipped => format!("{id}: skipped, it has no remote; what is there is served"),
        SyncState::Busy | SyncState::Failed => {
            let why = outcome.error.as_deref().unwrap_or("no reason is known");
            let hint = outcome.hint.as_ref().map_or_else(String::new, |h| format!("; {h}"));
            format!("{id}: failed, {why}{hint}")
        }
    }
}
