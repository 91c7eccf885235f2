//! Does only the secret itself open the door?

use jiff::Timestamp;

use crate::auth::secret::Shape;
use crate::auth::token::Previous;
use crate::auth::{Entry, Grant, Role, Roster, ScopeSet, Secret};
use crate::base::Kind;
use crate::base::digest::sha256;

const CURRENT: &str = "lctx_current";
const BEFORE: &str = "lctx_before";
const EXPIRED: &str = "lctx_expired";

/// The text after `Bearer `; only UTF-8 is one.
pub fn authenticate(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    shape(text);
    let found = roster().authenticate(text, at(100)).map(|p| p.id.clone()).map_err(|e| e.kind());
    let expected = match text {
        CURRENT | BEFORE => Ok("known".to_owned()),
        EXPIRED => Err(Kind::TokenExpired),
        _ => Err(Kind::Unauthorized),
    };
    assert_eq!(found, expected);
}

/// A checksum holds for one spelling: no single changed character is overlooked.
fn shape(text: &str) {
    if Secret::new(text).shape() != Shape::Ours {
        return;
    }
    assert!(text.len() == 54 && text.is_ascii() && text.starts_with("lctx_"));
    for at in 0..text.len() {
        let mut other = text.to_owned();
        other.replace_range(at..=at, if &text[at..=at] == "0" { "1" } else { "0" });
        assert!(Secret::new(other).shape() != Shape::Ours);
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a small number")
}

fn roster() -> Roster {
    let entry = |id: &str, secret: &str, expires_at| Entry {
        id: id.into(),
        sha256: sha256(secret.as_bytes()),
        scopes: ScopeSet::NONE,
        role: Some(Role::Viewer),
        workspaces: Grant::All,
        created_at: None,
        expires_at,
        previous: None,
    };
    let mut known = entry("known", CURRENT, None);
    known.previous = Some(Previous { sha256: sha256(BEFORE.as_bytes()), expires_at: at(101) });
    // The hash of nothing, which a careless hand may have pasted.
    Roster::new(vec![known, entry("late", EXPIRED, Some(at(100))), entry("empty", "", None)])
}
