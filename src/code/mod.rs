//! What does a file declare, import and use? One tree-sitter parse a blob; one folder a language.

mod dialect;
mod extract;
pub mod facts;
mod language;
mod store;
#[cfg(test)]
mod tests;

pub use dialect::Dialect;
pub use extract::Extractor;
pub use facts::Facts;
pub use language::{dialect_of, dialect_of_entry};
pub use store::VERSION;
