//! Whom does an AWS load balancer name? `x-amzn-oidc-data`: a token that it signs with its region's key.
//!
//! Its base64 is padded, and what RFC 7519 has among the claims (`exp`, `iss`) it has in the header.

use jiff::Timestamp;
use serde_json::Value;

use crate::config::identity::{Alb, Grants};

use super::claim;
use super::jws::{Spelling, Token};
use super::key::Algorithm;
use super::person::{Person, Via};
use super::{Denied, Reading};

/// Reads the claims; that they are the load balancer's is for the signature to say.
///
/// # Errors
/// What cannot be good, whoever has signed it.
pub fn read(alb: &Alb, grants: &Grants, text: &str, now: Timestamp) -> Result<Reading, Denied> {
    let token = Token::read(text, Spelling::Padded).map_err(Denied::unknown)?;
    let header = |name: &str| token.header.get(name).and_then(Value::as_str);
    if token.algorithm != Algorithm::Es256 {
        return Err(Denied::unknown("its algorithm is not taken"));
    }
    // Every load balancer of the region signs with the same keys: this alone tells ours.
    if header("signer") != Some(alb.signer.as_str()) {
        return Err(Denied::unknown("another load balancer has signed it"));
    }
    if !token.kid.as_deref().is_some_and(is_key_id) {
        return Err(Denied::unknown("its key has no name"));
    }
    let within = claim::times(&token.header, now).map_err(Denied::unknown)?;
    let claimed = claim::times(&token.claims, now).map_err(Denied::unknown)?;
    let Some(until) = within.into_iter().chain(claimed).min() else {
        return Err(Denied::unknown("it never expires"));
    };
    let named = |name: &str| claim::at(&token.claims, name).and_then(Value::as_str);
    let name = match &alb.user_claim {
        Some(claim) => named(claim),
        None => named("email").or_else(|| named("sub")),
    };
    let name = name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Denied::unknown("it names nobody"))?;
    let groups = claim::words(&token.claims, &alb.groups_claim);
    let person = Person::new(Via::Edge, name, groups.into_iter(), grants, None, until);
    Ok(Reading { person, token })
}

/// A key's id becomes part of an address: nothing but letters, digits and `-`.
fn is_key_id(kid: &str) -> bool {
    kid.len() <= 64 && kid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
