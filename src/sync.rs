//! How does one workspace catch up with its remote, and what is remembered of it? The core of `team sync`, of the server's own syncing and of a webhook; prints nothing.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::files::{self, Lock, Mode};
use crate::base::layout::DataDir;
use crate::base::{Error, Result, clock};
use crate::config::{RefGlobs, Workspace};
use crate::git::clone::clone;
use crate::git::fetch::{FetchOptions, FetchReport, align_remote, fetch};
use crate::git::reference::RefChoice;
use crate::git::repository::GitSource;
use crate::workspace::source::Source as _;

/// One workspace, as far as syncing needs to know it.
#[derive(Debug, Clone)]
pub struct Target {
    pub id: String,
    /// Where it lies, or where it shall be cloned to.
    pub root: PathBuf,
    /// Cloned from there when `root` is absent. A clone below the data root, which is ours, follows
    /// it also when it changes later; a checkout of somebody's keeps its own remote.
    pub url: Option<String>,
    pub choice: RefChoice,
    /// Other refs that a call may ask for.
    pub refs: RefGlobs,
}

impl Target {
    pub fn of(workspace: &Workspace) -> Self {
        Self {
            id: workspace.id.clone(),
            root: workspace.root.clone(),
            url: workspace.url.as_ref().map(|url| url.as_str().to_owned()),
            choice: choice(workspace),
            refs: workspace.refs.clone(),
        }
    }

    /// May this tag of the remote be asked for? `tag` is its full name. Others are not fetched.
    fn wants(&self, tag: &str) -> bool {
        let name = tag.strip_prefix("refs/tags/").unwrap_or(tag);
        let served = |choice: &str| choice == tag || choice == name;
        matches!(&self.choice, RefChoice::Ref(choice) if served(choice))
            || self.refs.matches(tag)
            || self.refs.matches(name)
    }
}

/// The ref that a team's server indexes.
pub fn choice(workspace: &Workspace) -> RefChoice {
    workspace.reference.clone().map_or(RefChoice::RemoteDefault, RefChoice::Ref)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SyncState {
    /// The commit to serve is another one now.
    Updated,
    /// It is the same; other refs may have moved.
    Unchanged,
    /// The repository came here for the first time.
    Cloned,
    /// There is no remote, or no repository: what is there is served.
    Skipped,
    /// Another process is at it.
    Busy,
    Failed,
}

/// What one sync came to; as JSON, one element of `team sync --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncOutcome {
    pub workspace: String,
    pub state: SyncState,
    /// The ref that is served, by its full name.
    pub reference: Option<String>,
    /// The commit that was to be served before, and is now.
    pub before: Option<String>,
    pub after: Option<String>,
    pub refs_updated: usize,
    pub refs_pruned: usize,
    pub received_bytes: usize,
    /// See [`FetchReport::packs`].
    pub packs: usize,
    /// Message and causes; never with credentials.
    pub error: Option<String>,
    pub hint: Option<String>,
}

impl SyncOutcome {
    /// Whether the workspace is not known to be up to date.
    pub const fn is_failure(&self) -> bool {
        matches!(self.state, SyncState::Failed | SyncState::Busy)
    }

    /// # Errors
    /// What went wrong, where something did. A sync that another process is making is none.
    pub fn into_result(self) -> Result<()> {
        match (self.state, self.error) {
            (SyncState::Failed, error) => {
                let error = Error::failed(error.unwrap_or_else(|| "the sync failed".into()));
                Err(match self.hint {
                    Some(hint) => error.hint(hint),
                    None => error,
                })
            }
            _ => Ok(()),
        }
    }

    fn new(workspace: &str, state: SyncState) -> Self {
        Self {
            workspace: workspace.to_owned(),
            state,
            reference: None,
            before: None,
            after: None,
            refs_updated: 0,
            refs_pruned: 0,
            received_bytes: 0,
            packs: 0,
            error: None,
            hint: None,
        }
    }

    fn reported(mut self, report: &FetchReport) -> Self {
        self.refs_updated = report.updated.len();
        self.refs_pruned = report.pruned.len();
        self.received_bytes = report.received_bytes;
        self.packs = report.packs;
        self
    }

    fn failed(mut self, state: SyncState, error: &Error) -> Self {
        self.state = state;
        self.error = Some(error.chain());
        self.hint = error.hint_text().map(str::to_owned);
        self
    }
}

/// What `DataDir::sync_state` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncRecord {
    /// RFC 3339, UTC: when the last sync ended, and the last that did not fail.
    pub last_attempt: String,
    pub last_success: Option<String>,
    pub state: SyncState,
    pub error: Option<String>,
}

impl SyncRecord {
    /// The last sync of a workspace; `None` before the first. An unreadable record counts as none:
    /// the next sync writes it anew.
    pub fn read(data: &DataDir, workspace: &str) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(data.sync_state(workspace)).ok()?).ok()
    }
}

/// Clones or fetches one workspace. Whatever goes wrong is in the outcome, and on disk for the
/// next `/v1/workspaces`.
pub fn sync_one(target: &Target, data: &DataDir, options: &FetchOptions<'_>) -> SyncOutcome {
    let outcome = SyncOutcome::new(&target.id, SyncState::Failed);
    let lock = match Lock::attempt(&data.sync_lock(&target.id)) {
        Ok(Some(lock)) => lock,
        Ok(None) => {
            let error = Error::failed(format!("workspace `{}` is being synced already", target.id))
                .hint("wait until the other sync is through");
            // Not recorded: the other one will write how it ended.
            return outcome.failed(SyncState::Busy, &error);
        }
        Err(e) => return outcome.failed(SyncState::Failed, &e),
    };
    let source = GitSource::new(&target.root, target.choice.clone());
    let before = source.head().ok().and_then(|head| head.commit);
    let mut outcome = match catch_up(target, data, &source, options) {
        Ok(outcome) => outcome,
        Err(e) => outcome.failed(SyncState::Failed, &e),
    };
    if outcome.state == SyncState::Unchanged && outcome.after != before {
        outcome.state = SyncState::Updated;
    }
    outcome.before = before;
    if let Err(e) = record(data, &outcome) {
        outcome = outcome.failed(SyncState::Failed, &e);
    }
    drop(lock);
    outcome
}

fn catch_up(
    target: &Target,
    data: &DataDir,
    source: &GitSource,
    options: &FetchOptions<'_>,
) -> Result<SyncOutcome> {
    let outcome = |state| SyncOutcome::new(&target.id, state);
    let options = &FetchOptions {
        credentials: options.credentials.clone(),
        deadline: options.deadline.clone(),
        progress: options.progress,
        ssh: options.ssh.clone(),
        tags: &|tag| target.wants(tag),
    };
    if is_absent(&target.root) {
        let Some(url) = &target.url else {
            if target.root.is_dir() {
                return Ok(outcome(SyncState::Skipped));
            }
            return Err(Error::failed(format!("`{}` does not exist", target.root.display()))
                .hint("give the workspace a `url` to clone from, or correct its `root`"));
        };
        let report = clone(url, &target.root, options)?;
        return served(source, outcome(SyncState::Cloned).reported(&report));
    }
    if !GitSource::is_repository(&target.root) {
        return Ok(outcome(SyncState::Skipped));
    }
    if let Some(url) = target.url.as_ref().filter(|_| target.root == data.clone_of(&target.id)) {
        align_remote(&target.root, url)?;
    }
    match fetch(&target.root, options)? {
        Some(report) => served(source, outcome(SyncState::Unchanged).reported(&report)),
        None => served(source, outcome(SyncState::Skipped)),
    }
}

/// Names the commit that is to be served now. A remote without the configured ref is a failure
/// even though the fetch was none.
fn served(source: &GitSource, mut outcome: SyncOutcome) -> Result<SyncOutcome> {
    let head = source.head()?;
    outcome.after = head.commit;
    outcome.reference = head.reference;
    Ok(outcome)
}

fn is_absent(root: &Path) -> bool {
    match std::fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => root.symlink_metadata().is_err(),
    }
}

fn record(data: &DataDir, outcome: &SyncOutcome) -> Result<()> {
    let now = clock::rfc3339(clock::now());
    let last_success = if outcome.is_failure() {
        SyncRecord::read(data, &outcome.workspace).and_then(|old| old.last_success)
    } else {
        Some(now.clone())
    };
    let record = SyncRecord {
        last_attempt: now,
        last_success,
        state: outcome.state,
        error: outcome.error.clone(),
    };
    let path = data.sync_state(&outcome.workspace);
    if let Some(parent) = path.parent() {
        files::private_dir(parent)?;
    }
    let json = serde_json::to_vec_pretty(&record)
        .map_err(|e| Error::internal("cannot write a sync record").source(e))?;
    files::write_atomic(&path, &json, Mode::Private)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Deadline;
    use crate::git::fetch::NO_TAGS;
    use crate::git::fixture::Fixture;
    use crate::git::transport::Credentials;

    fn sync(target: &Target, data: &DataDir) -> SyncOutcome {
        let options = FetchOptions {
            credentials: Credentials::default(),
            deadline: Deadline::none(),
            progress: &|_| {},
            ssh: None,
            tags: NO_TAGS,
        };
        sync_one(target, data, &options)
    }

    fn target(root: PathBuf, url: Option<String>) -> Target {
        let (choice, refs) = (RefChoice::RemoteDefault, RefGlobs::none());
        Target { id: "core".to_owned(), root, url, choice, refs }
    }

    fn url_of(fixture: &Fixture, name: &str) -> Option<String> {
        Some(format!("file://{}", fixture.path(name).display()))
    }

    #[test]
    fn the_life_of_a_workspace() {
        let fixture = Fixture::new();
        fixture.repository("up");
        let data = DataDir::new(fixture.path("data"));
        let target = target(data.clone_of("core"), url_of(&fixture, "up"));
        let first = fixture.git("up", &["rev-parse", "HEAD"]);
        let outcome = sync(&target, &data);
        assert_eq!((outcome.state, outcome.before, outcome.error), (SyncState::Cloned, None, None));
        assert_eq!(outcome.after.as_ref(), Some(&first));
        assert_eq!(sync(&target, &data).state, SyncState::Unchanged);
        let second = fixture.commit("up", "b", "2");
        let outcome = sync(&target, &data);
        assert_eq!(outcome.state, SyncState::Updated);
        assert_eq!((outcome.before, outcome.after), (Some(first), Some(second)));
        assert_eq!(outcome.reference.as_deref(), Some("refs/remotes/origin/main"));
        let good = SyncRecord::read(&data, "core").unwrap();
        assert_eq!(
            (good.state, &good.last_success),
            (SyncState::Updated, &Some(good.last_attempt.clone()))
        );

        // The upstream goes away: the record says so and keeps the last success.
        std::fs::rename(fixture.path("up"), fixture.path("elsewhere")).unwrap();
        let outcome = sync(&target, &data);
        assert_eq!(outcome.state, SyncState::Failed);
        assert!(outcome.is_failure() && outcome.before.is_some());
        let bad = SyncRecord::read(&data, "core").unwrap();
        assert_eq!((bad.state, bad.last_success), (SyncState::Failed, good.last_success));
        assert!(bad.error.unwrap().contains("cannot fetch"));

        // A new URL in the configuration counts for a clone of ours.
        let moved = Target { url: url_of(&fixture, "elsewhere"), ..target };
        assert_eq!(sync(&moved, &data).state, SyncState::Unchanged);
    }

    #[test]
    fn nothing_to_fetch() {
        let fixture = Fixture::new();
        let data = DataDir::new(fixture.path("data"));
        let repo = fixture.repository("repo");
        let outcome = sync(&target(repo, None), &data);
        assert_eq!(outcome.state, SyncState::Skipped);
        assert_eq!(outcome.after, Some(fixture.git("repo", &["rev-parse", "HEAD"])));
        fixture.write("plain", "a", "");
        let outcome = sync(&target(fixture.path("plain"), None), &data);
        assert_eq!((outcome.state, outcome.after), (SyncState::Skipped, None));
        let outcome = sync(&target(fixture.path("none"), None), &data);
        assert_eq!(outcome.state, SyncState::Failed);
        assert!(outcome.hint.unwrap().contains("`url`"));
    }

    #[test]
    fn a_ref_that_the_remote_lacks_fails() {
        let fixture = Fixture::new();
        fixture.repository("up");
        let data = DataDir::new(fixture.path("data"));
        let mut target = target(fixture.path("root"), url_of(&fixture, "up"));
        target.choice = RefChoice::Ref("nope".to_owned());
        let outcome = sync(&target, &data);
        assert_eq!(outcome.state, SyncState::Failed);
        assert!(outcome.error.unwrap().contains("`nope`"));
    }

    #[test]
    fn two_syncs_keep_apart() {
        let fixture = Fixture::new();
        let data = DataDir::new(fixture.path("data"));
        let held = Lock::attempt(&data.sync_lock("core")).unwrap().unwrap();
        let target = target(fixture.repository("repo"), None);
        let outcome = sync(&target, &data);
        assert_eq!(outcome.state, SyncState::Busy);
        assert!(outcome.is_failure() && outcome.error.unwrap().contains("`core`"));
        assert_eq!(SyncRecord::read(&data, "core"), None);
        drop(held);
        assert_eq!(sync(&target, &data).state, SyncState::Skipped);
    }
}
