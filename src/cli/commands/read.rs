//! `read`: what stands in this file, of the repository here?

use serde_json::json;

use super::tool::print_as;
use crate::base::Result;
use crate::cli::complete::Names;
use crate::cli::local::AtArg;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx read src/main.rs
  lean-ctx read src/main.rs --lines 10-40
  lean-ctx read src/main.rs --mode signatures
  lean-ctx read src/main.rs --mode diff:HEAD~3
  lean-ctx read CHANGELOG.md --max-tokens 2000 --json";

/// Read a file of the repository you stand in, whole, by lines or compressed, within a token budget.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file, from where you stand.
    #[arg(add = Names::Path)]
    path: String,
    /// First and last line, counted from 1.
    #[arg(long, short, value_name = "A-B", conflicts_with = "mode")]
    lines: Option<String>,
    /// What of it: `full`, `signatures` (bodies left out), `map` (what is declared where),
    /// `diff:REV`, `symbol:NAME`, or `auto`: the fullest that fits.
    #[arg(long, short, default_value = "full")]
    mode: String,
    /// Most tokens to print.
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
        let mode = self.lines.map_or(self.mode, |span| format!("lines:{span}"));
        let local = self.workspace.open(ui)?;
        let arguments = json!({
            "path": local.rooted(&self.path),
            "mode": mode,
            "maxTokens": self.max_tokens,
            "cursor": self.cursor,
        });
        let answer = local.call("ctx_read", arguments)?;
        print_as(ui, "ctx_read", &answer, self.json)
    }
}
