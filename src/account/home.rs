//! What does this machine keep of its account? Credentials and what each section was when it was last seen.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::auth::Secret;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock, Mode};
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};
use crate::client;
use crate::vault::AccountKey;

/// Who this machine is signed in as. It has no `Debug`.
pub struct Credentials {
    pub server: Url,
    pub email: String,
    pub device: String,
    pub api_key: Secret,
    pub key: AccountKey,
}

/// As it lies in `credentials.json`.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Kept {
    server: String,
    email: String,
    device_id: String,
    api_key: String,
    account_key: String,
}

/// Which account an address had at a server when this machine last signed in there.
type Known = BTreeMap<String, String>;

/// `<data>/cloud`.
#[derive(Debug, Clone)]
pub struct Home {
    data: DataDir,
}

impl Home {
    pub const fn new(data: DataDir) -> Self {
        Self { data }
    }

    pub const fn data(&self) -> &DataDir {
        &self.data
    }

    fn dir(&self) -> PathBuf {
        self.data.cloud()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    /// Where what is of one account lies: another one's data never meet it.
    pub fn of(&self, key: &AccountKey) -> PathBuf {
        self.dir().join("account").join(key.id())
    }

    /// The server's address: as the environment has it, else `cloud.url` of `config.json`, else the one that this
    /// machine is signed in at. None is built in.
    ///
    /// # Errors
    /// `Config` that says how to name one.
    pub fn server(&self, environment: Option<&str>) -> Result<Url> {
        if let Some(named) = environment {
            return client::address(named);
        }
        if let Some(named) = self.configured()? {
            return client::address(&named);
        }
        match self.credentials()? {
            Some(known) => Ok(known.server),
            None => Err(Error::new(Kind::Config, "no account server is named, and none is built in").hint(format!(
                "set `LEAN_CTX_API_URL=https://…`, or write {{\"cloud\": {{\"url\": \"https://…\"}}}} into `{}`; `lean-ctx cloud serve` is such a server",
                self.data.settings().display()
            ))),
        }
    }

    fn configured(&self) -> Result<Option<String>> {
        #[derive(Deserialize)]
        struct Settings {
            cloud: Option<Cloud>,
        }
        #[derive(Deserialize)]
        struct Cloud {
            url: Option<String>,
        }
        let path = self.data.settings();
        let Some(settings) = read::<Settings>(&path)? else { return Ok(None) };
        Ok(settings.cloud.and_then(|cloud| cloud.url))
    }

    /// `None` when nobody is signed in.
    ///
    /// # Errors
    /// `Config` for credentials that are damaged.
    pub fn credentials(&self) -> Result<Option<Credentials>> {
        let Some(kept) = read::<Kept>(&self.file(CREDENTIALS))? else { return Ok(None) };
        Ok(Some(Credentials {
            server: client::address(&kept.server)?,
            email: kept.email.clone(),
            device: kept.device_id.clone(),
            api_key: Secret::new(kept.api_key.as_str()),
            key: AccountKey::kept(&kept.account_key)?,
        }))
    }

    /// # Errors
    /// `Unauthorized` when nobody is signed in; as [`Home::credentials`]; `Usage` when another server is named.
    pub fn signed_in(&self, environment: Option<&str>) -> Result<Credentials> {
        let known = self.credentials()?.ok_or_else(|| {
            Error::new(Kind::Unauthorized, "nobody is signed in on this machine").hint(
                "`lean-ctx login EMAIL` signs in, `lean-ctx register EMAIL` makes an account first",
            )
        })?;
        let named = self.server(environment)?;
        if named == known.server {
            return Ok(known);
        }
        // The API key is for the server that gave it.
        Err(Error::new(
            Kind::Usage,
            format!("this machine is signed in at `{}`, and `{named}` is named as the server", known.server),
        )
        .hint("sign in there with `lean-ctx login EMAIL`, or take away `LEAN_CTX_API_URL` or `cloud.url`"))
    }

    /// # Errors
    /// Any I/O error; the old ones are then untouched.
    pub fn keep(&self, credentials: &Credentials) -> Result<()> {
        let kept = Kept {
            server: credentials.server.to_string(),
            email: credentials.email.clone(),
            device_id: credentials.device.clone(),
            api_key: credentials.api_key.expose().to_owned(),
            account_key: credentials.key.keep().to_string(),
        };
        write(&self.file(CREDENTIALS), &kept)?;
        self.know(&credentials.server, &credentials.email, &credentials.key)
    }

    /// Remembers which key an address has.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn know(&self, server: &Url, email: &str, key: &AccountKey) -> Result<()> {
        let mut known = self.known()?;
        known.insert(place(server, email), key.id());
        write(&self.file(KNOWN), &known)
    }

    /// # Errors
    /// Any I/O error but "not found".
    pub fn forget(&self) -> Result<()> {
        let path = self.file(CREDENTIALS);
        match fs::remove_file(&path) {
            Ok(()) => files::sync_parent(&path).context(|| "cannot sync the directory".into()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(e).context(|| format!("cannot remove `{}`", path.display())),
        }
    }

    fn known(&self) -> Result<Known> {
        Ok(read(&self.file(KNOWN))?.unwrap_or_default())
    }

    /// The id of the account key that this address had here before.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn known_as(&self, server: &Url, email: &str) -> Result<Option<String>> {
        Ok(self.known()?.remove(&place(server, email)))
    }

    /// Held by whoever changes the account's files.
    ///
    /// # Errors
    /// `Failed` while another process does.
    pub fn lock(&self) -> Result<Lock> {
        Lock::attempt(&self.file("sync.lock"))?.ok_or_else(|| {
            Error::failed("another `lean-ctx sync` is at work on this machine")
                .hint("wait until it is done")
        })
    }
}

const CREDENTIALS: &str = "credentials.json";
const KNOWN: &str = "known.json";

fn place(server: &Url, email: &str) -> String {
    format!("{server} {email}")
}

/// A JSON file; `None` where there is none.
///
/// # Errors
/// `Config` when it is damaged, any I/O error.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).context(|| format!("cannot read `{}`", path.display())),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|e| {
        // What serde quotes may be a secret.
        let (line, column) = (e.line(), e.column());
        Error::new(Kind::Config, format!("`{}` is damaged at {line}:{column}", path.display()))
            .hint("move it away and sign in again, or restore it from a backup")
    })
}

/// Replaces a JSON file, 0600 in a directory of 0700.
///
/// # Errors
/// Any I/O error; the old file is then untouched.
pub fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    if let Some(parent) = path.parent() {
        files::private_dir(parent)?;
    }
    let text = Zeroizing::new(serde_json::to_vec(value).context(|| "cannot spell JSON".into())?);
    files::write_atomic(path, &text, Mode::Private)
}

/// An address as it may be shown: `a***@e***.com`.
pub fn masked(email: &str) -> String {
    let (name, host) = email.split_once('@').unwrap_or((email, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let end = host.rsplit_once('.').map(|(_, end)| format!(".{end}")).unwrap_or_default();
    format!("{}***@{}***{end}", first(name), first(host))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(DataDir::new(dir.path().join("data")));
        (dir, home)
    }

    fn credentials() -> Credentials {
        Credentials {
            server: client::address("https://cloud.example/").unwrap(),
            email: "ann@example.com".into(),
            device: "00".repeat(16),
            api_key: Secret::mint().unwrap(),
            key: AccountKey::mint().unwrap(),
        }
    }

    #[test]
    fn credentials_come_back_and_nobody_else_reads_them() {
        let (_dir, home) = home();
        assert!(home.credentials().unwrap().is_none());
        let kept = credentials();
        home.keep(&kept).unwrap();
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(home.dir()), mode(home.file(CREDENTIALS))), (0o700, 0o600));
        let back = home.signed_in(None).unwrap();
        assert_eq!(back.key.id(), kept.key.id());
        assert_eq!(back.api_key.expose(), kept.api_key.expose());
        assert_eq!(home.known_as(&kept.server, &kept.email).unwrap(), Some(kept.key.id()));
        home.forget().unwrap();
        home.forget().unwrap();
        assert!(home.credentials().unwrap().is_none());
        assert!(
            home.known_as(&kept.server, &kept.email).unwrap().is_some(),
            "it remembers the key's id"
        );
    }

    #[test]
    fn damaged_credentials_are_not_quoted() {
        let (_dir, home) = home();
        home.keep(&credentials()).unwrap();
        fs::write(home.file(CREDENTIALS), "{\"server\": \"hush\", \"email\": hush").unwrap();
        let e = home.credentials().err().unwrap();
        assert_eq!(e.kind(), Kind::Config);
        assert!(!e.chain().contains("hush"), "{}", e.chain());
    }

    #[test]
    fn the_server_is_named_by_the_user_alone() {
        let (_dir, home) = home();
        assert_eq!(home.server(None).unwrap_err().kind(), Kind::Config);
        write(
            &home.data.settings(),
            &serde_json::json!({"cloud": {"url": "https://a.example"}, "other": 1}),
        )
        .unwrap();
        assert_eq!(home.server(None).unwrap().as_str(), "https://a.example/");
        assert_eq!(home.server(Some("https://b.example")).unwrap().as_str(), "https://b.example/");
        home.keep(&credentials()).unwrap();
        let refused = home.signed_in(None).err().unwrap();
        assert_eq!(refused.kind(), Kind::Usage, "an API key goes to the server that gave it alone");
        assert!(home.signed_in(Some("https://cloud.example")).is_ok());
    }

    #[test]
    fn addresses_are_masked() {
        assert_eq!(masked("ann@example.com"), "a***@e***.com");
        assert_eq!(masked("b@localhost"), "b***@l***");
    }
}
