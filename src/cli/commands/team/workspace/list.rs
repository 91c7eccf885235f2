//! `team workspace list`: which repositories are named in team.json?

use serde_json::{Value, json};

use crate::base::Result;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::ui::Ui;
use crate::config::{Config, Workspace};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team workspace list
  lean-ctx team workspace list --json | jq -r '.[].root'";

/// List the workspaces of team.json.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print an array for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        if self.json {
            return ui
                .json(&config.workspaces.iter().map(|w| describe(w, &config)).collect::<Value>());
        }
        let or_dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
        let row = |w: &Workspace| {
            vec![
                if w.id == config.default_workspace {
                    format!("{} (default)", w.id)
                } else {
                    w.id.clone()
                },
                or_dash(w.label.as_deref()),
                w.root.display().to_string(),
                or_dash(w.reference.as_deref()),
                or_dash(w.group.as_deref()),
                or_dash(w.url.as_ref().map(|u| u.as_str())),
            ]
        };
        let rows = config.workspaces.iter().map(row).collect();
        ui.table(&["ID", "LABEL", "ROOT", "REF", "GROUP", "URL"], rows)
    }
}

fn describe(w: &Workspace, config: &Config) -> Value {
    json!({
        "id": w.id,
        "label": w.label,
        "root": w.root.to_string_lossy(),
        "ref": w.reference,
        "refs": w.refs.patterns,
        "group": w.group,
        "url": w.url.as_ref().map(|u| u.as_str()),
        "default": w.id == config.default_workspace,
        "present": w.root.is_dir(),
    })
}
