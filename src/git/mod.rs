//! What does a repository hold, and what is new at its remote? The only room that knows git2.

pub mod reference;
pub mod repository;
pub mod tree;

#[cfg(test)]
mod fixture;
