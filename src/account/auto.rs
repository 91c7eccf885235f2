//! May this machine sync by itself? Only where the user has turned it on.

use serde::{Deserialize, Serialize};

use super::home::{self, Home};
use crate::base::{Result, clock};

/// Between two syncs that nobody asked for.
const EVERY_MS: i64 = 15 * 60 * 1000;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Auto {
    pub on: bool,
    /// Milliseconds since 1970 at which a sync was last begun, by whomever.
    pub last: Option<i64>,
}

const FILE: &str = "autosync.json";

/// # Errors
/// When the file is damaged or cannot be read.
pub fn auto(home: &Home) -> Result<Auto> {
    Ok(home::read(&home.file(FILE))?.unwrap_or_default())
}

/// # Errors
/// Any I/O error.
pub fn turn(home: &Home, on: bool) -> Result<()> {
    home::write(&home.file(FILE), &Auto { on, ..auto(home)? })
}

/// # Errors
/// Any I/O error.
pub fn attempted(home: &Home) -> Result<()> {
    let last = Some(clock::now().as_millisecond());
    home::write(&home.file(FILE), &Auto { last, ..auto(home)? })
}

/// Whether a sync is due that nobody asked for.
pub fn due(home: &Home) -> bool {
    let Ok(auto) = auto(home) else { return false };
    let now = clock::now().as_millisecond();
    // A clock that was set back must not stop it.
    let rested = auto.last.is_none_or(|last| !(0..EVERY_MS).contains(&(now - last)));
    auto.on && rested && home.credentials().is_ok_and(|known| known.is_some())
}
