//! How do the AI clients of this machine come to know us? Found, told, and, if asked, made to forget.
//!
//! What each client wants is a row of `client`; how a file is edited lies in `json` and `toml`; that
//! nothing of the user's is lost lies in `change`. What runs in which order is the command's.

pub mod change;
pub mod client;
mod diff;
mod edit;
mod entry;
mod json;
pub mod machine;
pub mod report;
pub mod shell;
mod toml;
pub mod undo;

pub use change::Changes;
pub use client::{CLIENTS, Client};
pub use edit::{connected, entry_in};
pub use entry::{Kind as ServerKind, Server};
pub use machine::Machine;
pub use report::{Item, Report, Status, Step};

/// The name under which a client knows us.
pub const NAME: &str = "lean-ctx";
