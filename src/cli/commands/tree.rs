//! `tree`: what lies in this folder, of the repository here?

use serde_json::json;

use super::tool::print_as;
use crate::base::Result;
use crate::cli::complete::Names;
use crate::cli::local::AtArg;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx tree
  lean-ctx tree src --depth 4
  lean-ctx tree --json | jq -r '.entries[].path'";

/// List folders and files of the repository you stand in.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder, from where you stand; by default the whole repository.
    #[arg(add = Names::Path)]
    path: Option<String>,
    /// Levels to show.
    #[arg(long, short, default_value_t = 2)]
    depth: u32,
    /// Largest size of the answer in tokens.
    #[arg(long, value_name = "TOKENS")]
    max_tokens: Option<u32>,
    /// Go on where an earlier answer ended.
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    workspace: AtArg,
    /// Print the structured result for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let local = self.workspace.open(ui)?;
        let path = self.path.map_or_else(String::new, |typed| local.rooted(&typed));
        let arguments = json!({
            "path": path,
            "depth": self.depth,
            "maxTokens": self.max_tokens,
            "cursor": self.cursor,
        });
        let answer = local.call("ctx_tree", arguments)?;
        print_as(ui, "ctx_tree", &answer, self.json)
    }
}
