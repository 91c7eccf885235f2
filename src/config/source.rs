//! Where does team.json come from? A path, the standard input, or an environment variable that a
//! secret store fills.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// Far more than a thousand tokens need; a device or a log named by mistake ends here.
const MAX_BYTES: u64 = 16 << 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Path(PathBuf),
    /// `-`
    Stdin,
    /// `env:NAME`
    Env(String),
}

impl Source {
    /// Reads what `--config` was given.
    pub fn parse(typed: &str) -> Self {
        match typed {
            "-" => Self::Stdin,
            _ => typed
                .strip_prefix("env:")
                .map_or_else(|| Self::Path(typed.into()), |name| Self::Env(name.into())),
        }
    }

    /// The file, where there is one that can be rewritten and watched.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Stdin | Self::Env(_) => None,
        }
    }

    /// The directory against which relative paths are read: the file's own, else the current one.
    ///
    /// # Errors
    /// When the current directory is gone.
    pub fn base(&self) -> Result<PathBuf> {
        let here =
            std::env::current_dir().context(|| "cannot tell the current directory".into())?;
        Ok(match self.path().and_then(Path::parent) {
            Some(parent) => here.join(parent),
            None => here,
        })
    }

    /// The whole text. The standard input can be read once.
    ///
    /// # Errors
    /// `Config`, with the reason, when there is nothing to read or it is not text.
    pub fn read(&self) -> Result<String> {
        let bytes = match self {
            Self::Path(path) => std::fs::File::open(path)
                .and_then(read_some)
                .map_err(|e| unreadable(self).hint(path_hint(&e)).source(e))?,
            Self::Stdin => {
                read_some(std::io::stdin().lock()).map_err(|e| unreadable(self).source(e))?
            }
            Self::Env(name) => std::env::var_os(name)
                .ok_or_else(|| {
                    unreadable(self).hint(format!("the environment has no variable `{name}`"))
                })?
                .into_encoded_bytes(),
        };
        if bytes.len() as u64 > MAX_BYTES {
            return Err(unreadable(self).hint("it is larger than 16 MiB: is it a team.json?"));
        }
        String::from_utf8(bytes)
            .map_err(|e| unreadable(self).hint("save it as UTF-8 text").source(e.utf8_error()))
    }
}

fn read_some(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(source: &Source) -> Error {
    Error::new(Kind::Config, format!("cannot read {source}"))
}

fn path_hint(e: &std::io::Error) -> &'static str {
    match e.kind() {
        std::io::ErrorKind::NotFound => {
            "name another file with `--config`, or write one with `lean-ctx team init`"
        }
        std::io::ErrorKind::PermissionDenied => {
            "run as the user the server runs as, or let that user read the file"
        }
        _ => "name a file with `--config FILE`, or use `-` or `env:NAME`",
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "`{}`", path.display()),
            Self::Stdin => f.write_str("the configuration on the standard input"),
            Self::Env(name) => write!(f, "the configuration in `${name}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_spellings_are_read() {
        assert_eq!(Source::parse("-"), Source::Stdin);
        assert_eq!(Source::parse("env:TEAM"), Source::Env("TEAM".into()));
        assert_eq!(Source::parse("a/team.json"), Source::Path("a/team.json".into()));
        assert!(Source::Path("/srv/x/team.json".into()).base().unwrap().ends_with("srv/x"));
        let here = std::env::current_dir().unwrap();
        assert_eq!(Source::Path("team.json".into()).base().unwrap(), here);
        assert_eq!(Source::Stdin.base().unwrap(), here);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let gone = Source::Path("/nonexistent/team.json".into()).read().unwrap_err();
        assert_eq!(gone.kind(), Kind::Config);
        assert!(gone.hint_text().unwrap().contains("team init"));
        let unset = Source::Env("LEAN_CTX_SURELY_UNSET".into()).read().unwrap_err();
        assert!(unset.hint_text().unwrap().contains("LEAN_CTX_SURELY_UNSET"));
        let dir = tempfile::tempdir().unwrap();
        assert!(Source::Path(dir.path().into()).read().is_err());
        let latin = dir.path().join("latin.json");
        std::fs::write(&latin, b"{\"label\":\"\xe9\"}").unwrap();
        assert!(Source::Path(latin).read().unwrap_err().hint_text().unwrap().contains("UTF-8"));
    }
}
