//! What is shown to a provider, and how is it kept out of everything else?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::auth::Secret;

/// Credentials for one address. No `Debug`.
#[derive(Clone)]
pub enum Auth {
    Nobody,
    Bearer(Secret),
    /// GitLab's own header.
    PrivateToken(Secret),
    /// Atlassian's Cloud: an account's address and its API token.
    Basic {
        user: String,
        secret: Secret,
    },
}

/// A text shorter than this stands in too many texts to be looked for.
const LEAST: usize = 8;

impl Auth {
    /// Name and value of the header.
    pub fn header(&self) -> Option<(&'static str, Zeroizing<String>)> {
        let value = match self {
            Self::Nobody => return None,
            Self::PrivateToken(secret) => {
                return Some(("PRIVATE-TOKEN", Zeroizing::new(secret.expose().to_owned())));
            }
            Self::Bearer(secret) => format!("Bearer {}", secret.expose()),
            Self::Basic { user, secret } => format!("Basic {}", *basic(user, secret)),
        };
        Some(("Authorization", Zeroizing::new(value)))
    }

    /// Takes out of an answer what was shown: a server may say it back, be it in an error page.
    pub fn scrub(&self, answer: Vec<u8>) -> Vec<u8> {
        let (secret, spelt) = match self {
            Self::Nobody => return answer,
            Self::Bearer(secret) | Self::PrivateToken(secret) => (secret, None),
            Self::Basic { user, secret } => (secret, Some(basic(user, secret))),
        };
        let answer = without(answer, secret.expose());
        match spelt {
            Some(spelt) => without(answer, &spelt),
            None => answer,
        }
    }
}

fn basic(user: &str, secret: &Secret) -> Zeroizing<String> {
    let pair = Zeroizing::new(format!("{user}:{}", secret.expose()));
    Zeroizing::new(STANDARD.encode(pair.as_bytes()))
}

/// `text` with each occurrence of `secret` struck out.
pub fn without(text: Vec<u8>, secret: &str) -> Vec<u8> {
    let finder = memchr::memmem::Finder::new(secret.as_bytes());
    if secret.len() < LEAST || finder.find(&text).is_none() {
        return text;
    }
    let (mut clean, mut from) = (Vec::with_capacity(text.len()), 0);
    for at in finder.find_iter(&text) {
        clean.extend_from_slice(&text[from..at]);
        clean.extend_from_slice(b"[secret]");
        from = at + secret.len();
    }
    clean.extend_from_slice(&text[from..]);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_struck_out_of_answers() {
        let auth = Auth::Bearer(Secret::new("ghp_0123456789"));
        let echoed = b"{\"a\": \"Bearer ghp_0123456789\", \"b\": \"ghp_0123456789\"}".to_vec();
        assert_eq!(
            auth.scrub(echoed),
            b"{\"a\": \"Bearer [secret]\", \"b\": \"[secret]\"}".to_vec()
        );
        let auth = Auth::Basic { user: "me@example.com".into(), secret: Secret::new("hunter22x") };
        let (name, value) = auth.header().unwrap();
        assert_eq!(
            (name, value.as_str()),
            ("Authorization", "Basic bWVAZXhhbXBsZS5jb206aHVudGVyMjJ4")
        );
        assert_eq!(auth.scrub(value.as_bytes().to_vec()), b"Basic [secret]".to_vec());
    }
}
