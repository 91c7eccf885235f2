//! Can the server keep its books and its data where team.json says?
//!
//! What nobody could write to is a fault. What only this user cannot write to is a warning: whoever
//! checks or edits the file is often not the user who will serve it.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::Surroundings;
use super::document::{Fields, Node};
use crate::base::layout::DataDir;

/// The audit log, and the data root beside it or elsewhere.
pub(super) fn read(o: &Fields, around: &Surroundings) -> (PathBuf, DataDir) {
    let remedy =
        "write a path such as `/var/lib/lean-ctx/audit.jsonl`; its directory holds the data";
    let node = o.need("auditLogPath", remedy);
    let log = node.as_ref().and_then(|n| n.text()).map(|text| around.base.join(text));
    let parent = log.as_deref().and_then(|log| log.parent()).map(PathBuf::from);
    if let (Some(n), Some(log), Some(parent)) = (&node, &log, &parent) {
        check_log(n, log, parent, remedy);
    }
    let data = o.get("dataDir").and_then(|n| {
        let path = around.base.join(n.text()?);
        check_data(&n, &path);
        Some(path)
    });
    let root = data.or(parent).unwrap_or_default();
    (log.unwrap_or_default(), DataDir::new(root))
}

fn check_log(n: &Node, log: &Path, parent: &Path, remedy: &str) {
    if log.is_dir() {
        fault(n, format!("`{}` is a directory", log.display()), remedy);
    } else if log.exists() && !log.is_file() {
        fault(n, format!("`{}` is not a regular file", log.display()), remedy);
    } else if !parent.is_dir() {
        let remedy = format!("create it: `mkdir -m 700 {}`", parent.display());
        fault(n, format!("its directory `{}` does not exist", parent.display()), &remedy);
    } else if check_directory(n, parent)
        && log.exists()
        && access(log, Access::READ_OK | Access::WRITE_OK).is_err()
    {
        let message = format!("this user may not read and write `{}`", log.display());
        n.warn(message, "let the user who runs `team serve` own it, or name another file");
    }
}

/// A directory that is missing is created in the nearest one that is there.
fn check_data(n: &Node, path: &Path) {
    let Some(there) = path.ancestors().find(|p| p.exists()) else { return };
    if there.is_dir() {
        check_directory(n, there);
        return;
    }
    let remedy = "write the path of a directory; it is created when missing";
    fault(n, format!("`{}` is not a directory", there.display()), remedy);
}

/// Whether files can be made in `dir`; says so where not.
fn check_directory(n: &Node, dir: &Path) -> bool {
    if keeps_no_files(dir) {
        let message = format!("`{}` is the kernel's: no file can be kept there", dir.display());
        fault(n, message, "write a path on a disk, such as one below `/var/lib`");
        return false;
    }
    let refused = access(dir, Access::WRITE_OK | Access::EXEC_OK).err();
    if let Some(e) = refused {
        let why = std::io::Error::from(e);
        let message = format!("this user cannot write to `{}`: {why}", dir.display());
        n.warn(message, "let the user who runs `team serve` own it, or name another directory");
    }
    refused.is_none()
}

/// Permissions do not tell: on these, root passes every check and still can create nothing.
#[cfg(target_os = "linux")]
fn keeps_no_files(dir: &Path) -> bool {
    use rustix::fs::{FsWord, PROC_SUPER_MAGIC, statfs};
    /// `linux/magic.h`.
    const SYSFS_MAGIC: FsWord = 0x6265_6572;
    statfs(dir).is_ok_and(|s| [PROC_SUPER_MAGIC, SYSFS_MAGIC].contains(&s.f_type))
}

#[cfg(not(target_os = "linux"))]
const fn keeps_no_files(_: &Path) -> bool {
    false
}

fn fault(n: &Node, message: String, remedy: &str) {
    let _: Option<()> = n.fault(message, remedy);
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::check::survey_text;
    use super::super::{Fault, Surroundings};
    use crate::base::digest::sha256_hex;

    /// Faults and warnings about these places, below a directory that holds the workspace `core`.
    fn survey(dir: &std::path::Path, log: &str, data: &str) -> (Vec<Fault>, Vec<Fault>) {
        let text = serde_json::json!({
            "host": "127.0.0.1",
            "port": 0,
            "defaultWorkspaceId": "core",
            "workspaces": [{"id": "core", "root": "/"}],
            "tokens": [{"id": "a", "sha256Hex": sha256_hex(b"a"), "role": "viewer"}],
            "auditLogPath": log,
            "dataDir": data,
        });
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        let around =
            Surroundings { base: dir.into(), now, env: |_| None, resolve: super::super::resolve };
        survey_text(&text.to_string(), &around)
            .map_or_else(|found| found, |loaded| (Vec::new(), loaded.warnings))
    }

    #[test]
    fn what_is_missing_is_created_where_it_can_be() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        assert_eq!(survey(dir.path(), "audit.jsonl", "a/b/c"), (vec![], vec![]));
        let (faults, _) = survey(dir.path(), "/dev/null", "file/x");
        let told: Vec<&str> = faults.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(told, ["auditLogPath", "dataDir"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernels_own_filesystems_keep_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for (log, data, path) in [
            ("/proc/audit.jsonl", "data", "auditLogPath"),
            ("audit.jsonl", "/proc/nope", "dataDir"),
            ("audit.jsonl", "/sys/a/b", "dataDir"),
        ] {
            let (faults, _) = survey(dir.path(), log, data);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].path, path);
            assert!(faults[0].message.contains("the kernel's"), "{faults:?}");
        }
    }

    #[test]
    fn what_this_user_may_not_write_is_a_warning() {
        let dir = tempfile::tempdir().unwrap();
        let closed = dir.path().join("closed");
        std::fs::create_dir(&closed).unwrap();
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o500)).unwrap();
        let (faults, warnings) = survey(dir.path(), "closed/audit.jsonl", "closed/data");
        assert!(faults.is_empty(), "{faults:?}");
        // To root everything is open.
        let expected = if rustix::process::geteuid().is_root() { 0 } else { 2 };
        assert_eq!(warnings.len(), expected, "{warnings:?}");
    }
}
