//! How do ten editors share one index? One background process a user, on a Unix socket: it holds the indexes,
//! keeps them fresh, and answers for `serve` and the terminal as those answer by themselves.
//!
//! It is never started unless asked for, and everything works without it: who does not find it, finds
//! another build, or loses it on the way, goes on alone. Each call goes through the same gate and into
//! the same audit log as a local one, and its answer has the same bytes.

pub mod client;
mod host;
mod house;
mod keeper;
pub mod log;
mod place;
mod process;
pub mod unit;
mod watch;
pub mod wire;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use host::run;
pub use place::{Place, build};
pub use process::{Started, start, stop};

/// What a daemon may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Resident memory above which the least recently used workspaces are unloaded, all but one.
    pub memory_mb: u32,
    /// A workspace that nobody has asked for so long is unloaded.
    pub unload_after: Duration,
    /// Folders that are watched at most; workspaces beyond are looked at every now and then.
    pub max_watches: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { memory_mb: 1024, unload_after: Duration::from_secs(30 * 60), max_watches: 100_000 }
    }
}
