//! Which devices does an account have, and what has each seen?

use super::{Cloud, Holder};
use crate::base::{Error, Kind, Result};
use crate::ledger::PublicKey;
use crate::store::cloud::device::{self, Device, Statement};

impl Cloud {
    /// # Errors
    /// When the database cannot be read.
    pub fn devices(&self, holder: &Holder) -> Result<Vec<Device>> {
        self.store.read(|r| device::of(r, holder.account.id))
    }

    /// Takes a device's API key away; the others' stay.
    ///
    /// # Errors
    /// `not_found`, also for another account's.
    pub fn revoke(&self, holder: &Holder, id: &str) -> Result<()> {
        if self.store.write(|w| device::remove(w, holder.account.id, id))? {
            return Ok(());
        }
        Err(Error::new(Kind::NotFound, "the account has no such device")
            .hint("`lean-ctx cloud devices list` shows all"))
    }

    /// Keeps what the device says that it saw.
    ///
    /// # Errors
    /// `invalid_arguments` for a signature that is not the device's; `conflict` when it has said
    /// as much before.
    pub fn say(&self, holder: &Holder, counter: u64, statement: &Statement) -> Result<()> {
        let device = self.devices(holder)?.into_iter().find(|d| d.id == holder.device);
        let device =
            device.ok_or_else(|| Error::new(Kind::Unauthorized, "the device is revoked"))?;
        let key = PublicKey::parse(&hex::encode(&device.public_key))?;
        let signed = signed_text(&device.id, counter, statement);
        let signature = statement.signature.as_slice().try_into();
        if !signature.is_ok_and(|signature| key.verify(&signed, signature)) {
            return Err(Error::invalid("the signature is not this device's"));
        }
        if self.store.write(|w| device::say(w, &device.id, counter, statement))? {
            return Ok(());
        }
        Err(Error::new(Kind::Conflict, format!("the counter must be above {}", device.counter)))
    }
}

/// What a device signs.
fn signed_text(device: &str, counter: u64, statement: &Statement) -> Vec<u8> {
    let counter = counter.to_string();
    let mac = hex::encode(&statement.mac);
    ["lean-ctx/counter/v1", device, counter.as_str(), statement.sections.as_str(), mac.as_str()]
        .join("\0")
        .into_bytes()
}
