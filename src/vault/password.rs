//! How does a password become two keys of which a server may know one?

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use serde::Deserialize;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::seal::bound;
use crate::base::digest::sha256;
use crate::base::{Error, Kind, Result};

/// How a password is stretched (Argon2id, RFC 9106): what a server tells of an address, whether it has an
/// account or not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kdf {
    algorithm: String,
    version: u32,
    /// KiB of memory.
    m_kib: u32,
    /// Passes.
    t: u32,
    /// Lanes.
    p: u32,
    /// 16 bytes in hex.
    salt: String,
}

/// The least that a client stretches with: OWASP's figures for Argon2id, 19 MiB and 2 passes. A server that
/// asks for less would like to guess the password.
const FLOOR: (u32, u32) = (19 * 1024, 2);
/// The most, 1 GiB: a server must not be able to stop the machine.
const CEILING: (u32, u32, u32) = (1 << 20, 10, 4);

impl Kdf {
    /// # Errors
    /// `CheckFailed` for parameters that are too weak or too dear: nothing of the password has then left.
    fn checked(&self) -> Result<([u8; 16], Params)> {
        let refused = |why: &str| {
            Error::new(Kind::CheckFailed, format!("the server asks for {why}"))
                .hint("nothing was sent; do not sign in there until its operator has explained it")
        };
        if self.algorithm != "argon2id" || self.version != 0x13 {
            return Err(refused("a way to stretch the password that this client does not know"));
        }
        let mut salt = [0u8; 16];
        hex::decode_to_slice(&self.salt, &mut salt)
            .map_err(|_| refused("a password salt that is none"))?;
        if self.m_kib < FLOOR.0 || self.t < FLOOR.1 || self.p == 0 {
            return Err(refused("the password to be stretched too little"));
        }
        if self.m_kib > CEILING.0 || self.t > CEILING.1 || self.p > CEILING.2 {
            return Err(refused("the password to be stretched beyond measure"));
        }
        let params = Params::new(self.m_kib, self.t, self.p, Some(32))
            .map_err(|_| refused("a way to stretch the password that there is not"))?;
        Ok((salt, params))
    }

    #[cfg(test)]
    pub fn of(m_kib: u32, t: u32, p: u32, salt: &str) -> Self {
        Self { algorithm: "argon2id".into(), version: 0x13, m_kib, t, p, salt: salt.into() }
    }
}

/// An address as both sides use it.
///
/// # Errors
/// `Usage` for what is no address.
pub fn address(typed: &str) -> Result<String> {
    let email = typed.trim().to_ascii_lowercase();
    let parts: Vec<&str> = email.split('@').collect();
    let sound = email.len() <= 254
        && email.bytes().all(|b| b.is_ascii_graphic())
        && matches!(parts[..], [name, host] if !name.is_empty() && !host.is_empty());
    match sound {
        true => Ok(email),
        false => Err(Error::new(Kind::Usage, "this is no e-mail address")
            .hint("write it as `name@example.com`")),
    }
}

/// A password's two halves; neither tells of the other.
pub struct Stretched {
    auth: Zeroizing<[u8; 32]>,
    wrapping: Zeroizing<[u8; 32]>,
    email: String,
}

impl Stretched {
    /// Of the password of `email` (see [`address`]). Takes a second or less, and the memory that `kdf` says.
    ///
    /// # Errors
    /// `CheckFailed` for parameters outside the bounds; when the memory is not to be had.
    pub fn new(email: &str, password: &str, kdf: &Kdf) -> Result<Self> {
        let (salt, params) = kdf.checked()?;
        // With the address in it, no server can give all its users one salt.
        let salt = sha256(&bound(SALT, &[email.as_bytes(), &salt]));
        let mut root = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), &salt, &mut root[..])
            .map_err(|e| Error::failed(format!("cannot stretch the password: {e}")))?;
        Ok(Self {
            auth: derived(&root, "lean-ctx/account/v1/auth"),
            wrapping: derived(&root, "lean-ctx/account/v1/wrap"),
            email: email.to_owned(),
        })
    }

    /// What is sent in the place of the password: 64 hex digits.
    pub fn auth(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(&self.auth[..]))
    }

    pub(super) fn wrapping(&self) -> &[u8; 32] {
        &self.wrapping
    }

    pub(super) fn email(&self) -> &str {
        &self.email
    }
}

const SALT: &str = "lean-ctx/account/v1/salt";

impl fmt::Debug for Stretched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stretched(..)")
    }
}

/// HKDF-SHA256 (RFC 5869) without salt: what goes in is uniform already.
pub(super) fn derived(secret: &[u8; 32], info: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(None, secret)
        .expand(info.as_bytes(), &mut key[..])
        .expect("32 bytes are less than 255 digests");
    key
}
