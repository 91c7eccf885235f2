//! How does a repository come here that is not here yet?

use std::fs;
use std::path::{Path, PathBuf};

use git2::{Repository, RepositoryInitOptions};

use crate::base::error::Context as _;
use crate::base::{Error, Result, files};

use super::fetch::{FetchOptions, FetchReport, fetch_remote};
use super::repository::act;
use super::url::RemoteUrl;

const REMOTE: &str = "origin";

/// Clones `url` as a bare repository to `root`, which must not exist, or be an empty directory. It
/// is fetched into a folder beside it and renamed, so that `root` is whole or not there; what a
/// killed clone left is removed by the next one. The caller keeps other clones to `root` away.
///
/// # Errors
/// When `root` is in use, or the remote cannot be fetched.
pub fn clone(url: &str, root: &Path, options: &FetchOptions<'_>) -> Result<FetchReport> {
    RemoteUrl::parse(url)?;
    let (Some(parent), Some(name)) = (root.parent(), root.file_name()) else {
        return Err(Error::failed(format!("`{}` cannot be cloned to", root.display())));
    };
    if in_use(root) {
        return Err(Error::failed(format!("`{}` exists and is not empty", root.display())));
    }
    files::private_dir(parent)?;
    let prefix = format!(".{}.clone-", name.to_string_lossy());
    sweep(parent, &prefix);
    let temp = Temp(parent.join(format!("{prefix}{:016x}", rand::random::<u64>())));
    files::private_dir(&temp.0)?;
    let report = fill(&temp.0, url, options)?;
    let act = || format!("cannot put the clone in its place `{}`", root.display());
    fs::rename(&temp.0, root).and_then(|()| files::sync_parent(root)).context(act)?;
    Ok(report)
}

fn fill(place: &Path, url: &str, options: &FetchOptions<'_>) -> Result<FetchReport> {
    let fail = |e| act("cannot make the clone's repository", e);
    let mut how = RepositoryInitOptions::new();
    how.bare(true).external_template(false).initial_head("main");
    let repo = Repository::init_opts(place, &how).map_err(fail)?;
    repo.remote(REMOTE, url).map_err(fail)?;
    let report = fetch_remote(&repo, REMOTE, options)?;
    if let Some(branch) = &report.default_branch {
        // A branch that is never born: what is served is the tracking ref. It is for people who
        // look into the repository.
        repo.set_head(&format!("refs/heads/{branch}")).map_err(fail)?;
    }
    Ok(report)
}

fn in_use(root: &Path) -> bool {
    match fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => root.symlink_metadata().is_ok(),
    }
}

fn sweep(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Removed when dropped; after the rename there is nothing to remove.
struct Temp(PathBuf);

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
