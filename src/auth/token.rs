//! Which principal does this secret belong to? The roster of one team.json's tokens.

use std::sync::Arc;

use jiff::Timestamp;

use super::principal::{Grant, Principal};
use super::scope::{Role, ScopeSet};
use crate::base::digest::{Sha256Digest, same, sha256};
use crate::base::{Error, Kind, Result};

/// One token as team.json keeps it: hashes, never secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    /// SHA-256 of the secret's UTF-8 bytes.
    pub sha256: Sha256Digest,
    /// Named one by one, beside those of the role.
    pub scopes: ScopeSet,
    pub role: Option<Role>,
    pub workspaces: Grant,
    pub created_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub previous: Option<Previous>,
}

/// The secret before the last rotation, good until the cut-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    pub sha256: Sha256Digest,
    pub expires_at: Timestamp,
}

impl Entry {
    /// scopes ∪ role.
    pub fn effective(&self) -> ScopeSet {
        self.role.map_or(self.scopes, |role| self.scopes.union(role.scopes()))
    }

    pub fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// All tokens, ready to be asked.
pub struct Roster(Vec<Row>);

struct Row {
    sha256: Sha256Digest,
    expires_at: Option<Timestamp>,
    principal: Arc<Principal>,
}

impl Roster {
    pub fn new(entries: Vec<Entry>) -> Self {
        Self(entries.into_iter().flat_map(rows).collect())
    }

    /// Compares with every hash, in constant time each, whether or not one has matched before:
    /// the time it takes tells neither whether nor where a secret is known.
    ///
    /// # Errors
    /// `unauthorized` for an unknown secret, `token_expired` for one that was known until lately.
    pub fn authenticate(&self, secret: &str, now: Timestamp) -> Result<Arc<Principal>> {
        self.known(&sha256(secret.as_bytes()), now)
    }

    /// As [`Roster::authenticate`], of the secret's SHA-256: for who was let in, and is asked again.
    ///
    /// # Errors
    /// As [`Roster::authenticate`].
    pub fn known(&self, digest: &Sha256Digest, now: Timestamp) -> Result<Arc<Principal>> {
        let mut found = None;
        for row in &self.0 {
            if same(&row.sha256, digest) {
                found = Some(row);
            }
        }
        // The hash of no bytes at all is a well-known one: it opens nothing, even if it is listed.
        let row = found.filter(|_| !same(digest, &sha256(b""))).ok_or_else(|| {
            Error::new(Kind::Unauthorized, "the bearer token is not known here")
                .hint("send `Authorization: Bearer <token>`; an operator mints one with `lean-ctx team token create`")
        })?;
        if row.expires_at.is_some_and(|at| at <= now) {
            return Err(Error::new(Kind::TokenExpired, "the bearer token has expired")
                .hint("ask an operator for a new one: `lean-ctx team token rotate`"));
        }
        Ok(Arc::clone(&row.principal))
    }
}

/// The current secret, and during a rotation's overlap the one before it; both are one principal.
fn rows(entry: Entry) -> impl Iterator<Item = Row> {
    let principal = Arc::new(Principal {
        scopes: entry.effective(),
        agent: format!("team:{}", entry.id),
        id: entry.id,
        grant: entry.workspaces,
    });
    let current = Row {
        sha256: entry.sha256,
        expires_at: entry.expires_at,
        principal: Arc::clone(&principal),
    };
    let previous = entry.previous.map(|p| Row {
        sha256: p.sha256,
        expires_at: Some(entry.expires_at.map_or(p.expires_at, |at| at.min(p.expires_at))),
        principal,
    });
    std::iter::once(current).chain(previous)
}

#[cfg(test)]
mod tests {
    use super::super::scope::Scope;
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn entry(id: &str, secret: &str) -> Entry {
        Entry {
            id: id.into(),
            sha256: sha256(secret.as_bytes()),
            scopes: ScopeSet::NONE,
            role: Some(Role::Viewer),
            workspaces: Grant::All,
            created_at: None,
            expires_at: None,
            previous: None,
        }
    }

    fn kind(roster: &Roster, secret: &str, now: i64) -> Kind {
        roster.authenticate(secret, at(now)).unwrap_err().kind()
    }

    #[test]
    fn each_secret_finds_its_own_principal() {
        let mut both = entry("b", "two");
        both.scopes = ScopeSet::of(&[Scope::Audit]);
        let roster = Roster::new(vec![entry("a", "one"), both]);
        assert_eq!(roster.0.len(), 2);
        assert_eq!(roster.authenticate("one", at(0)).unwrap().id, "a");
        let b = roster.authenticate("two", at(0)).unwrap();
        assert_eq!(b.scopes, ScopeSet::of(&[Scope::Search, Scope::Audit]));
        for unknown in ["", "One", "one ", "three"] {
            assert_eq!(kind(&roster, unknown, 0), Kind::Unauthorized);
        }
    }

    #[test]
    fn nobody_and_nothing_are_let_in() {
        assert_eq!(kind(&Roster::new(vec![]), "x", 0), Kind::Unauthorized);
        assert_eq!(kind(&Roster::new(vec![entry("e", "")]), "", 0), Kind::Unauthorized);
    }

    #[test]
    fn an_expired_token_says_so_from_that_second_on() {
        let mut old = entry("a", "one");
        old.expires_at = Some(at(100));
        let roster = Roster::new(vec![old]);
        assert!(roster.authenticate("one", at(99)).is_ok());
        assert_eq!(kind(&roster, "one", 100), Kind::TokenExpired);
    }

    #[test]
    fn both_secrets_live_until_the_cut_off() {
        let mut rotated = entry("a", "new");
        rotated.expires_at = Some(at(300));
        rotated.previous = Some(Previous { sha256: sha256(b"old"), expires_at: at(200) });
        let roster = Roster::new(vec![rotated.clone()]);
        assert_eq!(roster.authenticate("old", at(199)).unwrap().id, "a");
        assert_eq!(kind(&roster, "old", 200), Kind::TokenExpired);
        assert_eq!(roster.authenticate("new", at(299)).unwrap().id, "a");
        rotated.expires_at = Some(at(150));
        assert_eq!(kind(&Roster::new(vec![rotated]), "old", 160), Kind::TokenExpired);
    }
}
