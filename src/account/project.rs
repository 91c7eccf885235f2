//! Which repository is a workspace of this machine, on every machine?
//!
//! By the address of its remote, without scheme, user and `.git`; a folder without one, by its name.

use std::collections::BTreeMap;
use std::path::Path;

use super::home;
use crate::base::Result;
use crate::base::layout::DataDir;
use crate::git::reference::remote_address;
use crate::git::url::RemoteUrl;

/// By the workspace's name in the shared memory.
pub type Known = BTreeMap<String, String>;

/// # Errors
/// When the file is damaged or cannot be read.
pub fn known(data: &DataDir) -> Result<Known> {
    Ok(home::read(&data.workspaces())?.unwrap_or_default())
}

/// Remembers a workspace that was opened; whether it is new here.
///
/// # Errors
/// Any I/O error.
pub fn remember(data: &DataDir, memory: &str, root: &Path) -> Result<bool> {
    let project = name(root);
    let mut all = known(data)?;
    if all.get(memory) == Some(&project) {
        return Ok(false);
    }
    all.insert(memory.to_owned(), project);
    home::write(&data.workspaces(), &all).map(|()| true)
}

fn name(root: &Path) -> String {
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let path = |text: &str| plain(text.trim_matches('/').trim_end_matches(".git"));
    match remote_address(root) {
        Some(RemoteUrl::Http(url)) => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{port}/{}", url.host_str().unwrap_or_default(), path(url.path()))
        }
        Some(RemoteUrl::Ssh(ssh)) => {
            let port = ssh.port.map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{port}/{}", ssh.host.to_lowercase(), path(&ssh.path))
        }
        Some(RemoteUrl::Local(at)) => format!("file:{}", path(&at)),
        None => {
            let folder = root.file_name().unwrap_or_default().to_string_lossy();
            format!("folder:{}", plain(&folder))
        }
    }
}
