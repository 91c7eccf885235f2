//! `serve`: how does an AI client on this machine ask about the repository it works in? MCP over stdio.

use std::sync::Arc;
use std::thread;

use crate::app::{App, local};
use crate::auth::{Principal, Secret};
use crate::base::clock::Deadline;
use crate::base::{Error, Kind, Result};
use crate::cli::autosync;
use crate::cli::bridge;
use crate::cli::local::{WorkspaceArg, open_here};
use crate::cli::log_arg::LogArg;
use crate::cli::piped;
use crate::cli::ui::Ui;
use crate::client;
use crate::config::environment;
use crate::server::stdio;
use crate::trace::{Level, Tracer};
use crate::view::token;

const EXAMPLES: &str = "\
Examples:
  lean-ctx serve
  lean-ctx serve --workspace ~/src/api
  LEAN_CTX_TEAM_TOKEN=lctx_… lean-ctx serve --team https://ctx.example.com

In an MCP client's configuration:
  {\"mcpServers\": {\"lean-ctx\": {\"command\": \"lean-ctx\", \"args\": [\"serve\"]}}}

While a daemon runs (`lean-ctx daemon start`) it answers, and this process only carries the messages.
stdout carries the protocol and nothing else. The first start indexes the repository; who asks meanwhile waits.
At the end of stdin what was asked is answered, and then it ends.";

/// Serve the repository you stand in over stdio (MCP), uncommitted files included.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    workspace: WorkspaceArg,
    /// Carry the messages to a team's server, with the token in LEAN_CTX_TEAM_TOKEN.
    #[arg(long, value_name = "URL", conflicts_with = "workspace")]
    team: Option<String>,
    #[command(flatten)]
    log: LogArg,
}

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        ui.keep_stdout_for_protocol()?;
        if let Some(team) = &self.team {
            return carry(ui, team);
        }
        let (root, _) = self.workspace.of_client()?.root()?;
        let output = Arc::clone(ui);
        let say = Box::new(move |message: &str| {
            output.line(message)?;
            output.flush()
        });
        let Some(next) = piped::through_daemon(ui, &root, &*say)? else { return Ok(()) };
        // A client shows its user what is on stderr: requests are told only where somebody wants them.
        let tracer = match self.log.is_asked() || environment::telemetry().is_some() {
            true => self.log.tracer(ui, Level::Info)?,
            false => Tracer::default(),
        };
        let app = Arc::new(open_here(&root, true)?.with_tracer(tracer));
        // Meanwhile the client says hello.
        thread::spawn(token::warm);
        index_behind(ui, &app);
        let id = local::id_of(&root);
        ui.note(&format!("serving `{id}` over stdio; the end of stdin ends it"));
        let served = stdio::serve(Arc::clone(&app), Principal::local(), next, say);
        app.tracer().close();
        app.close()?;
        autosync::start();
        served
    }
}

fn carry(ui: &Ui, team: &str) -> Result<()> {
    let token = environment::team_token().ok_or_else(|| {
        Error::new(Kind::Usage, "there is no token to show to the team's server")
            .hint("set `LEAN_CTX_TEAM_TOKEN`")
    })?;
    bridge::run(ui, &client::address(team)?, &Secret::new(token.as_str()))
}

/// Indexes what is served; what stands against it is also told to whoever asks.
fn index_behind(ui: &Arc<Ui>, app: &App) {
    for space in app.state().spaces.values() {
        let (ui, space) = (Arc::clone(ui), Arc::clone(space));
        thread::spawn(move || {
            if let Err(e) = space.refresh_now(&Deadline::none(), &|_| {}) {
                ui.warn(&format!("`{}` is not indexed: {}", space.id(), e.chain()));
            }
        });
    }
}
