//! How is one workspace's index held still for a copy while the server goes on indexing?
//!
//! What an index consists of is never changed in place: new files are written beside and then
//! named. So hard links to all of them, made while nobody publishes, are a copy as of that moment,
//! in milliseconds and without room. Where links cannot be made, files are copied.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use crate::base::error::Context as _;
use crate::base::files::{self, Lock, Mode};
use crate::base::{Error, Result, clock};

/// How long a run of the server is waited for; beyond, what it has published so far is taken beside it.
const PATIENCE: Duration = Duration::from_secs(20);
/// A generation may be replaced while it is held; the next one is taken then.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_millis(50);

/// Puts what `from` holds into the new folder `to`. False: there is nothing yet.
///
/// # Errors
/// Any I/O error, but that a file has gone meanwhile.
pub fn hold(from: &Path, to: &Path) -> Result<bool> {
    if !from.join("current").exists() {
        return Ok(false);
    }
    let began = clock::instant();
    let mut held = Lock::attempt(&from.join("lock"))?;
    while held.is_none() && began.elapsed() < PATIENCE {
        std::thread::sleep(PAUSE);
        held = Lock::attempt(&from.join("lock"))?;
    }
    for _ in 0..TRIES {
        let name = fs::read_to_string(from.join("current")).context(|| unheld(from))?;
        let generation = from.join(name.trim());
        let _ = fs::remove_dir_all(to);
        if links(&generation, &to.join(name.trim())).is_ok() && generation.exists() {
            files::write_atomic(&to.join("current"), name.as_bytes(), Mode::Private)?;
            return Ok(true);
        }
    }
    Err(Error::failed(unheld(from)).hint("run the backup again"))
}

fn unheld(from: &Path) -> String {
    format!("cannot hold `{}` still", from.display())
}

/// The files of one generation; what is beside it is being made, or on its way out.
fn links(from: &Path, to: &Path) -> Result<()> {
    let act = || unheld(from);
    files::private_dir(to)?;
    let mut found: Vec<_> =
        fs::read_dir(from).context(act)?.collect::<Result<_, _>>().context(act)?;
    // What names the others first: what is published later cannot be missing then.
    found.sort_by_key(|e| (e.file_name() != "meta.json", e.file_name()));
    for entry in found {
        let name = entry.file_name();
        let kind = entry.file_type().context(act)?;
        if kind.is_dir() {
            links(&entry.path(), &to.join(&name))?;
        } else if kind.is_file() && !passing(&name.to_string_lossy()) {
            match link(&entry.path(), &to.join(&name)) {
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                done => done.context(act)?,
            }
        }
    }
    Ok(())
}

/// Locks, and what is being written.
fn passing(name: &str) -> bool {
    name == "lock" || name.ends_with(".lock") || name.ends_with(".tmp")
}

fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    match fs::hard_link(from, to) {
        Err(e) if e.kind() != ErrorKind::NotFound => fs::copy(from, to).map(drop),
        done => done,
    }
}
