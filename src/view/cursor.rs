//! Where does the next page begin? An opaque word that a client hands back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::digest::sha256;
use crate::base::{Error, Result};

/// A cursor is a name, not a capability: it holds a position and the fingerprint of the question
/// it belongs to, and every call that brings one is authorised anew.
pub fn encode<P: Serialize>(question: &str, position: &P) -> String {
    let mut bytes = fingerprint(question).to_vec();
    bytes.extend(postcard::to_stdvec(position).expect("a position is plain data"));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// # Errors
/// `invalid_arguments` when the cursor is not ours or belongs to another question.
pub fn decode<P: DeserializeOwned>(question: &str, cursor: &str) -> Result<P> {
    let foreign = || {
        Error::invalid("`cursor` does not belong to this call")
            .hint("repeat the arguments of the call that gave it, or leave it out to begin anew")
    };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| foreign())?;
    let (mark, position) = bytes.split_at_checked(FINGERPRINT).ok_or_else(foreign)?;
    if mark != fingerprint(question) {
        return Err(foreign());
    }
    postcard::from_bytes(position).map_err(|_| foreign())
}

const FINGERPRINT: usize = 6;

fn fingerprint(question: &str) -> [u8; FINGERPRINT] {
    let digest = sha256(question.as_bytes());
    digest[..FINGERPRINT].try_into().expect("a digest is longer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_only_to_its_own_question() {
        let cursor = encode("ctx_search foo", &("src/lib.rs", 7u32));
        assert_eq!(
            decode::<(String, u32)>("ctx_search foo", &cursor).unwrap(),
            ("src/lib.rs".to_owned(), 7)
        );
        assert!(decode::<(String, u32)>("ctx_search bar", &cursor).is_err());
        for bad in ["", "x", "%%%", "AAAAAAAA", &cursor[1..]] {
            assert!(decode::<(String, u32)>("ctx_search foo", bad).is_err(), "{bad}");
        }
    }
}
