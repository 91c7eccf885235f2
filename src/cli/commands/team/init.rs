//! `team init`: how does a first team.json come to be?

use std::path::PathBuf;

use crate::base::{Error, Kind, Result};
use crate::cli::ui::Ui;
use crate::config::plan::{NewWorkspace, Plan, tell_apart};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team init                         asks; writes ./.lean-ctx/team.json
  lean-ctx team init --yes --workspace core=/srv/repos/core-api \\
      --workspace web=https://git.example.com/team/web.git --host 0.0.0.0

Next: `lean-ctx team token create --id alice --role admin`.";

/// Write .lean-ctx/team.json for your repositories; never over an existing one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A repository or folder on this machine, or a git URL to clone; may be given again.
    #[arg(long = "workspace", value_name = "[ID=]PATH|URL")]
    workspaces: Vec<String>,
    /// The address to listen on; 0.0.0.0 listens on all.
    #[arg(long)]
    host: Option<String>,
    /// The port to listen on; 0 takes any free one.
    #[arg(long)]
    port: Option<u16>,
    /// Where the .lean-ctx folder is made.
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// Ask nothing: take the flags, and defaults for the rest.
    #[arg(long, short)]
    yes: bool,
}

const HOST: &str = "127.0.0.1";
const PORT: u16 = 8080;

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let path = Plan::path_in(&self.dir);
        if path.exists() {
            return Err(Error::failed(format!("`{}` exists already", path.display()))
                .hint("it is never overwritten; add to it with `lean-ctx team workspace add`"));
        }
        let plan = self.plan(ui)?;
        let path = plan.write()?;
        ui.line(&path.display().to_string())?;
        let count = plan.workspaces.len();
        let noun = if count == 1 { "workspace" } else { "workspaces" };
        ui.note(&format!("{count} {noun}, to be served on {}:{}", plan.host, plan.port));
        ui.hint(&format!(
            "next: `lean-ctx team token create --config {} --id NAME --role admin`",
            path.display()
        ));
        Ok(())
    }

    fn plan(self, ui: &Ui) -> Result<Plan> {
        let asks = !self.yes;
        if asks && !ui.can_ask() {
            return Err(Error::new(Kind::Usage, "there is no terminal to ask on")
                .hint("add `--yes`, with `--workspace`, `--host` and `--port` as you need them"));
        }
        let mut workspaces = match self.workspaces.as_slice() {
            [] if asks => ask_workspaces(ui)?,
            [] => vec![NewWorkspace::parse(".")?],
            typed => typed.iter().map(|t| NewWorkspace::parse(t)).collect::<Result<_>>()?,
        };
        tell_apart(&mut workspaces)?;
        let host = match self.host {
            Some(host) => host,
            None if asks => ui.ask("Listen on (0.0.0.0: all addresses)", HOST, |_| Ok(()))?,
            None => HOST.into(),
        };
        let port = match self.port {
            Some(port) => port,
            None if asks => ask_port(ui)?,
            None => PORT,
        };
        Ok(Plan { dir: self.dir, host, port, workspaces, tokens: Vec::new() })
    }
}

fn ask_workspaces(ui: &Ui) -> Result<Vec<NewWorkspace>> {
    let check = |typed: &str, found: &[NewWorkspace]| match NewWorkspace::parse(typed) {
        Ok(new) if found.iter().any(|w| w.is_same(&new)) => Err("it is named already".into()),
        Ok(_) => Ok(()),
        Err(e) => Err(e.chain()),
    };
    let first = ui.ask("A repository: [ID=]PATH or URL", ".", |typed| check(typed, &[]))?;
    let mut found = vec![NewWorkspace::parse(&first)?];
    loop {
        let check = |typed: &str| if typed.is_empty() { Ok(()) } else { check(typed, &found) };
        let typed = ui.ask("Another one (empty: no more)", "", check)?;
        if typed.is_empty() {
            return Ok(found);
        }
        found.push(NewWorkspace::parse(&typed)?);
    }
}

fn ask_port(ui: &Ui) -> Result<u16> {
    let check = |typed: &str| {
        typed.parse::<u16>().map(|_| ()).map_err(|_| "write a number from 0 to 65535".into())
    };
    let typed = ui.ask("Port (0: any free one)", &PORT.to_string(), check)?;
    typed.parse().map_err(|_| Error::new(Kind::Usage, format!("`{typed}` is not a port")))
}
