//! What does a failure of SQLite mean to whoever asked?

use std::path::Path;

use rusqlite::ErrorCode;

use crate::base::{Error, Kind};

/// While the database is in use. No path is named: the reader may be far away.
impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        let code = e.sqlite_error_code();
        let error = match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::new(Kind::ToolError, "another process is writing to the shared memory")
                    .hint("try again in a few seconds")
            }
            Some(ErrorCode::DiskFull) => {
                Self::new(Kind::ToolError, "the disk is full: nothing was changed")
                    .hint("ask who runs the server for room")
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::new(Kind::ToolError, "the database of the shared memory is damaged")
                    .hint("who runs the server restores it from a backup")
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
                Self::new(Kind::ToolError, "the shared memory cannot be read or written now")
                    .hint("ask who runs the server: its disk or the rights on it have a fault")
            }
            Some(ErrorCode::TooBig) => Self::invalid("a value is larger than can be stored"),
            // A wrong statement is our own fault.
            _ => Self::internal("the database refused a statement"),
        };
        error.source(e)
    }
}

/// While the database is being opened, by who runs the program.
pub fn opening(path: &Path, e: rusqlite::Error) -> Error {
    let shown = path.display();
    let (message, hint) = match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            format!("`{shown}` is in use by another process"),
            "end the other process, or wait; on a network file system look whether locks work",
        ),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => (
            format!("`{shown}` is damaged, or no database"),
            "restore it from a backup; moved away, a new and empty one is made",
        ),
        _ => (
            format!("cannot open `{shown}`"),
            "is there room on the disk, and may this user write that folder?",
        ),
    };
    Error::failed(message).hint(hint).source(e)
}
