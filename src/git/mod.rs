//! What does a repository hold, and what is new at its remote? The only room that knows git2.

mod asked;
pub mod clone;
pub mod fetch;
pub mod history;
mod http;
pub mod object;
pub mod reference;
pub mod repository;
pub mod ssh;
pub mod status;
pub mod transport;
pub mod tree;
pub mod url;

#[cfg(test)]
pub mod fixture;
#[cfg(test)]
mod http_server;
