//! What does every room stand on? Errors, time, digests, durable files and names on disk; nothing of our domain.

pub mod clock;
pub mod digest;
pub mod error;
pub mod files;
pub mod form;
pub mod heap;
pub mod layout;
pub mod threads;

pub use error::{Error, Kind, Result};
