//! On whose behalf does a call run?

use std::collections::BTreeSet;

use super::scope::ScopeSet;

/// Which workspaces a principal may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    All,
    Only(BTreeSet<String>),
}

impl Grant {
    pub fn covers(&self, workspace: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(workspace),
        }
    }
}

/// An authenticated caller. It travels beside a call's arguments, never in them.
#[derive(Debug, Clone)]
pub struct Principal {
    /// The token's id, or `local` for the operator at the terminal.
    pub id: String,
    /// The name under which others see what this caller wrote: `team:<tokenId>`, or `local`.
    pub agent: String,
    pub scopes: ScopeSet,
    pub grant: Grant,
}

impl Principal {
    /// The person at the terminal: it is their own machine.
    pub fn local() -> Self {
        Self { id: "local".into(), agent: "local".into(), scopes: ScopeSet::ALL, grant: Grant::All }
    }
}
