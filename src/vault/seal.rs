//! How is a record kept where nobody may read, swap or age it?
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): a random 24-byte nonce, then ciphertext and tag. The key is the
//! section's own, the associated data name the section and the version: nothing opens in another's stead.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::TryRng as _;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

const NONCE: usize = 24;

/// Which record is it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// `knowledge`, or `index/…`: no section's name is the beginning of another's bytes, see [`bound`].
    pub section: &'a str,
    /// Counts from 1; every write has its own.
    pub version: u64,
}

/// A label and parts with a zero byte between each two. It reads in one way alone where all parts but the last
/// are text without zeros, as ours are.
pub(super) fn bound(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = label.as_bytes().to_vec();
    for part in parts {
        bytes.push(0);
        bytes.extend_from_slice(part);
    }
    bytes
}

/// # Errors
/// When the operating system gives no randomness.
pub(super) fn random(bytes: &mut [u8]) -> Result<()> {
    SysRng.try_fill_bytes(bytes).context(|| "the operating system gives no randomness".into())
}

/// # Errors
/// When the operating system gives no randomness.
pub(super) fn seal(key: &[u8; 32], bound: &[u8], open: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0u8; NONCE];
    random(&mut nonce)?;
    sealed_with(key, nonce, bound, open)
}

pub(super) fn sealed_with(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    bound: &[u8],
    open: &[u8],
) -> Result<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: open, aad: bound })
        .map_err(|_| Error::failed("the record is too large to be sealed"))?;
    Ok([&nonce[..], &sealed].concat())
}

/// # Errors
/// `CheckFailed` for what was not sealed with this key for this place, whole.
pub(super) fn unseal(key: &[u8; 32], bound: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let refused = || Error::new(Kind::CheckFailed, "the sealed bytes do not open");
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(refused)?;
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound })
        .map(Zeroizing::new)
        .map_err(|_| refused())
}
