//! Who does somebody else say that a caller is? Tokens of an OAuth issuer, and what a proxy in front
//! says of a person.
//!
//! Nothing here waits on the event loop: what needs no key is decided at once, what was verified
//! lately is remembered, and the rest goes to [`Checks`], whose threads may also fetch keys.
//!
//! Sources: RFC 9068 (JWT access tokens), RFC 8725 (JWT best practices), RFC 8707 (audience), RFC 9728
//! (protected resource metadata), OpenID Connect Discovery 1.0, RFC 8414; Elastic Load Balancing,
//! "Authenticate users using an Application Load Balancer".

mod alb;
mod check;
mod claim;
mod forwarded;
mod json;
mod jws;
mod key;
mod keys;
mod oauth;
mod person;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;

use url::Url;

use crate::base::digest::sha256;
use crate::base::{Error, Kind, Result, clock};
use crate::client;
use crate::config::identity::{Alb, EdgeKind};
use crate::config::{Config, EdgeIdentity, Network, Oauth};

use check::{Checks, Remembered};
use keys::{Fetch, Keys, Place};
pub use person::{Person, Via};

/// The signed header of an AWS load balancer.
pub const SIGNED: &str = "x-amzn-oidc-data";

/// A header's value if it came once; `Err` if it came more than once.
pub type Header<'h> = &'h dyn Fn(&str) -> Result<Option<&'h str>, Repeated>;

/// A field came more than once: which of them counts, nobody can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated;

/// Why somebody is not let in.
#[derive(Debug)]
pub enum Denied {
    /// Nothing that holds says who it is.
    Unknown(Error),
    /// It is known who it is, and that they may do nothing.
    NothingGranted { id: String, error: Error },
    /// It cannot be told at this moment.
    Unsure(Error),
}

impl Denied {
    fn unknown(why: &str) -> Self {
        Self::Unknown(
            Error::new(Kind::Unauthorized, format!("the access token is not good here: {why}"))
                .hint("ask the issuer for a new one; `/.well-known/oauth-protected-resource` says which"),
        )
    }

    fn unsure(why: &str) -> Self {
        Self::Unsure(
            Error::new(Kind::Overloaded, why.to_owned()).hint("try again in a few seconds"),
        )
    }
}

pub type Outcome = Result<Arc<Person>, Denied>;
type Then = Box<dyn FnOnce(Outcome) + Send>;

/// How a request says who makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Oauth,
    Alb,
}

/// What can be said of a request on its head alone.
pub enum Look {
    /// Nothing of ours stands in it.
    Nobody,
    Decided(Outcome),
    /// To be given to [`Identity::check`].
    Claimed(Claimed),
}

/// A token that was not looked into yet. No `Debug`: it is a secret.
pub struct Claimed {
    way: Way,
    text: String,
}

/// Of one configuration.
pub struct Identity {
    oauth: Option<Oauth>,
    edge: Option<EdgeIdentity>,
    proxies: Vec<Network>,
    issuer_keys: Option<Arc<Keys>>,
    edge_keys: Option<Arc<Keys>>,
    remembered: Remembered,
    checks: Arc<Checks>,
}

impl Identity {
    pub fn new(config: &Config) -> Arc<Self> {
        Self::with(config, || Box::new(|url: &Url, most| client::document(url, most)))
    }

    fn with(config: &Config, fetch: impl Fn() -> Fetch) -> Arc<Self> {
        let place = |o: &Oauth| {
            o.jwks_url.clone().map_or_else(|| Place::Issuer(Box::new(o.clone())), Place::Set)
        };
        let of_edge = |edge: &EdgeIdentity| match &edge.kind {
            EdgeKind::Alb(Alb { keys, .. }) => Some(Place::Each(keys.clone())),
            EdgeKind::Header { .. } => None,
        };
        let keys = |place| Keys::new(place, fetch());
        Arc::new(Self {
            issuer_keys: config.oauth.as_ref().map(|o| keys(place(o))),
            edge_keys: config.edge_identity.as_ref().and_then(of_edge).map(keys),
            oauth: config.oauth.clone(),
            edge: config.edge_identity.clone(),
            proxies: config.trusted_proxies.clone(),
            remembered: Remembered::default(),
            checks: Arc::default(),
        })
    }

    /// Whether a changed configuration says the same of who is who.
    pub fn fits(&self, config: &Config) -> bool {
        (&self.oauth, &self.edge, &self.proxies)
            == (&config.oauth, &config.edge_identity, &config.trusted_proxies)
    }

    /// What is told of ourselves as an OAuth resource server; none, while there is no issuer.
    pub const fn oauth(&self) -> Option<&Oauth> {
        self.oauth.as_ref()
    }

    /// A bearer token that is none of team.json's.
    pub fn of_bearer(&self, token: &str) -> Look {
        if self.oauth.is_none() || !jws::looks_like(token) {
            return Look::Nobody;
        }
        self.look(Way::Oauth, token)
    }

    /// What a proxy in front says of a request that shows no token.
    pub fn of_edge(&self, peer: IpAddr, header: Header<'_>) -> Look {
        let Some(edge) = &self.edge else { return Look::Nobody };
        let trusted = self.proxies.iter().any(|net| net.contains(peer));
        match &edge.kind {
            EdgeKind::Header { .. } if !trusted => Look::Nobody,
            EdgeKind::Header { user, groups } => {
                match forwarded::person(user, groups, &edge.grants, header) {
                    Ok(None) => Look::Nobody,
                    Ok(Some(person)) => Look::Decided(Ok(person)),
                    Err(denied) => Look::Decided(Err(denied)),
                }
            }
            // Signed; but where proxies are named, it comes from nobody else.
            EdgeKind::Alb(_) if !trusted && !self.proxies.is_empty() => Look::Nobody,
            EdgeKind::Alb(_) => match header(SIGNED) {
                Ok(None) => Look::Nobody,
                Ok(Some(text)) => self.look(Way::Alb, text),
                Err(Repeated) => Look::Decided(Err(Denied::unknown("it stands there twice"))),
            },
        }
    }

    fn look(&self, way: Way, text: &str) -> Look {
        match self.remembered.get(way, &sha256(text.as_bytes()), clock::now()) {
            Some(person) => Look::Decided(Ok(person)),
            None => Look::Claimed(Claimed { way, text: text.to_owned() }),
        }
    }

    /// Looks into a token, on another thread. `then` is called once, soon or never later than keys
    /// are waited for.
    pub fn check(self: &Arc<Self>, claimed: Claimed, then: Then) {
        let identity = Arc::clone(self);
        Checks::submit(
            &self.checks,
            Box::new(move |give_up| match give_up {
                Some(denied) => then(Err(denied)),
                None => identity.verify(claimed, then),
            }),
        );
    }

    fn verify(self: &Arc<Self>, claimed: Claimed, then: Then) {
        let Claimed { way, text } = claimed;
        let now = clock::now();
        let read = match (way, &self.oauth, self.edge.as_ref().map(|e| (&e.kind, &e.grants))) {
            (Way::Oauth, Some(oauth), _) => oauth::read(oauth, &text, now),
            (Way::Alb, _, Some((EdgeKind::Alb(alb), grants))) => alb::read(alb, grants, &text, now),
            _ => Err(Denied::unknown("nobody here takes one")),
        };
        let keys = match way {
            Way::Oauth => &self.issuer_keys,
            Way::Alb => &self.edge_keys,
        };
        let (read, keys) = match (read, keys) {
            (Ok(read), Some(keys)) => (read, Arc::clone(keys)),
            (Ok(_), None) => return then(Err(Denied::unknown("nobody here takes one"))),
            (Err(denied), _) => return then(Err(denied)),
        };
        let (kid, algorithm) = (read.token.kid.clone(), read.token.algorithm);
        let identity = Arc::clone(self);
        keys.find(
            kid,
            algorithm,
            Box::new(move |found| {
                then(found.and_then(|key| {
                    // The first thing that is believed, and the last that is asked.
                    if !key.verifies(algorithm, read.token.signed(&text), &read.token.signature) {
                        return Err(Denied::unknown("its signature does not hold"));
                    }
                    let person = read.person?;
                    identity.remembered.keep(way, sha256(text.as_bytes()), &person);
                    Ok(person)
                }));
            }),
        );
    }
}

/// A token whose claims were read, and not believed yet.
struct Reading {
    token: jws::Token,
    /// Who it would be.
    person: Outcome,
}
