//! What do the benches need of the private rooms?

pub use crate::base::Error;
pub use crate::base::clock::Deadline;
pub use crate::index::filter::Filter;
pub use crate::index::grep::{Case, Query, grep};
pub use crate::index::rank::rank;
pub use crate::index::{View, token};
pub use crate::ingest::{Engine, Options, Progress, Refresh, Stats};
pub use crate::workspace::source::{
    Attributes, BlobId, BlobReader, FileKind, Head, Source, Tree, TreeFile,
};
