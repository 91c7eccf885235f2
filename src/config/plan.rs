//! What does a new team.json say, and how does a workspace typed at the terminal become an entry?

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::edit::create;
use super::workspace::{GitUrl, ID_REMEDY, is_id};
use super::{Config, Workspace, token};
use crate::auth::Entry;
use crate::base::error::Context as _;
use crate::base::files::{Mode, private_dir, write_atomic};
use crate::base::{Error, Kind, Result};

/// The folder that `team init` makes in the directory it is asked for.
pub const FOLDER: &str = ".lean-ctx";

/// A workspace as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWorkspace {
    pub id: String,
    pub label: Option<String>,
    pub reference: Option<String>,
    pub group: Option<String>,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Absolute; it exists.
    Root(PathBuf),
    Url(GitUrl),
}

impl NewWorkspace {
    /// Reads `[ID=]PATH|URL`. Without an id, the last part of the place gives one.
    ///
    /// # Errors
    /// `Usage` when there is no such directory, or the URL cannot be cloned from.
    pub fn parse(typed: &str) -> Result<Self> {
        let (id, place) = match typed.split_once('=') {
            Some((id, place)) if is_id(id) => (Some(id), place),
            _ => (None, typed),
        };
        let place = Place::parse(place)?;
        let id = id.map_or_else(|| place.suggested_id(), str::to_owned);
        Ok(Self { id, label: None, reference: None, group: None, place })
    }

    /// Whether both serve the same ref of the same place, whatever they are called.
    pub fn is_same(&self, other: &Self) -> bool {
        self.place == other.place && self.reference == other.reference
    }

    /// The id under which `config` serves the same already.
    pub fn known_in<'c>(&self, config: &'c Config) -> Option<&'c str> {
        let same = |w: &&Workspace| {
            let place = match &self.place {
                Place::Root(path) => std::fs::canonicalize(&w.root).is_ok_and(|root| root == *path),
                Place::Url(url) => w.url.as_ref() == Some(url),
            };
            place && w.reference == self.reference
        };
        config.workspaces.iter().find(same).map(|w| w.id.as_str())
    }

    pub fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("id".into(), self.id.clone().into());
        if let Some(label) = &self.label {
            entry.insert("label".into(), label.clone().into());
        }
        match &self.place {
            Place::Root(path) => entry.insert("root".into(), path.to_string_lossy().into()),
            Place::Url(url) => entry.insert("url".into(), url.as_str().into()),
        };
        if let Some(reference) = &self.reference {
            entry.insert("ref".into(), reference.clone().into());
        }
        if let Some(group) = &self.group {
            entry.insert("group".into(), group.clone().into());
        }
        Value::Object(entry)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url.as_str()),
        }
    }
}

impl Place {
    /// # Errors
    /// `Usage` when it is neither a directory that exists nor a URL to clone from.
    pub fn parse(typed: &str) -> Result<Self> {
        let usage = |message: String, remedy: &str| Error::new(Kind::Usage, message).hint(remedy);
        match GitUrl::parse(typed) {
            Ok(url) => return Ok(Self::Url(url)),
            Err((message, remedy)) if typed.contains("://") => {
                return Err(usage(format!("the URL {message}"), remedy));
            }
            Err(_) => {}
        }
        let root = std::fs::canonicalize(typed).map_err(|e| {
            usage(format!("cannot find `{typed}`: {e}"), "name a directory or a git URL")
        })?;
        if !root.is_dir() {
            return Err(usage(
                format!("`{typed}` is not a directory"),
                "name a repository or folder",
            ));
        }
        if root.to_str().is_none() {
            return Err(usage("the path is not UTF-8".into(), "JSON cannot name it: rename it"));
        }
        Ok(Self::Root(root))
    }

    fn suggested_id(&self) -> String {
        let name = match self {
            Self::Root(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            Self::Url(url) => {
                let text = url.as_str().trim_end_matches('/').trim_end_matches(".git");
                text.rsplit(['/', ':']).next().unwrap_or_default().into()
            }
        };
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
        let id: String = name.chars().map(plain).take(64).collect();
        let id = id.trim_start_matches('.');
        if is_id(id) { id.into() } else { "main".into() }
    }
}

/// # Errors
/// `Usage` when `id` is none.
pub fn check_id(id: &str) -> Result<()> {
    if is_id(id) {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, format!("`{id}` is not a workspace id")).hint(ID_REMEDY))
}

/// Gives later workspaces of one id a number: `api`, `api-2`.
///
/// # Errors
/// `Usage` when one place is named twice: it would be indexed and searched twice.
pub fn tell_apart(workspaces: &mut [NewWorkspace]) -> Result<()> {
    for at in 1..workspaces.len() {
        let (before, rest) = workspaces.split_at_mut(at);
        if before.iter().any(|w| w.is_same(&rest[0])) {
            let message = format!("`{}` is named twice", rest[0].place);
            return Err(Error::new(Kind::Usage, message).hint("name it once"));
        }
        let taken = |id: &str| before.iter().any(|w| w.id == id);
        if taken(&rest[0].id) {
            let base = rest[0].id.clone();
            let free = (2..).map(|n| format!("{base}-{n}")).find(|id| !taken(id));
            rest[0].id = free.unwrap_or(base);
        }
    }
    Ok(())
}

/// A team.json to be written.
pub struct Plan {
    /// The folder is made in here.
    pub dir: PathBuf,
    pub host: String,
    pub port: u16,
    /// At least one; the first is the default.
    pub workspaces: Vec<NewWorkspace>,
    pub tokens: Vec<Entry>,
}

impl Plan {
    pub fn path_in(dir: &Path) -> PathBuf {
        dir.join(FOLDER).join("team.json")
    }

    /// Writes `.lean-ctx/team.json` (0600, in a folder of 0700 that git ignores), and nothing over
    /// an existing one.
    ///
    /// # Errors
    /// When it exists, would not load, or cannot be written.
    pub fn write(&self) -> Result<PathBuf> {
        let path = Self::path_in(&self.dir);
        let folder = self.dir.join(FOLDER);
        private_dir(&folder)?;
        // An older folder of that name may have been open.
        set_private(&folder)?;
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            write_atomic(&ignore, b"*\n", Mode::Plain)?;
        }
        create(&path, &self.to_json())?;
        Ok(path)
    }

    fn to_json(&self) -> Value {
        json!({
            "host": self.host,
            "port": self.port,
            "defaultWorkspaceId": self.workspaces.first().map(|w| w.id.as_str()),
            "workspaces": self.workspaces.iter().map(NewWorkspace::to_json).collect::<Vec<_>>(),
            "tokens": self.tokens.iter().map(token::to_json).collect::<Vec<_>>(),
            "auditLogPath": "audit.jsonl",
        })
    }
}

fn set_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .context(|| format!("cannot close `{}` to others", folder.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::Source;
    use super::*;
    use crate::base::layout::DataDir;

    #[test]
    fn places_give_ids() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("My Repo");
        std::fs::create_dir(&root).unwrap();
        let root = root.to_str().unwrap();
        assert_eq!(NewWorkspace::parse(root).unwrap().id, "My-Repo");
        assert_eq!(NewWorkspace::parse(&format!("core={root}")).unwrap().id, "core");
        for (url, id) in [
            ("https://example.com/team/api.git", "api"),
            ("git@example.com:team/web", "web"),
            ("x=git@example.com:web.git", "x"),
            ("ssh://git@example.com/a/.github/", "github"),
        ] {
            assert_eq!(NewWorkspace::parse(url).unwrap().id, id);
        }
        for bad in ["/nonexistent", "http://example.com/a", "https://u:p@example.com/a"] {
            assert_eq!(NewWorkspace::parse(bad).unwrap_err().kind(), Kind::Usage, "{bad}");
        }
        let urls = ["file:///a/api", "file:///b/api", "git@example.com:api"];
        let mut three = urls.map(|url| NewWorkspace::parse(url).unwrap());
        tell_apart(&mut three).unwrap();
        let ids: Vec<_> = three.iter().map(|w| w.id.as_str()).collect();
        assert_eq!(ids, ["api", "api-2", "api-3"]);
        let twice = [root.to_owned(), format!("other={root}/../My Repo")];
        let mut twice = twice.map(|typed| NewWorkspace::parse(&typed).unwrap());
        let e = tell_apart(&mut twice).unwrap_err();
        assert!(e.message().contains("/My Repo` is named twice"), "{e}");
        twice[1].reference = Some("release".into());
        tell_apart(&mut twice).unwrap();
    }

    #[test]
    fn a_new_file_loads_is_private_and_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let plan = Plan {
            dir: dir.path().into(),
            host: "127.0.0.1".into(),
            port: 0,
            workspaces: vec![NewWorkspace::parse(dir.path().to_str().unwrap()).unwrap()],
            tokens: Vec::new(),
        };
        let path = plan.write().unwrap();
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        let ignore = path.with_file_name(".gitignore");
        assert_eq!(std::fs::read_to_string(ignore).unwrap(), "*\n");
        let config = Config::load(&Source::Path(path.clone())).ok().unwrap().config;
        assert_eq!(config.data, DataDir::new(path.parent().unwrap()));
        assert_eq!(config.serve_faults().len(), 1);
        let before = std::fs::read(&path).unwrap();
        assert!(plan.write().unwrap_err().message().contains("exists already"));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
