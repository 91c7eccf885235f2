//! Where is content, and how is it reached? The only way to a file of a workspace.

pub mod attributes;
pub mod beneath;
pub mod folder;
pub mod language;
pub mod line;
pub mod manifest;
pub mod pack;
pub mod path;
pub mod snapshot;
pub mod source;
pub mod trigram;
