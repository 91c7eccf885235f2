//! `proof`: what does a tool answer, and from what was that made, signed?

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::base::error::Context as _;
use crate::base::files::{self, Mode};
use crate::base::{Error, Kind, Result};
use crate::cli::complete::Names;
use crate::cli::config_arg::load;
use crate::cli::given;
use crate::cli::local::{Local, WorkspaceArg};
use crate::cli::ui::Ui;
use crate::config::{Source, environment};
use crate::ledger::Key;
use crate::tool::without_note;
use crate::view::budget::MOST_TOKENS;

const EXAMPLES: &str = "\
Examples:
  lean-ctx proof ctx_search --arguments '{\"pattern\": \"fn main\"}' --out main.proof
  lean-ctx proof ctx_read --arguments @question.json > answer-and-proof.json
  lean-ctx proof ctx_tree --config team.json --workspace core --out tree.proof
  lean-ctx proof --public-key > local.vkey

Without --out, answer and proof are printed as one JSON object; `lean-ctx verify` takes either file.
Uncommitted files cannot be proved: commit them, or leave them out with --committed.";

/// Ask a tool and sign its answer: commit, files, lines and digests that it was made from.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The tool's name, such as ctx_search.
    #[arg(required_unless_present = "public_key", add = Names::Tool)]
    tool: Option<String>,
    /// Its arguments, a JSON object: as it stands, @FILE, or - for stdin.
    #[arg(long, default_value = "{}", value_name = "JSON")]
    arguments: String,
    /// Answer for this team, signed with its server's key: a path, `-` (stdin) or `env:NAME`.
    #[arg(long, value_name = "FILE", add = Names::File)]
    config: Option<String>,
    /// The repository to ask, by default the one you stand in; with --config the workspace's id.
    #[arg(long, value_name = "PATH|ID", add = Names::Workspace)]
    workspace: Option<String>,
    /// Leave uncommitted files out, and answer from the commit alone.
    #[arg(long)]
    committed: bool,
    /// Write the proof to this file, and print the answer.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// With --out: print the answer's structured result for programs.
    #[arg(long, requires = "out")]
    json: bool,
    /// Print the public key that a verifier needs, and do nothing else.
    #[arg(long, conflicts_with_all = ["tool", "out", "committed", "workspace"])]
    public_key: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = match &self.config {
            Some(typed) => Some(load(&Source::parse(typed))?),
            None => None,
        };
        if self.public_key {
            let data = config.map_or_else(environment::local_data, |c| Ok(c.data))?;
            return ui.line(&Key::open(&data.keys())?.public().vkey());
        }
        let arguments = object(&given::json(&self.arguments)?)?;
        let local = match &config {
            Some(config) => Local::of_team(ui, config, self.workspace.as_deref())?,
            None => WorkspaceArg::at(self.workspace.map(PathBuf::from))
                .open_with(ui, !self.committed)?,
        };
        // A proof goes to a file, not into a model's window: the answer alone is bounded, by its
        // own `maxTokens`.
        let asked = json!({"tool": self.tool, "arguments": arguments, "maxTokens": MOST_TOKENS});
        let answer = local.call("ctx_proof", asked)?;
        let text = without_note(&answer.text);
        let mut result: Value =
            serde_json::from_str(answer.structured.get()).context(|| "cannot read JSON".into())?;
        let Some(out) = &self.out else {
            result["text"] = text.into();
            return ui.json(&result);
        };
        // No line break at its end: each byte of the file counts.
        files::write_atomic(out, result["proof"].to_string().as_bytes(), Mode::Plain)?;
        ui.say(&format!("the proof is in {}", out.display()));
        if self.json {
            return ui.json(&result["answer"]);
        }
        ui.line(text.trim_end_matches('\n'))
    }
}

fn object(bytes: &[u8]) -> Result<Value> {
    let wrong = |why: String| {
        Error::new(Kind::Usage, format!("the arguments are not a JSON object: {why}"))
            .hint("quote the whole object: '{\"path\": \"src\"}'")
    };
    let value: Value = serde_json::from_slice(bytes).map_err(|e| wrong(e.to_string()))?;
    if value.is_object() { Ok(value) } else { Err(wrong("it is another value".into())) }
}
