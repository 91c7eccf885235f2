//! `call`: what does a tool answer, here and without a server?

use serde_json::Value;

use super::tool::print_as;
use crate::base::{Error, Kind, Result};
use crate::cli::complete::Names;
use crate::cli::local::WorkspaceArg;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx call ctx_semantic_search '{\"query\": \"where are tokens compared\"}'
  lean-ctx call ctx_search '{\"pattern\": \"fn main\", \"path\": \"src\"}' --json | jq .total
  lean-ctx call ctx_index

Uncommitted files lie over the commit; what they change is marked `dirty`.";

/// Call any tool on the repository you stand in, as an MCP client would.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The tool's name, such as ctx_search.
    #[arg(add = Names::Tool)]
    tool: String,
    /// Its arguments, a JSON object.
    #[arg(default_value = "{}")]
    arguments: String,
    #[command(flatten)]
    workspace: WorkspaceArg,
    /// Print the structured result for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let arguments: Value = serde_json::from_str(&self.arguments).map_err(|e| {
            Error::new(Kind::Usage, format!("the arguments are not JSON: {e}"))
                .hint("quote the whole object: '{\"path\": \"src\"}'")
        })?;
        let answer = self.workspace.open(ui)?.call(&self.tool, arguments)?;
        print_as(ui, "ctx", &answer, self.json)
    }
}
