//! `serve`: how does an AI client on this machine ask about the repository it works in? MCP over stdio.

use crate::base::Result;
use crate::cli::local::{Local, WorkspaceArg};
use crate::cli::ui::Ui;
use crate::mcp::{Exchange, stdio};
use crate::view::token;

const EXAMPLES: &str = "\
Examples:
  lean-ctx serve
  lean-ctx serve --workspace ~/src/api

In an MCP client's configuration:
  {\"mcpServers\": {\"lean-ctx\": {\"command\": \"lean-ctx\", \"args\": [\"serve\"]}}}

stdout carries the protocol and nothing else. The end of stdin ends it.";

/// Serve the repository you stand in over stdio (MCP), uncommitted files included.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    workspace: WorkspaceArg,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let local = self.workspace.open(ui)?;
        // Meanwhile the client says hello.
        std::thread::spawn(token::warm);
        ui.note(&format!("serving `{}` over stdio; the end of stdin ends it", local.id()));
        while let Some(line) = ui.input_line(stdio::LONGEST)? {
            let caller = Local::caller();
            let exchange = Exchange {
                app: local.app(),
                caller: &caller,
                headers: None,
                workspace: None,
                streams: false,
            };
            if let Some(reply) = stdio::answer(&exchange, &line) {
                ui.line(&reply)?;
                ui.flush()?;
            }
        }
        local.app().close()
    }
}
