//! May a provider be asked again, and when? What its headers say of its limits.
//!
//! GitHub: `X-RateLimit-Remaining`, `X-RateLimit-Reset` (seconds since 1970), and `Retry-After` for its secondary limits;
//! GitLab: `RateLimit-Remaining`, `RateLimit-Reset` (the same), `Retry-After`; Jira: `Retry-After`, and
//! `X-RateLimit-Reset` as a time of ISO 8601.

use jiff::{SignedDuration, Timestamp};
use ureq::http::HeaderMap;

/// Where nothing says how long.
const UNSAID: SignedDuration = SignedDuration::from_secs(60);
/// Nobody is believed to mean longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// Smaller numbers are seconds from now, not since 1970.
const LEAST_EPOCH: i64 = 1_000_000_000;

/// Until when nothing more is left, of an answer that was given.
pub fn used_up(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let left = number(headers, &["x-ratelimit-remaining", "ratelimit-remaining"])?;
    (left <= 0).then(|| bounded(reset(headers, now), now))
}

/// Until when a refusal holds, if it is one for asking too much. A 403 is one where its headers or its words say so.
pub fn refused(status: u16, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Option<Timestamp> {
    let after = retry_after(headers, now);
    let said = || {
        let body = String::from_utf8_lossy(&body[..body.len().min(4096)]).to_lowercase();
        body.contains("rate limit") || body.contains("abuse detection")
    };
    let limited = match status {
        429 => true,
        403 => after.is_some() || used_up(headers, now).is_some() || said(),
        503 => after.is_some(),
        _ => false,
    };
    let spent = || used_up(headers, now);
    limited.then(|| bounded(after.or_else(spent), now))
}

fn bounded(until: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let least = now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(now);
    let most = now.saturating_add(LONGEST).unwrap_or(now);
    let until = until.or_else(|| now.saturating_add(UNSAID).ok());
    until.unwrap_or(most).clamp(least, most)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn number(headers: &HeaderMap, names: &[&str]) -> Option<i64> {
    names.iter().find_map(|name| text(headers, name)?.parse().ok())
}

fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let said = text(headers, "retry-after")?;
    match said.parse::<i64>() {
        Ok(seconds) => later(now, seconds),
        Err(_) => jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(said).ok(),
    }
}

fn reset(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let said = ["x-ratelimit-reset", "ratelimit-reset"].iter().find_map(|n| text(headers, n))?;
    match said.parse::<i64>() {
        Ok(seconds) if seconds < LEAST_EPOCH => later(now, seconds),
        Ok(seconds) => Timestamp::from_second(seconds).ok(),
        Err(_) => said.parse().ok(),
    }
}

fn later(now: Timestamp, seconds: i64) -> Option<Timestamp> {
    now.saturating_add(SignedDuration::from_secs(seconds.max(0))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn after(now: Timestamp, until: Option<Timestamp>) -> Option<i64> {
        until.map(|until| until.as_second() - now.as_second())
    }

    #[test]
    fn each_provider_says_it_in_its_own_words() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let of = |status, pairs: &[_], body: &str| {
            after(now, refused(status, &headers(pairs), body.as_bytes(), now))
        };
        assert_eq!(of(429, &[("retry-after", "7")], ""), Some(7));
        assert_eq!(of(429, &[("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT")], ""), Some(30));
        assert_eq!(of(429, &[], ""), Some(60));
        let spent = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795348920")];
        assert_eq!(of(403, &spent, ""), Some(120));
        let theirs = [("ratelimit-remaining", "0"), ("ratelimit-reset", "1795348860")];
        assert_eq!(of(429, &theirs, ""), Some(60));
        let jira = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "2026-11-22T12:05Z")];
        assert_eq!(of(429, &jira, ""), Some(300));
        let secondary = "{\"message\": \"You have exceeded a secondary rate limit\"}";
        assert_eq!(of(403, &[], secondary), Some(60));
        assert_eq!(of(403, &[], "Resource not accessible by integration"), None);
        assert_eq!(of(503, &[("retry-after", "5")], ""), Some(5));
        assert_eq!(of(503, &[], ""), None);
        assert_eq!(of(200, &[("retry-after", "5")], ""), None);
        // A hostile one does not put us to sleep for ever, nor has us ask in a loop.
        assert_eq!(of(429, &[("retry-after", "99999999999")], ""), Some(86_400));
        assert_eq!(of(429, &[("retry-after", "-5")], ""), Some(1));
        assert_eq!(of(429, &[("retry-after", "soon")], ""), Some(60));
        assert_eq!(after(now, used_up(&headers(&spent), now)), Some(120));
        assert_eq!(used_up(&headers(&[("x-ratelimit-remaining", "9")]), now), None);
    }
}
