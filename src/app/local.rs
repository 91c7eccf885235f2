//! How is a local user's workspace opened? One repository or folder, all scopes, the same gate and book as a team's.

use std::path::Path;
use std::sync::Arc;

use super::{App, Origin, Refs, Space, State};
use crate::account::habit::Habits;
use crate::account::home::Home;
use crate::account::project;
use crate::account::source::Machine;
use crate::audit::{self, Writer};
use crate::auth::Principal;
use crate::base::clock::Deadline;
use crate::base::digest::sha256_hex;
use crate::base::layout::DataDir;
use crate::base::{Result, form};
use crate::gate::{Caller, Gate, Limiter, Line};
use crate::git::reference::RefChoice;
use crate::index::embedding::Teacher;
use crate::ledger::Key;
use crate::savings::{self, Metering};
use crate::store::Store;
use crate::trace::Span;

/// What indexing one person's repository may hold.
const MEMORY_MB: usize = 272;

/// What is asked for, of a local user's: `root` is canonical. Without `overlay` uncommitted files are left out.
pub fn origin(data: &DataDir, root: &Path, overlay: bool) -> Origin {
    let id = id_of(root);
    // The folder's name alone could be that of two repositories.
    let index = format!("{id}-{}", &sha256_hex(root.as_os_str().as_encoded_bytes())[..16]);
    Origin {
        id,
        memory: index.clone(),
        label: None,
        root: root.to_owned(),
        url: None,
        choice: RefChoice::LocalHead,
        refs: Refs::All,
        index: data.index(&index),
        overlay,
        memory_mb: MEMORY_MB,
        // A terminal's call waits for its index; it would wait for this, too.
        teacher: Teacher::Off,
    }
}

/// The folder's name, in the letters of a workspace id.
pub fn id_of(root: &Path) -> String {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let id: String = name.trim_start_matches('.').chars().map(plain).take(64).collect();
    if id.is_empty() { "workspace".into() } else { id }
}

/// What is written of every call, and the key that signs for it.
pub struct Books {
    pub key: Arc<Key>,
    pub audit: Writer,
    pub metering: Metering,
}

impl Books {
    /// `log` is the audit log; `model` reads the answers.
    ///
    /// # Errors
    /// When one of them cannot be read or written.
    pub fn open(data: &DataDir, log: &Path, model: Option<String>) -> Result<Self> {
        form::stamp(data)?;
        let key = Arc::new(Key::open(&data.keys())?);
        let audit = Writer::start(log, Arc::clone(&key), audit::Options::default())?;
        let metering = Metering::open(data, Arc::clone(&key), savings::Options::new(model))?;
        Ok(Self { key, audit, metering })
    }

    /// An app of a user's own workspace: his reads are noted, and what was synced of it before is brought to it.
    ///
    /// # Errors
    /// When the workspace cannot be remembered.
    pub fn own(self, data: &DataDir, space: Arc<Space>) -> Result<App> {
        settled(data, space.memory(), space.root())?;
        Ok(self.app(data, space).with_habits(Habits::new(data)))
    }

    /// An app of one workspace.
    pub fn app(self, data: &DataDir, space: Arc<Space>) -> App {
        let id = space.id().to_owned();
        let state = State {
            default_workspace: id.clone(),
            spaces: [(id, space)].into(),
            connectors: Vec::new(),
            storage_quota: None,
            config_error: None,
        };
        let gate = Gate::new(self.audit, Limiter::default());
        let store = Arc::new(Store::new(data.state()));
        App::new(gate, self.key, store, None, self.metering, state)
    }
}

/// Remembers which repository a workspace is of. One that is new here gets what was synced of it before; where that
/// cannot be now, the next sync does it.
///
/// # Errors
/// Any I/O error.
pub fn settled(data: &DataDir, memory: &str, root: &Path) -> Result<()> {
    if project::remember(data, memory, root)? {
        let _ = Machine::new(Home::new(data.clone())).settle();
    }
    Ok(())
}

/// The person at the terminal, for one call.
pub fn caller() -> Caller {
    Caller {
        principal: Arc::new(Principal::local()),
        request_id: format!("{:016x}", rand::random::<u64>()),
        remote: None,
        deadline: Deadline::none(),
        line: Line::default(),
        trace: Span::default(),
    }
}
