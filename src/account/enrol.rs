//! How does a machine become one of an account's? Registering, signing in, and what to do when the password is gone.

use serde_json::json;
use url::Url;
use zeroize::Zeroizing;

use super::home::{Credentials, Home};
use super::remote::{Remote, Verification};
use crate::auth::Secret;
use crate::base::{Error, Kind, Result};
use crate::ledger::Key;
use crate::vault::{AccountKey, Stretched};

/// Shortest password, in characters. It is all that stands between a stolen database and the account key.
pub const SHORTEST: usize = 10;

/// # Errors
/// `Usage` for one that is too short.
pub fn check_password(password: &str) -> Result<()> {
    if password.chars().count() < SHORTEST {
        return Err(Error::new(
            Kind::Usage,
            format!("a password has at least {SHORTEST} characters"),
        )
        .hint("it also guards your data against whoever runs the server; a few words are good"));
    }
    Ok(())
}

/// A new account, with a new account key.
pub struct Registered {
    pub key: AccountKey,
    pub verification: Verification,
}

/// # Errors
/// What the server refuses with. Whether the address has an account is not among it.
pub fn register(
    server: &Url,
    email: &str,
    password: &str,
    invite: Option<&str>,
) -> Result<Registered> {
    check_password(password)?;
    let remote = Remote { server, api_key: None };
    let by = Stretched::new(email, password, &remote.kdf(email)?)?;
    let key = AccountKey::mint()?;
    let mut body = json!({
        "email": email,
        "password": *by.auth(),
        "wrapped_key": key.wrap(&by)?,
        "key_check": key.check_value(),
    });
    if let Some(invite) = invite {
        body["invite"] = invite.into();
    }
    let verification = remote.register(&body)?;
    Ok(Registered { key, verification })
}

/// Signs this machine in. Nothing is written before the account's key has opened and is the one that this
/// machine knew, unless `new_key` says that it may be another.
///
/// # Errors
/// `Unauthorized` for a wrong address or password, `CheckFailed` for a wrong key.
pub fn login(
    home: &Home,
    server: &Url,
    (email, password): (&str, &str),
    device: &str,
    new_key: bool,
) -> Result<Credentials> {
    let remote = Remote { server, api_key: None };
    let by = Stretched::new(email, password, &remote.kdf(email)?)?;
    // The key's folder is named by the account, which is not known yet.
    let waiting = home.file("device.new");
    let signer = Key::open(&waiting)?;
    let said = remote.login(&json!({
        "email": email,
        "password": *by.auth(),
        "device": {"name": device, "public_key": signer.public_hex()},
    }))?;
    let api_key = Secret::new(said.api_key);
    let checked = AccountKey::unwrap(&said.wrapped_key, &by, &said.key_check)
        .and_then(|key| known(home, server, email, &key, new_key).map(|()| key));
    let key = match checked {
        Ok(key) => key,
        Err(e) => {
            // The server has made a device of us; a refusal leaves none behind. If it cannot be told, so be it.
            let _ = Remote { server, api_key: Some(&api_key) }.logout();
            let _ = std::fs::remove_dir_all(&waiting);
            return Err(e);
        }
    };
    let credentials = Credentials {
        server: server.clone(),
        email: email.to_owned(),
        device: said.device_id,
        api_key,
        key,
    };
    let own = home.of(&credentials.key);
    crate::base::files::private_dir(&own)?;
    let _ = std::fs::remove_dir_all(own.join("device"));
    let moved = std::fs::rename(&waiting, own.join("device"));
    moved.map_err(|e| Error::failed("cannot keep the device's key").source(e))?;
    home.keep(&credentials)?;
    Ok(credentials)
}

fn known(home: &Home, server: &Url, email: &str, key: &AccountKey, new_key: bool) -> Result<()> {
    match home.known_as(server, email)? {
        Some(id) if id != key.id() && !new_key => Err(Error::new(
            Kind::CheckFailed,
            "the account has another key than when this machine last signed in: it was reset without its recovery phrase, or registered anew",
        )
        .hint("nothing was written; if that was you, `lean-ctx login EMAIL --new-key` joins the new one with what this machine has")),
        _ => Ok(()),
    }
}

/// What a reset is made with.
pub struct Reset<'a> {
    pub email: &'a str,
    /// From the mail, or from the server's operator.
    pub token: &'a str,
    pub password: &'a str,
    /// The account's, from its recovery phrase; without it a new one is made, and the data go.
    pub key: Option<AccountKey>,
}

/// A new password. Whether the data stayed, and the key where it is a new one.
///
/// # Errors
/// `CheckFailed` when the key is not the account's; what the server refuses with.
pub fn reset(server: &Url, reset: Reset) -> Result<(bool, Option<AccountKey>)> {
    check_password(reset.password)?;
    let remote = Remote { server, api_key: None };
    let by = Stretched::new(reset.email, reset.password, &remote.kdf(reset.email)?)?;
    let discard = reset.key.is_none();
    let key = reset.key.map_or_else(AccountKey::mint, Ok)?;
    let kept = remote.reset_password(&json!({
        "email": reset.email,
        "token": reset.token,
        "password": *by.auth(),
        "wrapped_key": key.wrap(&by)?,
        "key_check": key.check_value(),
        "discard": discard,
    }))?;
    Ok((kept, discard.then_some(key)))
}

/// The key is wrapped anew; no record is touched and no machine is signed out.
///
/// # Errors
/// `Unauthorized` for a wrong old password, `CheckFailed` when this machine's key is not the account's.
pub fn change_password(credentials: &Credentials, old: &str, new: &str) -> Result<()> {
    check_password(new)?;
    let (server, email) = (&credentials.server, credentials.email.as_str());
    let remote = Remote { server, api_key: Some(&credentials.api_key) };
    credentials.key.verify(&remote.me()?.key_check)?;
    let kdf = remote.kdf(email)?;
    let (old, new) = (Stretched::new(email, old, &kdf)?, Stretched::new(email, new, &kdf)?);
    remote.change_password(&json!({
        "password": *old.auth(),
        "new_password": *new.auth(),
        "wrapped_key": credentials.key.wrap(&new)?,
        "key_check": credentials.key.check_value(),
    }))
}

/// The key out of a phrase, if it is the account's that this machine is signed in to.
///
/// # Errors
/// `CheckFailed` for a mistyped phrase and for one of another account.
pub fn restore(credentials: &Credentials, phrase: &Zeroizing<String>) -> Result<AccountKey> {
    let key = AccountKey::from_phrase(phrase)?;
    let remote = Remote { server: &credentials.server, api_key: Some(&credentials.api_key) };
    key.verify(&remote.me()?.key_check)?;
    Ok(key)
}
