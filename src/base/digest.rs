//! What is the fingerprint of these bytes, and are two secrets equal?

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

pub type Sha256Digest = [u8; 32];

pub fn sha256(bytes: &[u8]) -> Sha256Digest {
    Sha256::digest(bytes).into()
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

/// Compares in a time that does not depend on where the two differ.
pub fn same(a: &Sha256Digest, b: &Sha256Digest) -> bool {
    a.ct_eq(b).into()
}
