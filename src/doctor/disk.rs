//! Can we keep what we must keep: rights and room of the data folder, the key, the database?

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{Access, access, statvfs};
use rustix::process::geteuid;

use super::Check;
use crate::base::layout::DataDir;
use crate::ledger::Key;
use crate::store::Store;

/// Below this an index can no longer be rewritten.
const LEAST: u64 = 256 << 20;
/// Below this somebody should look.
const LITTLE: u64 = 2 << 30;

pub fn checks(data: &DataDir, fix: bool) -> Vec<Check> {
    let mut checks = vec![rights(data.root(), fix), space(data.root())];
    checks.push(match Key::load(&data.keys()) {
        Ok(Some(_)) => Check::ok("key", "the signing key can be read"),
        Ok(None) => Check::ok("key", "none yet: it is made when something is first signed"),
        Err(e) => Check::failure(
            "key",
            e.chain(),
            e.hint_text().unwrap_or("restore the folder `keys` from a backup"),
        ),
    });
    checks.push(database(data));
    checks
}

fn rights(root: &Path, fix: bool) -> Check {
    const NAME: &str = "data folder";
    let shown = root.display();
    let Ok(meta) = fs::metadata(root) else {
        return new_folder(root);
    };
    if !meta.is_dir() {
        let remedy = "move it away, or set `LEAN_CTX_DATA_DIR` to a folder";
        return Check::failure(NAME, format!("`{shown}` is no folder"), remedy);
    }
    if access(root, Access::WRITE_OK | Access::EXEC_OK).is_err() {
        let remedy = format!("`chown -R $(id -u) {shown}`, or set `LEAN_CTX_DATA_DIR`");
        return Check::failure(NAME, format!("`{shown}` cannot be written"), remedy);
    }
    let bits = meta.permissions().mode() & 0o777;
    let open = Check::warning(
        NAME,
        format!("others may look into `{shown}` (its rights are {bits:o})"),
        format!("`chmod 700 {shown}`, or `lean-ctx doctor --fix`"),
    );
    match bits & 0o077 {
        0 => Check::ok(NAME, format!("`{shown}`, yours alone")),
        _ if !fix || meta.uid() != geteuid().as_raw() => open,
        _ => match fs::set_permissions(root, fs::Permissions::from_mode(0o700)) {
            Ok(()) => open.fixed(format!("`{shown}` is yours alone now")),
            Err(_) => open,
        },
    }
}

/// It is made when needed: in the nearest folder that is there.
fn new_folder(root: &Path) -> Check {
    let there = root.ancestors().find(|dir| dir.exists()).unwrap_or(Path::new("/"));
    if there.is_dir() && access(there, Access::WRITE_OK | Access::EXEC_OK).is_ok() {
        let message = format!("`{}` is made when it is first needed", root.display());
        return Check::ok("data folder", message);
    }
    Check::failure(
        "data folder",
        format!("`{}` cannot be made in `{}`", root.display(), there.display()),
        "set `LEAN_CTX_DATA_DIR` to a folder that you can write",
    )
}

fn space(root: &Path) -> Check {
    const NAME: &str = "free space";
    let there = root.ancestors().find(|dir| dir.exists()).unwrap_or(Path::new("/"));
    let Ok(found) = statvfs(there) else {
        return Check::warning(NAME, "cannot be measured", "look with `df`");
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let message = format!("{} MiB where the data lies", free >> 20);
    let remedy = "make room, or set `LEAN_CTX_DATA_DIR` to a folder on a larger disk";
    match free {
        0..LEAST => Check::failure(NAME, message, remedy),
        LEAST..LITTLE => Check::warning(NAME, message, remedy),
        _ => Check::ok(NAME, message),
    }
}

fn database(data: &DataDir) -> Check {
    const NAME: &str = "database";
    if !data.state().exists() {
        return Check::ok(NAME, "none yet: it is made with the first fact that is kept");
    }
    let remedy = "stop what uses it, and restore `state.db` from a backup";
    match Store::new(data.state()).read(|_| Ok(())) {
        Ok(()) => Check::ok(NAME, "can be opened"),
        Err(e) => Check::failure(NAME, e.chain(), e.hint_text().unwrap_or(remedy)),
    }
}
