//! Under which name does somebody stand in the ledger? One that only this data root can tell.

use std::fs;
use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result, files};
use crate::ledger::Key;

const FILE: &str = "pseudonym.key";
/// What the signing key is stretched for; no other key comes out of it.
const PURPOSE: &[u8] = b"lean-ctx savings pseudonyms v1";

/// HMAC-SHA256 of workspace and token ids, cut to 128 bits. Its key is derived from the data root's
/// key once, and kept beside it: names stay what they are when the signing key is rotated.
pub struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// # Errors
    /// When the key's file is not one, or on any I/O error.
    pub fn open(keys: &Path, key: &Key) -> Result<Self> {
        let path = keys.join(FILE);
        let made = Zeroizing::new(hex::encode(*key.derive(PURPOSE)));
        files::create_private(&path, made.as_bytes())?;
        // Of several who made it at once, all have the one that is there.
        let act = || format!("cannot read `{}`", path.display());
        let text = Zeroizing::new(fs::read_to_string(&path).context(act)?);
        let mut secret = Zeroizing::new([0u8; 32]);
        hex::decode_to_slice(text.trim_end(), &mut secret[..]).map_err(|_| {
            Error::new(Kind::Config, format!("`{}` does not hold a key", path.display()))
                .hint("move it away: a new one is made, and the ledger's pseudonyms change with it")
        })?;
        let mac = Hmac::new_from_slice(&secret[..]);
        Ok(Self(mac.map_err(|e| Error::internal("HMAC refuses its key").source(e))?))
    }

    pub fn workspace(&self, id: &str) -> String {
        self.name(b"workspace", id)
    }

    pub fn token(&self, id: &str) -> String {
        self.name(b"token", id)
    }

    fn name(&self, kind: &[u8], id: &str) -> String {
        let mac = self.0.clone().chain_update(kind).chain_update([0]).chain_update(id.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_this_data_root_s_alone_and_stay() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        let open = |keys: &Path| Pseudonyms::open(keys, &Key::open(keys).unwrap()).unwrap();
        let (one, again, other) = (open(&a), open(&a), open(&b));
        assert_eq!(one.workspace("core"), again.workspace("core"));
        assert_ne!(one.workspace("core"), other.workspace("core"));
        assert_ne!(one.workspace("core"), one.token("core"));
        assert_eq!(one.workspace("core").len(), 32);
        fs::remove_file(a.join("server.key")).unwrap();
        assert_eq!(one.token("x"), open(&a).token("x"), "another signing key changes nothing");
        fs::write(a.join(FILE), "zz").unwrap();
        assert!(Pseudonyms::open(&a, &Key::open(&a).unwrap()).is_err());
    }
}
