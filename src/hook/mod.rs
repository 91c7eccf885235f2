//! Is this delivery really the forge's, and what does it tell of? Signatures of push webhooks.
//!
//! Decided on headers and raw bytes alone: the body is never parsed. What a delivery comes to is a
//! fetch of the one workspace whose secret it was signed with, whatever stands in it.
//!
//! Sources: GitHub, "Validating webhook deliveries"; GitLab, "Webhooks" (secret token, signing
//! token) with the Standard Webhooks specification 1.0; Gitea and Forgejo, "Webhooks".

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::base::digest::{Sha256Digest, same, sha256, sha256_hex};

/// Who sends webhooks, by the way they sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forge {
    Github,
    Gitlab,
    /// Forgejo, too.
    Gitea,
}

/// What a delivery tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Refs have moved.
    Push,
    /// The webhook was set up, or somebody tries it.
    Ping,
    /// Of no consequence here.
    Other,
}

impl Event {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Ping => "ping",
            Self::Other => "other",
        }
    }
}

/// One delivery whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub event: Event,
    /// The forge's own name of it, at most 128 characters; `None`: it has none.
    pub id: Option<String>,
}

/// Why a delivery is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not signed with this secret, or not at all, or too long ago.
    Unsigned,
    /// Signed, but without the header of this name, which says what it tells of.
    Unnamed(&'static str),
}

/// What a secret of this beginning signs with: Standard Webhooks, GitLab's "signing token". Any
/// other is compared as it is.
pub const SIGNING: &str = "whsec_";

/// Seconds by which a signed time may differ from ours.
const TOLERANCE: i64 = 300;
/// Longest id that is kept as it is.
const LONGEST: usize = 128;
/// Signatures looked at, of those that a delivery has.
const SIGNATURES: usize = 8;

/// A header's value, by its name in lower case.
pub type Header<'h> = &'h dyn Fn(&str) -> Option<&'h str>;

impl Forge {
    pub const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Gitea];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Gitea => "gitea",
        }
    }

    /// Reads the word of a URL; Forgejo signs as Gitea does.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "forgejo" => Some(Self::Gitea),
            _ => Self::ALL.into_iter().find(|forge| forge.word() == word),
        }
    }

    /// Which headers a signature stands in, the preferred one first.
    pub const fn signed_in(self) -> &'static [&'static str] {
        match self {
            Self::Github => &["x-hub-signature-256"],
            Self::Gitlab => &["webhook-signature", "x-gitlab-token"],
            Self::Gitea => &["x-forgejo-signature", "x-gitea-signature", "x-hub-signature-256"],
        }
    }

    /// What to tick in the forge's form.
    pub const fn events(self) -> &'static [&'static str] {
        match self {
            Self::Github => &["Just the push event"],
            Self::Gitlab => &["Push events", "Tag push events"],
            Self::Gitea => &["Push"],
        }
    }

    const fn named_in(self) -> &'static [&'static str] {
        match self {
            Self::Github => &["x-github-event"],
            Self::Gitlab => &["x-gitlab-event"],
            Self::Gitea => &["x-forgejo-event", "x-gitea-event"],
        }
    }

    const fn known_by(self) -> &'static [&'static str] {
        match self {
            Self::Github => &["x-github-delivery"],
            // The key stays the same when GitLab tries again.
            Self::Gitlab => &["webhook-id", "idempotency-key", "x-gitlab-event-uuid"],
            Self::Gitea => &["x-forgejo-delivery", "x-gitea-delivery"],
        }
    }

    fn event(self, word: &str) -> Event {
        match (self, word) {
            (Self::Github | Self::Gitea, "push")
            | (Self::Gitlab, "Push Hook" | "Tag Push Hook") => Event::Push,
            (Self::Github, "ping") => Event::Ping,
            _ => Event::Other,
        }
    }

    /// Whether a delivery has anything that could be a signature: whoever sends none need not be
    /// listened to any further.
    pub fn may_be_signed(self, header: Header<'_>) -> bool {
        self.signed_in().iter().any(|name| header(name).is_some())
    }

    /// Checks a delivery. Takes as long for a wrong signature as for a right one.
    ///
    /// `now`: seconds since 1970.
    ///
    /// # Errors
    /// Unsigned, or without what says what it tells of.
    pub fn check(
        self,
        secret: &str,
        header: Header<'_>,
        body: &[u8],
        now: i64,
    ) -> Result<Delivery, Refusal> {
        let signed = match self {
            Self::Github => of_hex(secret, first(header, self.signed_in()), "sha256=", body),
            Self::Gitea => self.signed_in().iter().any(|name| {
                let prefix = if name.starts_with("x-hub") { "sha256=" } else { "" };
                of_hex(secret, header(name), prefix, body)
            }),
            Self::Gitlab if secret.starts_with(SIGNING) => standard(secret, header, body, now),
            Self::Gitlab => {
                let shown = header("x-gitlab-token").unwrap_or_default();
                same(&sha256(shown.as_bytes()), &sha256(secret.as_bytes()))
            }
        };
        // An empty secret would be anybody's.
        if !signed || secret.is_empty() {
            return Err(Refusal::Unsigned);
        }
        let names = self.named_in();
        let word = first(header, names).ok_or(Refusal::Unnamed(names[names.len() - 1]))?;
        let id = first(header, self.known_by())
            .filter(|id| !id.is_empty())
            .map(|id| if id.len() <= LONGEST { id.to_owned() } else { sha256_hex(id.as_bytes()) });
        Ok(Delivery { event: self.event(word), id })
    }
}

fn first<'h>(header: Header<'h>, names: &[&str]) -> Option<&'h str> {
    names.iter().find_map(|name| header(name))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Sha256Digest {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// HMAC-SHA256 of the body in hex, after `prefix`.
fn of_hex(secret: &str, shown: Option<&str>, prefix: &str, body: &[u8]) -> bool {
    let expected = mac(secret.as_bytes(), &[body]);
    let mut given = Sha256Digest::default();
    let hex = shown.and_then(|text| text.strip_prefix(prefix)).unwrap_or_default();
    hex::decode_to_slice(hex, &mut given).is_ok() & same(&expected, &given)
}

/// Standard Webhooks: `v1,` and base64, of `{id}.{timestamp}.{body}`; there may be several, while
/// a secret is being replaced.
fn standard(secret: &str, header: Header<'_>, body: &[u8], now: i64) -> bool {
    let Ok(key) = STANDARD.decode(&secret[SIGNING.len()..]) else { return false };
    let id = header("webhook-id").unwrap_or_default();
    let time = header("webhook-timestamp").unwrap_or_default();
    let expected = mac(&key, &[id.as_bytes(), b".", time.as_bytes(), b".", body]);
    let shown = header("webhook-signature").unwrap_or_default();
    let mut holds = false;
    for signature in shown.split(' ').take(SIGNATURES) {
        let given = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
        let given = given.and_then(|bytes| Sha256Digest::try_from(bytes).ok());
        holds |= given.is_some_and(|given| same(&expected, &given));
    }
    let fresh = time.parse::<i64>().is_ok_and(|at| now.abs_diff(at) <= TOLERANCE.unsigned_abs());
    holds & fresh & !key.is_empty() & !id.is_empty()
}
