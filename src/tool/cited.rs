//! From which files and lines was an answer made?

use std::sync::Arc;

use crate::workspace::source::BlobId;

/// Lines of one file that an answer shows or stands for. A proof binds them; the ledger counts them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cited {
    /// Id of the workspace.
    pub workspace: Arc<str>,
    pub path: Arc<str>,
    pub blob: BlobId,
    /// First and last, 1-based and inclusive; `None` where only the file's being there was used.
    pub lines: Option<(u32, u32)>,
}
