//! What does the environment say that no file does? Every variable that is read, in one place.

use std::ffi::OsString;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::connector::Provider;
use super::telemetry::Telemetry;
use crate::auth::Secret;
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result, form};
use crate::store::Medium;

/// `LEAN_CTX_GIT_TOKEN`: shown to a git remote over https that asks who is there.
pub fn git_token() -> Option<Zeroizing<String>> {
    std::env::var("LEAN_CTX_GIT_TOKEN").ok().filter(|t| !t.is_empty()).map(Zeroizing::new)
}

/// `LEAN_CTX_FILESYSTEM`: `network` or `local`, of a team's data folder whose file system does not
/// say, or not rightly, which it is. None: it is asked.
///
/// # Errors
/// `Config` for any other word.
pub fn filesystem() -> Result<Option<Medium>> {
    let Some(word) = std::env::var_os("LEAN_CTX_FILESYSTEM").filter(|v| !v.is_empty()) else {
        return Ok(None);
    };
    let meant = Medium::ALL.into_iter().find(|medium| word == medium.word());
    meant.map(Some).ok_or_else(|| {
        Error::new(Kind::Config, "`LEAN_CTX_FILESYSTEM` names no kind of file system")
            .hint("set `network` or `local`, or leave it unset")
    })
}

/// `LEAN_CTX_TEAM_TOKEN`: what a command shows to a running server.
pub fn team_token() -> Option<Zeroizing<String>> {
    std::env::var("LEAN_CTX_TEAM_TOKEN").ok().filter(|t| !t.is_empty()).map(Zeroizing::new)
}

/// `LEAN_CTX_MODEL`: the model that reads the answers, as its vendor's API names it.
pub fn model() -> Option<String> {
    std::env::var("LEAN_CTX_MODEL").ok().filter(|model| is_model(model))
}

/// A name, and nothing that could be mistaken for anything else in a ledger.
fn is_model(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._:/@-".contains(c);
    !name.is_empty() && name.len() <= 128 && name.chars().all(plain)
}

/// `LEAN_CTX_API_URL`: where the account server is.
pub fn cloud_address() -> Option<String> {
    std::env::var("LEAN_CTX_API_URL").ok().filter(|t| !t.is_empty())
}

/// `LEAN_CTX_PASSWORD`: of the account, where nobody can be asked.
pub fn cloud_password() -> Option<Zeroizing<String>> {
    std::env::var("LEAN_CTX_PASSWORD").ok().filter(|t| !t.is_empty()).map(Zeroizing::new)
}

/// `LEAN_CTX_NEW_PASSWORD`: the one that takes its place.
pub fn cloud_new_password() -> Option<Zeroizing<String>> {
    std::env::var("LEAN_CTX_NEW_PASSWORD").ok().filter(|t| !t.is_empty()).map(Zeroizing::new)
}

/// `LEAN_CTX_RECOVERY_PHRASE`: the account key as it was written down.
pub fn recovery_phrase() -> Option<Zeroizing<String>> {
    std::env::var("LEAN_CTX_RECOVERY_PHRASE").ok().filter(|t| !t.is_empty()).map(Zeroizing::new)
}

/// What the environment says of outside providers: where each is, and what is shown to it. No `Debug`: it holds secrets.
#[derive(Clone, Default)]
pub struct Outside {
    pub github: Site,
    pub gitlab: Site,
    pub jira: Site,
    /// `DATABASE_URL`.
    pub database: Option<Secret>,
}

/// One provider.
#[derive(Clone, Default)]
pub struct Site {
    /// None: the provider's public one.
    pub address: Option<String>,
    /// The address is the API's own, to which nothing is added.
    pub exact: bool,
    /// Who the secret belongs to, where that is asked for.
    pub user: Option<String>,
    pub secret: Option<Secret>,
}

impl Outside {
    /// Is there something to show to a provider?
    pub fn has(&self, provider: Provider) -> bool {
        match provider {
            Provider::Github => self.github.secret.is_some(),
            Provider::Gitlab => self.gitlab.secret.is_some(),
            Provider::Jira => self.jira.secret.is_some(),
            Provider::Postgres => self.database.is_some(),
        }
    }

    /// The variables that say it.
    pub const fn variables(provider: Provider) -> &'static [&'static str] {
        match provider {
            Provider::Github => &["GITHUB_TOKEN"],
            Provider::Gitlab => &["GITLAB_TOKEN"],
            Provider::Jira => &["JIRA_URL", "JIRA_EMAIL", "JIRA_API_TOKEN"],
            Provider::Postgres => &["DATABASE_URL"],
        }
    }
}

/// `GITHUB_TOKEN` or `GH_TOKEN` (`GITHUB_API_URL`, `GITHUB_HOST`), `GITLAB_TOKEN` (`GITLAB_URL`, `GITLAB_HOST`),
/// `JIRA_API_TOKEN` or `JIRA_TOKEN` (`JIRA_URL`, `JIRA_BASE_URL`, `JIRA_EMAIL`), `DATABASE_URL`.
pub fn outside() -> Outside {
    let set = |name: &str| std::env::var(name).ok().filter(|t| !t.is_empty());
    let first = |names: &[&str]| names.iter().find_map(|name| set(name));
    let secret = |names: &[&str]| first(names).map(Secret::new);
    let github = set("GITHUB_API_URL");
    Outside {
        github: Site {
            exact: github.is_some(),
            address: github.or_else(|| set("GITHUB_HOST")),
            user: None,
            secret: secret(&["GITHUB_TOKEN", "GH_TOKEN"]),
        },
        gitlab: Site {
            address: first(&["GITLAB_URL", "GITLAB_HOST"]),
            secret: secret(&["GITLAB_TOKEN"]),
            ..Site::default()
        },
        jira: Site {
            address: first(&["JIRA_URL", "JIRA_BASE_URL"]),
            user: set("JIRA_EMAIL"),
            secret: secret(&["JIRA_API_TOKEN", "JIRA_TOKEN"]),
            ..Site::default()
        },
        database: secret(&["DATABASE_URL"]),
    }
}

/// Where a local user's indexes and books lie: `LEAN_CTX_DATA_DIR`, else `~/.lean-ctx`.
///
/// # Errors
/// `Config` when there is neither, or what lies there is not for this program.
pub fn local_data() -> Result<DataDir> {
    let data = local_data_unchecked()?;
    form::check(&data)?;
    Ok(data)
}

/// As [`local_data`], for who asks himself whether it is for this program.
///
/// # Errors
/// `Config` when there is neither.
pub fn local_data_unchecked() -> Result<DataDir> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let root = set("LEAN_CTX_DATA_DIR")
        .or_else(|| std::env::home_dir().map(|home| home.join(".lean-ctx")));
    root.map(DataDir::new).ok_or_else(|| {
        Error::new(Kind::Config, "there is no home directory to keep the index in")
            .hint("set `HOME` or `LEAN_CTX_DATA_DIR`")
    })
}

/// `LEAN_CTX_DATA_DIR`, where it is set: a service manager must be told of it.
pub fn data_dir() -> Option<PathBuf> {
    std::env::var_os("LEAN_CTX_DATA_DIR").filter(|v| !v.is_empty()).map(PathBuf::from)
}

/// What a process of the user's in the background needs of the environment, beside its data root; of secrets nothing.
pub fn of_daemon() -> Vec<(&'static str, OsString)> {
    const NEEDED: [&str; 8] =
        ["HOME", "USER", "LOGNAME", "PATH", "LANG", "LC_ALL", "TMPDIR", "XDG_CONFIG_HOME"];
    NEEDED.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))).collect()
}

/// The user's own folder.
///
/// # Errors
/// `Config` when there is none.
pub fn home() -> Result<PathBuf> {
    std::env::home_dir()
        .filter(|home| home.is_absolute())
        .ok_or_else(|| Error::new(Kind::Config, "there is no home directory").hint("set `HOME`"))
}

/// Where programs keep what their users set: `XDG_CONFIG_HOME`, else `~/.config`.
///
/// # Errors
/// `Config` when there is neither.
pub fn config_home() -> Result<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    match set.filter(|path| path.is_absolute()) {
        Some(path) => Ok(path),
        None => home().map(|home| home.join(".config")),
    }
}

/// `LEAN_CTX_LOG_FORMAT`, `LEAN_CTX_LOG_LEVEL`: how a server's log is written, where no option says.
pub fn log_wish() -> (Option<String>, Option<String>) {
    let set = |name| std::env::var(name).ok().filter(|v: &String| !v.is_empty());
    (set("LEAN_CTX_LOG_FORMAT"), set("LEAN_CTX_LOG_LEVEL"))
}

/// `OTEL_*`: where traces and measures go.
pub fn telemetry() -> Option<Telemetry> {
    Telemetry::read(&|name| std::env::var(name).ok())
}

/// `PAGER`: the command that long results are read with; `less` where it is unset, none where it is
/// empty.
pub fn pager() -> Option<String> {
    let set = std::env::var("PAGER").unwrap_or_else(|_| "less".into());
    (!set.trim().is_empty()).then_some(set)
}

/// Whether `LESS` says how `less` is to behave.
pub fn less_is_told() -> bool {
    std::env::var_os("LESS").is_some()
}

/// `NOTIFY_SOCKET`: where a service manager wants to be told how far the server is (sd_notify(3)).
pub fn notify_socket() -> Option<OsString> {
    std::env::var_os("NOTIFY_SOCKET").filter(|v| !v.is_empty())
}

/// How many listening sockets a service manager has opened for this very process
/// (`LISTEN_FDS`, `LISTEN_PID`; sd_listen_fds(3)). What was meant for our parent is not ours.
pub fn passed_sockets() -> u32 {
    let number = |name| std::env::var(name).ok().and_then(|v| v.parse::<u32>().ok());
    match number("LISTEN_PID") {
        Some(pid) if pid == std::process::id() => number("LISTEN_FDS").unwrap_or(0),
        _ => 0,
    }
}

/// Who runs this, as far as setting up their programs is concerned.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// `HOME`, else what the system's user database says.
    pub home: PathBuf,
    /// `PATH`.
    pub path: Vec<PathBuf>,
    /// `SHELL`: the name alone.
    pub shell: Option<String>,
    /// `XDG_CONFIG_HOME`.
    pub config: Option<PathBuf>,
    /// `XDG_DATA_HOME`.
    pub share: Option<PathBuf>,
    /// `CLAUDE_CONFIG_DIR`.
    pub claude: Option<PathBuf>,
    /// `CODEX_HOME`.
    pub codex: Option<PathBuf>,
    /// `ZSH`: where oh-my-zsh lies.
    pub oh_my_zsh: Option<PathBuf>,
}

/// # Errors
/// `Config` when there is no home directory.
pub fn person() -> Result<Person> {
    let folder =
        |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let shell = std::env::var_os("SHELL").map(PathBuf::from);
    Ok(Person {
        home: std::env::home_dir().filter(|home| home.is_absolute()).ok_or_else(|| {
            Error::new(Kind::Config, "there is no home directory to look for clients in")
                .hint("set `HOME`")
        })?,
        path: std::env::split_paths(&path).filter(|dir| dir.is_absolute()).collect(),
        shell: shell.and_then(|s| s.file_name().map(|n| n.to_string_lossy().into_owned())),
        config: folder("XDG_CONFIG_HOME"),
        share: folder("XDG_DATA_HOME"),
        claude: folder("CLAUDE_CONFIG_DIR"),
        codex: folder("CODEX_HOME"),
        oh_my_zsh: folder("ZSH"),
    })
}

/// `WORKSPACE_FOLDER_PATHS`: the folders that Cursor has open, told to the servers that it starts.
/// The first of them.
pub fn open_folder() -> Option<PathBuf> {
    let set = std::env::var_os("WORKSPACE_FOLDER_PATHS")?;
    let first = set.to_string_lossy().split(',').next().map(|p| PathBuf::from(p.trim()))?;
    first.is_absolute().then_some(first)
}
