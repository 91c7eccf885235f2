//! Buddy state: a small JSON that the user's tools keep, the same on all machines.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Machine;
use crate::account::home::{self, Home};
use crate::account::section::Replica;
use crate::base::{Error, Kind, Result};

/// Largest, in bytes of compact JSON.
const MOST: usize = 64 << 10;

/// As it lies on this machine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Buddy {
    /// Of this machine: counts up with each setting, so that setting the same value again is one, too.
    revision: u64,
    pub value: Value,
    /// What another machine wrote at the same time; empty unless there is a conflict.
    #[serde(default)]
    pub others: Vec<Value>,
}

/// `None` where nothing was ever set.
///
/// # Errors
/// When the file is damaged or cannot be read.
pub fn buddy(home: &Home) -> Result<Option<Buddy>> {
    home::read(&home.data().buddy())
}

/// # Errors
/// `Usage` for a value that is too large, any I/O error.
pub fn set_buddy(home: &Home, value: Value) -> Result<()> {
    let size = value.to_string().len();
    if size > MOST {
        return Err(Error::new(
            Kind::Usage,
            format!("buddy state has {size} bytes, and at most {MOST} fit"),
        ));
    }
    let revision = buddy(home)?.unwrap_or_default().revision + 1;
    home::write(&home.data().buddy(), &Buddy { revision, value, others: Vec::new() })
}

const KEY: &str = "buddy";

pub fn gather(machine: &Machine, replica: &mut Replica) -> Result<()> {
    let Some(buddy) = buddy(&machine.home)? else { return Ok(()) };
    if replica.cursor["revision"].as_u64() != Some(buddy.revision) {
        replica.put(KEY, buddy.value);
        replica.cursor = json!({"revision": buddy.revision});
    }
    Ok(())
}

pub fn apply(machine: &Machine, replica: &mut Replica) -> Result<()> {
    let Some(entry) = replica.state.get(KEY) else { return Ok(()) };
    let value = entry.value.clone();
    let values = replica.state.all(KEY).iter().map(|entry| &entry.value);
    let others: Vec<Value> = values.filter(|other| **other != value).cloned().collect();
    let here = buddy(&machine.home)?.unwrap_or_default();
    // Set meanwhile: it goes out with the next sync.
    let known = replica.cursor["revision"].as_u64().unwrap_or_default();
    if known != here.revision || (here.value == value && here.others == others) {
        return Ok(());
    }
    // The revision stays: what came from elsewhere is no setting of this machine's.
    let changed = Buddy { revision: here.revision, value, others };
    home::write(&machine.home.data().buddy(), &changed)?;
    replica.cursor = json!({"revision": changed.revision});
    Ok(())
}
