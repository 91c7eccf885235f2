//! Whom does an OAuth issuer name, and what have they asked to be able to do here? JWT access tokens.

use jiff::Timestamp;
use serde_json::Value;

use crate::auth::{Scope, ScopeSet};
use crate::config::Oauth;

use super::claim;
use super::jws::{Spelling, Token};
use super::person::{Person, Via};
use super::{Denied, Reading};

/// Reads the claims; that they are the issuer's is for the signature to say.
///
/// # Errors
/// What cannot be good, whoever has signed it.
pub fn read(oauth: &Oauth, text: &str, now: Timestamp) -> Result<Reading, Denied> {
    let token = Token::read(text, Spelling::Bare).map_err(Denied::unknown)?;
    let claims = &token.claims;
    let claimed = |name: &str| claims.get(name).and_then(Value::as_str);
    if !is_access_token(&token) {
        return Err(Denied::unknown("it is no access token"));
    }
    if !claimed("iss").is_some_and(|iss| oauth.is_issuer(iss)) {
        return Err(Denied::unknown("it is of another issuer"));
    }
    if !claim::meant_for(claims, &oauth.audiences) {
        return Err(Denied::unknown("it is meant for another server"));
    }
    let until = claim::times(claims, now).map_err(Denied::unknown)?;
    let until = until.ok_or_else(|| Denied::unknown("it never expires"))?;
    let name = claim::at(claims, &oauth.user_claim).and_then(Value::as_str);
    let name = name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Denied::unknown("it names nobody"))?;
    let groups = claim::words(claims, &oauth.groups_claim);
    let limit = claim::scopes(claims).map(|words| asked(oauth, &words));
    let groups = groups.into_iter();
    let person = Person::new(Via::Oauth, name, groups, &oauth.grants, limit, until);
    Ok(Reading { person, token })
}

/// Tokens of other kinds, that the same issuer signs with the same keys (RFC 8725 §3.11, §3.12). Many
/// issuers call access tokens plainly `JWT`, or nothing at all: then what only others have tells.
fn is_access_token(token: &Token) -> bool {
    let typ = token.header.get("typ").map(|typ| typ.as_str().unwrap_or("?").to_ascii_lowercase());
    let claims = &token.claims;
    match typ.as_deref() {
        Some("at+jwt" | "application/at+jwt") => true,
        None | Some("jwt" | "application/jwt") => {
            let of_identity = claims.contains_key("at_hash") || claims.contains_key("c_hash");
            // Keycloak's word for what kind a token is.
            let other = claims.get("typ").is_some_and(|typ| typ != "Bearer");
            !of_identity && !other && !claims.contains_key("events")
        }
        Some(_) => false,
    }
}

/// The scopes that a token's words stand for.
fn asked(oauth: &Oauth, words: &[&str]) -> ScopeSet {
    let of = |word: &str| {
        let mapped = oauth.scopes.get(word).copied();
        mapped.or_else(|| Some(ScopeSet::of(&[Scope::parse(word)?])))
    };
    words.iter().filter_map(|word| of(word)).fold(ScopeSet::NONE, ScopeSet::union)
}
