//! `team workspace add`: how does a repository come to be served?

use crate::base::{Error, Kind, Result};
use crate::cli::config_arg::ConfigArg;
use crate::cli::ui::Ui;
use crate::config::edit::edit;
use crate::config::plan::{NewWorkspace, Place, check_id};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team workspace add .
  lean-ctx team workspace add https://git.example.com/team/api.git --id api
  lean-ctx team workspace add /srv/repos/web --label 'Web App' --ref release
  lean-ctx team workspace add /srv/repos/shop --group web

A URL is cloned by `team serve` and `team sync`. Credentials come from LEAN_CTX_GIT_TOKEN, git's
credential helper or the ssh agent, never from the URL.";

/// Add a repository, a folder or a git URL to team.json.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// A directory on this machine, or a git URL.
    #[arg(value_name = "URL|PATH")]
    place: String,
    /// Its id; by default made from the last part of the place.
    #[arg(long)]
    id: Option<String>,
    /// Its name for people.
    #[arg(long)]
    label: Option<String>,
    /// The ref to index; by default the remote's default branch.
    #[arg(long = "ref", value_name = "REF")]
    reference: Option<String>,
    /// What it is to learn with which words mean alike: who sees one workspace of a group sees all.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        let mut new = NewWorkspace::parse(&self.place)?;
        if let Some(id) = self.id {
            check_id(&id)?;
            new.id = id;
        }
        new.label = self.label;
        new.reference = self.reference;
        new.group = self.group;
        edit(&source, |draft| {
            if let Some(id) = new.known_in(draft.config()?) {
                let message = format!("`{}` is served already, as `{id}`", new.place);
                return Err(Error::new(Kind::Usage, message)
                    .hint("to serve another ref of it, add `--id` and `--ref`"));
            }
            if draft.ids("workspaces").contains(&new.id) {
                return Err(Error::new(
                    Kind::Usage,
                    format!("there is a workspace `{}` already", new.id),
                )
                .hint("give it another name with `--id`"));
            }
            draft.append("workspaces", &new.to_json());
            Ok(())
        })?;
        ui.line(&new.id)?;
        let next = match new.place {
            Place::Root(path) => format!("it is served from `{}`", path.display()),
            Place::Url(_) => {
                "it is cloned by `lean-ctx team sync`, or by the running server".into()
            }
        };
        ui.note(&format!("workspace `{}` added; {next}", new.id));
        Ok(())
    }
}
