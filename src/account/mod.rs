//! How does one user have the same on several machines, behind a server that cannot read it?
//!
//! `source/` gathers what this machine has, `merge` says what is true of several machines, `sync` brings it to
//! the server and back, sealed by `vault`. docs/account.md tells users what is in each section and docs/account-sync.md how it is sent.

pub mod auto;
pub mod contribute;
pub mod enrol;
pub mod habit;
pub mod home;
mod merge;
pub mod model;
pub mod project;
pub mod remote;
pub mod section;
mod session;
pub mod source;
pub mod sync;
#[cfg(test)]
mod tests;
