//! How do the tools answer at the terminal? One workspace, the person's own, with all scopes, through the same gate.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::ui::Ui;
use crate::app::{App, Origin, Space, State};
use crate::audit::{self, Writer};
use crate::auth::Principal;
use crate::base::clock::Deadline;
use crate::base::digest::sha256_hex;
use crate::base::error::Context as _;
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::config::fault::suggest;
use crate::config::{Config, environment};
use crate::gate::{Caller, Gate, Limiter, Line};
use crate::git::reference::RefChoice;
use crate::git::repository::GitSource;
use crate::ledger::Key;
use crate::savings::{self, Metering};
use crate::store::Store;
use crate::tool::{self, Answer, Invocation};

/// tantivy's buffers, for one person's repository.
const MEMORY_MB: usize = 128;

#[derive(Debug, Args)]
pub struct WorkspaceArg {
    /// The repository or folder to ask; by default the one you stand in.
    #[arg(long, value_name = "PATH")]
    workspace: Option<PathBuf>,
}

impl WorkspaceArg {
    pub const fn at(workspace: Option<PathBuf>) -> Self {
        Self { workspace }
    }

    /// Opens the workspace, and indexes it where that is due.
    ///
    /// # Errors
    /// When it is not there, or its index or the audit log cannot be written.
    pub fn open(&self, ui: &Ui) -> Result<Local> {
        self.open_with(ui, true)
    }

    /// As [`WorkspaceArg::open`]; without `overlay` uncommitted files are left out.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_with(&self, ui: &Ui, overlay: bool) -> Result<Local> {
        let local = self.open_unindexed(overlay)?;
        for space in local.app().state().spaces.values() {
            index_now(ui, space)?;
        }
        Ok(local)
    }

    /// As [`WorkspaceArg::open`], without indexing: whoever asks waits for that.
    ///
    /// # Errors
    /// When the workspace is not there, or its index or the audit log cannot be opened.
    pub fn open_unindexed(&self, overlay: bool) -> Result<Local> {
        let named = self.workspace.as_deref().unwrap_or(Path::new("."));
        let here = std::fs::canonicalize(named).map_err(|e| {
            Error::new(Kind::Usage, format!("cannot find `{}`", named.display())).source(e)
        })?;
        if !here.is_dir() {
            return Err(Error::new(Kind::Usage, format!("`{}` is no directory", named.display())));
        }
        let root = GitSource::discover(&here)?.unwrap_or_else(|| here.clone());
        let below = here.strip_prefix(&root).unwrap_or(Path::new("")).to_owned();
        Local::open(&root, below, overlay)
    }
}

/// A local user's app.
pub struct Local {
    app: Arc<App>,
    id: String,
    /// Where the person stands, below the root.
    below: PathBuf,
}

impl Local {
    fn open(root: &Path, below: PathBuf, overlay: bool) -> Result<Self> {
        Self::at(&environment::local_data()?, root, below, overlay)
    }

    fn at(data: &DataDir, root: &Path, below: PathBuf, overlay: bool) -> Result<Self> {
        let id = id_of(root);
        // The folder's name alone could be that of two repositories.
        let index = format!("{id}-{}", &sha256_hex(root.as_os_str().as_encoded_bytes())[..16]);
        let space = Space::new(Origin {
            id,
            memory: index.clone(),
            label: None,
            root: root.to_owned(),
            url: None,
            choice: RefChoice::LocalHead,
            index: data.index(&index),
            overlay,
            memory_mb: MEMORY_MB,
        });
        let homeless = |e: Error| match e.hint_text() {
            Some(_) => e,
            None => e.hint(
                "set `LEAN_CTX_DATA_DIR` to a folder you can write: index and audit log lie there",
            ),
        };
        let books = Books::open(data, &data.local_audit()).map_err(homeless)?;
        space.open()?;
        Ok(Self::of(books, data, space, below))
    }

    /// One workspace of a team, for its operator: with the team's index, key and audit log.
    ///
    /// # Errors
    /// `Usage` for a workspace that is not configured; when its index or the audit log cannot be
    /// opened.
    pub fn of_team(ui: &Ui, config: &Config, id: Option<&str>) -> Result<Self> {
        let id = id.unwrap_or(&config.default_workspace);
        let workspace = config.workspace(id).ok_or_else(|| {
            let known: Vec<&str> = config.workspaces.iter().map(|w| w.id.as_str()).collect();
            Error::new(Kind::Usage, format!("there is no workspace `{id}`"))
                .hint(suggest(id, known))
        })?;
        let space = Space::new(Origin::of(config, workspace));
        let books = Books::open(&config.data, &config.audit_log)?;
        space.open()?;
        // What the server serves is what is asked; only where nothing was indexed yet, it is now.
        if !space.serves() {
            index_now(ui, &space)?;
        }
        // A look at the source, so that `behindBy` is true.
        let _ = space.wants_work();
        Ok(Self::of(books, &config.data, space, PathBuf::new()))
    }

    fn of(books: Books, data: &DataDir, space: Space, below: PathBuf) -> Self {
        let id = space.id().to_owned();
        let state = State {
            default_workspace: id.clone(),
            spaces: [(id.clone(), Arc::new(space))].into(),
            storage_quota: None,
            config_error: None,
        };
        let Books { key, audit, metering } = books;
        let gate = Gate::new(audit, Limiter::default());
        let store = Arc::new(Store::new(data.state()));
        let app = App::new(gate, key, store, None, metering, state);
        Self { app: Arc::new(app), id, below }
    }

    pub const fn app(&self) -> &Arc<App> {
        &self.app
    }

    pub fn id(&self) -> &str {
        &self.id
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

    /// The person at the terminal, for one call.
    pub fn caller() -> Caller {
        Caller {
            principal: Arc::new(Principal::local()),
            request_id: format!("{:016x}", rand::random::<u64>()),
            remote: None,
            deadline: Deadline::none(),
            line: Line::default(),
        }
    }

    /// Calls a tool, and closes the book.
    ///
    /// # Errors
    /// What the tool, the gate or the book failed with.
    pub fn call(self, tool: &str, arguments: serde_json::Value) -> Result<Answer> {
        let caller = Self::caller();
        let invocation = Invocation {
            caller: &caller,
            method: "tools/call",
            name: tool,
            arguments: Some(arguments),
            workspace: None,
            channel: None,
        };
        let answer = tool::call(&self.app, invocation);
        self.app.close()?;
        answer
    }
}

/// What is written of every call, and the key that signs for it.
struct Books {
    key: Arc<Key>,
    audit: Writer,
    metering: Metering,
}

impl Books {
    fn open(data: &DataDir, log: &Path) -> Result<Self> {
        let key = Arc::new(Key::open(&data.keys())?);
        let audit = Writer::start(log, Arc::clone(&key), audit::Options::default())?;
        let options = savings::Options::new(environment::model());
        let metering = Metering::open(data, Arc::clone(&key), options)?;
        Ok(Self { key, audit, metering })
    }
}

fn index_now(ui: &Ui, space: &Space) -> Result<()> {
    let bar = ui.progress(&format!("indexing {}", space.id()), Some(0));
    space.refresh(&|p| {
        bar.set_total(p.files_total);
        bar.set(p.files_done);
    })?;
    Ok(())
}

/// The folder's name, in the letters of a workspace id.
fn id_of(root: &Path) -> String {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let id: String = name.trim_start_matches('.').chars().map(plain).take(64).collect();
    if id.is_empty() { "workspace".into() } else { id }
}

/// Prints an answer for a person, or its data for a program.
///
/// # Errors
/// When stdout cannot be written.
pub fn print(ui: &Ui, answer: &Answer, json: bool) -> Result<()> {
    if json {
        let value: serde_json::Value =
            serde_json::from_str(answer.structured.get()).context(|| "cannot read JSON".into())?;
        return ui.json(&value);
    }
    ui.line(answer.text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::*;
    use crate::auth::{Grant, Role};
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
    fn over_stdio(local: &Local, principal: &Principal) -> Vec<Value> {
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
        let app = Arc::clone(local.app());
        stdio::serve(app, principal.clone(), next, Box::new(say)).unwrap();
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
        let local = Local::at(&data, &root, PathBuf::new(), true).unwrap();
        let viewer =
            Principal { scopes: Role::Viewer.scopes(), id: "v".into(), ..Principal::local() };
        let elsewhere =
            Principal { grant: Grant::Only(["elsewhere".into()].into()), ..viewer.clone() };
        for (principal, answered) in [(viewer, 1), (elsewhere, 0)] {
            let refusals = over_stdio(&local, &principal);
            assert_eq!(refusals.len(), calls().len());
            assert_eq!(refusals.iter().filter(|refusal| refusal.is_null()).count(), answered);
            for ((name, arguments), refusal) in calls().into_iter().zip(refusals) {
                let caller = Caller { principal: Arc::new(principal.clone()), ..Local::caller() };
                let invocation = Invocation {
                    caller: &caller,
                    method: "/v1/tools/call",
                    name,
                    arguments: Some(arguments.clone()),
                    workspace: None,
                    channel: None,
                };
                let Err(by_rest) = tool::call(local.app(), invocation) else { continue };
                match name {
                    "ctx_nothing" => assert_eq!(refusal, by_rest.message()),
                    _ => assert_eq!(refusal, tool::envelope(&by_rest), "{name} {arguments}"),
                }
            }
        }
        local.app().close().unwrap();
    }
}
