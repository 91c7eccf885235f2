//! Who is calling, and what may they do? Scopes, roles, tokens and the principal they make.

pub mod principal;
pub mod scope;

pub use principal::{Grant, Principal};
pub use scope::{Role, Scope, ScopeSet};
