//! What does an account server know and decide? Accounts, devices, opaque sections, contributions;
//! it never has a key that opens what it keeps. docs/account-sync.md is the protocol.

pub mod account;
pub mod backup;
pub mod contribution;
mod device;
mod email;
pub mod export;
mod invite;
mod mail;
mod password;
pub mod reset;
mod section;
mod source;
#[cfg(test)]
mod tests;
mod throttle;

use std::sync::{Mutex, MutexGuard, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::base::{Error, Kind, Result, clock};
use crate::config::cloud::CloudConfig;
use crate::ledger::Key;
use crate::store::cloud::account::Account;
use crate::store::{Store, cloud as rows};

pub use email::Email;
pub use section::Refused;
pub use throttle::{Act, Throttle};

/// An account server's data, open.
pub struct Cloud {
    config: CloudConfig,
    store: Store,
    key: Key,
    /// Behind salts and keyed hashes of addresses.
    secret: Zeroizing<Vec<u8>>,
    /// Checked in place of an account's, so that both cases are the same work.
    nobody: String,
    mail: Option<mail::Queue>,
    sources: Mutex<source::Sources>,
    published: Mutex<Option<Vec<u8>>>,
    pub throttle: Throttle,
}

/// Who shows a valid API key.
pub struct Holder {
    pub account: Account,
    pub device: String,
}

/// Tells the operator of what nobody waits for.
pub type Notice = Box<dyn Fn(&str) + Send>;

impl Cloud {
    /// Opens the data, or makes it. Several processes may have it open.
    ///
    /// # Errors
    /// When the key or the database cannot be had.
    pub fn open(config: CloudConfig) -> Result<Self> {
        let store = rows::database(config.data.accounts());
        store.open()?;
        let key = Key::open(&config.data.keys())?;
        let secret = store.write(|w| rows::meta(w, "secret", || Ok(random::<32>()?.to_vec())))?;
        let sources = source::Sources::new(config.data.source_key());
        Ok(Self {
            throttle: Throttle::new(config.throttle),
            config,
            store,
            key,
            secret: Zeroizing::new(secret),
            nobody: password::hash(&hex::encode(random::<32>()?))?,
            mail: None,
            sources: Mutex::new(sources),
            published: Mutex::default(),
        })
    }

    /// As [`Cloud::open`], for who serves: mails are sent from now on.
    ///
    /// # Errors
    /// As there, and when the mail server's settings are of no use.
    pub fn serve(config: CloudConfig, notice: Notice) -> Result<Self> {
        let mut cloud = Self::open(config)?;
        if let Some(smtp) = &cloud.config.smtp {
            let link = cloud.config.public_url.as_ref().map(ToString::to_string);
            cloud.mail = Some(mail::Queue::start(smtp, link.unwrap_or_default(), notice)?);
        }
        cloud.tidy()?;
        Ok(cloud)
    }

    pub const fn config(&self) -> &CloudConfig {
        &self.config
    }

    /// What time does: registrations run out, a week's sources become a number and their key goes.
    ///
    /// # Errors
    /// When the data cannot be written.
    pub fn tidy(&self) -> Result<()> {
        self.store.write(|w| rows::sweep(w, now()))?;
        self.week().map(|_| ())
    }

    /// Who holds this API key.
    ///
    /// # Errors
    /// `unauthorized`, the same for every reason.
    pub fn holder(&self, api_key: &crate::auth::Secret) -> Result<Holder> {
        let found = self.store.read(|r| rows::device::holder(r, &api_key.sha256()))?;
        match found {
            Some((account, device, seen)) if !account.disabled => {
                let today = day(now());
                if seen != today {
                    self.store.write_soon(|w| rows::device::seen(w, &device, today))?;
                }
                Ok(Holder { account, device })
            }
            _ => Err(Error::new(Kind::Unauthorized, "a valid API key is needed")
                .hint("log in: `lean-ctx login EMAIL`")),
        }
    }

    /// A keyed hash, under a secret of this server.
    fn mac(&self, purpose: &str, text: &str) -> [u8; 32] {
        keyed(&self.secret, &[purpose.as_bytes(), text.as_bytes()])
    }
}

/// HMAC-SHA256 over parts, each ended by a zero byte.
fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    for part in parts {
        mac.update(part);
        mac.update(&[0]);
    }
    mac.finalize().into_bytes().into()
}

/// # Errors
/// When the operating system gives no randomness.
fn random<const N: usize>() -> Result<[u8; N]> {
    use rand::TryRng as _;
    let mut bytes = [0; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|e| Error::internal("the operating system gives no randomness").source(e))?;
    Ok(bytes)
}

/// Milliseconds since 1970.
fn now() -> i64 {
    clock::now().as_millisecond()
}

const DAY: i64 = 86_400_000;

/// The day's first millisecond.
const fn day(at: i64) -> i64 {
    at - at.rem_euclid(DAY)
}

/// As the protocol spells times.
pub fn time(at: i64) -> String {
    clock::rfc3339_of(at).unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
