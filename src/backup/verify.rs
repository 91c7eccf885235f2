//! Is this archive one that a server can be restored from? It is restored aside, opened, and asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::answer::{Desk, shown};
use super::header::{Header, Workspace};
use super::lock::Keys;
use super::record::{self, Test};
use super::restore::{self, Into, Restored};
use crate::audit;
use crate::base::clock::{self, Deadline};
use crate::base::files::{self, Lock};
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::config::{Config, Source};
use crate::doctor::{Check, State};
use crate::git::reference::RefChoice;
use crate::git::repository::GitSource;
use crate::ingest::{Engine, Options};
use crate::ledger::Key;
use crate::ledger::verify::Report;
use crate::savings;
use crate::store::{self, Store};
use crate::workspace::source::{self, BlobReader, Head, Tree};

/// What a test found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tested {
    pub schema_version: u32,
    /// No check failed.
    pub ok: bool,
    pub archive: PathBuf,
    pub created_at: Option<String>,
    pub sha256: Option<String>,
    pub encrypted: bool,
    pub checks: Vec<Check>,
}

/// Restores `archive` into a new folder below `work`, which is removed again, and examines it.
///
/// # Errors
/// When it cannot be restored for a reason that is not its own: no key for it, no room. An archive
/// that does not hold is a finding.
pub fn verify(archive: &Path, keys: &Keys, work: &Path, tick: &dyn Fn(u64, u64)) -> Result<Tested> {
    let aside = Aside::new(work)?;
    let mut tested = Tested {
        schema_version: 1,
        ok: false,
        archive: fs::canonicalize(archive).unwrap_or_else(|_| archive.to_owned()),
        created_at: None,
        sha256: None,
        encrypted: false,
        checks: Vec::new(),
    };
    let place = aside.dir.join("place");
    let restored = match restore::restore(archive, keys, Into::Folder(&place), tick) {
        Ok(restored) => restored,
        Err(e) if e.kind() == Kind::CheckFailed => {
            let remedy = e.hint_text().unwrap_or("use another backup").to_owned();
            tested.checks.push(Check::failure("archive", e.chain(), remedy));
            return Ok(tested);
        }
        Err(e) => return Err(e),
    };
    tested.created_at = Some(restored.created_at.clone());
    tested.sha256 = Some(restored.sha256.clone());
    tested.encrypted = restored.encrypted;
    tested.checks = examined(&restored, &aside.dir)?;
    tested.ok = tested.checks.iter().all(|check| check.state != State::Failure);
    Ok(tested)
}

/// Notes in the data root that an archive of it was tested, where one was made of it.
///
/// # Errors
/// Any I/O error.
pub fn note(data: &DataDir, tested: &Tested) -> Result<bool> {
    let (Some(created_at), Some(sha256)) = (&tested.created_at, &tested.sha256) else {
        return note_damaged(data, tested);
    };
    let Some(mut last) = record::read(data)? else { return Ok(false) };
    last.restore_test = Some(Test {
        at: clock::rfc3339(clock::now()),
        ok: tested.ok,
        created_at: created_at.clone(),
        sha256: sha256.clone(),
    });
    record::write(data, &last).map(|()| true)
}

/// Which archive it was can only be told by its name.
fn note_damaged(data: &DataDir, tested: &Tested) -> Result<bool> {
    let Some(mut last) = record::read(data)?.filter(|last| last.archive == tested.archive) else {
        return Ok(false);
    };
    let (at, ok) = (clock::rfc3339(clock::now()), false);
    let (created_at, sha256) = (last.created_at.clone(), last.sha256.clone());
    last.restore_test = Some(Test { at, ok, created_at, sha256 });
    record::write(data, &last).map(|()| true)
}

/// A folder that goes again; while it is in use its lock is held.
struct Aside {
    dir: PathBuf,
    _held: Option<Lock>,
}

const ASIDE: &str = ".lean-ctx-verify-";

impl Aside {
    fn new(work: &Path) -> Result<Self> {
        sweep(work);
        let dir = work.join(format!("{ASIDE}{:016x}", rand::random::<u64>()));
        let made = files::private_dir(&dir).and_then(|()| Lock::attempt(&dir.join("lock")));
        match made {
            Ok(held) => Ok(Self { dir, _held: held }),
            Err(e) => Err(Error::failed(format!("cannot restore into `{}`", work.display()))
                .hint("name a folder with room by `--work DIR`")
                .source(e)),
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Removes what tests that ended suddenly have left: it holds keys.
fn sweep(work: &Path) {
    for entry in fs::read_dir(work).into_iter().flatten().flatten() {
        let left = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with(ASIDE);
        if ours && matches!(Lock::attempt(&left.join("lock")), Ok(Some(_))) {
            let _ = fs::remove_dir_all(left);
        }
    }
}

fn examined(restored: &Restored, aside: &Path) -> Result<Vec<Check>> {
    let header = &restored.header;
    let data = DataDir::new(&restored.data);
    let mut checks = vec![Check::ok(
        "archive",
        format!("{} files, {} bytes, each as it was written", restored.files, restored.bytes),
    )];
    checks.push(configuration(restored));
    let keys = match Key::load(&data.keys()) {
        Ok(Some(key)) => {
            checks.push(Check::ok("key", format!("`{}` can be read", key.public().name())));
            key.trusted()
        }
        Ok(None) => {
            checks.push(Check::warning("key", "there is none", "it is made when a server starts"));
            Vec::new()
        }
        Err(e) => {
            checks.push(Check::failure("key", e.chain(), "use another backup"));
            Vec::new()
        }
    };
    if restored.audit_log.exists() {
        let partial = header.audit_partial;
        let report = audit::verify(&restored.audit_log, &[], None, &keys, partial)?;
        checks.push(book("audit log", &report.book));
    }
    let ledger = savings::verify(&savings::book(&data), &[], None, &keys, false)?;
    checks.push(book("savings ledger", &ledger.book));
    checks.push(database(&data, header));
    checks.extend(indexes(&data, header, aside)?);
    Ok(checks)
}

fn configuration(restored: &Restored) -> Check {
    const NAME: &str = "team.json";
    let Some(path) = &restored.team_json else { return Check::ok(NAME, "is left alone") };
    match Config::load(&Source::Path(path.clone())) {
        Ok(_) => Check::ok(NAME, "loads"),
        Err(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            let remedy =
                "on the machine that it is restored to, `lean-ctx team check` must find nothing";
            Check::warning(NAME, format!("does not load here: {first}"), remedy)
        }
    }
}

fn book(name: &str, report: &Report) -> Check {
    match report.faults.first() {
        None => {
            Check::ok(name, format!("{} records hold, under their signed head", report.records))
        }
        Some(fault) => Check::failure(
            name,
            format!("does not hold: {}", fault.text()),
            "it was backed up so, or the archive was forged: compare it with an older backup",
        ),
    }
}

fn database(data: &DataDir, header: &Header) -> Check {
    const NAME: &str = "database";
    let path = data.state();
    if !path.exists() {
        return Check::ok(NAME, "there was none yet");
    }
    let opened = store::census(&path).and_then(|rows| {
        let store = Store::new(&path);
        store.open()?;
        Ok((rows, store.faults()?.unwrap_or_default()))
    });
    match opened {
        Err(e) => Check::failure(NAME, e.chain(), "use another backup"),
        Ok((_, faults)) if !faults.is_empty() => {
            Check::failure(NAME, faults.join("; "), "use another backup")
        }
        Ok((rows, _)) if rows != header.rows => {
            Check::failure(NAME, "holds other rows than were backed up", "use another backup")
        }
        Ok((rows, _)) => {
            let all: u64 = rows.iter().map(|(_, n)| n).sum();
            Check::ok(NAME, format!("opens, is sound, and has the {all} rows that were backed up"))
        }
    }
}

fn indexes(data: &DataDir, header: &Header, aside: &Path) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    let mut ask = Vec::new();
    for w in &header.workspaces {
        let name = format!("index `{}`", w.id);
        if w.manifest_sha256.is_none() {
            checks.push(Check::ok(name, "there was none yet"));
        } else if header.with_index {
            ask.push(w);
        } else {
            match again(data, w) {
                Ok(()) => ask.push(w),
                Err(e) => checks.push(Check::warning(
                    name,
                    format!("is not in the archive, and is not made again here: {}", e.chain()),
                    "test where the repositories are, or back up with the index",
                )),
            }
        }
    }
    let ids: Vec<&str> = ask.iter().map(|w| w.id.as_str()).collect();
    let desk = Desk::open(data, &ids, &aside.join("scratch"))?;
    for w in ask {
        checks.push(index(&desk, w, header.with_index)?);
    }
    desk.close()?;
    Ok(checks)
}

fn index(desk: &Desk, w: &Workspace, same: bool) -> Result<Check> {
    let name = format!("index `{}`", w.id);
    let remedy = "the restored server makes it anew; if this is said of a new backup, report it";
    let Some(manifest) = desk.manifest(&w.id)? else {
        return Ok(Check::failure(name, "does not open", remedy));
    };
    if manifest.commit != w.commit || Some(&manifest.sha256) != w.manifest_sha256.as_ref() {
        return Ok(Check::failure(name, "is of other files than were backed up", remedy));
    }
    let mut asked = 0;
    for probe in w.probes.iter().filter(|probe| same || !probe.ranked) {
        asked += 1;
        match desk.ask(&w.id, &probe.tool, &probe.arguments) {
            Ok((sha256, _)) if sha256 == probe.sha256 => {}
            Ok(_) => {
                let message = format!("answers {} otherwise than before", shown(probe));
                return Ok(Check::failure(name, message, remedy));
            }
            Err(e) => {
                let message = format!("does not answer {}: {}", shown(probe), e.chain());
                return Ok(Check::failure(name, message, remedy));
            }
        }
    }
    let of = w.commit.as_deref().map_or("its files", source::short);
    let made = if same { "" } else { ", made again," };
    Ok(Check::ok(name, format!("of {of}{made} answers {asked} questions as before")))
}

/// Makes an index of the very commit that was served, from the repository that lies here.
fn again(data: &DataDir, w: &Workspace) -> Result<()> {
    let root = Path::new(&w.root);
    if w.commit.is_none() || !GitSource::is_repository(root) {
        return Err(Error::failed(format!("`{}` is no repository", root.display())));
    }
    let head = Head { commit: w.commit.clone(), reference: w.reference.clone() };
    let pinned = Pinned { source: GitSource::new(root, RefChoice::LocalHead), head };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let options = Options { memory_mb: 128, threads, graph: false };
    let engine = Engine::open(&data.index(&w.id), Arc::new(pinned), options)?;
    engine.refresh(&|_| {}, &Deadline::none()).map(drop)
}

/// A repository at one commit, whatever has come since.
struct Pinned {
    source: GitSource,
    head: Head,
}

impl source::Source for Pinned {
    fn head(&self) -> Result<Head> {
        Ok(self.head.clone())
    }

    fn tree(&self, head: &Head) -> Result<Tree> {
        self.source.tree(head)
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>> {
        self.source.reader()
    }

    fn distance(&self, from: &Head, to: &Head) -> Result<u64> {
        self.source.distance(from, to)
    }
}
