//! What is where? Ranked and exact search over one workspace's snapshot; the one room that knows tantivy.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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

/// A graph that is made when it is first asked for, by one of those who ask; the others wait for it. Each making its own
/// would take all processors from all of them, and a change a second would never be caught up with.
#[derive(Default)]
pub struct Lazy {
    graph: OnceLock<Arc<Graph>>,
    making: Mutex<()>,
}

impl Lazy {
    pub fn get(&self) -> Option<&Arc<Graph>> {
        self.graph.get()
    }

    /// # Errors
    /// What `make` fails with: then it is tried again by whoever asks next.
    pub fn get_or(&self, make: impl FnOnce() -> Result<Graph>) -> Result<Arc<Graph>> {
        if let Some(graph) = self.get() {
            return Ok(Arc::clone(graph));
        }
        // What a panic left behind is no graph.
        let _alone = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(graph) = self.get() {
            return Ok(Arc::clone(graph));
        }
        let graph = Arc::new(make()?);
        Ok(Arc::clone(self.graph.get_or_init(|| graph)))
    }
}

/// A snapshot and the ranked index of exactly its files: published together, swapped together.
pub struct Published {
    pub snapshot: Arc<Snapshot>,
    pub searcher: Searcher,
    /// A pure function of the snapshot.
    graph: Arc<Lazy>,
    /// Of this snapshot's table.
    pub meanings: Arc<Meanings>,
}

impl Published {
    pub fn new(snapshot: Arc<Snapshot>, searcher: Searcher) -> Self {
        Self { snapshot, searcher, graph: Arc::default(), meanings: Arc::default() }
    }

    /// What the files are about that `before`, of the same packs, has as well need not be made again.
    #[must_use]
    pub fn keeping(mut self, before: &Self) -> Self {
        if self.snapshot.manifest.learned == before.snapshot.manifest.learned {
            self.meanings = Arc::clone(&before.meanings);
        }
        self
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
        self.graph.get_or(|| graph::of(&self.snapshot))
    }

    /// When it was indexed; milliseconds since 1970, UTC.
    pub fn indexed_at(&self) -> i64 {
        self.snapshot.manifest.indexed_at
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn one_of_many_makes_the_graph_and_after_a_failure_the_next() {
        let (lazy, made, start) = (Lazy::default(), AtomicUsize::new(0), Barrier::new(8));
        assert!(lazy.get_or(|| Err(Error::internal("no"))).is_err());
        let ask = || {
            start.wait();
            let make = || {
                made.fetch_add(1, Ordering::Relaxed);
                Ok(Graph::default())
            };
            lazy.get_or(make).unwrap()
        };
        let all: Vec<Arc<Graph>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(made.load(Ordering::Relaxed), 1);
        assert!(all.iter().all(|graph| Arc::ptr_eq(graph, &all[0])));
    }
}
