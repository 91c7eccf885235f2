//! Where does software of this user keep its files? The folders that clients and shells look into.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use crate::config::environment::Person;

/// Below which folder a path of the tables lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The home directory.
    Home,
    /// Where desktop programs keep settings: `~/.config` (or `XDG_CONFIG_HOME`), on macOS
    /// `~/Library/Application Support`.
    Settings,
    /// `~/.config` (or `XDG_CONFIG_HOME`), on macOS too.
    Config,
    /// `CLAUDE_CONFIG_DIR`, else the home directory.
    Claude,
    /// `CODEX_HOME`, else `~/.codex`.
    Codex,
}

/// One user's view of this machine.
#[derive(Debug, Clone)]
pub struct Machine {
    pub person: Person,
    pub mac: bool,
    /// How a client calls this binary.
    pub program: PathBuf,
}

impl Machine {
    /// `running`: the file of this process. Where `PATH` leads to the same file under a name that
    /// outlives an upgrade (`/usr/local/bin/lean-ctx`), that name is given to clients.
    pub fn new(person: Person, running: PathBuf) -> Self {
        let real = std::fs::canonicalize(&running).unwrap_or(running);
        let same = |path: &PathBuf| std::fs::canonicalize(path).is_ok_and(|found| found == real);
        let named = person.path.iter().map(|dir| dir.join(super::NAME)).find(same);
        let program = named.filter(|path| path.is_absolute()).unwrap_or(real);
        Self { person, mac: cfg!(target_os = "macos"), program }
    }

    pub fn place(&self, base: Base, below: &str) -> PathBuf {
        let person = &self.person;
        let config = || person.config.clone().unwrap_or_else(|| person.home.join(".config"));
        let folder = match base {
            Base::Home => person.home.clone(),
            Base::Settings if self.mac => person.home.join("Library/Application Support"),
            Base::Settings | Base::Config => config(),
            Base::Claude => person.claude.clone().unwrap_or_else(|| person.home.clone()),
            Base::Codex => person.codex.clone().unwrap_or_else(|| person.home.join(".codex")),
        };
        if below.is_empty() { folder } else { folder.join(below) }
    }

    /// `XDG_DATA_HOME`, else `~/.local/share`.
    pub fn share(&self) -> PathBuf {
        self.person.share.clone().unwrap_or_else(|| self.person.home.join(".local/share"))
    }

    /// Whether a program of this name can be called.
    pub fn has_program(&self, name: &str) -> bool {
        let runs = |path: PathBuf| path.is_file() && access(&path, Access::EXEC_OK).is_ok();
        self.person.path.iter().any(|dir| runs(dir.join(name)))
    }

    /// A path as a person writes it.
    pub fn short(&self, path: &Path) -> String {
        match path.strip_prefix(&self.person.home) {
            Ok(below) => format!("~/{}", below.display()),
            Err(_) => path.display().to_string(),
        }
    }
}
