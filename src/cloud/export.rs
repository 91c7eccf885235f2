//! What does the server hold of an account? All of it, for its owner or for who answers for them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::account::unknown;
use super::{Cloud, Email, now, time};
use crate::base::Result;
use crate::store::Read;
use crate::store::cloud::account::{self, Account};
use crate::store::cloud::device::{self, Device};
use crate::store::cloud::section;

impl Cloud {
    /// Everything of an account but its password's hash and its API keys' hashes.
    ///
    /// # Errors
    /// `not_found`.
    pub fn export(&self, email: &Email) -> Result<Value> {
        self.store.read(|r| {
            let account = account::find(r, email.as_str())?;
            whole(r, &account.ok_or_else(|| unknown("account", email))?)
        })
    }
}

fn whole(r: &Read, account: &Account) -> Result<Value> {
    let devices: Vec<Value> = device::of(r, account.id)?.iter().map(described).collect();
    let mut sections = Vec::new();
    for section in section::all(r, account.id)?.into_iter().filter(|s| s.present) {
        let blob = section::kept(r, account.id, &section.name)?.blob;
        sections.push(json!({
            "section": section.name,
            "version": section.version,
            "entry_count": section.entries,
            "updated_at": time(section.updated_at),
            "blob": STANDARD.encode(blob.unwrap_or_default()),
        }));
    }
    Ok(json!({
        "schema_version": 1,
        "exported_at": time(now()),
        "account": {
            "email": account.email,
            "created_at": time(account.created_at),
            "wrapped_key": hex::encode(&account.lock.wrapped_key),
            "key_check": hex::encode(&account.lock.key_check),
        },
        "devices": devices,
        "sections": sections,
    }))
}

/// A device, as the protocol shows it.
pub fn described(device: &Device) -> Value {
    let said = device.statement.as_ref();
    json!({
        "id": device.id,
        "name": device.name,
        "created_at": time(device.created_at),
        "last_seen_at": time(device.seen_at),
        "public_key": hex::encode(&device.public_key),
        "counter": device.counter,
        "sections": said.map(|s| s.sections.as_str()),
        "mac": said.map(|s| hex::encode(&s.mac)),
        "signature": said.map(|s| hex::encode(&s.signature)),
    })
}
