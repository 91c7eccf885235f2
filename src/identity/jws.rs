//! Is this text a signed token, and what does it claim? Compact JWS, strictly read (RFC 7515, RFC 7519).
//!
//! Nothing of it is believed here. No key is ever taken from the token itself (`jwk`, `jku`, `x5u`,
//! `x5c` count for nothing), and an algorithm without a public key (`none`, `HS256`) is not known.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::json;
use super::key::Algorithm;

/// Longest that is looked at: no head of a request is longer.
const LONGEST: usize = 16 * 1024;

pub struct Token {
    pub algorithm: Algorithm,
    pub kid: Option<String>,
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    pub signature: Vec<u8>,
    /// Of the text: what is signed.
    signed: Range<usize>,
}

/// How base64 is spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// RFC 7515: without padding.
    Bare,
    /// As AWS load balancers do: with it.
    Padded,
}

/// Whether a bearer token is one of these, as opposed to one that means nothing but to its issuer.
pub fn looks_like(token: &str) -> bool {
    token.starts_with("ey") && token.len() <= LONGEST && token.matches('.').count() == 2
}

impl Token {
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str, spelling: Spelling) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("it is too long");
        }
        let mut parts = text.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err("it has not three parts");
        };
        let signed = 0..header.len() + 1 + claims.len();
        let read = |part| decode(part, spelling).as_deref().and_then(json::object);
        let header = read(header).ok_or("its header cannot be read")?;
        let claims = read(claims).ok_or("its claims cannot be read")?;
        let signature = decode(signature, spelling).ok_or("its signature cannot be read")?;
        // RFC 7515 §4.1.11: what must be understood, and is not. `b64` changes what is signed.
        if header.contains_key("crit") || header.contains_key("b64") || header.contains_key("zip") {
            return Err("its header demands what is not known here");
        }
        let word = header.get("alg").and_then(Value::as_str);
        let algorithm = word.and_then(Algorithm::parse).ok_or("its algorithm is not taken")?;
        let kid = match header.get("kid") {
            None => None,
            Some(Value::String(kid)) if !kid.is_empty() && kid.len() <= 256 => Some(kid.clone()),
            Some(_) => return Err("its key has no name"),
        };
        Ok(Self { algorithm, kid, header, claims, signature, signed })
    }

    /// What of `text`, which it was read from, is signed.
    pub fn signed<'t>(&self, text: &'t str) -> &'t [u8] {
        text.get(self.signed.clone()).unwrap_or_default().as_bytes()
    }
}

/// Refuses what has more than one spelling: bits that are left over must be zero.
fn decode(part: &str, spelling: Spelling) -> Option<Vec<u8>> {
    let bare = match spelling {
        Spelling::Bare => part,
        Spelling::Padded => {
            let bare = part.trim_end_matches('=');
            let padding = part.len() - bare.len();
            // Whole, or left out.
            if padding > 0 && (padding > 2 || !part.len().is_multiple_of(4)) {
                return None;
            }
            bare
        }
    };
    URL_SAFE_NO_PAD.decode(bare).ok()
}
