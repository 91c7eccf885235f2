//! How is an archive put back into an empty place, so that nobody ever starts on half of it?
//!
//! All is unpacked into `.restoring` in the data root first and read to the archive's end, so that
//! every byte was checked; then each part is renamed to its place, and last `.restoring` goes. While
//! it is there, every command refuses the data root (`base::form`), and the same restore, run again,
//! takes away what the earlier one had put there (its plan says what) and begins anew.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufReader, Read};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::archive::{self, Head, damaged};
use super::header::{self, Header};
use super::lock::Keys;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock, Mode};
use crate::base::layout::DataDir;
use crate::base::{Error, Result};
use crate::config::{Config, edit};
use crate::ledger::{Key, head_path};
use crate::store::Store;

/// Where to.
#[derive(Clone, Copy)]
pub enum Into<'a> {
    /// A folder that is missing or empty: it gets team.json, too, which then names it.
    Folder(&'a Path),
    /// Where this configuration has its data and its audit log.
    Config(&'a Config),
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    pub schema_version: u32,
    pub created_at: String,
    pub data: PathBuf,
    pub audit_log: PathBuf,
    /// Where team.json was written, if it was.
    pub team_json: Option<PathBuf>,
    pub files: u64,
    pub bytes: u64,
    /// Of the archive's file.
    pub sha256: String,
    pub encrypted: bool,
    /// What is to be done before a server can start there.
    pub notes: Vec<String>,
    #[serde(skip)]
    pub header: Header,
}

/// Puts `archive` back. `tick` is told bytes done and in all.
///
/// # Errors
/// When the place is not empty, the archive is damaged, made by a newer program, or not opened by
/// `keys`: then nothing is there. Any I/O error.
pub fn restore(
    archive: &Path,
    keys: &Keys,
    into: Into,
    tick: &dyn Fn(u64, u64),
) -> Result<Restored> {
    let (root, log) = match into {
        Into::Folder(dir) => (dir, None),
        Into::Config(config) => (config.data.root(), Some(config.audit_log.as_path())),
    };
    let made = !root.exists();
    files::private_dir(root)?;
    let site = Site { data: DataDir::new(root), log: log.map(Path::to_owned) };
    let held = site.begin()?;
    let done = site.restore(archive, keys, into, tick);
    if done.is_err() {
        // What cannot be taken away again stays shut: `.restoring` is left, and says so.
        if site.undo().is_ok() {
            drop(held);
            let _ = site.leave();
            if made {
                // Empty again: as it was.
                let _ = fs::remove_dir(root);
            }
        }
    } else {
        site.leave()?;
    }
    done
}

/// The place, while it is being filled.
struct Site {
    data: DataDir,
    /// None: in the data root, under the name it had.
    log: Option<PathBuf>,
}

impl Site {
    fn aside(&self) -> PathBuf {
        self.data.restoring().join("new")
    }

    fn plan(&self) -> PathBuf {
        self.data.restoring().join("plan.json")
    }

    fn log(&self, header: &Header) -> PathBuf {
        self.log.clone().unwrap_or_else(|| self.data.root().join(&header.audit_log))
    }

    /// Takes the place, unless something is there.
    fn begin(&self) -> Result<Lock> {
        let dir = self.data.restoring();
        let again = dir.exists();
        if !again {
            // Before anything is made: a place that is refused stays as it is.
            self.refuse_what_is_there()?;
        }
        let held = Lock::attempt(&dir.join("lock"))?
            .ok_or_else(|| Error::failed("another restore into this place is under way"))?;
        self.undo()?;
        let ready = self.refuse_what_is_there().and_then(|()| files::private_dir(&self.aside()));
        if let Err(e) = ready {
            drop(held);
            if !again {
                self.leave()?;
            }
            return Err(e);
        }
        Ok(held)
    }

    /// Takes away what an earlier restore into this place has put there, by its own plan.
    fn undo(&self) -> Result<()> {
        let act = || format!("cannot remove what is left in `{}`", self.data.root().display());
        if let Ok(text) = fs::read(self.plan()) {
            let planned: Vec<PathBuf> = serde_json::from_slice(&text).unwrap_or_default();
            for path in planned {
                let gone = match fs::symlink_metadata(&path) {
                    Ok(meta) if meta.is_dir() => fs::remove_dir_all(&path),
                    Ok(_) => fs::remove_file(&path),
                    Err(_) => Ok(()),
                };
                gone.context(act)?;
            }
            fs::remove_file(self.plan()).context(act)?;
        }
        match self.aside().exists() {
            true => fs::remove_dir_all(self.aside()).context(act),
            false => Ok(()),
        }
    }

    /// From now on the place is open to others. The name goes at once, what it held after.
    fn leave(&self) -> Result<()> {
        let act = || format!("cannot end the restore into `{}`", self.data.root().display());
        let old = self.data.root().join(format!(".restored-{:016x}", rand::random::<u64>()));
        fs::rename(self.data.restoring(), &old).context(act)?;
        files::sync_parent(&old).context(act)?;
        fs::remove_dir_all(&old).context(act)
    }

    fn refuse_what_is_there(&self) -> Result<()> {
        let there = match &self.log {
            None => self.anything()?,
            Some(log) => self.ours(log),
        };
        match there {
            None => Ok(()),
            Some(path) => Err(Error::failed(format!("`{}` is there already", path.display()))
                .hint("a backup is restored into an empty place only: move the old data away, or name another folder")),
        }
    }

    fn anything(&self) -> Result<Option<PathBuf>> {
        let root = self.data.root();
        let act = || format!("cannot list `{}`", root.display());
        for entry in fs::read_dir(root).context(act)? {
            let path = entry.context(act)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path != self.data.restoring() && !name.starts_with(".restored-") {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// In a folder that may hold other things: what a server would take for its own.
    fn ours(&self, log: &Path) -> Option<PathBuf> {
        let root = self.data.root();
        let beside = |end: &str| PathBuf::from(format!("{}{end}", self.data.state().display()));
        let mut all = vec![
            self.data.form(),
            self.data.state(),
            // A log without its database would be played into the restored one.
            beside("-wal"),
            beside("-journal"),
            root.join("index"),
            log.to_owned(),
            head_path(log),
        ];
        all.extend(DataDir::KEPT.map(|name| root.join(name)));
        all.into_iter().find(|path| fs::symlink_metadata(path).is_ok())
    }

    fn restore(
        &self,
        archive: &Path,
        keys: &Keys,
        into: Into,
        tick: &dyn Fn(u64, u64),
    ) -> Result<Restored> {
        let unpacked = self.unpack(archive, keys, tick)?;
        let header = unpacked.header;
        let aside = DataDir::new(self.aside().join("data"));
        sound(&aside)?;
        let team = match into {
            Into::Folder(_) => Some(self.rewrite(&header)?),
            Into::Config(_) => None,
        };
        self.place(&header, team.is_some())?;
        Ok(Restored {
            schema_version: 1,
            created_at: header.created_at.clone(),
            data: self.data.root().to_owned(),
            audit_log: self.log(&header),
            team_json: team,
            files: header.files,
            bytes: header.bytes,
            sha256: unpacked.sha256,
            encrypted: unpacked.encrypted,
            notes: notes(&header),
            header,
        })
    }

    fn unpack(&self, archive: &Path, keys: &Keys, tick: &dyn Fn(u64, u64)) -> Result<Unpacked> {
        let act = || format!("cannot read `{}`", archive.display());
        let file = File::open(archive).context(act)?;
        let mut whole = archive::Digested {
            from: BufReader::with_capacity(1 << 20, file),
            digest: Sha256::new(),
        };
        let mut header = None;
        let encrypted = {
            let mut opened = keys.open(&mut whole)?;
            let mut names = BTreeSet::new();
            let mut room = 0;
            archive::read(&mut *opened.content, &mut |head, content| {
                let Some(known) = &header else {
                    header = Some(first(head, content)?);
                    let told: &Header = header.as_ref().expect("just read");
                    room = told.bytes;
                    return enough(self.data.root(), told);
                };
                let told: &Header = known;
                if !names.insert(head.name.clone()) {
                    return Err(damaged(&format!("`{}` is in it twice", head.name)));
                }
                if head.size > room || names.len() as u64 > told.files {
                    return Err(damaged(&format!("`{}` is more than it says it holds", head.name)));
                }
                room -= head.size;
                self.file(head, content)?;
                tick(told.bytes - room, told.bytes);
                Ok(())
            })?;
            match &header {
                Some(told) if names.len() as u64 == told.files && room == 0 => {}
                _ => return Err(damaged("it holds less than it says")),
            }
            opened.encrypted
        };
        io::copy(&mut whole, &mut io::sink()).context(act)?;
        let header = header.ok_or_else(|| damaged("it is empty"))?;
        Ok(Unpacked { header, encrypted, sha256: hex::encode(whole.digest.finalize()) })
    }

    fn file(&self, head: &Head, content: &mut dyn Read) -> Result<()> {
        if !belongs(&head.name) {
            return Err(damaged(&format!("`{}` is no part of a backup", head.name)));
        }
        let path = self.aside().join(&head.name);
        let act = || format!("cannot write `{}`", path.display());
        if let Some(parent) = path.parent() {
            files::private_dir(parent)?;
        }
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).context(act)?;
        // A broken archive and a full disk are told apart.
        let mut chunk = zeroize::Zeroizing::new(vec![0; 1 << 16]);
        loop {
            let n = content
                .read(&mut chunk)
                .map_err(|e| damaged(&format!("`{}` cannot be read", head.name)).source(e))?;
            if n == 0 {
                break;
            }
            io::Write::write_all(&mut file, &chunk[..n]).context(act)?;
        }
        file.set_permissions(Permissions::from_mode(head.mode)).context(act)?;
        file.sync_all().context(act)
    }

    /// team.json of a folder that holds everything names that folder, wherever it lies.
    fn rewrite(&self, header: &Header) -> Result<PathBuf> {
        let path = self.aside().join("team.json");
        let text =
            fs::read_to_string(&path).context(|| "cannot read the restored team.json".into())?;
        let set = [("auditLogPath", header.audit_log.as_str()), ("dataDir", ".")];
        if let Some(text) = edit::with_texts(&text, &set) {
            // Secrets that were minted here are here.
            let minted = format!("\"file:{}/webhooks/", header.data.trim_end_matches('/'));
            let text = text.replace(&minted, "\"file:webhooks/");
            files::write_atomic(&path, text.as_bytes(), Mode::Private)?;
        }
        Ok(self.data.root().join("team.json"))
    }

    /// Everything goes where it belongs.
    fn place(&self, header: &Header, team: bool) -> Result<()> {
        let mut moves = Vec::new();
        let aside = self.aside();
        let act = || format!("cannot list `{}`", aside.display());
        let listed = |dir: PathBuf| -> Result<Vec<PathBuf>> {
            if !dir.exists() {
                return Ok(Vec::new());
            }
            let all: Vec<_> =
                fs::read_dir(&dir).context(act)?.collect::<Result<_, _>>().context(act)?;
            Ok(all.into_iter().map(|e| e.path()).collect())
        };
        for from in listed(aside.join("data"))? {
            let to = self.data.root().join(from.file_name().unwrap_or_default());
            moves.push((from, to));
        }
        let log = self.log(header);
        let base = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for from in listed(aside.join("audit"))? {
            let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(rest) = name.strip_prefix(&header.audit_log) else {
                return Err(damaged(&format!("`audit/{name}` is not of the audit log")));
            };
            moves.push((from.clone(), log.with_file_name(format!("{base}{rest}"))));
        }
        if team {
            moves.push((aside.join("team.json"), self.data.root().join("team.json")));
        }
        if let Some((_, there)) = moves.iter().find(|(_, to)| fs::symlink_metadata(to).is_ok()) {
            return Err(Error::failed(format!("`{}` is there already", there.display())));
        }
        let plan: Vec<&Path> = moves.iter().map(|(_, to)| to.as_path()).collect();
        let text = serde_json::to_vec(&plan)
            .map_err(|e| Error::internal("a plan does not serialise").source(e))?;
        files::write_atomic(&self.plan(), &text, Mode::Private)?;
        for (from, to) in &moves {
            moved(from, to)?;
        }
        Ok(())
    }
}

fn moved(from: &Path, to: &Path) -> Result<()> {
    let act = || format!("cannot write `{}`", to.display());
    match fs::rename(from, to) {
        // The audit log may lie on another file system.
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            let bits = fs::metadata(from).context(act)?.permissions().mode() & 0o777;
            let mut input = File::open(from).context(act)?;
            let mut output = OpenOptions::new();
            let mut output =
                output.write(true).create_new(true).mode(0o600).open(to).context(act)?;
            io::copy(&mut input, &mut output).context(act)?;
            output.set_permissions(Permissions::from_mode(bits)).context(act)?;
            output.sync_all().context(act)?;
        }
        done => done.context(act)?,
    }
    files::sync_parent(to).context(act)
}

struct Unpacked {
    header: Header,
    encrypted: bool,
    sha256: String,
}

fn first(head: &Head, content: &mut dyn Read) -> Result<Header> {
    if head.name != header::NAME || head.size > header::MOST {
        return Err(damaged(&format!("it does not begin with `{}`", header::NAME)));
    }
    let mut text = Vec::new();
    content
        .read_to_end(&mut text)
        .map_err(|e| damaged("its beginning cannot be read").source(e))?;
    let told = Header::parse(&text)?;
    match archive::is_name(&told.audit_log) && !told.audit_log.contains('/') {
        true => Ok(told),
        false => Err(damaged("the audit log has no name")),
    }
}

/// Parts that a backup has, and no others: what is restored lies where we say.
fn belongs(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    match parts[..] {
        ["team.json"] | ["data", "format.json" | "state.db"] | ["audit", _] => true,
        ["data", folder, _] if DataDir::KEPT.contains(&folder) => true,
        ["data", "index", _, ..] => (4..=6).contains(&parts.len()),
        _ => false,
    }
}

fn enough(root: &Path, header: &Header) -> Result<()> {
    let Ok(disk) = rustix::fs::statvfs(root) else { return Ok(()) };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free >= header.bytes {
        return Ok(());
    }
    Err(Error::failed(format!(
        "the archive holds {} bytes, and there is room for {free} in `{}`",
        header.bytes,
        root.display()
    ))
    .hint("restore it to a larger disk"))
}

/// What every start needs: a key that loads, a database without faults.
fn sound(data: &DataDir) -> Result<()> {
    if data.keys().exists() {
        Key::load(&data.keys())?;
    }
    let faults = Store::new(data.state()).faults()?.unwrap_or_default();
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(damaged(&format!("its database: {fault}"))),
    }
}

fn notes(header: &Header) -> Vec<String> {
    let mut notes = Vec::new();
    for w in &header.workspaces {
        if !Path::new(&w.root).is_dir() {
            notes.push(match &w.url {
                Some(url) => {
                    format!("workspace `{}` is cloned from `{url}` when the server starts", w.id)
                }
                None => format!("workspace `{}` needs its repository at `{}`", w.id, w.root),
            });
        }
    }
    notes.extend(header.elsewhere.iter().map(|secret| format!("not in a backup: {secret}")));
    notes
}
