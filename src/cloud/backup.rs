//! How is an account server's data copied while it serves, and put back?
//!
//! A backup is a folder: `cloud.db` as it was at one moment, `server.key` that signs models, and
//! `backup.json` with the digests of both. The week's key for counting sources is not in it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Cloud, now, time};
use crate::base::error::Context as _;
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result, files};
use crate::ledger::Key;
use crate::store::cloud as rows;

const DATABASE: &str = "cloud.db";
const KEY: &str = "server.key";
const LIST: &str = "backup.json";

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Listed {
    pub schema_version: u32,
    pub created_at: String,
    pub accounts: u64,
    pub files: Vec<Digested>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Digested {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Cloud {
    /// Copies everything into the new folder `to` and verifies the copy. The server may run.
    ///
    /// # Errors
    /// When `to` is there and not empty, or the copy does not hold up; then `to` has no
    /// `backup.json` and is no backup.
    pub fn back_up(&self, to: &Path) -> Result<Listed> {
        empty(to)?;
        files::private_dir(to)?;
        self.store.copy(&to.join(DATABASE))?;
        let key = self.config.data.keys().join(KEY);
        let bytes = zeroize::Zeroizing::new(
            fs::read(&key).context(|| format!("cannot read `{}`", key.display()))?,
        );
        files::write_atomic(&to.join(KEY), &bytes, files::Mode::Private)?;
        let accounts = sound(&to.join(DATABASE))?;
        let act = || format!("cannot write `{}`", to.display());
        File::open(to.join(DATABASE)).and_then(|f| f.sync_all()).context(act)?;
        let files =
            [DATABASE, KEY].map(|name| digested(to, name)).into_iter().collect::<Result<_>>()?;
        let listed = Listed { schema_version: 1, created_at: time(now()), accounts, files };
        let text = serde_json::to_vec_pretty(&listed)
            .map_err(|e| Error::internal("a list does not serialise").source(e))?;
        files::write_atomic(&to.join(LIST), &text, files::Mode::Private)?;
        files::sync_parent(to).context(act)?;
        Ok(listed)
    }
}

/// Whether this folder is a whole backup; what it says of itself.
///
/// # Errors
/// `CheckFailed` when a file is missing, changed or damaged.
pub fn verify(from: &Path) -> Result<Listed> {
    let broken = |what: String| Error::new(Kind::CheckFailed, what).hint("use another backup");
    let text = fs::read(from.join(LIST))
        .map_err(|e| broken(format!("`{}` is no finished backup", from.display())).source(e))?;
    let listed: Listed = serde_json::from_slice(&text)
        .map_err(|e| broken(format!("`{}` cannot be read", from.join(LIST).display())).source(e))?;
    if listed.schema_version != 1 {
        return Err(broken("the backup is of a newer lean-ctx".into()));
    }
    for name in [DATABASE, KEY] {
        let found = digested(from, name)?;
        let same = listed.files.iter().any(|f| f.name == name && f.sha256 == found.sha256);
        if !same {
            return Err(broken(format!("`{name}` is not what was backed up")));
        }
    }
    Ok(listed)
}

/// Puts a backup in the place of nothing.
///
/// # Errors
/// When the backup is not whole, or there is an account server's data already.
pub fn restore(from: &Path, data: &DataDir) -> Result<Listed> {
    let listed = verify(from)?;
    let (database, keys) = (data.accounts(), data.keys());
    // A log without its database would be played into the restored one.
    for there in
        [database.clone(), beside(&database, "-wal"), beside(&database, "-journal"), keys.join(KEY)]
    {
        if there.exists() {
            return Err(Error::failed(format!("`{}` is there already", there.display())).hint(
                "a backup is restored into an empty `dataDir` only: move the old data away",
            ));
        }
    }
    files::private_dir(data.root())?;
    files::private_dir(&keys)?;
    let read = |name: &str| {
        fs::read(from.join(name)).context(|| format!("cannot read `{}`", from.join(name).display()))
    };
    files::create_private(&keys.join(KEY), &zeroize::Zeroizing::new(read(KEY)?))?;
    Key::load(&keys)?;
    // Under another name until it was checked, so that no server starts on half of it.
    let halfway = database.with_extension("restoring");
    let copied = copy_private(&from.join(DATABASE), &halfway);
    let checked = copied.and_then(|()| sound(&halfway)).and_then(|_| {
        fs::rename(&halfway, &database)
            .and_then(|()| files::sync_parent(&database))
            .context(|| format!("cannot write `{}`", database.display()))
    });
    if checked.is_err() {
        let _ = fs::remove_file(&halfway);
        let _ = fs::remove_file(keys.join(KEY));
    }
    checked.map(|()| listed)
}

/// A file that SQLite keeps beside a database.
fn beside(database: &Path, side: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(side);
    name.into()
}

fn copy_private(from: &Path, to: &Path) -> Result<()> {
    let act = || format!("cannot copy `{}`", from.display());
    let _ = fs::remove_file(to);
    let mut input = File::open(from).context(act)?;
    let mut output = fs::OpenOptions::new();
    let output = output.write(true).create_new(true);
    let mut output =
        std::os::unix::fs::OpenOptionsExt::mode(output, 0o600).open(to).context(act)?;
    std::io::copy(&mut input, &mut output).context(act)?;
    output.sync_all().context(act)
}

/// Examines a database page by page; how many accounts it has.
fn sound(path: &Path) -> Result<u64> {
    let store = rows::database(path);
    let faults = store.faults()?.unwrap_or_else(|| vec!["there is none".to_owned()]);
    let accounts = store.read(rows::accounts)?;
    // The last connection to close puts the log into the file, and removes it.
    drop(store);
    if faults.is_empty() {
        return Ok(accounts);
    }
    Err(Error::new(Kind::CheckFailed, format!("the copy is damaged: {}", faults.join("; "))))
}

fn digested(dir: &Path, name: &str) -> Result<Digested> {
    let path = dir.join(name);
    let act = || format!("cannot read `{}`", path.display());
    let mut file = File::open(&path).context(act)?;
    let mut digest = Sha256::new();
    let mut bytes = 0;
    let mut chunk = vec![0; 1 << 20];
    loop {
        let n = file.read(&mut chunk).context(act)?;
        if n == 0 {
            return Ok(Digested {
                name: name.into(),
                bytes,
                sha256: hex::encode(digest.finalize()),
            });
        }
        digest.update(&chunk[..n]);
        bytes += n as u64;
    }
}

fn empty(dir: &Path) -> Result<()> {
    match fs::read_dir(dir).map(|mut entries| entries.next().is_none()) {
        Ok(false) => Err(Error::failed(format!("`{}` is not empty", dir.display()))
            .hint("name a new folder for the backup")),
        _ => Ok(()),
    }
}
