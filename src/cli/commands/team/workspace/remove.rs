//! `team workspace remove`: how does a repository cease to be served?

use crate::base::{Error, Kind, Result};
use crate::cli::complete::Names;
use crate::cli::config_arg::{ConfigArg, warn_of_faults};
use crate::cli::ui::Ui;
use crate::config::edit::{Draft, take_away};
use crate::config::fault::nearest;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team workspace remove web
  lean-ctx team workspace remove core --new-default web --yes

Nothing on disk is deleted: neither the repository nor its index.";

/// Take a workspace out of team.json, and out of the tokens that name it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The workspace's id.
    #[arg(add = Names::Workspace)]
    id: String,
    /// Which workspace is the default from now on.
    #[arg(long, value_name = "ID")]
    new_default: Option<String>,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        ui.confirm(&format!("Serve `{}` no longer?", self.id), self.yes)?;
        let left = take_away(&source, |draft| self.remove(draft))?;
        ui.note(&format!("workspace `{}` removed; nothing on disk was deleted", self.id));
        warn_of_faults(ui, &source, &left);
        Ok(())
    }

    fn remove(&self, draft: &Draft) -> Result<()> {
        if let Some(id) = &self.new_default {
            draft.set_text("defaultWorkspaceId", id);
        }
        let ids = draft.ids("workspaces");
        if !ids.contains(&self.id) {
            let near = nearest(&self.id, ids.iter().map(String::as_str));
            let hint = near.map_or("`lean-ctx team workspace list` shows all".into(), |near| {
                format!("did you mean `{near}`?")
            });
            let message = format!("there is no workspace `{}`", self.id);
            return Err(Error::new(Kind::NotFound, message).hint(hint));
        }
        if draft.text("defaultWorkspaceId").as_deref() == Some(&self.id) {
            let message = format!("`{}` is the default workspace", self.id);
            return Err(Error::new(Kind::Usage, message).hint("name another: `--new-default ID`"));
        }
        draft.withdraw(&self.id)?;
        draft.remove("workspaces", &self.id);
        Ok(())
    }
}
