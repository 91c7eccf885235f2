//! How do the tools answer at the terminal? One workspace, the person's own, with all scopes, through the same gate.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use clap::Args;
use serde_json::Value;
use serde_json::value::RawValue;

use super::autosync;
use super::complete::Names;
use super::ui::{Indexing, Ui};
use crate::app::local::{self, Books};
use crate::app::{App, Origin, Space};
use crate::auth::Principal;
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::config::fault::suggest;
use crate::config::{Config, environment};
use crate::daemon::Place;
use crate::daemon::client::{self, Called};
use crate::daemon::wire::Asker;
use crate::gate::{Caller, Line, Step};
use crate::git::repository::GitSource;
use crate::ingest::Progress;
use crate::knowledge::Memory;
use crate::store::{Shared, Store};
use crate::tool::{self, Invocation};

#[derive(Debug, Args)]
pub struct WorkspaceArg {
    /// The repository or folder to ask; by default the one you stand in.
    #[arg(long, value_name = "PATH", add = Names::Folder)]
    workspace: Option<PathBuf>,
}

/// What of a workspace is asked.
#[derive(Debug, Args)]
pub struct AtArg {
    #[command(flatten)]
    workspace: WorkspaceArg,
    /// A branch, tag or commit to ask instead of what is checked out.
    #[arg(long = "ref", value_name = "REF")]
    reference: Option<String>,
}

impl AtArg {
    /// As [`WorkspaceArg::open`].
    ///
    /// # Errors
    /// As there.
    pub fn open<'a>(&self, ui: &'a Ui) -> Result<Local<'a>> {
        Ok(Local { reference: self.reference.clone(), ..self.workspace.open(ui)? })
    }
}

impl WorkspaceArg {
    pub const fn at(workspace: Option<PathBuf>) -> Self {
        Self { workspace }
    }

    /// Names the workspace. Nothing of it is opened before it is called.
    ///
    /// # Errors
    /// When it is not there.
    pub fn open<'a>(&self, ui: &'a Ui) -> Result<Local<'a>> {
        self.open_with(ui, true)
    }

    /// As [`WorkspaceArg::open`]; without `overlay` uncommitted files are left out.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_with<'a>(&self, ui: &'a Ui, overlay: bool) -> Result<Local<'a>> {
        let (root, below) = self.root()?;
        Ok(Local { ui, asked: Asked::Own { root, overlay }, below, reference: None })
    }

    /// What is kept about the workspace, without its index.
    ///
    /// # Errors
    /// When it is not there.
    pub fn memories(&self) -> Result<Memories> {
        let (root, _) = self.root()?;
        let data = environment::local_data()?;
        let (workspace, agent) =
            (local::origin(&data, &root, true).memory, Principal::local().agent);
        local::settled(&data, &workspace, &root)?;
        Ok(Memories { store: Store::new(data.state()), workspace, agent })
    }

    /// The repository or folder that is meant, and where below it the person stands.
    ///
    /// # Errors
    /// When it is not there.
    pub fn root(&self) -> Result<(PathBuf, PathBuf)> {
        let here = self.here()?;
        let root = GitSource::discover(&here)?.unwrap_or_else(|| here.clone());
        let below = here.strip_prefix(&root).unwrap_or(Path::new("")).to_owned();
        Ok((root, below))
    }

    /// The folder that is meant.
    fn here(&self) -> Result<PathBuf> {
        let named = self.workspace.as_deref().unwrap_or(Path::new("."));
        let here = std::fs::canonicalize(named).map_err(|e| {
            Error::new(Kind::Usage, format!("cannot find `{}`", named.display())).source(e)
        })?;
        if !here.is_dir() {
            return Err(Error::new(Kind::Usage, format!("`{}` is no directory", named.display())));
        }
        Ok(here)
    }

    /// The repository that one stands in, or what was named; none where neither is. It is not
    /// opened.
    ///
    /// # Errors
    /// When what was named is not there.
    pub fn space(&self) -> Result<Option<Space>> {
        let here = self.here()?;
        let named = self.workspace.is_some().then(|| here.clone());
        let Some(root) = GitSource::discover(&here)?.or(named) else { return Ok(None) };
        Ok(Some(Space::new(local::origin(&environment::local_data()?, &root, true))))
    }

    /// For a server that a client starts wherever it likes: the folder that the client has open, if
    /// it says which.
    ///
    /// # Errors
    /// `Usage` where that would be a home directory or the whole disk.
    pub fn of_client(self) -> Result<Self> {
        let here = self.here()?;
        if self.workspace.is_some() || GitSource::discover(&here)?.is_some() {
            return Ok(self);
        }
        if let Some(open) = environment::open_folder().filter(|dir| dir.is_dir()) {
            return Ok(Self::at(Some(open)));
        }
        let home = environment::person().ok().and_then(|p| p.home.canonicalize().ok());
        if here.parent().is_none() || home.is_some_and(|home| home.starts_with(&here)) {
            let message = format!("`{}` is no repository, and too much to index", here.display());
            return Err(Error::new(Kind::Usage, message)
                .hint("name one in the client's configuration: `serve --workspace PATH`"));
        }
        Ok(self)
    }
}

/// The facts of a workspace, for the person at the terminal.
pub struct Memories {
    store: Store,
    workspace: String,
    agent: String,
}

impl Memories {
    pub fn memory(&self) -> Memory<'_> {
        let (workspace, agent) = (&self.workspace, &self.agent);
        Memory { store: Shared::from(&self.store), workspace, agent, quota: None }
    }
}

/// What a local command asks.
pub struct Local<'a> {
    ui: &'a Ui,
    asked: Asked,
    /// Where the person stands, below the root.
    below: PathBuf,
    /// Of every call, where one is asked for.
    reference: Option<String>,
}

enum Asked {
    /// A repository or folder of the person's own, not opened yet.
    Own {
        root: PathBuf,
        overlay: bool,
    },
    Team(Box<App>),
}

/// What a tool has answered.
pub struct Answered {
    pub text: String,
    pub structured: Box<RawValue>,
}

/// Opens a repository or folder in this process. Whoever asks waits until it is indexed.
///
/// # Errors
/// When its index or the books cannot be opened.
pub fn open_here(root: &Path, overlay: bool) -> Result<App> {
    open_in(&environment::local_data()?, root, overlay)
}

fn open_in(data: &DataDir, root: &Path, overlay: bool) -> Result<App> {
    let space = Arc::new(Space::new(local::origin(data, root, overlay)));
    let homeless = |e: Error| match e.hint_text() {
        Some(_) => e,
        None => e.hint(
            "set `LEAN_CTX_DATA_DIR` to a folder you can write: index and audit log lie there",
        ),
    };
    let log = data.local_audit();
    let books = Books::open(data, &log, environment::model()).map_err(homeless)?;
    space.open()?;
    Ok(books.own(data, space)?.with_outside(environment::outside()))
}

impl<'a> Local<'a> {
    /// One workspace of a team, for its operator: with the team's index, key and audit log.
    ///
    /// # Errors
    /// `Usage` for a workspace that is not configured; when its index or the audit log cannot be
    /// opened.
    pub fn of_team(ui: &'a Ui, config: &Config, id: Option<&str>) -> Result<Self> {
        let id = id.unwrap_or(&config.default_workspace);
        let workspace = config.workspace(id).ok_or_else(|| {
            let known: Vec<&str> = config.workspaces.iter().map(|w| w.id.as_str()).collect();
            Error::new(Kind::Usage, format!("there is no workspace `{id}`"))
                .hint(suggest(id, known))
        })?;
        let space = Arc::new(Space::new(Origin::of(config, workspace)));
        let books = Books::open(&config.data, &config.audit_log, environment::model())?;
        space.open()?;
        // What the server serves is what is asked; only where nothing was indexed yet, it is now.
        if !space.serves() {
            index_now(ui, &space)?;
        }
        // A look at the source, so that `behindBy` is true.
        let _ = space.wants_work();
        let app = books.app(&config.data, space).with_outside(environment::outside());
        Ok(Self { ui, asked: Asked::Team(Box::new(app)), below: PathBuf::new(), reference: None })
    }

    /// A path as it is typed, from where the person stands, as the tools take it: from the root. One
    /// that leads out of the repository is left as it is, for the tool to refuse.
    pub fn rooted(&self, typed: &str) -> String {
        let mut parts: Vec<&str> = self.below.iter().filter_map(std::ffi::OsStr::to_str).collect();
        if parts.is_empty() || typed.starts_with('/') {
            return typed.to_owned();
        }
        for part in typed.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.pop().is_none() => return typed.to_owned(),
                ".." => {}
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// Calls a tool: of one's own through the daemon if one runs, else in this process. Where the user has turned it
    /// on, a sync begins behind it.
    ///
    /// # Errors
    /// What the tool, the gate or the books failed with.
    pub fn call(mut self, tool: &str, mut arguments: Value) -> Result<Answered> {
        if let (Some(reference), Value::Object(fields)) = (self.reference.take(), &mut arguments) {
            fields.insert("ref".into(), reference.into());
        }
        let own = matches!(self.asked, Asked::Own { .. });
        let answered = self.answer(tool, arguments);
        if own {
            autosync::start();
        }
        answered
    }

    fn answer(self, tool: &str, arguments: Value) -> Result<Answered> {
        let app = match self.asked {
            Asked::Team(app) => app,
            Asked::Own { root, overlay } => {
                // What it asks with is in the environment of this process, not of the daemon.
                let own = tool::provider::is_own(tool, Some(&arguments));
                if overlay
                    && !own
                    && let Some(answer) = by_daemon(self.ui, &root, tool, &arguments)
                {
                    return answer;
                }
                let app = Box::new(open_here(&root, overlay)?);
                for space in app.state().spaces.values() {
                    index_now(self.ui, space)?;
                }
                app
            }
        };
        let bar = Arc::new(OnceLock::new());
        let (heard, ui, id) =
            (Arc::clone(&bar), self.ui.bars(), app.state().default_workspace().to_owned());
        let line = Line::default().heard(move |Step { done, total, bytes }| {
            let bar: &Indexing = heard.get_or_init(|| ui.indexing(&id));
            bar.tell(Progress { files_done: done, files_total: total, bytes_done: bytes });
        });
        let caller = Caller { line, ..local::caller() };
        let invocation = Invocation {
            caller: &caller,
            method: tool::OVER_MCP,
            name: tool,
            arguments: Some(arguments),
            workspace: None,
            channel: None,
        };
        let answer = tool::call(&app, invocation);
        drop((caller, bar));
        app.close()?;
        answer.map(|answer| Answered { text: answer.text, structured: answer.structured })
    }
}

/// The daemon's answer; `None` where this process is to find its own.
fn by_daemon(ui: &Ui, root: &Path, tool: &str, arguments: &Value) -> Option<Result<Answered>> {
    let (place, asker) = (place()?, asker(root));
    let bar = OnceCell::new();
    let progress = |p| bar.get_or_init(|| ui.indexing(&local::id_of(root))).tell(p);
    match client::call(&place, asker, tool, arguments, &progress) {
        Called::Said(said) => Some(Ok(Answered { text: said.text, structured: said.structured })),
        Called::Failed(e) => Some(Err(e)),
        Called::Alone(why) => {
            alone(ui, why);
            None
        }
        Called::Lost if tool::changes(tool, Some(arguments)) => Some(Err(lost())),
        Called::Lost => None,
    }
}

/// Where this user's daemon is, if one runs.
pub fn place() -> Option<Place> {
    Place::of(&environment::local_data().ok()?).ok()
}

pub fn asker(root: &Path) -> Asker {
    Asker { root: root.to_owned(), model: environment::model() }
}

/// Says why a daemon that is there is not used.
pub fn alone(ui: &Ui, why: Option<String>) {
    if let Some(why) = why {
        ui.note(&format!("answered without the daemon: {why}"));
    }
}

/// Of a call that changes something: nobody knows whether it has.
pub fn lost() -> Error {
    Error::failed("the daemon ended during this call, which may have been made")
        .hint("look before you repeat it")
}

fn index_now(ui: &Ui, space: &Space) -> Result<()> {
    let bar = ui.indexing(space.id());
    space.refresh(&|p| bar.tell(p))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::*;
    use crate::auth::{Grant, Principal, Role};
    use crate::gate::Caller;
    use crate::server::stdio;

    fn calls() -> Vec<(&'static str, Value)> {
        vec![
            ("ctx_search", json!({"pattern": "login"})),
            ("ctx_search", json!({"pattern": "login", "limitt": 1})),
            ("ctx_search", json!({"pattern": "login", "workspaceId": "nowhere"})),
            ("ctx_read", json!({"path": "../secret"})),
            ("ctx_graph", json!({"action": "status"})),
            ("ctx", json!({"tool": "knowledge", "action": "list"})),
            ("ctx_session", json!({"action": "reset"})),
            ("ctx_index", json!({"action": "rebuild"})),
            ("ctx_shell", json!({"command": "id"})),
            ("ctx_nothing", json!({})),
        ]
    }

    /// The refusal of each call over stdio, by its place in the table; null where it was answered.
    fn over_stdio(app: &Arc<App>, principal: &Principal) -> Vec<Value> {
        let mut lines = calls().into_iter().enumerate().map(|(id, (name, arguments))| {
            let params = json!({"name": name, "arguments": arguments});
            json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params})
        });
        let lines: Vec<_> = lines.by_ref().map(|line| line.to_string().into_bytes()).collect();
        let mut lines = lines.into_iter();
        let said = Arc::new(Mutex::new(BTreeMap::new()));
        let heard = Arc::clone(&said);
        let say = move |message: &str| {
            let message: Value = serde_json::from_str(message).expect("JSON");
            let refused = match message["result"]["isError"] == true {
                true => message["result"]["structuredContent"].clone(),
                false => message["error"]["data"].clone(),
            };
            heard.lock().unwrap().insert(message["id"].as_u64(), (refused, message));
            Ok(())
        };
        let next = Box::new(move || Ok(lines.next()));
        stdio::serve(Arc::clone(app), principal.clone(), next, Box::new(say)).unwrap();
        let said = std::mem::take(&mut *said.lock().unwrap());
        said.into_values()
            .map(|(refused, message)| match &message["error"] {
                // The protocol has a code of its own for a tool that is not there.
                error if error["code"] == -32602 => error["message"].clone(),
                _ => refused,
            })
            .collect()
    }

    #[test]
    fn a_principal_is_refused_over_stdio_as_over_rest() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("core");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(root.join("a.rs"), "fn login() {}\n").unwrap();
        let data = DataDir::new(dir.path().join("data"));
        let app = Arc::new(open_in(&data, &root, true).unwrap());
        let viewer =
            Principal { scopes: Role::Viewer.scopes(), id: "v".into(), ..Principal::local() };
        let elsewhere =
            Principal { grant: Grant::Only(["elsewhere".into()].into()), ..viewer.clone() };
        for (principal, answered) in [(viewer, 1), (elsewhere, 0)] {
            let refusals = over_stdio(&app, &principal);
            assert_eq!(refusals.len(), calls().len());
            assert_eq!(refusals.iter().filter(|refusal| refusal.is_null()).count(), answered);
            for ((name, arguments), refusal) in calls().into_iter().zip(refusals) {
                let caller = Caller { principal: Arc::new(principal.clone()), ..local::caller() };
                let invocation = Invocation {
                    caller: &caller,
                    method: "/v1/tools/call",
                    name,
                    arguments: Some(arguments.clone()),
                    workspace: None,
                    channel: None,
                };
                let Err(by_rest) = tool::call(&app, invocation) else { continue };
                match name {
                    "ctx_nothing" => assert_eq!(refusal, by_rest.message()),
                    _ => assert_eq!(refusal, tool::envelope(&by_rest), "{name} {arguments}"),
                }
            }
        }
        app.close().unwrap();
    }
}
