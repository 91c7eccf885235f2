//! How is a backup made beside a running server?
//!
//! First everything is held still: the database is copied by its own means, the indexes by hard
//! links, the books are opened. Then the held indexes are asked some questions, and all is written
//! into one file, which gets its name when it is whole and on the disk. A sudden end leaves nothing
//! that could pass for a backup; what was held still is removed by the next one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::answer::Desk;
use super::archive::Writer;
use super::gather::{self, Item};
use super::header::{self, Header, Workspace};
use super::link;
use super::lock::Lock;
use super::record::{self, Record};
use crate::audit;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock as FileLock};
use crate::base::form::{self, Form};
use crate::base::layout::DataDir;
use crate::base::{Error, Result, clock};
use crate::config::{Config, SecretSource};
use crate::ledger::{Key, head_path};
use crate::savings;
use crate::store;

/// What is to be copied, and where to.
pub struct Wish<'a> {
    pub config: &'a Config,
    /// team.json as it stands.
    pub text: &'a str,
    /// Where it stands, if that is a file.
    pub source: Option<&'a Path>,
    /// The folder, made if it is missing; or the archive's own name, ending in `.tar` or `.tar.age`.
    pub out: &'a Path,
    pub lock: Option<&'a Lock>,
    pub with_index: bool,
}

/// What a backup came to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    pub schema_version: u32,
    pub archive: PathBuf,
    pub bytes: u64,
    pub sha256: String,
    pub encrypted: bool,
    pub created_at: String,
    pub files: u64,
    pub with_index: bool,
    pub workspaces: Vec<Indexed>,
    pub elsewhere: Vec<String>,
    pub left_out: Vec<String>,
    /// What is copied as it is, and does not hold.
    pub warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Indexed {
    pub id: String,
    pub commit: Option<String>,
    pub files: u64,
    /// Questions whose answers are in the archive.
    pub probes: usize,
}

/// Copies everything into a new archive in `wish.out`. `tick` is told bytes done and in all.
///
/// # Errors
/// When a part cannot be read or the archive not be written; then there is none.
pub fn back_up(wish: &Wish, tick: &dyn Fn(u64, u64)) -> Result<Made> {
    let data = &wish.config.data;
    form::check(data)?;
    files::private_dir(&data.backup())?;
    let _alone = FileLock::attempt(&data.backup().join("lock"))?.ok_or_else(|| {
        Error::failed("another backup of this data is being made").hint("wait for its end")
    })?;
    let stage = Stage::new(data)?;
    let mut warnings = Vec::new();
    let mut items = gathered(wish, &stage, &mut warnings)?;
    let mut header = described(wish, &stage, &items, &mut warnings)?;
    header.files = items.len() as u64;
    header.bytes = items.iter().map(|item| item.head.size).sum();
    let archive = archive(wish, &header, &mut items, tick)?;
    let record = Record {
        schema_version: 1,
        created_at: header.created_at.clone(),
        archive: archive.path.clone(),
        bytes: archive.bytes,
        sha256: archive.sha256.clone(),
        encrypted: wish.lock.is_some(),
        restore_test: record::read(data).ok().flatten().and_then(|last| last.restore_test),
    };
    record::write(data, &record)?;
    let indexed = |w: &Workspace| Indexed {
        id: w.id.clone(),
        commit: w.commit.clone(),
        files: w.files,
        probes: w.probes.len(),
    };
    Ok(Made {
        schema_version: 1,
        archive: archive.path,
        bytes: archive.bytes,
        sha256: archive.sha256,
        encrypted: wish.lock.is_some(),
        created_at: header.created_at,
        files: header.files,
        with_index: wish.with_index,
        workspaces: header.workspaces.iter().map(indexed).collect(),
        elsewhere: header.elsewhere,
        left_out: header.left_out,
        warnings,
    })
}

/// A folder in the data root, on its file system, where things are held still; removed when dropped.
struct Stage {
    dir: PathBuf,
}

impl Stage {
    /// Under the backup's lock: whatever other stages there are, nobody stands on them.
    fn new(data: &DataDir) -> Result<Self> {
        let parent = data.backup();
        let act = || format!("cannot use `{}`", parent.display());
        for entry in fs::read_dir(&parent).context(act)? {
            let path = entry.context(act)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("stage-") {
                fs::remove_dir_all(&path).context(act)?;
            }
        }
        // What a killed run left of the record of the last backup.
        sweep(&parent);
        let dir = parent.join(format!("stage-{:016x}", rand::random::<u64>()));
        files::private_dir(&dir)?;
        Ok(Self { dir })
    }

    fn held(&self) -> DataDir {
        DataDir::new(self.dir.join("held"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What is left is removed by the next backup.
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn gathered(wish: &Wish, stage: &Stage, warnings: &mut Vec<String>) -> Result<Vec<Item>> {
    let (config, data) = (wish.config, &wish.config.data);
    let held = stage.held();
    files::private_dir(held.root())?;
    let mut items = vec![Item::bytes("team.json", wish.text.as_bytes().to_vec())];
    let form = form::read(data)?.unwrap_or_else(Form::own);
    items.push(Item::bytes("data/format.json", form.text().into_bytes()));
    if data.state().exists() {
        store::copy(&data.state(), &held.state())?;
        items.push(Item::held("data/state.db".into(), held.state())?);
    }
    gather::book(&config.audit_log, &audit::FORMAT, "audit", &mut items)?;
    let ledger = savings::book(data);
    gather::book(&ledger, &savings::FORMAT, "data/savings", &mut items)?;
    let own = ledger.file_name().unwrap_or_default().to_string_lossy().into_owned();
    gather::folder(data, "savings", &|name| name.starts_with(&own), &mut items)?;
    gather::folder(data, "sync", &|_| false, &mut items)?;
    gather::folder(data, "webhooks", &|_| false, &mut items)?;
    gather::keys(data, &mut items)?;
    for w in &config.workspaces {
        let to = held.index(&w.id);
        if !link::hold(&data.index(&w.id), &to)? {
            warnings
                .push(format!("workspace `{}` is not indexed yet: nothing of it is kept", w.id));
        } else if wish.with_index {
            gather::tree(&to, &format!("data/index/{}", w.id), &mut items)?;
        }
    }
    Ok(items)
}

fn described(
    wish: &Wish,
    stage: &Stage,
    items: &[Item],
    warnings: &mut Vec<String>,
) -> Result<Header> {
    let (config, data) = (wish.config, &wish.config.data);
    let held = stage.held();
    let state = held.state();
    let rows = if state.exists() { store::census(&state)? } else { Vec::new() };
    let mut workspaces = Vec::new();
    let ids: Vec<&str> = config.workspaces.iter().map(|w| w.id.as_str()).collect();
    let desk = Desk::open(&held, &ids, &stage.dir.join("scratch"))?;
    for w in &config.workspaces {
        let manifest = desk.manifest(&w.id)?;
        let probes = if manifest.is_some() { desk.probes(&w.id)? } else { Vec::new() };
        if manifest.is_none() && held.index(&w.id).exists() {
            warnings.push(format!("the index of `{}` does not open: it will be made anew", w.id));
        }
        let (commit, reference) =
            manifest.as_ref().map_or((None, None), |m| (m.commit.clone(), m.reference.clone()));
        workspaces.push(Workspace {
            id: w.id.clone(),
            root: w.root.display().to_string(),
            url: w.url.as_ref().map(|u| u.as_str().to_owned()),
            commit,
            reference,
            files: manifest.as_ref().map_or(0, |m| m.files),
            manifest_sha256: manifest.map(|m| m.sha256),
            probes,
        });
    }
    desk.close()?;
    let audit_partial = books(config, warnings)?;
    Ok(Header {
        schema_version: header::VERSION,
        created_at: clock::rfc3339(clock::now()),
        form: Form { format: form::read(data)?.map_or(form::FORM, |f| f.format), ..Form::own() },
        files: 0,
        bytes: 0,
        data: data.root().display().to_string(),
        audit_log: config.audit_log.file_name().unwrap_or_default().to_string_lossy().into(),
        audit_partial,
        rows,
        with_index: wish.with_index,
        workspaces,
        elsewhere: elsewhere(config),
        left_out: left_out(wish, items)?,
    })
}

/// Do the books hold, before they are copied? Damage is copied as it is, and told. Says whether the
/// audit log holds only without its oldest files.
fn books(config: &Config, warnings: &mut Vec<String>) -> Result<bool> {
    let keys = Key::load(&config.data.keys())?.map(|key| key.trusted()).unwrap_or_default();
    let check = |partial| audit::verify(&config.audit_log, &[], None, &keys, partial);
    let mut partial = false;
    if config.audit_log.exists() && !check(false)?.book.ok {
        partial = check(true)?.book.ok;
        if !partial {
            warnings.push("the audit log does not hold: `lean-ctx team audit verify`".into());
        }
    }
    let ledger = savings::book(&config.data);
    let begun = gather::begun(&ledger, &savings::FORMAT)? || head_path(&ledger).exists();
    if begun && !savings::verify(&ledger, &[], None, &keys, false)?.book.ok {
        warnings
            .push("the savings ledger does not hold: `lean-ctx savings verify --config`".into());
    }
    Ok(partial)
}

/// Secrets that are only named in team.json.
fn elsewhere(config: &Config) -> Vec<String> {
    let connectors =
        config.connectors.iter().map(|c| (format!("connector `{}`", c.id), c.secret.as_ref()));
    let webhooks = config.webhooks.iter().map(|(id, s)| (format!("webhook of `{id}`"), Some(s)));
    connectors
        .chain(webhooks)
        .filter_map(|(whose, secret)| match secret? {
            SecretSource::Literal(_) => None,
            SecretSource::Env(name) => Some(format!("{whose}: `env:{name}`")),
            SecretSource::File(path) if path.starts_with(config.data.root().join("webhooks")) => {
                None
            }
            SecretSource::File(path) => Some(format!("{whose}: `file:{}`", path.display())),
        })
        .collect()
}

/// Names in the data root that nothing of is in the archive.
fn left_out(wish: &Wish, items: &[Item]) -> Result<Vec<String>> {
    let root = wish.config.data.root();
    let act = || format!("cannot list `{}`", root.display());
    let kept = |name: &str| {
        let folder = format!("data/{name}/");
        let file = format!("data/{name}");
        items.iter().any(|i| i.head.name == file || i.head.name.starts_with(&folder))
    };
    let log = wish.config.audit_log.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let team = wish.source.and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let mut names = Vec::new();
    for entry in fs::read_dir(root).context(act)? {
        let name = entry.context(act)?.file_name().to_string_lossy().into_owned();
        // The database's own companions are in its copy.
        let ours = name.starts_with("state.db")
            || name.starts_with(&log)
            || name == "backup"
            || name == "locks"
            || (!team.is_empty() && name.starts_with(&*team));
        if !ours && !name.starts_with('.') && !kept(&name) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

struct Archive {
    path: PathBuf,
    bytes: u64,
    sha256: String,
}

/// A file, and the digest of what is written to it.
struct Counted {
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.digest.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn archive(
    wish: &Wish,
    header: &Header,
    items: &mut [Item],
    tick: &dyn Fn(u64, u64),
) -> Result<Archive> {
    let path = name(wish, header);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::private_dir(folder)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let temp = folder.join(format!(".{file}.{:016x}.tmp", rand::random::<u64>()));
    let act = || format!("cannot write `{}`", path.display());
    sweep(folder);
    let file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temp).context(act)?;
    let counted =
        Counted { file: BufWriter::with_capacity(1 << 20, file), digest: Sha256::new(), bytes: 0 };
    let written = match wish.lock {
        None => fill(counted, header, items, tick),
        Some(lock) => lock
            .close(counted)
            .and_then(|closed| fill(closed, header, items, tick))
            .and_then(|closed| closed.finish().context(act)),
    };
    let named = written.and_then(|mut counted| {
        counted.flush().context(act)?;
        counted.file.get_ref().sync_all().context(act)?;
        // Never over another one, whatever its name.
        fs::hard_link(&temp, &path)
            .or_else(|_| match path.exists() {
                true => Err(io::ErrorKind::AlreadyExists.into()),
                false => fs::rename(&temp, &path),
            })
            .context(act)?;
        files::sync_parent(&path).context(act)?;
        Ok(Archive {
            path: path.clone(),
            bytes: counted.bytes,
            sha256: hex::encode(counted.digest.finalize()),
        })
    });
    let _ = fs::remove_file(&temp);
    let made = named?;
    Ok(Archive { path: fs::canonicalize(&made.path).unwrap_or(made.path), ..made })
}

/// As it was named, or by the time.
fn name(wish: &Wish, header: &Header) -> PathBuf {
    if is_archive(wish.out) {
        return wish.out.to_owned();
    }
    let time: String = header.created_at.chars().filter(char::is_ascii_alphanumeric).collect();
    let end = if wish.lock.is_some() { ".tar.age" } else { ".tar" };
    wish.out.join(format!("lean-ctx-{time}{end}"))
}

/// Is this what an archive is called, and not a folder?
fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    (name.ends_with(".tar") || name.ends_with(".tar.age")) && !path.is_dir()
}

/// Removes what runs that were cut short have left in the folder. Others may be at work there, on other data or on the
/// record of a test: only old ones go.
fn sweep(out: &Path) {
    for entry in fs::read_dir(out).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let of_us = name.contains(".tar") || name.starts_with(".last.json.");
        let ours = name.starts_with('.') && of_us && name.ends_with(".tmp");
        let old = entry
            .metadata()
            .and_then(|m| m.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 3600));
        if ours && old {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn fill<W: Write>(
    to: W,
    header: &Header,
    items: &mut [Item],
    tick: &dyn Fn(u64, u64),
) -> Result<W> {
    let text = serde_json::to_vec_pretty(header)
        .map_err(|e| Error::internal("a header does not serialise").source(e))?;
    let mut first = Item::bytes(header::NAME, text);
    let mut done = 0;
    let mut told = |n: u64| {
        done += n;
        tick(done, header.bytes);
    };
    let mut writer = Writer::new(to);
    let head = first.head.clone();
    writer.add(&head, &mut first.reader()?, &mut |_| {})?;
    for item in items {
        let head = item.head.clone();
        writer.add(&head, &mut item.reader()?, &mut told)?;
    }
    writer.finish()
}
