//! What is new at a repository's remote? Fetches it into refs that are nobody's own work.
//!
//! `HEAD`, branches, tags, index, working tree and `FETCH_HEAD` stay as they are: the repository may
//! be somebody's checkout. So the configured refspec does not count, and refs are moved here rather
//! than by libgit2, whose fetch would also apply the configured one. The remote's tags have a place
//! of their own (`reference::TRACKED_TAGS`), which git's own fetch and push do not look at.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use git2::{
    AutotagOption, CredentialHelper, ErrorCode, Oid, Reference, Remote, RemoteCallbacks, Repository,
};

use crate::base::clock::{self, Deadline};
use crate::base::{Error, Result};

use super::reference::{TRACKED_TAGS, public, tracked_remote};
use super::repository::{act, open, shell_word};
use super::ssh::Ssh;
use super::transport::{self, Credentials, Session, foreign_text};
use super::url::{RemoteUrl, display_url};

/// How a fetch goes about it.
pub struct FetchOptions<'a> {
    pub credentials: Credentials,
    /// When to give up. Asked all through the fetch, so that cancelling it ends the fetch.
    pub deadline: Deadline,
    /// Called often, from the fetching thread.
    pub progress: &'a dyn Fn(Progress),
    /// `None`: git's `core.sshCommand`, else `ssh`.
    pub ssh: Option<Ssh>,
    /// Which of the remote's tags are fetched, by their full names.
    pub tags: &'a dyn Fn(&str) -> bool,
}

/// For who fetches no tags.
pub const NO_TAGS: &dyn Fn(&str) -> bool = &|_| false;

/// How far a fetch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub received_objects: usize,
    /// 0 until it is known.
    pub total_objects: usize,
    pub received_bytes: usize,
    pub indexed_deltas: usize,
    pub total_deltas: usize,
}

/// What a fetch changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchReport {
    pub remote: String,
    /// The remote's default branch, without `refs/heads/`; `None` for a remote without commits.
    pub default_branch: Option<String>,
    pub updated: Vec<RefUpdate>,
    /// Full names of the tracking refs whose branches and tags are gone.
    pub pruned: Vec<String>,
    pub received_objects: usize,
    pub received_bytes: usize,
    /// Packs in the object database. Each fetch adds one; hundreds slow reading down until
    /// `git gc` is run.
    pub packs: usize,
}

/// One tracking ref that moved, or is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefUpdate {
    /// `refs/remotes/…`, or a tag's name in `TRACKED_TAGS`.
    pub name: String,
    pub old: Option<String>,
    pub new: String,
}

/// Fetches the remote of the repository at `root`: `origin`, else the only one, else the one that
/// the checked-out branch follows. `None` when it has no remote.
///
/// A fetch that is killed leaves the repository as it was, or with some of its refs moved already;
/// the next one continues.
///
/// # Errors
/// Whatever keeps the remote from being read; texts are free of credentials.
pub fn fetch(root: &Path, options: &FetchOptions<'_>) -> Result<Option<FetchReport>> {
    let repo = open(root)?;
    let Some(name) = tracked_remote(&repo)? else {
        let remotes = repo.remotes().map_err(|e| act("cannot list the remotes", e))?;
        if remotes.is_empty() {
            return Ok(None);
        }
        return Err(Error::failed("the repository has several remotes and none is `origin`")
            .hint("name the one to fetch `origin`: git remote rename NAME origin"));
    };
    sweep_packs(&repo);
    fetch_remote(&repo, &name, options).map(Some)
}

/// How many branches the remote shows that [`fetch`] would fetch; nothing is fetched. `None` when
/// the repository has no remote.
///
/// # Errors
/// As [`fetch`].
pub fn reach(root: &Path, options: &FetchOptions<'_>) -> Result<Option<usize>> {
    let repo = open(root)?;
    let Some(name) = tracked_remote(&repo)? else { return Ok(None) };
    let (url, session) = session(&repo, &name, options)?;
    let listed = transport::within(&session, || {
        let mut remote = repo.remote_anonymous(&url)?;
        remote.connect(git2::Direction::Fetch)?;
        let found = branches(&remote, &name)?.len();
        let _ = remote.disconnect();
        Ok(found)
    })?;
    listed.map(Some).map_err(|e| told(&session, &url, options, &e))
}

/// Makes `url` the address of `origin` in a clone that is ours, where the configuration changed it.
///
/// # Errors
/// When the repository's configuration cannot be read or written.
pub fn align_remote(root: &Path, url: &str) -> Result<()> {
    RemoteUrl::parse(url)?;
    let repo = open(root)?;
    let fail = |e| act("cannot change the URL of the remote `origin`", e);
    let config = repo.config().and_then(|mut c| c.snapshot()).map_err(fail)?;
    if config.get_string("remote.origin.url").is_ok_and(|old| old == url) {
        return Ok(());
    }
    repo.remote_set_url("origin", url).map_err(fail)
}

/// Fetches one remote by name.
pub fn fetch_remote(
    repo: &Repository,
    name: &str,
    options: &FetchOptions<'_>,
) -> Result<FetchReport> {
    let (url, session) = session(repo, name, options)?;
    let done = transport::within(&session, || download(repo, &url, name, options))?;
    apply(repo, name, done.map_err(|e| told(&session, &url, options, &e))?)
}

/// Where a remote is, and with what it is asked.
fn session(
    repo: &Repository,
    name: &str,
    options: &FetchOptions<'_>,
) -> Result<(String, Arc<Session>)> {
    let remote =
        repo.find_remote(name).map_err(|e| act(&format!("cannot read the remote `{name}`"), e))?;
    let url =
        remote.url().map_err(|e| act(&format!("cannot read the URL of the remote `{name}`"), e))?;
    let parsed = RemoteUrl::parse(url)?;
    let session = Session::new(
        parsed,
        options.credentials.clone(),
        helper(repo, url),
        options.ssh.clone().unwrap_or_else(|| configured_ssh(repo)),
        options.deadline.clone(),
    );
    Ok((url.to_owned(), Arc::new(session)))
}

/// What failed, as our own transport says it, or the deadline, or libgit2.
fn told(session: &Session, url: &str, options: &FetchOptions<'_>, e: &git2::Error) -> Error {
    match session.take_failure() {
        Some(error) => error,
        None if options.deadline.passed() => {
            options.deadline.check().err().unwrap_or_else(|| failed(url, e))
        }
        None => failed(url, e),
    }
}

/// libgit2's own text may repeat what the other side said.
fn failed(url: &str, e: &git2::Error) -> Error {
    let mut text = foreign_text(e.message());
    if let Ok(parsed) = ::url::Url::parse(url)
        && let Some(password) = parsed.password().filter(|p| !p.is_empty())
    {
        text = text.replace(password, "***");
    }
    let error = Error::failed(format!("cannot fetch from `{}`: {text}", display_url(url)));
    match e.code() {
        ErrorCode::Owner => error.hint(format!(
            "the remote repository belongs to another user; if you trust it: \
             git config --global --add safe.directory {}",
            shell_word(url.strip_prefix("file://").unwrap_or(url))
        )),
        _ => error,
    }
}

fn configured_ssh(repo: &Repository) -> Ssh {
    let config = repo.config().and_then(|mut c| c.snapshot());
    let line = config.and_then(|c| c.get_string("core.sshCommand"));
    line.ok().filter(|l| !l.trim().is_empty()).map_or_else(Ssh::default, Ssh::Command)
}

fn helper(repo: &Repository, url: &str) -> Option<CredentialHelper> {
    let mut bare = ::url::Url::parse(url).ok()?;
    let user = Some(bare.username().to_owned()).filter(|u| !u.is_empty());
    bare.set_password(None).ok()?;
    bare.set_username("").ok()?;
    let config = repo.config().and_then(|mut c| c.snapshot()).ok()?;
    let mut helper = CredentialHelper::new(bare.as_str());
    helper.username(user.as_deref()).config(&config);
    Some(helper)
}

/// What the remote has, all of it downloaded.
struct Found {
    /// Branches and tags, by tracking ref.
    tips: BTreeMap<String, Oid>,
    default_branch: Option<String>,
    received_objects: usize,
    received_bytes: usize,
}

fn download(
    repo: &Repository,
    url: &str,
    name: &str,
    options: &FetchOptions<'_>,
) -> Result<Found, git2::Error> {
    let last = Cell::new(Progress::default());
    let mut callbacks = RemoteCallbacks::new();
    callbacks.transfer_progress(|stats| {
        last.set(Progress {
            received_objects: stats.received_objects(),
            total_objects: stats.total_objects(),
            received_bytes: stats.received_bytes(),
            indexed_deltas: stats.indexed_deltas(),
            total_deltas: stats.total_deltas(),
        });
        (options.progress)(last.get());
        !options.deadline.passed()
    });
    let mut how = git2::FetchOptions::new();
    how.remote_callbacks(callbacks).download_tags(AutotagOption::None);
    // Without a name, hence without the configured refspecs.
    let mut remote = repo.remote_anonymous(url)?;
    remote.connect(git2::Direction::Fetch)?;
    let tags = tags(&remote, options.tags)?;
    let mut specs = vec![format!("+refs/heads/*:refs/remotes/{name}/*")];
    specs.extend(tags.keys().map(|tracking| format!("+{}:{tracking}", public(tracking))));
    remote.download(&specs, Some(&mut how))?;
    let mut tips = branches(&remote, name)?;
    tips.extend(tags);
    let default_branch = default_branch(&remote);
    let _ = remote.disconnect();
    drop(remote);
    drop(how);
    let Progress { received_objects, received_bytes, .. } = last.get();
    Ok(Found { tips, default_branch, received_objects, received_bytes })
}

/// The remote's branches under the names they are tracked by. A hostile server may send any text
/// as a name: what is no valid ref is passed over.
fn branches(remote: &Remote<'_>, name: &str) -> Result<BTreeMap<String, Oid>, git2::Error> {
    let heads = remote.list()?.iter();
    let found = heads.filter_map(|head| {
        let branch = head.name().strip_prefix("refs/heads/").filter(|b| *b != "HEAD")?;
        let tracking = format!("refs/remotes/{name}/{branch}");
        Reference::is_valid_name(&tracking).then(|| (tracking, head.oid()))
    });
    Ok(found.collect())
}

/// The remote's tags that are wanted, under the names they are tracked by.
fn tags(
    remote: &Remote<'_>,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<String, Oid>, git2::Error> {
    let found = remote.list()?.iter().filter_map(|head| {
        let name = head.name().strip_prefix("refs/tags/")?;
        let tracking = format!("{TRACKED_TAGS}{name}");
        // What a tag of a tag leads to is listed as `NAME^{}`, which is no name.
        let valid = Reference::is_valid_name(&tracking) && wanted(head.name());
        valid.then(|| (tracking, head.oid()))
    });
    Ok(found.collect())
}

fn default_branch(remote: &Remote<'_>) -> Option<String> {
    let full = remote.default_branch().ok()?;
    full.as_str().ok()?.strip_prefix("refs/heads/").map(str::to_owned)
}

/// Moves the tracking refs. The order keeps the default branch reachable at every moment: what is
/// gone at the remote goes last, except where its name stands in a new one's way.
fn apply(repo: &Repository, name: &str, found: Found) -> Result<FetchReport> {
    let fail = |e| act("cannot move the tracking refs", e);
    let mut gone = tracked(repo, name).map_err(fail)?;
    gone.retain(|reference, _| !found.tips.contains_key(reference));
    let mut report = FetchReport { remote: name.to_owned(), ..FetchReport::default() };
    for (reference, new) in &found.tips {
        for old in gone.keys().filter(|old| one_is_below(old, reference)) {
            delete(repo, old).map_err(fail)?;
            report.pruned.push(old.clone());
        }
        gone.retain(|old, _| !one_is_below(old, reference));
        report.updated.extend(advance(repo, reference, *new).map_err(fail)?);
    }
    report.default_branch = found.default_branch;
    record_default(repo, name, report.default_branch.as_deref()).map_err(fail)?;
    for old in gone.into_keys() {
        delete(repo, &old).map_err(fail)?;
        report.pruned.push(old);
    }
    report.received_objects = found.received_objects;
    report.received_bytes = found.received_bytes;
    report.packs = packs(repo).filter(|name| name.ends_with(".pack")).count();
    Ok(report)
}

/// Tracking refs that are there now, without the symbolic `HEAD`.
fn tracked(repo: &Repository, name: &str) -> Result<BTreeMap<String, Oid>, git2::Error> {
    let mut list = BTreeMap::new();
    for glob in [format!("refs/remotes/{name}/*"), format!("{TRACKED_TAGS}*")] {
        for reference in repo.references_glob(&glob)? {
            let reference = reference?;
            if let (Ok(name), Some(id)) = (reference.name(), reference.target()) {
                list.insert(name.to_owned(), id);
            }
        }
    }
    Ok(list)
}

/// `a` and `a/b` cannot both be refs.
fn one_is_below(a: &str, b: &str) -> bool {
    let below = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.starts_with('/'))
    };
    below(a, b) || below(b, a)
}

const LOG: &str = "fetch: lean-ctx";

fn advance(repo: &Repository, name: &str, new: Oid) -> Result<Option<RefUpdate>, git2::Error> {
    let old = match repo.find_reference(name) {
        Ok(reference) => reference.target(),
        Err(e) if e.code() == ErrorCode::NotFound => None,
        Err(e) => return Err(e),
    };
    if old == Some(new) {
        return Ok(None);
    }
    repo.reference(name, new, true, LOG)?;
    let old = old.map(|id| id.to_string());
    Ok(Some(RefUpdate { name: name.to_owned(), old, new: new.to_string() }))
}

fn delete(repo: &Repository, name: &str) -> Result<(), git2::Error> {
    match repo.find_reference(name).and_then(|mut r| r.delete()) {
        Err(e) if e.code() != ErrorCode::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Points `refs/remotes/NAME/HEAD` to the default branch, or removes it where it would dangle.
fn record_default(repo: &Repository, name: &str, branch: Option<&str>) -> Result<(), git2::Error> {
    let head = format!("refs/remotes/{name}/HEAD");
    let target = branch.map(|branch| format!("refs/remotes/{name}/{branch}"));
    let target = target.filter(|target| repo.find_reference(target).is_ok());
    let before = repo.find_reference(&head).ok();
    let before = before.and_then(|r| r.symbolic_target().ok().flatten().map(str::to_owned));
    match target {
        Some(target) if before.as_ref() == Some(&target) => Ok(()),
        Some(target) => repo.reference_symbolic(&head, &target, true, LOG).map(drop),
        None if before.is_some_and(|old| repo.find_reference(&old).is_err()) => delete(repo, &head),
        None => Ok(()),
    }
}

fn packs(repo: &Repository) -> impl Iterator<Item = String> {
    let list = std::fs::read_dir(repo.commondir().join("objects/pack"));
    list.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok())
}

/// Half-received packs of fetches that were killed: libgit2 names them so, and git's own clean-up
/// does not know that name. A day old, they belong to nobody.
fn sweep_packs(repo: &Repository) {
    const OLD: Duration = Duration::from_secs(24 * 60 * 60);
    let directory = repo.commondir().join("objects/pack");
    for name in packs(repo).filter(|name| name.starts_with("pack_git2_")) {
        let path = directory.join(name);
        let age = path.metadata().and_then(|m| m.modified()).ok().and_then(age_of);
        if age.is_some_and(|age| age > OLD) {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn age_of(written: SystemTime) -> Option<Duration> {
    let written = jiff::Timestamp::try_from(written).ok()?;
    Duration::try_from(clock::now().duration_since(written)).ok()
}

#[cfg(test)]
#[path = "fetch_test.rs"]
mod tests;
