//! Does what the server writes lie where it stays, with room, and closed to others?

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::fs::{Access, access, statvfs};

use super::Flight;
use crate::base::form;
use crate::base::layout::DataDir;
use crate::doctor::Check;
use crate::ledger::Key;
use crate::store::Store;

/// Below this an index can no longer be rewritten.
const LEAST: u64 = 512 << 20;
/// Below this somebody should look.
const LITTLE: u64 = 4 << 30;

pub fn checks(flight: &Flight) -> Vec<Check> {
    let data = &flight.config.data;
    vec![
        form(data),
        persistent(data.root()),
        room(data.root()),
        rights(data.root()),
        key(data),
        database(data),
    ]
}

fn form(data: &DataDir) -> Check {
    const NAME: &str = "data format";
    match form::check(data) {
        Ok(()) => Check::ok(NAME, "is this version's"),
        Err(e) => Check::failure(NAME, e.chain(), e.hint_text().unwrap_or("restore a backup")),
    }
}

/// On what a folder lies, as far as that tells whether it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Memory,
    /// A container's own layer, as a rule.
    Layer,
    /// A volume of its own.
    Volume,
    /// The disk that the system lies on, too.
    System,
}

fn persistent(root: &Path) -> Check {
    let there = root.ancestors().find(|dir| dir.exists()).unwrap_or(Path::new("/"));
    ground(there).map_or_else(
        || Check::warning("persistence", "the file system cannot be told", "look with `df -T`"),
        |ground| {
            judged(
                ground,
                there,
                Path::new("/.dockerenv").exists() || Path::new("/run/.containerenv").exists(),
            )
        },
    )
}

fn judged(ground: Ground, there: &Path, container: bool) -> Check {
    const NAME: &str = "persistence";
    let shown = there.display();
    match ground {
        Ground::Memory => Check::failure(
            NAME,
            format!("`{shown}` lies in memory: the next start of the machine forgets it"),
            "put `dataDir` on a disk",
        ),
        Ground::Layer => Check::warning(
            NAME,
            format!(
                "`{shown}` lies on overlayfs, as a rule a container's own layer, which goes with it"
            ),
            "mount a volume there",
        ),
        Ground::System if container => Check::warning(
            NAME,
            format!("`{shown}` is no volume of its own in this container"),
            "mount a volume there",
        ),
        Ground::System => Check::ok(NAME, format!("`{shown}` lies on the system's disk")),
        Ground::Volume if container => Check::warning(
            NAME,
            format!(
                "`{shown}` is mounted into this container; whether the volume outlives it is not seen from here"
            ),
            "see that it is a named or network volume, not an ephemeral one",
        ),
        Ground::Volume => Check::ok(NAME, format!("`{shown}` is a volume of its own")),
    }
}

#[cfg(target_os = "linux")]
fn ground(dir: &Path) -> Option<Ground> {
    use std::os::unix::fs::MetadataExt as _;
    /// linux/magic.h
    const TMPFS: u32 = 0x0102_1994;
    const RAMFS: u32 = 0x8584_58f6;
    const OVERLAY: u32 = 0x794c_7630;
    // The field's type differs by architecture; the numbers have 32 bits.
    match rustix::fs::statfs(dir).ok()?.f_type as u32 {
        TMPFS | RAMFS => Some(Ground::Memory),
        OVERLAY => Some(Ground::Layer),
        _ => {
            let device = |path: &Path| fs::metadata(path).ok().map(|m| m.dev());
            let same = device(dir)? == device(Path::new("/"))?;
            Some(if same { Ground::System } else { Ground::Volume })
        }
    }
}

#[cfg(not(target_os = "linux"))]
const fn ground(_: &Path) -> Option<Ground> {
    Some(Ground::System)
}

fn room(root: &Path) -> Check {
    const NAME: &str = "room";
    let there = root.ancestors().find(|dir| dir.exists()).unwrap_or(Path::new("/"));
    let Ok(found) = statvfs(there) else {
        return Check::warning(NAME, "cannot be measured", "look with `df`");
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    enough(free, index_bytes(&root.join("index")))
}

fn enough(free: u64, index: u64) -> Check {
    const NAME: &str = "room";
    let message = format!("{} MiB free beside an index of {} MiB", free >> 20, index >> 20);
    let remedy = "make room: an index is rewritten beside the one that is served";
    match free {
        // A rewrite needs as much again.
        _ if free < LEAST.max(index) => Check::failure(NAME, message, remedy),
        _ if free < LITTLE.max(index.saturating_mul(2)) => Check::warning(NAME, message, remedy),
        _ => Check::ok(NAME, message),
    }
}

fn index_bytes(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => index_bytes(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}

fn rights(root: &Path) -> Check {
    const NAME: &str = "data folder";
    let shown = root.display();
    let Ok(meta) = fs::metadata(root) else {
        return Check::warning(
            NAME,
            format!("`{shown}` is not there yet"),
            "start the server once",
        );
    };
    if access(root, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK).is_err() {
        return Check::failure(
            NAME,
            format!("this user cannot write to `{shown}`"),
            "inspect as the server's user, or give it the folder",
        );
    }
    let bits = meta.permissions().mode() & 0o777;
    match (bits & 0o022, bits & 0o005) {
        (0, 0) => Check::ok(NAME, format!("`{shown}` is closed to others ({bits:o})")),
        (0, _) => Check::warning(
            NAME,
            format!("others may look into `{shown}` ({bits:o})"),
            format!("`chmod 700 {shown}`"),
        ),
        _ => Check::failure(
            NAME,
            format!("others may write to `{shown}` ({bits:o})"),
            format!("`chmod 700 {shown}`"),
        ),
    }
}

fn key(data: &DataDir) -> Check {
    const NAME: &str = "signing key";
    match Key::load(&data.keys()) {
        Ok(Some(_)) => Check::ok(NAME, "can be read, by its owner alone"),
        Ok(None) => {
            Check::warning(NAME, "there is none yet", "start the server once: it makes one")
        }
        Err(e) => {
            Check::failure(NAME, e.chain(), e.hint_text().unwrap_or("restore `keys` from a backup"))
        }
    }
}

fn database(data: &DataDir) -> Check {
    const NAME: &str = "database";
    match Store::new(data.state()).faults() {
        Ok(None) => Check::ok(NAME, "there is none yet"),
        Ok(Some(faults)) if faults.is_empty() => {
            Check::ok(NAME, "every page and reference is sound")
        }
        Ok(Some(faults)) => Check::failure(
            NAME,
            faults.join("; "),
            "stop the server and restore a backup: `lean-ctx team restore`",
        ),
        Err(e) => Check::warning(NAME, e.chain(), "inspect as the server's user"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn where_it_lies_is_judged() {
        let here = Path::new("/srv");
        for (ground, container, wanted) in [
            (Ground::Memory, false, State::Failure),
            (Ground::Layer, false, State::Warning),
            (Ground::Layer, true, State::Warning),
            (Ground::System, false, State::Ok),
            (Ground::System, true, State::Warning),
            (Ground::Volume, false, State::Ok),
            (Ground::Volume, true, State::Warning),
        ] {
            assert_eq!(judged(ground, here, container).state, wanted, "{ground:?} {container}");
        }
        #[cfg(target_os = "linux")]
        assert_eq!(ground(Path::new("/dev/shm")), Some(Ground::Memory));
    }

    #[test]
    fn room_is_for_a_second_index() {
        for (free, index, wanted) in [
            (100 << 20, 0, State::Failure),
            (1 << 30, 0, State::Warning),
            (10 << 30, 1 << 30, State::Ok),
            (10 << 30, 6 << 30, State::Warning),
            (10 << 30, 11 << 30, State::Failure),
        ] {
            assert_eq!(enough(free, index).state, wanted, "{free} {index}");
        }
    }

    #[test]
    fn an_open_folder_and_a_damaged_database_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::new(dir.path().join("data"));
        assert_eq!(rights(data.root()).state, State::Warning);
        assert_eq!((key(&data).state, database(&data).state), (State::Warning, State::Ok));
        Store::new(data.state()).open().unwrap();
        Key::open(&data.keys()).unwrap();
        assert_eq!((key(&data).state, database(&data).state), (State::Ok, State::Ok));
        for (bits, wanted) in [(0o700, State::Ok), (0o755, State::Warning), (0o770, State::Failure)]
        {
            fs::set_permissions(data.root(), fs::Permissions::from_mode(bits)).unwrap();
            assert_eq!(rights(data.root()).state, wanted, "{bits:o}");
        }
        fs::write(data.state(), "no database, but long enough to be taken for one ".repeat(40))
            .unwrap();
        assert_eq!(database(&data).state, State::Failure);
        fs::write(data.form(), r#"{"format": 77, "writtenBy": "9.0.0", "at": ""}"#).unwrap();
        assert_eq!(form(&data).state, State::Failure);
    }
}
