//! What is the one secret of an account, and how does it get from one machine to another?

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::password::{Stretched, derived};
use super::phrase;
use super::seal::{self, Place, bound};
use crate::base::{Error, Kind, Result};

/// 256 random bits, made once for an account. Nothing of them is in `Debug`; overwritten when dropped.
#[derive(Clone)]
pub struct AccountKey(Zeroizing<[u8; 32]>);

impl AccountKey {
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn mint() -> Result<Self> {
        let mut bits = Zeroizing::new([0u8; 32]);
        seal::random(&mut bits[..])?;
        Ok(Self(bits))
    }

    #[cfg(test)]
    pub fn of(bits: [u8; 32]) -> Self {
        Self(Zeroizing::new(bits))
    }

    /// Which key is it? 32 hex digits that tell nothing of it; no server knows them.
    pub fn id(&self) -> String {
        hex::encode(&derived(&self.0, "lean-ctx/account/v1/id")[..16])
    }

    /// By which whoever has the key can tell that it is the account's; 64 hex digits.
    pub fn check_value(&self) -> String {
        hex::encode(&derived(&self.0, "lean-ctx/account/v1/check")[..])
    }

    /// # Errors
    /// `CheckFailed` when the account's check value is another key's.
    pub fn verify(&self, check_value: &str) -> Result<()> {
        let same = self.check_value().as_bytes().ct_eq(check_value.as_bytes());
        if same.into() {
            return Ok(());
        }
        Err(Error::new(Kind::CheckFailed, "this key is not the account's: its check value differs")
            .hint("nothing was written, here or there"))
    }

    /// For the server to keep: sealed by the password's second half; hex.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn wrap(&self, by: &Stretched) -> Result<String> {
        Ok(hex::encode(seal::seal(by.wrapping(), &wrapped_for(by), &self.0[..])?))
    }

    /// Out of what the server keeps; only the right key comes out of it.
    ///
    /// # Errors
    /// `CheckFailed` when it was wrapped by another password or for another address, or its check value is
    /// not `check_value`.
    pub fn unwrap(wrapped: &str, by: &Stretched, check_value: &str) -> Result<Self> {
        let foreign = || {
            Error::new(Kind::CheckFailed, "the account's key does not open with this password")
                .hint("nothing was written, here or there; the server gives a key that this password did not wrap")
        };
        let sealed = hex::decode(wrapped).map_err(|_| foreign())?;
        let open = seal::unseal(by.wrapping(), &wrapped_for(by), &sealed).map_err(|_| foreign())?;
        let mut bits = Zeroizing::new([0u8; 32]);
        if open.len() != bits.len() {
            return Err(foreign());
        }
        bits.copy_from_slice(&open);
        let key = Self(bits);
        key.verify(check_value)?;
        Ok(key)
    }

    /// The recovery phrase: the key itself, for a person to write down.
    pub fn phrase(&self) -> Zeroizing<String> {
        phrase::spell(&self.0)
    }

    /// # Errors
    /// `CheckFailed` for a phrase that was mistyped.
    pub fn from_phrase(text: &str) -> Result<Self> {
        phrase::read(text).map(Self)
    }

    /// As it rests on the client, in a file that nobody else may read.
    pub fn keep(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(&self.0[..]))
    }

    /// # Errors
    /// `Config` for what is no key.
    pub fn kept(text: &str) -> Result<Self> {
        let damaged = || Error::new(Kind::Config, "the account key in the credentials is damaged");
        let bits = Zeroizing::new(STANDARD.decode(text).map_err(|_| damaged())?);
        let mut key = Zeroizing::new([0u8; 32]);
        if bits.len() != key.len() {
            return Err(damaged());
        }
        key.copy_from_slice(&bits);
        Ok(Self(key))
    }

    /// # Errors
    /// When the operating system gives no randomness.
    pub fn seal(&self, place: &Place, open: &[u8]) -> Result<Vec<u8>> {
        seal::seal(&self.section(place), &at(place), open)
    }

    /// # Errors
    /// `CheckFailed` for a record of another key, section, place or version, and for a damaged one.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        seal::unseal(&self.section(place), &at(place), sealed).map_err(|_| {
            Error::new(
                Kind::CheckFailed,
                format!(
                    "version {} of `{}` does not open: it was sealed with another key or for another place, or is damaged",
                    place.version, place.section
                ),
            )
            .hint("nothing was written; the server gives what this account did not store there")
        })
    }

    /// HMAC-SHA256 by which devices of the account know each other's statements.
    pub(super) fn mac(&self) -> Hmac<Sha256> {
        let key = derived(&self.0, "lean-ctx/account/v1/device");
        Hmac::new_from_slice(&key[..]).expect("a key of any length")
    }

    fn section(&self, place: &Place) -> Zeroizing<[u8; 32]> {
        derived(&self.0, &format!("lean-ctx/account/v1/section/{}", place.section))
    }

    #[cfg(test)]
    pub(super) fn sealed_with(&self, place: &Place, nonce: [u8; 24], open: &[u8]) -> Vec<u8> {
        seal::sealed_with(&self.section(place), nonce, &at(place), open).unwrap()
    }
}

fn at(place: &Place) -> Vec<u8> {
    bound("lean-ctx/vault/v1", &[place.section.as_bytes(), &place.version.to_be_bytes()])
}

fn wrapped_for(by: &Stretched) -> Vec<u8> {
    bound("lean-ctx/account/v1/account-key", &[by.email().as_bytes()])
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountKey(..)")
    }
}
