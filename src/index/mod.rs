//! What is where? Ranked and exact search over one workspace's snapshot; the one room that knows tantivy.

use std::sync::Arc;

use crate::workspace::snapshot::Snapshot;

pub mod chunk;
mod directory;
pub mod filter;
pub mod grep;
mod matcher;
mod need;
pub mod overlay;
pub mod rank;
pub mod store;
pub mod token;
pub mod view;

pub use store::Searcher;
pub use view::View;

/// A snapshot and the ranked index of exactly its files: published together, swapped together.
pub struct Published {
    pub snapshot: Arc<Snapshot>,
    pub searcher: Searcher,
}

impl Published {
    /// When it was indexed; milliseconds since 1970, UTC.
    pub fn indexed_at(&self) -> i64 {
        self.snapshot.manifest.indexed_at
    }
}
