//! Under which name does a person without a token stand in the book?

use std::sync::Arc;

use jiff::Timestamp;

use crate::auth::{Grant, Principal, ScopeSet};
use crate::base::{Error, Kind};
use crate::config::identity::Grants;

use super::Denied;

/// Somebody whom a proxy or an issuer has named.
#[derive(Debug)]
pub struct Person {
    /// As it was said: `alice@example.com`.
    pub name: String,
    pub via: Via,
    pub principal: Arc<Principal>,
    /// Until when that was said.
    pub until: Timestamp,
}

/// Who says so; how their ids begin. No token's id can begin so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    Edge,
    Oauth,
}

impl Via {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Oauth => "oauth",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Edge => "edge:",
            Self::Oauth => "oauth:",
        }
    }
}

/// Longest id, in bytes: shorter than what the audit log cuts, so that two never look the same.
const LONGEST: usize = 200;

/// `edge:alice@example.com`. What is not a plain letter, digit or sign is spelt as in a URL: two
/// names never become one, and none can hide a letter of another script or end a line.
fn id(via: Via, name: &str) -> Option<String> {
    let mut id = via.prefix().to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._@+-|:/".contains(&byte) {
            id.push(char::from(byte));
        } else {
            id.push_str(&format!("%{byte:02X}"));
        }
    }
    (!name.is_empty() && id.len() <= LONGEST).then_some(id)
}

impl Person {
    /// Whom these groups make of somebody. `limit`: what they have asked to be able to do, if less.
    pub fn new<'g>(
        via: Via,
        name: &str,
        groups: impl Iterator<Item = &'g str>,
        grants: &Grants,
        limit: Option<ScopeSet>,
        until: Timestamp,
    ) -> Result<Arc<Self>, Denied> {
        let id = id(via, name).ok_or_else(|| Denied::unknown("it names nobody"))?;
        let Some(granted) = grants.of(name, groups) else {
            let error = Error::new(Kind::ScopeDenied, format!("`{id}` is granted nothing here"))
                .hint("ask who runs the server to map one of your groups to a role");
            return Err(Denied::NothingGranted { id, error });
        };
        let scopes = limit.map_or(granted, |limit| granted.without(ScopeSet::ALL.without(limit)));
        let principal = Principal { agent: id.clone(), id, scopes, grant: Grant::All };
        let (name, principal) = (name.to_owned(), Arc::new(principal));
        Ok(Arc::new(Self { name, via, principal, until }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_cannot_pass_for_another() {
        let edge = |name: &str| id(Via::Edge, name);
        assert_eq!(edge("alice@example.com").unwrap(), "edge:alice@example.com");
        assert_eq!(edge("a\nb\"c").unwrap(), "edge:a%0Ab%22c");
        assert_eq!(edge("аlice").unwrap(), "edge:%D0%B0lice", "a Cyrillic letter");
        assert_eq!(edge("a%0Ab").unwrap(), "edge:a%250Ab");
        assert_eq!(edge(""), None);
        assert_eq!(edge(&"x".repeat(196)), None);
        assert!(edge(&"x".repeat(195)).is_some());
        assert_ne!(id(Via::Oauth, "a"), edge("a"));
    }

    proptest! {
        #[test]
        fn two_names_have_two_ids(a in ".{1,20}", b in ".{1,20}") {
            let (x, y) = (id(Via::Edge, &a).unwrap_or(a.clone()), id(Via::Edge, &b).unwrap_or(b.clone()));
            prop_assert_eq!(a == b, x == y);
            prop_assert!(id(Via::Edge, &a).is_none_or(|id| id.bytes().all(|b| b.is_ascii_graphic())));
        }
    }
}
