//! `team quickstart`: how does a newcomer get a served, indexed repository with one command?

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::auth::{Entry, Grant, Role, ScopeSet, Secret};
use crate::base::{Result, clock};
use crate::cli::serving::Opened;
use crate::cli::ui::Ui;
use crate::config::plan::{NewWorkspace, Plan, tell_apart};
use crate::config::{Config, Source, fault};
use crate::trace::Tracer;
use crate::workspace::source;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team quickstart                      the repository you stand in
  lean-ctx team quickstart ~/src/api ~/src/web https://git.example.com/team/lib.git

It writes ./.lean-ctx/team.json unless there is one, and then serves what is there. The admin
token is shown once; mint others with `lean-ctx team token create`.";

/// Describe, index and serve repositories on 127.0.0.1, with one command.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Repositories, folders, or git URLs; by default the folder you stand in.
    #[arg(value_name = "PATH|URL")]
    places: Vec<String>,
    /// The port to write into a new team.json; by default a free one from 8080 on.
    #[arg(long)]
    port: Option<u16>,
}

const HOST: &str = "127.0.0.1";
const TOKEN: &str = "admin";

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        let path = Plan::path_in(Path::new("."));
        let written = !path.exists();
        if written {
            self.write(ui)?;
        } else {
            if !self.places.is_empty() {
                ui.warn(&format!(
                    "`{}` is there and is served as it is; add to it with `lean-ctx team workspace add`",
                    path.display()
                ));
            }
        }
        let source = Source::Path(path.clone());
        let loaded = Config::load(&source).map_err(|faults| fault::error(&source, &faults))?;
        let faults = loaded.config.serve_faults();
        if !faults.is_empty() {
            return Err(fault::error(&source, &faults));
        }
        let opened = Opened::new(ui, loaded.config, source, Tracer::default())?;
        index(ui, &opened);
        opened.serve(ui, |url| tell(ui, url, &path, written))
    }

    /// Writes team.json with one admin token, and shows its secret.
    fn write(&self, ui: &Ui) -> Result<()> {
        let typed = if self.places.is_empty() { vec![".".to_owned()] } else { self.places.clone() };
        let mut workspaces =
            typed.iter().map(|t| NewWorkspace::parse(t)).collect::<Result<Vec<_>>>()?;
        tell_apart(&mut workspaces)?;
        let secret = Secret::mint()?;
        let entry = Entry {
            id: TOKEN.into(),
            sha256: secret.sha256(),
            scopes: ScopeSet::NONE,
            role: Some(Role::Admin),
            workspaces: Grant::All,
            created_at: Some(clock::now()),
            expires_at: None,
            previous: None,
        };
        let plan = Plan {
            dir: PathBuf::from("."),
            host: HOST.into(),
            port: self.port.unwrap_or_else(free_port),
            workspaces,
            tokens: vec![entry],
        };
        let path = plan.write()?;
        ui.note(&format!("wrote `{}`", path.display()));
        // At once: whatever fails from here on, the token is in the file and must have been shown.
        ui.line("The admin token, shown this once; team.json keeps only its SHA-256:\n")?;
        ui.line(&format!("  export LEAN_CTX_TEAM_TOKEN={}\n", secret.expose()))?;
        ui.flush()
    }
}

/// A port that stays the same between runs, because it is in the client's configuration.
fn free_port() -> u16 {
    let free = |port: &u16| TcpListener::bind((HOST, *port)).is_ok();
    (8080..8100).find(free).unwrap_or(0)
}

/// Indexes what is there, with a bar each. What fails is said and left to the server, which tries
/// again: the other workspaces are served.
fn index(ui: &Ui, opened: &Opened) {
    for space in opened.spaces() {
        if !space.root().exists() {
            ui.note(&format!("`{}` is cloned while the server runs", space.id()));
            continue;
        }
        let bar = ui.indexing(space.id());
        let result = space.refresh(&|p| bar.tell(p));
        drop(bar);
        let summary = space.summary();
        match result {
            Ok(_) => ui.note(&format!(
                "`{}`: {} files at {}",
                summary.id,
                summary.files,
                summary.commit.as_deref().map_or("no commit", source::short)
            )),
            Err(e) => ui.error(&e),
        }
    }
}

/// How to call this binary: a newcomer who built it has it on no search path.
fn program() -> String {
    std::env::current_exe().map_or_else(|_| "lean-ctx".into(), |path| path.display().to_string())
}

fn tell(ui: &Ui, url: &str, path: &Path, written: bool) -> Result<()> {
    if !written {
        ui.line(
            "The token is the one you were shown when team.json was written; for a new one:\n",
        )?;
        ui.line(&format!(
            "  export LEAN_CTX_TEAM_TOKEN=$({} team token rotate {TOKEN} --config {})\n",
            program(),
            path.display()
        ))?;
    }
    let entry = serde_json::json!({
        "mcpServers": {
            "lean-ctx": {
                "type": "http",
                "url": format!("{url}/mcp"),
                "headers": {"Authorization": "Bearer ${LEAN_CTX_TEAM_TOKEN}"},
            },
        },
    });
    ui.line("For your MCP client's configuration:\n")?;
    ui.line(&format!("{entry:#}\n"))?;
    ui.line("To try it:\n")?;
    ui.line(&format!(
        "  curl -s {url}/v1/tools/call -H \"Authorization: Bearer $LEAN_CTX_TEAM_TOKEN\" \
-H 'Content-Type: application/json' \
-d '{{\"name\":\"ctx_semantic_search\",\"arguments\":{{\"query\":\"where does it start\"}}}}'\n"
    ))?;
    ui.line(&format!("listening on {url}"))?;
    ui.flush()
}
