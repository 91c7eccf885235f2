//! What do the plans of a managed offering comprise, and what would be billed? It describes and measures; nothing is gated by it.
//!
//! The Local-Free Invariant: no room but this one and the command line may name it, and every local
//! command gives the same with any plan or none (`tests/it/free.rs`).

mod plan;
mod usage;

pub use plan::{Entitlements, Plan, UNBOUNDED};
pub use usage::usage;
