//! Which workspaces does the daemon hold, and who asks them? Each is opened once, for all clients.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::keeper::News;
use super::wire::Room;
use crate::app::{App, Space, local};
use crate::base::clock::{self, Deadline};
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::gate::{Caller, Line, Step};
use crate::ingest::Progress;
use crate::tool::{self, Answer, Invocation};

pub struct House {
    data: DataDir,
    tenants: Mutex<HashMap<PathBuf, Arc<Tenant>>>,
    /// One first index at a time: each takes all cores, and hundreds of megabytes.
    building: Mutex<()>,
    keeper: Sender<News>,
    /// Called off when the daemon ends: no index is waited for then.
    ending: Deadline,
}

/// A workspace, open as a local user's is.
pub struct Tenant {
    pub root: PathBuf,
    pub space: Arc<Space>,
    /// One for each model that the clients' answers are read by: what they save has its price.
    apps: Mutex<HashMap<Option<String>, Arc<App>>>,
    used: Mutex<Instant>,
    pub watched: Mutex<Watched>,
    keeper: Sender<News>,
}

/// How the keeper hears of changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Watched {
    #[default]
    Not,
    /// By the system; so many folders.
    Folders(usize),
    /// By looking every now and then, and why.
    Polled(String),
}

impl Tenant {
    /// Somebody asks it now.
    pub fn touch(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = clock::instant();
        // Only a daemon that ends does not hear it.
        let _ = self.keeper.send(News::Used(self.root.clone()));
    }

    pub fn idle(&self) -> Duration {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    pub fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) -> Result<()> {
        let mut apps = self.apps.lock().unwrap_or_else(PoisonError::into_inner);
        apps.drain().map(|(_, app)| app.close()).fold(Ok(()), Result::and)
    }

    fn room(&self) -> Room {
        let (watched, polling) = match &*self.watched() {
            Watched::Not => (0, None),
            Watched::Folders(count) => (*count, None),
            Watched::Polled(why) => (0, Some(why.clone())),
        };
        Room {
            id: self.space.id().to_owned(),
            root: self.root.clone(),
            loaded: self.space.is_loaded(),
            commit: self.space.commit(),
            files: self.space.files(),
            idle_secs: self.idle().as_secs(),
            watched,
            polling,
        }
    }
}

impl House {
    pub fn new(data: DataDir, keeper: Sender<News>) -> Self {
        let (tenants, building) = (Mutex::default(), Mutex::default());
        Self { data, tenants, building, keeper, ending: Deadline::none() }
    }

    /// Ends the keeper, and what it waits for.
    pub fn stop(&self) {
        self.ending.cancel();
        let _ = self.keeper.send(News::Stop);
    }

    pub const fn ending(&self) -> &Deadline {
        &self.ending
    }

    /// The workspace of a repository or folder. Nothing of it is opened.
    ///
    /// # Errors
    /// `Usage` when it is none.
    pub fn tenant(&self, root: &Path) -> Result<Arc<Tenant>> {
        if !root.is_absolute() || !root.is_dir() {
            let message = format!("`{}` is no directory", root.display());
            return Err(Error::new(Kind::Usage, message));
        }
        let mut tenants = self.tenants();
        if let Some(tenant) = tenants.get(root) {
            return Ok(Arc::clone(tenant));
        }
        let space = Arc::new(Space::new(local::origin(&self.data, root, true)));
        let tenant = Arc::new(Tenant {
            root: root.to_owned(),
            space,
            apps: Mutex::default(),
            used: Mutex::new(clock::instant()),
            watched: Mutex::default(),
            keeper: self.keeper.clone(),
        });
        tenants.insert(root.to_owned(), Arc::clone(&tenant));
        Ok(tenant)
    }

    /// The workspace as a client with this model asks it.
    ///
    /// # Errors
    /// When its books cannot be opened.
    pub fn app(&self, tenant: &Tenant, model: Option<String>) -> Result<Arc<App>> {
        let mut apps = tenant.apps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(app) = apps.get(&model) {
            return Ok(Arc::clone(app));
        }
        let books = local::Books::open(&self.data, &self.data.local_audit(), model.clone())?;
        let app = Arc::new(books.own(&self.data, Arc::clone(&tenant.space))?);
        apps.insert(model, Arc::clone(&app));
        Ok(app)
    }

    /// Indexes what is due, as a local command does before it asks.
    ///
    /// # Errors
    /// When that fails.
    pub fn ready(&self, tenant: &Tenant, progress: &(dyn Fn(Progress) + Sync)) -> Result<()> {
        tenant.space.open()?;
        let first = (!tenant.space.serves())
            .then(|| self.building.lock().unwrap_or_else(PoisonError::into_inner));
        let done = tenant.space.refresh_now(&self.ending, progress).map(drop);
        drop(first);
        tenant.touch();
        done
    }

    /// One call, as a local command makes it.
    ///
    /// # Errors
    /// What the tool, the gate or the book failed with.
    pub fn call(
        &self,
        root: &Path,
        model: Option<String>,
        (name, arguments): (&str, Value),
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Answer> {
        let tenant = self.tenant(root)?;
        let app = self.app(&tenant, model)?;
        self.ready(&tenant, progress)?;
        let (tell, told) = mpsc::channel();
        let line = Line::default().heard(move |step| {
            // Whoever asked has left.
            let _ = tell.send(step);
        });
        let caller = Caller { line, ..local::caller() };
        let answer = thread::scope(|scope| {
            let work = scope.spawn(move || {
                let invocation = Invocation {
                    caller: &caller,
                    method: tool::OVER_MCP,
                    name,
                    arguments: Some(arguments),
                    workspace: None,
                    channel: None,
                };
                // The caller goes with this, and the telling ends.
                tool::call(&app, invocation)
            });
            for Step { done, total, bytes } in told {
                progress(Progress { files_done: done, files_total: total, bytes_done: bytes });
            }
            work.join().unwrap_or_else(|_| Err(Error::internal("a call has panicked")))
        });
        tenant.touch();
        answer
    }

    /// All, the least recently used first.
    pub fn by_use(&self) -> Vec<Arc<Tenant>> {
        let mut tenants: Vec<Arc<Tenant>> = self.tenants().values().cloned().collect();
        tenants.sort_by_key(|tenant| std::cmp::Reverse(tenant.idle()));
        tenants
    }

    pub fn get(&self, root: &Path) -> Option<Arc<Tenant>> {
        self.tenants().get(root).cloned()
    }

    /// Forgets a workspace, unless a client is connected to it.
    pub fn forget(&self, tenant: Arc<Tenant>) {
        let mut tenants = self.tenants();
        // One for the table, one for us.
        if Arc::strong_count(&tenant) <= 2 {
            tenants.remove(&tenant.root);
            drop(tenants);
            let _ = tenant.close();
        }
    }

    pub fn rooms(&self) -> Vec<Room> {
        self.by_use().iter().rev().map(|tenant| tenant.room()).collect()
    }

    /// Closes the book of each.
    ///
    /// # Errors
    /// The last failure.
    pub fn close(&self) -> Result<()> {
        let tenants: Vec<Arc<Tenant>> = self.tenants().drain().map(|(_, t)| t).collect();
        tenants.iter().map(|tenant| tenant.close()).fold(Ok(()), Result::and)
    }

    fn tenants(&self) -> MutexGuard<'_, HashMap<PathBuf, Arc<Tenant>>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
