//! Is this the password of that account? Argon2id again, over what the client has stretched.
//!
//! The client's half is the outcome of its own Argon2id (64 MiB, three passes), so each guess
//! costs that, whatever is done here. It is hashed again all the same, and not with a plain digest:
//! the server cannot see whether a client has done its part, and what lies in the database must
//! not be what logs in. The parameters are the smaller of OWASP's equal choices, because the
//! server does this for everybody.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq as _;

use super::random;
use crate::base::{Error, Result};

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT: usize = 16;
const HASH: usize = 32;

/// In PHC form: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
///
/// # Errors
/// When there is no randomness or no memory.
pub fn hash(password: &str) -> Result<String> {
    let salt = random::<SALT>()?;
    let hash = stretched(password, &salt, (MEMORY_KIB, PASSES, LANES))?;
    Ok(format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}",
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(hash)
    ))
}

/// Whether `kept` was made of this password; takes the same time for any two of one form.
///
/// # Errors
/// `internal` when `kept` is no hash of ours.
pub fn verify(password: &str, kept: &str) -> Result<bool> {
    let (salt, wanted, costs) =
        read(kept).ok_or_else(|| Error::internal("a kept password hash cannot be read"))?;
    let found = stretched(password, &salt, costs)?;
    Ok(found[..].ct_eq(&wanted[..]).into())
}

type Costs = (u32, u32, u32);

fn read(kept: &str) -> Option<(Vec<u8>, Vec<u8>, Costs)> {
    let mut parts = kept.strip_prefix("$argon2id$v=19$")?.split('$');
    let mut costs = parts.next()?.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse().ok();
    let costs = (cost("m=")?, cost("t=")?, cost("p=")?);
    let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
    let hash = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
    Some((salt, hash, costs))
}

fn stretched(password: &str, salt: &[u8], (m, t, p): Costs) -> Result<[u8; HASH]> {
    let fault = |e: argon2::Error| Error::internal("a password cannot be hashed").source(e);
    let params = Params::new(m, t, p, Some(HASH)).map_err(fault)?;
    let mut hash = [0; HASH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(fault)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_fits() {
        let kept = hash("half").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(kept, hash("half").unwrap());
        assert!(verify("half", &kept).unwrap());
        assert!(!verify("Half", &kept).unwrap());
        assert!(verify("half", "$argon2i$v=19$m=8,t=1,p=1$AA$AA").is_err());
    }

    /// Made by the reference implementation's own tool:
    /// `echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32 -e`.
    #[test]
    fn the_form_is_the_reference_s() {
        let kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(verify("password", kept).unwrap());
    }
}
