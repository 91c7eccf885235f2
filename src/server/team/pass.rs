//! With what was the reader of a stream let in, and is that still good?

use std::sync::Arc;

use super::Context;
use crate::auth::Principal;
use crate::base::digest::{Sha256Digest, sha256};
use crate::base::{Error, Kind, Result, clock};
use crate::identity::{Identity, Person};
use crate::server::guard;
use crate::team::Live;

pub enum Pass {
    /// Of a token's secret.
    Token(Sha256Digest),
    /// Whom somebody else has named, under the configuration of then.
    Person(Arc<Person>, Arc<Identity>),
}

impl Pass {
    pub fn of(context: &Context) -> Self {
        match context.person() {
            Some(person) => {
                let identity = Arc::clone(&context.team.live().identity);
                Self::Person(Arc::clone(person), identity)
            }
            None => {
                let secret = guard::bearer(&context.request.head).unwrap_or_default();
                Self::Token(sha256(secret.as_bytes()))
            }
        }
    }

    /// Whom it lets in now. A person's groups may have changed with their issuer; that is learned
    /// when what it said runs out.
    ///
    /// # Errors
    /// When it lets in nobody any more.
    pub fn asked_again(&self, live: &Live) -> Result<Arc<Principal>> {
        match self {
            Self::Token(digest) => live.roster.known(digest, clock::now()),
            Self::Person(person, identity) => {
                let good = Arc::ptr_eq(identity, &live.identity) && clock::now() < person.until;
                good.then(|| Arc::clone(&person.principal))
                    .ok_or_else(|| Error::new(Kind::TokenExpired, "the access token has expired"))
            }
        }
    }
}
