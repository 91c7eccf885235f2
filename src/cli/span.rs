//! How long is `90d`? Spans of time as people type them.

use std::time::Duration;

/// Reads a whole number with a unit: s, m, h, d or w. `0` needs none.
///
/// # Errors
/// What may be written instead.
pub fn parse(text: &str) -> Result<Duration, String> {
    const FORMS: &str = "write a number and one of s, m, h, d, w: `90d`";
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).ok_or(FORMS)?;
    let seconds: u64 = match &text[end..] {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err(FORMS.into()),
    };
    let number: u64 = text[..end].parse().map_err(|_| FORMS)?;
    // A century is more than any clock here can be asked to add.
    match number.checked_mul(seconds) {
        Some(total) if total <= 36_525 * 86_400 => Ok(Duration::from_secs(total)),
        _ => Err("write a span below 100 years".into()),
    }
}

/// The shortest way to write it: `90d`, `36h`.
pub fn spell(span: Duration) -> String {
    let seconds = span.as_secs();
    for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] {
        if seconds > 0 && seconds.is_multiple_of(size) {
            return format!("{}{unit}", seconds / size);
        }
    }
    format!("{seconds}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        for (text, seconds) in [
            ("0", 0),
            ("5s", 5),
            ("2m", 120),
            ("24h", 86_400),
            ("90d", 7_776_000),
            ("2w", 1_209_600),
        ] {
            assert_eq!(parse(text).unwrap().as_secs(), seconds, "{text}");
        }
        for bad in ["", "d", "90", "-1d", "1.5h", "90 d", "1y", "99999999999999999999d", "36526d"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(spell(Duration::from_secs(7_776_000)), "90d");
        assert_eq!(spell(Duration::from_secs(129_600)), "36h");
        assert_eq!(spell(Duration::ZERO), "0s");
    }
}
