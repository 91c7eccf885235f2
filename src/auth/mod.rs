//! Who is calling, and what may they do? Scopes, roles, tokens and the principal they make.

pub mod principal;
pub mod scope;
pub mod secret;
pub mod token;

pub use principal::{Grant, Principal};
pub use scope::{Role, Scope, ScopeSet};
pub use secret::Secret;
pub use token::{Entry, Roster};
