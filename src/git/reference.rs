//! Which commit of a repository should be served?

use std::borrow::Cow;
use std::path::Path;

use git2::{BranchType, Commit, ErrorCode, Reference, Repository};

use crate::base::{Error, Kind, Result};
use crate::workspace::source::Head;

use super::repository::{act, open};
use super::url::RemoteUrl;

/// Which ref is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefChoice {
    /// Named by the configuration: a branch, a tag or a full ref. It means the one last fetched from
    /// the remote, before a local one of that name.
    Ref(String),
    /// The remote's default branch as last fetched; without a remote, or before the first fetch,
    /// what is checked out.
    RemoteDefault,
    /// What is checked out.
    LocalHead,
}

/// The commit that `choice` leads to now.
pub fn head(repo: &Repository, choice: &RefChoice) -> Result<Head> {
    match choice {
        RefChoice::Ref(name) => named(repo, name),
        RefChoice::RemoteDefault => match remote_default(repo)? {
            Some(head) => Ok(head),
            None => local_head(repo),
        },
        RefChoice::LocalHead => local_head(repo),
    }
}

/// The remote that is fetched and whose branches are served: `origin`; else the only one; else
/// the one that the checked-out branch follows.
pub fn tracked_remote(repo: &Repository) -> Result<Option<String>> {
    let names = repo.remotes().map_err(|e| act("cannot list the remotes", e))?;
    let names: Vec<&str> = names.iter().filter_map(|n| n.ok().flatten()).collect();
    if names.contains(&"origin") {
        return Ok(Some("origin".to_owned()));
    }
    if let [only] = names[..] {
        return Ok(Some(only.to_owned()));
    }
    let followed = checked_out(repo).and_then(|branch| {
        let config = repo.config().ok()?.snapshot().ok()?;
        config.get_string(&format!("branch.{branch}.remote")).ok()
    });
    Ok(followed.filter(|name| names.contains(&name.as_str())))
}

/// The address of that remote, without the user or password that may be in it; `None` where there is none.
pub fn remote_address(root: &Path) -> Option<RemoteUrl> {
    let repo = open(root).ok()?;
    let name = tracked_remote(&repo).ok()??;
    RemoteUrl::parse(repo.find_remote(&name).ok()?.url().ok()?).ok()
}

/// Where the remote's tags are kept as last fetched: `refs/tags/` is for those who work in the repository.
pub const TRACKED_TAGS: &str = "refs/lean-ctx/tags/";

/// The name under which a ref is known to people and other programs.
pub fn public(full: &str) -> Cow<'_, str> {
    match full.strip_prefix(TRACKED_TAGS) {
        Some(tag) => format!("refs/tags/{tag}").into(),
        None => full.into(),
    }
}

/// The name of a branch, full ref or tag, as a user writes it.
pub fn named(repo: &Repository, name: &str) -> Result<Head> {
    for candidate in candidates(repo, name)? {
        if !Reference::is_valid_name(&candidate) {
            continue;
        }
        if let Some(head) = follow(repo, &candidate)? {
            return Ok(head);
        }
    }
    Err(Error::failed(format!("the repository has no branch or tag `{}`", name.escape_debug()))
        .hint("check the name, or fetch first with `lean-ctx team sync`"))
}

/// Where a name is looked for, in this order.
pub fn candidates(repo: &Repository, name: &str) -> Result<Vec<String>> {
    if let Some(tag) = name.strip_prefix("refs/tags/") {
        return Ok(vec![format!("{TRACKED_TAGS}{tag}"), name.to_owned()]);
    }
    if name == "HEAD" || name.starts_with("refs/") {
        return Ok(vec![name.to_owned()]);
    }
    let mut list = Vec::with_capacity(5);
    if let Some(remote) = tracked_remote(repo)? {
        list.push(format!("refs/remotes/{remote}/{name}"));
    }
    list.push(format!("refs/heads/{name}"));
    list.push(format!("{TRACKED_TAGS}{name}"));
    list.push(format!("refs/tags/{name}"));
    list.push(format!("refs/remotes/{name}"));
    Ok(list)
}

fn remote_default(repo: &Repository) -> Result<Option<Head>> {
    // Asked twice a second: the usual case is one look-up and no reading of the configuration.
    if let Some(head) = follow(repo, "refs/remotes/origin/HEAD")? {
        return Ok(Some(head));
    }
    let Some(remote) = tracked_remote(repo)? else { return Ok(None) };
    if let Some(head) = follow(repo, &format!("refs/remotes/{remote}/HEAD"))? {
        return Ok(Some(head));
    }
    if let Some(name) = upstream(repo)
        && name.starts_with(&format!("refs/remotes/{remote}/"))
        && let Some(head) = follow(repo, &name)?
    {
        return Ok(Some(head));
    }
    for branch in ["main", "master"] {
        if let Some(head) = follow(repo, &format!("refs/remotes/{remote}/{branch}"))? {
            return Ok(Some(head));
        }
    }
    only_branch(repo, &remote)
}

fn only_branch(repo: &Repository, remote: &str) -> Result<Option<Head>> {
    let glob = format!("refs/remotes/{remote}/*");
    let list = repo.references_glob(&glob).map_err(|e| act("cannot list the refs", e))?;
    let head = format!("refs/remotes/{remote}/HEAD");
    let mut names = list
        .filter_map(|r| r.ok().and_then(|r| r.name().ok().map(str::to_owned)))
        .filter(|name| *name != head);
    match (names.next(), names.next()) {
        (Some(name), None) => follow(repo, &name),
        _ => Ok(None),
    }
}

/// The checked-out branch, without `refs/heads/`.
fn checked_out(repo: &Repository) -> Option<String> {
    let head = repo.find_reference("HEAD").ok()?;
    let target = head.symbolic_target().ok()??;
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

fn upstream(repo: &Repository) -> Option<String> {
    let branch = repo.find_branch(&checked_out(repo)?, BranchType::Local).ok()?;
    let upstream = branch.upstream().ok()?;
    upstream.get().name().ok().map(str::to_owned)
}

fn local_head(repo: &Repository) -> Result<Head> {
    follow(repo, "HEAD")?.ok_or_else(|| {
        let path = repo.path().display();
        Error::new(Kind::NotFound, format!("the repository `{path}` has no commit yet"))
            .hint("commit something, or fetch its remote with `lean-ctx team sync`")
    })
}

/// `None` where the ref, or the ref it points to, does not exist.
pub fn follow(repo: &Repository, name: &str) -> Result<Option<Head>> {
    let found = repo.find_reference(name).and_then(|r| r.resolve());
    let reference = match found {
        Ok(reference) => reference,
        Err(e) if matches!(e.code(), ErrorCode::NotFound | ErrorCode::UnbornBranch) => {
            return Ok(None);
        }
        Err(e) => return Err(act(&format!("cannot read the ref `{name}`"), e)),
    };
    let commit = commit_of(&reference, name)?;
    let reference = reference.name().ok().map(|name| public(name).into_owned());
    Ok(Some(Head { commit: Some(commit.id().to_string()), reference }))
}

fn commit_of<'r>(reference: &Reference<'r>, name: &str) -> Result<Commit<'r>> {
    reference.peel_to_commit().map_err(|e| act(&format!("the ref `{name}` leads to no commit"), e))
}
