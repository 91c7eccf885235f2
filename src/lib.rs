//! lean-ctx: one governed, compressed context layer for a company's repositories.
//!
//! The library exists for the binary and the benches; its rooms are private. ARCHITECTURE.md is the map.

// What only the server asks for is dead without it; the whole build is where dead code is seen.
#![cfg_attr(not(feature = "server"), allow(dead_code, unused_imports))]

mod account;
mod app;
mod artifact;
mod audit;
mod auth;
mod backup;
mod base;
mod billing;
mod cli;
mod client;
#[cfg(feature = "server")]
mod cloud;
mod code;
mod config;
mod connector;
mod daemon;
mod doctor;
mod event;
/// For `fuzz/` alone; not in a normal build.
#[cfg(any(test, fuzzing))]
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod fuzz;
mod gate;
mod git;
mod graph;
mod hook;
#[cfg(feature = "server")]
mod identity;
mod index;
mod ingest;
mod knowledge;
mod ledger;
mod mcp;
mod meter;
mod preflight;
mod proof;
mod roi;
mod savings;
mod server;
mod session;
mod setup;
mod store;
mod sync;
#[cfg(feature = "server")]
mod team;
mod tool;
mod trace;
mod vault;
mod view;
mod workspace;

/// What benches reach of the private rooms; nothing else may use it.
#[doc(hidden)]
pub mod bench {
    pub use crate::audit::{Options, Record, Writer, verify as verify_audit};
    pub use crate::base::Error;
    pub use crate::base::clock::Deadline;
    pub use crate::base::heap;
    pub use crate::base::layout::DataDir;
    pub use crate::code::Facts;
    pub use crate::git::reference::RefChoice;
    pub use crate::git::repository::GitSource;
    pub use crate::index::feature::Features;
    pub use crate::index::filter::Filter;
    pub use crate::index::grep::{Case, Query, grep};
    pub use crate::index::rank::line::{NAMES as PIECE_FEATURES, Values as PieceValues};
    pub use crate::index::rank::report;
    pub use crate::index::rank::score::NAMES as FEATURES;
    pub use crate::index::rank::{features, pieces, rank, watched};
    pub use crate::index::{Published, View, token};
    pub use crate::ingest::{Engine, Options as IndexOptions, Refresh};
    pub use crate::ledger::Key;
    pub use crate::savings::{Event, Evidence, Mechanism, Metering};
    pub use crate::savings::{Options as SavingsOptions, book, verify as verify_savings};
    pub use crate::view::token::count as count_tokens;
    pub use crate::workspace::folder::Folder;
    pub use crate::workspace::source::{
        Attributes, BlobId, BlobReader, FileKind, Head, Source, Tree, TreeFile,
    };
}

/// Runs the command line; the value is the process's exit code.
pub fn run() -> std::process::ExitCode {
    cli::run()
}
