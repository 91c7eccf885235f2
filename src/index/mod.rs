//! What is where? Ranked and exact search over one workspace's snapshot; the one room that knows tantivy.

use std::sync::{Arc, OnceLock};

use self::embedding::Meanings;
use crate::base::{Error, Kind, Result};
use crate::graph::{self, Graph};
use crate::workspace::snapshot::Snapshot;

pub mod chunk;
mod covered;
mod directory;
pub mod embedding;
pub mod feature;
pub mod filter;
pub mod grep;
mod matcher;
mod need;
pub mod overlay;
pub mod rank;
pub mod reading;
mod scan;
pub mod store;
pub mod token;
pub mod view;

pub use store::Searcher;
pub use view::View;

/// A snapshot and the ranked index of exactly its files: published together, swapped together.
pub struct Published {
    pub snapshot: Arc<Snapshot>,
    pub searcher: Searcher,
    /// Made when it is first asked for: it is a pure function of the snapshot.
    graph: Arc<OnceLock<Arc<Graph>>>,
    /// Of this snapshot's table.
    pub meanings: Arc<Meanings>,
}

impl Published {
    pub fn new(snapshot: Arc<Snapshot>, searcher: Searcher) -> Self {
        Self { snapshot, searcher, graph: Arc::default(), meanings: Arc::default() }
    }

    /// The same snapshot after the ranked index was tidied.
    #[must_use]
    pub fn with_searcher(&self, searcher: Searcher) -> Self {
        let (snapshot, graph) = (Arc::clone(&self.snapshot), Arc::clone(&self.graph));
        Self { snapshot, searcher, graph, meanings: Arc::clone(&self.meanings) }
    }

    /// The same files with more known of them.
    #[must_use]
    pub fn with_snapshot(&self, snapshot: Arc<Snapshot>, searcher: Searcher) -> Self {
        let graph = Arc::clone(&self.graph);
        Self { snapshot, searcher, graph, meanings: Arc::default() }
    }

    /// Files parsed: clean, in part, not at all; `None` until the graph has been asked for.
    pub fn parsed(&self) -> Option<[u32; 3]> {
        self.graph.get().map(|graph| graph.health())
    }

    /// How the snapshot's files hang together.
    ///
    /// # Errors
    /// `tool_error` while its files are still being parsed; `internal` for damaged facts.
    pub fn graph(&self) -> Result<Arc<Graph>> {
        if let Some(graph) = self.graph.get() {
            return Ok(Arc::clone(graph));
        }
        if !self.snapshot.manifest.parsed {
            let message = "the code of this workspace is still being read; its text is served";
            return Err(Error::new(Kind::ToolError, message).hint("ask again in a few seconds"));
        }
        let graph = Arc::new(graph::of(&self.snapshot)?);
        Ok(Arc::clone(self.graph.get_or_init(|| graph)))
    }

    /// When it was indexed; milliseconds since 1970, UTC.
    pub fn indexed_at(&self) -> i64 {
        self.snapshot.manifest.indexed_at
    }
}
