//! Who has an account, how is one made, and who may enter? Every answer to a stranger is the same,
//! and the same work, whether or not there is an account.

use super::mail::Mail;
use super::{Cloud, Email, Holder, day, lock, now, password, random, time};
use crate::auth::Secret;
use crate::base::{Error, Kind, Result};
use crate::config::cloud::Verification;
use crate::ledger::PublicKey;
use crate::store::Write;
use crate::store::cloud::account::{self, Account, Lock};
use crate::store::cloud::device::Device;
use crate::store::cloud::registration::{self, Registration};
use crate::store::cloud::{device, invite, section};

/// How long a registration waits to be confirmed.
const WAITS: i64 = 7 * super::DAY;

/// What a client makes out of a password and an account key.
pub struct Offer {
    /// The half of the stretched password that the server may see.
    pub password: Secret,
    pub wrapped_key: Vec<u8>,
    pub key_check: Vec<u8>,
}

/// A device that wants to enter.
pub struct Newcomer {
    pub name: String,
    pub public_key: PublicKey,
}

/// What a login gives.
pub struct Entered {
    pub api_key: Secret,
    pub device: String,
    pub account: Account,
}

impl Offer {
    pub(super) fn lock(self) -> Result<Lock> {
        let password = password::hash(self.password.expose())?;
        Ok(Lock { password, wrapped_key: self.wrapped_key, key_check: self.key_check })
    }
}

impl Cloud {
    /// The salt of an address, which is the same for ever and tells nothing of its account.
    pub fn salt(&self, email: &Email) -> [u8; 16] {
        let mac = self.mac("salt", email.as_str());
        let mut salt = [0; 16];
        salt.copy_from_slice(&mac[..16]);
        salt
    }

    /// Takes a registration; what confirms it.
    ///
    /// # Errors
    /// `registration_denied`.
    pub fn register(
        &self,
        email: &Email,
        offer: Offer,
        invite: Option<&Secret>,
    ) -> Result<Verification> {
        let lock = offer.lock()?;
        let token = Secret::mint()?;
        let at = now();
        let (verification, taken) = self.store.write(|w| {
            let vouched = self.admit(w, email, invite)?;
            let verification = if vouched { Verification::Off } else { self.config.verification };
            let taken = account::find(w, email.as_str())?.is_some();
            let sent = (verification == Verification::Email).then(|| token.sha256());
            match verification {
                // Written and run out at once, so that both cases are the same work.
                _ if taken => registration::pretend(w, email.as_str(), &lock, at)?,
                Verification::Off => {
                    self.settle(w, email.as_str(), &lock, at)?;
                }
                Verification::Email | Verification::Operator => {
                    let span = (at, at + WAITS);
                    registration::add(w, email.as_str(), &lock, sent.as_ref(), span)?;
                }
            }
            Ok((verification, taken))
        })?;
        if verification == Verification::Email {
            self.post(if taken {
                Mail::Known { to: email.clone() }
            } else {
                Mail::Confirm { to: email.clone(), links: vec![(token, time(at))] }
            });
        }
        Ok(verification)
    }

    /// Sends an address another mail, if a registration of it waits for one. All that wait are in
    /// it, each with its time: the last that came need not be the person's own.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remind(&self, email: &Email) -> Result<()> {
        let at = now();
        let mails = self.config.verification == Verification::Email;
        let links = self.store.write(|w| {
            registration::pretend(w, email.as_str(), &blank(), at)?;
            let mut links = Vec::new();
            let waiting = registration::waiting(w, Some(email.as_str()), at)?;
            for one in waiting.into_iter().filter(|_| mails) {
                let token = Secret::mint()?;
                registration::renew(w, one.id, &token.sha256())?;
                links.push((token, time(one.created_at)));
            }
            Ok(links)
        })?;
        if !links.is_empty() {
            self.post(Mail::Confirm { to: email.clone(), links });
        }
        Ok(())
    }

    /// Makes the account whose mail carried this token.
    ///
    /// # Errors
    /// `invalid_arguments` for a token that is wrong, used or expired.
    pub fn verify(&self, token: &Secret) -> Result<()> {
        let at = now();
        self.store.write(|w| {
            let wrong = || Error::invalid("this link is wrong, was used, or is too old");
            let found = registration::by_token(w, &token.sha256(), at)?.ok_or_else(wrong)?;
            if account::find(w, &found.email)?.is_some() {
                return Err(wrong());
            }
            self.settle(w, &found.email, &found.lock, at).map(|_| ())
        })
    }

    /// Makes an account, and forgets what else its address had sent.
    fn settle(&self, w: &Write, email: &str, lock: &Lock, at: i64) -> Result<i64> {
        registration::settle(w, email)?;
        account::add(w, email, lock, at)
    }

    /// Lets a device in.
    ///
    /// # Errors
    /// `unauthorized`, alike for an unknown address and a wrong password; `conflict` when the
    /// account has as many devices as it may.
    pub fn login(&self, email: &Email, password: &Secret, who: &Newcomer) -> Result<Entered> {
        let account = self.open_account(email, password)?;
        let api_key = Secret::mint()?;
        let at = now();
        let device = Device {
            id: hex::encode(random::<16>()?),
            name: who.name.clone(),
            public_key: hex::decode(who.public_key.hex()).unwrap_or_default(),
            created_at: at,
            seen_at: day(at),
            counter: 0,
            statement: None,
        };
        self.store.write(|w| {
            // The password may have changed while it was looked at.
            let same = account::find(w, email.as_str())?
                .is_some_and(|a| a.id == account.id && a.lock.password == account.lock.password);
            if !same {
                return Err(wrong_password());
            }
            if device::count(w, account.id)? >= self.config.max_devices {
                let most = self.config.max_devices;
                return Err(Error::new(
                    Kind::Conflict,
                    format!("the account has {most} devices already"),
                )
                .hint("revoke one: `lean-ctx cloud devices list` on another of them"));
            }
            device::add(w, account.id, &device, &api_key.sha256())
        })?;
        Ok(Entered { api_key, device: device.id, account })
    }

    /// The account that this password opens.
    fn open_account(&self, email: &Email, password: &Secret) -> Result<Account> {
        let found = self.store.read(|r| account::find(r, email.as_str()))?;
        let kept = found.as_ref().map_or(&self.nobody, |a| &a.lock.password);
        let right = password::verify(password.expose(), kept)?;
        found.filter(|a| right && !a.disabled).ok_or_else(wrong_password)
    }

    /// Puts a new password in the place of the old one. No section and no API key changes.
    ///
    /// # Errors
    /// `unauthorized` for a wrong old password, `conflict` for another account key.
    pub fn change_password(&self, holder: &Holder, old: &Secret, offer: Offer) -> Result<()> {
        let email = Email::parse(&holder.account.email)?;
        let account = self.open_account(&email, old)?;
        if account.lock.key_check != offer.key_check {
            return Err(other_key());
        }
        let lock = offer.lock()?;
        self.store.write(|w| {
            let now = account::find(w, email.as_str())?.ok_or_else(wrong_password)?;
            if now.lock.password != account.lock.password {
                return Err(wrong_password());
            }
            account::relock(w, account.id, &lock)
        })
    }

    /// Every account and what it holds, for the operator.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn users(&self) -> Result<Vec<User>> {
        self.store.read(|r| {
            let mut users = Vec::new();
            for account in account::all(r)? {
                let bytes = section::used(r, account.id)?;
                let devices = device::count(r, account.id)?;
                users.push(User { account, bytes, devices });
            }
            Ok(users)
        })
    }

    /// Who waits to be confirmed; of one address, or all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn waiting(&self, email: Option<&Email>) -> Result<Vec<Registration>> {
        self.store.read(|r| registration::waiting(r, email.map(Email::as_str), now()))
    }

    /// The operator confirms a registration: the only one of the address, or the one of this number.
    ///
    /// # Errors
    /// `not_found`; `conflict` when there are several and none was named.
    pub fn confirm(&self, email: &Email, id: Option<i64>) -> Result<()> {
        let at = now();
        self.store.write(|w| {
            let all = registration::waiting(w, Some(email.as_str()), at)?;
            let mut chosen = all.iter().filter(|r| id.is_none_or(|id| r.id == id));
            let Some(first) = chosen.next() else {
                return Err(unknown("registration", email).hint("`lean-ctx cloud user list` shows who waits"));
            };
            if chosen.next().is_some() {
                return Err(Error::new(
                    Kind::Conflict,
                    format!("`{email}` has {} registrations, with passwords of their own", all.len()),
                )
                .hint("ask the person when they registered, and name that one with `--id`: `lean-ctx cloud user list`"));
            }
            self.settle(w, email.as_str(), &first.lock, at).map(|_| ())
        })
    }

    /// # Errors
    /// `not_found`.
    pub fn set_disabled(&self, email: &Email, disabled: bool) -> Result<()> {
        self.store.write(|w| {
            let account =
                account::find(w, email.as_str())?.ok_or_else(|| unknown("account", email))?;
            account::disable(w, account.id, disabled)
        })
    }

    /// Removes an account and all that is its own, and what still waits of its address.
    ///
    /// # Errors
    /// `not_found`.
    pub fn remove(&self, email: &Email) -> Result<()> {
        let address = self.mac("reset", email.as_str());
        self.store.write(|w| {
            let account = account::find(w, email.as_str())?;
            let waits = !registration::waiting(w, Some(email.as_str()), now())?.is_empty();
            if account.is_none() && !waits {
                return Err(unknown("account", email));
            }
            registration::settle(w, email.as_str())?;
            registration::spend_reset(w, &address)?;
            invite::forget(w, email.as_str())?;
            account.map_or(Ok(()), |account| account::remove(w, account.id))
        })
    }

    pub(super) fn post(&self, mail: Mail) {
        if let Some(queue) = &self.mail {
            queue.put(mail);
        }
    }

    /// Forgets what was computed from contributions.
    pub(super) fn unpublish(&self) {
        *lock(&self.published) = None;
    }
}

/// An account as its operator sees it.
pub struct User {
    pub account: Account,
    pub bytes: u64,
    pub devices: u64,
}

/// What fills a row that nobody will use.
const fn blank() -> Lock {
    Lock { password: String::new(), wrapped_key: Vec::new(), key_check: Vec::new() }
}

pub(super) fn unknown(what: &str, email: &Email) -> Error {
    Error::new(Kind::NotFound, format!("there is no {what} of `{email}`"))
}

fn wrong_password() -> Error {
    Error::new(
        Kind::Unauthorized,
        "the address or the password is wrong, or the account is not open",
    )
    .hint("after registering, the address is confirmed first: by mail, or by who runs the server")
}

pub(super) fn other_key() -> Error {
    Error::new(Kind::Conflict, "the account key is not this account's")
        .hint("use the account's own recovery phrase")
}
