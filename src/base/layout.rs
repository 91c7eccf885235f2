//! Where does each thing lie on disk? Every name below the data root is here and nowhere else.

use std::path::{Path, PathBuf};

/// The data root: the parent of `auditLogPath` (or `dataDir`) for a team, `~/.lean-ctx` for a local user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    /// The whole of it.
    pub fn root(&self) -> &Path {
        &self.0
    }

    /// In which form the rest lies: asked before anything else is opened.
    pub fn form(&self) -> PathBuf {
        self.0.join("format.json")
    }

    /// Where a restore unpacks; while it is there, the data root is half of one.
    pub fn restoring(&self) -> PathBuf {
        self.0.join(".restoring")
    }

    /// What a backup leaves here: its lock, what it is gathering, the record of the last one; 0700.
    pub fn backup(&self) -> PathBuf {
        self.0.join("backup")
    }

    /// What lies below the data root and cannot be made again: names of files and folders in it.
    /// The audit log comes beside, wherever team.json has it; the database is copied by its own
    /// means.
    pub const KEPT: [&str; 4] = ["keys", "savings", "sync", "webhooks"];

    /// Ed25519 server key; 0700, its files 0600.
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// One workspace's index: text packs, manifests, tantivy.
    pub fn index(&self, workspace: &str) -> PathBuf {
        self.0.join("index").join(workspace)
    }

    /// Where a workspace with a `url` and no `root` is cloned.
    pub fn clone_of(&self, workspace: &str) -> PathBuf {
        self.0.join("repos").join(workspace)
    }

    /// What `team sync` holds while it fetches one workspace.
    pub fn sync_lock(&self, workspace: &str) -> PathBuf {
        self.0.join("locks").join(format!("sync-{workspace}.lock"))
    }

    /// What a server holds while it runs on a network file system.
    pub fn server_lock(&self) -> PathBuf {
        self.0.join("locks").join("server.lock")
    }

    /// What one workspace's last `team sync` found: a small JSON file.
    pub fn sync_state(&self, workspace: &str) -> PathBuf {
        self.0.join("sync").join(format!("{workspace}.json"))
    }

    /// Secrets of webhooks that were minted here; 0700, its files 0600.
    pub fn webhook_secret(&self, workspace: &str) -> PathBuf {
        self.0.join("webhooks").join(format!("{workspace}.secret"))
    }

    /// What callers write and share: one database, with its log and journal beside it.
    pub fn state(&self) -> PathBuf {
        self.0.join("state.db")
    }

    /// The savings ledger, with its head and lock beside it.
    pub fn savings(&self) -> PathBuf {
        self.0.join("savings")
    }

    /// An account server's database.
    pub fn accounts(&self) -> PathBuf {
        self.0.join("cloud.db")
    }

    /// The key under which this week's contributors are counted: apart from the database, so that
    /// no backup has it.
    pub fn source_key(&self) -> PathBuf {
        self.0.join("week").join("source.key")
    }

    /// The background process of a local user: its lock, its socket, its log.
    pub fn daemon(&self) -> PathBuf {
        self.0.join("daemon")
    }

    /// What setup did: its newest report, and the record that it is undone by.
    pub fn setup(&self) -> PathBuf {
        self.0.join("setup")
    }

    /// The audit log of a local user, who has no team.json to name one.
    pub fn local_audit(&self) -> PathBuf {
        self.0.join("audit.jsonl")
    }

    /// A local user's cloud account: credentials, what was synced, what was learned of reading; 0700.
    pub fn cloud(&self) -> PathBuf {
        self.0.join("cloud")
    }

    /// A local user's settings.
    pub fn settings(&self) -> PathBuf {
        self.0.join("config.json")
    }

    /// Which repository each workspace of a local user's memory is of.
    pub fn workspaces(&self) -> PathBuf {
        self.0.join("workspaces.json")
    }

    /// A local user's small state of his tools.
    pub fn buddy(&self) -> PathBuf {
        self.0.join("buddy.json")
    }
}
