//! lean-ctx: one governed, compressed context layer for a company's repositories.
//!
//! The library exists for the binary and the benches; its rooms are private. ARCHITECTURE.md is the map.

mod app;
mod audit;
mod auth;
mod base;
#[doc(hidden)]
pub mod bench;
mod cli;
mod config;
mod gate;
mod git;
mod index;
mod ingest;
mod ledger;
mod mcp;
#[cfg(feature = "server")]
mod server;
mod sync;
#[cfg(feature = "server")]
mod team;
mod tool;
mod view;
mod workspace;

/// What benches reach; nothing else may use it.
#[doc(hidden)]
pub mod bench {
    pub use crate::audit::{Options, Record, Writer, verify as verify_audit};
    pub use crate::ledger::Key;
}

/// Runs the command line; the value is the process's exit code.
pub fn run() -> std::process::ExitCode {
    cli::run()
}
