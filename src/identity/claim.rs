//! What does a token claim: for how long, for whom, of which groups?

use jiff::Timestamp;
use serde_json::{Map, Value};

type Claims = Map<String, Value>;

/// Seconds by which two clocks may differ.
pub const LEEWAY: f64 = 30.0;

/// Seconds since 1970 (RFC 7519: a number, perhaps with a fraction).
fn date(claims: &Claims, name: &str) -> Result<Option<f64>, &'static str> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .filter(|at| at.is_finite() && (0.0..1e12).contains(at))
            .map(Some)
            .ok_or("a time in it is none"),
    }
}

/// Holds `exp`, `nbf` and `iat` against the clock. Gives when it ends, if it says so.
///
/// # Errors
/// Which of them it is.
pub fn times(claims: &Claims, now: Timestamp) -> Result<Option<Timestamp>, &'static str> {
    let now = now.as_millisecond() as f64 / 1000.0;
    let ends = date(claims, "exp")?;
    if ends.is_some_and(|at| at + LEEWAY <= now) {
        return Err("it has expired");
    }
    for name in ["nbf", "iat"] {
        if date(claims, name)?.is_some_and(|at| at - LEEWAY > now) {
            return Err("it is not good yet");
        }
    }
    // In range: see `date`.
    Ok(ends.map(|at| Timestamp::from_second(at as i64).unwrap_or(Timestamp::MAX)))
}

/// Whether `aud` names one of these. A slash at the end makes no difference: URL libraries add it
/// to an origin.
pub fn meant_for(claims: &Claims, audiences: &[String]) -> bool {
    let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    let ours = |value: &Value| {
        value.as_str().is_some_and(|text| audiences.iter().any(|a| bare(a) == bare(text)))
    };
    match claims.get("aud") {
        Some(Value::Array(many)) => many.iter().any(ours),
        Some(one) => ours(one),
        None => false,
    }
}

/// A claim by its name, or by the way to it: `realm_access.roles`.
pub fn at<'c>(claims: &'c Claims, name: &str) -> Option<&'c Value> {
    claims.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        rest.split('.').try_fold(claims.get(first)?, |value, part| value.get(part))
    })
}

/// A text, or a list of texts; anything else in it is no group.
pub fn words<'c>(claims: &'c Claims, name: &str) -> Vec<&'c str> {
    match at(claims, name) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// `scope` (words in one text, RFC 8693) or `scp` (so, too, or a list); `None`: it says nothing of
/// scopes.
pub fn scopes(claims: &Claims) -> Option<Vec<&str>> {
    let value = claims.get("scope").or_else(|| claims.get("scp"))?;
    Some(match value {
        Value::String(text) => text.split(' ').filter(|word| !word.is_empty()).collect(),
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    })
}
