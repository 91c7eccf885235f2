//! What has a device seen, so that no server can show another one the past?

use std::collections::BTreeMap;

use hmac::Mac as _;
use serde::{Deserialize, Serialize};

use super::key::AccountKey;
use super::seal::bound;
use crate::base::Result;
use crate::base::error::Context as _;
use crate::ledger::{Key, PublicKey};

/// The newest version of a section that a device has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub version: u64,
    /// Of the blob; lower-case hex.
    pub sha256: String,
}

/// What a device says of itself, in its name and in the account's.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// Counts up with each statement.
    pub counter: u64,
    /// [`Seen`] by section, as compact JSON: it is signed as it stands.
    pub sections: String,
    /// That whoever has the device's key has the account's, too; hex.
    pub mac: String,
    /// The device's; hex.
    pub signature: String,
}

/// Another device as the server tells of it; nothing of it is believed that is not signed.
#[derive(Debug, Clone, Deserialize)]
pub struct Device {
    pub id: String,
    pub name: String,
    pub created_at: String,
    pub last_seen_at: Option<String>,
    pub current: bool,
    pub public_key: String,
    #[serde(default)]
    pub counter: u64,
    pub sections: Option<String>,
    pub mac: Option<String>,
    pub signature: Option<String>,
}

impl Statement {
    /// # Errors
    /// When JSON cannot be spelt.
    pub fn make(
        account: &AccountKey,
        device: (&str, &Key),
        counter: u64,
        seen: &BTreeMap<String, Seen>,
    ) -> Result<Self> {
        let (id, key) = device;
        let sections = serde_json::to_string(seen).context(|| "cannot spell JSON".into())?;
        let mac = account.mac().chain_update(named(id, &key.public_hex())).finalize();
        let mac = hex::encode(mac.into_bytes());
        let signature = hex::encode(key.sign(&signed(id, counter, &sections, &mac)));
        Ok(Self { counter, sections, mac, signature })
    }
}

impl Device {
    /// What it has seen, if it is a device of this account and says so itself; `None` before its first
    /// statement and for one that does not hold.
    pub fn seen(&self, account: &AccountKey) -> Option<BTreeMap<String, Seen>> {
        let (sections, mac, signature) =
            (self.sections.as_ref()?, self.mac.as_ref()?, self.signature.as_ref()?);
        let tag = hex::decode(mac).ok()?;
        account.mac().chain_update(named(&self.id, &self.public_key)).verify_slice(&tag).ok()?;
        let mut bytes = [0u8; 64];
        hex::decode_to_slice(signature, &mut bytes).ok()?;
        let message = signed(&self.id, self.counter, sections, mac);
        let holds = PublicKey::parse(&self.public_key).ok()?.verify(&message, &bytes);
        if holds { serde_json::from_str(sections).ok() } else { None }
    }
}

fn named(id: &str, public_key: &str) -> Vec<u8> {
    bound("lean-ctx/device/v1", &[id.as_bytes(), public_key.as_bytes()])
}

fn signed(id: &str, counter: u64, sections: &str, mac: &str) -> Vec<u8> {
    let counter = counter.to_string();
    let parts = [id, counter.as_str(), sections, mac].map(str::as_bytes);
    bound("lean-ctx/counter/v1", &parts)
}
