//! What may a request carry, and is it what it says?

use serde::de::DeserializeOwned;

use super::Context;
use crate::auth::Secret;
use crate::base::{Error, Kind, Result};
use crate::config::cloud::CloudConfig;

/// The form of a route's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing is read; a few bytes, such as `{}`, do no harm.
    None,
    Json,
    /// JSON of five hundred rows.
    Contribution,
    /// A blob of one of the sections.
    Section,
    Index,
}

impl Body {
    /// In bytes.
    pub fn most(self, config: &CloudConfig) -> usize {
        let most = match self {
            Self::None => 1 << 10,
            Self::Json => 16 << 10,
            Self::Contribution => 128 << 10,
            Self::Section => config.max_section,
            Self::Index => config.max_index,
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    const fn content_type(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Json | Self::Contribution => Some("application/json"),
            Self::Section | Self::Index => Some("application/octet-stream"),
        }
    }
}

/// # Errors
/// `unsupported_media_type` for a body that is not declared as what the route takes.
pub fn declared(context: &Context, body: Body) -> Result<()> {
    let Some(wanted) = body.content_type() else { return Ok(()) };
    let declared = context.header("content-type").unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    Err(Error::new(Kind::UnsupportedMediaType, format!("the body must be {wanted}"))
        .hint(format!("send `Content-Type: {wanted}`")))
}

/// # Errors
/// `invalid_arguments`, with the reason.
pub fn parse<T: DeserializeOwned>(context: &Context) -> Result<T> {
    serde_json::from_slice(&context.request.body)
        .map_err(|e| Error::invalid(format!("the body is not as the route takes it: {e}")))
}

/// Bytes of a known number, in lower-case hex.
///
/// # Errors
/// `invalid_arguments`.
pub fn bytes(field: &str, text: &str, count: usize) -> Result<Vec<u8>> {
    let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
    match hex::decode(text) {
        Ok(bytes) if lower && bytes.len() == count => Ok(bytes),
        _ => Err(Error::invalid(format!("`{field}` is {} lower-case hex digits", 2 * count))),
    }
}

/// The half of a stretched password.
///
/// # Errors
/// `invalid_arguments`.
pub fn half(field: &str, text: String) -> Result<Secret> {
    let secret = Secret::new(text);
    bytes(field, secret.expose(), 32).map(zeroize::Zeroizing::new)?;
    Ok(secret)
}

/// The one value of a query string of one parameter.
///
/// # Errors
/// `invalid_arguments`.
pub fn query(context: &Context, name: &str) -> Result<String> {
    let text = context.request.head.query.as_deref().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    match (pairs.next(), pairs.next()) {
        (Some((key, value)), None) if key == name => Ok(value.into_owned()),
        _ => Err(Error::invalid(format!("the query is `{name}=…`, and nothing else"))),
    }
}
